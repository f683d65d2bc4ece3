"""Clauses that filter: values, spans, places of one site, what is missing, words near one another."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.port import SearchEngine
from indexer.fields import FACETS, NUMBERS, NumberField
from indexer.search.query import Missing
from indexer.search.request import Words
from tests.engines.asking import (
    ALL_STATUSES,
    LEEDS,
    MINSK,
    Ranges,
    asking,
    counts,
    hit_of,
    names,
    near,
    site,
    span,
    trials_of,
)
from tests.engines.conftest import ENGINES, Index, new_index

EngineOf = Callable[..., SearchEngine]

TRIALS = trials_of(
    alpha={
        "summary": "Heart failure in adults",
        "phases": ["PHASE2"],
        "study_type": "INTERVENTIONAL",
        "sex": "FEMALE",
        "interventions": [("DRUG", "aspirin")],
        "sponsor": "Acme",
        "sponsor_class": "INDUSTRY",
        "start": "2024-05-12",
        "completion": "2026",
        "enrolment": 50,
        "minimum_age": "18 Years",
        "maximum_age": "65 Years",
        "allocation": "RANDOMIZED",
        "masking": "DOUBLE",
        "purpose": "TREATMENT",
        "model": "CROSSOVER",
        "sites": [
            site("Minsk", "COMPLETED", MINSK, country="Belarus"),
            site("Gomel", "RECRUITING", country="Belarus"),
        ],
    },
    bravo={
        "summary": "Failure of a weak heart",
        "phases": ["PHASE2", "PHASE3"],
        "study_type": "INTERVENTIONAL",
        "sex": "ALL",
        "interventions": [("DEVICE", "pump"), ("DRUG", "aspirin")],
        "start": "2024",
        "enrolment": 200,
        "minimum_age": "6 Months",
        "maximum_age": "17 Years",
        "allocation": "NON_RANDOMIZED",
        "sites": [
            site("Minsk", "RECRUITING", MINSK, country="Belarus"),
            site("Leeds", "RECRUITING", LEEDS, country="United Kingdom"),
        ],
    },
    charlie={
        "summary": "The heart; long after it came a failure",
        "phases": ["NA"],
        "status": "COMPLETED",
        "sex": "MALE",
        "start": "2023-12",
        "completion": "2024-01-31",
        "results_posted": "2025-02-03",
        "verified": "2025-01",
        "has_results": True,
        "purpose": "PREVENTION",
        "sites": [site("São Paulo", country="Brazil", state="São Paulo")],
    },
    delta={
        "conditions": ["Heart"],
        "keywords": ["failure"],
        "study_type": "OBSERVATIONAL",
        "enrolment": 99_999_999,
        "criteria": "Inclusion Criteria:\n\n* heart\n\nExclusion Criteria:\n\n* hepatitis",
        "sites": [
            site("Houston", "RECRUITING", country="United States", state="Texas"),
            site("Boston", "WITHDRAWN", country="United States", state="Massachusetts"),
        ],
    },
    echo={"summary": "car-t cells near the weak heart", "first_posted": "2024-05-01", "enrolment": 0},
)
EVERYONE = {trial.title for trial in TRIALS}
OPEN = EVERYONE - {"charlie"}

READ = {
    "value": ("phase:2", {"alpha", "bravo"}),
    "one of two values of a trial": ("phase:3", {"bravo"}),
    "both values": ("phase:2/3", {"bravo"}),
    "a value nobody has": ("phase:4", set()),
    "a value and a word": ("phase:2 weak", {"bravo"}),
    "a value or a word": ("phase:3 OR crossover OR aspirin", {"alpha", "bravo"}),
    "not a value": ("heart NOT phase:2", {"delta", "echo"}),
    "only not": ("NOT phase:2", {"delta", "echo"}),
    "no phase": ("missing:phase", {"delta", "echo"}),
    "some phase": ("NOT missing:phase", {"alpha", "bravo"}),
    "type": ("type:observational", {"delta"}),
    "who can join": ("sex:female", {"alpha", "bravo", "delta", "echo"}),
    "women alone": ("AREA[Sex]FEMALE", {"alpha"}),
    "everyone": ("sex:all", {"bravo", "delta", "echo"}),
    "kind of treatment": ("kind:device", {"bravo"}),
    "who leads": ("led-by:industry", {"alpha"}),
    "name of the sponsor": ("sponsor:acme", {"alpha"}),
    "design": ("allocation:randomized masking:double model:crossover", {"alpha"}),
    "one of the design": ("allocation:(randomized OR non-randomized)", {"alpha", "bravo"}),
    "design not stated": ("missing:allocation", {"delta", "echo"}),
    "the text chooses the status": ("status:completed", {"charlie"}),
    "a status and a word": ("heart status:(completed OR recruiting)", EVERYONE),
    "not a status": ("NOT status:completed", OPEN),
    "a trial by its number": ("NCT00000003", {"charlie"}),
    "a trial by its number in a field": ("id:nct3", {"charlie"}),
    "a year": ("start:2024", {"alpha", "bravo"}),
    "a day that a year may mean": ("start:2024-07-01", {"bravo"}),
    "a day": ("start:2024-05-12", {"alpha", "bravo"}),
    "the day after": ("start:2024-05-13", {"bravo"}),
    "from a month": ("start:>=2024-06", {"bravo"}),
    "until a month": ("start:<=2023-12 status:completed", {"charlie"}),
    "before a year": ("start:<2024 status:completed", {"charlie"}),
    "between": ("start:2024-05..2024-06", {"alpha", "bravo"}),
    "no start": ("missing:start", {"delta", "echo"}),
    "a start or none": ("start:2024 OR missing:start", OPEN),
    "another date": ("completion:..2026", {"alpha"}),
    "the end of a year": ("completion:2026-12-31", {"alpha"}),
    "first posted": ("first-posted:2024-05", {"echo"}),
    "results posted": ("results-posted:2025 status:completed", {"charlie"}),
    "checked": ("verified:2025-01-15 status:completed", {"charlie"}),
    "participants": ("enrolment:>50", {"bravo"}),
    "at least": ("enrolment:>=50", {"alpha", "bravo"}),
    "none of them": ("enrolment:0", {"echo"}),
    "no number, though one stands there": ("missing:enrolment", {"delta"}),
    "sites": ("sites:2", {"alpha", "bravo", "delta"}),
    "no sites": ("missing:sites", {"echo"}),
    "countries": ("countries:>1", {"bravo"}),
    "lower limit": ("minimum-age:<18", {"bravo"}),
    "lower limit in months": ("minimum-age:6months", {"bravo"}),
    "no lower limit": ("missing:minimum-age", {"delta", "echo"}),
    "upper limit": ("maximum-age:>=65", {"alpha"}),
    "an age": ("age:17", {"bravo", "delta", "echo"}),
    "an age in months": ('age:"5 months"', {"delta", "echo"}),
    "an age that the upper limit covers": ("age:65", {"alpha", "delta", "echo"}),
    "ages": ("age:17..18", OPEN),
    "country": ("country:Belarus", {"alpha", "bravo"}),
    "country by another name": ("country:UK", {"bravo"}),
    "country in small letters": ("country:belarus", {"alpha", "bravo"}),
    "state": ("state:texas", {"delta"}),
    "state by its short name": ("state:TX", {"delta"}),
    "city": ("city:Minsk", {"alpha", "bravo"}),
    "city without its accent": ('city:"sao paulo" status:completed', {"charlie"}),
    "city nobody has": ("city:Atlantis", set()),
    "two cities": ("city:Minsk city:Leeds", {"bravo"}),
    "no site in a city": ("NOT city:Minsk", {"delta", "echo"}),
    "a site elsewhere": ("site:(NOT city:Minsk)", {"alpha", "bravo", "delta"}),
    "a site that takes people": ("site-status:recruiting", {"alpha", "bravo", "delta"}),
    "a city and a site that takes people": ("city:Minsk site-status:recruiting", {"alpha", "bravo"}),
    "the same site": ("site:(city:Minsk status:recruiting)", {"bravo"}),
    "the same site, either": (
        "site:((city:Minsk OR city:Gomel) AND site-status:recruiting)",
        {"alpha", "bravo"},
    ),
    "the same site, not": ("site:(country:Belarus NOT site-status:recruiting)", {"alpha"}),
    "a closed site": ("site:(state:Massachusetts AND site-status:recruiting)", set()),
    "a path": ('location:"United States/Texas"', {"delta"}),
    "a path without a state": ("location:Belarus/Minsk", {"alpha", "bravo"}),
    "a text that is missing": ("missing:summary", {"delta"}),
    "criteria that are missing": ("missing:exclusion", {"alpha", "bravo", "echo"}),
    "near": ('"heart failure"~1', {"alpha"}),
    "near in any order": ('"heart failure"~4', {"alpha", "bravo"}),
    "near, a word too far": ('"heart failure"~3', {"alpha"}),
    "near in one field": ('condition:"heart failure"~50', set()),
    "never over two fields": ('"heart failure"~50', {"alpha", "bravo"}),
    "near a compound": ('"cells car-t"~3', {"echo"}),
    "near, three words": ('"weak failure heart"~4', {"bravo"}),
    "near and NOT": ('heart NOT "heart failure"~4', {"delta", "echo"}),
    "near a word that stands nowhere": ('"heart zebra"~50', set()),
    "clauses in brackets": ("(phase:2 AND NOT sex:male) OR type:observational", {"alpha", "delta"}),
    "the registry's syntax": (
        "AREA[Phase](PHASE2 OR PHASE3) AND AREA[StartDate]RANGE[2024-05-13, MAX]",
        {"bravo"},
    ),
    "the registry's one site": (
        "SEARCH[Location](AREA[LocationCity]Minsk AND AREA[LocationStatus]RECRUITING)",
        {"bravo"},
    ),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_clauses(engine_of: EngineOf, text: str, expected: set[str]) -> None:
    """A clause finds the trials for which it holds, and no others."""
    engine = engine_of(*TRIALS)
    request = asking(text)
    assert engine.count(request) == len(expected)
    assert {hit.card.title for hit in engine.search(request).hits} == expected


def test_a_filter_does_not_change_the_order_or_the_scores(engine_of: EngineOf) -> None:
    """Beside words, clauses only take away."""
    engine = engine_of(*TRIALS)
    plain = {hit.card.title: hit.score for hit in engine.search(asking("heart failure")).hits}
    filtered = engine.search(asking("heart failure phase:2 start:2024 country:Belarus")).hits
    assert {hit.card.title: hit.score for hit in filtered} == {
        name: pytest.approx(plain[name]) for name in ("alpha", "bravo")
    }


def test_without_words_the_newest_come_first(engine_of: EngineOf) -> None:
    """No clause says which trial is better."""
    found = names(engine_of(*TRIALS), asking("sex:all"))
    assert found[0] == "echo"


def test_what_is_found_only_among_exclusions_stays_labelled(engine_of: EngineOf) -> None:
    """A filter beside the word does not make it a better match; a filter that matches by itself does."""
    engine = engine_of(*TRIALS)
    assert hit_of(engine, asking("hepatitis type:observational"), "delta").exclusion_only
    assert not hit_of(engine, asking("hepatitis OR type:observational"), "delta").exclusion_only
    assert not hit_of(engine, asking("type:observational"), "delta").exclusion_only


def test_a_filter_is_never_all_that_is_left(engine_of: EngineOf) -> None:
    """When no trial of the phase has the word, not every trial of the phase is shown in its place."""
    assert engine_of(*TRIALS).search(asking("zebra phase:2")).total == 0
    assert engine_of(*TRIALS).search(asking("zebra city:Minsk missing:results-posted")).total == 0


@pytest.mark.parametrize("words", [Words.MOST, Words.ANY])
def test_filters_hold_however_few_words_do(engine_of: EngineOf, words: Words) -> None:
    """Asked for any of the words, nobody wants every trial of the phase."""
    engine = engine_of(*TRIALS)
    assert set(names(engine, asking("zebra aspirin phase:3", words=words))) == {"bravo"}
    assert names(engine, asking("zebra phase:3", words=words)) == []


def test_words_that_were_found_are_told_apart_from_filters(engine_of: EngineOf) -> None:
    """Why a trial matched names words only; of words near one another, all of them."""
    hit = hit_of(engine_of(*TRIALS), asking('"weak heart"~3 phase:2'), "bravo")
    assert [(matched.field, matched.words) for matched in hit.matched] == [("summary", ("weak heart",))]


# name: (ranges, what passes, how many more do not give each number)
RANGED: dict[str, tuple[Ranges, set[str], dict[str, int]]] = {
    "one": ({"start": (span("start", "2024-05..2024-06"),)}, {"alpha", "bravo"}, {"start": 2}),
    "either of two": (
        {"enrolment": (span("enrolment", "0"), span("enrolment", ">100"))},
        {"bravo", "echo"},
        {"enrolment": 1},
    ),
    "or missing": (
        {"start": (span("start", "2024-05-13"), Missing("start"))},
        {"bravo", "delta", "echo"},
        {},
    ),
    "only missing": ({"start": (Missing("start"),)}, {"delta", "echo"}, {}),
    "two numbers": (
        {"start": (span("start", "2024"),), "enrolment": (span("enrolment", "..100"),)},
        {"alpha"},
        {"start": 1},
    ),
    "nothing": ({"start": (span("start", "1990"),)}, set(), {"start": 2}),
    "no spans at all": ({"start": ()}, OPEN, {}),
}


@pytest.mark.parametrize(("ranges", "expected", "left_out"), RANGED.values(), ids=RANGED)
def test_spans_as_filters(
    engine_of: EngineOf, ranges: Ranges, expected: set[str], left_out: dict[str, int]
) -> None:
    """A span takes the trials that may lie in it, and says how many are left out for want of the number."""
    result = engine_of(*TRIALS).search(asking(ranges=ranges))
    assert {hit.card.title for hit in result.hits} == expected
    assert {out.field: out.total for out in result.unstated} == left_out


def test_spans_narrow_what_facets_count(engine_of: EngineOf) -> None:
    """Counts are of the trials that satisfy every other filter, spans too."""
    engine = engine_of(*TRIALS)
    request = asking(ranges={"start": (span("start", "2024"),)}, near=near(MINSK, 10))
    result = engine.search(request)
    assert counts(result.facets["phase"]) == {"2": 1, "3": 1}
    assert counts(result.facets["location"]) == {"Belarus": 1}
    assert counts(engine.facet(request, "allocation")) == {"non-randomized": 1}


LEFT_OUT = {
    "a span": ("start:2024", {"start": 2}),
    "beside a word": ("weak start:2024", {"start": 1}),
    "two spans": ("start:2024 enrolment:<100", {"start": 1}),
    "an alternative": ("start:1990 OR phase:2", {"start": 2}),
    "two spans of one number": ("start:1990 OR start:1991", {"start": 2}),
    "what is missing is asked for": ("start:1990 OR missing:start", {}),
    "under NOT nothing is left out": ("heart NOT start:2024", {}),
    "an age is never missing": ("age:12", {}),
}


@pytest.mark.parametrize(("text", "left_out"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_a_span_in_the_words_leaves_out(
    engine_of: EngineOf, text: str, left_out: dict[str, int]
) -> None:
    """The trials that would be found besides, if those that do not give the number passed."""
    result = engine_of(*TRIALS).search(asking(text))
    assert {out.field: out.total for out in result.unstated} == left_out
    assert all(out.in_words for out in result.unstated)


@pytest.mark.parametrize("text", ["heart start:2024", "zebra", "status:completed", ""])
def test_the_funnel_ends_where_the_search_does(engine_of: EngineOf, text: str) -> None:
    """It begins with the words alone, takes each span as a condition of its own, and ends with the total."""
    engine = engine_of(*TRIALS)
    request = asking(text, ranges={"enrolment": (span("enrolment", "..100"),)})
    funnel = engine.funnel(request)
    words_alone = engine.search(asking(text, filters=ALL_STATUSES)).total
    assert (funnel.steps[0].total, funnel.steps[-1].total) == (words_alone, engine.search(request).total)
    assert "enrolment" in [step.condition for step in funnel.steps]


def test_facets_on_request(engine_of: EngineOf) -> None:
    """They stand beside a result only where they were chosen; asked for, they count like any other."""
    engine = engine_of(*TRIALS)
    on_request = {facet.name for facet in FACETS if facet.on_request}
    assert on_request.isdisjoint(engine.search(asking()).facets)
    result = engine.search(asking(purpose=("treatment",), filters=ALL_STATUSES))
    assert [hit.card.title for hit in result.hits] == ["alpha"]
    assert on_request & set(result.facets) == {"purpose"}
    assert counts(result.facets["purpose"]) == {"treatment": 1, "prevention": 1, "not-stated": 3}
    assert counts(result.facets["phase"]) == {"2": 1}
    both = asking(purpose=("treatment", "not-stated"), phase=("2",), filters=ALL_STATUSES)
    assert counts(engine.facet(both, "purpose")) == {"treatment": 1, "not-stated": 1}
    assert counts(engine.facet(both, "allocation")) == {"randomized": 1, "non-randomized": 1}


def test_an_unknown_place_is_said(engine_of: EngineOf, engine_kind: str) -> None:
    """A slip of the finger finds nothing, and the answer says why."""
    if engine_kind == "reference":
        pytest.skip("the reference engine gives no advice")
    result = engine_of(*TRIALS).search(asking("site:(city:Minks country:Belarus) state:Ohio"))
    assert result.notes == (
        "No trial here has a site in the city “Minks”.",
        "No trial here has a site in the state “Ohio”.",
    )


def test_changes_keep_what_is_asked_of_numbers(index: Index) -> None:
    """An update adds numbers, values and places of its own, and takes those of replaced trials away."""
    index.rebuild(TRIALS)
    changed = trials_of(
        alpha={"start": "1999-01", "masking": "SINGLE", "sites": [site("Vitebsk", country="Belarus")]},
        new={"nct_id": "NCT00000009", "start": "2024-05-20", "sites": [site("Minsk", country="Belarus")]},
    )
    index.apply(changed, ["NCT00000002"])
    found = {
        text: set(names(index.engine, asking(text)))
        for text in (
            "start:2024",
            "start:1999",
            "city:Minsk",
            "city:Vitebsk",
            "masking:double",
            "missing:start",
        )
    }
    assert found == {
        "start:2024": {"new"},
        "start:1999": {"alpha"},
        "city:Minsk": {"new"},
        "city:Vitebsk": {"alpha"},
        "masking:double": set(),
        "missing:start": {"delta", "echo"},
    }


_PIECES = st.sampled_from(
    [
        *("heart", "failure", "weak", "zebra", "hepatitis", '"heart failure"~3', '"failure heart weak"~9'),
        *("phase:2", "phase:3", "phase:4", "missing:phase", "sex:female", "kind:drug", "masking:double"),
        *("status:completed", "status:open", "start:2024", "start:..2023", "missing:start", "enrolment:>100"),
        *("age:12", "age:6months", "minimum-age:..17", "sites:2", "city:Minsk", "country:Belarus"),
        *("site:(city:Minsk site-status:recruiting)", "site:(NOT country:Belarus)", "missing:summary"),
        *("AND", "OR", "NOT", "(", ")", "-"),
    ]
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[SearchEngine]]:
    """The same trials in the reference engine and in Whoosh, where they are in two segments."""
    indexes = [new_index(kind, tmp_path_factory.mktemp("clauses") / "index") for kind in ENGINES]
    for index in indexes:
        index.rebuild(TRIALS[:3])
        index.apply(TRIALS[2:])
    yield [index.engine for index in indexes]
    for index in indexes:
        index.engine.close()


@settings(max_examples=300)
@given(pieces=st.lists(_PIECES, max_size=8), words=st.sampled_from(Words))
def test_engines_agree_on_clauses(both: list[SearchEngine], pieces: list[str], words: Words) -> None:
    """However clauses and words are put together, every engine finds, labels, counts and leaves out the same."""
    request = asking(" ".join(pieces), words=words)
    reference, other = (engine.search(request) for engine in both)
    assert {hit.card.title: (hit.matched, hit.exclusion_only) for hit in other.hits} == {
        hit.card.title: (hit.matched, hit.exclusion_only) for hit in reference.hits
    }
    assert (other.words_used, other.read_as) == (reference.words_used, reference.read_as)
    assert other.facets == reference.facets
    assert other.unstated == reference.unstated


@pytest.mark.parametrize(
    "number", [number for number in NUMBERS if number.parameter], ids=lambda number: number.name
)
def test_every_number_can_be_missing_or_not(engine_of: EngineOf, number: NumberField) -> None:
    """The trials that give a number and those that do not are all trials."""
    engine = engine_of(*TRIALS)
    stated, missing = (
        engine.count(asking(f"{sign}missing:{number.name}", filters=ALL_STATUSES)) for sign in ("-", "")
    )
    assert stated + missing == len(TRIALS)
