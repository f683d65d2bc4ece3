"""Errors as pages, or as JSON below /api: what happened, what to do, a search box."""

from http import HTTPStatus
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from indexer.errors import IndexerError, SearchIndexError
from web.errors import NotFound, Refused, TooLarge, TooLong, TooMany, Unavailable, WebError
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


def sign_in_needed(request: Request, _: Exception) -> Response:
    """To the sign-in page, and back to where they wanted to go when that can be gone to."""
    url = request.url
    wanted = f"{url.path}?{url.query}".removesuffix("?") if request.method == "GET" else ""
    to = f"/account/sign-in?{urlencode({'next': wanted})}" if wanted else "/account/sign-in"
    return RedirectResponse(to, status_code=303, headers={"cache-control": "no-store"})


def answering(error: WebError, headers: dict[str, str] | None = None) -> ASGIApp:
    """An ASGI app that answers with an error, for middleware, which stands outside the exception handlers."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await _answer(Request(scope), error, headers=headers)(scope, receive, send)

    return app


# The details of our own mistake are in the log, not on the page.
apology = answering(WebError("That was our mistake, not yours.", "Please try again in a minute."))
too_long = answering(
    TooLong("The address of this page is longer than any search.", "Use fewer words or fewer filters.")
)
too_large = answering(TooLarge("You sent more text than we can take.", "Make it shorter, then try again."))
too_many = answering(
    TooMany("There were many requests from you in a short time.", "Wait a minute, then try again."),
    {"retry-after": "60"},
)
from_elsewhere = answering(
    Refused("The form came from another site, so we did nothing.", "Open the page here and send it again.")
)
unavailable = answering(
    Unavailable("We cannot save anything right now.", "You can still search. Please try again later.")
)


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
