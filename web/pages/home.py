"""The home page."""

from starlette.requests import Request
from starlette.responses import Response

from web.pages.question import services
from web.present.home_page import home_page
from web.templating import page


def home(request: Request) -> Response:
    """Three questions and how fresh our copy is."""
    return page(request, "pages/home.html", page=home_page(services(request).engine.version()))
