"""A place as every reading gives it."""

from dataclasses import dataclass
from typing import Literal

from indexer.places.distance import Radius
from indexer.places.spelling import fold

_IN_THE_US, _ELSEWHERE = USUAL_RADII = Radius(50, "mi"), Radius(100, "km")

Kind = Literal["city", "state", "country", "point", "postcode"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place and its point in degrees.

    ``name`` is in full, "Houston, Texas, United States"; ``state`` is "" where it is not known, ``country``
    in the registry's spelling. A state or a country has the point and population of its most populous city,
    a postcode the city and population of the town that it belongs to. A bare point has the country of the nearest
    city, which its name gives in brackets, and a population of 0.
    """

    name: str
    city: str
    state: str
    country: str
    latitude: float
    longitude: float
    population: int
    kind: Kind

    @property
    def point(self) -> tuple[float, float]:
        """Degrees north and east."""
        return self.latitude, self.longitude


def default_radius(place: Place) -> Radius:
    """How far is near unless the person says so: 50 miles in the United States, else 100 km."""
    return _IN_THE_US if place.country == "United States" else _ELSEWHERE


def full_name(*parts: str) -> str:
    """The name of a place in full; what a part before it says already is not repeated.

    >>> full_name("Houston", "Texas", "United States"), full_name("Zürich", "Zurich", "Switzerland")
    ('Houston, Texas, United States', 'Zürich, Switzerland')
    """
    said: dict[str, str] = {}
    for part in filter(None, parts):
        said.setdefault(fold(part), part)
    return ", ".join(said.values())
