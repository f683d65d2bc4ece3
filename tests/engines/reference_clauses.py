"""Clauses that filter, for the reference engine: one document asked at a time, in plain conditions."""

from collections.abc import Iterable

from indexer.documents import SiteEntry, TrialDocument, place_key
from indexer.fields import ASKED_AS, Facet, NumberField
from indexer.search.query import And, AtSite, Missing, Node, Not, Or, Range, Several, Value
from indexer.trial.vocabulary import NOT_STATED
from indexer.words.analysis import words


def holds(node: Node, document: TrialDocument) -> bool:
    """Whether a document passes a tree of clauses."""
    match node:
        case Several(parts) | And(parts):
            return all(holds(part, document) for part in parts)
        case Or(parts):
            return any(holds(part, document) for part in parts)
        case Not(part):
            return not holds(part, document)
        case Value(field, value):
            return value in document.facets[ASKED_AS[field].name]
        case Range():
            return lies_in([node], document)
        case Missing(field):
            return is_missing(field, document)
        case AtSite(part):
            return any(site_holds(part, site) for site in document.sites)
    raise AssertionError(node)


def lies_in(spans: Iterable[Range | Missing], document: TrialDocument) -> bool:
    """Whether a number may lie in one of the spans, or is missing where that is asked."""
    for span in spans:
        bounds = document.numbers[span.field]
        if bounds is None or isinstance(span, Missing):
            if bounds is None and isinstance(span, Missing):
                return True
            continue
        first, last = bounds
        if (span.first is None or last >= span.first) and (span.last is None or first <= span.last):
            return True
    return False


def is_missing(name: str, document: TrialDocument) -> bool:
    """Whether a document does not give a field."""
    field = ASKED_AS[name]
    if isinstance(field, NumberField):
        return document.numbers[field.name] is None
    if isinstance(field, Facet):
        return NOT_STATED in document.facets[field.name]
    return not any(words(text) for text in document.texts[field.name])


def site_holds(node: Node, site: SiteEntry) -> bool:
    """Whether a tree holds for one site."""
    match node:
        case Several(parts) | And(parts):
            return all(site_holds(part, site) for part in parts)
        case Or(parts):
            return any(site_holds(part, site) for part in parts)
        case Not(part):
            return not site_holds(part, site)
        case Value("site-status", value):
            return site.status == value
        case Value(field, value):
            key = place_key(field, {"country": site.country, "state": site.state, "city": site.city}[field])
            return bool(key) and key == place_key(field, value)
    raise AssertionError(node)
