"""The results on a map: where the trials found run, as a picture and as a list of places, each a link."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.places.distance import distance_km
from indexer.search.describe import describe
from indexer.search.request import SearchRequest
from indexer.search.where import Box, FoundSites, PlaceCount, cell_in
from indexer.trial.vocabulary import NOT_STATED
from web import urls
from web.params import MOST_VALUES, Problem
from web.present.map_marks import Spot, Words
from web.present.map_outlines import Atlas
from web.present.map_view import Point, box_around, span_of
from web.present.offers import trials_in_words
from web.present.results_page import fewer_words
from web.present.site_map import Content, SiteMap, site_map
from web.present.sourced import counted
from web.present.trial_map import in_words
from web.present.wording import Corrected, corrected

LISTED_UP_TO = 30  # places; with more, all countries but the first are folded
MOST_CHOSEN = 8  # places of a mark that one search can ask for by name
ONE_TOWN_KM = 3.0  # nothing is gained by looking closer
CLOSER = 0.7  # of the width or height of what is seen: less is worth looking at more closely


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place with the address of the search narrowed to it; "" where a search cannot ask for it."""

    name: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class CountryPlaces:
    """The places of one country, those with open sites first; ``more`` says how many smaller ones there are."""

    country: str
    count: str
    folded: bool
    places: tuple[PlaceLine, ...]
    more: str
    more_url: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """Everything that ``pages/map.html`` shows."""

    sentence: str
    problems: tuple[Problem, ...]
    total_text: str
    corrected: Corrected | None
    fewer_words: str  # the notice that not all words were found together
    placed_text: str  # how many of the trials have a place, where not all do
    part: bool  # only a part of the map is looked at
    whole_url: str
    picture: SiteMap | None
    no_picture: str
    countries: tuple[CountryPlaces, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, and at which part of the globe one looks; None is all of it."""

    sites: FoundSites
    box: Box | None


def map_page(request: SearchRequest, problems: tuple[Problem, ...], looked: Looked, atlas: Atlas) -> MapPage:
    """The map of an answer."""
    summary = looked.sites.summary
    asked, request = request, replace(request, text=summary.corrected or request.text, page=1)
    sites, places = looked.sites, looked.sites.places
    located = [number for number, place in enumerate(places) if place.latitude is not None]
    picture = site_map(_content(request, looked, located), atlas)
    return MapPage(
        sentence=describe(request),
        problems=problems,
        total_text=trials_in_words(summary.total),
        corrected=corrected(asked, summary.corrected),
        fewer_words=fewer_words(request, summary.words_used),
        placed_text=_placed(request, looked),
        part=looked.box is not None,
        whole_url=urls.map_url(request),
        picture=picture,
        no_picture="" if picture else _no_picture(looked),
        countries=_countries(request, sites),
        back_url=urls.search_url(request),
    )


def _placed(request: SearchRequest, looked: Looked) -> str:
    trials = looked.sites.trials
    if looked.box:
        return f"{trials_in_words(trials)} in this part of the map."
    if trials == looked.sites.summary.total:
        return ""
    verb = "lists" if trials == 1 else "list"
    return f"{trials:,} of them {verb} {'an open' if request.site_statuses else 'a'} place."


def _no_picture(looked: Looked) -> str:
    if looked.box:
        return "No trial of this search is in this part of the map."
    if looked.sites.trials:
        return "There is no map: we know no point of the places below."
    return (
        "There is no map: no trial of this search lists a place."
        if looked.sites.summary.total
        else "No trials found."
    )


def _content(request: SearchRequest, looked: Looked, located: Sequence[int]) -> Content:
    places = looked.sites.places
    spots = [_spot(places[number]) for number in located]

    def words_of(clusters: Sequence[tuple[int, ...]]) -> list[Words]:
        groups = [[located[member] for member in members] for members in clusters]
        trials = looked.sites.together(groups)
        return [
            _words(request, looked.box, [places[number] for number in group], count)
            for group, count in zip(groups, trials, strict=True)
        ]

    return Content(
        spots,
        request.near,
        title=f"Map of {trials_in_words(looked.sites.trials)}",
        description="Each mark is a link. The list below the map has the same places.",
        words_of=words_of,
        box=_corners(looked.box),
    )


def _corners(box: Box | None) -> tuple[Point, ...]:
    return ((box.south, box.west), (box.north, box.east)) if box else ()


def _spot(place: PlaceCount) -> Spot:
    shape = "open" if place.recruiting_trials else "soon" if place.open_trials else "closed"
    point = (place.latitude or 0.0, place.longitude or 0.0)
    if place.places > 1:  # several together have no name to give to a mark
        return Spot(point, shape, "", 0)
    return Spot(point, shape, _town(place), place.trials)


def _name(place: PlaceCount) -> str:
    """The town first: "Houston, Texas"; the country alone where the registry names nothing smaller."""
    country, *inside = place.location.split("/")
    if country == NOT_STATED:
        return "Country not stated"
    return ", ".join(reversed(inside)) or country


def _town(place: PlaceCount) -> str:
    return _name(place).partition(",")[0]


def _words(request: SearchRequest, box: Box | None, places: Sequence[PlaceCount], trials: int) -> Words:
    """What a mark says, and where it leads: the search at its places, or a closer look at many of them."""
    ordered = sorted(places, key=lambda place: -place.trials)
    named = [_town(place) for place in ordered if place.places == 1]
    names = in_words(named, sum(place.places for place in ordered if place.places > 1))
    if not named:
        smaller = counted(sum(place.places for place in ordered), "smaller place")
        names = f"{smaller} in {in_words([place.location for place in ordered])}"
    closer = _closer(places, box)
    if closer and (len(places) > MOST_CHOSEN or not _can_be_asked_for(places)):
        return Words(
            trials, f"Look closer at {names}: {trials_in_words(trials)}", urls.map_url(request, closer)
        )
    return Words(trials, f"{names}: {trials_in_words(trials)}", _url(request, ordered))


def _can_be_asked_for(places: Iterable[PlaceCount]) -> bool:
    return all(place.places == 1 and place.location != NOT_STATED for place in places)


def _url(request: SearchRequest, places: Sequence[PlaceCount]) -> str:
    """The search at exactly these places, else the list of all places of the country."""
    if len(places) <= MOST_VALUES and _can_be_asked_for(places):
        return urls.search_url(request.choosing("location", tuple(place.location for place in places)))
    country = places[0].location.partition("/")[0]
    return urls.facet_url(request, "location", "" if country == NOT_STATED else country)


def _closer(places: Sequence[PlaceCount], box: Box | None) -> Box | None:
    """The part of the globe that holds some places; None where one sees no more there than now."""
    corners = [corner for place in places for corner in _corners_of(place, cell_in(box))]
    if max(distance_km(*corners[0], *corner) for corner in corners) < ONE_TOWN_KM:
        return None
    west, wide = span_of([east for _, east in corners])
    south, north = (choose(north for north, _ in corners) for choose in (min, max))
    if box and max(north - south, wide) > CLOSER * max(box.north - box.south, (box.east - box.west) % 360):
        return None
    return box_around(south, west, north, west + wide)


def _corners_of(place: PlaceCount, cell: float) -> tuple[Point, ...]:
    """The point of a place, the corners of the square that holds several."""
    assert place.latitude is not None
    assert place.longitude is not None
    if place.places == 1:
        return ((place.latitude, place.longitude),)
    south, west = (math.floor(degrees / cell) * cell for degrees in (place.latitude, place.longitude))
    return (south, west), (south + cell, west + cell)


def _countries(request: SearchRequest, sites: FoundSites) -> tuple[CountryPlaces, ...]:
    """Countries with open sites first, then those with many trials."""
    by_country: dict[str, list[int]] = {}
    for number, place in enumerate(sites.places):
        by_country.setdefault(place.location.partition("/")[0], []).append(number)
    groups = list(by_country.values())
    totals = dict(zip(by_country, sites.together(groups), strict=True))
    places = {
        country: [sites.places[number] for number in numbers] for country, numbers in by_country.items()
    }
    ordered = sorted(
        places,
        key=lambda country: (not any(p.open_trials for p in places[country]), -totals[country], country),
    )
    return tuple(
        _country(
            request,
            country,
            places[country],
            totals[country],
            folded=bool(at) and len(sites.places) > LISTED_UP_TO,
        )
        for at, country in enumerate(ordered)
    )


def _country(
    request: SearchRequest, country: str, places: Sequence[PlaceCount], trials: int, *, folded: bool
) -> CountryPlaces:
    alone = sorted(
        (place for place in places if place.places == 1), key=lambda p: (not p.open_trials, -p.trials)
    )
    more = sum(place.places for place in places if place.places > 1)
    number = len(alone) + more
    return CountryPlaces(
        country="Country not stated" if country == NOT_STATED else country,
        count=f"{trials_in_words(trials)} in {counted(number, 'place')}",
        folded=folded,
        places=tuple(
            PlaceLine(_name(place), _open_in_words(place), _place_url(request, place)) for place in alone
        ),
        more=f"{counted(more, 'smaller place')} in {country}: see all places" if more else "",
        more_url=urls.facet_url(request, "location", country),
    )


def _open_in_words(place: PlaceCount) -> str:
    trials = trials_in_words(place.trials)
    return trials if place.open_trials == place.trials else f"{trials}, {place.open_trials:,} open"


def _place_url(request: SearchRequest, place: PlaceCount) -> str:
    return _url(request, [place]) if _can_be_asked_for([place]) else ""
