"""The funnel: which conditions there are, in which order, and what taking one back gives."""

from datetime import date

import pytest

from indexer.places.distance import Radius
from indexer.search.funnel import Relaxed, Step, conditions, funnel_of, without
from indexer.search.request import Near, SearchRequest
from indexer.trial.age import read_age
from tests.engines.asking import span

NEAR = Near("Leeds", "Leeds", 53.8, -1.5, Radius(50))
AGE = read_age("12", date(2026, 11, 24))
PHASE = {"phase": ("3",)}

CONDITIONS = {
    "the usual status": (SearchRequest("asthma"), ["status"]),
    "any status is none": (SearchRequest("asthma", filters={"status": ("any",)}), []),
    "all kinds": (
        SearchRequest("asthma", age=AGE, near=NEAR, filters={"location": ("Belarus",)} | PHASE),
        ["status", "age", "phase", "location", "near"],
    ),
    "spans": (
        SearchRequest(ranges={"sites": (span("sites", "2"),), "start": (span("start", "2024"),)}, near=NEAR),
        ["status", "start", "sites", "near"],
    ),
    "words that choose the status": (SearchRequest("asthma status:completed"), []),
}


@pytest.mark.parametrize(("request_", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions(request_: SearchRequest, expected: list[str]) -> None:
    """What is in force, places last."""
    assert list(conditions(request_)) == expected


def test_steps_and_relaxations() -> None:
    """Each step adds one condition; what gives nothing more is not named."""
    totals = {
        frozenset[str](): 100,
        frozenset({"status"}): 40,
        frozenset({"status", "age"}): 10,
        frozenset({"age", "phase"}): 8,
        frozenset({"status", "phase"}): 3,
        frozenset({"status", "age", "phase"}): 3,
    }
    request = SearchRequest("asthma", age=AGE, filters=PHASE)
    funnel = funnel_of(request, lambda asked: totals[frozenset(conditions(asked))])
    assert funnel.steps == (Step("", 100), Step("status", 40), Step("age", 10), Step("phase", 3))
    assert funnel.relaxed == (Relaxed("phase", 7), Relaxed("status", 5))


def test_a_span_is_taken_back_by_itself() -> None:
    """The other spans stay."""
    request = SearchRequest(ranges={"sites": (span("sites", "2"),), "start": (span("start", "2024"),)})
    assert without(request, "start").ranges == {"sites": (span("sites", "2"),)}
