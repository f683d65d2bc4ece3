"""The results page: heading, chips, facets, cards and what to do next, all ready for the template."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from indexer.engines.port import IndexVersion
from indexer.search.describe import describe
from indexer.search.funnel import Funnel
from indexer.search.grammar import has_words
from indexer.search.request import ANY_STATUS, SearchRequest, Sort, Words
from indexer.search.result import SearchResult
from indexer.trial.vocabulary import OPEN_STATUSES
from web import urls
from web.params import Problem
from web.present.card import ResultCard, card_of
from web.present.chips import Chip, chips_of, cleared_url
from web.present.choice import Choice
from web.present.facet_panel import FacetPanel, panel_of
from web.present.funnel_panel import FEW, FunnelPanel, funnel_panel
from web.present.home_page import data_date
from web.present.offers import Offer, offers_of, trials_in_words
from web.present.paging import PageLink, page_links, pages_around
from web.present.unstated import unstated_of
from web.present.which_place import WhichPlace, which_place
from web.present.wider import wider_circles
from web.present.wording import (
    Corrected,
    ExpandedWords,
    corrected,
    corrections,
    expanded_words,
    left_out,
    without_synonyms,
)

_SORTS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.UPDATED: "Last updated",
    Sort.DISTANCE: "Nearest",
    Sort.ENROLMENT: "Most participants",
}


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
class UnstatedLink:
    """Trials that are left out for want of a number, and the address at which they are shown too."""

    text: str
    link: str
    url: str


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
    which_place: WhichPlace | None
    notes: tuple[str, ...]
    read_as: str  # only where it differs from what was typed
    expanded: tuple[ExpandedWords, ...]
    synonyms_off_url: str  # the search without any synonym; "" where there is none
    left_out: tuple[Choice, ...]  # synonyms that were switched off, with the search that has them again
    corrected: Corrected | None
    corrections: tuple[Offer, ...]
    unstated: tuple[UnstatedLink, ...]
    fewer_words: str  # the notice that not all words were found together
    offers: tuple[Offer, ...]
    funnel: FunnelPanel | None  # only where few were found
    wider: tuple[Offer, ...]  # larger circles, when few are near
    past_the_end: bool  # there are trials, but not on a page of this number
    chips: tuple[Chip, ...]
    clear_url: str
    facets: tuple[FacetPanel, ...]
    filters_chosen: int
    cards: tuple[ResultCard, ...]
    first_rank: int
    sorts: tuple[Choice, ...]
    pages: tuple[PageLink, ...]
    previous_url: str
    next_url: str
    json_url: str
    map_url: str
    data_date: str  # in words


@dataclass(frozen=True, slots=True)
class Around:
    """What the page needs besides the result: ``count`` says how many trials a changed question has.

    ``funnel`` says how many trials each condition leaves.
    """

    today: date
    version: IndexVersion
    count: Callable[[SearchRequest], int]
    funnel: Callable[[SearchRequest], Funnel]


def results_page(
    request: SearchRequest,
    problems: tuple[Problem, ...],
    result: SearchResult,
    around: Around,
) -> ResultsPage:
    """The page of a result."""
    asked, request = request, replace(request, text=result.corrected or request.text)
    previous, following = pages_around(request, result.total)
    funnel = around.funnel(request) if result.total < FEW else None
    return ResultsPage(
        sentence=describe(request),
        total=result.total,
        total_text=trials_in_words(result.total),
        status_note=_status_note(request),
        every_status_url=urls.search_url(request.choosing("status", (ANY_STATUS,))),
        form=search_form(request),
        problems=tuple(problem for problem in problems if not problem.places),
        which_place=which_place(request, problems, around.count),
        notes=result.notes,
        read_as=result.read_as if _read_differently(request.text, result.read_as) else "",
        expanded=expanded_words(request, result),
        synonyms_off_url=urls.search_url(without_synonyms(request)) if result.expansions else "",
        left_out=left_out(request),
        corrected=corrected(asked, result.corrected),
        corrections=corrections(request, result),
        unstated=tuple(
            UnstatedLink(
                note.text,
                "Show it too" if note.total == 1 else f"Show these {note.total:,} too",
                urls.search_url(note.wider),
            )
            for note in unstated_of(request, result)
        ),
        fewer_words=fewer_words(request, result.words_used),
        offers=offers_of(request, result, funnel, around.count),
        funnel=funnel_panel(request, funnel) if funnel and funnel.relaxed else None,
        wider=wider_circles(request, result, around.count),
        past_the_end=bool(result.total) and not result.hits,
        chips=chips_of(request),
        clear_url=cleared_url(request),
        facets=tuple(panel_of(name, values, request, around.count) for name, values in result.facets.items()),
        filters_chosen=sum(map(len, (*request.filters.values(), *request.ranges.values()))),
        cards=tuple(card_of(hit, request, around.today, result.terms) for hit in result.hits),
        first_rank=(request.page - 1) * request.per + 1,
        sorts=_sorts(request),
        pages=page_links(request, result.total),
        previous_url=urls.search_url(previous) if previous else "",
        next_url=urls.search_url(following) if following else "",
        json_url=urls.search_url(request, urls.API_RESULTS),
        map_url=urls.map_url(replace(request, page=1)),
        data_date=data_date(around.version),
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


def fewer_words(request: SearchRequest, used: Words) -> str:
    """That not all words were found together; "" where they were."""
    if used is request.words:
        return ""
    how = "most" if used is Words.MOST else "some"
    return f"No trial that fits has all of these words. These have {how} of them."


def _status_note(request: SearchRequest) -> str:
    if set(request.chosen("status")) != set(OPEN_STATUSES):
        return ""
    return "Only trials that are taking people now or will soon."


def _read_differently(typed: str, read_as: str) -> bool:
    return read_as.casefold() != " ".join(typed.casefold().split())


def _sorts(request: SearchRequest) -> tuple[Choice, ...]:
    possible = [
        sort
        for sort in Sort
        if (sort is not Sort.DISTANCE or request.near)
        and (sort is not Sort.RELEVANCE or has_words(request.text))
    ]
    return tuple(
        Choice(_SORTS[sort], urls.search_url(replace(request, sort=sort, page=1)), sort is request.order)
        for sort in possible
    )
