"""What a person typed as a place -> the places it may mean, best first; and points for sites without one."""

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from indexer.places.cities import LARGE, AllCities, City
from indexer.places.countries import Area, Countries
from indexer.places.geonames import country_codes
from indexer.places.place import Place as Place
from indexer.places.place import default_radius as default_radius
from indexer.places.place import full_name
from indexer.places.postcodes import Postcodes
from indexer.places.spelling import fold, names_in
from indexer.places.written import point_in

LONGEST_TEXT = 200  # characters; the longest name is that of Bangkok in full, 179
_REMEMBERED = 1024  # questions: a search is asked again with every facet that is ticked

_POSTCODE = re.compile(r"\s+\d[\d-]*$")  # "TX 99999", with a code that we don't know
_COMMAS = re.compile(r"[,;\t\n]")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{3}")


class Gazetteer:
    """All places, read at the first question or by ``load``; make one and hand it down."""

    def __init__(self) -> None:
        self._cities = AllCities()
        self._postcodes = Postcodes(self._cities, lambda: self._countries, self._as_name)
        # Each reads the text in its own way; the first that finds something answers.
        self._readings: tuple[Callable[[str], tuple[Place, ...]], ...] = (
            self._as_point,
            self._as_name_with_number,
            self._as_code,
            self._as_name,
        )
        self._answer = lru_cache(_REMEMBERED)(self._read)

    def load(self) -> None:
        """Read everything now, which takes two seconds, so that the first question need not wait."""
        _ = self._countries
        self._cities.load()
        self._postcodes.codes.load()

    def find(self, text: str) -> tuple[Place, ...]:
        """The places that a text may mean, best first; none when unknown. Never raises.

        Reads "Minsk", "Birmingham, UK", "Paris, TX", "Belarus", "53.9,27.56", "Houston TX 77030" and "LS1 4AP".
        Order: countries, cities of 100,000 and more, states, smaller cities; inside, chief names before others,
        then by population. A postal code gives a place in each country that has it.
        """
        return self._answer(text) if len(text) <= LONGEST_TEXT else ()

    def nearest(self, latitude: float, longitude: float) -> Place | None:
        """The city nearest to a point in degrees; None for what is no point on Earth."""
        is_point = -90 <= latitude <= 90 and -180 <= longitude <= 180  # noqa: PLR2004 - degrees of a circle
        city = self._cities.nearest((latitude, longitude)) if is_point else None
        return self._city(city) if city else None

    def point_of_site(self, city: str, state: str, country: str) -> tuple[float, float] | None:
        """The point in degrees of the city of a site whose record has none; None when not certain enough.

        The state decides where the states of the country are known, else population does. A large city that has no
        namesake in its country is taken in spite of the state: Hyderabad changed its state in 2014.
        """
        areas = self._countries.named(country)
        within = _agreeing(self._countries.qualifying(state), areas) or areas
        hits = self._site_cities(city, within)
        if not hits and within != areas:
            anywhere = self._site_cities(city, areas)
            hits = [hit for hit in anywhere if len(anywhere) == 1 and hit.population >= LARGE]
        return min(hits, key=lambda hit: hit.rank).point if hits else None

    def _site_cities(self, city: str, within: set[Area]) -> list[City]:
        named = self._cities.named
        return named(city, within) or [hit for name in names_in(city) for hit in named(name, within)]

    # --- readings of a text

    def _read(self, text: str) -> tuple[Place, ...]:
        places = next((places for reading in self._readings if (places := reading(text))), ())
        # A full name is that place and no other: "Washington, United States" is the state.
        return tuple(sorted(places, key=lambda place: fold(place.name) != fold(text)))

    def _as_point(self, text: str) -> tuple[Place, ...]:
        point = point_in(text)
        nearest = self._cities.nearest(point) if point else None
        if not (point and nearest):
            return ()
        town = self._cities.town_of(point, nearest.cities.country)
        name = f"{point[0]:.2f}, {point[1]:.2f}" + (f" ({town.name})" if town else "")
        return (Place(name, "", "", self._city(nearest).country, *point, 0, "point"),)

    def _as_name_with_number(self, text: str) -> tuple[Place, ...]:
        """Places such as 100 Mile House, in which the number is no code."""
        is_name = _DIGIT.search(text) and _WORD.search(text)
        return self._ordered(self._cities.named(text), set()) if is_name else ()

    def _as_code(self, text: str) -> tuple[Place, ...]:
        return self._postcodes.find(text) if _DIGIT.search(text) else ()

    def _as_name(self, text: str) -> tuple[Place, ...]:
        parts = [part for part in map(_without_postcode, _COMMAS.split(text)) if part]
        if not parts:
            return ()
        name, *qualifiers = parts
        if within := self._within(qualifiers):
            return self._ordered(
                self._cities.named(name, within), _agreeing(self._countries.named(name), within)
            )
        places = self._ordered(self._cities.named(name), self._countries.named(name))
        return places or self._without_comma(name.split())

    def _without_comma(self, words: list[str]) -> tuple[Place, ...]:
        """The places of "birmingham uk" or "auckland new zealand"."""
        for cut in range(len(words) - 1, 0, -1):
            within = self._countries.qualifying(" ".join(words[cut:]))
            if within and (hits := self._cities.named(" ".join(words[:cut]), within)):
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

    @cached_property
    def _countries(self) -> Countries:
        return Countries(country_codes())

    def _ordered(self, hits: list[City], areas: set[Area]) -> tuple[Place, ...]:
        places = [self._area(area) for area in areas]
        states = [place for place in places if place and place.kind == "state"]
        countries = [place for place in places if place and place.kind == "country"]
        large = [self._city(hit) for hit in hits if hit.population >= LARGE]
        small = [self._city(hit) for hit in hits if hit.population < LARGE]
        return (*_by_population(countries), *large, *_by_population(states), *small)

    def _city(self, hit: City) -> Place:
        state, country = self._countries.state(hit.area), self._countries.country(hit.cities.country)
        name = full_name(hit.name, state, country)
        return Place(name, hit.name, state, country, *hit.point, hit.population, "city")

    def _area(self, area: Area) -> Place | None:
        """The place of a country or state; None for one without cities (Antarctica)."""
        largest = self._cities.largest(area)
        if largest is None:
            return None
        state, country = self._countries.state(area), self._countries.country(area.country)
        name = f"{state}, {country}" if state else country
        return Place(
            name, "", state, country, *largest.point, largest.population, "state" if state else "country"
        )


def _without_postcode(part: str) -> str:
    return _POSTCODE.sub("", part).strip()


def _agreeing(areas: set[Area], within: set[Area]) -> set[Area]:
    return {area for area in areas if area in within or Area(area.country) in within}


def _by_population(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (-place.population, place.name))
