"""The JSON answers, as pydantic models: what programs rely on. The OpenAPI document is made from them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from indexer.engines.port import IndexVersion
from indexer.search.describe import describe
from indexer.search.request import SearchRequest
from indexer.search.result import Expansion, FacetValue, Hit, SearchResult
from indexer.trial.model import Trial
from web import urls
from web.params import Problem
from web.present.paging import last_page, pages_around
from web.present.unstated import unstated_of


class Answer(BaseModel):
    """Frozen, and no field that is not listed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProblemAnswer(Answer):
    """A parameter that was not taken as given."""

    parameter: str
    message: str


class AgeAnswer(Answer):
    """Who may join by age. ``min`` and ``max`` in days, null is no limit; a limit covers its whole unit."""

    text: str
    min: float | None
    max: float | None


class SiteAnswer(Answer):
    """The nearest open site in the circle, else the nearest."""

    facility: str
    city: str
    state: str
    country: str
    status: str
    distance_km: float


class MatchedAnswer(Answer):
    """A field in which words of the question were found."""

    field: str
    words: list[str]


class PieceAnswer(Answer):
    """A part of an excerpt."""

    text: str
    marked: bool


class ExcerptAnswer(Answer):
    """A few words of the trial around what was found; the pieces joined are the text."""

    field: str
    pieces: list[PieceAnswer]


class TrialAnswer(Answer):
    """One trial of the results. Values are those of the parameters.

    ``synonyms``: those by which it was found, and the words of the question in whose place they stand.
    """

    nct_id: str
    title: str
    official_title: str
    status: str
    type: str
    phases: list[str]
    conditions: list[str]
    interventions: list[str]
    age: AgeAnswer
    sex: str
    sponsor: str
    enrolment: int | None
    first_posted: str
    last_update_posted: str
    nearest_site: SiteAnswer | None
    matched: list[MatchedAnswer]
    synonyms: dict[str, str]
    excerpt: ExcerptAnswer | None
    exclusion_only: bool
    url: str


class FacetValueAnswer(Answer):
    """A value, its words, and how many trials that satisfy every other filter have it."""

    value: str
    label: str
    count: int
    selected: bool


class DroppedAnswer(Answer):
    """A word of the question and how many trials there are without it."""

    word: str
    total: int


class SynonymAnswer(Answer):
    """Other words that were searched too, who says that they mean the same, and how many trials of all have them."""

    text: str
    source: str
    total: int


class ExpansionAnswer(Answer):
    """Words of the question and their synonyms; ``syn=-text`` leaves one out."""

    words: str
    synonyms: list[SynonymAnswer]


class CorrectionAnswer(Answer):
    """A likelier spelling that was not searched, and how many trials it would find."""

    text: str
    total: int


class UnstatedAnswer(Answer):
    """Trials that are not shown only because they do not give a number of which a span is asked."""

    field: str
    total: int
    message: str
    link: str  # the question that has them too


class LinksAnswer(Answer):
    """Addresses of this answer, its neighbours and its page."""

    self: str
    next: str | None
    previous: str | None
    html: str


class ResultsAnswer(Answer):
    """The answer to a search: exact total, one page of trials, exact counts of the facets beside it.

    ``corrected``: the question as it was searched, where a word of it stands nowhere and a likelier spelling does.
    """

    sentence: str
    total: int
    page: int
    per: int
    read_as: str
    words: Literal["all", "most", "any"]
    expansions: list[ExpansionAnswer]
    corrected: str
    corrections: list[CorrectionAnswer]
    without: list[DroppedAnswer]
    notes: list[str]
    unstated: list[UnstatedAnswer]
    problems: list[ProblemAnswer]
    results: list[TrialAnswer]
    facets: dict[str, list[FacetValueAnswer]]
    data_timestamp: str
    links: LinksAnswer


class FacetAnswer(Answer):
    """Every value of one facet; ``under`` is the place whose parts are listed."""

    facet: str
    under: str
    sentence: str
    problems: list[ProblemAnswer]
    values: list[FacetValueAnswer]


class TrialLinks(Answer):
    """Where the trial is found."""

    self: str
    html: str
    registry: str


class ListingAnswer(Answer):
    """A trial in full, in this project's names; ``received_at`` is when our copy came, ISO 8601."""

    trial: Trial
    received_at: str
    links: TrialLinks


def results_answer(
    request: SearchRequest, problems: tuple[Problem, ...], result: SearchResult, version: IndexVersion
) -> ResultsAnswer:
    """A search result as JSON."""
    previous, following = pages_around(request, result.total)
    return ResultsAnswer(
        sentence=describe(request),
        total=result.total,
        page=request.page,
        per=request.per,
        read_as=result.read_as,
        words=result.words_used.value,
        expansions=[_expansion(expansion) for expansion in result.expansions],
        corrected=result.corrected,
        corrections=[CorrectionAnswer(text=item.text, total=item.total) for item in result.corrections],
        without=[DroppedAnswer(word=dropped.word, total=dropped.total) for dropped in result.dropped],
        notes=list(result.notes),
        unstated=[
            UnstatedAnswer(
                field=note.field,
                total=note.total,
                message=note.text,
                link=urls.search_url(note.wider, urls.API_RESULTS),
            )
            for note in unstated_of(request, result)
        ],
        problems=_problems((*problems, *_past_the_end(request, result))),
        results=[_trial(request, hit) for hit in result.hits],
        facets={name: _values(values) for name, values in result.facets.items()},
        data_timestamp=version.data_timestamp,
        links=LinksAnswer(
            self=urls.search_url(request, urls.API_RESULTS),
            next=urls.search_url(following, urls.API_RESULTS) if following else None,
            previous=urls.search_url(previous, urls.API_RESULTS) if previous else None,
            html=urls.search_url(request),
        ),
    )


def facet_answer(
    request: SearchRequest,
    problems: tuple[Problem, ...],
    facet: str,
    under: str,
    values: tuple[FacetValue, ...],
) -> FacetAnswer:
    """One facet in full as JSON."""
    return FacetAnswer(
        facet=facet,
        under=under,
        sentence=describe(request),
        problems=_problems(problems),
        values=_values(values),
    )


def listing_answer(trial: Trial, received_at: str) -> ListingAnswer:
    """A trial as JSON."""
    links = TrialLinks(
        self=urls.api_trial_url(trial.nct_id),
        html=urls.trial_url(trial.nct_id),
        registry=urls.registry_url(trial.nct_id),
    )
    return ListingAnswer(trial=trial, received_at=received_at, links=links)


def age_text(minimum: str, maximum: str) -> str:
    """The limits in words.

    >>> age_text("12 years", ""), age_text("", "6 months"), age_text("", "")
    ('12 years and over', 'up to 6 months', 'any age')
    """
    if minimum and maximum:
        return f"{minimum} to {maximum}" if minimum != maximum else minimum
    return f"{minimum} and over" if minimum else f"up to {maximum}" if maximum else "any age"


def _past_the_end(request: SearchRequest, result: SearchResult) -> tuple[Problem, ...]:
    last = last_page(result.total, request.per)
    if result.total and request.page > last:
        return (Problem("page", f"There are only {last:,} pages; page {request.page:,} is past the end."),)
    return ()


def _problems(problems: tuple[Problem, ...]) -> list[ProblemAnswer]:
    return [ProblemAnswer(parameter=problem.parameter, message=problem.message) for problem in problems]


def _values(values: tuple[FacetValue, ...]) -> list[FacetValueAnswer]:
    return [
        FacetValueAnswer(value=item.value, label=item.label, count=item.count, selected=item.selected)
        for item in values
    ]


def _expansion(expansion: Expansion) -> ExpansionAnswer:
    synonyms = [
        SynonymAnswer(text=item.text, source=item.source, total=item.total) for item in expansion.synonyms
    ]
    return ExpansionAnswer(words=expansion.words, synonyms=synonyms)


def _trial(request: SearchRequest, hit: Hit) -> TrialAnswer:
    card, site = hit.card, hit.nearest
    return TrialAnswer(
        nct_id=card.nct_id,
        title=card.title,
        official_title=card.official_title,
        status=card.status,
        type=card.study_type,
        phases=list(card.phases),
        conditions=list(card.conditions),
        interventions=list(card.interventions),
        age=AgeAnswer(
            text=age_text(card.minimum_age, card.maximum_age),
            min=card.minimum_age_days,
            max=card.maximum_age_days,
        ),
        sex=card.sex,
        sponsor=card.sponsor,
        enrolment=card.enrolment,
        first_posted=card.first_posted,
        last_update_posted=card.last_update_posted,
        nearest_site=SiteAnswer(
            facility=site.facility,
            city=site.city,
            state=site.state,
            country=site.country,
            status=site.status,
            distance_km=site.distance_km,
        )
        if site
        else None,
        matched=[MatchedAnswer(field=matched.field, words=list(matched.words)) for matched in hit.matched],
        synonyms=dict(hit.by_synonym),
        excerpt=ExcerptAnswer(
            field=hit.excerpt.field,
            pieces=[PieceAnswer(text=piece.text, marked=piece.marked) for piece in hit.excerpt.pieces],
        )
        if hit.excerpt
        else None,
        exclusion_only=hit.exclusion_only,
        url=urls.trial_url(card.nct_id, request.near.text if request.near else ""),
    )
