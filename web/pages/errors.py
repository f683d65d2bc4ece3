"""Errors as pages, or as JSON below /api: what happened, what to do, a search box."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from indexer.errors import IndexerError, SearchIndexError
from web.errors import NotFound, TooLong, Unavailable, WebError
from web.templating import page

_REFUSED = {HTTPStatus.METHOD_NOT_ALLOWED: "This address can only be read, with GET."}


def web_error(request: Request, error: Exception) -> Response:
    """A WebError as its page."""
    assert isinstance(error, WebError)
    return _answer(request, error)


def indexer_error(request: Request, error: Exception) -> Response:
    """No index, a damaged one, a locked store: the page names the command that helps."""
    assert isinstance(error, IndexerError)
    advice = "Whoever runs this service can mend it. Please try again later."
    title = "There is nothing to search yet" if isinstance(error, SearchIndexError) else Unavailable.title
    return _answer(request, Unavailable(str(error), advice), title=title)


def http_error(request: Request, error: Exception) -> Response:
    """What Starlette raises: no such page, wrong method."""
    assert isinstance(error, HTTPException)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return _answer(
            request, NotFound("There is no page at this address.", "Search for a condition instead.")
        )
    status = HTTPStatus(error.status_code)
    other = WebError(_REFUSED.get(status, ""), "Go back, or start a new search.")
    title = status.phrase.capitalize()
    return _answer(request, other, title=title, status=status, headers=dict(error.headers or {}))


async def apology(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to our own mistake, as an ASGI app; the details are in the log, not on the page."""
    error = WebError("That was our mistake, not yours.", "Please try again in a minute.")
    await _answer(Request(scope), error)(scope, receive, send)


async def too_long(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to an address that is longer than any search, as an ASGI app."""
    error = TooLong(
        "The address of this page is longer than any search.", "Use fewer words or fewer filters."
    )
    await _answer(Request(scope), error)(scope, receive, send)


def _answer(
    request: Request,
    error: WebError,
    *,
    title: str = "",
    status: int = 0,
    headers: dict[str, str] | None = None,
) -> Response:
    title, status = title or error.title, status or error.status
    if request.url.path.startswith("/api/"):
        body = {
            "title": title,
            "status": status,
            "detail": " ".join(filter(None, (error.message, error.advice))),
        }
        shared = {"access-control-allow-origin": "*", **(headers or {})}  # scripts read the reason too
        return JSONResponse(body, status_code=status, media_type="application/problem+json", headers=shared)
    response = page(
        request,
        "errors/error.html",
        status=status,
        title=title,
        message=error.message,
        what_to_do=error.advice,
        code=status,
    )
    response.headers.update(headers or {})
    return response
