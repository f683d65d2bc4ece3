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


class _Wanted(dict[str, frozenset[str]]):
    """Which of some terms a word of a text is; kept by word, since texts repeat their words."""

    def __init__(self, terms: frozenset[str]) -> None:
        super().__init__()
        self.terms = terms

    def __missing__(self, word: str) -> frozenset[str]:
        found = self[word] = _terms(word) & self.terms
        return found


def marked(text: str, terms: frozenset[str]) -> tuple[Piece, ...]:
    """A text in pieces, those marked that are one of some terms.

    >>> [piece.text for piece in marked("Acute Leukaemias in children", frozenset({"leukemia"})) if piece.marked]
    ['Leukaemias']
    """
    return _marked(text, _wanted(terms))


def _marked(text: str, wanted: _Wanted) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for place in _places(text, wanted):
        pieces += [Piece(text[at : place.begin]), Piece(text[place.begin : place.end], marked=True)]
        at = place.end
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def excerpt_of(values: Sequence[str], terms: frozenset[str]) -> tuple[Piece, ...]:
    """The part of some texts that holds the most different terms; () where none stands.

    >>> "".join(piece.text for piece in excerpt_of(["Children with asthma."], frozenset({"asthma"})))
    'Children with asthma.'
    """
    wanted = _wanted(terms)
    best: tuple[int, str, int] = (0, "", 0)
    for value in values:
        if best[0] == len(terms):
            break
        text = " ".join(value.split())
        places = _places(text, wanted)
        for number, first in enumerate(places):
            reached = [place for place in places[number:] if place.end <= first.begin + LONGEST - BEFORE]
            found = len(frozenset().union(*(place.terms for place in reached)))
            if found > best[0]:
                best = (found, text, first.begin)
    found, text, at = best
    return _cut(text, at, wanted) if found else ()


def _cut(text: str, at: int, wanted: _Wanted) -> tuple[Piece, ...]:
    """Whole words around a place."""
    if len(text) <= LONGEST:
        return _marked(text, wanted)
    begin = max(0, min(at - BEFORE, len(text) - LONGEST))
    end = min(len(text), begin + LONGEST)
    if begin:
        begin = text.find(" ", begin, at) + 1 or at
    if end < len(text):
        end = max(text.rfind(" ", begin, end), at)
    around = _marked(text[begin:end], wanted)
    return (*((Piece("… "),) if begin else ()), *around, *((Piece(" …"),) if end < len(text) else ()))


def _places(text: str, wanted: _Wanted) -> list[_Place]:
    if not any(map(wanted.__getitem__, _WORD.findall(text))):
        return []
    return [
        _Place(match.start(), match.end(), found)
        for match in _WORD.finditer(text)
        if (found := wanted[match[0]])
    ]


@lru_cache(maxsize=8)
def _wanted(terms: frozenset[str]) -> _Wanted:
    """The same for all texts of a page, or of a few at a time."""
    return _Wanted(terms)


@lru_cache(maxsize=1 << 16)
def _terms(word: str) -> frozenset[str]:
    parts, whole = terms_of_word(fold(word))
    return frozenset((*parts, whole)) if whole else frozenset(parts)
