"""Suggestions: names that hold what is being typed at the beginning of a word, those of most trials first.

Conditions and treatments are a table made at a rebuild (with the trials that have them then) and linked by updates;
places are the version's own.

keys, shown: strings.py; a name folded and as it is written. trials int64 and kinds uint8 of each. begins.name int32
and begins.at int64: the words of all names, each by its name and where it begins in the key, in order of what follows.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh import arrays
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.strings import Strings, packed
from indexer.search.result import Suggestion
from indexer.words.analysis import words
from indexer.words.mining import Counts, Findings

KINDS = ("condition", "treatment", "place")
AT_THE_BEGINNING = 4  # times as many trials is worth a name that begins so
SHORTEST = 2  # letters
LOOKED_AT = 8  # times as many as are wanted, because a name may come twice
_AFTER_ALL = b"\xff"

Name = tuple[str, str, int, int]  # folded, as it is written, kind, trials


class Suggestions:
    """Names by the beginnings of their words."""

    def __init__(self, made: dict[str, Array]) -> None:
        self._keys, self._shown = Strings(made, "keys"), Strings(made, "shown")
        self._trials, self._kinds = made["trials"], made["kinds"]
        self._names, self._at = made["begins.name"], made["begins.at"]
        self._order = _Rests(self._keys, self._names, self._at)

    def find(self, typed: str, most: int) -> tuple[Suggestion, ...]:
        """The names that a person may be typing."""
        wanted = folded(typed).encode()
        if len(wanted) < SHORTEST:
            return ()
        first, last = bisect_left(self._order, wanted), bisect_left(self._order, wanted + _AFTER_ALL)
        rows = np.arange(first, last)
        names = self._names[rows]
        worth = self._trials[names] * np.where(self._at[rows] == 0, AT_THE_BEGINNING, 1)
        if len(rows) > most * LOOKED_AT:
            best = np.argpartition(-worth, most * LOOKED_AT)[: most * LOOKED_AT]
            names, worth = names[best], worth[best]
        order = np.lexsort((names, -worth))
        found: dict[bytes, Suggestion] = {}
        for name in names[order].tolist():
            found.setdefault(self._one(name), self._suggestion(name))
        return tuple(found.values())[:most]

    def _one(self, name: int) -> bytes:
        """What makes a name one: a condition that is also a treatment is, two towns of one name are not."""
        return self._shown[name] if KINDS[self._kinds[name]] == "place" else self._keys[name]

    def _suggestion(self, name: int) -> Suggestion:
        return Suggestion(self._shown[name].decode(), KINDS[self._kinds[name]], int(self._trials[name]))


class _Rests(Sequence[bytes]):
    """The rests of names from the beginning of each word on, in order."""

    def __init__(self, keys: Strings, names: NDArray[np.int32], at: NDArray[np.int64]) -> None:
        self._keys, self._names, self._at = keys, names, at

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, row: int) -> bytes:  # type: ignore[override]  # only single rows are asked for
        return self._keys[int(self._names[row])][int(self._at[row]) :]


def folded(text: str) -> str:
    """A name as it is looked for; what is typed keeps the blank at its end."""
    return " ".join(words(text)) + " " * text[-1:].isspace()


def read_suggestions(folder: Path) -> Suggestions:
    """Suggestions of conditions and treatments. Raises IndexCorrupt when files are missing or damaged."""
    return Suggestions(arrays.load(folder)[0])


def write_suggestions(findings: Findings, folder: Path) -> None:
    """Write the conditions and treatments that were found."""
    arrays.save(table([*_named(findings.conditions, 0), *_named(findings.interventions, 1)]), {}, folder)


def places(paths: Sequence[str], trials: Sequence[int]) -> Suggestions:
    """Suggestions of places that have trials, from paths ("United States/Texas/Houston")."""
    named = (
        (folded(path.rpartition("/")[2]), ", ".join(reversed(path.split("/"))), 2, count)
        for path, count in zip(paths, trials, strict=True)
    )
    return Suggestions(table([name for name in named if name[0] and name[3]]))


def table(names: Sequence[Name]) -> dict[str, Array]:
    """Names as arrays."""
    begins = sorted(
        (rest, number, at)
        for number, (key, _, _, _) in enumerate(names)
        for at, rest in _beginnings(key.encode())
    )
    return {
        **packed("keys", (key.encode() for key, _, _, _ in names)),
        **packed("shown", (shown.encode() for _, shown, _, _ in names)),
        "kinds": np.array([kind for _, _, kind, _ in names], np.uint8),
        "trials": np.array([trials for _, _, _, trials in names], np.int64),
        "begins.name": np.array([number for _, number, _ in begins], np.int32),
        "begins.at": np.array([at for _, _, at in begins], np.int64),
    }


def _beginnings(key: bytes) -> Iterable[tuple[int, bytes]]:
    """Where each word of a name begins, and the rest from there on."""
    at = 0
    while at >= 0:
        yield at, key[at:]
        at = key.find(b" ", at) + 1 or -1


def _named(counts: Counts, kind: int) -> Iterable[Name]:
    """Each name once, as most trials write it."""
    trials: Counter[str] = Counter()
    shown: dict[str, tuple[int, str]] = {}
    for (key, text), count in counts.items():
        trials[key] += count
        shown[key] = max(shown.get(key, (0, "")), (count, text))
    return ((key, shown[key][1], kind, trials[key]) for key in sorted(trials))
