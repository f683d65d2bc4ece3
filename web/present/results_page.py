"""The results page: heading, chips, facets, cards and what to do next, all ready for the template."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from indexer.engines.port import IndexVersion
from indexer.search.describe import describe
from indexer.search.request import ANY_STATUS, SearchRequest, Sort, Words
from indexer.search.result import SearchResult
from indexer.trial.vocabulary import OPEN_STATUSES
from web import urls
from web.params import Problem
from web.present.card import ResultCard, card_of
from web.present.chips import Chip, chips_of, cleared_url
from web.present.facet_panel import FacetPanel, panel_of
from web.present.paging import last_page, pages_around

PAGER_REACH = 2  # numbers on each side of this page

_SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.UPDATED: "Last updated",
    Sort.DISTANCE: "Nearest",
    Sort.ENROLMENT: "Most participants",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A link among several, one of which is in force."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to more trials, with how many there would be."""

    label: str
    url: str
    total: int


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The three questions with what was answered, and everything else that must not get lost."""

    text: str
    age: str
    near: str
    within: str
    hidden: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> bool:
        """Nothing has been asked yet."""
        return not (self.text or self.age or self.near)


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything that ``pages/results.html`` shows."""

    sentence: str
    total: int
    total_text: str
    status_note: str
    every_status_url: str
    form: SearchForm
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    read_as: str  # only where it differs from what was typed
    fewer_words: str  # the notice that not all words were found together
    offers: tuple[Offer, ...]
    chips: tuple[Chip, ...]
    clear_url: str
    facets: tuple[FacetPanel, ...]
    filters_chosen: int
    cards: tuple[ResultCard, ...]
    first_rank: int
    sorts: tuple[Choice, ...]
    pages: tuple[Choice, ...]
    previous_url: str
    next_url: str
    json_url: str
    data_date: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the page needs besides the result: ``count`` says how many trials a changed question has."""

    today: date
    version: IndexVersion
    count: Callable[[SearchRequest], int]


def results_page(
    request: SearchRequest,
    problems: tuple[Problem, ...],
    result: SearchResult,
    around: Around,
) -> ResultsPage:
    """The page of a result."""
    previous, following = pages_around(request, result.total)
    return ResultsPage(
        sentence=describe(request),
        total=result.total,
        total_text="1 trial" if result.total == 1 else f"{result.total:,} trials",
        status_note=_status_note(request),
        every_status_url=urls.search_url(request.choosing("status", (ANY_STATUS,))),
        form=search_form(request),
        problems=problems,
        notes=result.notes,
        read_as=result.read_as if _read_differently(request.text, result.read_as) else "",
        fewer_words=_fewer_words(request, result),
        offers=_offers(request, result, around.count),
        chips=chips_of(request),
        clear_url=cleared_url(request),
        facets=tuple(panel_of(name, values, request) for name, values in result.facets.items()),
        filters_chosen=sum(len(values) for values in request.filters.values()),
        cards=tuple(card_of(hit, request, around.today) for hit in result.hits),
        first_rank=(request.page - 1) * request.per + 1,
        sorts=_sorts(request),
        pages=_pager(request, result.total),
        previous_url=urls.search_url(previous) if previous else "",
        next_url=urls.search_url(following) if following else "",
        json_url=urls.search_url(request, urls.API_RESULTS),
        data_date=around.version.data_timestamp[:10],
    )


def search_form(request: SearchRequest) -> SearchForm:
    """The form with the question's words, age and place; facets travel as hidden fields."""
    hidden = tuple(
        pair
        for pair in urls.parameters(replace(request, page=1))
        if pair[0] not in {"q", "age", "near", "within"}
    )
    return SearchForm(
        text=request.text,
        age=request.age.text if request.age else "",
        near=request.near.text if request.near else "",
        within=str(request.near.radius) if request.near else "",
        hidden=hidden,
    )


def _status_note(request: SearchRequest) -> str:
    if "status" in request.filters and set(request.chosen("status")) != set(OPEN_STATUSES):
        return ""
    return "Only trials that are taking people now or will soon."


def _read_differently(typed: str, read_as: str) -> bool:
    return read_as.casefold() != " ".join(typed.casefold().split())


def _fewer_words(request: SearchRequest, result: SearchResult) -> str:
    if result.words_used is request.words:
        return ""
    how = "most" if result.words_used is Words.MOST else "some"
    return f"No trial that fits has all of these words. These have {how} of them."


def _offers(
    request: SearchRequest, result: SearchResult, count: Callable[[SearchRequest], int]
) -> tuple[Offer, ...]:
    """Ways to more trials that really give more, the largest first."""
    found = [_without_word(request, dropped.word, dropped.total) for dropped in result.dropped]
    if result.any_total and result.any_total > result.total:
        any_words = replace(request, words=Words.ANY, page=1)
        found.append(Offer("Any of these words", urls.search_url(any_words), result.any_total))
    if not result.total:
        found.extend(
            Offer(f"Without {label}", urls.search_url(other), total)
            for label, other in _relaxed(request)
            if (total := count(other)) > 0
        )
    return tuple(sorted(found, key=lambda offer: -offer.total))


def _relaxed(request: SearchRequest) -> list[tuple[str, SearchRequest]]:
    """The question with one condition less, for each of its conditions."""
    first = replace(request, page=1)
    relaxed = []
    if request.age:
        relaxed.append((f"the age {request.age.sentence}", replace(first, age=None)))
    if request.near:
        relaxed.append(
            (
                f"“within {request.near.radius.text} of {request.near.text}”",
                replace(first, near=None, sort=None),
            )
        )
    relaxed.extend(
        (f"the filter on {name.replace('-', ' ')}", first.choosing(name, ())) for name in request.filters
    )
    if request.chosen("status"):
        relaxed.append(("the limit to open trials", first.choosing("status", (ANY_STATUS,))))
    if request.text and (request.near or request.age or request.filters):
        relaxed.append((f"“{request.text}”", replace(first, text="")))
    return relaxed


def _without_word(request: SearchRequest, word: str, total: int) -> Offer:
    rest = " ".join(part for part in request.text.split() if part.casefold() != word.casefold())
    return Offer(f"Without “{word}”", urls.search_url(replace(request, text=rest, page=1)), total)


def _sorts(request: SearchRequest) -> tuple[Choice, ...]:
    possible = [
        sort
        for sort in Sort
        if (sort is not Sort.DISTANCE or request.near) and (sort is not Sort.RELEVANCE or request.text)
    ]
    return tuple(
        Choice(_SORTS[sort], urls.search_url(replace(request, sort=sort, page=1)), sort is request.order)
        for sort in possible
    )


def _pager(request: SearchRequest, total: int) -> tuple[Choice, ...]:
    last = last_page(total, request.per)
    near = range(max(1, request.page - PAGER_REACH), min(last, request.page + PAGER_REACH) + 1)
    numbers = sorted({1, *near, last}) if last > 1 else []
    return tuple(
        Choice(f"{number:,}", urls.search_url(replace(request, page=number)), number == request.page)
        for number in numbers
    )
