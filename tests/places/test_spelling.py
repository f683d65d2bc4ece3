"""Which spellings of a name are the same name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.places.spelling import fold

SAME = {
    "case": ("MINSK", "minsk"),
    "accents": ("São Paulo", "Sao Paulo"),
    "accents as marks of their own": ("Mu\u0308nchen", "München"),
    "letters with a stroke": ("Łódź", "Lodz"),
    "ligatures": ("Ærø", "aero"),
    "sharp s": ("Gießen", "Giessen"),
    "dotted and dotless i": ("İzmir Diyarbakır", "Izmir Diyarbakir"),
    "hyphens": ("Saint-Étienne", "saint etienne"),
    "saints": ("St. John's", "Saint Johns"),
    "French saints": ("Sainte-Foy", "St Foy"),
    "apostrophes": ("L’Aquila", "L'Aquila"),
    "Cyrillic": ("МИНСК", "Минск"),
    "full-width letters": ("Ｔｏｋｙｏ", "tokyo"),
    "space around": ("  New   York ", "new york"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_same_name(one: str, other: str) -> None:
    """Case, accents, punctuation and the way to write a saint make no difference."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("York", "New York"), ("San Jose", "St Jose"), ("Koln", "Kolno")])
def test_different_names(one: str, other: str) -> None:
    """Names that differ in letters stay apart; San and Santa are no abbreviations."""
    assert fold(one) != fold(other)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=8), max_size=5
    )
)
def test_lists_keep_their_shape(names: list[str]) -> None:
    """Folding a whole list at once neither joins two lines nor makes new ones."""
    assert fold("\n".join(["a", *names, "b"])).count("\n") == len(names) + 1
