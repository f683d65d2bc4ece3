"""Clauses of a question that filter: a tree of values, spans, places and "missing" -> which documents pass.

They say nothing of how well a document matches, so a tree of them is a mask and has no scores.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.columns import FAMILY_OF
from indexer.engines.whoosh.schema import ORDINAL
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.engines.whoosh.whole import MISSING_NUMBER, NAMES_OF_PLACES, key_of_name
from indexer.fields import ASKED_AS, NUMBERS, PLACE, Facet, Field, NumberField
from indexer.search.query import And, AtSite, Missing, Node, Not, Or, Range, Several, Value
from indexer.trial.vocabulary import NOT_STATED

Mask = NDArray[np.bool_]

_ROW = {number.name: row for row, number in enumerate(NUMBERS)}


def passing(snapshot: Snapshot, node: Node) -> Mask:
    """Over documents, deleted ones included: those that pass a tree that holds clauses only."""
    match node:
        case Several(parts) | And(parts):
            return reduce(np.logical_and, [passing(snapshot, part) for part in parts])
        case Or(parts):
            return reduce(np.logical_or, [passing(snapshot, part) for part in parts])
        case Not(part):
            return ~passing(snapshot, part)
        case Value(field, value):
            return having(snapshot, _facet(field), (value,)).take(snapshot.arrays[FAMILY_OF[_facet(field)]])
        case Range(field):
            return said(snapshot, node).take(numbers(snapshot, field))
        case Missing():
            return _missing(snapshot, node)
        case AtSite(part):
            mask: Mask = snapshot.remembered.get(node, lambda: _at_site(snapshot, part))
            return mask
    raise AssertionError(node)


def having(snapshot: Snapshot, facet: str, values: tuple[str, ...]) -> Mask:
    """Over profiles of a facet's family: those that have one of its values."""
    known, first = snapshot.values[facet], snapshot.values["columns"][facet]
    columns = [first + known.index(value) for value in values if value in known]
    table = snapshot.arrays[f"{FAMILY_OF[facet]}.values"]
    mask: Mask = np.logical_or.reduce(table[:, columns] > 0, axis=1)
    return mask


def numbers(snapshot: Snapshot, name: str) -> NDArray[np.int32]:
    """Over documents: the row of what each says of a number."""
    rows: NDArray[np.int32] = snapshot.arrays["numbers"][_ROW[name]]
    return rows


def said(snapshot: Snapshot, clause: Range | Missing) -> Mask:
    """Over what documents say of numbers: what may lie in a range, or is missing."""
    first, last = snapshot.arrays["said.first"], snapshot.arrays["said.last"]
    missing: Mask = first == MISSING_NUMBER
    if isinstance(clause, Missing):
        return missing
    mask = ~missing
    if clause.first is not None:
        mask &= last >= clause.first
    if clause.last is not None:
        mask &= first <= clause.last
    return mask


def unknown_places(snapshot: Snapshot, node: Node) -> Iterator[str]:
    """A sentence for each place that is asked for and that no trial has."""
    match node:
        case Value(field, value) if field in NAMES_OF_PLACES and not len(_places(snapshot, field, value)):
            yield f"No trial here has a site in the {PLACE[field].label.lower()} “{value[:60]}”."
        case Several(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from unknown_places(snapshot, part)
        case Not(part) | AtSite(part):
            yield from unknown_places(snapshot, part)


def _facet(name: str) -> str:
    """A facet's own name by its name in the query language."""
    return ASKED_AS[name].name


def _missing(snapshot: Snapshot, clause: Missing) -> Mask:
    field: Field = ASKED_AS[clause.field]
    arrays = snapshot.arrays
    if isinstance(field, NumberField):
        return said(snapshot, clause).take(numbers(snapshot, field.name))
    if isinstance(field, Facet):
        return having(snapshot, field.name, (NOT_STATED,)).take(arrays[FAMILY_OF[field.name]])
    mask: Mask = arrays["lengths"][:, ORDINAL[field.name]] == 0
    return mask


def _at_site(snapshot: Snapshot, part: Node) -> Mask:
    """Over documents: those with one site for which the part holds."""
    mask = np.zeros(len(snapshot), np.bool_)
    mask[snapshot.arrays["site.doc"][np.flatnonzero(_sites(snapshot, part))]] = True
    return mask


def _sites(snapshot: Snapshot, node: Node) -> Mask:
    """Over sites: those for which a tree holds."""
    match node:
        case Several(parts) | And(parts):
            return reduce(np.logical_and, [_sites(snapshot, part) for part in parts])
        case Or(parts):
            return reduce(np.logical_or, [_sites(snapshot, part) for part in parts])
        case Not(part):
            return ~_sites(snapshot, part)
        case Value("site-status", value):
            meant = np.array([status == value for status in snapshot.values["site.status"]], np.bool_)
            return meant.take(snapshot.arrays["site.status"])
        case Value(field, value):
            meant = np.zeros(len(snapshot.values["site.place"]), np.bool_)
            meant[_places(snapshot, field, value)] = True
            return meant.take(snapshot.arrays["site.place"])
    raise AssertionError(node)


def _places(snapshot: Snapshot, which: str, name: str) -> NDArray[np.int32]:
    """The places of a country, state or city by its name."""
    keys, key = snapshot.values["name"], key_of_name(which, name)
    row = bisect_left(keys, key)
    if row == len(keys) or keys[row] != key:
        return np.empty(0, np.int32)
    ends = snapshot.arrays["name.ends"]
    found: NDArray[np.int32] = snapshot.arrays["name.places"][ends[row - 1] if row else 0 : ends[row]]
    return found
