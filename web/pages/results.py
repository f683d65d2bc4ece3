"""The results page."""

from starlette.requests import Request
from starlette.responses import Response

from web.pages.question import question, services
from web.present.results_page import Around, results_page
from web.templating import page


def results(request: Request) -> Response:
    """Read the question, ask the engine, show the page."""
    asked, problems = question(request)
    app = services(request)
    result = app.engine.search(asked)
    around = Around(app.today(), app.engine.version(), app.engine.count, app.engine.funnel)
    shown = results_page(asked, problems, result, around)
    return page(request, "pages/results.html", page=shown)
