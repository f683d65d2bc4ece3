"""All cities of the gazetteer, found by name, by point or by size."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.places.countries import Area
from indexer.places.distance import distance_km, haversine_km
from indexer.places.geonames import Cities, read_cities
from indexer.places.spelling import fold

LARGE = 100_000  # people; a name that such a city shares with a state or a village means the city
_AROUND_KM = 15  # suburbs and quarters are called after their city: Millers Point is in Sydney
_FAR_KM = 100  # a town farther from a point says little about where it is


@dataclass(frozen=True, slots=True)
class City:
    """One city; ``exact`` when it was found by its chief name."""

    cities: Cities
    row: int
    exact: bool

    @property
    def name(self) -> str:
        """The name to show."""
        return self.cities.name(self.row)

    @property
    def population(self) -> int:
        """How many people live there; 0 is unknown."""
        return self.cities.populations[self.row]

    @property
    def point(self) -> tuple[float, float]:
        """Degrees north and east."""
        return self.cities.latitudes[self.row], self.cities.longitudes[self.row]

    @property
    def area(self) -> Area:
        """Its state, or its country where the state has no code."""
        return Area(self.cities.country, self.cities.states[self.row])

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Cologne on the Rhine before Cologne, Minnesota; York before Toronto, once called York."""
        return self.population < LARGE, not self.exact, -self.population

    def lies_in(self, areas: set[Area]) -> bool:
        """Whether one of the areas is its state or its country."""
        return Area(self.cities.country) in areas or self.area in areas


class AllCities:
    """Every city, read at the first question or by ``load``; safe to ask from several threads."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: tuple[Cities, ...] = ()

    def load(self) -> None:
        """Read everything now, which takes about a second."""
        _ = self._runs

    def named(self, name: str, within: set[Area] | None = None) -> list[City]:
        """The cities of that name, best first; anywhere, or within one of the areas."""
        folded = fold(" ".join(name.split()))
        if not folded:
            return []
        found: dict[tuple[int, int], City] = {}
        for number, cities in enumerate(self._runs):
            if within is None or any(area.country == cities.country for area in within):
                for row, exact in cities.rows(folded):
                    found.setdefault((number, row), City(cities, row, exact))
        hits = found.values() if within is None else (hit for hit in found.values() if hit.lies_in(within))
        return sorted(hits, key=lambda hit: hit.rank)

    def nearest(self, point: tuple[float, float], country: str = "") -> City | None:
        """The city nearest to a point on Earth; of one country, or of any. None in a country without cities."""
        runs = [cities for cities in self._runs if country in {"", cities.country}]
        closest = (_closest(cities, point) for cities in runs)
        return min(closest, key=lambda city: distance_km(*point, *city.point), default=None)

    def town_of(self, point: tuple[float, float], country: str) -> City | None:
        """What people call the surroundings of a point: the largest city around it in its country, else the nearest."""
        largest = max(self._around(point, country), key=lambda city: city.population, default=None)
        nearest = largest or self.nearest(point, country)
        return nearest if nearest and distance_km(*point, *nearest.point) <= _FAR_KM else None

    def largest(self, area: Area) -> City | None:
        """The most populous city of a country or state; None in one without cities (Antarctica)."""
        runs = [cities for cities in self._runs if cities.country == area.country]
        everyone = (City(cities, row, exact=True) for cities in runs for row in range(len(cities.states)))
        inside = (city for city in everyone if city.lies_in({area}))
        return max(inside, key=lambda city: city.population, default=None)

    def _around(self, point: tuple[float, float], country: str) -> Iterator[City]:
        for cities in (cities for cities in self._runs if cities.country == country):
            near = haversine_km(*point, cities.latitudes, cities.longitudes) <= _AROUND_KM
            yield from (City(cities, int(row), exact=True) for row in near.nonzero()[0])

    @property
    def _runs(self) -> tuple[Cities, ...]:
        if not self._loaded:
            with self._loading:  # who comes while they are read waits, instead of reading them too
                self._loaded = self._loaded or tuple(read_cities())
        return self._loaded


def _closest(cities: Cities, point: tuple[float, float]) -> City:
    row = int(haversine_km(*point, cities.latitudes, cities.longitudes).argmin())
    return City(cities, row, exact=True)
