"""The grammar reads anything: trees for what it knows, plain words for what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.grammar import DEEPEST, MOST_CLAUSES, read_query
from indexer.search.query import And, Node, Not, Or, Phrase, Prefix, Several, Word, leaves, text_of

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
    "registry's own syntax is words": ("AREA[Phase]a1", Several((Word("area"), Word("phase"), A))),
}


@pytest.mark.parametrize(("text", "tree"), READINGS.values(), ids=READINGS)
def test_a_text_has_this_reading(text: str, tree: Node | None) -> None:
    """Each way of typing gives the tree that people expect."""
    assert read_query(text).tree == tree


NOTED = {
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


def test_a_very_long_text_is_read_quickly_enough_to_finish() -> None:
    """Ten thousand characters of brackets and quotes end in a small tree."""
    tree = read_query('(("a1 -NOT title:' * 700).tree
    assert tree is None or len(leaves(tree)) <= MOST_CLAUSES
