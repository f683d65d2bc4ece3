"""Suggestions while a person types, for the script; without it the form works all the same."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from indexer.engines.port import Suggested
from web.pages.question import services

MOST = 8
LONGEST = 100  # characters of what is being typed
A_WHILE = "private, max-age=300"  # seconds: the same letters are typed again

_BOXES: dict[str, Suggested] = {"q": "names", "near": "places"}


def complete(request: Request) -> Response:
    """Names that hold what is typed: ``for`` is the box, q or near."""
    what = _BOXES.get(request.query_params.get("for", "q"), "names")
    typed = request.query_params.get("text", "")[:LONGEST]
    found = services(request).engine.suggest(typed, what, MOST)
    answer = [{"text": one.text, "kind": one.kind, "trials": one.trials} for one in found]
    return JSONResponse({"suggestions": answer}, headers={"cache-control": A_WHILE})
