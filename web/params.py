"""A query string -> SearchRequest and a list of problems. Parses once, at the door; never raises."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from indexer.fields import FACETS, Facet
from indexer.places.distance import Radius
from indexer.places.gazetteer import Gazetteer
from indexer.places.names import place_path
from indexer.places.namesakes import namesakes
from indexer.places.place import Place, default_radius
from indexer.places.written import coarse
from indexer.search.request import ANY_STATUS, OFF, PER_PAGE, Near, SearchRequest, Sort, Words
from indexer.search.where import Box
from indexer.trial.age import AskedAge, read_age
from indexer.trial.vocabulary import NOT_STATED
from web.ranges import read_ranges
from web.urls import AS_TYPED, PARAMETERS

LONGEST_TEXT = 1_000  # characters of words; longer questions are cut and said so
LONGEST_PLACE = 200
MOST_VALUES = 50  # of one facet
LAST_PAGE = 100_000  # a guard against numbers that no list of trials has
FEWEST_PER_PAGE, MOST_PER_PAGE = 10, 100
ALTERNATIVES = 3  # other readings of a place that are named in a sentence
LONGEST_NUMBER = 9  # digits

_BOX = re.compile(r",".join([r"\s*([+-]?\d{1,3}(?:\.\d{0,6})?)\s*"] * 4), re.ASCII)

Choice = TypeVar("Choice", bound=StrEnum)
Occurs = Callable[[str, str], bool]  # facet, value -> whether a trial in the index has it


@dataclass(frozen=True, slots=True)
class Problem:
    """A parameter that was not taken as given, and a sentence for the person who gave it.

    ``places`` are other readings of a place, the likeliest first, for a page that asks which was meant.
    """

    parameter: str
    message: str
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a question needs besides the question."""

    gazetteer: Gazetteer
    today: date
    occurs: Occurs


def read_search(
    given: Iterable[tuple[str, str]], around: Surroundings, extra: frozenset[str] = frozenset()
) -> tuple[SearchRequest, tuple[Problem, ...]]:
    """The question in a query string, and what could not be read of it.

    ``given`` are the decoded pairs in order; ``extra`` names parameters that the page has besides.
    """
    reader = _Reader(_grouped(given), around)
    reader.unknown(extra)
    near = reader.near()
    request = SearchRequest(
        text=reader.text(),
        words=reader.choice("words", Words) or Words.ALL,
        synonyms_off=reader.synonyms_off(),
        as_typed=reader.as_typed(),
        age=reader.age(),
        near=near,
        filters=reader.filters(),
        ranges=read_ranges(reader.given, reader.problem),
        sort=reader.sort(near),
        page=reader.number("page", 1, (1, LAST_PAGE)),
        per=reader.number("per", PER_PAGE, (FEWEST_PER_PAGE, MOST_PER_PAGE)),
    )
    return request, tuple(reader.problems)


def read_under(typed: str, facet: Facet, occurs: Occurs) -> tuple[str, tuple[Problem, ...]]:
    """The place whose parts a facet is to list, "" for its top level, and what could not be read of it."""
    if not typed:
        return "", ()
    typed = _present_name(facet, typed, occurs)
    if facet.vocabulary:
        message = f"“{facet.label}” has no levels, so all its values are listed."
    elif not occurs(facet.name, typed):
        message = f"No trial here has a site in “{typed[:60]}”, so all countries are listed."
    else:
        return typed, ()
    return "", (Problem("under", message),)


def _present_name(facet: Facet, value: str, occurs: Occurs) -> str:
    """A place under the name that the index has for it: an old link may have "Turkey", and people write "TX"."""
    if facet.vocabulary or occurs(facet.name, value):
        return value
    return place_path(value)


def read_box(typed: str) -> tuple[Box | None, tuple[Problem, ...]]:
    """A part of a map as "south,west,north,east" in degrees, and what could not be read of it."""
    if not typed:
        return None, ()
    match = _BOX.fullmatch(typed)
    south, west, north, east = map(float, match.groups()) if match else (0.0, 0.0, 0.0, 0.0)
    if match and -90 <= south < north <= 90 and max(abs(west), abs(east)) <= 180 and west != east:  # noqa: PLR2004
        return Box(south, west, north, east), ()
    return None, (
        Problem("box", "We could not read which part of the map you asked for; all of it is shown."),
    )


def _grouped(given: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in given:
        # A command line may hand on bytes that are no text; an address cannot, so they become question marks.
        readable = value.encode("utf-8", "replace").decode("utf-8")
        grouped.setdefault(name, []).append(readable.strip())
    return grouped


@dataclass(slots=True)
class _Reader:
    """Reads one parameter at a time and collects what is wrong with it."""

    given: Mapping[str, list[str]]
    around: Surroundings
    problems: list[Problem] = field(default_factory=list)

    def problem(self, parameter: str, message: str) -> None:
        self.problems.append(Problem(parameter, message))

    def unknown(self, extra: frozenset[str]) -> None:
        for name in self.given:
            if name not in PARAMETERS and name not in extra:
                self.problem(name[:40], f"“{name[:40]}” is not something we can search by; it was left out.")

    def single(self, name: str) -> str:
        """The last non-empty value of a parameter that has one."""
        values = [value for value in self.given.get(name, ()) if value]
        if len(set(values)) > 1:
            self.problem(name, f"“{name}” was given more than once; we used “{values[-1][:40]}”.")
        return values[-1] if values else ""

    def text(self) -> str:
        text = " ".join(self.single("q").replace("\x00", " ").split())
        if len(text) > LONGEST_TEXT:
            self.problem(
                "q", f"The question was very long; we searched its first {LONGEST_TEXT:,} characters."
            )
            text = text[:LONGEST_TEXT].rstrip()
        return text

    def synonyms_off(self) -> tuple[str, ...]:
        given = tuple(dict.fromkeys(value for value in self.given.get("syn", ()) if value))[:MOST_VALUES]
        if OFF in given:
            return (OFF,)
        for value in given:
            if not value.startswith("-"):
                self.problem(
                    "syn", f"“{value[:40]}” switches no synonym off; write syn=-{value[:40]} or syn=off."
                )
        return tuple(text for value in given if value[0] == "-" and (text := value[1:].strip()))

    def as_typed(self) -> bool:
        typed = self.single("spelling")
        if typed not in {"", AS_TYPED}:
            self.problem(
                "spelling",
                f"“{typed[:40]}” is not a value of “spelling”; it was left out. Known: {AS_TYPED}.",
            )
        return typed == AS_TYPED

    def age(self) -> AskedAge | None:
        typed = self.single("age")
        age = read_age(typed, self.around.today) if typed else None
        if typed and not age:
            self.problem(
                "age",
                f"We could not read “{typed[:40]}” as an age, so trials for every age are shown. "
                "Write 58, 7 months, 3 weeks, 10 days or a birth date such as 2019-05-04.",
            )
        return age

    def near(self) -> Near | None:
        typed, within = coarse(self.single("near")), self.single("within")
        if not typed:
            if within:
                self.problem("within", "A distance needs a place to start from; it was left out.")
            return None
        places = self.around.gazetteer.find(typed) if len(typed) <= LONGEST_PLACE else ()
        if not places:
            self.problem(
                "near",
                f"We do not know the place “{typed[:60]}”, so trials everywhere are shown. "
                "Try the nearest larger town, or add the country.",
            )
            return None
        place = places[0]
        if place.kind in {"country", "state"}:
            self.problem(
                "near",
                f"{place.name} is large; distances are from its biggest city. "
                "To see every trial there, choose it under Place instead.",
            )
        if others := namesakes(typed, places):
            also = "; ".join(other.name for other in others[:ALTERNATIVES])
            message = f"We took “{typed[:60]}” as {place.name}. It could also be: {also}."
            self.problems.append(Problem("near", message, others))
        return Near(typed, place.name, *place.point, self._radius(within, place))

    def _radius(self, within: str, place: Place) -> Radius:
        usual = default_radius(place)
        radius = Radius.parse(within, usual.unit) if within else usual
        if not radius:
            self.problem(
                "within",
                f"We could not read “{within[:40]}” as a distance; we used {usual.text}. Write 50km or 30mi.",
            )
        return radius or usual

    def filters(self) -> dict[str, tuple[str, ...]]:
        return {facet.name: values for facet in FACETS if (values := self._chosen(facet))}

    def _chosen(self, facet: Facet) -> tuple[str, ...]:
        typed = (value for value in self.given.get(facet.name, ()) if value)
        given = tuple(dict.fromkeys(_present_name(facet, value, self.around.occurs) for value in typed))
        if len(given) > MOST_VALUES:
            self.problem(facet.name, f"Only the first {MOST_VALUES} values of “{facet.label}” were used.")
        if facet.name == "status" and ANY_STATUS in given:
            return (ANY_STATUS,)
        return tuple(value for value in given[:MOST_VALUES] if self._is_value(facet, value))

    def _is_value(self, facet: Facet, value: str) -> bool:
        unstated = facet.not_stated and value == NOT_STATED
        if value in facet.values or unstated or self.around.occurs(facet.name, value):
            return True
        if not facet.vocabulary:
            self.problem(
                facet.name,
                f"No trial here has a site in “{value[:60]}”. Places are written like United States/Texas/Houston.",
            )
            return True
        known = ", ".join(facet.values)
        self.problem(
            facet.name,
            f"“{value[:40]}” is not a value of “{facet.label}”; it was left out. Known: {known}.",
        )
        return False

    def sort(self, near: Near | None) -> Sort | None:
        sort = self.choice("sort", Sort)
        if sort is Sort.DISTANCE and not near:
            self.problem("sort", "Sorting by distance needs a place; the usual order is shown.")
            return None
        return sort

    def choice(self, name: str, choices: type[Choice]) -> Choice | None:
        typed = self.single(name)
        if not typed:
            return None
        try:
            return choices(typed)
        except ValueError:
            known = ", ".join(item.value for item in choices)
            self.problem(name, f"“{typed[:40]}” is not a value of “{name}”; it was left out. Known: {known}.")
            return None

    def number(self, name: str, usual: int, limits: tuple[int, int]) -> int:
        typed = self.single(name)
        if not typed:
            return usual
        if not (typed.isascii() and typed.isdigit()):
            self.problem(name, f"“{typed[:40]}” is not a number for “{name}”; we used {usual}.")
            return usual
        low, high = limits
        asked = int(typed) if len(typed) <= LONGEST_NUMBER else 10**LONGEST_NUMBER
        number = min(max(asked, low), high)
        if number != asked:
            self.problem(name, f"“{name}” goes from {low} to {high:,}; we used {number:,}.")
        return number
