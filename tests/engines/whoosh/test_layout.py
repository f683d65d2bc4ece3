"""Whoosh's file layout: our bulk reading gives what Whoosh itself gives, posting by posting."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from indexer.engines.whoosh.postings import NOTHING, document_frequency, read_postings, terms_with_prefix
from indexer.engines.whoosh.schema import FIELD_SHIFT, ORDINAL, analysed, codec, schema

DOCUMENTS = 3_000  # more than two blocks of postings


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A segment in which "every" stands in all documents, "some" in a third, "once" in one."""
    folder = tmp_path_factory.mktemp("layout")
    index = FileIndex.create(FileStorage(str(folder)).create(), schema())
    writer = index.writer(codec=codec())
    for number in range(DOCUMENTS):
        words = [
            "every " * (number % 4 + 1),
            "some" if number % 3 == 0 else "",
            "once" if number == 1_234 else "",
        ]
        writer.add_document(
            nct_id=str(number), text=analysed({"title": (words[0],), "summary": (" ".join(words),)})
        )
    writer.commit()
    with index.reader() as reader:
        yield reader.leaf_readers()[0][0]


@pytest.mark.parametrize("term", ["everi", "some", "onc"])
def test_bulk_reading_equals_whooshs_own(segment: Any, term: str) -> None:
    """Documents, counts and packed positions are those that Whoosh's matcher visits one by one."""
    matcher = segment.postings("text", term)
    expected = []
    while matcher.is_active():
        expected.append((matcher.id(), matcher.weight(), matcher.value()))
        matcher.next()
    found = read_postings(segment, term)
    assert found.docs.tolist() == [doc for doc, _, _ in expected]
    assert found.counts.tolist() == [int(weight) for _, weight, _ in expected]
    assert found.packed.tobytes() == b"".join(value for _, _, value in expected)
    assert document_frequency(segment, term) == len(expected)


def test_positions_say_field_and_place(segment: Any) -> None:
    """The first document holds "every" once in the title and once in the summary."""
    found = read_postings(segment, "everi")
    packed = found.packed[: found.counts[0]]
    assert (packed >> FIELD_SHIFT).tolist() == [ORDINAL["title"], ORDINAL["summary"]]
    assert np.array_equal(found.doc_of_position[:2], [0, 0])


def test_an_unknown_term_has_no_postings(segment: Any) -> None:
    """A term that no document holds is empty, not an error."""
    assert read_postings(segment, "nowhere") is NOTHING
    assert document_frequency(segment, "nowhere") == 0


def test_the_term_dictionary_knows_prefixes(segment: Any) -> None:
    """Terms come in order, only those that begin so."""
    assert list(terms_with_prefix(segment, "on")) == ["onc"]
    assert list(terms_with_prefix(segment, "zz")) == []
