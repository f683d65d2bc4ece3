"""The marks of a map: spots near each other become one mark, so that each can be seen, read and tapped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import escape

from web.present.map_view import WIDTH, Point, View

SHAPES = ("open", "soon", "closed")  # as badges of a status have them; the first of several is that of a mark
LARGEST_LABELS = 14  # on a wide picture; more would hide the map
LETTER = 0.56  # of the size of the type: the mean width of a letter
THOUSANDS = 10_000  # from here on a number stands in thousands
EMPTY_MARK = 200  # bytes without its words and address
WIDER = 1.35  # the gap grows by this where there would be too many marks


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing to be shown at a point: a site, a place with trials. ``weight`` says which names a mark."""

    point: Point
    shape: str
    name: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Size:
    """How large marks are drawn, in units of the picture; two layers fit a desk and a phone."""

    name: str
    gap: int  # between the middles of two marks: 24 px and more, so that each can be tapped
    factor: float
    labels: int

    @property
    def type(self) -> int:
        """Size of letters and digits."""
        return round(16 * self.factor)


# A picture is 736 px wide at most and 576 px at least with fine marks, down to 256 px with coarse ones.
FINE = Size("fine", 46, 1.0, LARGEST_LABELS)
COARSE = Size("coarse", 98, 2.1, 6)


@dataclass(frozen=True, slots=True)
class Words:
    """What a mark says: how many, what of and where, and where it leads; no address is no link."""

    number: int
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark ready to be drawn: ``path`` of its shape around the number at x, y; "" where it is one."""

    shape: str
    path: str
    number: str
    x: int
    y: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of the largest place of a mark, where there is room beside it."""

    x: int
    y: int
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Layer:
    """All marks in one size, those of one shape together, the open ones first."""

    name: str
    type: int
    marks: tuple[tuple[str, tuple[Mark, ...]], ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Cluster:
    """``members`` by number, the weightiest first; it gives the place."""

    at: Point
    members: tuple[int, ...]


WordsOf = Callable[[Sequence[tuple[int, ...]]], Sequence[Words]]  # of clusters, each the numbers of its spots


def layer_of(spots: Sequence[Spot], view: View, size: Size, words_of: WordsOf, most: int) -> Layer:
    """The marks of some spots; fewer and wider apart until they take at most ``most`` bytes."""
    while True:
        clusters = _clusters(spots, view, size.gap)
        words = words_of([cluster.members for cluster in clusters])
        if sum(cost(said.title, said.url) for said in words) <= most or size.gap > WIDTH:
            break
        size = replace(size, gap=round(size.gap * WIDER))
    marks = [_mark(spots, *pair, size) for pair in zip(clusters, words, strict=True)]
    by_shape = ((shape, tuple(mark for mark in marks if mark.shape == shape)) for shape in SHAPES)
    names = [spots[cluster.members[0]].name for cluster in clusters]
    return Layer(
        size.name,
        size.type,
        tuple((shape, same) for shape, same in by_shape if same),
        tuple(_labels(marks, names, view, size)),
    )


def cost(title: str, url: str) -> int:
    """About how many bytes a mark takes in the picture."""
    return len(escape(title).encode()) + len(escape(url).encode()) + EMPTY_MARK


def _clusters(spots: Sequence[Spot], view: View, gap: int) -> list[_Cluster]:
    """Each spot joins the nearest mark within the gap or makes one, the weightiest first: marks stay apart."""
    by_cell: dict[tuple[int, int], list[int]] = {}
    marks: list[tuple[Point, list[int]]] = []
    order = sorted(
        range(len(spots)), key=lambda n: (-spots[n].weight, SHAPES.index(spots[n].shape), spots[n].name)
    )
    for number in order:
        x, y = view.at(spots[number].point)
        cell = int(x // gap), int(y // gap)
        around = ((cell[0] + dx, cell[1] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        near = [
            ((marks[mark][0][0] - x) ** 2 + (marks[mark][0][1] - y) ** 2, mark)
            for place in around
            for mark in by_cell.get(place, ())
        ]
        distance, nearest = min(near, default=(gap * gap, -1))
        if distance < gap * gap:
            marks[nearest][1].append(number)
        else:
            by_cell.setdefault(cell, []).append(len(marks))
            marks.append(((x, y), [number]))
    return [_Cluster(at, tuple(members)) for at, members in marks]


def _mark(spots: Sequence[Spot], cluster: _Cluster, words: Words, size: Size) -> Mark:
    shape = min((spots[member].shape for member in cluster.members), key=SHAPES.index)
    number = _number(words.number)
    x, y = (round(value) for value in cluster.at)
    radius = round((8 + 4 * len(number)) * size.factor) if number else round(9 * size.factor)
    return Mark(shape, _outline(shape, x, y, radius, bool(number)), number, x, y, words.title, words.url)


def _number(number: int) -> str:
    """A number that fits into a mark; one needs none.

    >>> _number(1), _number(3200), _number(12500)
    ('', '3200', '12k')
    """
    if number == 1:
        return ""
    return str(number) if number < THOUSANDS else f"{number // 1000}k"


def _outline(shape: str, x: int, y: int, radius: int, numbered: bool) -> str:  # noqa: FBT001 - a fact of the mark
    """A disk, which a ring is drawn with too, or a bar that is high enough for its number."""
    if shape != "closed":
        return f"M{x - radius} {y}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0-{2 * radius} 0z"
    half = round(radius * 0.75) if numbered else round(radius * 0.4)
    return f"M{x - radius} {y - half}h{2 * radius}v{2 * half}h-{2 * radius}z"


Area = tuple[float, float, float, float]  # left, top, right, bottom


def _labels(marks: Sequence[Mark], names: Sequence[str], view: View, size: Size) -> Iterator[Label]:
    """Names at the right, at the left, below or above their marks, where nothing else is; the first ones first."""
    wide, high = size.gap * 0.75, size.gap * 0.42  # a name close to another mark would be taken for its name
    taken: list[Area] = [(mark.x - wide, mark.y - high, mark.x + wide, mark.y + high) for mark in marks]
    left = size.labels
    for own, (mark, name) in enumerate(zip(marks, names, strict=True)):
        for label, area in _beside(mark, name, size) if name and left else ():
            inside = area[0] >= 0 and area[1] >= 0 and area[2] <= WIDTH and area[3] <= view.height
            if inside and not any(_meet(area, other) for place, other in enumerate(taken) if place != own):
                taken.append(area)
                left -= 1
                yield label
                break


def _beside(mark: Mark, name: str, size: Size) -> Iterator[tuple[Label, Area]]:
    width, high, far = LETTER * size.type * len(name), size.type * 0.6, round(size.gap * 0.5)
    for anchor, x, y in (
        ("start", mark.x + far, mark.y),
        ("end", mark.x - far, mark.y),
        ("middle", mark.x, mark.y + far + round(high)),
        ("middle", mark.x, mark.y - far - round(high)),
    ):
        left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width
        yield Label(x, y, anchor, name), (left, y - high, left + width, y + high)


def _meet(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
