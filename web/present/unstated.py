"""Trials that are left out only because they do not give a number: how many, and how to see them too."""

from dataclasses import dataclass, replace

from indexer.fields import NUMBER
from indexer.search.grammar import read_query
from indexer.search.query import Missing, text_of, with_missing
from indexer.search.request import SearchRequest
from indexer.search.result import SearchResult, Unstated
from web.present.offers import trials_in_words


@dataclass(frozen=True, slots=True)
class UnstatedNote:
    """A sentence about trials that are left out, and the question that has them too."""

    field: str
    text: str
    total: int
    wider: SearchRequest


def unstated_of(request: SearchRequest, result: SearchResult) -> tuple[UnstatedNote, ...]:
    """One note for each number of which a span is asked, where trials do not give it."""
    return tuple(
        UnstatedNote(one.field, _sentence(one), one.total, _wider(request, one)) for one in result.unstated
    )


def _sentence(one: Unstated) -> str:
    are = "is" if one.total == 1 else "are"
    return f"{trials_in_words(one.total)} {NUMBER[one.field].unstated} {are} left out."


def _wider(request: SearchRequest, one: Unstated) -> SearchRequest:
    if not one.in_words:
        return request.within(one.field, (*request.ranges[one.field], Missing(one.field)))
    tree = read_query(request.text).tree
    wider = dict(with_missing(tree)) if tree else {}
    return replace(request, text=text_of(wider[one.field]), page=1)
