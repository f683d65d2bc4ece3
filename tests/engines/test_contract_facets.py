"""Facets: OR inside, AND across, counts that ignore their own filter, values that never vanish."""

from collections.abc import Callable

import pytest

from indexer.engines.port import SearchEngine
from indexer.fields import FACETS
from indexer.trial.vocabulary import INTERVENTION_TYPE, SPONSOR_CLASS, STUDY_TYPE
from tests.engines.asking import ALL_STATUSES, Filters, asking, counts, names, trials_of

EngineOf = Callable[..., SearchEngine]

PHASES = trials_of(
    early={"phases": ["EARLY_PHASE1"]},
    one={"phases": ["PHASE1"]},
    one_two={"phases": ["PHASE1", "PHASE2"]},
    two={"phases": ["PHASE2"]},
    two_three={"phases": ["PHASE2", "PHASE3"]},
    four={"phases": ["PHASE4"]},
    twice={"phases": ["PHASE4", "PHASE4"]},
    na={"phases": ["NA"]},
    absent={},
    empty={"phases": []},
    tomorrow={"phases": ["PHASE5"]},
)
PHASE_CHOSEN = {
    "early 1": (("early-1",), {"early"}),
    "1": (("1",), {"one", "one_two"}),
    "2 finds 1/2 and 2/3": (("2",), {"one_two", "two", "two_three"}),
    "3": (("3",), {"two_three"}),
    "4": (("4",), {"four", "twice"}),
    "not applicable": (("not-applicable",), {"na"}),
    "not stated": (("not-stated",), {"absent", "empty"}),
    "2 or 3": (("2", "3"), {"one_two", "two", "two_three"}),
    "1 or not stated": (("1", "not-stated"), {"one", "one_two", "absent", "empty"}),
    "a code of tomorrow": (("phase5",), {"tomorrow"}),
    "one that does not exist": (("7",), set()),
}


@pytest.mark.parametrize(("chosen", "expected"), PHASE_CHOSEN.values(), ids=PHASE_CHOSEN)
def test_phase(engine_of: EngineOf, chosen: tuple[str, ...], expected: set[str]) -> None:
    """Two phases count under both; not applicable and not stated are two different values."""
    assert set(names(engine_of(*PHASES), asking(phase=chosen))) == expected


def test_phase_counts(engine_of: EngineOf) -> None:
    """Each phase counts its trials once, in the order of testing, not stated last."""
    facet = engine_of(*PHASES).search(asking()).facets["phase"]
    assert [(value.value, value.label, value.count) for value in facet] == [
        ("early-1", "Early phase 1", 1),
        ("1", "Phase 1", 2),
        ("2", "Phase 2", 3),
        ("3", "Phase 3", 1),
        ("4", "Phase 4", 2),
        ("not-applicable", "Not applicable", 1),
        ("phase5", "Phase5", 1),
        ("not-stated", "Not stated", 2),
    ]


def test_phase_on_the_card(engine_of: EngineOf) -> None:
    """Two phases are one design in words."""
    cards = {hit.card.title: hit.card.phase_text for hit in engine_of(*PHASES).search(asking()).hits}
    assert cards["two_three"] == "Phase 2/3"
    assert cards["absent"] == cards["empty"] == "Not stated"
    assert cards["na"] == "Not applicable"


CLOSED_LISTS = trials_of(
    **{f"type {term.value}": {"study_type": term.code} for term in STUDY_TYPE.terms},
    **{
        f"intervention {term.value}": {"interventions": [(term.code, "x")] * 2}
        for term in INTERVENTION_TYPE.terms
    },
    **{f"sponsor {term.value}": {"sponsor_class": term.code} for term in SPONSOR_CLASS.terms},
    **{
        "intervention drug and nothing said": {"interventions": [("DRUG", "x"), ("", "y")]},
        "type expanded-access-of-tomorrow": {"study_type": "EXPANDED_ACCESS_OF_TOMORROW"},
        "results yes": {"has_results": True},
    },
)
LISTED = {
    **{("type", value): {f"type {value}"} for value in STUDY_TYPE.values},
    **{("intervention", value): {f"intervention {value}"} for value in INTERVENTION_TYPE.values},
    **{("sponsor", value): {f"sponsor {value}"} for value in SPONSOR_CLASS.values},
    ("type", "expanded-access-of-tomorrow"): {"type expanded-access-of-tomorrow"},
    ("results", "yes"): {"results yes"},
    ("intervention", "drug"): {"intervention drug", "intervention drug and nothing said"},
}


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [(*key, found) for key, found in LISTED.items()],
    ids=map("-".join, LISTED),
)
def test_closed_lists(engine_of: EngineOf, facet: str, value: str, expected: set[str]) -> None:
    """Every code of the registry can be chosen by its word, and finds and counts the trials that have it."""
    engine = engine_of(*CLOSED_LISTS)
    assert set(names(engine, asking(filters={facet: (value,)}))) == expected
    assert counts(engine.facet(asking(), facet))[value] == len(expected)


@pytest.mark.parametrize("facet", ["type", "intervention", "sponsor"])
def test_not_stated_is_a_value(engine_of: EngineOf, facet: str) -> None:
    """A trial that does not say is found under "not stated", and only there."""
    engine = engine_of(*CLOSED_LISTS)
    found = set(names(engine, asking(filters={facet: ("not-stated",)})))
    says = {trial.title for trial in CLOSED_LISTS if trial.title.startswith(f"{facet} ")}
    both = {"intervention drug and nothing said"} if facet == "intervention" else set()
    assert found == {trial.title for trial in CLOSED_LISTS} - says | both


def test_missing_results_flag_is_no(engine_of: EngineOf) -> None:
    """Results are posted or not: there is no third value."""
    facet = engine_of(*CLOSED_LISTS).search(asking()).facets["results"]
    assert [value.value for value in facet] == ["yes", "no"]
    assert sum(value.count for value in facet) == len(CLOSED_LISTS)


_DRUG, _DEVICE = ("DRUG", "x"), ("DEVICE", "y")
MIXED = trials_of(
    a={"phases": ["PHASE2"], "interventions": [_DRUG], "sex": "FEMALE"},
    b={"phases": ["PHASE2"], "interventions": [_DEVICE]},
    c={"phases": ["PHASE3"], "interventions": [_DRUG, _DEVICE]},
    d={"phases": ["PHASE2", "PHASE3"], "interventions": [], "sex": "MALE"},
    e={"status": "COMPLETED", "phases": ["PHASE3"], "interventions": [_DRUG]},
)
ACROSS: dict[str, tuple[Filters, set[str], dict[str, int], dict[str, int]]] = {
    "nothing": ({}, {"a", "b", "c", "d"}, {"2": 3, "3": 2}, {"drug": 2, "device": 2, "not-stated": 1}),
    "one facet": (
        {"phase": ("2",)},
        {"a", "b", "d"},
        {"2": 3, "3": 2},
        {"drug": 1, "device": 1, "not-stated": 1},
    ),
    "OR inside": (
        {"phase": ("2", "3")},
        {"a", "b", "c", "d"},
        {"2": 3, "3": 2},
        {"drug": 2, "device": 2, "not-stated": 1},
    ),
    "AND across": (
        {"phase": ("3",), "intervention": ("drug",)},
        {"c"},
        {"2": 1, "3": 1},
        {"drug": 1, "device": 1, "not-stated": 1},
    ),
    "three facets": (
        {"phase": ("3",), "intervention": ("not-stated", "drug"), "sex": ("male",)},
        {"c", "d"},
        {"2": 1, "3": 2},
        {"drug": 1, "device": 1, "not-stated": 1},
    ),
    "and status": (
        {"phase": ("3",), **ALL_STATUSES},
        {"c", "d", "e"},
        {"2": 3, "3": 3},
        {"drug": 2, "device": 1, "not-stated": 1},
    ),
    "a value nobody has": (
        {"phase": ("4",)},
        set(),
        {"2": 3, "3": 2},
        {},
    ),
    "the same value twice": (
        {"phase": ("3", "3")},
        {"c", "d"},
        {"2": 3, "3": 2},
        {"drug": 1, "device": 1, "not-stated": 1},
    ),
}


@pytest.mark.parametrize(("filters", "expected", "phases", "kinds"), ACROSS.values(), ids=ACROSS)
def test_own_filter_rule(
    engine_of: EngineOf, filters: Filters, expected: set[str], phases: dict[str, int], kinds: dict[str, int]
) -> None:
    """A facet counts what choosing each of its values would give, with all other filters in force."""
    engine = engine_of(*MIXED)
    result = engine.search(asking(filters=filters))
    assert {hit.card.title for hit in result.hits} == expected
    assert counts(result.facets["phase"]) == phases
    assert counts(result.facets["intervention"]) == kinds


@pytest.mark.parametrize("filters", [case[0] for case in ACROSS.values()], ids=ACROSS)
def test_a_count_is_what_choosing_gives(engine_of: EngineOf, filters: Filters) -> None:
    """Choosing one value in place of the facet's others finds exactly as many trials as it counted."""
    engine = engine_of(*MIXED)
    request = asking(filters=filters)
    for facet in FACETS:
        for value in engine.facet(request, facet.name):
            assert engine.count(request.choosing(facet.name, (value.value,))) == value.count, (facet, value)


CHOSEN: dict[str, tuple[str, tuple[str, ...]]] = {
    "known at 0": ("phase", ("early-1",)),
    "unknown": ("phase", ("made-up",)),
    "a place that does not exist": ("location", ("Atlantis",)),
    "two": ("intervention", ("genetic", "made-up")),
    "a status": ("status", ("withheld",)),
}


@pytest.mark.parametrize(("facet", "values"), CHOSEN.values(), ids=CHOSEN)
def test_chosen_value_stays_visible(engine_of: EngineOf, facet: str, values: tuple[str, ...]) -> None:
    """What was chosen can be taken back, though nothing has it."""
    engine = engine_of(*MIXED)
    request = asking(filters={facet: values})
    for listed in (engine.search(request).facets[facet], engine.facet(request, facet)):
        selected = {value.value: value.count for value in listed if value.selected}
        assert selected == dict.fromkeys(values, 0)


def test_facet_method_equals_search(engine_of: EngineOf) -> None:
    """A facet's own page shows what the list beside the results shows, in the same order."""
    engine = engine_of(*MIXED)
    for filters, *_ in ACROSS.values():
        request = asking(filters=filters)
        beside = engine.search(request).facets
        assert {name: engine.facet(request, name) for name in beside} == beside


def test_an_empty_index_answers(engine_of: EngineOf) -> None:
    """No trials is an answer: nothing found, every count 0."""
    result = engine_of().search(asking("asthma", age="7", phase=("2",)))
    assert (result.total, result.hits) == (0, ())
    assert all(value.count == 0 for facet in result.facets.values() for value in facet)


def test_a_record_with_nothing_but_an_id_is_found(engine_of: EngineOf) -> None:
    """Nothing is hidden because fields are missing; the id stands in for the title."""
    engine = engine_of(*trials_of(x={"title": None, "status": None}))
    assert names(engine, asking(filters=ALL_STATUSES)) == ["NCT00000001"]
    assert names(engine, asking("NCT00000001", age="50", sex=("male",), filters=ALL_STATUSES)) == [
        "NCT00000001"
    ]
