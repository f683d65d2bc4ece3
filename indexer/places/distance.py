"""Distances on the globe, and the radius of a search as people write it: "50km", "30 mi"."""

import math
import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

KM_PER_MILE = 1.609344  # the international mile, exact by definition (1959)
EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the GRS 80 ellipsoid, after the IUGG
LONGEST_KM = 20_040  # half the equator, 20,037.5 km, rounded up: no place is farther

Unit = Literal["km", "mi"]

_UNITS: dict[str, Unit] = {
    "km": "km",
    "kms": "km",
    "kilometre": "km",
    "kilometres": "km",
    "kilometer": "km",
    "kilometers": "km",
    "mi": "mi",
    "mile": "mi",
    "miles": "mi",
}
_RADIUS = re.compile(r"\s*\+?(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]*)\.?\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Radius:
    """How far from a place is still near, in the unit that the person chose."""

    value: float
    unit: Unit = "km"

    @classmethod
    def parse(cls, text: str, unit: Unit = "km") -> "Radius | None":
        """Read "50km", "30 miles" or "50" (then in ``unit``); None unless over 0 and at most LONGEST_KM.

        >>> Radius.parse("30 miles"), Radius.parse("far")
        (Radius(value=30.0, unit='mi'), None)
        """
        match = _RADIUS.fullmatch(text)
        if not match:
            return None
        written = _UNITS.get(match[2].lower()) if match[2] else unit
        if not written:
            return None
        radius = cls(float(match[1]), written)
        return radius if 0 < radius.km <= LONGEST_KM else None

    @property
    def km(self) -> float:
        """The radius in kilometres."""
        return self.value * KM_PER_MILE if self.unit == "mi" else self.value

    def __str__(self) -> str:
        """As it stands in an address, "50km"; to a thousandth of the unit, and ``parse`` reads it back."""
        return f"{self._number}{self.unit}"

    @property
    def text(self) -> str:
        """As it stands on a page: "50 km"."""
        return f"{self._number} {self.unit}"

    @property
    def _number(self) -> str:
        return f"{self.value:.3f}".rstrip("0").rstrip(".")


def haversine_km(
    latitude: float, longitude: float, latitudes: ArrayLike, longitudes: ArrayLike
) -> NDArray[np.float64]:
    """Great-circle kilometres from one point to each of many, on a sphere of EARTH_RADIUS_KM.

    All in degrees; ``latitudes`` and ``longitudes`` have one shape, which the answer has too; NaN gives NaN.
    The haversine formula (R. W. Sinnott, Sky & Telescope 68, 1984) stays exact for near points. The Earth is
    not a sphere: an answer may be wrong by half a per cent.
    """
    lat, lon = math.radians(latitude), math.radians(longitude)
    lats = np.radians(np.asarray(latitudes, np.float64))
    lons = np.radians(np.asarray(longitudes, np.float64))
    a = np.sin((lats - lat) / 2) ** 2 + math.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    distances: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(a, 0.0, 1.0)))
    return distances


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle kilometres between two points in degrees, by the formula of ``haversine_km``."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_phi, half_lambda = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    a = math.sin(half_phi) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(a, 1.0)))
