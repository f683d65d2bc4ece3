"""A map as an SVG picture, made here: outlines of countries, marks for places, a circle, a scale. No other host."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.places.distance import KM_PER_MILE, distance_km
from indexer.search.request import Near
from web.present.card import StatusBadge
from web.present.map_marks import COARSE, FINE, SHAPES, Layer, Spot, WordsOf, cost, layer_of
from web.present.map_outlines import Atlas
from web.present.map_view import KM_PER_DEGREE, WIDTH, Point, View, circle_around, drawn, view_of

MOST_BYTES = 56_000  # of outlines and marks: with labels, circle and scale a picture stays under 60 KB
MOST_OF_OUTLINES = 45_000
MOST_OF_MARKS = (18_000, 8_000)  # the fine and the coarse ones
USUAL_KM = 1_200  # as wide is a map at least: enough coast and border to know where one is
NEAREST_KM = 500  # and this where a circle or a part of the map says what is to be seen
CIRCLES = 7  # times a circle's radius a map of it is wide
TALLEST = 60  # degrees from south to north: on a taller map no scale holds everywhere
SMALLEST_CIRCLE = 8  # units of radius
LONGEST_SCALE = 200  # units
SCALE_AT = 24  # units from the left and from the bottom

_LEGEND = {
    "open": "Recruiting",
    "soon": "Not yet, or by invitation",
    "closed": "Closed",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How long a distance is: a line, and its text beside it."""

    path: str
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a map is to show. ``box`` are corners that it is cut to instead of to everything."""

    spots: Sequence[Spot]
    near: Near | None
    title: str
    description: str
    words_of: WordsOf
    box: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteMap:
    """Everything that ``parts/site_map.html`` draws, in units of the picture."""

    title: str
    description: str
    height: int
    outlines: str
    circle: str
    home: str  # the path of a mark for the place that was asked for, where it is in sight
    home_text: str
    layers: tuple[Layer, ...]
    linked: bool
    scale: Scale | None
    legend: tuple[StatusBadge, ...]


def site_map(content: Content, atlas: Atlas) -> SiteMap | None:
    """The map of some spots; None when there is none to show."""
    if not content.spots:
        return None
    near = content.near
    circle = circle_around(near) if near else ()
    view = _view(content, circle)
    layers = tuple(
        layer_of(content.spots, view, size, content.words_of, most)
        for size, most in zip((FINE, COARSE), MOST_OF_MARKS, strict=True)
    )
    marks = [mark for layer in layers for _, same in layer.marks for mark in same]
    spent = sum(cost(mark.title, mark.url) for mark in marks)
    present = {spot.shape for spot in content.spots}
    return SiteMap(
        title=content.title,
        description=content.description,
        height=view.height,
        outlines=atlas.path(view, min(MOST_OF_OUTLINES, MOST_BYTES - spent)),
        circle=_circle(near, circle, view) if near else "",
        home=_home(near, view) if near else "",
        home_text=near.place.partition(",")[0] if near else "",
        layers=layers,
        linked=any(mark.url for mark in marks),
        scale=_scale(view, near),
        legend=tuple(StatusBadge(_LEGEND[shape], shape) for shape in SHAPES if shape in present),
    )


def _view(content: Content, circle: tuple[Point, ...]) -> View:
    points = content.box or tuple(spot.point for spot in content.spots)
    near = content.near
    if content.box:
        return view_of(points, NEAREST_KM)
    if near and circle and all(_within(near, spot) for spot in content.spots):
        return view_of(circle, max(NEAREST_KM, min(USUAL_KM, CIRCLES * near.radius.km)))
    return view_of(points, USUAL_KM)


def _within(near: Near, spot: Spot) -> bool:
    return distance_km(near.latitude, near.longitude, *spot.point) <= near.radius.km


def _circle(near: Near, circle: tuple[Point, ...], view: View) -> str:
    """The path of a circle that is in sight and large enough to be seen."""
    if near.radius.km / KM_PER_DEGREE * view.up < SMALLEST_CIRCLE:
        return ""
    corners = drawn(circle, (near.latitude, near.longitude), view)
    if not any(0 <= x <= WIDTH and 0 <= y <= view.height for x, y in corners):
        return ""
    return f"M{'L'.join(f'{x} {y}' for x, y in corners)}z"


def _home(near: Near, view: View) -> str:
    x, y = (round(units) for units in view.at((near.latitude, near.longitude)))
    return f"M{x - 10} {y}l10-10 10 10-10 10z" if x <= WIDTH and 0 <= y <= view.height else ""


def _scale(view: View, near: Near | None) -> Scale | None:
    """The longest round distance that fits."""
    if view.height / view.up > TALLEST:
        return None
    unit, km = ("miles", KM_PER_MILE) if near and near.radius.unit == "mi" else ("km", 1.0)
    longest = LONGEST_SCALE / view.up * KM_PER_DEGREE / km
    power = 10 ** math.floor(math.log10(longest))
    number = max(step * power for step in (1, 2, 5) if step * power <= longest)
    length, bottom = round(number * km / KM_PER_DEGREE * view.up), view.height - SCALE_AT
    path = f"M{SCALE_AT} {bottom - 8}v8h{length}v-8"
    return Scale(path, SCALE_AT + length + 10, bottom - 4, f"{number:,g} {unit}")
