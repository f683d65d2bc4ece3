"""THE FIELD TABLE: every field that can be searched, filtered or sorted, with what it is and where it comes from.

Schema, mapping, URL parameters, the query language, facets, sorts, labels and the help page are made from it. Its
rows are in ``text``, ``facets`` and ``numbers``; ``kinds`` says what a row is.
"""

import hashlib
from collections.abc import Iterator

from indexer.fields.facets import FACETS
from indexer.fields.kinds import Facet, Field, Kind, Measure, NumberField, PlaceField, TextField
from indexer.fields.numbers import NUMBERS, PLACES
from indexer.fields.text import TEXT_FIELDS, TEXT_GROUPS

__all__ = [
    "ASKED_AS",
    "FACET",
    "FACETS",
    "FIELD_TABLE",
    "NUMBER",
    "NUMBERS",
    "PLACE",
    "PLACES",
    "TEXT_FIELD",
    "TEXT_FIELDS",
    "TEXT_GROUPS",
    "USUAL_FACETS",
    "Facet",
    "Field",
    "Kind",
    "Measure",
    "NumberField",
    "PlaceField",
    "TextField",
    "fields_hash",
]

INDEX_FORMAT = 9  # raise when the index's files change shape though the table does not

FIELD_TABLE: tuple[Field, ...] = (*TEXT_FIELDS, *FACETS, *NUMBERS, *PLACES)
TEXT_FIELD = {field.name: field for field in TEXT_FIELDS}
FACET = {facet.name: facet for facet in FACETS}
NUMBER = {number.name: number for number in NUMBERS}
PLACE = {place.name: place for place in PLACES}
USUAL_FACETS = tuple(facet for facet in FACETS if not facet.on_request)


def _named(fields: tuple[Field, ...]) -> Iterator[tuple[str, Field]]:
    for field in fields:
        for name in (field.asked_as, *field.aliases):
            yield name, field


ASKED_AS = dict(_named(FIELD_TABLE))  # the names of the query language

_IN_HASH = ("boost", "typical_length", "length_norm")  # what the kept frequencies are made with


def fields_hash() -> str:
    """A short hash of the table: an index built for another table must not be opened."""
    rows = [(field.kind, field.name, *(getattr(field, key, "") for key in _IN_HASH)) for field in FIELD_TABLE]
    return hashlib.sha256(repr((INDEX_FORMAT, rows)).encode()).hexdigest()[:10]
