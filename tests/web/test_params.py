"""A query string becomes a question and a list of problems, whatever stands in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fields import FACETS
from indexer.places.gazetteer import Gazetteer
from indexer.search.request import SearchRequest, Sort, Words
from web.params import LAST_PAGE, LONGEST_TEXT, Surroundings, read_search
from web.urls import parameters, search_url

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def around(gazetteer: Gazetteer) -> Surroundings:
    """The gazetteer, a fixed day, and an index in which one unknown type occurs."""
    occurring = {
        ("type", "expanded-access-interventional"),
        ("location", "Belarus"),
        ("location", "United States/Texas"),
    }
    return Surroundings(gazetteer, TODAY, lambda facet, value: (facet, value) in occurring)


UNDERSTOOD: dict[str, tuple[list[tuple[str, str]], SearchRequest]] = {
    "nothing": ([], SearchRequest()),
    "words": ([("q", "  heart   attack ")], SearchRequest(text="heart attack")),
    "mode": ([("q", "a"), ("words", "most")], SearchRequest(text="a", words=Words.MOST)),
    "facets": (
        [("phase", "1"), ("phase", "2"), ("sex", "female")],
        SearchRequest(filters={"phase": ("1", "2"), "sex": ("female",)}),
    ),
    "a value twice is one": ([("phase", "1"), ("phase", "1")], SearchRequest(filters={"phase": ("1",)})),
    "any status wins": (
        [("status", "any"), ("status", "completed")],
        SearchRequest(filters={"status": ("any",)}),
    ),
    "not stated": ([("location", "not-stated")], SearchRequest(filters={"location": ("not-stated",)})),
    "a value the registry added": (
        [("type", "expanded-access-interventional")],
        SearchRequest(filters={"type": ("expanded-access-interventional",)}),
    ),
    "a state": (
        [("location", "United States/Texas")],
        SearchRequest(filters={"location": ("United States/Texas",)}),
    ),
    "order and page": (
        [("sort", "updated"), ("page", "3"), ("per", "50")],
        SearchRequest(sort=Sort.UPDATED, page=3, per=50),
    ),
    "empty values": ([("q", ""), ("age", ""), ("phase", ""), ("near", "")], SearchRequest()),
}


@pytest.mark.parametrize(("pairs", "expected"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_what_is_written_well_is_understood(
    around: Surroundings, pairs: list[tuple[str, str]], expected: SearchRequest
) -> None:
    """Good parameters give the question and no problem."""
    assert read_search(pairs, around) == (expected, ())


IGNORED = {
    "an age that is none": ([("age", "banana")], "age", "banana"),
    "a birth date to come": ([("age", "2030-01-01")], "age", "2030-01-01"),
    "an unknown place": ([("near", "xyzzyxq")], "near", "xyzzyxq"),
    "a distance that is none": ([("near", "Minsk"), ("within", "far")], "within", "far"),
    "a distance without a place": ([("within", "50km")], "within", "place"),
    "a phase that is none": ([("phase", "5")], "phase", "early-1"),
    "an unknown status": ([("status", "open")], "status", "recruiting"),
    "nearest without a place": ([("sort", "distance")], "sort", "place"),
    "an unknown order": ([("sort", "best")], "sort", "relevance"),
    "an unknown mode": ([("words", "some")], "words", "most"),
    "a page that is no number": ([("page", "two")], "page", "two"),
    "page zero": ([("page", "0")], "page", "from 1"),
    "a page beyond all": ([("page", "9" * 30)], "page", f"{LAST_PAGE:,}"),
    "too many on a page": ([("per", "5000")], "per", "100"),
    "a very long question": ([("q", "a" * 5_000)], "q", f"{LONGEST_TEXT:,}"),
    "an unknown parameter": ([("colour", "red")], "colour", "colour"),
    "a place that no trial has": ([("location", "Atlantis")], "location", "Atlantis"),
    "two questions": ([("q", "a"), ("q", "b")], "q", "more than once"),
    "a namesake elsewhere": ([("near", "Birmingham")], "near", "Alabama"),
    "a whole country": ([("near", "Belarus")], "near", "Belarus"),
}


@pytest.mark.parametrize(("pairs", "parameter", "part"), IGNORED.values(), ids=IGNORED)
def test_what_is_not_understood_is_said(
    around: Surroundings, pairs: list[tuple[str, str]], parameter: str, part: str
) -> None:
    """One problem, at its parameter, in words that say what was given or what there is."""
    _, problems = read_search(pairs, around)
    assert [problem.parameter for problem in problems] == [parameter]
    assert part in problems[0].message


NEAR = {
    "km outside the US": ([("near", "Minsk")], "100km", 53.9),
    "miles inside the US": ([("near", "Houston, Texas")], "50mi", 29.76),
    "a distance of one's own": ([("near", "Minsk"), ("within", "30 mi")], "30mi", 53.9),
    "a bare number takes the usual unit": ([("near", "Houston, Texas"), ("within", "20")], "20mi", 29.76),
    "a point": ([("near", "53.9,27.5667")], "100km", 53.9),
    "a point in the US": ([("near", "40.7,-74.0")], "50mi", 40.7),
}


@pytest.mark.parametrize(("pairs", "radius", "latitude"), NEAR.values(), ids=NEAR)
def test_a_place_becomes_a_circle(
    around: Surroundings, pairs: list[tuple[str, str]], radius: str, latitude: float
) -> None:
    """100 km by default, 50 miles in the US."""
    request, problems = read_search(pairs, around)
    assert not problems
    assert request.near
    assert str(request.near.radius) == radius
    assert request.near.latitude == pytest.approx(latitude, abs=0.02)


_VALUES = {
    facet.name: st.lists(st.sampled_from(facet.values), unique=True, max_size=4)
    for facet in FACETS
    if facet.values
}
_TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
_REQUESTS = st.builds(
    lambda text, words, age, near, within, filters, sort, page, per: [
        ("q", text), ("words", words), ("age", age), ("near", near), ("within", within if near else ""),
        *((name, value) for name, values in filters.items() for value in values),
        ("sort", sort), ("page", str(page)), ("per", str(per)),
    ],
    _TEXTS,
    st.sampled_from(["all", "most", "any"]),
    st.sampled_from(["", "58", "7 months", "3 weeks", "2019-05-04"]),
    st.sampled_from(["", "Minsk", "53.9,27.5667", "Birmingham, Alabama"]),
    st.sampled_from(["", "50km", "30mi"]),
    st.fixed_dictionaries(_VALUES),
    st.sampled_from(["", "newest", "updated", "enrolment"]),
    st.integers(1, 500),
    st.integers(10, 100),
)  # fmt: skip


@given(pairs=_REQUESTS)
def test_an_address_and_its_question_are_inverse(around: Surroundings, pairs: list[tuple[str, str]]) -> None:
    """Writing a question as an address and reading it gives the same question and the same address."""
    request, _ = read_search(pairs, around)
    again, problems = read_search(parameters(request), around)
    assert again == request
    assert not problems
    assert search_url(again) == search_url(request)


@given(
    pairs=st.lists(
        st.tuples(
            st.one_of(
                st.sampled_from(["q", "age", "near", "within", "page", "per", "phase"]), st.text(max_size=5)
            ),
            st.text(max_size=60),
        )
    )
)
def test_reading_never_raises(around: Surroundings, pairs: list[tuple[str, str]]) -> None:
    """Any pairs at all give a question within its limits."""
    request, _ = read_search(pairs, around)
    assert 1 <= request.page <= LAST_PAGE
    assert 10 <= request.per <= 100
    assert len(request.text) <= LONGEST_TEXT
