"""Distances between points, and radii as people write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.places.distance import EARTH_RADIUS_KM, LONGEST_KM, Radius, Unit, distance_km, haversine_km

HALF_ROUND_KM = math.pi * EARTH_RADIUS_KM
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)

# From, to, kilometres. The cities: great-circle figures of public distance tables, to their own precision.
DISTANCES = {
    "Minsk to Vilnius": ((53.9, 27.5667), (54.6892, 25.2798), 172, 2),
    "London to Paris": ((51.5085, -0.1257), (48.8534, 2.3488), 344, 2),
    "New York to Los Angeles": ((40.7143, -74.006), (34.0522, -118.2437), 3936, 12),
    "Sydney to Auckland": ((-33.8679, 151.2073), (-36.8485, 174.7635), 2156, 10),
    "over the antimeridian": ((0.0, 179.5), (0.0, -179.5), HALF_ROUND_KM / 180, 1e-6),
    "both sides of the antimeridian line": ((10.0, 180.0), (10.0, -180.0), 0, 1e-6),
    "pole to pole": ((90.0, 0.0), (-90.0, 0.0), HALF_ROUND_KM, 1e-6),
    "one pole by two longitudes": ((90.0, -120.0), (90.0, 60.0), 0, 1e-6),
    "over the pole": ((89.0, 0.0), (89.0, 180.0), HALF_ROUND_KM / 90, 1e-6),
    "antipodes": ((12.5, 40.0), (-12.5, -140.0), HALF_ROUND_KM, 1e-3),
    "the same point": ((53.9, 27.5667), (53.9, 27.5667), 0, 0),
}


@pytest.mark.parametrize(("start", "end", "km", "within"), DISTANCES.values(), ids=DISTANCES)
def test_distance(start: tuple[float, float], end: tuple[float, float], km: float, within: float) -> None:
    """Distances agree with published figures, over the antimeridian and the poles too."""
    assert distance_km(*start, *end) == pytest.approx(km, abs=within)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    """From here to there is as far as from there to here, and never farther than half round the Earth."""
    there = distance_km(lat1, lon1, lat2, lon2)
    assert there == pytest.approx(distance_km(lat2, lon2, lat1, lon1), abs=1e-3)
    assert 0 <= there <= HALF_ROUND_KM * (1 + 1e-12) < LONGEST_KM


@given(latitudes, longitudes, st.lists(st.tuples(latitudes, longitudes), max_size=5))
def test_many_distances_equal_single_ones(lat: float, lon: float, points: list[tuple[float, float]]) -> None:
    """The vectorised form gives what the scalar form gives, point by point."""
    many = haversine_km(lat, lon, [point[0] for point in points], [point[1] for point in points])
    assert many.tolist() == pytest.approx([distance_km(lat, lon, *point) for point in points], abs=1e-3)


def test_a_missing_point_has_no_distance() -> None:
    """A site without a point gets NaN, which no comparison with a radius lets pass."""
    known, missing = haversine_km(0.0, 0.0, [0.0, math.nan], [1.0, math.nan])
    assert known == pytest.approx(HALF_ROUND_KM / 180)
    assert math.isnan(missing)


READABLE = {
    "as in an address": ("50km", Radius(50, "km"), "50km", "50 km"),
    "miles": ("30mi", Radius(30, "mi"), "30mi", "30 mi"),
    "a word": (" 30 Miles ", Radius(30, "mi"), "30mi", "30 mi"),
    "kilometres in full": ("5 kilometres", Radius(5, "km"), "5km", "5 km"),
    "no unit": ("50", Radius(50, "km"), "50km", "50 km"),
    "a fraction": ("2.50 km", Radius(2.5, "km"), "2.5km", "2.5 km"),
    "a small one": ("0.001km", Radius(0.001, "km"), "0.001km", "0.001 km"),
    "many digits": ("12345.678km", Radius(12345.678, "km"), "12345.678km", "12345.678 km"),
    "the longest": (f"{LONGEST_KM}km", Radius(LONGEST_KM, "km"), "20040km", "20040 km"),
    "a plus that was a space": ("+50km", Radius(50, "km"), "50km", "50 km"),
}


@pytest.mark.parametrize(("text", "radius", "written", "shown"), READABLE.values(), ids=READABLE)
def test_readable_radius(text: str, radius: Radius, written: str, shown: str) -> None:
    """A radius is read from what people write, and has one form for addresses and one for pages."""
    assert Radius.parse(text) == radius
    assert (str(radius), radius.text) == (written, shown)


def test_radius_without_unit_takes_the_given_one() -> None:
    """Where miles are usual, a bare number means miles."""
    assert Radius.parse("50", "mi") == Radius(50, "mi")


NOT_NUMBERS = ("", "km", "nan", "inf", "1e3", "5,5", "5 k m", "50 leagues", "٥٠", "50km\x00", "\ud800")
NOT_POSSIBLE = ("0", "0km", "-5km", "20041km", "12453mi", "9" * 400)


@pytest.mark.parametrize("text", [*NOT_NUMBERS, *NOT_POSSIBLE])
def test_unreadable_radius(text: str) -> None:
    """What is no distance over 0 and on this Earth is not read."""
    assert Radius.parse(text) is None


def test_miles_are_the_international_ones() -> None:
    """Fifty miles are 80.4672 km."""
    assert Radius(50, "mi").km == pytest.approx(80.4672)


@given(st.text())
def test_any_text_may_be_a_radius(text: str) -> None:
    """Reading never raises, and what is read comes back from its own text."""
    radius = Radius.parse(text)
    assert radius is None or Radius.parse(str(radius)) == radius


@given(st.integers(1, 12_000_000), st.sampled_from(["km", "mi"]))
def test_a_radius_reads_back(thousandths: int, unit: Unit) -> None:
    """Radius -> text -> radius is the identity, to a thousandth of the unit."""
    radius = Radius(thousandths / 1000, unit)
    assert Radius.parse(str(radius)) == radius
    assert Radius.parse(radius.text) == radius
