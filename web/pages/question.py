"""The question of a request: its query string read with the app's gazetteer, clock and index."""

from starlette.requests import Request

from indexer.fields import FACET
from indexer.search.request import SearchRequest
from web.params import Problem, Surroundings, read_search, read_under
from web.services import Services


def services(request: Request) -> Services:
    """The app's engine, registry, gazetteer and clock."""
    found: Services = request.state.services
    return found


def question(request: Request, *extra: str) -> tuple[SearchRequest, tuple[Problem, ...]]:
    """The question and what could not be read of it; ``extra`` names parameters of the page besides it."""
    app = services(request)
    around = Surroundings(app.gazetteer, app.today(), app.occurs)
    return read_search(request.query_params.multi_items(), around, frozenset(extra))


def question_of_facet(
    request: Request, facet: str, *extra: str
) -> tuple[SearchRequest, str, tuple[Problem, ...]]:
    """The question, the place whose parts the facet is to list, and what could not be read of both."""
    asked, problems = question(request, "under", *extra)
    typed = request.query_params.get("under", "").strip()
    under, unread = read_under(typed, FACET[facet], services(request).occurs)
    return asked, under, (*problems, *unread)
