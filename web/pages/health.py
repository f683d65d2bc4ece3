"""For those who watch the service: is it alive, can it answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from indexer.errors import IndexerError
from web.pages.question import services


def alive(_: Request) -> Response:
    """The process answers."""
    return JSONResponse({"status": "alive"})


def ready(request: Request) -> Response:
    """The index and the registry answer; 503 with the reason where one does not."""
    app = services(request)
    try:
        version = app.engine.version()
        trials = app.registry.count()
    except IndexerError as error:
        return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
    return JSONResponse(
        {"status": "ready", "index": version.name, "documents": version.documents, "trials": trials}
    )
