"""The thesaurus: other words for what a person typed, and which words belong together.

Keys are terms with a blank between, as ``key_of`` makes them of any spelling. What a key leads to is written as
people read it.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from indexer.errors import SettingsError
from indexer.words.analysis import carrying_meaning, terms_of_word, words

LONGEST_KEY = 8  # terms; longer names are hardly typed
SENTENCE = 3  # words
COLUMNS = ("words", "means", "kind", "specialty")


class Kind(StrEnum):
    """How two names belong together."""

    SAME = "same"
    WIDER = "wider"  # one way only: who asks for the first may mean the second
    ABBREVIATION = "abbreviation"
    AMBIGUOUS = "ambiguous"  # an abbreviation of several things
    BRAND = "brand"
    SPELLING = "spelling"
    MINED = "mined"  # an abbreviation or a further name that records explain themselves
    HEADING = "heading"  # the heading that the registry gives to most trials of a condition, one way


# How far a name is trusted beside the person's own words. Set by hand: a little below them where both mean the
# same, less where the second is only one of what was meant, or only records say so.
WEIGHTS = {
    Kind.SAME: 0.8,
    Kind.WIDER: 0.6,
    Kind.ABBREVIATION: 0.8,
    Kind.AMBIGUOUS: 0.5,
    Kind.BRAND: 0.8,
    Kind.SPELLING: 0.9,
    Kind.MINED: 0.5,
    Kind.HEADING: 0.4,
}
ONE_WAY = {Kind.WIDER, Kind.HEADING, Kind.AMBIGUOUS}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names; ``weight`` from 0 to 1; ``capitals``: the first counts only when it is typed in capitals."""

    words: str
    means: str
    kind: Kind
    weight: float
    source: str
    capitals: bool = False


class Found(Protocol):
    """What a key leads to."""

    @property
    def text(self) -> str:
        """Other words."""
        ...

    @property
    def weight(self) -> float:
        """How far they are trusted."""
        ...

    @property
    def source(self) -> str:
        """Who says so."""
        ...

    @property
    def capitals(self) -> bool:
        """Whether the key must have been typed in capitals."""
        ...


class Thesaurus(Protocol):
    """Names by key."""

    def find(self, key: str) -> "tuple[Found, ...] | None":
        """The synonyms of a key, the most trusted first; () for words known together; None for an unknown key."""
        ...


def key_of(text: str) -> str:
    """The key of a name.

    >>> key_of("Fat in the liver"), key_of("Non-Small-Cell Lung Cancer")
    ('fat liver', 'non small cell lung cancer')
    """
    found = words(text)
    kept = [word for word, says in zip(found, carrying_meaning(found), strict=True) if says]
    return " ".join(part for word in kept for part in terms_of_word(word)[0])


def read_pairs(files: Iterable[Path]) -> Iterator[Pair]:
    """The pairs of the vocabularies that are there. Raises SettingsError for a file that is none."""
    for path in files:
        if path.exists():
            yield from _read_file(path)


def _read_file(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise SettingsError(f"{path} is no vocabulary: its first line must be {','.join(COLUMNS)}.")
        for row in rows:
            try:
                kind = Kind(row["kind"])
            except ValueError as error:
                known = ", ".join(Kind)
                raise SettingsError(
                    f"{path}, line {rows.line_num}: {row['kind']!r} is none of {known}."
                ) from error
            typed = row["words"].strip()
            yield Pair(
                typed, row["means"].strip(), kind, WEIGHTS[kind], path.stem, capitals=_is_capitals(typed)
            )


def _is_capitals(text: str) -> bool:
    return text.isupper() and " " not in text


class PairsThesaurus:
    """A thesaurus over pairs in memory; ``known`` are further names of several words."""

    def __init__(self, pairs: Iterable[Pair], known: Iterable[str] = ()) -> None:
        self._found: dict[str, dict[str, Entry]] = {key_of(name): {} for name in known}
        for pair in pairs:
            for key, entry in entries_of(pair):
                self._add(key, entry)

    def find(self, key: str) -> "tuple[Entry, ...] | None":
        """See Thesaurus."""
        found = self._found.get(key)
        return None if found is None else tuple(sorted(found.values(), key=lambda entry: -entry.weight))

    def __iter__(self) -> "Iterator[tuple[str, tuple[Entry, ...]]]":
        """Every key in order, with what it leads to."""
        for key in sorted(self._found, key=str.encode):
            yield key, self.find(key) or ()

    def _add(self, key: str, entry: "Entry") -> None:
        of_key = self._found.setdefault(key, {})
        other = key_of(entry.text)
        if other != key and (other not in of_key or of_key[other].weight < entry.weight):
            of_key[other] = entry


@dataclass(frozen=True, slots=True)
class Entry:
    """A synonym in memory; see Found."""

    text: str
    weight: float
    source: str
    capitals: bool = False


def entries_of(pair: Pair) -> Iterator[tuple[str, Entry]]:
    """What a pair says: key and synonym, in both directions where both hold."""
    there, back = key_of(pair.words), key_of(pair.means)
    if " " not in there and len(words(pair.words)) >= SENTENCE:
        return  # "can't get it up" without its small words is "cant"
    if not there or not back or max(len(there.split()), len(back.split())) > LONGEST_KEY:
        return
    yield there, Entry(pair.means, pair.weight, pair.source, pair.capitals)
    if pair.kind not in ONE_WAY and not pair.capitals:  # in records all looks like ALL
        yield back, Entry(pair.words, pair.weight, pair.source)
