"""Reads the postal code in what a person typed: one place a country that has the code and agrees with the rest."""

from collections.abc import Callable, Iterable
from itertools import groupby, islice
from statistics import median
from typing import NamedTuple

from indexer.places.cities import AllCities, City
from indexer.places.countries import Area, Countries
from indexer.places.distance import distance_km
from indexer.places.place import Place, full_name
from indexer.places.postal import PostalCodes, PostalPlace
from indexer.places.spelling import names_in
from indexer.places.written import WrittenCode, codes_in

# Whose code it is if nothing else says so: the more trials in the registry, the sooner; others follow by name. At
# the end those whose codes have a hyphen or a gap, so that a bare number is seldom one of theirs.
_ORDER = (
    "US CN CA FR DE GB ES IT KR BE NL AU TR IN RU DK CH AT MX HU AR NO ZA RO FI UA BG NZ BY EE LT MY TH "
    "JP PL CZ SE SK PT BR"
).split()
_SHORTEST = 4  # digits; a shorter number is a code only beside a place that has it, "101 Reykjavik"
_CODES_TRIED = 4  # numbers in a text; an address has three: flat, house, code
_PARTS_TRIED = 6  # between commas
_BESIDE_KM = 60  # how far a code may lie from the city that is named with it: Houston's reach from end to end
_NAMES_TRIED = 12  # of the places that share a code; each is looked for among the cities
_TOWN_KM = 30  # a city of that name farther away is a namesake


class _Known(NamedTuple):
    """What a part of the text beside the code stands for."""

    areas: set[Area]
    cities: tuple[Place, ...]


class Postcodes:
    """Places by postal code; ``named`` gives the places of a name."""

    def __init__(
        self, cities: AllCities, countries: Callable[[], Countries], named: Callable[[str], tuple[Place, ...]]
    ) -> None:
        self.codes = PostalCodes()
        self._cities, self._countries, self._named = cities, countries, named

    def find(self, text: str) -> tuple[Place, ...]:
        """The places of the code in a text, the likeliest country first; none without one that is known.

        A code that lies nowhere near what stands beside it is a house number, or wrong, and finds nothing.
        """
        for written in islice(codes_in(text), _CODES_TRIED):
            rows = self._agreeing(self._rows(written), written)
            if rows:
                return tuple(self._place(list(of)) for _, of in groupby(rows, lambda row: row.country))
        return ()

    def _rows(self, written: WrittenCode) -> list[PostalPlace]:
        rows = self.codes.places(written.code)
        return sorted(
            (row for row in rows if not written.countries or row.country in written.countries),
            key=lambda row: (
                _ORDER.index(row.country) if row.country in _ORDER else len(_ORDER),
                row.country,
            ),
        )

    def _agreeing(self, rows: list[PostalPlace], written: WrittenCode) -> list[PostalPlace]:
        """The rows that agree with most of what stands beside the code; all where nothing of it is known."""
        if not rows:
            return []
        parts = [part.strip() for part in written.rest.split(",")][-_PARTS_TRIED:]
        beside = [known for part in parts if any(known := self._known(part))]
        if not beside:
            return [] if written.code.isdigit() and len(written.code) < _SHORTEST else rows
        scores = [sum(self._agrees(row, known) for known in beside) for row in rows]
        best = max(scores)
        return [row for row, score in zip(rows, scores, strict=True) if score == best] if best else []

    def _known(self, part: str) -> _Known:
        places = self._named(part) or [place for name in names_in(part) for place in self._named(name)]
        cities = tuple(place for place in places if place.kind == "city")
        return _Known(self._countries().qualifying(part), cities)

    def _agrees(self, row: PostalPlace, known: _Known) -> bool:
        states = self._countries().named(row.state) if row.state else set()
        if known.areas & {Area(row.country), *(area for area in states if area.country == row.country)}:
            return True
        country = self._countries().country(row.country)
        near = (city for city in known.cities if city.country == country)
        return any(distance_km(*row.point, *city.point) <= _BESIDE_KM for city in near)

    def _place(self, rows: list[PostalPlace]) -> Place:
        """The place of a code in one country: where the middle one of its places lies."""
        north, east = median(row.latitude for row in rows), median(row.longitude for row in rows)
        row = min(rows, key=lambda row: distance_km(north, east, *row.point))
        town = self._town(row, dict.fromkeys(each.name for each in rows))
        city = town.name if town else row.name
        state = self._countries().state(town.area) if town else row.state
        country = self._countries().country(row.country)
        name = full_name(row.code, city, state, country)
        return Place(name, city, state, country, *row.point, town.population if town else 0, "postcode")

    def _town(self, row: PostalPlace, names: Iterable[str]) -> City | None:
        """The largest city that one of the names stands for, else the one around."""
        country = {Area(row.country)}
        # In brackets stand quarters: "Downtown Toronto (CN Tower / …)".
        tried = [part for name in list(names)[:_NAMES_TRIED] for part in names_in(name.partition("(")[0])]
        cities = [city for name in tried for city in self._cities.named(name, country)]
        near = [city for city in cities if distance_km(*row.point, *city.point) <= _TOWN_KM]
        largest = max(near, key=lambda city: city.population, default=None)
        return largest or self._cities.town_of(row.point, row.country)
