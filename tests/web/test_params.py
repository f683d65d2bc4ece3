"""A query string becomes a question and a list of problems, whatever stands in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fields import FACET, FACETS
from indexer.places.gazetteer import Gazetteer
from indexer.search.query import Missing
from indexer.search.request import SearchRequest, Sort, Words
from tests.engines.asking import span
from web.params import LAST_PAGE, LONGEST_TEXT, Surroundings, read_search, read_under
from web.urls import parameters, search_url

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def around(gazetteer: Gazetteer) -> Surroundings:
    """The gazetteer, a fixed day, and an index in which one unknown type occurs."""
    occurring = {
        ("type", "expanded-access-interventional"),
        ("location", "Belarus"),
        ("location", "Turkey (Türkiye)"),
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
    "a span": (
        [("start", "2024..2025")],
        SearchRequest(ranges={"start": (span("start", "2024..2025"),)}),
    ),
    "spans and the missing": (
        [("enrolment", ">100"), ("enrolment", "..5"), ("enrolment", "not-stated"), ("sites", "2")],
        SearchRequest(
            ranges={
                "enrolment": (span("enrolment", ">100"), span("enrolment", "..5"), Missing("enrolment")),
                "sites": (span("sites", "2"),),
            }
        ),
    ),
    "one span in two ways": (
        [("minimum-age", "18 years"), ("minimum-age", "18")],
        SearchRequest(ranges={"minimum-age": (span("minimum-age", "18"),)}),
    ),
    "a facet on request": ([("purpose", "treatment")], SearchRequest(filters={"purpose": ("treatment",)})),
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
    "a date that is none": ([("start", "soon")], "start", "2024-05..2025"),
    "no limits": ([("completion", "..")], "completion", ".."),
    "a number that is none": ([("enrolment", "many")], "enrolment", "10..50"),
    "too many spans": ([("sites", str(number)) for number in range(60)], "sites", "first 50"),
    "an age has no spans": ([("age", "12..17")], "age", "12..17"),
    "a very long question": ([("q", "a" * 5_000)], "q", f"{LONGEST_TEXT:,}"),
    "an unknown parameter": ([("colour", "red")], "colour", "colour"),
    "a place that no trial has": ([("location", "Atlantis")], "location", "Atlantis"),
    "two questions": ([("q", "a"), ("q", "b")], "q", "more than once"),
    "a namesake elsewhere": ([("near", "Birmingham")], "near", "Alabama"),
    "a code of another country": ([("near", "77030")], "near", "Ukraine"),
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


KEPT_OF_A_PLACE = {
    "a point": ("53.900641,27.566953", "53.90,27.57", "53.90, 27.57 (Minsk)", (53.9, 27.57)),
    "a point below zero": (
        "-33.86882, 151.20929",
        "-33.87,151.21",
        "-33.87, 151.21 (Sydney)",
        (-33.87, 151.21),
    ),
    "a point at zero": ("-0.0004,0.0004", "0.00,0.00", "0.00, 0.00", (0.0, 0.0)),
    "a British postcode": ("LS1 4AP", "LS1", "LS1, Leeds, England, United Kingdom", (53.8, -1.55)),
    "a long ZIP code": ("77030-1234", "77030", "77030, Houston, Texas, United States", (29.7, -95.4)),
}


@pytest.mark.parametrize(("typed", "text", "place", "point"), KEPT_OF_A_PLACE.values(), ids=KEPT_OF_A_PLACE)
def test_no_address_says_where_somebody_lives(
    around: Surroundings, typed: str, text: str, place: str, point: tuple[float, float]
) -> None:
    """Points are rounded to a kilometre and postal codes to their district as they are read."""
    request, _ = read_search([("near", typed)], around)
    near = request.near
    assert near
    assert (near.text, near.place) == (text, place)
    assert (near.latitude, near.longitude) == pytest.approx(point, abs=0.01)
    assert dict(parameters(request))["near"] == text


FORMER_NAMES = {
    "a country": ("Turkey", "Turkey (Türkiye)"),
    "in its language": ("Türkiye", "Turkey (Türkiye)"),
    "a state in short": ("United States/TX", "United States/Texas"),
    "as it is": ("Belarus", "Belarus"),
    "unstated": ("not-stated", "not-stated"),
}


@pytest.mark.parametrize(("given", "read"), FORMER_NAMES.values(), ids=FORMER_NAMES)
def test_a_place_of_an_old_link(around: Surroundings, given: str, read: str) -> None:
    """Saved addresses go on working when the registry renames a country."""
    request, problems = read_search([("location", given), ("location", read)], around)
    assert request.filters == {"location": (read,)}
    assert not problems


def test_parts_of_a_place_of_an_old_link(around: Surroundings) -> None:
    """The page of a facet understands former names too."""
    assert read_under("Turkey", FACET["location"], around.occurs) == ("Turkey (Türkiye)", ())
    assert read_under("Atlantis", FACET["location"], around.occurs)[0] == ""


def test_other_readings_come_with_the_problem(around: Surroundings) -> None:
    """A page can link the places that a plain sentence only names; other problems have none."""
    _, problems = read_search([("near", "Birmingham"), ("age", "banana")], around)
    places = {problem.parameter: [place.country for place in problem.places] for problem in problems}
    assert places["age"] == []
    assert places["near"][0] == "United States"


_VALUES = {
    facet.name: st.lists(st.sampled_from(facet.values), unique=True, max_size=4)
    for facet in FACETS
    if facet.values
}
_SPANS = {
    "start": st.lists(
        st.sampled_from(["2024", ">2024-05", "..2023-02-28", "2025..2024", "not-stated"]), max_size=3
    ),
    "enrolment": st.lists(st.sampled_from(["100..", "<5", "10-50", "0", "not-stated"]), max_size=3),
    "maximum-age": st.lists(st.sampled_from(["6 months..2 years", ">=65", "17", "3 weeks"]), max_size=3),
}
_TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
_REQUESTS = st.builds(
    lambda text, words, age, near, within, filters, ranges, sort, page, per: [
        ("q", text), ("words", words), ("age", age), ("near", near), ("within", within if near else ""),
        *((name, value) for name, values in (filters | ranges).items() for value in values),
        ("sort", sort), ("page", str(page)), ("per", str(per)),
    ],
    _TEXTS,
    st.sampled_from(["all", "most", "any"]),
    st.sampled_from(["", "58", "7 months", "3 weeks", "2019-05-04"]),
    st.sampled_from(["", "Minsk", "53.9,27.5667", "Birmingham, Alabama"]),
    st.sampled_from(["", "50km", "30mi"]),
    st.fixed_dictionaries(_VALUES),
    st.fixed_dictionaries(_SPANS),
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
                st.sampled_from(["q", "age", "near", "within", "page", "per", "phase", "start", "enrolment"]),
                st.text(max_size=5),
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
