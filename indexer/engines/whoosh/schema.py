"""The Whoosh schema: one inverted index whose postings say in which field and at which position a term stands.

One posting list a term, instead of one a field, means one look-up and one decoding a term: BM25F, field
restrictions and phrases are all read from the same bytes. A position is a little-endian uint32,
``field ordinal << 24 | position in the field``; field ordinals are the rows of the field table's text fields.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import byteorder
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Format

from indexer.fields import TEXT_FIELDS
from indexer.words.analysis import positions

FIELD_SHIFT = 24
LAST_POSITION = (1 << FIELD_SHIFT) - 1
BLOCK = 1_024  # postings compressed together
LONGEST_FIELD = 65_535  # words; lengths are kept as uint16
ORDINAL = {field.name: ordinal for ordinal, field in enumerate(TEXT_FIELDS)}


class PackedPositions(Format):  # type: ignore[misc]  # whoosh has no types
    """Postings whose value is packed positions, as many as the term's frequency."""

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    def fixed_value_size(self) -> int:
        """Whoosh's way of saying that values differ in length."""
        return -1


@dataclass(frozen=True, slots=True)
class Analysed:
    """The texts of one document, analysed: packed positions by term, and how many words each field has."""

    packed: Mapping[str, "array[int]"]
    lengths: tuple[int, ...]


def analysed(texts: Mapping[str, tuple[str, ...]]) -> Analysed:
    """The texts of a TrialDocument, by field name, as the index takes them."""
    packed: dict[str, array[int]] = {}
    lengths = []
    for ordinal, field in enumerate(TEXT_FIELDS):
        base = ordinal << FIELD_SHIFT
        length = 0
        for term, found in positions(texts.get(field.name, ())).items():
            packed.setdefault(term, array("I")).extend(base | min(at, LAST_POSITION) for at in found)
            length += len(found)
        lengths.append(min(length, LONGEST_FIELD))
    return Analysed(packed, tuple(lengths))


class AnalysedTexts(FieldType):  # type: ignore[misc]  # whoosh has no types
    """All text fields of a document at once; takes an Analysed."""

    def __init__(self) -> None:
        super().__init__(format=PackedPositions(), analyzer=None, scorable=False)

    def index(self, value: Analysed, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Term, frequency, weight and packed positions for every term of the document."""
        for term, where in value.packed.items():
            if byteorder == "big":
                where.byteswap()
            yield term.encode(), len(where), float(len(where)), where.tobytes()


def codec() -> Any:
    """How Whoosh writes a segment: long blocks, since lists are read whole; no lengths, columns hold them.

    Asking for lengths would look for a file once a posting: half of the build time was spent on it.
    """
    codec = W3Codec(blocklimit=BLOCK)
    codec.length_stats = False
    return codec


def schema() -> Any:
    """The Whoosh schema: the id to replace by, all texts, and what a result needs of the document."""
    return Schema(nct_id=ID(unique=True), text=AnalysedTexts(), row=STORED())
