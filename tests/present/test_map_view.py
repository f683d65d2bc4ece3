"""Views of the globe: everything shown is inside, the right way round, at the date line and at the poles."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.places.distance import Radius, distance_km
from indexer.search.request import Near
from web.present.map_view import (
    HIGHEST,
    LOWEST,
    WIDTH,
    Point,
    box_around,
    circle_around,
    drawn,
    span_of,
    view_of,
)

LEEDS, MINSK, SUVA, LAKEBA = (53.8, -1.55), (53.9, 27.57), (-18.1, 178.4), (-18.2, -178.8)
AUCKLAND, LOS_ANGELES, TROMSO, SVALBARD = (-36.9, 174.8), (34.1, -118.2), (69.6, 19.0), (78.2, 15.6)
WORLD = (AUCKLAND, LOS_ANGELES, MINSK, (-34.6, -58.4), (35.7, 139.7), (61.2, -149.9), (-33.9, 18.4))
TOGETHER: dict[str, tuple[Point, ...]] = {
    "one town": (LEEDS,),
    "two towns": (LEEDS, MINSK),
    "Fiji, on both sides of the date line": (SUVA, LAKEBA),
    "New Zealand and the United States": (AUCKLAND, LOS_ANGELES),
    "the world": WORLD,
    "far north": (SVALBARD,),
    "north and south of one country": (TROMSO, SVALBARD),
    "the pole itself": ((90.0, 0.0),),
    "both poles": ((90.0, 10.0), (-90.0, -170.0)),
    "the date line itself": ((0.0, 180.0), (0.0, -180.0)),
    "a tall country": ((-18.5, -70.3), (-53.2, -70.9)),
    "one point twice": (LEEDS, LEEDS),
}


@pytest.mark.parametrize("points", TOGETHER.values(), ids=TOGETHER)
def test_everything_is_inside(points: tuple[Point, ...]) -> None:
    """With a margin, in a picture that is neither too flat nor too tall, and nothing beyond a pole."""
    view = view_of(points, 1_200)
    assert LOWEST <= view.height <= HIGHEST
    for point in points:
        x, y = view.at(point)
        assert 0 <= x <= WIDTH
        assert -0.001 <= y <= view.height + 0.001
    assert view.east - view.west <= 360.001
    assert view.north <= 90.001 or view.south <= -89.999


POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@example([(0.0, 0.0), (0.0, 80.0), (89.0, -160.0)], 500)  # its middle is moved away from the pole
@given(st.lists(POINTS, min_size=1, max_size=30), st.sampled_from([500, 1_200]))
def test_any_points_are_inside(points: list[Point], smallest: float) -> None:
    """Wherever they are."""
    view = view_of(points, smallest)
    for x, y in map(view.at, points):
        assert -0.001 <= x <= WIDTH + 0.001
        assert -0.001 <= y <= view.height + 0.001


NARROW = {
    "Fiji": ((SUVA, LAKEBA), 30),
    "New Zealand and the United States": ((AUCKLAND, LOS_ANGELES), 130),
    "Britain and Belarus": ((LEEDS, MINSK), 60),
    "the date line": (((0.0, 180.0), (0.0, -180.0)), 20),
}


@pytest.mark.parametrize(("points", "degrees"), NARROW.values(), ids=NARROW)
def test_a_map_is_cut_where_that_makes_it_small(points: tuple[Point, ...], degrees: float) -> None:
    """Across the date line where the points are there, never the long way round."""
    view = view_of(points, 1_200)
    assert view.east - view.west <= degrees


def test_the_world_is_cut_in_the_pacific() -> None:
    """As on other maps: America at the left, New Zealand at the right."""
    view = view_of(WORLD, 1_200)
    assert view.at(LOS_ANGELES)[0] < view.at(MINSK)[0] < view.at(AUCKLAND)[0]


SPANS = {
    "one": ([10.0], 10.0, 0.0),
    "two": ([10.0, -20.0], -20.0, 30.0),
    "across the date line": ([179.0, -179.0], 179.0, 2.0),
    "all around": ([0.0, 90.0, 180.0, -90.0], -90.0, 270.0),
}


@pytest.mark.parametrize(("longitudes", "west", "span"), SPANS.values(), ids=SPANS)
def test_the_shortest_way_round(longitudes: list[float], west: float, span: float) -> None:
    """Where a row of longitudes begins and how long it is."""
    found, length = span_of(longitudes)
    assert math.isclose((found - west) % 360, 0, abs_tol=1e-9)
    assert math.isclose(length, span)


def test_shapes_are_right_in_the_middle() -> None:
    """A kilometre east is as long as a kilometre north."""
    view = view_of((TROMSO,), 1_200)
    north, east = TROMSO
    across = abs(view.at((north, east + 1))[0] - view.at((north, east))[0])
    up = abs(view.at((north + 1, east))[1] - view.at((north, east))[1])
    kilometres = distance_km(north, east, north, east + 1) / distance_km(north, east, north + 1, east)
    assert across / up == pytest.approx(kilometres, rel=0.03)


def test_near_towns_share_a_view() -> None:
    """So that many listings share one picture of the outlines."""
    assert view_of((LEEDS,), 1_200) == view_of(((53.79, -1.54),), 1_200)


def near(point: Point, km: float) -> Near:
    """A circle."""
    return Near("here", "Here, There", *point, Radius(km))


@pytest.mark.parametrize(
    "centre", [LEEDS, SUVA, SVALBARD, (0.0, 180.0)], ids=["Leeds", "Suva", "Svalbard", "line"]
)
def test_a_circle_is_as_wide_as_it_says(centre: Point) -> None:
    """Every point of it has the distance of the radius, and in the picture it is in one piece."""
    around = circle_around(near(centre, 100))
    assert {round(distance_km(*centre, *point)) for point in around} == {100}
    xs = [x for x, _ in drawn(around, centre, view_of(around, 500))]
    assert max(xs) - min(xs) < WIDTH * 0.6


def test_a_circle_with_a_pole_in_it_is_not_drawn() -> None:
    """On a flat map it has no inside."""
    assert circle_around(near(SVALBARD, 2_000)) == ()
    assert circle_around(near(LEEDS, 20_000)) == ()


BOXES = {
    "plain": ((50.0, -2.0, 54.0, 1.0), (49.95, -2.05, 54.05, 1.05)),
    "across the date line": ((-18.0, 178.0, -17.0, 182.0), (-18.05, 177.95, -16.95, -177.95)),
    "at the pole": ((89.0, 0.0, 90.0, 1.0), (88.95, -0.05, 90.0, 1.05)),
}


@pytest.mark.parametrize(("edges", "expected"), BOXES.values(), ids=BOXES)
def test_boxes(edges: tuple[float, ...], expected: tuple[float, ...]) -> None:
    """A little around, in usual degrees."""
    box = box_around(*edges)
    assert (box.south, box.west, box.north, box.east) == pytest.approx(expected)
