"""Forms that were sent to us: read once, as short plain values. No files, so no multipart."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Form = dict[str, str]
View = Callable[[Request, Form], Response]
MOST_FIELDS = 100
URLENCODED = "application/x-www-form-urlencoded"


def posted(view: View) -> Callable[[Request], Awaitable[Response]]:
    """A view that gets the form besides the request, in a thread as views that only read do."""

    async def endpoint(request: Request) -> Response:
        form = await read_form(request)
        return await run_in_threadpool(view, request, form)

    return endpoint


async def read_form(request: Request) -> Form:
    """The fields of the form; of several with one name the last. What is no form has none."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != URLENCODED:
        return {}
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def own_path(text: str) -> str:
    r"""Where somebody wanted to go, if that is on this site; else "".

    >>> own_path("/trials?q=asthma"), own_path("//elsewhere.example"), own_path("/\\elsewhere.example")
    ('/trials?q=asthma', '', '')
    """
    inside = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if inside else ""
