"""The funnel: how many trials are left after each condition of a question, and how many more there were without one.

A condition is what a person can take back by itself: the status, the age, the values of one facet, the spans of
one number, the circle.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from indexer.fields import FACETS, NUMBERS
from indexer.search.request import SearchRequest

AGE, NEAR = "age", "near"
_PLACES = ("location", NEAR)  # last, since a site must satisfy status and place together
_SPANS = tuple(number.name for number in NUMBERS if number.parameter)
_VALUES = tuple(facet.name for facet in FACETS if facet.name not in {"status", *_PLACES})
ORDER = ("status", AGE, *_VALUES, *_SPANS, *_PLACES)


@dataclass(frozen=True, slots=True)
class Step:
    """How many trials satisfy the words and every condition up to this one; ``condition`` "" is the words alone."""

    condition: str
    total: int


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How many more trials there were without one condition."""

    condition: str
    more: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """Steps in order, and the conditions without which there were more, the most first."""

    steps: tuple[Step, ...]
    relaxed: tuple[Relaxed, ...]


def without(request: SearchRequest, condition: str) -> SearchRequest:
    """The question without one condition, from the first page."""
    if condition == AGE:
        return replace(request, age=None, page=1)
    if condition == NEAR:
        return replace(request, near=None, sort=None, page=1)
    return request.within(condition, ()) if condition in _SPANS else request.without(condition)


def conditions(request: SearchRequest) -> Iterator[str]:
    """The conditions in force, in the order of the steps."""
    in_force = {AGE: request.age is not None, NEAR: request.near is not None}
    in_force |= {name: bool(request.ranges.get(name)) for name in _SPANS}
    return (name for name in ORDER if in_force.get(name, bool(request.chosen(name))))


def funnel_of(request: SearchRequest, count: Callable[[SearchRequest], int]) -> Funnel:
    """The funnel of a question; ``count`` says how many trials satisfy one."""
    names = list(conditions(request))
    asked, steps = request, []
    for name in reversed(names):
        steps.append(Step(name, count(asked)))
        asked = without(asked, name)
    total = steps[0].total if steps else count(request)
    relaxed = (Relaxed(name, count(without(request, name)) - total) for name in names)
    return Funnel(
        (Step("", count(asked)), *reversed(steps)),
        tuple(sorted((one for one in relaxed if one.more), key=lambda one: -one.more)),
    )
