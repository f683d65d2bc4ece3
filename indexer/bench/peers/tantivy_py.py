"""tantivy-py: Rust's tantivy with its own BM25 and its aggregations."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tantivy

from indexer.bench.peers.port import (
    COUNTED,
    AllOf,
    AnyOf,
    Begins,
    Clause,
    InARow,
    PeerAnswer,
    PeerDocument,
    PeerQuestion,
    Term,
)

HEAP = 1_000_000_000  # bytes
MOST_VALUES = 65_000  # of one facet: more than there are, so that counts are exact
_LISTS = ("places", "open_places", "points", "open_points")
_NUMBERS = ("minimum_age", "maximum_age", "newest")
_FACETS = (*COUNTED, "location-open")
_WORDS = "words"
_must, _should, _must_not = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Tantivy:
    """tantivy by its Python binding."""

    name = "tantivy-py"

    def __init__(self) -> None:
        self._schema = _schema()
        self._searcher: Any = None

    def build(self, documents: Iterable[PeerDocument], folder: Path) -> None:
        """Index the documents with one thread."""
        folder.mkdir(parents=True, exist_ok=True)
        index = self._index(folder)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for document in documents:
            writer.add_document(_document(document))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open what was built."""
        index = self._index(folder)
        index.reload()
        self._searcher = index.searcher()

    def answer(self, question: PeerQuestion) -> PeerAnswer:
        """A search, one aggregation for the facets without a filter of their own, and one for each other facet."""
        own = question.own
        asked = self._query(question)
        found = self._searcher.search(
            asked,
            limit=1 if question.only else question.limit,
            offset=question.start,
            count=True,
            order_by_field="newest" if question.by_newest else None,
        )
        hits = () if question.only else found.hits
        ids = tuple(self._searcher.doc(address)["nct_id"][0] for _, address in hits)
        counts = self._counts(asked, question, [name for name in question.counted if name not in own])
        for name in own:
            counts |= self._counts(self._query(question, but=name), question, [name])
        return PeerAnswer(ids, found.count, counts)

    def close(self) -> None:
        """Let go of files."""
        self._searcher = None

    def _index(self, folder: Path) -> Any:
        index = tantivy.Index(self._schema, path=str(folder))
        index.register_tokenizer(_WORDS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        return index

    def _counts(self, asked: Any, question: PeerQuestion, names: list[str]) -> dict[str, dict[str, int]]:
        if not names:
            return {}
        wanted = {name: {"terms": {"field": question.column(name), "size": MOST_VALUES}} for name in names}
        answered = self._searcher.aggregate(asked, wanted)
        return {
            name: {bucket["key"]: bucket["doc_count"] for bucket in answered[name]["buckets"]}
            for name in names
        }

    def _query(self, question: PeerQuestion, but: str = "") -> Any:
        """The question as tantivy's query, without the filter of one facet."""
        parts = [self._clause(question.text)] if question.text else []
        parts += [tantivy.Query.const_score_query(part, 0.0) for part in self._filters(question, but)]
        if not parts:
            return tantivy.Query.all_query()
        return tantivy.Query.boolean_query([(_must, part) for part in parts])

    def _filters(self, question: PeerQuestion, but: str) -> Iterator[Any]:
        for name, values in question.filters.items():
            if name != but:
                yield self._any(name, values)
        prefix = "open_" if question.open_only else ""
        if question.places and but != "location":
            yield self._any(f"{prefix}places", question.places)
        if question.points is not None:
            yield self._any(f"{prefix}points", question.points)
        if question.age:
            low, high = question.age
            whole = tantivy.FieldType.Integer
            yield tantivy.Query.range_query(
                self._schema, "minimum_age", whole, upper_bound=high, include_upper=False
            )
            yield tantivy.Query.range_query(
                self._schema, "maximum_age", whole, lower_bound=low, include_lower=False
            )

    def _any(self, field: str, values: tuple[str, ...]) -> Any:
        if not values:
            return tantivy.Query.empty_query()
        return tantivy.Query.term_set_query(self._schema, field, list(values))

    def _clause(self, clause: Clause) -> Any:
        match clause:
            case Term(text):
                return tantivy.Query.term_query(self._schema, "text", text)
            case InARow(terms):
                return tantivy.Query.phrase_query(self._schema, "text", list(terms))
            case Begins(text):
                return tantivy.Query.regex_query(self._schema, "text", f"{re.escape(text)}.*")
            case AllOf(parts):
                return tantivy.Query.boolean_query([(_must, self._clause(part)) for part in parts])
            case AnyOf(parts):
                return tantivy.Query.boolean_query([(_should, self._clause(part)) for part in parts])
            case _:
                return tantivy.Query.boolean_query(
                    [(_must, self._clause(clause.part)), (_must_not, self._clause(clause.unwanted))]
                )


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("nct_id", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name=_WORDS, index_option="position")
    for name in _LISTS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def _document(document: PeerDocument) -> Any:
    made = tantivy.Document()
    made.add_text("nct_id", document.nct_id)
    made.add_text("text", document.text)
    for name in _LISTS:
        for value in getattr(document, name):
            made.add_text(name, value)
    for name in _FACETS:
        for value in document.facets[name]:
            made.add_text(name, value)
    for name in _NUMBERS:
        made.add_integer(name, getattr(document, name))
    return made
