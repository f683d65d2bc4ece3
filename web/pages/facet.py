"""The page of one facet in full."""

from starlette.requests import Request
from starlette.responses import Response

from web.pages.api import known_facet
from web.pages.question import question_of_facet, services
from web.present.facet_page import FacetView, facet_page
from web.templating import page

LONGEST_FIND = 100


def facet(request: Request) -> Response:
    """Read the question, ask the engine, show every value."""
    name = known_facet(request)
    asked, under, problems = question_of_facet(request, name, "find", "order")
    given = request.query_params
    view = FacetView(under, given.get("find", "")[:LONGEST_FIND], given.get("order", "count"))
    values = services(request).engine.facet(asked, name, under)
    return page(request, "pages/facet.html", page=facet_page(name, values, asked, problems, view))
