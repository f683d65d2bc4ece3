"""The listing of one trial."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.places.written import coarse
from web import urls
from web.pages.api import resolved, unknown_trial
from web.pages.question import question, services
from web.present.trial_map import trial_map
from web.present.trial_page import TrialPage
from web.templating import page


def trial(request: Request) -> Response:
    """Read the number, get the trial, show its listing; other spellings and former numbers lead to it."""
    app = services(request)
    nct_id = resolved(request)
    if nct_id != request.path_params["nct_id"]:
        near = coarse(request.query_params.get("near", ""))
        return RedirectResponse(urls.trial_url(nct_id, near), status_code=301)
    found = app.registry.get(nct_id)
    if not found:
        raise unknown_trial(nct_id)
    asked, _ = question(request)
    receipt = app.registry.receipt(nct_id)
    shown = TrialPage.of(
        found,
        received_at=receipt.received_at if receipt else None,
        near=asked.near,
        today=app.today(),
        site_map=trial_map(found, asked.near, app.atlas, app.gazetteer.point_of_site),
    )
    return page(request, "pages/trial.html", page=shown)
