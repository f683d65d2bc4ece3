"""The map of a listing: the sites of one trial."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.search.request import Near
from indexer.trial.model import Trial
from indexer.trial.parts import Site
from indexer.trial.vocabulary import STATUS
from web.present.card import status_badge
from web.present.map_marks import SHAPES, Spot, Words
from web.present.map_outlines import Atlas
from web.present.map_view import Point
from web.present.site_map import Content, SiteMap, site_map
from web.present.sourced import counted

MOST_NAMES = 3  # of towns that a mark names

PointOfSite = Callable[[str, str, str], Point | None]  # city, state, country


@dataclass(frozen=True, slots=True)
class TrialMap:
    """The map of a trial's sites, or none; ``note`` says which sites are not on it and why."""

    picture: SiteMap | None
    note: str


@dataclass(frozen=True, slots=True)
class _Town:
    """The sites at one point."""

    names: tuple[str, ...]
    shapes: tuple[str, ...]


def trial_map(trial: Trial, near: Near | None, atlas: Atlas, point_of_site: PointOfSite) -> TrialMap:
    """The map; a site without a point takes its town's from ``point_of_site``, as searches by distance do."""
    towns = _towns(trial, point_of_site)
    at = list(towns.values())
    sites = sum(len(town.shapes) for town in at)
    content = Content(
        [
            Spot(point, min(town.shapes, key=SHAPES.index), town.names[0], len(town.shapes))
            for point, town in towns.items()
        ],
        near,
        title=f"Map of {counted(sites, 'site')}",
        description="The list below the map names every site.",
        words_of=lambda clusters: [_words([at[member] for member in members]) for members in clusters],
    )
    return TrialMap(site_map(content, atlas), _note(len(trial.sites), len(trial.sites) - sites))


def _towns(trial: Trial, point_of_site: PointOfSite) -> dict[Point, _Town]:
    found: dict[tuple[str, str, str], Point | None] = {}
    at: dict[Point, list[Site]] = {}
    for site in trial.sites:
        town = (site.city, site.state, site.country)
        if site.geo_point:
            point: Point | None = (site.geo_point.lat, site.geo_point.lon)
        else:
            point = found[town] if town in found else found.setdefault(town, point_of_site(*town))
        if point:
            at.setdefault(point, []).append(site)
    return {
        point: _Town(
            tuple(site.city or site.facility for site in sites),
            tuple(_shape(trial, site) for site in sites),
        )
        for point, sites in at.items()
    }


def in_words(names: Sequence[str], more: int = 0) -> str:
    """The most frequent names, and how many others there are.

    >>> in_words(["Leeds", "York", "Leeds"]), in_words(["A", "B", "C", "D", "E"], 2)
    ('Leeds, York', 'A, B, C and 4 more')
    """
    different = [name for name, _ in Counter(name for name in names if name).most_common()]
    others = len(different) - MOST_NAMES + more
    shown = ", ".join(different[:MOST_NAMES])
    return f"{shown} and {others:,} more" if others > 0 else shown


def _shape(trial: Trial, site: Site) -> str:
    shape = status_badge(STATUS.value_of(trial.status_of(site))).shape
    return "soon" if shape == "invitation" else shape


def _words(towns: Sequence[_Town]) -> Words:
    """As in "12 sites, 8 open: Leeds, York and 3 more"."""
    shapes = [shape for town in towns for shape in town.shapes]
    open_sites = sum(shape != "closed" for shape in shapes)
    names = in_words([name for town in towns for name in town.names])
    said = f"{counted(len(shapes), 'site')}, {open_sites:,} open"
    return Words(len(shapes), f"{said}: {names}" if names else said)


def _note(sites: int, missing: int) -> str:
    if not missing:
        return ""
    if missing == sites:
        return "There is no map: the registry names no place that we know for the sites."
    who = "1 site is" if missing == 1 else f"{missing:,} sites are"
    return f"{who} only in the list: the registry names no place that we know."
