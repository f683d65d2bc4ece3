"""Outlines in a picture: only what is in sight, in one piece, and never longer than there is room for."""

import re

import pytest

from indexer.places.outlines import LEVELS, Outlines
from web.present.map_outlines import BEYOND, Atlas
from web.present.map_view import WIDTH, Point, View, view_of

ROOM = 45_000
VIEWS: dict[str, tuple[Point, ...]] = {
    "world": ((-45.0, 170.0), (60.0, -150.0), (-34.0, 18.0), (70.0, 25.0)),
    "Europe": ((38.0, -9.0), (60.0, 25.0), (37.0, 15.0)),
    "Leeds": ((53.8, -1.5),),
    "Fiji": ((-18.1, 178.4), (-18.2, -178.8)),
    "New Zealand and the United States": ((-36.9, 174.8), (34.1, -118.2)),
    "Svalbard": ((78.2, 15.6),),
    "Russia": ((55.7, 37.6), (43.1, 131.9), (64.7, -177.5)),
    "Antarctica": ((-77.8, 166.7),),
}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    """One for all."""
    return Atlas()


def corners(path: str) -> list[list[Point]]:
    """The points of each closed line of a path."""
    lines = []
    for line in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path):
        x, y = int(line[0]), int(line[1])
        found: list[Point] = [(x, y)]
        steps = [int(number) for number in re.findall(r"-?\d+", line[2])]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
        lines.append(found)
    return lines


@pytest.mark.parametrize("points", VIEWS.values(), ids=VIEWS)
def test_only_what_is_in_sight(atlas: Atlas, points: tuple[Point, ...]) -> None:
    """There is something, in whole units, cut a little outside the picture, and short enough."""
    view = view_of(points, 1_200)
    path = atlas.path(view, ROOM)
    lines = corners(path)
    assert lines
    assert len(path) <= ROOM
    assert "." not in path
    for line in lines:
        for x, y in line:
            assert -BEYOND <= x <= WIDTH + BEYOND
            assert -BEYOND <= y <= view.height + BEYOND


def inside(point: Point, lines: list[list[Point]]) -> bool:
    """Whether a point is on land: a ray from it crosses the lines an odd number of times, for some line."""
    x, y = point
    for line in lines:
        crossings = 0
        for (ax, ay), (bx, by) in zip(line, [*line[1:], line[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossings += 1
        if crossings % 2:
            return True
    return False


LAND = {
    "Leeds": ("Leeds", (53.8, -1.5), True),
    "the Irish Sea": ("Leeds", (53.8, -5.0), False),
    "Viti Levu": ("Fiji", (-17.8, 178.0), True),
    "the sea east of Fiji": ("Fiji", (-17.5, -177.0), False),
    "Chukotka, beyond the date line": ("Russia", (66.5, -175.0), True),
    "Siberia": ("Russia", (60.0, 100.0), True),
    "the Bering Sea": ("New Zealand and the United States", (20.0, -160.0), False),
    "Nevada": ("New Zealand and the United States", (39.0, -117.0), True),
    "the middle of Australia": ("world", (-25.0, 134.0), True),
    "Lesotho, which has a ring of its own": ("world", (-29.5, 28.3), True),
    "the Atlantic": ("world", (30.0, -40.0), False),
    "Antarctica": ("Antarctica", (-79.0, 160.0), True),
}


@pytest.mark.parametrize(("view", "point", "land"), LAND.values(), ids=LAND)
def test_land_is_where_it_is(atlas: Atlas, view: str, point: Point, land: bool) -> None:
    """Points on land lie inside an outline, points at sea in none, on either side of the date line."""
    seen = view_of(VIEWS[view], 1_200)
    assert inside(seen.at(point), corners(atlas.path(seen, ROOM))) is land


def test_less_room_is_less_detail(atlas: Atlas) -> None:
    """The coarser the shorter; where nothing fits there are no outlines."""
    view = view_of(VIEWS["Europe"], 1_200)
    whole = atlas.path(view, ROOM)
    shorter = atlas.path(view, len(whole) - 1)
    assert 0 < len(shorter) < len(whole)
    assert atlas.path(view, 10) == ""


def test_a_view_of_nothing_but_sea(atlas: Atlas) -> None:
    """No outline is no mistake."""
    assert atlas.path(View(-130.0, -40.0, 200.0, 200.0, 500), ROOM) == ""


def test_levels_are_ever_finer() -> None:
    """Each level has what the one before has, and more."""
    outlines = Outlines()
    counts = [sum(len(outline.longitudes) for outline in outlines.at(level)) for level in range(LEVELS)]
    assert counts == sorted(set(counts))
    for outline in outlines.at(LEVELS - 1):
        assert -190 <= outline.west < outline.east <= 200
        assert outline.east - outline.west <= 360
        assert -90 <= outline.south < outline.north <= 84
