"""Every address of the service, in one list."""

from starlette.routing import BaseRoute, Mount, Route

from web.assets import STATIC, Assets
from web.forms import posted
from web.pages import admin, api, complete, facet, health, home, how_to, results, site_map, trial
from web.pages.accounts import account, institution, letters, sign_in

ROUTES: list[BaseRoute] = [
    Route("/", home.home, name="home"),
    Route("/trials", results.results, name="results"),
    Route("/trials/facets/{facet}", facet.facet, name="facet"),
    Route("/trials/map", site_map.site_map, name="map"),
    Route("/trials/{nct_id}", trial.trial, name="trial"),
    Route("/complete", complete.complete),
    Route("/help/search", how_to.search, name="help_search"),
    Route("/api/v1/trials", api.results),
    Route("/api/v1/trials/{nct_id}", api.trial),
    Route("/api/v1/facets/{facet}", api.facet),
    Route("/api/v1/openapi.json", api.openapi),
    Route("/account", account.show),
    Route("/account/sign-in", sign_in.show),
    Route("/account/sign-in", posted(sign_in.take), methods=["POST"]),
    Route("/account/institution", institution.leave),
    Route("/account/institution/return", institution.come_back),
    Route("/account/sign-out", posted(sign_in.sign_out), methods=["POST"]),
    Route("/account/sign-out-everywhere", posted(sign_in.sign_out_everywhere), methods=["POST"]),
    Route("/account/sign-up", letters.show_sign_up),
    Route("/account/sign-up", posted(letters.sign_up), methods=["POST"]),
    Route("/account/forgotten", letters.show_forgotten),
    Route("/account/forgotten", posted(letters.forgotten), methods=["POST"]),
    Route("/account/choose-password", letters.show_choose),
    Route("/account/choose-password", posted(letters.choose), methods=["POST"]),
    Route("/account/password", account.show_password),
    Route("/account/password", posted(account.password), methods=["POST"]),
    Route("/account/address", account.show_address),
    Route("/account/address", posted(account.address), methods=["POST"]),
    Route("/account/confirm-address", account.show_confirm_address),
    Route("/account/confirm-address", posted(account.take_address), methods=["POST"]),
    Route("/account/time-zone", account.show_time_zone),
    Route("/account/time-zone", posted(account.time_zone), methods=["POST"]),
    Route("/account/export", account.export),
    Route("/account/delete", account.show_delete),
    Route("/account/delete", posted(account.delete), methods=["POST"]),
    Route("/admin", admin.admin),
    Route("/healthz", health.alive),
    Route("/readyz", health.ready),
    Mount("/static", Assets(directory=STATIC), name="static"),
]
