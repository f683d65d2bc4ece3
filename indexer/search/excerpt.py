"""Excerpts: a few words around what was found, and marks in any text, in the text's own spelling."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.search.result import Piece
from indexer.words.analysis import fold, terms_of_word

LONGEST = 180  # characters
BEFORE = 50  # characters of them that stand before the first word found

_WORD = re.compile(r"[^\W_]+(?:[-‐‑‒–−][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class _Place:
    begin: int
    end: int
    terms: frozenset[str]


def marked(text: str, terms: frozenset[str]) -> tuple[Piece, ...]:
    """A text in pieces, those marked that are one of some terms.

    >>> [piece.text for piece in marked("Acute Leukaemias in children", frozenset({"leukemia"})) if piece.marked]
    ['Leukaemias']
    """
    pieces: list[Piece] = []
    at = 0
    for place in _places(text, terms):
        pieces += [Piece(text[at : place.begin]), Piece(text[place.begin : place.end], marked=True)]
        at = place.end
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def excerpt_of(values: Sequence[str], terms: frozenset[str]) -> tuple[Piece, ...]:
    """The part of some texts that holds the most different terms; () where none stands.

    >>> "".join(piece.text for piece in excerpt_of(["Children with asthma."], frozenset({"asthma"})))
    'Children with asthma.'
    """
    best: tuple[int, str, int] = (0, "", 0)
    for value in values:
        text = " ".join(value.split())
        places = _places(text, terms)
        for number, first in enumerate(places):
            reached = [place for place in places[number:] if place.end <= first.begin + LONGEST - BEFORE]
            found = len(frozenset().union(*(place.terms for place in reached)))
            if found > best[0]:
                best = (found, text, first.begin)
    found, text, at = best
    return _cut(text, at, terms) if found else ()


def _cut(text: str, at: int, terms: frozenset[str]) -> tuple[Piece, ...]:
    """Whole words around a place."""
    if len(text) <= LONGEST:
        return marked(text, terms)
    begin = max(0, min(at - BEFORE, len(text) - LONGEST))
    end = min(len(text), begin + LONGEST)
    if begin:
        begin = text.find(" ", begin, at) + 1 or at
    if end < len(text):
        end = max(text.rfind(" ", begin, end), at)
    around = marked(text[begin:end], terms)
    return (*((Piece("… "),) if begin else ()), *around, *((Piece(" …"),) if end < len(text) else ()))


def _places(text: str, terms: frozenset[str]) -> list[_Place]:
    return [
        _Place(match.start(), match.end(), found)
        for match in _WORD.finditer(text)
        if (found := _terms(match[0]) & terms)
    ]


@lru_cache(maxsize=1 << 16)
def _terms(word: str) -> frozenset[str]:
    parts, whole = terms_of_word(fold(word))
    return frozenset((*parts, whole)) if whole else frozenset(parts)
