"""The outlines of countries in a view, as the path of an SVG picture: only what is in sight, in whole units."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from indexer.places.outlines import LEVELS, Outline, Outlines
from web.present.map_view import WIDTH, View

SCALES = (4.3, 9.0, 20.0)  # units a degree up to which each level but the last is enough
BEYOND = 12  # units outside the picture at which lines are cut, so that the cut is not seen
SMALLEST = 2  # units: what is less wide and less high is not drawn
REMEMBERED = 128  # paths, of some 20 KB: many trials run in the same few countries

Corner = tuple[int, int]


class Atlas:
    """Draws outlines and remembers those drawn last; make one and hand it down."""

    def __init__(self, outlines: Outlines | None = None) -> None:
        """``outlines``: others than those that come with the program."""
        self._outlines = outlines or Outlines()
        self._drawn = lru_cache(REMEMBERED)(self._draw)

    def path(self, view: View, most: int) -> str:
        """The path in as much detail as shows, or less where it would be longer than ``most`` characters."""
        enough = sum(view.up > scale for scale in SCALES)
        paths = (self._drawn(view, level) for level in range(min(enough, LEVELS - 1), -1, -1))
        return next((path for path in paths if len(path) <= most), "")

    def _draw(self, view: View, level: int) -> str:
        return "".join(
            _path(corners)
            for outline in self._outlines.at(level)
            for shift in (-360, 0, 360)
            if _in_sight(outline, shift, view)
            for corners in [_cut(_placed(outline, shift, view), view)]
            if _is_seen(corners)
        )


def _in_sight(outline: Outline, shift: float, view: View) -> bool:
    across, up = BEYOND / view.across, BEYOND / view.up
    return (
        outline.west + shift <= view.east + across
        and outline.east + shift >= view.west - across
        and outline.south <= view.north + up
        and outline.north >= view.south - up
    )


def _placed(outline: Outline, shift: float, view: View) -> list[Corner]:
    left, bottom = (shift - view.west) * view.across, view.height + view.south * view.up
    across, up = view.across, view.up
    corners: list[Corner] = []
    for east, north in zip(outline.longitudes, outline.latitudes, strict=True):
        corner = round(left + east * across), round(bottom - north * up)
        if not corners or corner != corners[-1]:
            corners.append(corner)
    return corners


def _cut(corners: list[Corner], view: View) -> list[Corner]:
    """What lies inside the picture of an outline (Sutherland and Hodgman, 1974)."""
    for axis, limit in enumerate((WIDTH, view.height)):
        if corners and min(corner[axis] for corner in corners) < -BEYOND:
            corners = _cut_at(corners, axis, -BEYOND, lambda value, edge: value >= edge)
        if corners and max(corner[axis] for corner in corners) > limit + BEYOND:
            corners = _cut_at(corners, axis, limit + BEYOND, lambda value, edge: value <= edge)
    return corners


def _cut_at(corners: list[Corner], axis: int, edge: int, inside: Callable[[int, int], bool]) -> list[Corner]:
    kept: list[Corner] = []
    before = corners[-1]
    was_inside = inside(before[axis], edge)
    for corner in corners:
        is_inside = inside(corner[axis], edge)
        if is_inside != was_inside:
            kept.append(_crossing(before, corner, axis, edge))
        if is_inside:
            kept.append(corner)
        before, was_inside = corner, is_inside
    return kept


def _crossing(one: Corner, other: Corner, axis: int, edge: int) -> Corner:
    share = (edge - one[axis]) / (other[axis] - one[axis])
    along = round(one[1 - axis] + share * (other[1 - axis] - one[1 - axis]))
    return (along, edge) if axis else (edge, along)


def _is_seen(corners: list[Corner]) -> bool:
    if len(corners) < 3:  # noqa: PLR2004 - a line
        return False
    return any(
        max(corner[axis] for corner in corners) - min(corner[axis] for corner in corners) >= SMALLEST
        for axis in range(2)
    )


def _path(corners: list[Corner]) -> str:
    """A closed line in steps from its first corner."""
    return f"M{corners[0][0]} {corners[0][1]}l{''.join(_steps(corners))}z"


def _steps(corners: list[Corner]) -> Iterator[str]:
    for (x, y), (next_x, next_y) in pairwise(corners):
        for step in (next_x - x, next_y - y):
            yield f"{step}" if step < 0 else f" {step}"
