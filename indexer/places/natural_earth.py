"""Natural Earth's countries, as world-atlas packs them -> the small file that ``outlines`` reads. For `make outlines`.

Natural Earth (1:50m) is in the public domain; world-atlas, version 4.1 of it as TopoJSON, is under the ISC licence.
"""

import heapq
import json
import math
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

UNIT = 0.01  # degrees, about a kilometre: the file counts in these
TURN = round(360 / UNIT)

# The least area, in square degrees at the equator, that a corner makes to be drawn at each level, the coarsest first:
# a corner of 0.02 is 0.2 degrees wide and high, half a pixel of a map of the world.
CORNERS = (0.08, 0.02, 0.005, 0.0015)
# An island smaller than this is left out at that level.
ISLANDS = (0.5, 0.1, 0.02, 0.004)
MOST_NORTHERN = 84.0  # degrees; beyond, areas would shrink to nothing


class Corner(NamedTuple):
    """A point in UNIT, east and north, and the coarsest level at which it is drawn; len(CORNERS) is never."""

    x: int
    y: int
    level: int


Ring = list[Corner]


def outlines_of(topology: dict[str, Any]) -> dict[str, Any]:
    """The content of the outlines file: ``rings``, each [its level, the level of each corner, x, y, then steps]."""
    arcs = [_levelled(_decoded(arc, topology["transform"])) for arc in topology["arcs"]]
    rings = [
        ring
        for country in topology["objects"]["countries"]["geometries"]
        for part in _parts(country)
        for ring in [_unwound(max((_joined(numbers, arcs) for numbers in part), key=len))]
    ]
    return {
        "source": "Natural Earth 4.1, 1:50m (public domain), by world-atlas 2.0.2 (ISC)",
        "unit": UNIT,
        "rings": [_written(ring) for ring in rings if _level(ring) < len(CORNERS)],
    }


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[int, int]]:
    """The points of an arc in UNIT, without repetitions."""
    scale, start = transform["scale"], transform["translate"]
    points: list[tuple[int, int]] = []
    x = y = 0
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        point = round((x * scale[0] + start[0]) / UNIT), round((y * scale[1] + start[1]) / UNIT)
        if not points or points[-1] != point:
            points.append(point)
    return points


def _levelled(points: list[tuple[int, int]]) -> Ring:
    """The corners of an arc by how much they matter (Visvalingam and Whyatt, 1993); ends always do."""
    before = list(range(-1, len(points) - 1))
    after = list(range(1, len(points) + 1))
    level = [0] * len(points)
    areas = {at: _area(points, before[at], at, after[at]) for at in range(1, len(points) - 1)}
    heap = [(area, at) for at, area in areas.items()]
    heapq.heapify(heap)
    largest = 0.0
    while heap:
        area, at = heapq.heappop(heap)
        if areas.get(at) != area:
            continue  # a neighbour went since
        del areas[at]
        largest = max(largest, area)
        level[at] = _first(largest, CORNERS)
        after[before[at]], before[after[at]] = after[at], before[at]
        for neighbour in (before[at], after[at]):
            if neighbour in areas:
                areas[neighbour] = _area(points, before[neighbour], neighbour, after[neighbour])
                heapq.heappush(heap, (areas[neighbour], neighbour))
    return [Corner(*point, drawn) for point, drawn in zip(points, level, strict=True)]


def _area(points: list[tuple[int, int]], one: int, at: int, other: int) -> float:
    """Of the triangle at a corner, as large as it is on the globe."""
    (ax, ay), (bx, by), (cx, cy) = points[one], points[at], points[other]
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 * UNIT * UNIT * _narrowing(by)


def _narrowing(y: int) -> float:
    return math.cos(math.radians(min(abs(y * UNIT), MOST_NORTHERN)))


def _first(area: float, least: Sequence[float]) -> int:
    return next((level for level, smallest in enumerate(least) if area >= smallest), len(least))


def _parts(country: dict[str, Any]) -> list[list[list[int]]]:
    """The rings of each part of a country. The longest is the outer one: the first, but for Antarctica the coast.

    Holes need no drawing: they are other countries, which have rings of their own.
    """
    parts: list[list[list[int]]] = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    return parts


def _joined(numbers: list[int], arcs: list[Ring]) -> Ring:
    """The ring of some arcs, one after the other; a negative number is an arc backwards."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring.extend(arc[1:] if ring else arc)
    return [corner for corner in ring[:-1] if corner.level < len(CORNERS)]


def _unwound(ring: Ring) -> Ring:
    """A ring that crosses the 180th meridian goes on beyond it; one around a pole is closed along the pole."""
    shift, unwound = 0, ring[:1]
    for before, corner in pairwise(ring):
        shift += _turn(before, corner)
        unwound.append(corner._replace(x=corner.x + shift))
    if ring and shift + _turn(ring[-1], ring[0]):
        pole = math.copysign(90 / UNIT, ring[0].y)
        unwound += [corner._replace(y=round(pole), level=0) for corner in (unwound[-1], unwound[0])]
    return unwound


def _turn(before: Corner, corner: Corner) -> int:
    """By how much a corner has to be moved to be near the one before it."""
    return -TURN * round((corner.x - before.x) / TURN)


def _level(ring: Ring) -> int:
    """The coarsest level at which a ring is large enough to be drawn."""
    twice = sum(a.x * b.y - b.x * a.y for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    middle = sum(corner.y for corner in ring) // max(len(ring), 1)
    return _first(abs(twice) / 2 * UNIT * UNIT * _narrowing(middle), ISLANDS)


def _written(ring: Ring) -> list[int | str]:
    steps = [number for a, b in pairwise(ring) for number in (b.x - a.x, b.y - a.y)]
    return [_level(ring), "".join(str(corner.level) for corner in ring), ring[0].x, ring[0].y, *steps]


def main(source: str, target: str) -> None:
    """Read a TopoJSON file and write the outlines, one ring a line."""
    made = outlines_of(json.loads(Path(source).read_text(encoding="utf-8")))
    rings = ",\n".join(json.dumps(ring, separators=(",", ":")) for ring in made.pop("rings"))
    head = json.dumps(made)[:-1]
    Path(target).write_text(f'{head}, "rings": [\n{rings}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
