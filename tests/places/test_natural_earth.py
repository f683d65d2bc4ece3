"""From TopoJSON to the file of outlines: arcs joined, corners by importance, rings whole across the date line."""

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.places.natural_earth import main, outlines_of
from indexer.places.outlines import LEVELS, Outlines

Arc = list[list[int]]


def topology(arcs: list[Arc], *countries: list[list[list[int]]]) -> dict[str, Any]:
    """A topology in whole hundredths of degrees; each country is its parts, each of rings, each of arcs."""
    return {
        "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
        "arcs": arcs,
        "objects": {
            "countries": {"geometries": [{"type": "MultiPolygon", "arcs": parts} for parts in countries]}
        },
    }


def steps(*points: tuple[int, int]) -> Arc:
    """An arc as TopoJSON has it: the first point, then steps."""
    found, before = [], (0, 0)
    for point in points:
        found.append([point[0] - before[0], point[1] - before[1]])
        before = point
    return found


def ring(made: list[int | str]) -> list[tuple[int, int]]:
    """The points of a written ring."""
    numbers = [number for number in made[2:] if isinstance(number, int)]
    x, y = 0, 0
    found = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


SQUARE = steps((0, 0), (0, 500), (500, 500), (500, 0), (0, 0))


def test_a_shared_border_is_the_same_on_both_sides() -> None:
    """Two countries that share an arc keep the same corners of it, one of them backwards."""
    border = steps((0, 0), (3, 100), (-2, 200), (40, 300), (0, 500))
    west, east = steps((0, 500), (-500, 250), (0, 0)), steps((0, 500), (500, 250), (0, 0))
    made = outlines_of(topology([border, west, east], [[[0, 1]]], [[[~0, ~2]]]))
    one, other = (set(ring(written)) for written in made["rings"])
    assert {(0, 0), (40, 300), (0, 500)} <= one & other


def test_corners_have_the_level_at_which_they_are_seen() -> None:
    """A square of five degrees is for the world, a notch of half a degree for a region, a tenth of that for none."""
    notched = steps((0, 0), (0, 250), (12, 260), (0, 270), (0, 400), (1, 401), (0, 402), (0, 500),
                    (500, 500), (500, 0), (0, 0))  # fmt: skip
    (made,) = outlines_of(topology([notched], [[[0]]]))["rings"]
    levels = dict(zip(ring(made), str(made[1]), strict=True))
    assert made[0] == 0
    assert (levels[0, 500], levels[500, 500], levels[500, 0]) == ("0", "0", "0")
    assert 0 < int(levels[12, 260]) < LEVELS
    assert (1, 401) not in levels


def test_a_country_across_the_date_line_is_one_ring() -> None:
    """It goes on beyond 180 degrees instead of jumping around the globe."""
    across = steps((17_500, 0), (17_500, 500), (-17_500, 500), (-17_500, 0), (17_500, 0))
    (made,) = outlines_of(topology([across], [[[0]]]))["rings"]
    assert {x for x, _ in ring(made)} == {17_500, 18_500}


def test_a_ring_around_the_pole_is_closed_along_it() -> None:
    """Antarctica: the first ring of its source is only the pole, the second the coast."""
    pole = steps((-18_000, -9_000), (-18_000, -9_000))
    coast = steps((-17_900, -8_000), (-6_000, -7_000), (6_000, -7_500), (17_900, -8_000), (-17_900, -8_000))
    (made,) = outlines_of(topology([pole, coast], [[[0], [1]]]))["rings"]
    assert [point for point in ring(made) if point[1] == -9_000] == [(17_900, -9_000), (-17_900, -9_000)]


DROPPED = {
    "a rock": steps((0, 0), (0, 3), (3, 3), (3, 0), (0, 0)),
    "a line": steps((0, 0), (0, 500), (0, 0)),
    "a point": steps((0, 0), (0, 0)),
}


@pytest.mark.parametrize("arc", DROPPED.values(), ids=DROPPED)
def test_what_cannot_be_seen_is_left_out(arc: Arc) -> None:
    """Rocks, and rings that are none."""
    assert outlines_of(topology([arc], [[[0]]]))["rings"] == []


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    """The file, one ring a line, gives the same outline in degrees."""
    source, target = tmp_path / "countries.json", tmp_path / "outlines.json"
    source.write_text(json.dumps(topology([SQUARE], [[[0]]])), encoding="utf-8")
    main(str(source), str(target))
    (outline,) = Outlines(target).at(0)
    assert (outline.west, outline.south, outline.east, outline.north) == (0, 0, 5, 5)
    assert len(outline.longitudes) == 4
    assert "public domain" in json.loads(target.read_text(encoding="utf-8"))["source"]


BROKEN = {
    "missing": None,
    "empty": b"",
    "half of it": b'{"unit": 0.01, "rings": [\n[0,"000",0,0,5',
    "another thing": b"[1, 2]",
    "a ring of words": b'{"unit": 0.01, "rings": [[0, "000", "a", "b"]]}',
    "no text": b"\xff\xfe\x00",
}


@pytest.mark.faults
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_a_map_without_outlines(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None
) -> None:
    """The log says once what to do; whoever asked gets nothing to draw instead of an error."""
    file = tmp_path / "outlines.json"
    if content is not None:
        file.write_bytes(content)
    outlines = Outlines(file)
    assert [outlines.at(level) for level in range(LEVELS)] == [()] * LEVELS
    assert [record.message.count("make outlines") for record in caplog.records] == [1]
