"""The Whoosh schema: one inverted index whose postings say in which field and at which position a term stands.

One posting list a term, instead of one a field, means one look-up a term: BM25F, field restrictions and phrases are
all read from the same bytes. A position is a little-endian uint32, ``field ordinal << 24 | position in the field``;
field ordinals are the rows of the field table's text fields.
"""

from typing import Any

from whoosh.fields import ID, STORED, FieldType, Schema
from whoosh.formats import Format

from indexer.fields import TEXT_FIELDS

FIELD_SHIFT = 24
LAST_POSITION = (1 << FIELD_SHIFT) - 1
LONGEST_FIELD = 65_535  # words; lengths are kept as uint16
ORDINAL = {field.name: ordinal for ordinal, field in enumerate(TEXT_FIELDS)}


class PackedPositions(Format):  # type: ignore[misc]  # whoosh has no types
    """Postings whose value is packed positions, as many as the term's frequency."""

    def __init__(self) -> None:
        super().__init__(field_boost=1.0)

    def fixed_value_size(self) -> int:
        """Whoosh's way of saying that values differ in length."""
        return -1


class InvertedTexts(FieldType):  # type: ignore[misc]  # whoosh has no types
    """All text fields of a document at once; its postings come by ``BulkFieldWriter``, terms at a time."""

    def __init__(self) -> None:
        super().__init__(format=PackedPositions(), analyzer=None, scorable=False)


def schema() -> Any:
    """The Whoosh schema: the id to replace by, all texts, and what a result needs of the document."""
    return Schema(nct_id=ID(unique=True), text=InvertedTexts(), row=STORED())
