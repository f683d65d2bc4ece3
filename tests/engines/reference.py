"""A tiny engine that is obviously right: plain loops over documents, one predicate a filter.

Too slow for anything but tests. Whoosh has to give the same answers; where they differ, read this one first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from indexer.documents import SiteEntry, TrialDocument
from indexer.engines.port import IndexVersion, Progress, Suggested
from indexer.errors import IndexMissing
from indexer.fields import FACET, NUMBERS, TEXT_FIELDS, fields_hash
from indexer.fields.kinds import Bounds
from indexer.places.distance import distance_km
from indexer.search.correct import Corrector
from indexer.search.expand import Expander, told_by
from indexer.search.facets import facet_values, facets_beside
from indexer.search.funnel import Funnel, funnel_of
from indexer.search.grammar import read_query
from indexer.search.query import (
    Leaf,
    Missing,
    Node,
    Phrase,
    Range,
    Several,
    Word,
    expansions,
    leaves,
    text_of,
    with_missing,
)
from indexer.search.request import SearchRequest, Sort, Words
from indexer.search.result import (
    Card,
    FacetValue,
    Hit,
    Matched,
    NearestSite,
    SearchResult,
    Suggestion,
    Unstated,
)
from indexer.search.similar import FEWEST_TRIALS, LIKE_ENOUGH, like, likeness, span_of
from indexer.search.where import Box, FoundSummary
from indexer.trial.age import AgeSpan
from indexer.trial.vocabulary import NOT_STATED, OPEN_STATUSES
from indexer.words.analysis import term, words
from indexer.words.mining import Findings, Said
from indexer.words.spelling import Lexicon, Spelling
from indexer.words.thesaurus import PairsThesaurus, Thesaurus, read_pairs
from tests.engines.reference_clauses import lies_in
from tests.engines.reference_sites import ReferenceFoundSites
from tests.engines.reference_words import Found, Texts

FAR_AWAY = float("inf")
NOT_KNOWN = float("-inf")
SORTED_BY = {number.sort: number.name for number in NUMBERS}

Rank = tuple[float, ...]


@dataclass
class ReferenceIndex:
    """What builder and engine share: the documents by id, and the version that answers."""

    documents: dict[str, TrialDocument] = field(default_factory=dict)
    texts: Texts = field(default_factory=lambda: Texts(()))
    thesaurus: Thesaurus = field(default_factory=lambda: PairsThesaurus(()))
    spelling: Spelling = field(default_factory=lambda: Spelling(Lexicon))
    version: IndexVersion | None = None


class ReferenceBuilder:
    """Replaces the documents of the index in one assignment."""

    def __init__(self, index: ReferenceIndex, vocabularies: Sequence[Path] = ()) -> None:
        self._index = index
        self._pairs = list(read_pairs(vocabularies))

    def rebuild(
        self, documents: Iterable[TrialDocument], *, revision: int, data_timestamp: str, progress: Progress
    ) -> IndexVersion:
        """All documents anew, and the thesaurus with them."""
        version = self._publish(
            {document.nct_id: document for document in documents}, revision, data_timestamp
        )
        findings = Findings()
        for document in self._index.documents.values():
            card = document.card
            findings.add(Said(document.texts, card.conditions, document.headings, document.names))
        holding = {short: self._index.texts.holding(term(short)) for short in findings.short_forms()}
        self._index.thesaurus = PairsThesaurus([*self._pairs, *findings.pairs(holding)], findings.known())
        self._index.spelling = Spelling(lambda: Lexicon.of(findings.spellings()))
        return version

    def apply(
        self,
        documents: Iterable[TrialDocument],
        removed: Iterable[str],
        *,
        revision: int,
        data_timestamp: str,
    ) -> IndexVersion:
        """The documents there are, without ``removed``, with ``documents`` in place of their older ones."""
        kept = {nct_id: old for nct_id, old in self._index.documents.items() if nct_id not in set(removed)}
        return self._publish(kept | {new.nct_id: new for new in documents}, revision, data_timestamp)

    def _publish(
        self, documents: dict[str, TrialDocument], revision: int, data_timestamp: str
    ) -> IndexVersion:
        name = f"reference-{revision}"
        now = datetime.now(UTC)
        version = IndexVersion(name, now, len(documents), fields_hash(), revision, data_timestamp)
        self._index.documents, self._index.texts = documents, Texts(documents.values())
        self._index.version = version
        return version


class ReferenceEngine:
    """Looks at every document for every question."""

    def __init__(self, index: ReferenceIndex) -> None:
        self._index = index

    def version(self) -> IndexVersion:
        """The version that answers now."""
        if self._index.version is None:
            raise IndexMissing("Nothing was indexed yet.")
        return self._index.version

    def close(self) -> None:
        """There are no files to let go of."""

    def search(self, request: SearchRequest) -> SearchResult:
        """The page, the total and the counts, one loop each."""
        whole, tree, mode = self._asked(request)
        found = self._passing(request, tree, mode)
        ranked = sorted(found, key=lambda nct_id: self._rank(nct_id, found[nct_id], request))
        start = (request.page - 1) * request.per
        return SearchResult(
            total=len(found),
            hits=tuple(
                self._hit(nct_id, found[nct_id], request, tree)
                for nct_id in ranked[start : start + request.per]
            ),
            facets={name: self.facet(request, name) for name in facets_beside(request)},
            read_as=text_of(whole) if whole else "",
            words_used=Words.MOST if mode is Words.ALL and tree is not whole else mode,
            corrected=text_of(whole) if whole and whole != self._tree(request, request.text) else "",
            unstated=tuple(one for one in self._unstated(request, tree, mode) if one.total),
        )

    def facet(self, request: SearchRequest, name: str, under: str = "") -> tuple[FacetValue, ...]:
        """Every value of one facet."""
        counts: Counter[str] = Counter()
        _, tree, mode = self._asked(request)
        for nct_id in self._passing(request, tree, mode, own=name):
            document = self._index.documents[nct_id]
            counts.update(
                places(document, request, under) if name == "location" else set(document.facets[name])
            )
        return facet_values(FACET[name], counts, request.chosen(name), under)

    def count(self, request: SearchRequest) -> int:
        """How many satisfy the question as asked."""
        return len(self._passing(request, self._tree(request, request.text), request.words))

    def _unstated(self, request: SearchRequest, tree: Node | None, mode: Words) -> Iterator[Unstated]:
        """What more is found when trials without a number pass the span that is asked of it."""
        total = len(self._passing(request, tree, mode))
        for name, asked in request.ranges.items():
            if any(isinstance(one, Range) for one in asked):
                wider = request.within(name, (*asked, Missing(name)))
                yield Unstated(name, len(self._passing(wider, tree, mode)) - total)
        for name, other in with_missing(tree) if tree else ():
            yield Unstated(name, len(self._passing(request, other, mode)) - total, in_words=True)

    def funnel(self, request: SearchRequest) -> Funnel:
        """How many trials each condition leaves."""
        _, tree, mode = self._asked(request)
        return funnel_of(request, lambda asked: len(self._passing(asked, tree, mode)))

    def suggest(self, typed: str, what: Suggested, most: int) -> tuple[Suggestion, ...]:
        """Names with a word that begins so, by trials; a name that begins so counts four times."""
        wanted = " ".join(words(typed)) + " " * typed[-1:].isspace()
        found: dict[str, tuple[int, Suggestion]] = {}
        for suggestion in self._suggestions(what):
            name = suggestion.text.partition(",")[0] if what == "places" else suggestion.text
            key = " ".join(words(name)) if what == "names" else suggestion.text
            if len(wanted) > 1 and f" {wanted}" in f" {' '.join(words(name))}":
                worth = suggestion.trials * (4 if " ".join(words(name)).startswith(wanted) else 1)
                found[key] = max(found.get(key, (0, suggestion)), (worth, suggestion), key=lambda one: one[0])
        return tuple(one for _, one in sorted(found.values(), key=lambda one: -one[0])[:most])

    def _suggestions(self, what: Suggested) -> Iterator[Suggestion]:
        written: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for document in self._index.documents.values():
            for name, kind in _places_of(document) if what == "places" else _names_of(document):
                written[name if kind == "place" else " ".join(words(name)), kind][name] += 1
        for (_, kind), names in written.items():
            if names.total() > 1 or kind != "treatment":
                yield Suggestion(max(names, key=lambda name: (names[name], name)), kind, names.total())

    def sites(self, request: SearchRequest, within: Box | None = None) -> ReferenceFoundSites:
        """The counting sites of what ``search`` finds."""
        whole, tree, mode = self._asked(request)
        found = self._passing(request, tree, mode)
        sites = {nct_id: list(_sites_there(self._index.documents[nct_id], request)) for nct_id in found}
        changed = whole and whole != self._tree(request, request.text)
        used = Words.MOST if mode is Words.ALL and tree is not whole else mode
        return ReferenceFoundSites(
            sites, within, FoundSummary(len(found), used, text_of(whole) if whole and changed else "")
        )

    def similar(self, nct_id: str, most: int) -> tuple[Card, ...]:
        """Open trials like one, the most alike first."""
        if nct_id not in self._index.documents:
            return ()
        card, texts = self._index.documents[nct_id].card, self._index.texts
        tree = likeness(
            card,
            lambda word: (
                texts.rarity(Word(word), Words.ANY) if texts.holding(term(word)) >= FEWEST_TRIALS else 0.0
            ),
        )
        if tree is None:
            return ()
        alike = self._passing(like(card, span_of(card)), tree, Words.ANY)
        least = self._index.texts.matching(tree, Words.ANY)[nct_id].score * LIKE_ENOUGH
        others = [other for other in alike if other != nct_id and alike[other].score >= least]
        ranked = sorted(others, key=lambda other: -alike[other].score)[:most]
        return tuple(self._index.documents[other].card for other in ranked)

    def _asked(self, request: SearchRequest) -> tuple[Node | None, Node | None, Words]:
        """What was read, what of it a trial must have, and how much of that.

        In a likelier spelling, then fewer words, where nothing has all.
        """
        tree = self._tree(request, request.text)
        if request.words is not Words.ALL or self._passing(request, tree, Words.ALL):
            return tree, tree, request.words
        read = read_query(request.text).tree
        if read and not request.as_typed:
            corrector = Corrector(self._index.spelling, lambda word: self._trials_with(request, word))
            tree = self._tree(request, corrector.corrected(read) or request.text)
        told = told_by(tree, self._index.texts.is_telling)
        tries = [(tree, Words.ALL), (told, Words.ALL), (told, Words.MOST)]
        if not isinstance(tree, Several):
            return tree, tree, Words.ALL
        tries += [(tree, Words.MOST), (tree, Words.ANY)]
        for reduced, mode in tries:
            if reduced and self._passing(request, reduced, mode):
                return tree, reduced, mode
        return tree, tree, Words.ANY

    def _tree(self, request: SearchRequest, text: str) -> Node | None:
        tree = read_query(text).tree
        return Expander(self._index.thesaurus, frozenset(request.synonyms_off)).expand(tree) if tree else None

    def _trials_with(self, request: SearchRequest, word: str) -> int:
        return len(self._index.texts.matching(self._tree(request, word), Words.ALL))

    def _passing(
        self, request: SearchRequest, tree: Node | None, mode: Words, own: str = ""
    ) -> dict[str, Found]:
        """The trials that satisfy everything (but the facet ``own``), with how well their words match."""
        self.version()
        matching = self._index.texts.matching(tree, mode)
        documents = self._index.documents
        return {
            nct_id: found for nct_id, found in matching.items() if passes(documents[nct_id], request, own)
        }

    def _rank(self, nct_id: str, found: Found, request: SearchRequest) -> Rank:
        """What sorts first is smallest; of equals the newest comes first, then the higher number."""
        document = self._index.documents[nct_id]
        newest = _known(document.numbers["first-posted"])
        last = (-newest, -float(nct_id.removeprefix("NCT")))
        match request.order:
            case Sort.RELEVANCE:
                return (float(_exclusion_only(found)), -found.score, *last)
            case Sort.DISTANCE:
                nearest = _nearest(document, request)
                return (nearest.distance_km if nearest else 0.0, *last)
            case order:
                return (-_known(document.numbers[SORTED_BY[order.value]]), *last)

    def _hit(self, nct_id: str, found: Found, request: SearchRequest, tree: Node | None) -> Hit:
        document = self._index.documents[nct_id]
        synonyms = {
            Phrase(synonym.text): text_of(one.own)
            for one in (expansions(tree) if tree else ())
            for synonym in one.synonyms
        }
        return Hit(
            card=document.card,
            score=found.score,
            nearest=_nearest(document, request),
            matched=self._matched(nct_id, (*(leaves(tree) if tree else ()), *synonyms)),
            by_synonym={
                leaf.text: typed for leaf, typed in synonyms.items() if self._index.texts.places(leaf, nct_id)
            },
            excerpt=None,
            exclusion_only=_exclusion_only(found),
        )

    def _matched(self, nct_id: str, wanted: tuple[Leaf, ...]) -> tuple[Matched, ...]:
        """Field by field the words found in it; a reason to be excluded only for words found nowhere else."""
        words_of: dict[str, list[str]] = {}
        for leaf in wanted:
            fields = {name for name, _ in self._index.texts.places(leaf, nct_id)}
            for name in fields if fields == {"exclusion"} else fields - {"exclusion"}:
                words_of.setdefault(name, []).append(leaf.text)
        weightiest = sorted(
            (field for field in TEXT_FIELDS if field.name in words_of), key=lambda field: -field.boost
        )
        return tuple(
            Matched(field.name, field.label, tuple(dict.fromkeys(words_of[field.name])))
            for field in weightiest
        )


def _names_of(document: TrialDocument) -> set[tuple[str, str]]:
    conditions = {(name, "condition") for name in document.card.conditions}
    return conditions | {(name, "treatment") for name in document.card.interventions}


def _places_of(document: TrialDocument) -> set[tuple[str, str]]:
    paths = ("/".join(site.location.split("/")[:length]) for site in document.sites for length in (1, 2, 3))
    return {(", ".join(reversed(path.split("/"))), "place") for path in paths}


def _known(bounds: Bounds | None) -> float:
    return NOT_KNOWN if bounds is None else bounds[0]


def _exclusion_only(found: Found) -> bool:
    return found.fields == {"exclusion"}


def passes(document: TrialDocument, request: SearchRequest, own: str = "") -> bool:
    """Whether a trial passes every filter but the words and the facet ``own``."""
    for name, chosen in request.filters.items():
        if (
            name not in {"status", "location", own}
            and chosen
            and not set(chosen) & set(document.facets[name])
        ):
            return False
    if not all(lies_in(spans, document) for spans in request.ranges.values() if spans):
        return False
    there = _is_there(document, request.without("location") if own == "location" else request)
    return (own == "status" or _has_status(document, request)) and _takes_age(document, request) and there


def _has_status(document: TrialDocument, request: SearchRequest) -> bool:
    chosen = request.chosen("status")
    return not chosen or bool(set(chosen) & set(document.facets["status"]))


def _takes_age(document: TrialDocument, request: SearchRequest) -> bool:
    taken = AgeSpan(document.minimum_age, document.maximum_age)
    return request.age is None or taken.overlaps(request.age.span)


def _is_there(document: TrialDocument, request: SearchRequest) -> bool:
    """One site must be in the circle and in a chosen place, and count."""
    chosen = request.chosen("location")
    if not document.sites:
        return request.near is None and (not chosen or NOT_STATED in chosen)
    if not chosen and request.near is None:
        return True
    return any(True for _ in _sites_there(document, request))


def _sites_there(document: TrialDocument, request: SearchRequest) -> Iterator[SiteEntry]:
    """The counting sites in the circle and in a chosen place."""
    chosen = request.chosen("location")
    for site in _counting_sites(document, request):
        if not chosen or any(_lies_in(site, place) for place in chosen):
            yield site


def _counting_sites(document: TrialDocument, request: SearchRequest) -> Iterator[SiteEntry]:
    """The sites in the circle whose status counts."""
    for site in document.sites:
        if request.site_statuses and site.status not in request.site_statuses:
            continue
        if request.near and _distance(site, request) > request.near.radius.km:
            continue
        yield site


def _lies_in(site: SiteEntry, place: str) -> bool:
    return site.location == place or site.location.startswith(f"{place}/")


def _distance(site: SiteEntry, request: SearchRequest) -> float:
    if request.near is None or site.latitude is None or site.longitude is None:
        return FAR_AWAY
    return distance_km(request.near.latitude, request.near.longitude, site.latitude, site.longitude)


def places(document: TrialDocument, request: SearchRequest, under: str) -> set[str]:
    """The places one level below ``under`` ("" is above countries) at which the trial has a counting site."""
    if not document.sites and not under:
        return {NOT_STATED}
    beginning = f"{under}/" if under else ""
    return {
        beginning + site.location.removeprefix(beginning).partition("/")[0]
        for site in _counting_sites(document, request)
        if site.location.startswith(beginning)
    }


def _nearest(document: TrialDocument, request: SearchRequest) -> NearestSite | None:
    """The nearest open site in the circle, else the nearest one in it."""
    if request.near is None:
        return None
    there = list(_sites_there(document, request))
    site = min(there, key=lambda site: (site.status not in OPEN_STATUSES, _distance(site, request)))
    return NearestSite(
        site.facility,
        site.city,
        site.state,
        site.country,
        site.status,
        _distance(site, request),
        site.status in OPEN_STATUSES,
        len(there) - 1,
    )
