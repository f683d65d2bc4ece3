"""Orders and pages: what stands first, what stands last, and that no trial is shown twice or left out."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from indexer.engines.port import SearchEngine
from indexer.search.request import SearchRequest, Sort, Words
from tests.engines.asking import (
    ALL_STATUSES,
    LEEDS,
    LONDON,
    MINSK,
    asking,
    hit_of,
    names,
    near,
    site,
    trials_of,
)

EngineOf = Callable[..., SearchEngine]


def _posted(first: str = "", updated: str = "", enrolment: int | None = None) -> dict[str, object]:
    dates = {
        "first_posted": first or None,
        "last_update_posted": updated or None,
    }
    return {**dates, "enrolment": enrolment, "summary": "asthma"}


DATED = trials_of(
    y2020=_posted("2020", "2021-03-01", 10),
    march=_posted("2020-03", "2021-03-02", None),
    march_1=_posted("2020-03-01", "2021-02", 10),
    march_2=_posted("2020-03-02", "2022", 0),
    missing=_posted("", "", 99_999_999),
    missing_too=_posted("", "2019-12-31", 5_000_000),
    leap=_posted("2024-02-29", "2021", 300),
)
SORTED = {
    # Partial dates stand at their first possible day; of equals the higher number comes first.
    Sort.NEWEST: ["leap", "march_2", "march_1", "march", "y2020", "missing_too", "missing"],
    Sort.UPDATED: ["march_2", "march", "y2020", "march_1", "leap", "missing_too", "missing"],
    # 0 participants is a number; the registry's 99999999 is none. Of equals the newer comes first.
    Sort.ENROLMENT: ["missing_too", "leap", "march_1", "y2020", "march_2", "march", "missing"],
}


@pytest.mark.parametrize(("sort", "expected"), SORTED.items(), ids=SORTED)
@pytest.mark.parametrize("text", ["", "asthma"], ids=["all", "words"])
def test_sort(engine_of: EngineOf, text: str, sort: Sort, expected: list[str]) -> None:
    """The highest first, what is missing last, equals by newest and number; with words as without."""
    assert names(engine_of(*DATED), asking(text, sort=sort)) == expected


def test_newest_is_the_order_without_words(engine_of: EngineOf) -> None:
    """Without words nothing is more relevant than another: the newest come first."""
    engine = engine_of(*DATED)
    assert names(engine, asking()) == SORTED[Sort.NEWEST]
    assert names(engine, asking("   ")) == SORTED[Sort.NEWEST]


def test_equals_without_a_date_come_after_those_with_one(engine_of: EngineOf) -> None:
    """A missing date is last among equals too."""
    engine = engine_of(
        *trials_of(
            old={
                "first_posted": "1999-09-20",
                "enrolment": 5,
                "summary": "asthma",
            },
            missing={"enrolment": 5, "summary": "asthma"},
        )
    )
    assert names(engine, asking(sort=Sort.ENROLMENT)) == ["old", "missing"]
    assert names(engine, asking("asthma")) == ["old", "missing"]


def test_distance_without_a_place_is_newest(engine_of: EngineOf) -> None:
    """Who sorts by distance without a place still gets an order that means something."""
    assert names(engine_of(*DATED), asking(sort=Sort.DISTANCE)) == SORTED[Sort.NEWEST]


def test_distance(engine_of: EngineOf) -> None:
    """The nearest counting site decides, not the first that is listed and not one that is closed."""
    uk = "United Kingdom"
    engine = engine_of(
        *trials_of(
            far={"sites": [site("Minsk", "", MINSK, country="Belarus")]},
            near={
                "sites": [site("Minsk", "", MINSK, country="Belarus"), site("Leeds", "", LEEDS, country=uk)]
            },
            closed_near={"sites": [site("Leeds", "COMPLETED", LEEDS, country=uk), site("Minsk", "", MINSK)]},
            middle={"sites": [site("London", "", LONDON, country=uk)]},
        )
    )
    request = asking(near=near(LEEDS, 3_000), sort=Sort.DISTANCE)
    assert names(engine, request) == ["near", "middle", "closed_near", "far"]


RELEVANT = {
    "title before summary": (
        {
            "title asthma": {},
            "described": {"summary": "What asthma does. " + "More text. " * 40},
        },
        "asthma",
        ["title asthma", "described"],
    ),
    "condition before keyword": (
        {"keyword": {"keywords": ["asthma"]}, "condition": {"conditions": ["asthma"]}},
        "asthma",
        ["condition", "keyword"],
    ),
    "more of the words before fewer": (
        {
            "one": {"summary": "asthma and placebo"},
            "both": {"summary": "asthma and steroid"},
            **{f"other {number}": {"summary": "steroid"} for number in range(3)},
        },
        "asthma steroid",
        ["both", "one", "other 2", "other 1", "other 0"],
    ),
    "a short text before a long one": (
        {
            "long": {"summary": "asthma " + "and much more " * 50},
            "short": {"summary": "asthma only"},
        },
        "asthma",
        ["short", "long"],
    ),
    "unsorted criteria before exclusions": (
        {
            "excluded": {"criteria": "Exclusion Criteria:\n\n* asthma"},
            "unsorted": {"criteria": "Some text about asthma."},
        },
        "asthma",
        ["unsorted", "excluded"],
    ),
    "a reason to be excluded is last, however often it stands": (
        {
            "excluded": {
                "criteria": "Inclusion Criteria:\n\n* adults\n\nExclusion Criteria:\n\n"
                + "* asthma\n* severe asthma\n" * 20
            },
            "mentioned": {"summary": "A long text " * 200 + "asthma"},
            "included": {"criteria": "Inclusion Criteria:\n\n* asthma"},
        },
        "asthma",
        ["included", "mentioned", "excluded"],
    ),
}


@pytest.mark.parametrize(("described", "text", "expected"), RELEVANT.values(), ids=RELEVANT)
def test_relevance(engine_of: EngineOf, described: dict[str, object], text: str, expected: list[str]) -> None:
    """Where a word stands decides how much it says."""
    assert names(engine_of(*trials_of(**described)), asking(text, words=Words.ANY)) == expected


BOTH_SIDES = trials_of(
    excluded={"criteria": "Inclusion Criteria:\n\n* adults\n\nExclusion Criteria:\n\n* hepatitis B"},
    included={"criteria": "Inclusion Criteria:\n\n* hepatitis B\n\nExclusion Criteria:\n\n* cancer"},
    both={"criteria": "Inclusion Criteria:\n\n* hepatitis B\n\nExclusion Criteria:\n\n* hepatitis D"},
)


def test_exclusion_is_labelled_and_never_hidden(engine_of: EngineOf) -> None:
    """A trial that names a word only among its reasons to exclude is found, marked and last."""
    result = engine_of(*BOTH_SIDES).search(asking("hepatitis"))
    assert {hit.card.title: hit.exclusion_only for hit in result.hits} == {
        "both": False,
        "included": False,
        "excluded": True,
    }
    assert result.hits[-1].card.title == "excluded"


MATCHED = {
    "excluded": [("exclusion", ("hepatitis",))],
    "included": [("inclusion", ("hepatitis",))],
    "both": [("inclusion", ("hepatitis",))],
}


@pytest.mark.parametrize(("name", "expected"), MATCHED.items(), ids=MATCHED)
def test_why_it_matched(engine_of: EngineOf, name: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    """Each result says in which field which word was found; exclusions only where it stands nowhere else."""
    hit = hit_of(engine_of(*BOTH_SIDES), asking("hepatitis"), name)
    assert [(matched.field, matched.words) for matched in hit.matched] == expected


def test_why_it_matched_names_what_was_typed(engine_of: EngineOf) -> None:
    """Words as the person typed them, weightiest field first, nothing for words that are absent."""
    engine = engine_of(*trials_of(x={"conditions": ["Leukemia"], "keywords": ["leukaemia", "child"]}))
    (hit,) = engine.search(asking("leukaemia child zebra", words=Words.ANY)).hits
    assert [(matched.field, matched.words) for matched in hit.matched] == [
        ("condition", ("leukaemia",)),
        ("keyword", ("leukaemia", "child")),
    ]


MANY = trials_of(
    **{
        f"trial {number}": {
            "summary": "asthma" if number % 3 else "asthma in children with asthma",
            "first_posted": f"2020-01-{1 + number % 7:02}" if number % 5 else None,
            "status": "RECRUITING" if number % 2 else "COMPLETED",
            "sites": [site("Leeds", "", LEEDS if number % 4 else MINSK, country="United Kingdom")],
        }
        for number in range(53)
    }
)
PAGED = {
    "newest": asking(filters=ALL_STATUSES),
    "relevance": asking("asthma", filters=ALL_STATUSES),
    "equal numbers": asking(sort=Sort.ENROLMENT, filters=ALL_STATUSES),
    "distance": asking(near=near(LEEDS, 9_000), sort=Sort.DISTANCE, filters=ALL_STATUSES),
    "filtered": asking("asthma"),
}


@pytest.mark.parametrize("per", [1, 10, 26, 53, 100])
@pytest.mark.parametrize("request_", PAGED.values(), ids=PAGED)
def test_pages(engine_of: EngineOf, request_: SearchRequest, per: int) -> None:
    """Pages one after the other are the whole list, each trial once, the last page short."""
    engine = engine_of(*MANY)
    whole = engine.search(request_)
    assert whole.total == len({hit.card.nct_id for hit in whole.hits})
    shown: list[str] = []
    for page in range(1, -(-whole.total // per) + 1):
        result = engine.search(replace(request_, page=page, per=per))
        assert (result.total, result.facets) == (whole.total, whole.facets)
        shown += [hit.card.nct_id for hit in result.hits]
    assert shown == [hit.card.nct_id for hit in whole.hits]


@pytest.mark.parametrize("page", [7, 10_000, 10**12])
def test_past_the_end(engine_of: EngineOf, page: int) -> None:
    """After the last page there is nothing, but total and counts are still told."""
    engine = engine_of(*MANY)
    result = engine.search(replace(PAGED["newest"], page=page, per=10))
    assert (result.hits, result.total) == ((), 53)
    assert result.facets == engine.search(PAGED["newest"]).facets


@pytest.mark.parametrize("request_", PAGED.values(), ids=PAGED)
def test_same_question_same_answer(engine_of: EngineOf, request_: SearchRequest) -> None:
    """Asked again, the answer is the same to the last number; the order of loading does not matter."""
    engine = engine_of(*MANY)
    answer = engine.search(request_)
    assert engine.search(request_) == answer
    reversed_ = engine_of(*reversed(MANY)).search(request_)
    assert [hit.card.nct_id for hit in reversed_.hits] == [hit.card.nct_id for hit in answer.hits]
    assert reversed_.facets == answer.facets
