"""Strings as two arrays, to be mapped into memory: all bytes one after the other, and where each string ends."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

import numpy as np

from indexer.engines.whoosh.arrays import Array

_AFTER_ALL = b"\xff"  # no UTF-8 text has it


class Strings:
    """Reads what ``packed`` made, string by string. Found by bytes where they are in order of their bytes."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._bytes = arrays[name].data  # memory views: single numbers come out five times as fast
        self._ends = arrays[f"{name}.ends"].data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        """The bytes of a string."""
        return bytes(self._bytes[self._ends[number - 1] if number else 0 : self._ends[number]])

    def all(self) -> list[str]:
        """All strings."""
        return [self[number].decode() for number in range(len(self))]

    def find(self, text: str) -> int | None:
        """The number of a string."""
        wanted = text.encode()
        number = bisect_left(self, wanted)
        return number if number < len(self) and self[number] == wanted else None

    def beginning(self, prefix: str) -> range:
        """The numbers of the strings that begin so."""
        first = prefix.encode()
        return range(bisect_left(self, first), bisect_left(self, first + _AFTER_ALL))


def packed(name: str, strings: Iterable[bytes]) -> dict[str, Array]:
    """Strings as arrays: ``name`` uint8 and ``name.ends`` int64."""
    given = list(strings)
    return {
        name: np.frombuffer(b"".join(given), np.uint8),
        f"{name}.ends": np.cumsum([len(one) for one in given], dtype=np.int64),
    }
