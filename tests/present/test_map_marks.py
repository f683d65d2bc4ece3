"""Marks of a map: none over another, nothing lost, the best status in sight, names only where there is room."""

import random
from collections.abc import Sequence

import pytest

from web.present.map_marks import COARSE, FINE, Layer, Size, Spot, Words, layer_of
from web.present.map_view import WIDTH, view_of

LEEDS, YORK, MINSK = (53.8, -1.55), (53.96, -1.08), (53.9, 27.57)
ROOM = 18_000


def said(clusters: Sequence[tuple[int, ...]]) -> list[Words]:
    """How many, and which."""
    return [Words(len(members), ",".join(map(str, sorted(members)))) for members in clusters]


def layer(spots: Sequence[Spot], size: Size = FINE, most: int = ROOM) -> Layer:
    """The marks of some spots in a view of them."""
    return layer_of(spots, view_of([spot.point for spot in spots], 1_200), size, said, most)


def members(found: Layer) -> list[list[int]]:
    """The spots of each mark."""
    return [[int(n) for n in mark.title.split(",")] for _, marks in found.marks for mark in marks]


SHAPES = {
    "open": (["closed", "open", "soon"], "open"),
    "soon": (["closed", "soon"], "soon"),
    "closed": (["closed", "closed"], "closed"),
}


@pytest.mark.parametrize(("shapes", "expected"), SHAPES.values(), ids=SHAPES)
def test_a_mark_shows_the_best_of_its_spots(shapes: list[str], expected: str) -> None:
    """One open site among closed ones is seen."""
    ((shape, (mark,)),) = layer([Spot(LEEDS, shape, "Leeds") for shape in shapes]).marks
    assert (shape, mark.shape, mark.number) == (expected, expected, str(len(shapes)))


def test_near_spots_are_one_mark_at_the_weightiest() -> None:
    """Leeds and York stand at Leeds when it has more, Minsk far away stands alone and needs no number."""
    spots = [Spot(YORK, "open", "York", 2), Spot(LEEDS, "open", "Leeds", 5), Spot(MINSK, "open", "Minsk", 1)]
    found = layer(spots)
    assert members(found) == [[0, 1], [2]]
    ((_, (leeds, minsk)),) = found.marks
    x, y = view_of([spot.point for spot in spots], 1_200).at(LEEDS)
    assert (leeds.x, leeds.y) == (round(x), round(y))
    assert (leeds.number, minsk.number) == ("2", "")
    assert [label.text for label in found.labels] == ["Leeds", "Minsk"]


@pytest.mark.parametrize("size", [FINE, COARSE], ids=lambda size: size.name)
@pytest.mark.parametrize("seed", range(5))
def test_marks_stay_apart_and_nothing_is_lost(seed: int, size: Size) -> None:
    """However dense: each spot is in one mark, and no two marks are nearer than the gap."""
    draw = random.Random(seed)
    shapes = ("open", "soon", "closed")
    spots = [
        Spot((draw.gauss(48, 6), draw.gauss(8, 12)), draw.choice(shapes), "Town", draw.randint(1, 9))
        for _ in range(600)
    ]
    found = layer(spots, size)
    marks = [mark for _, same in found.marks for mark in same]
    assert sorted(number for group in members(found) for number in group) == list(range(len(spots)))
    for at, one in enumerate(marks):
        for other in marks[at + 1 :]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (size.gap - 2) ** 2


@pytest.mark.parametrize("size", [FINE, COARSE], ids=lambda size: size.name)
def test_a_phone_can_tap_every_mark(size: Size) -> None:
    """On the narrowest picture that shows a layer, marks are 24 px apart (WCAG 2.2, 2.5.8)."""
    narrowest = {"fine": 36 * 16, "coarse": 320 - 2 * 16}[size.name]  # the style sheet's rem, a phone's width
    assert size.gap * narrowest / WIDTH >= 24


def test_names_have_room() -> None:
    """A name never lies over another, and a town in a crowd has none rather than one that seems another's."""
    draw = random.Random(3)
    spots = [Spot((draw.uniform(45, 52), draw.uniform(0, 15)), "open", f"Town {n}", n) for n in range(200)]
    found = layer(spots)
    assert 0 < len(found.labels) <= FINE.labels
    assert len({(label.x, label.y) for label in found.labels}) == len(found.labels)
    for label in found.labels:
        assert 0 <= label.x <= WIDTH


def test_too_many_marks_become_fewer() -> None:
    """Where their texts would be too long, marks are wider apart, down to one that has them all."""
    spots = [
        Spot((draw, step), "open", "Town") for draw in range(-50, 70, 8) for step in range(-160, 170, 12)
    ]
    many, fewer, one = (layer(spots, most=most) for most in (10**9, 9_000, 0))
    counts = [len(members(found)) for found in (many, fewer, one)]
    assert counts[0] > counts[1] > counts[2] == 1
    assert sorted(members(one)[0]) == list(range(len(spots)))


def test_a_long_number_is_short_in_a_mark() -> None:
    """Five digits don't fit; the words beside it have them all."""
    found = layer_of(
        [Spot(LEEDS, "open", "Leeds")],
        view_of([LEEDS], 1_200),
        FINE,
        lambda clusters: [Words(12_345, "12,345 trials") for _ in clusters],
        ROOM,
    )
    ((_, (mark,)),) = found.marks
    assert (mark.number, mark.title) == ("12k", "12,345 trials")
