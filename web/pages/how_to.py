"""The pages that explain."""

from starlette.requests import Request
from starlette.responses import Response

from web.present.help_page import help_page
from web.templating import page


def search(request: Request) -> Response:
    """How to search."""
    return page(request, "pages/help_search.html", page=help_page())
