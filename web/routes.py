"""Every address of the service, in one list."""

from starlette.routing import BaseRoute, Mount, Route

from web.assets import STATIC, Assets
from web.pages import api, complete, facet, health, home, results, site_map, trial

ROUTES: list[BaseRoute] = [
    Route("/", home.home, name="home"),
    Route("/trials", results.results, name="results"),
    Route("/trials/facets/{facet}", facet.facet, name="facet"),
    Route("/trials/map", site_map.site_map, name="map"),
    Route("/trials/{nct_id}", trial.trial, name="trial"),
    Route("/complete", complete.complete),
    Route("/api/v1/trials", api.results),
    Route("/api/v1/trials/{nct_id}", api.trial),
    Route("/api/v1/facets/{facet}", api.facet),
    Route("/api/v1/openapi.json", api.openapi),
    Route("/healthz", health.alive),
    Route("/readyz", health.ready),
    Mount("/static", Assets(directory=STATIC), name="static"),
]
