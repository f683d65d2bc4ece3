"""Cards of a segment: what a page shows of a document, as entries that are read one at a time.

card           the card as JSON
facilities     the names of the facilities of the document's sites, as JSON
texts          the values of its text fields as JSON, zlib: excerpts are made from them
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from indexer.documents import TrialDocument
from indexer.engines.whoosh.entries import Entries, EntryWriter
from indexer.fields import TEXT_FIELDS
from indexer.search.result import Card

FASTEST = 1  # of zlib's levels
NO_TEXTS = b""
_PARTS = ("card", "facilities", "texts")
_NAMES = tuple(field.name for field in fields(Card))
_LISTS = tuple(number for number, field in enumerate(fields(Card)) if "tuple" in str(field.type))
_TEXTS = tuple(
    field.name for field in TEXT_FIELDS if field.name not in {"id", "place"}
)  # nothing to quote there


class Cards:
    """The cards of one segment. Every method raises IndexCorrupt when an entry is not what was written."""

    def __init__(self, folder: Path) -> None:
        """Open what a CardWriter wrote. Raises IndexCorrupt when files are missing or damaged."""
        self._parts = {name: Entries(folder, name) for name in _PARTS}

    def card(self, doc: int) -> Card:
        """The card of a document."""
        values = json.loads(self._parts["card"][doc])
        for number in _LISTS:
            values[number] = tuple(values[number])
        return Card(*values)

    def facilities(self, doc: int) -> list[str]:
        """The names of the facilities of a document's sites, in their order."""
        names: list[str] = json.loads(self._parts["facilities"][doc])
        return names

    def texts(self, doc: int) -> dict[str, list[str]]:
        """The texts of a document by field; none where they were lost."""
        packed = self.packed_texts(doc)
        return dict(zip(_TEXTS, json.loads(zlib.decompress(packed)), strict=True)) if packed else {}

    def packed_texts(self, doc: int) -> bytes:
        """The same as they are kept."""
        return self._parts["texts"][doc]


def packed_texts(texts: Mapping[str, tuple[str, ...]]) -> bytes:
    """The texts of a document as they are kept."""
    return zlib.compress(_json([texts.get(name, ()) for name in _TEXTS]), FASTEST)


class CardWriter:
    """Writes the cards of a segment's documents, in the order of their numbers; a context manager."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._opened = ExitStack()
        self._parts = {name: self._opened.enter_context(EntryWriter(folder, name)) for name in _PARTS}

    def add(self, document: TrialDocument, texts: bytes) -> None:
        """Take the next document and its packed texts."""
        card = document.card
        self._parts["card"].add(_json([getattr(card, name) for name in _NAMES]))
        self._parts["facilities"].add(_json([site.facility for site in document.sites]))
        self._parts["texts"].add(texts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.__exit__(kind, error, trace)


def write_cards(documents: Iterable[TrialDocument], folder: Path) -> None:
    """Write the cards of a segment's documents anew; their texts are lost, and with them the excerpts."""
    with CardWriter(folder) as writer:
        for document in documents:
            writer.add(document, NO_TEXTS)


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
