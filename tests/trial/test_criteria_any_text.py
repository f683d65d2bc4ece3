"""Whatever is written as criteria: nothing is lost, and it ends."""

import html
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.trial.criteria import Criteria, split_criteria
from indexer.trial.criteria.headings import HEADING_WORDS
from tests.trial.criteria_quality import words_of

_SEEN = st.characters(
    exclude_characters="\u00ad\u200b\u200c\u200d\ufeff"
)  # the others are taken out of words
_WORDS = (
    "adults",
    "asthma",
    "gout",
    "Must",
    "No",
    "Patients with",
    "are excluded",
    "criteria",
    "E. coli",
    "excluded",
)
_SIGNS = (
    "\n",
    "\n\n",
    "* ",
    "  * ",
    "1. ",
    "2. ",
    "a) ",
    ": ",
    ". ",
    "; ",
    "\\>",
    "(",
    " • ",
    "<li>",
    "</ul>",
    "-",
)
_HEADINGS = ("\nInclusion Criteria:\n", "\nExclusion Criteria for twins\n", "\nDISEASE CHARACTERISTICS:\n")


@given(
    st.one_of(
        st.text(_SEEN, max_size=400), st.lists(st.sampled_from(_WORDS + _SIGNS + _HEADINGS)).map(" ".join)
    )
)
def test_no_word_is_lost(text: str) -> None:
    """Every word is in an item, as often as it is written, but for those that headings are made of and list marks."""
    found: Criteria = split_criteria(text)
    kept = Counter(
        word.text
        for item in (*found.inclusion, *found.exclusion, *found.unsorted)
        for word in words_of(item.text)
    )
    written = Counter(word.text for word in words_of(html.unescape(text)))
    lost = {word for word in written - kept if word.lower() not in HEADING_WORDS | _PART_WORDS}
    assert not {word for word in lost if not _MARK.fullmatch(word)}


_PART_WORDS = frozenset("disease patient donor characteristics prior concurrent therapy".split())
_MARK = re.compile("[ivx]{2,4}")  # "ii." numbers a list

NASTY = {
    "one long line": "a ",
    "numbers": "1. ",
    "numbers that open lists": "1. a:\n",
    "bullets": "* ",
    "bullets in lines": "* a\n",
    "round bullets": "• ",
    "headings": "Inclusion Criteria: ",
    "words before a heading that never comes": "may be ",
    "spaces": " ",
    "brackets that open": "(",
    "brackets in words": "( a ",
    "sentences": "No one. A ",
    "sentences that nearly exclude": "may not enter ",
    "possibilities": "possibility ",
    "lines that go on": "a\n",
    "labels": "a:\n\n",
    "lists of one": "Excluded:\n* a\n",
    "backslashes": "\\",
    "tags": "<",
    "lists in lists": "<ul><li>a",
    "entities": "&lt;",
}


@pytest.mark.parametrize("piece", NASTY.values(), ids=NASTY)
def test_long_texts_of_nasty_shape_end(piece: str) -> None:
    """Three times the longest text that the registry takes is split without running away."""
    split_criteria(piece * (100_000 // len(piece)))


def test_deep_texts_end() -> None:
    """Each bullet deeper than the one before."""
    split_criteria("\n".join(" " * depth + "* a" for depth in range(440)))
