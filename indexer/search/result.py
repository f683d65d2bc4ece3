"""SearchResult: the answer of an engine, in the product's words, ready for pages and programs."""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.search.request import Words


@dataclass(frozen=True, slots=True)
class Card:
    """What a result shows of a trial; kept in the index beside the document."""

    nct_id: str
    title: str
    plain_title: str
    official_title: str
    acronym: str
    status: str  # a value, such as "not-yet-recruiting"
    study_type: str  # a value
    phases: tuple[str, ...]  # values
    phase_text: str
    conditions: tuple[str, ...]
    interventions: tuple[str, ...]
    sex: str  # "female", "male", "all" or "not-stated"
    minimum_age: str  # "12 years"; "" is no limit
    maximum_age: str
    minimum_age_days: float | None
    maximum_age_days: float | None  # where the last admitted unit begins: "65 years" is 65 * 365.25
    healthy_volunteers: bool | None
    sponsor: str
    enrolment: int | None
    site_count: int
    open_site_count: int
    country_count: int
    has_results: bool
    verified: str  # partial dates as the registry writes them, "" when missing
    first_posted: str
    last_update_posted: str
    completion: str
    has_contact: bool


@dataclass(frozen=True, slots=True)
class NearestSite:
    """The site that makes a trial near: the nearest open one in the circle, else the nearest one."""

    facility: str
    city: str
    state: str
    country: str
    status: str  # a value; the study's where the site has none
    distance_km: float
    is_open: bool
    others_within: int  # further counting sites in the circle


@dataclass(frozen=True, slots=True)
class Matched:
    """A field in which words of the question, as they were typed, or their synonyms were found."""

    field: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt; ``marked`` where it is what was sought."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A few words of a trial around what was found, in the trial's own spelling; not safe for HTML as it is."""

    field: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One trial of the answer."""

    card: Card
    score: float
    nearest: NearestSite | None
    matched: tuple[Matched, ...]
    by_synonym: Mapping[str, str]  # synonyms by which it was found, and what was typed
    excerpt: Excerpt | None
    exclusion_only: bool  # found only as a reason to be excluded


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet and how many trials that satisfy every other filter have it."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class DroppedWord:
    """A word of the question, the question without it, and how many trials that would find."""

    word: str
    rest: str
    total: int


@dataclass(frozen=True, slots=True)
class SearchedSynonym:
    """Other words that were searched too, and in how many trials of all they stand."""

    text: str
    source: str
    total: int


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of the question with the synonyms that were searched too."""

    words: str
    synonyms: tuple[SearchedSynonym, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """The question with a likelier spelling, and how many trials that finds."""

    text: str
    total: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a person may be about to type: a "condition", a "treatment" or a "place", and how many trials have it."""

    text: str
    kind: str
    trials: int


@dataclass(frozen=True, slots=True)
class Unstated:
    """Trials that are not shown only because they do not give a number of which a span is asked.

    The span stands ``in_words``, or it is a filter of the number ``field``.
    """

    field: str
    total: int
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer: exact total, one page of hits, exact counts of the facets that stand beside it."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    read_as: str  # how the text was understood, in our grammar
    words_used: Words  # differs from the question's when nothing had all words
    terms: frozenset[str] = frozenset()  # of the words and synonyms, to be marked wherever they stand
    expansions: tuple[Expansion, ...] = ()
    corrected: str = (
        ""  # the question as it was searched, when a word of it stands nowhere and another one does
    )
    corrections: tuple[Correction, ...] = ()  # likelier spellings that were not searched
    dropped: tuple[DroppedWord, ...] = ()  # when nothing had all words: which to drop for how many
    any_total: int | None = None  # how many have any of the words, when few have all
    notes: tuple[str, ...] = ()  # what was not taken as typed, in sentences
    unstated: tuple[Unstated, ...] = ()
