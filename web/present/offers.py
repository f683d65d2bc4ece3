"""Ways to more trials when few or none were found: only those that give more, each with its number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from indexer.fields import FACETS, NUMBERS
from indexer.search.funnel import AGE, NEAR, Funnel, without
from indexer.search.request import SearchRequest, Words
from indexer.search.result import SearchResult
from web import urls

Count = Callable[[SearchRequest], int]
Changed = tuple[str, SearchRequest]


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to more trials, with how many there would be: "12 trials"."""

    label: str
    url: str
    total: int

    @property
    def total_text(self) -> str:
        """The number with its noun."""
        return trials_in_words(self.total)


def trials_in_words(total: int) -> str:
    """A number of trials as people read it.

    >>> trials_in_words(1), trials_in_words(1200)
    ('1 trial', '1,200 trials')
    """
    return "1 trial" if total == 1 else f"{total:,} trials"


def offers_of(
    request: SearchRequest, result: SearchResult, funnel: Funnel | None, count: Count
) -> tuple[Offer, ...]:
    """What gives more than ``result``, the largest first; ``count`` says how many trials a question has."""
    offers = list(_fewer_words(request, result))
    if not result.total and funnel:
        offers.extend(_relaxed(request, funnel))
        offers.extend(_counted(_without_words(request), count))
        offers = offers or list(islice(_counted(_barest(request), count), 1))
    return tuple(sorted(offers, key=lambda offer: -offer.total))


def _fewer_words(request: SearchRequest, result: SearchResult) -> Iterator[Offer]:
    for dropped in result.dropped:
        other = replace(request, text=dropped.rest, page=1)
        yield Offer(f"Without “{dropped.word}”", urls.search_url(other), dropped.total)
    if result.any_total and result.any_total > result.total:
        any_words = replace(request, words=Words.ANY, page=1)
        yield Offer("Any of these words", urls.search_url(any_words), result.any_total)


def _counted(changed: Iterator[Changed], count: Count) -> Iterator[Offer]:
    for label, other in changed:
        total = count(other)
        if total:
            yield Offer(label, urls.search_url(other), total)


def _relaxed(request: SearchRequest, funnel: Funnel) -> Iterator[Offer]:
    """The question with one condition less, for each that stands in the way."""
    labels = {field.name: f"Without your choice under “{field.label}”" for field in (*FACETS, *NUMBERS)}
    labels |= {AGE: "At any age", NEAR: "Anywhere", "status": "All statuses, closed trials too"}
    for one in funnel.relaxed:
        yield Offer(labels[one.condition], urls.search_url(without(request, one.condition)), one.more)


def _without_words(request: SearchRequest) -> Iterator[Changed]:
    if request.text and (request.near or request.age or request.filters or request.ranges):
        yield f"Without “{request.text}”", replace(request, text="", sort=None, page=1)


def _barest(request: SearchRequest) -> Iterator[Changed]:
    """The words alone, then any of them, for when no single condition stands in the way."""
    alone = SearchRequest(text=request.text, words=request.words, per=request.per).without("status")
    if request.text:
        yield f"Only “{request.text}”, all statuses", alone
        yield f"Any of the words in “{request.text}”, all statuses", replace(alone, words=Words.ANY)
    else:
        yield "Every trial, without your choices", alone
