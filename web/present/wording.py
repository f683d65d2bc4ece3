"""How the words were taken: synonyms that were searched too, likelier spellings, and links to take them back."""

from dataclasses import dataclass, replace

from indexer.search.request import OFF, SearchRequest
from indexer.search.result import SearchResult
from web import urls
from web.present.choice import Choice
from web.present.offers import Offer, trials_in_words


@dataclass(frozen=True, slots=True)
class SynonymLink:
    """Other words that were searched too, in how many trials they stand, and the search without them."""

    text: str
    total: str
    off_url: str


@dataclass(frozen=True, slots=True)
class ExpandedWords:
    """Words of the question with their synonyms."""

    words: str
    synonyms: tuple[SynonymLink, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was typed, what was searched instead, and the search for exactly what was typed."""

    typed: str
    searched: str
    as_typed_url: str


def expanded_words(request: SearchRequest, result: SearchResult) -> tuple[ExpandedWords, ...]:
    """The synonyms that were searched, each with a link that leaves it out."""
    return tuple(
        ExpandedWords(
            expansion.words,
            tuple(
                SynonymLink(
                    synonym.text,
                    trials_in_words(synonym.total),
                    urls.search_url(
                        replace(request, synonyms_off=(*request.synonyms_off, synonym.text), page=1)
                    ),
                )
                for synonym in expansion.synonyms
            ),
        )
        for expansion in result.expansions
    )


def without_synonyms(request: SearchRequest) -> SearchRequest:
    """The same question, of the person's own words only."""
    return replace(request, synonyms_off=(OFF,), page=1)


def left_out(request: SearchRequest) -> tuple[Choice, ...]:
    """Links that take synonyms in again which were left out."""
    return tuple(
        Choice(
            "All synonyms" if text == OFF else text,
            urls.search_url(
                replace(
                    request, synonyms_off=tuple(one for one in request.synonyms_off if one != text), page=1
                )
            ),
            current=False,
        )
        for text in request.synonyms_off
    )


def corrected(request: SearchRequest, searched: str) -> Corrected | None:
    """That another spelling was searched, where it was."""
    if not searched:
        return None
    as_typed = urls.search_url(replace(request, as_typed=True, page=1))
    return Corrected(request.text, searched, as_typed)


def corrections(request: SearchRequest, result: SearchResult) -> tuple[Offer, ...]:
    """Likelier spellings that were not searched."""
    return tuple(
        Offer(found.text, urls.search_url(replace(request, text=found.text, page=1)), found.total)
        for found in result.corrections
    )
