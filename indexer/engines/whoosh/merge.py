"""Merging: the small segments that updates leave behind become one, within a bounded time.

Every update adds a segment, and every word is looked up in each. Large segments are never merged: what is deleted
in them goes with the next rebuild.
"""

import heapq
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.cards import Cards
from indexer.engines.whoosh.columns import Row
from indexer.engines.whoosh.inversion import Batch
from indexer.engines.whoosh.postings import commit
from indexer.engines.whoosh.segment import open_index, place_of, rows_of, write_segment
from indexer.engines.whoosh.source import Source
from indexer.engines.whoosh.terms import Postings, Terms

MOST_SEGMENTS = 10
LARGEST_MERGE = 20_000  # documents: about 20 seconds
WRITTEN_AT_ONCE = 1_000_000  # postings

Part = tuple[Terms, NDArray[np.int32]]  # with the new number of each document, -1 for those that are gone


def needs_merging(folder: Path) -> bool:
    """Whether a version has more segments than are read quickly, and small ones among them."""
    return len(_chosen(_living(folder))) > 1


def merge_small(folder: Path) -> None:
    """Make one of the small segments of a version that is being built."""
    source = Source(folder)
    try:
        with source.segments() as segments:
            chosen = [segments[number] for number in _chosen(_living(folder))]
            parts = list(_parts(folder, chosen))
            rows = (
                row
                for segment, (_, numbers) in zip(chosen, parts, strict=True)
                for row, number in zip(_rows(folder, segment), numbers.tolist(), strict=True)
                if number >= 0
            )
            merged = write_segment(folder, rows, lambda: merged_batches(parts))
            dropped = {segment.segment().segment_id() for segment in chosen}
    finally:
        source.close()
    commit(open_index(folder), [merged], dropped=dropped)


def _rows(folder: Path, segment: Any) -> Iterator[tuple[Row, bytes]]:
    """The rows of a segment with their texts."""
    cards = Cards(place_of(folder, segment.segment()) / "cards")
    for doc, row in enumerate(rows_of(segment)):
        yield row, cards.packed_texts(doc)


def merged_batches(parts: list[Part]) -> Iterator[Batch]:
    """The terms of several segments as those of one."""
    entries = [_entries(terms, part) for part, (terms, _) in enumerate(parts)]
    terms: list[bytes] = []
    found: list[Postings] = []
    postings = 0
    for term, of_parts in groupby(heapq.merge(*entries), key=itemgetter(0)):
        together = _together(parts, of_parts)
        if together:
            terms.append(term)
            found.append(together)
            postings += len(together.docs)
        if postings >= WRITTEN_AT_ONCE:
            yield _batch(terms, found)
            terms, found, postings = [], [], 0
    if terms:
        yield _batch(terms, found)


def _entries(terms: Terms, part: int) -> Iterator[tuple[bytes, int, int]]:
    """Every term of a part with its number there."""
    for number in range(len(terms)):
        yield terms[number], part, number


def _living(folder: Path) -> list[int]:
    """How many documents of each segment are not deleted."""
    with open_index(folder, readonly=True).reader() as reader:
        return [leaf.doc_count() for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]


def _chosen(living: list[int]) -> list[int]:
    """The numbers of the segments to merge: the smallest, as far as the bound allows.

    >>> _chosen([600_000, *[2_000] * 9]), len(_chosen([600_000, *[2_000] * 12]))
    ([], 10)
    """
    if len(living) <= MOST_SEGMENTS:
        return []
    smallest = sorted(range(len(living)), key=living.__getitem__)
    totals = accumulate(living[number] for number in smallest)
    return sorted(number for number, total in zip(smallest, totals, strict=True) if total <= LARGEST_MERGE)


def _parts(folder: Path, segments: Iterable[Any]) -> Iterator[Part]:
    first = 0
    for segment in segments:
        live = np.ones(segment.doc_count_all(), np.bool_)
        live[list(segment.segment().deleted_docs())] = False
        numbers = np.where(live, np.cumsum(live) - 1 + first, -1).astype(np.int32)
        first += int(live.sum())
        yield Terms(place_of(folder, segment.segment()) / "terms"), numbers


def _together(parts: list[Part], entries: Iterable[tuple[bytes, int, int]]) -> Postings | None:
    """The postings of one term in all parts, without those of documents that are gone."""
    kept = []
    for _, part, number in entries:
        terms, numbers = parts[part]
        postings = terms.postings(number)
        docs = numbers[postings.docs]
        rows = np.flatnonzero(docs >= 0)
        if len(rows):
            kept.append((postings.at(rows), docs[rows]))
    if not kept:
        return None
    ends = accumulate((len(postings.packed) for postings, _ in kept), initial=0)
    return Postings(
        np.concatenate([docs for _, docs in kept]),
        np.concatenate([postings.frequencies for postings, _ in kept]),
        np.concatenate([postings.fields for postings, _ in kept]),
        np.concatenate(
            [postings.ends + np.uint32(end) for (postings, _), end in zip(kept, ends, strict=False)]
        ),
        np.concatenate([postings.packed for postings, _ in kept]),
    )


def _batch(terms: list[bytes], found: list[Postings]) -> Batch:
    positions = accumulate((len(postings.packed) for postings in found), initial=0)
    return Batch(
        terms=terms,
        starts=np.cumsum([0, *(len(postings.docs) for postings in found)], dtype=np.int64),
        docs=np.concatenate([postings.docs for postings in found]),
        ends=np.concatenate(
            [
                postings.ends.astype(np.int64) + first
                for postings, first in zip(found, positions, strict=False)
            ]
        ),
        packed=np.concatenate([postings.packed for postings in found]),
    )
