"""The grammar reads anything: trees for what it knows, plain words for what it does not."""

import sys
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.grammar import DEEPEST, MOST_CLAUSES, Reading, chooses_status, read_query
from indexer.search.query import (
    And,
    AtSite,
    Missing,
    Nearby,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Several,
    Value,
    Word,
    leaves,
    text_of,
)
from indexer.trial.age import YEAR

A, B, C = Word("a1"), Word("b1"), Word("c1")
READINGS: dict[str, tuple[str, Node | None]] = {
    "nothing": ("", None),
    "only signs": ("!!! … --", None),
    "one word": ("Leukemia", Word("leukemia")),
    "two words": ("a1 b1", Several((A, B))),
    "phrase": ('"acute leukemia"', Phrase("acute leukemia")),
    "phrase never closed": ('"a1 b1', Several((A, B))),
    "and": ("a1 AND b1", And((A, B))),
    "or": ("a1 OR b1", Or((A, B))),
    "and binds tighter": ("a1 OR b1 AND c1", Or((A, And((B, C))))),
    "words bind tightest": ("a1 b1 OR c1", Or((Several((A, B)), C))),
    "not": ("a1 NOT b1", Several((A, Not(B)))),
    "minus": ("a1 -b1", Several((A, Not(B)))),
    "minus in a word is a compound": ("car-t", Word("car-t")),
    "double not": ("NOT NOT a1", A),
    "lower-case operators are words": ("a1 or", Word("a1")),
    "group": ("(a1 OR b1) c1", Several((Or((A, B)), C))),
    "group of words is flat": ("(a1 b1) c1", Several((A, B, C))),
    "bracket never closed": ("(a1 OR b1", Or((A, B))),
    "bracket never opened": ("a1) b1", Several((A, B))),
    "empty group": ("() a1", A),
    "field": ("title:asthma", Word("asthma", "title")),
    "field in capitals": ("Title:asthma", Word("asthma", "title")),
    "field with phrase": ('condition:"heart failure"', Phrase("heart failure", "condition")),
    "field with group": ("exclusion:(a1 OR b1)", Or((Word("a1", "exclusion"), Word("b1", "exclusion")))),
    "unknown field is words": ("foo:a1", Several((Word("foo"), A))),
    "field without a word": ("title: a1", Several((Word("title"), A))),
    "prefix": ("pembro*", Prefix("pembro")),
    "prefix in a field": ("intervention:pembro*", Prefix("pembro", "intervention")),
    "prefix too short is a word": ("x* b1", Several((Word("x"), B))),
    "star alone": ("*", None),
    "operator alone": ("AND", None),
    "operator first": ("OR a1", A),
    "operator last": ("a1 AND", A),
    "not alone": ("a1 NOT", A),
    "stop words go": ("leukaemia in my child", Several((Word("leukaemia"), Word("child")))),
    "stop words stay in phrases": ('"in my child"', Phrase("in my child")),
    "stop words stay alone": ("in", Word("in")),
    "slash": ("a1/b1", Several((A, B))),
    "near": ('"a1 b1"~5', Nearby("a1 b1", 5)),
    "near in a field": ('title:"a1 b1"~5', Nearby("a1 b1", 5, "title")),
    "near is never nearer than words can be": ('"a1 b1 c1"~1', Nearby("a1 b1 c1", 2)),
    "near at no distance is a phrase": ('"a1 b1"~0', Phrase("a1 b1")),
    "one word is near nothing": ('"a1"~5', Phrase("a1")),
    "a number of a trial": ("NCT05333302", Word("NCT05333302")),
    "a number of a trial without its zeros": ("id:NCT5333302", Word("NCT05333302", "id")),
    "an address of a trial": ("https://clinicaltrials.gov/study/NCT05333302?a=b", Word("NCT05333302")),
    "another address": ("https://a1.org", Several((A, Word("org")))),
    "several fields": (
        "eligibility:a1",
        Or(tuple(Word("a1", name) for name in ("inclusion", "criteria", "exclusion", "population"))),
    ),
}


@pytest.mark.parametrize(("text", "tree"), READINGS.values(), ids=READINGS)
def test_a_text_has_this_reading(text: str, tree: Node | None) -> None:
    """Each way of typing gives the tree that people expect."""
    assert read_query(text).tree == tree


def days(first: str, last: str) -> tuple[int | None, int | None]:
    """Two days as numbers; "" is open."""
    begin, end = (date.fromisoformat(day).toordinal() if day else None for day in (first, last))
    return begin, end


TWO, THREE = Value("phase", "2"), Value("phase", "3")
MINSK, RECRUITING_SITE = Value("city", "Minsk"), Value("site-status", "recruiting")
OPEN = ("recruiting", "not-yet-recruiting", "enrolling-by-invitation", "available")
CLAUSES: dict[str, tuple[str, Node]] = {
    "value": ("phase:2", TWO),
    "value in capitals": ("PHASE:2", TWO),
    "value by the registry's code": ("phase:PHASE2", TWO),
    "value by its label": ('phase:"Phase 2"', TWO),
    "value by another name": ("phase:II", TWO),
    "either of two values": ("phase:(2 OR 3)", Or((TWO, THREE))),
    "either of two with a comma": ("phase:2,3", Or((TWO, THREE))),
    "both of two": ("phase:2/3", And((TWO, THREE))),
    "values and words": ("a1 phase:2 b1", Several((A, TWO, B))),
    "not a value": ("a1 -phase:2", Several((A, Not(TWO)))),
    "several words in quotes": ('status:"Not yet recruiting"', Value("status", "not-yet-recruiting")),
    "several words in brackets": (
        "status:(not yet recruiting OR completed)",
        Or((Value("status", "not-yet-recruiting"), Value("status", "completed"))),
    ),
    "several values of one name": ("status:open", Or(tuple(Value("status", value) for value in OPEN))),
    "sex": ("sex:female", Value("sex", "female")),
    "open to all": ("sex:all", And((Value("sex", "female"), Value("sex", "male")))),
    "text wins": ("intervention:drug", Word("drug", "intervention")),
    "the facet has its own name": ("kind:drug", Value("kind", "drug")),
    "who leads": ("led-by:industry", Value("led-by", "industry")),
    "not stated is missing": ("phase:not-stated", Missing("phase")),
    "missing value": ("missing:phase", Missing("phase")),
    "missing number": ("missing:start", Missing("start")),
    "missing text": ("missing:description", Missing("description")),
    "missing sites": ("missing:sites", Missing("sites")),
    "missing country": ("missing:country", Missing("countries")),
    "country": ("country:Belarus", AtSite(Value("country", "Belarus"))),
    "country by another name": ("country:USA", AtSite(Value("country", "United States"))),
    "city in quotes": ('city:"New York"', AtSite(Value("city", "New York"))),
    "state": ("state:Texas", AtSite(Value("state", "Texas"))),
    "state by a short name": ("state:TX", AtSite(Value("state", "Texas"))),
    "state in another language": ("state:Bayern", AtSite(Value("state", "Bavaria"))),
    "short name of two states": (
        "state:WA",
        AtSite(Or((Value("state", "Western Australia"), Value("state", "Washington")))),
    ),
    "path with short names": (
        "location:USA/TX",
        AtSite(
            And((Value("country", "United States"), Or((Value("state", "Texas"), Value("city", "Texas")))))
        ),
    ),
    "path": (
        'location:"United States/Texas/Houston"',
        AtSite(And((Value("country", "United States"), Value("state", "Texas"), Value("city", "Houston")))),
    ),
    "short path": (
        "location:Belarus/Minsk",
        AtSite(And((Value("country", "Belarus"), Or((Value("state", "Minsk"), MINSK))))),
    ),
    "status of a site": ("site-status:recruiting", AtSite(RECRUITING_SITE)),
    "one site": ("site:(city:Minsk status:recruiting)", AtSite(And((MINSK, RECRUITING_SITE)))),
    "one site, one condition": ("site:city:Minsk", AtSite(MINSK)),
    "a site elsewhere": ("site:(NOT city:Minsk)", AtSite(Not(MINSK))),
    "no site there": ("NOT city:Minsk", Not(AtSite(MINSK))),
    "what is not of a site": ("site:(city:Minsk AND a1)", And((AtSite(MINSK), A))),
    "year": ("start:2024", Range("start", *days("2024-01-01", "2024-12-31"))),
    "month": ("start:2024-02", Range("start", *days("2024-02-01", "2024-02-29"))),
    "from a day": ("start:>=2024-01-15", Range("start", *days("2024-01-15", ""))),
    "after a year": ("start:>2024", Range("start", *days("2025-01-01", ""))),
    "before a year": ("start:<2024", Range("start", *days("", "2023-12-31"))),
    "with a space and quotes": ('minimum-age:>= "6 months"', Range("minimum-age", YEAR // 2, None)),
    "with a space": ("start:>= 2024", Range("start", *days("2024-01-01", ""))),
    "from and to": ("start:2024..2025-06", Range("start", *days("2024-01-01", "2025-06-30"))),
    "the wrong way round": ("start:2025..2024", Range("start", *days("2024-01-01", "2025-12-31"))),
    "more than": ("enrolment:>100", Range("enrolment", 101, None)),
    "American spelling": ("enrollment:10-50", Range("enrolment", 10, 50)),
    "thousands": ("enrolment:1,000..", Range("enrolment", 1000, None)),
    "age": ("age:12", Range("age", 12 * YEAR, 13 * YEAR - 1)),
    "age with a unit": ('age:"7 months"', Range("age", 7 * YEAR // 12, 8 * YEAR // 12 - 1)),
    "age limit": ("minimum-age:<18", Range("minimum-age", None, 18 * YEAR - 1)),
    "months from and to": ("age:6..12months", Range("age", 6 * YEAR // 12, 13 * YEAR // 12 - 1)),
}


@pytest.mark.parametrize(("text", "tree"), CLAUSES.values(), ids=CLAUSES)
def test_a_clause_filters(text: str, tree: Node) -> None:
    """Fields that are not of words take values, spans and places, and nothing has to be said about it."""
    assert read_query(text).tree == tree
    assert not read_query(text).notes or "AND a1" in text


NOTED = {
    "no value": ("phase:9", "“phase:9” was searched as words. “9” is not a value of “Phase”"),
    "no date": ("start:soon", "“start:soon” was searched as words. “soon” cannot be read as a span"),
    "no limits": ("start:..", "“start:..” was left out"),
    "no number": ("enrolment:>", "“enrolment:>” was left out"),
    "a sign before an operator": ("enrolment:> OR a1", "“enrolment:>” was left out"),
    "an impossible day": ("start:2024-02-30", "Write 2024, 2024-05..2025"),
    "nothing that can be missing": ("missing:sex", "We cannot tell whether “sex” is missing"),
    "too far": ('"a1 b1"~500', "within 50 words"),
    "too many near": (f'"{" ".join(f"w{n}" for n in range(20))}"~50', "only the first 12"),
    "nothing behind a field": ("(a1 title:)", "“title:” had nothing behind it"),
    "nothing behind an area": ("a1 AREA[Phase]", "“phase:” had nothing behind it"),
    "no word behind a field": ("a1 title:!!", "“title:” had nothing behind it"),
    "open quote": ('"a1 b1', "quotation mark had no second one"),
    "not of one site": ("site:(city:Minsk AND a1)", "Only city, state, country and status"),
    "unknown field": ("foo:a1", "foo:"),
    "closing bracket": ("a1) b1", "closing bracket"),
    "opening bracket": ("(a1", "opening bracket"),
    "operator first": ("OR a1", "OR had nothing on one side"),
    "too many words": (" ".join(f"w{n}" for n in range(MOST_CLAUSES + 5)), f"first {MOST_CLAUSES}"),
    "too deep": ("(" * 30 + "a1" + ")" * 30, f"deeper than {DEEPEST}"),
}


@pytest.mark.parametrize(("text", "part"), NOTED.values(), ids=NOTED)
def test_what_is_not_taken_as_typed_is_said(text: str, part: str) -> None:
    """The page can say how the text was read."""
    assert any(part in note for note in read_query(text).notes)


def test_words_under_not_do_not_make_a_trial_match() -> None:
    """Only words that can match are shown as reasons."""
    tree = read_query("a1 -b1 (c1 OR NOT b1)").tree
    assert tree
    assert leaves(tree) == (A, C)


_PIECES = st.sampled_from(
    [
        "a1",
        "asthma",
        "car-t",
        '"',
        '"x y"',
        "(",
        ")",
        "AND",
        "OR",
        "NOT",
        "-",
        "-b1",
        "*",
        "pem*",
        "title:",
        ":",
        "é",
        '"~5',
        '"~',
        *("phase:", "status:", "start:", "enrolment:", "age:", "city:", "country:", "site:", "missing:"),
        *("site-status:", "location:", "kind:", "eligibility:", "minimum-age:", "foo:"),
        *("2", "PHASE3", "open", "2024", "2024-05..", ">=", ">18", "..", "7months", "10-50", "Belarus/Minsk"),
        *(
            "AREA[Phase]",
            "AREA[StartDate]",
            "AREA[Sex]FEMALE",
            "AREA[LocationCity]",
            "AREA[EligibilityCriteria]",
        ),
        *(
            "RANGE[2020, MAX]",
            "RANGE[MIN, MAX]",
            "MISSING",
            "SEARCH[Location]",
            "COVER[FullMatch]",
            "AREA[",
            "]",
        ),
        *("NCT1", "https://clinicaltrials.gov/study/NCT00000002", '"Not yet recruiting"', '"New York"'),
    ]
)


@given(
    st.one_of(
        st.text(max_size=300), st.lists(_PIECES, max_size=40).map(" ".join), st.lists(_PIECES).map("".join)
    )
)
def test_any_text_is_read_and_read_back(text: str) -> None:
    """No text fails, and the reading written out is read the same again."""
    tree = read_query(text).tree
    if tree:
        assert read_query(text_of(tree)).tree == tree


_CODES = st.sampled_from(["2", "early-1", "not-applicable"])
_DAY = st.integers(date(1990, 1, 1).toordinal(), date(2040, 12, 31).toordinal())
_HOURS = st.integers(0, 100 * 365 * 24).map(lambda hours: hours * 3_600)
_COUNTS = st.integers(0, 10**9)
_NAMES = st.sampled_from(["Minsk", "New York", "São Paulo", "AND", "St. Louis", "not", "Aix-en-Provence"])


def _ranges(name: str, bounds: st.SearchStrategy[int], ends_before: int = 0) -> st.SearchStrategy[Node]:
    """Spans of a number, open on one side or on none."""
    return st.tuples(bounds, bounds, st.sampled_from(["both", "first", "last"])).map(
        lambda drawn: Range(
            name,
            min(drawn[:2]) if drawn[2] != "last" else None,
            max(drawn[:2]) + ends_before if drawn[2] != "first" else None,
        )
    )


_PLACES = st.one_of(
    st.builds(Value, st.sampled_from(["city", "state"]), _NAMES), st.just(RECRUITING_SITE), st.just(MINSK)
)
_AT_SITE = st.one_of(
    _PLACES, st.tuples(_PLACES, _PLACES).map(And), st.tuples(_PLACES, _PLACES).map(Or), _PLACES.map(Not)
).map(AtSite)
_LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, st.sampled_from(["a1", "asthma", "car-t"]), st.sampled_from(["", "title"])),
    st.builds(Phrase, st.sampled_from(["x y", "in my child"]), st.sampled_from(["", "sponsor"])),
    st.builds(Nearby, st.just("x y"), st.integers(1, 50), st.sampled_from(["", "title"])),
    st.builds(Prefix, st.just("pem"), st.sampled_from(["", "intervention"])),
    st.builds(Value, st.just("phase"), _CODES),
    st.just(Value("led-by", "industry")),
    st.builds(Missing, st.sampled_from(["phase", "start", "sites", "description", "kind", "countries"])),
    _ranges("start", _DAY),
    _ranges("enrolment", _COUNTS),
    _ranges("age", _HOURS, ends_before=3_599),
    _AT_SITE,
)


def _combined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Trees as the grammar makes them: never one alone, no sequence directly in a sequence, no double NOT."""
    several = st.lists(parts.filter(lambda part: not isinstance(part, Several)), min_size=2, max_size=3)
    many = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(
        several.map(tuple).map(Several),
        many.map(tuple).map(And),
        many.map(tuple).map(Or),
        parts.filter(lambda part: not isinstance(part, Not)).map(Not),
    )


@given(st.recursive(_LEAVES, _combined, max_leaves=8))
def test_any_tree_is_written_and_read_again(tree: Node) -> None:
    """Our grammar can say every tree, and nothing has to be said about it."""
    assert read_query(text_of(tree)) == Reading(tree)


STATUSES = {
    "nothing": ("", False),
    "words": ("asthma", False),
    "a status": ("asthma status:completed", True),
    "what is not a status": ("asthma NOT status:terminated", True),
    "no status": ("missing:status", True),
    "deep inside": ("asthma AND (phase:2 OR NOT (status:completed))", True),
    "another field": ("title:status phase:2", False),
    "the status of a site": ("site:(city:Minsk status:completed)", False),
    "a trial by its number": ("NCT05333302", True),
    "two trials by their numbers": ("NCT05333302 OR id:NCT00000001", True),
    "a number and a word": ("NCT05333302 asthma", False),
    "everything but a trial": ("NOT NCT05333302", False),
    "the registry's syntax": ("AREA[OverallStatus]COMPLETED", True),
}


@pytest.mark.parametrize(("text", "chooses"), STATUSES.values(), ids=STATUSES)
def test_words_may_choose_the_status(text: str, chooses: bool) -> None:
    """Who names a status, or one trial, does not want the usual statuses on top of it."""
    assert chooses_status(text) is chooses


HOSTILE = {
    "brackets and quotes": '(("a1 -NOT title:',
    "areas": "AREA[[[",
    "areas never closed": "AREA[Phase",
    "distances": '"~~~5',
    "open spans": "start:.. ",
    "signs": "enrolment:> ",
    "signs in a row": "enrolment:>" + ">" * 9,
    "sites in sites": "site:",
    "sites in brackets": "site:(",
    "missing": "missing:",
    "values never closed": 'city:"',
    "either of many": "phase:" + "1,2," * 4,
    "both of many": "phase:1/2/3/",
    "words of a value": "status:(a b c d e f g h ",
    "searches": "SEARCH[Location](",
    "ranges": "RANGE[,] ",
    "near": '"a b"~9 ',
    "addresses": "https://",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_ends_in_a_small_tree(piece: str) -> None:
    """Ten thousand characters of anything are read, with something to be said, and read back the same."""
    text = (piece * 10_000)[:10_000]
    tree, notes = read_query(text).tree, read_query(text).notes
    assert notes
    assert tree is None or len(leaves(tree)) <= MOST_CLAUSES
    if tree:
        assert read_query(text_of(tree)).tree == tree


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_reading_takes_as_long_as_the_text_is(piece: str) -> None:
    """Ten times the text takes about ten times the steps, counted by the lines that are run."""
    few, many = (_steps((piece * length)[:length]) for length in (2_000, 20_000))
    assert many < few * 20


def _steps(text: str) -> int:
    """How many lines of the grammar run for a text."""
    count = 0

    def traced(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        read_query.__wrapped__(text)
    finally:
        sys.settrace(before)
    return count
