"""A place as every reading gives it."""

from dataclasses import dataclass
from typing import Literal

from indexer.places.distance import Radius

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
    return Radius(50, "mi") if place.country == "United States" else Radius(100, "km")
