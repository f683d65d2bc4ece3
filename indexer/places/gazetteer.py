"""What a person typed as a place -> the places it may mean, best first; and points for sites without one."""

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from indexer.places.countries import Area, Countries
from indexer.places.distance import Radius, distance_km, haversine_km
from indexer.places.geonames import Cities, country_codes, read_cities, us_states
from indexer.places.spelling import fold

LONGEST_TEXT = 200  # characters; the longest name is that of Bangkok in full, 179
_REMEMBERED = 1024  # questions: a search is asked again with every facet that is ticked
_LARGE = 100_000  # people; a name that such a city shares with a state or a village means the city

_POINT = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d*)?)°?\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d*)?)°?\s*", re.ASCII)
_POSTCODE = re.compile(r"\s+\d[\d-]*$")  # "TX 77030"
# What records add to the name of a city: Praha 4, Tours Cedex, Izumi-shi. A ward (-ku) is no city of its name.
_DISTRICT = re.compile(r"(?: (?:\d+|[ivx]+|cedex|city|shi|si|municipality))+$")
_COMMAS = re.compile(r"[,;\t\n]")
_BETWEEN_PARTS = re.compile(r"[,/()]| - ")

Kind = Literal["city", "state", "country", "point"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place and its point in degrees.

    ``name`` is in full, "Houston, Texas, United States"; ``state`` is "" where it is not known, ``country``
    in the registry's spelling. A state or a country has the point and population of its most populous city.
    The country of a bare point is that of the nearest city, its population is 0.
    """

    name: str
    city: str
    state: str
    country: str
    latitude: float
    longitude: float
    population: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Hit:
    cities: Cities
    row: int
    exact: bool

    @property
    def population(self) -> int:
        return self.cities.populations[self.row]

    @property
    def point(self) -> tuple[float, float]:
        return self.cities.latitudes[self.row], self.cities.longitudes[self.row]

    @property
    def state(self) -> Area:
        return Area(self.cities.country, self.cities.states[self.row])

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Cologne on the Rhine before Cologne, Minnesota; York before Toronto, once called York."""
        return self.population < _LARGE, not self.exact, -self.population


class Gazetteer:
    """All places, read at the first question or by ``load``; make one and hand it down."""

    def __init__(self) -> None:
        # Each reads the text in its own way; the first that finds something answers.
        self._readings: tuple[Callable[[str], tuple[Place, ...]], ...] = (self._as_point, self._as_name)
        self._answer = lru_cache(_REMEMBERED)(self._read)
        self._loading = threading.Lock()
        self._loaded: tuple[Cities, ...] = ()

    def load(self) -> None:
        """Read everything now, which takes about a second, so that the first question need not wait."""
        _ = self._cities, self._countries

    def find(self, text: str) -> tuple[Place, ...]:
        """The places that a text may mean, best first; none when unknown. Never raises.

        Reads "Minsk", "Birmingham, UK", "Paris, TX", "Belarus" and "53.9,27.56". Order: countries, cities
        of 100,000 and more, states, smaller cities; inside, chief names before others, then by population.
        """
        return self._answer(text) if len(text) <= LONGEST_TEXT else ()

    def nearest(self, latitude: float, longitude: float) -> Place | None:
        """The city nearest to a point in degrees; None for what is no point on Earth."""
        if not _is_point(latitude, longitude):
            return None
        closest = (_closest(cities, latitude, longitude) for cities in self._cities)
        hit = min(closest, key=lambda hit: distance_km(latitude, longitude, *hit.point))
        return self._city(hit)

    def point_of_site(self, city: str, state: str, country: str) -> tuple[float, float] | None:
        """The point in degrees of the city of a site whose record has none; None when not certain enough.

        The state decides where the states of the country are known, else population does.
        """
        areas = self._countries.named(country)
        within = _agreeing(self._countries.qualifying(state), areas) or areas
        hits = self._hits(city, within) or [hit for part in _parts(city) for hit in self._hits(part, within)]
        return min(hits, key=lambda hit: hit.rank).point if hits else None

    # --- readings of a text

    def _read(self, text: str) -> tuple[Place, ...]:
        return next((places for reading in self._readings if (places := reading(text))), ())

    def _as_point(self, text: str) -> tuple[Place, ...]:
        match = _POINT.fullmatch(text.replace("−", "-"))
        if not match:
            return ()
        latitude, longitude = float(match[1]), float(match[2])
        near = self.nearest(latitude, longitude)
        if not near:
            return ()
        name = f"{_degrees(latitude)}, {_degrees(longitude)}"
        return (Place(name, "", "", near.country, latitude, longitude, 0, "point"),)

    def _as_name(self, text: str) -> tuple[Place, ...]:
        parts = [part for part in map(_without_postcode, _COMMAS.split(text)) if part]
        if not parts:
            return ()
        name, *qualifiers = parts
        if within := self._within(qualifiers):
            return self._ordered(self._hits(name, within), _agreeing(self._countries.named(name), within))
        places = self._ordered(self._hits(name), self._countries.named(name))
        return places or self._without_comma(name.split())

    def _without_comma(self, words: list[str]) -> tuple[Place, ...]:
        """The places of "birmingham uk" or "auckland new zealand"."""
        for cut in range(len(words) - 1, 0, -1):
            within = self._countries.qualifying(" ".join(words[cut:]))
            if within and (hits := self._hits(" ".join(words[:cut]), within)):
                return self._ordered(hits, set())
        return ()

    def _within(self, qualifiers: list[str]) -> set[Area]:
        """The areas that agree with all qualifiers, the widest first; unknown ones ("Bavaria") don't count."""
        within: set[Area] = set()
        for qualifier in reversed(qualifiers):
            known = self._countries.qualifying(qualifier)
            within = (_agreeing(known, within) or within) if within else known
        return within

    # --- places from cities and areas

    @property
    def _cities(self) -> tuple[Cities, ...]:
        if not self._loaded:
            with self._loading:  # who comes while they are read waits, instead of reading them too
                self._loaded = self._loaded or tuple(read_cities())
        return self._loaded

    @cached_property
    def _countries(self) -> Countries:
        return Countries(country_codes(), us_states())

    def _hits(self, name: str, within: set[Area] | None = None) -> list[_Hit]:
        """The cities of that name, best first; anywhere, or within one of the areas."""
        folded = fold(" ".join(name.split()))
        if not folded:
            return []
        found: dict[tuple[int, int], _Hit] = {}
        for number, cities in enumerate(self._cities):
            if within is None or any(area.country == cities.country for area in within):
                for row, exact in cities.rows(folded):
                    found.setdefault((number, row), _Hit(cities, row, exact))
        hits = found.values() if within is None else (hit for hit in found.values() if _lies_in(hit, within))
        return sorted(hits, key=lambda hit: hit.rank)

    def _ordered(self, hits: list[_Hit], areas: set[Area]) -> tuple[Place, ...]:
        places = [self._area(area) for area in areas]
        states = [place for place in places if place and place.kind == "state"]
        countries = [place for place in places if place and place.kind == "country"]
        large = [self._city(hit) for hit in hits if hit.population >= _LARGE]
        small = [self._city(hit) for hit in hits if hit.population < _LARGE]
        return (*_by_population(countries), *large, *_by_population(states), *small)

    def _city(self, hit: _Hit) -> Place:
        city, state = hit.cities.name(hit.row), self._countries.state(hit.state)
        country = self._countries.country(hit.cities.country)
        name = ", ".join(filter(None, (city, state, country)))
        return Place(name, city, state, country, *hit.point, hit.population, "city")

    def _area(self, area: Area) -> Place | None:
        """The place of a country or state; None for one without cities (Antarctica)."""
        runs = [cities for cities in self._cities if cities.country == area.country]
        hits = (_Hit(cities, row, exact=True) for cities in runs for row in range(len(cities.states)))
        inside = (hit for hit in hits if _lies_in(hit, {area}))
        hit = max(inside, key=lambda hit: hit.population, default=None)
        if hit is None:
            return None
        state, country = self._countries.state(area), self._countries.country(area.country)
        name = f"{state}, {country}" if state else country
        return Place(name, "", state, country, *hit.point, hit.population, "state" if state else "country")


def default_radius(place: Place) -> Radius:
    """How far is near unless the person says so: 50 miles in the United States, else 100 km."""
    return Radius(50, "mi") if place.country == "United States" else Radius(100, "km")


def _is_point(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180  # noqa: PLR2004 - degrees of a circle


def _degrees(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")  # a ten-thousandth of a degree is 11 metres


def _without_postcode(part: str) -> str:
    return _POSTCODE.sub("", part).strip()


def _parts(city: str) -> set[str]:
    """What may be the city in a longer text: "Praha 4" without its 4, both sides of "Goudi/Athens"."""
    return {_DISTRICT.sub("", fold(part)) for part in _BETWEEN_PARTS.split(city)}


def _agreeing(areas: set[Area], within: set[Area]) -> set[Area]:
    return {area for area in areas if area in within or Area(area.country) in within}


def _lies_in(hit: _Hit, areas: set[Area]) -> bool:
    return Area(hit.cities.country) in areas or hit.state in areas


def _closest(cities: Cities, latitude: float, longitude: float) -> _Hit:
    row = int(haversine_km(latitude, longitude, cities.latitudes, cities.longitudes).argmin())
    return _Hit(cities, row, exact=True)


def _by_population(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (-place.population, place.name))
