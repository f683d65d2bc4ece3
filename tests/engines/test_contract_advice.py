"""What an engine proposes: names while somebody types, trials like one, the way to fewer conditions."""

from collections.abc import Callable

import pytest

from indexer.engines.port import SearchEngine, Suggested
from indexer.search.funnel import Step
from tests.engines.asking import MINSK as MINSK_POINT
from tests.engines.asking import asking, near, site, trials_of
from tests.engines.conftest import Index

EngineOf = Callable[..., SearchEngine]

MINSK = site("Minsk", "RECRUITING", MINSK_POINT, country="Belarus")
HOUSTON = site("Houston", "RECRUITING", country="United States", state="Texas")
NAMED = trials_of(
    alpha={
        "conditions": ["Breast Cancer", "Leukaemia"],
        "interventions": [("DRUG", "Letrozole")],
        "sites": [MINSK],
    },
    bravo={
        "conditions": ["breast cancer"],
        "interventions": [("DRUG", "Letrozole")],
        "sites": [MINSK, HOUSTON],
    },
    charlie={"conditions": ["Breast Cancer"], "sites": [HOUSTON]},
    delta={"conditions": ["Cancer"], "interventions": [("DRUG", "Only here")], "sites": [HOUSTON]},
    echo={"conditions": ["Köhler Disease"]},
)
SUGGESTED: dict[str, tuple[str, Suggested, list[tuple[str, str, int]]]] = {
    "the beginning": ("bre", "names", [("Breast Cancer", "condition", 3)]),
    "a name that begins so comes first": (
        "canc", "names", [("Cancer", "condition", 1), ("Breast Cancer", "condition", 3)],
    ),
    "a later word": ("breast c", "names", [("Breast Cancer", "condition", 3)]),
    "a treatment": ("let", "names", [("Letrozole", "treatment", 2)]),
    "a treatment of one trial is often a code": ("only", "names", []),
    "accents need not be typed": ("kohl", "names", [("Köhler Disease", "condition", 1)]),
    "British spelling": ("leukae", "names", [("Leukaemia", "condition", 1)]),
    "nothing for one letter": ("b", "names", []),
    "nothing inside a word": ("ancer", "names", []),
    "a finished word has an end": ("brea ", "names", []),
    "a town": ("min", "places", [("Minsk, Belarus", "place", 2)]),
    "a state": ("tex", "places", [("Texas, United States", "place", 3)]),
    "a town by no other part of its name": ("bel", "places", [("Belarus", "place", 2)]),
    "no name among places": ("breast", "places", []),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "what", "expected"), SUGGESTED.values(), ids=SUGGESTED)
def test_suggestions(
    engine_of: EngineOf, typed: str, what: Suggested, expected: list[tuple[str, str, int]]
) -> None:
    """What is on the way to being typed, and how many trials have it."""
    found = engine_of(*NAMED).suggest(typed, what, 5)
    assert [(one.text, one.kind, one.trials) for one in found] == expected


def test_no_more_suggestions_than_wanted(engine_of: EngineOf) -> None:
    """The list has an end."""
    assert len(engine_of(*NAMED).suggest("cancer", "names", 1)) == 1


def test_places_follow_the_trials(index: Index) -> None:
    """A town whose last trial is gone is proposed no more."""
    index.rebuild(NAMED)
    index.apply([], ["NCT00000001", "NCT00000002"])
    assert index.engine.suggest("min", "places", 5) == ()


ALIKE = trials_of(
    alpha={
        "conditions": ["Cystic Fibrosis"],
        "interventions": [("DRUG", "Ivacaftor")],
        "minimum_age": "6 Years",
    },
    bravo={
        "conditions": ["Cystic Fibrosis"],
        "interventions": [("DRUG", "Ivacaftor")],
        "maximum_age": "12 Years",
    },
    charlie={"conditions": ["Cystic Fibrosis"]},
    closed={
        "conditions": ["Cystic Fibrosis"],
        "interventions": [("DRUG", "Ivacaftor")],
        "status": "COMPLETED",
    },
    infants={"conditions": ["Cystic Fibrosis"], "maximum_age": "1 Year"},
    other={"conditions": ["Asthma"]},
    another={"conditions": ["Migraine"], "interventions": [("DRUG", "Ivacaftor")]},
    men={"conditions": ["Prostate Cancer"], "sex": "MALE"},
    women={"conditions": ["Prostate Cancer"], "sex": "FEMALE"},
    both={"conditions": ["Prostate Cancer"]},
)
SIMILAR = {
    "the most alike first, open, of its ages": ("NCT00000001", ["bravo", "charlie"]),
    "for small children": ("NCT00000005", ["bravo", "charlie"]),
    "of its sex": ("NCT00000008", ["both"]),
    "none of an unknown number": ("NCT99999999", []),
}  # fmt: skip


@pytest.mark.parametrize(("nct_id", "expected"), SIMILAR.values(), ids=SIMILAR)
def test_similar_trials(engine_of: EngineOf, nct_id: str, expected: list[str]) -> None:
    """Trials that the same people may ask about and join."""
    found = [card.title for card in engine_of(*ALIKE).similar(nct_id, 5) if card.title != "another"]
    assert found == expected


def test_the_funnel(engine_of: EngineOf) -> None:
    """How many trials each condition leaves, the words first, places last."""
    asked = asking("cancer", phase=("not-stated",), near=near(MINSK_POINT, 50))
    funnel = engine_of(*NAMED).funnel(asked)
    assert funnel.steps[0] == Step("", 4)
    assert funnel.steps[-1] == Step("near", 2)
    assert [one.condition for one in funnel.relaxed] == ["near"]
