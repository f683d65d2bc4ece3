"""The results on a map."""

from starlette.requests import Request
from starlette.responses import Response

from web.pages.question import question, services
from web.params import read_box
from web.present.map_page import Looked, map_page
from web.templating import page


def site_map(request: Request) -> Response:
    """Read the question, ask the engine where its trials run, show the map and the places."""
    asked, problems = question(request, "box")
    box, unread = read_box(request.query_params.get("box", "").strip())
    app = services(request)
    looked = Looked(app.engine.sites(asked, box), box)
    shown = map_page(asked, (*problems, *unread), looked, app.atlas)
    return page(request, "pages/map.html", page=shown)
