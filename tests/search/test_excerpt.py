"""Excerpts and marks: the trial's own words, cut at words, with what was sought marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.search.excerpt import LONGEST, excerpt_of, marked
from indexer.search.result import Piece

LONG = "Nothing here. " * 30

MARKED = {
    "another spelling": ("Acute leukaemias", {"leukemia"}, ["leukaemias"]),
    "an accent": ("in Köln", {"koln"}, ["Köln"]),
    "a possessive": ("Crohn’s disease", {"crohn"}, ["Crohn"]),
    "a compound by its part": ("CAR-T cells", {"cart"}, ["CAR-T"]),
    "twice": ("pain and pain", {"pain"}, ["pain", "pain"]),
    "nothing": ("asthma", {"heart"}, []),
    "markup stays text": ("<b>heart</b>", {"heart"}, ["heart"]),
}


@pytest.mark.parametrize(("text", "terms", "expected"), MARKED.values(), ids=MARKED)
def test_marks(text: str, terms: set[str], expected: list[str]) -> None:
    """The words that were sought, as the text writes them; nothing of the text is lost."""
    pieces = marked(text, frozenset(terms))
    assert [piece.text for piece in pieces if piece.marked] == expected
    assert "".join(piece.text for piece in pieces) == text


QUOTED = {
    "a short text whole": (["Children with asthma."], {"asthma"}, "Children with asthma."),
    "the value that holds most": (["asthma", "asthma and pain"], {"asthma", "pain"}, "asthma and pain"),
    "lines become blanks": (["one\nasthma\n\ntwo"], {"asthma"}, "one asthma two"),
    "nothing to quote": (["children"], {"asthma"}, ""),
    "no text": ([], {"asthma"}, ""),
}


@pytest.mark.parametrize(("values", "terms", "expected"), QUOTED.values(), ids=QUOTED)
def test_excerpts(values: list[str], terms: set[str], expected: str) -> None:
    """What is quoted."""
    assert "".join(piece.text for piece in excerpt_of(values, frozenset(terms))) == expected


def test_a_long_text_is_cut_at_words_around_the_words() -> None:
    """Dots say that there is more on either side."""
    pieces = excerpt_of([f"{LONG} Heart failure of children. {LONG}"], frozenset({"heart", "failur"}))
    text = "".join(piece.text for piece in pieces)
    assert pieces[0] == Piece("… ")
    assert pieces[-1] == Piece(" …")
    assert "Heart failure of children" in text
    assert len(text) <= LONGEST + 4
    assert {word.strip(".") for word in text.strip("… ").split()} <= {
        "Nothing",
        "here",
        "Heart",
        "failure",
        "of",
        "children",
    }


@given(
    st.lists(st.text(max_size=400), max_size=3), st.frozensets(st.text(min_size=1, max_size=5), max_size=3)
)
def test_any_text_can_be_quoted(values: list[str], terms: frozenset[str]) -> None:
    """Never an error, never longer than a card has room for, except one endless word."""
    pieces = excerpt_of(values, terms)
    assert all(piece.text for piece in pieces)
    assert sum(len(piece.text) for piece in pieces) <= max([LONGEST + 4, *(len(value) for value in values)])
