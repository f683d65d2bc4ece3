"""Cards of a segment: what a page shows of a document, one JSON text each, read one at a time.

cards.bin          the texts one after the other
card_ends.npy      int64: where each ends; card_sums.npy uint32: the CRC-32 of each, checked when it is read
"""

import json
import mmap
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from indexer.documents import TrialDocument
from indexer.engines.whoosh import arrays
from indexer.errors import IndexCorrupt
from indexer.search.result import Card

_NAMES = tuple(field.name for field in fields(Card))
_LISTS = tuple(number for number, field in enumerate(fields(Card)) if "tuple" in str(field.type))


class Cards:
    """The cards of one segment, and the names of the facilities of each document's sites."""

    def __init__(self, folder: Path) -> None:
        """Open what a CardWriter wrote. Raises IndexCorrupt when files are missing or damaged."""
        self._parts = {name: _Texts(folder, name) for name in ("card", "facilities")}

    def card(self, doc: int) -> Card:
        """The card of a document. Raises IndexCorrupt when it is not what was written."""
        values = self._parts["card"][doc]
        for number in _LISTS:
            values[number] = tuple(values[number])
        return Card(*values)

    def facilities(self, doc: int) -> list[str]:
        """The names of the facilities of a document's sites, in their order. Raises IndexCorrupt."""
        return self._parts["facilities"][doc]


class _Texts:
    """JSON texts in one file, by number."""

    def __init__(self, folder: Path, name: str) -> None:
        directory, _ = arrays.load(folder / name)
        self._ends = directory["ends"]
        self._sums = directory["sums"]
        self._path = folder / f"{name}.bin"
        size = int(self._ends[-1]) if len(self._ends) else 0
        if not self._path.exists() or self._path.stat().st_size != size:
            raise IndexCorrupt(f"{self._path} is missing or cut short.")
        with self._path.open("rb") as file:
            self._bytes: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""

    def __getitem__(self, number: int) -> list[Any]:
        text = self._bytes[int(self._ends[number - 1]) if number else 0 : int(self._ends[number])]
        if zlib.crc32(text) != self._sums[number]:
            raise IndexCorrupt(f"An entry of {self._path} is damaged.")
        values: list[Any] = json.loads(text)
        return values


class CardWriter:
    """Writes the cards of a segment's documents, in the order of their numbers; a context manager."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._ends = {"card": array("q"), "facilities": array("q")}
        self._sums = {"card": array("I"), "facilities": array("I")}
        self._files = {name: (folder / f"{name}.new").open("wb") for name in self._ends}

    def add(self, document: TrialDocument) -> None:
        """Take the next document."""
        card = document.card
        self._add("card", [getattr(card, name) for name in _NAMES])
        self._add("facilities", [site.facility for site in document.sites])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
        if not error:
            self._finish()

    def _finish(self) -> None:
        for name in self._files:
            (self._folder / f"{name}.new").replace(self._folder / f"{name}.bin")
            directory: dict[str, arrays.Array] = {
                "ends": np.array(self._ends[name], np.int64),
                "sums": np.array(self._sums[name], np.uint32),
            }
            arrays.save(directory, {}, self._folder / name)

    def _add(self, name: str, values: list[Any]) -> None:
        text = json.dumps(values, separators=(",", ":")).encode()
        ends = self._ends[name]
        self._files[name].write(text)
        ends.append((ends[-1] if ends else 0) + len(text))
        self._sums[name].append(zlib.crc32(text))


def write_cards(documents: Iterable[TrialDocument], folder: Path) -> None:
    """Write the cards of a segment's documents, in the order of their numbers."""
    with CardWriter(folder) as writer:
        for document in documents:
            writer.add(document)
