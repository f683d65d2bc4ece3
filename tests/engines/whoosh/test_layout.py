"""Whoosh's file layout: what we write and read whole terms at a time is what Whoosh itself reads, one by one."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.documents import TrialDocument, document_of
from indexer.engines.whoosh.inversion import Batch, Inversion
from indexer.engines.whoosh.postings import commit, read_batches, read_postings
from indexer.engines.whoosh.schema import FIELD_SHIFT, ORDINAL
from indexer.engines.whoosh.segment import create_index, index_documents, open_index
from tests.builders import a_trial

DOCUMENTS = 3_000  # more than two blocks of postings


def texts(number: int) -> dict[str, tuple[str, ...]]:
    """The word "every" stands in all documents, "some" in a third, "once" in one."""
    words = [
        "every " * (number % 4 + 1),
        "some" if number % 3 == 0 else "",
        "once" if number == 1_234 else "",
    ]
    return {"title": (words[0],), "summary": (" ".join(words),)}


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A segment of many documents, as Whoosh's own reader."""
    folder = tmp_path_factory.mktemp("layout")
    create_index(folder)
    empty = document_of(a_trial(), lambda *_: None)
    documents = (replace(empty, nct_id=f"NCT{number:08}", texts=texts(number)) for number in range(DOCUMENTS))
    commit(open_index(folder), [index_documents(folder, documents)])
    with open_index(folder).reader() as reader:
        yield reader.leaf_readers()[0][0]


@pytest.mark.parametrize("term", [b"everi", b"some", b"onc"])
def test_bulk_reading_equals_whooshs_own(segment: Any, term: bytes) -> None:
    """Documents, counts and packed positions are those that Whoosh's matcher visits one by one."""
    matcher = segment.postings("text", term)
    expected = []
    while matcher.is_active():
        expected.append((matcher.id(), matcher.weight(), matcher.value()))
        matcher.next()
    docs, values = read_postings(segment, term)
    assert docs.tolist() == [doc for doc, _, _ in expected]
    assert [len(value) // 4 for value in values] == [int(weight) for _, weight, _ in expected]
    assert values == [value for _, _, value in expected]
    assert segment.doc_frequency("text", term) == len(expected)


def test_positions_say_field_and_place(segment: Any) -> None:
    """The first document holds "every" once in the title and once in the summary."""
    _, values = read_postings(segment, b"everi")
    packed = np.frombuffer(values[0], "<u4")
    assert (packed >> FIELD_SHIFT).tolist() == [ORDINAL["title"], ORDINAL["summary"]]


def test_all_terms_are_read_back(segment: Any, tmp_path: Path) -> None:
    """What is read from the segment is what inverting the same texts gives, term by term."""
    inversion = Inversion(tmp_path)
    for number in range(DOCUMENTS):
        inversion.add(texts(number))
    for read, made in zip(read_batches(segment), inversion.batches(), strict=True):
        assert read.terms == made.terms
        for name in ("starts", "docs", "ends", "packed"):
            assert np.array_equal(getattr(read, name), getattr(made, name)), name


def positions(batches: Iterable[Batch]) -> dict[bytes, dict[int, list[int]]]:
    """Term -> document -> packed positions."""
    found: dict[bytes, dict[int, list[int]]] = {}
    for batch in batches:
        for number, term in enumerate(batch.terms):
            for row in range(batch.starts[number], batch.starts[number + 1]):
                begin = int(batch.ends[row - 1]) if row else 0
                docs = found.setdefault(term, {})
                docs[int(batch.docs[row])] = batch.packed[begin : batch.ends[row]].tolist()
    return found


@pytest.mark.parametrize("buffered", [50, 1_000, 1_000_000])
def test_inversion_does_not_depend_on_memory(tmp_path: Path, buffered: int) -> None:
    """Tokens that wait on disk come back in the same order, and leave nothing behind."""
    spilling, roomy = Inversion(tmp_path / "spill", buffered), Inversion(tmp_path / "none")
    for number in range(300):
        given = {"title": ("CAR-T cells", f"word{number % 37}"), "summary": ("every cell " * (number % 5),)}
        assert spilling.add(given) == roomy.add(given)
    assert positions(spilling.batches()) == positions(roomy.batches())
    assert not any(path.is_file() for path in tmp_path.rglob("*"))


def test_segments_are_written_at_the_same_time(tmp_path: Path) -> None:
    """A segment that is begun and ended while another is being written takes nothing away from it."""
    create_index(tmp_path)
    empty = document_of(a_trial(), lambda *_: None)
    one, two, three = (replace(empty, nct_id=f"NCT0000000{number}") for number in (1, 2, 3))
    meanwhile = []

    def documents() -> Iterator[TrialDocument]:
        yield one
        meanwhile.append(index_documents(tmp_path, [two]))
        yield three

    segment = index_documents(tmp_path, documents())
    commit(open_index(tmp_path), [segment, *meanwhile])
    with open_index(tmp_path).reader() as reader:
        stored = [fields["row"].document.nct_id for fields in reader.all_stored_fields()]
    assert stored == [document.nct_id for document in (one, three, two)]
    assert not [
        path for path in tmp_path.rglob("*") if "tmp" in path.name or path.name.startswith("postings-")
    ]
