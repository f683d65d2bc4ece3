"""The same documents and words for every peer: TrialDocument -> PeerDocument, words of a question -> terms."""

from collections.abc import Iterable, Iterator, Mapping

from indexer.bench.peers.port import COUNTED, GAP, PeerDocument
from indexer.documents import SiteEntry, TrialDocument
from indexer.fields import TEXT_FIELDS
from indexer.trial.vocabulary import NOT_STATED, OPEN_STATUSES
from indexer.words.analysis import DENIAL, terms_of_word, words


def peer_document(document: TrialDocument) -> PeerDocument:
    """A document as the peers get it: all texts in one, analysed as ours are."""
    open_sites = [site for site in document.sites if site.status in OPEN_STATUSES]
    siteless = () if document.sites else (NOT_STATED,)
    facets = {name: document.facets[name] for name in COUNTED if name != "location"}
    return PeerDocument(
        nct_id=document.nct_id,
        text=" ".join(_stream(document.texts)),
        facets=facets
        | {
            "location": _countries(document.sites) or siteless,
            "location-open": _countries(open_sites) or siteless,
        },
        places=_places(document.sites),
        open_places=_places(open_sites),
        points=_points(document.sites),
        open_points=_points(open_sites),
        minimum_age=document.minimum_age,
        maximum_age=document.maximum_age,
        newest=(document.numbers["first-posted"] or (0, 0))[0],
    )


def ascii_term(term: str) -> str:
    """A term of letters a to z and digits, different for different terms.

    >>> ascii_term("leukem"), ascii_term("боль")
    ('leukem', 'xd0b1d0bed0bbd18c')
    """
    return term if term.isascii() and term.isalnum() else f"x{term.encode().hex()}"


def _stream(texts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The terms of a document; compounds as one word come last, so that they part no phrase.

    What is denied begins no phrase: "non-metastatic cancer" has a gap before its last word.
    """
    compounds = []
    for field in TEXT_FIELDS:
        for value in texts.get(field.name, ()):
            before = ""
            for word in words(value):
                parts, whole = terms_of_word(word)
                for part in parts:
                    yield ascii_term(part)
                    if before == DENIAL:
                        yield GAP
                    before = part
                if whole and whole != parts[0]:
                    compounds.append(whole)
            yield GAP
    for whole in compounds:
        yield ascii_term(whole)
        yield GAP


def _countries(sites: Iterable[SiteEntry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(site.location.partition("/")[0] for site in sites))


def _places(sites: Iterable[SiteEntry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for site in sites for place in _levels(site.location)))


def _levels(location: str) -> list[str]:
    """A place and those that it is in.

    >>> _levels("United States/Texas/Houston")
    ['United States', 'United States/Texas', 'United States/Texas/Houston']
    """
    parts = location.split("/")
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


def _points(sites: Iterable[SiteEntry]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            point_name(site.latitude, site.longitude)
            for site in sites
            if site.latitude is not None and site.longitude is not None
        )
    )


def point_name(latitude: float, longitude: float) -> str:
    """The name of a town's point.

    >>> point_name(53.9, 27.5667)
    '53.9,27.5667'
    """
    return f"{latitude},{longitude}"
