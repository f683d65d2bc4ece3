"""Answering: one question over one snapshot, from reading it to the page, the counts and the advice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from indexer.engines.whoosh.clauses import unknown_places
from indexer.engines.whoosh.evaluate import Evaluation, Matches
from indexer.engines.whoosh.explain import Explanation, nearest_site
from indexer.engines.whoosh.filters import Filters
from indexer.engines.whoosh.found_sites import WhooshFoundSites
from indexer.engines.whoosh.ordering import page_of
from indexer.engines.whoosh.schema import ORDINAL
from indexer.engines.whoosh.snapshot import Snapshot
from indexer.fields import FACET
from indexer.search.correct import Corrector
from indexer.search.expand import Expander, told_by
from indexer.search.facets import facet_values, facets_beside
from indexer.search.funnel import Funnel, funnel_of
from indexer.search.grammar import Reading, read_query
from indexer.search.query import (
    Missing,
    Nearby,
    Node,
    Not,
    Phrase,
    Prefix,
    Range,
    Several,
    Word,
    expansions,
    leaves,
    text_of,
    with_missing,
)
from indexer.search.request import SearchRequest, Words
from indexer.search.result import (
    Card,
    Correction,
    DroppedWord,
    Expansion,
    FacetValue,
    Hit,
    SearchedSynonym,
    SearchResult,
    Unstated,
)
from indexer.search.similar import FEWEST_TRIALS, LIKE_ENOUGH, like, likeness, span_of
from indexer.search.where import Box, FoundSummary

FEW = 20  # with fewer results than this, "any of these words" is offered
TELLING = 0.15  # of the trials that hold a word have it in a name or title: "pancreas", not "husband"
MOST_DROPPED = 8  # words for which "without it" is counted

_NAMING = np.uint32(
    sum(
        1 << ORDINAL[name]
        for name in ("title", "official-title", "condition", "keyword", "condition-term", "intervention")
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a tree and the filters leave: ``matches`` of the words that pass every filter.

    ``whole`` is everything that was read, with synonyms; ``tree`` what of it a trial needs to have, as ``mode`` says.
    """

    whole: Node | None
    tree: Node | None
    mode: Words
    evaluation: Evaluation
    matches: Matches
    filters: Filters

    @property
    def words_used(self) -> Words:
        """How many of the words a trial needs to have."""
        return Words.MOST if self.mode is Words.ALL and self.tree is not self.whole else self.mode


class Answering:
    """Answers one question; what several parts of the answer need is found once."""

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._request = request
        self._expander = Expander(snapshot.names, frozenset(request.synonyms_off))
        self._corrector = Corrector(snapshot.spelling, self._trials_with)

    def result(self) -> SearchResult:
        """The page, the exact total and the exact counts of the facets beside it."""
        found, reading = self._found, self._reading
        explanation = Explanation(found.evaluation, found.tree)
        return SearchResult(
            total=len(found.matches),
            hits=self._hits(explanation),
            facets={name: self.facet(name) for name in facets_beside(self._request)},
            read_as=text_of(found.whole) if found.whole else "",
            words_used=found.words_used,
            terms=explanation.terms,
            expansions=tuple(self._expansions()),
            corrected=self._changed_spelling,
            corrections=tuple(self._corrections()),
            dropped=self._dropped(),
            any_total=self._any_total(),
            notes=(*reading.notes, *_left_out(found), *_shortened(found.evaluation), *self._unknown_places()),
            unstated=tuple(one for one in self._unstated() if one.total > 0),
        )

    def facet(self, name: str, under: str = "") -> tuple[FacetValue, ...]:
        """Every value of one facet."""
        counts = self._found.filters.counts(name, under)
        return facet_values(FACET[name], counts, self._request.chosen(name), under)

    def count(self) -> int:
        """How many trials satisfy the question as asked."""
        return len(self._as_asked.matches)

    def funnel(self) -> Funnel:
        """How many trials each condition leaves; the words are evaluated once."""
        tree, evaluation = self._found.tree, self._found.evaluation
        docs = (evaluation.matches(tree) if tree else evaluation.everything).docs
        return funnel_of(
            self._request, lambda request: int(Filters(self._snapshot, request, docs).passing.sum())
        )

    def sites(self, within: Box | None) -> WhooshFoundSites:
        """Where the trials found run."""
        found = self._found
        sites = found.filters.sites.of(found.matches.docs)
        summary = FoundSummary(len(found.matches), found.words_used, self._changed_spelling)
        return WhooshFoundSites(self._snapshot, sites, within, summary)

    # --- what is found

    @cached_property
    def _reading(self) -> Reading:
        return read_query(self._request.text)

    @cached_property
    def _as_asked(self) -> Found:
        tree = self._expanded(self._reading.tree)
        return self._find(tree, tree, self._request.words)

    @cached_property
    def _found(self) -> Found:
        """With all words; when nothing has them, in a likelier spelling, then with fewer of them."""
        found = self._as_asked
        if len(found.matches) or self._request.words is not Words.ALL:
            return found
        if self._corrected:
            tree = self._expanded(read_query(self._corrected).tree)
            found = self._find(tree, tree, Words.ALL)
        whole = found.whole
        told = told_by(whole, self._is_telling)
        for tree, mode in (
            (told, Words.ALL),
            (told, Words.MOST),
            (whole, Words.MOST),
            (whole, Words.ANY),
        ):
            if not len(found.matches) and (isinstance(tree, Several) or (tree and mode is Words.ALL)):
                found = self._find(whole, tree, mode)
        return found

    @cached_property
    def _corrected(self) -> str:
        """The text in the likelier spelling of words that stand nowhere; "" when there is none."""
        tree = self._reading.tree
        return "" if tree is None or self._request.as_typed else self._corrector.corrected(tree)

    @property
    def _changed_spelling(self) -> str:
        """The likelier spelling where it was searched for; "" where it was not."""
        return self._corrected if self._found.whole is not self._as_asked.whole else ""

    def _expanded(self, tree: Node | None) -> Node | None:
        return self._expander.expand(tree) if tree else None

    def _find(self, whole: Node | None, tree: Node | None, mode: Words) -> Found:
        evaluation = Evaluation(self._snapshot, mode)
        matches = evaluation.matches(tree) if tree else evaluation.everything
        filters = Filters(self._snapshot, self._request, matches.docs)
        return Found(whole, tree, mode, evaluation, matches.where(filters.passing), filters)

    def _trials_with(self, word: str) -> int:
        """In how many trials a word stands, by itself or by a synonym."""
        tree = self._expander.expand(read_query(word).tree or Phrase(word))
        return len(Evaluation(self._snapshot).matches(tree))

    def _is_telling(self, word: Word) -> bool:
        """Whether a word says what trials are about: where it stands, it often stands in a name or title."""
        fields = self._as_asked.evaluation.where(word).fields
        return len(fields) > 0 and float(np.mean(fields & _NAMING > 0)) >= TELLING

    # --- the page

    def _hits(self, explanation: Explanation) -> tuple[Hit, ...]:
        found, sites = self._found, self._found.filters.sites
        docs, scores = page_of(self._snapshot, self._request, found)
        why = explanation.of(docs)
        rows = np.searchsorted(found.matches.docs, docs)
        return tuple(
            Hit(
                card=self._snapshot.card(doc),
                score=score,
                nearest=nearest_site(self._snapshot, sites, doc) if self._request.near else None,
                matched=why[doc].matched,
                by_synonym=why[doc].by_synonym,
                excerpt=explanation.excerpt(why[doc], partial(self._snapshot.texts, doc)),
                exclusion_only=not elsewhere,
            )
            for doc, score, elsewhere in zip(
                docs.tolist(), scores.tolist(), found.matches.elsewhere[rows].tolist(), strict=True
            )
        )

    # --- advice

    def _expansions(self) -> Iterator[Expansion]:
        """The synonyms that stand somewhere."""
        evaluation = self._found.evaluation
        for one in expansions(self._found.tree) if self._found.tree else ():
            synonyms = (
                SearchedSynonym(synonym.text, synonym.source, len(evaluation.matches(Phrase(synonym.text))))
                for synonym in one.synonyms
            )
            standing = tuple(synonym for synonym in synonyms if synonym.total)
            if standing:
                yield Expansion(text_of(one.own), standing)

    def _corrections(self) -> Iterator[Correction]:
        """Likelier spellings of rare words, with what they would find."""
        tree = self._reading.tree
        if tree is None or self._request.as_typed or self._found.whole is not self._as_asked.whole:
            return
        for text in self._corrector.suggested(tree):
            total = Answering(self._snapshot, replace(self._request, text=text, page=1)).count()
            if total > len(self._found.matches):
                yield Correction(text, total)

    def _dropped(self) -> tuple[DroppedWord, ...]:
        """Where nothing had all words: what is found without each of them, the best first."""
        found = self._found
        if found.words_used is self._request.words or not isinstance(found.whole, Several):
            return ()
        result = []
        for part in found.whole.parts[:MOST_DROPPED]:
            others = tuple(other for other in found.whole.parts if other is not part)
            if isinstance(part, Not) or all(isinstance(other, Not) for other in others):
                continue
            rest = Several(others)
            total = len(self._find(rest, rest, Words.ALL).matches)
            if total:
                result.append(DroppedWord(text_of(part), text_of(rest), total))
        return tuple(sorted(result, key=lambda dropped: -dropped.total))

    def _any_total(self) -> int | None:
        """How many have any of the words, when few have all of them."""
        found = self._found
        if found.mode is Words.ANY or not isinstance(found.whole, Several) or len(found.matches) >= FEW:
            return None
        return len(self._find(found.whole, found.whole, Words.ANY).matches)

    def _unstated(self) -> Iterator[Unstated]:
        """What more there would be with the trials that do not give a number of which a span is asked."""
        found = self._found
        for name, asked in self._request.ranges.items():
            if Missing(name) not in asked and any(isinstance(one, Range) for one in asked):
                yield Unstated(name, found.filters.unstated(name))
        for name, wider in with_missing(found.tree) if found.tree else ():
            docs = found.evaluation.matches(wider).docs
            passing = Filters(self._snapshot, self._request, docs).passing
            yield Unstated(name, int(passing.sum()) - len(found.matches), in_words=True)

    def _unknown_places(self) -> Iterator[str]:
        tree = self._found.tree
        return iter(dict.fromkeys(unknown_places(self._snapshot, tree) if tree else ()))


def similar(snapshot: Snapshot, nct_id: str, most: int) -> tuple[Card, ...]:
    """Open trials like one, the most alike first; see the port."""
    doc = snapshot.number_of(nct_id)
    if doc is None:
        return ()
    card, evaluation = snapshot.card(doc), Evaluation(snapshot, Words.ANY)
    tree = likeness(card, lambda word: evaluation.rarity(Word(word)) if _often(evaluation, word) else 0.0)
    if tree is None:
        return ()
    found = evaluation.matches(tree)
    own = found.scores[np.searchsorted(found.docs, doc)]
    passing = Filters(snapshot, like(card, span_of(card)), found.docs).passing
    alike = found.where(passing & (found.scores >= own * LIKE_ENOUGH) & (found.docs != doc))
    best = np.argsort(-alike.scores, kind="stable")[:most]
    return tuple(snapshot.card(other) for other in alike.docs[best].tolist())


def _often(evaluation: Evaluation, word: str) -> bool:
    return len(evaluation.where(Word(word)).docs) >= FEWEST_TRIALS


def _left_out(found: Found) -> Iterator[str]:
    if found.whole is not None and found.tree is not None and found.tree is not found.whole:
        kept = set(leaves(found.tree))
        words = dict.fromkeys(leaf.text for leaf in leaves(found.whole) if leaf not in kept)
        yield f"These words say little about the trial that is sought, so they were left out: {', '.join(words)}."


def _shortened(evaluation: Evaluation) -> Iterator[str]:
    for leaf in evaluation.shortened:
        if isinstance(leaf, Prefix):
            yield f"“{leaf.text}*” begins very many words; the most frequent ones were searched."
        else:
            how = "at any distance" if isinstance(leaf, Nearby) else "in any order"
            yield f"The words of “{leaf.text}” stand in nearly every trial, so they were searched {how}."
