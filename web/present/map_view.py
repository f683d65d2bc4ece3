"""The part of the globe that a map shows, and where a point of it lies in the picture.

Degrees east are as long as they are in the middle of the picture (equirectangular): shapes are right there.
Views go in steps, so that maps of the same region share one picture of its outlines.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.places.distance import EARTH_RADIUS_KM
from indexer.search.request import Near
from indexer.search.where import Box

WIDTH = 1000  # units of a picture; its numbers need no decimals
LOWEST, HIGHEST = 450, 800  # units
ROOM = 0.84  # of width and height for what is shown; the rest is margin
STEP = 1.12  # from one scale to the next
PLACES = 40  # at which a view may begin, over its own width or height
KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180
PACIFIC = -169.0  # degrees east: where maps of the world are usually cut, through the Bering Strait
DETOUR = 100.0  # degrees: so much narrower has a map to be to be cut elsewhere
FARTHEST_NORTH = 80.0  # degrees: beyond, a degree east has no length to speak of
AROUND = 0.05  # degrees
CORNERS = 72  # of a circle

Point = tuple[float, float]  # degrees north and east


@dataclass(frozen=True, slots=True)
class View:
    """``west`` and ``south`` are the picture's edges in degrees, ``across`` and ``up`` units a degree."""

    west: float
    south: float
    across: float
    up: float
    height: int

    @property
    def east(self) -> float:
        """The right edge, in degrees; beyond 180 where the view crosses that meridian."""
        return self.west + WIDTH / self.across

    @property
    def north(self) -> float:
        """The upper edge, in degrees."""
        return self.south + self.height / self.up

    def at(self, point: Point) -> Point:
        """Units from the left and from the top."""
        north, east = point
        return (east - self.west) % 360 * self.across, self.height - (north - self.south) * self.up


def view_of(points: Sequence[Point], smallest_km: float) -> View:
    """A view of some points with a margin, at least ``smallest_km`` wide."""
    south, north = min(point[0] for point in points), max(point[0] for point in points)
    west, span = span_of([point[1] for point in points])
    middle, around = (south + north) / 2, _narrowing((south + north) / 2)
    wide = max(span * around, smallest_km / KM_PER_DEGREE * ROOM)
    tall = max(north - south, 0.001)
    fitting = ROOM * min(WIDTH / wide, HIGHEST / tall)
    whole = WIDTH / 360 / around  # the globe is shown once
    up = max(STEP ** math.floor(math.log(fitting, STEP)), whole)
    height = min(max(math.ceil(tall * up / ROOM / 50) * 50, LOWEST), HIGHEST)
    middle = _between_poles(_placed(middle, height / up), height / up)
    across = max(min(up * _narrowing(middle), ROOM * WIDTH / max(span, 0.001)), WIDTH / 360)
    degrees = WIDTH / across
    left = _placed(west + span / 2, degrees) - degrees / 2
    return View(left, middle - height / up / 2, across, up, height)


def span_of(longitudes: Iterable[float]) -> tuple[float, float]:
    """The westernmost of some longitudes and how far the others lie east of it, the shortest way round.

    Cut in the Pacific like other maps, unless that makes the map much wider.
    """
    usual = sorted((east - PACIFIC) % 360 for east in longitudes)
    gaps = [after - before for before, after in zip(usual, [*usual[1:], usual[0] + 360], strict=True)]
    widest = max(range(len(gaps)), key=gaps.__getitem__)
    if usual[-1] - usual[0] <= 360 - gaps[widest] + DETOUR:
        return PACIFIC + usual[0], usual[-1] - usual[0]
    return PACIFIC + usual[(widest + 1) % len(usual)], 360 - gaps[widest]


def box_around(south: float, west: float, north: float, east: float) -> Box:
    """The box of four edges with a little around them, to the hundredth of a degree.

    >>> box_around(-18.1, 178.4, -16.8, 180.05)
    Box(south=-18.15, west=178.35, north=-16.75, east=-179.9)
    """
    return Box(
        round(max(south - AROUND, -90), 2),
        _usual(west - AROUND),
        round(min(north + AROUND, 90), 2),
        _usual(east + AROUND),
    )


def circle_around(near: Near) -> tuple[Point, ...]:
    """The points of a circle; none when a pole is in it, for then it has no inside on a flat map."""
    radius = near.radius.km / EARTH_RADIUS_KM
    if abs(math.radians(near.latitude)) + radius >= math.pi / 2:
        return ()
    north = math.radians(near.latitude)
    found = []
    for corner in range(CORNERS):
        bearing = 2 * math.pi * corner / CORNERS
        sine = math.sin(north) * math.cos(radius) + math.cos(north) * math.sin(radius) * math.cos(bearing)
        aside = math.atan2(
            math.sin(bearing) * math.sin(radius) * math.cos(north), math.cos(radius) - math.sin(north) * sine
        )
        found.append((math.degrees(math.asin(sine)), near.longitude + math.degrees(aside)))
    return tuple(found)


def drawn(points: Iterable[Point], centre: Point, view: View) -> tuple[tuple[int, int], ...]:
    """Points around a centre in units; they stay together where the centre is in sight and they are not."""
    left, _ = view.at(centre)
    return tuple(
        (round(left + (east - centre[1]) * view.across), round(view.height - (north - view.south) * view.up))
        for north, east in points
    )


def _usual(east: float) -> float:
    """Degrees east from -180 to 180."""
    return round((east + 180) % 360 - 180, 2)


def _narrowing(north: float) -> float:
    return math.cos(math.radians(min(abs(north), FARTHEST_NORTH)))


def _between_poles(middle: float, degrees: float) -> float:
    """The middle of a view that shows nothing beyond a pole, where it can."""
    farthest = max(90 - degrees / 2, 0)
    return min(max(middle, -farthest), farthest)


def _placed(middle: float, degrees: float) -> float:
    """The nearest of the places at which a view may lie."""
    step = degrees / PLACES
    return round(middle / step) * step
