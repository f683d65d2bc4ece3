"""The question of a request: its query string read with the app's gazetteer, clock and index."""

from starlette.requests import Request

from indexer.search.request import SearchRequest
from web.params import Problem, Surroundings, read_search
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
