"""How to search: for everyone first, then every sign and field that experts can use, each with an example to try."""

from dataclasses import dataclass

from indexer.fields import (
    FACET,
    FACETS,
    NUMBERS,
    PLACES,
    TEXT_FIELDS,
    Facet,
    Field,
    NumberField,
    PlaceField,
)
from indexer.search.areas import AREAS
from indexer.search.clauses import SAMPLES, can_be_missing
from indexer.search.grammar import read_query
from indexer.search.query import text_of
from indexer.search.request import SearchRequest
from web import urls
from web.present.home_page import EXAMPLES, Example


@dataclass(frozen=True, slots=True)
class Sign:
    """A way to write a question: what it is called, what it does, and a question that uses it."""

    name: str
    meaning: str
    example: Example


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """One field: its name in questions, other names, what it holds, what may stand behind it, an example."""

    name: str
    others: tuple[str, ...]
    description: str
    values: tuple[str, ...]  # all that there are, where they are known
    written: str  # how a date or number is written
    areas: tuple[str, ...]  # of the registry's syntax
    can_be_missing: bool
    example: Example


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields of one kind."""

    id: str
    title: str
    hint: str
    fields: tuple[FieldHelp, ...]


@dataclass(frozen=True, slots=True)
class Translation:
    """An expression of the registry's syntax, a link that searches it, and how it reads in ours."""

    example: Example
    ours: str


@dataclass(frozen=True, slots=True)
class HelpPage:
    """Everything that ``pages/help_search.html`` shows."""

    examples: tuple[Example, ...]
    signs: tuple[Sign, ...]
    groups: tuple[FieldGroup, ...]
    translations: tuple[Translation, ...]


_SIGNS = (
    ("Words", "All of them are looked for, in any order and in any field.", "leukemia relapsed"),
    ("A phrase", "These words side by side, in this order.", '"acute leukemia"'),
    ("Near", "Words at most 5 words apart, in any order. The number may be up to 50.", '"heart failure"~5'),
    ("AND, OR, NOT", "In capitals. AND binds tighter than OR.", "asthma AND child OR copd"),
    ("Minus", "The same as NOT.", "asthma -steroid"),
    ("Brackets", "What belongs together.", "(asthma OR copd) child"),
    ("The beginning of a word", "A star at its end.", "pembro*"),
    ("A field", "Its name and a colon. All fields are listed below.", 'condition:"heart failure"'),
    ("Fields together", "The name titles is for both titles, eligibility for all criteria.", "eligibility:pregnancy"),
    ("One of several values", "Brackets or commas.", "phase:(2 OR 3)"),
    ("Two values at once", "A slash: a phase 2/3 trial is in both phases.", "phase:2/3"),
    ("A date", "A year, a month or a day.", "start:2026-05"),
    ("From and to", "Two dots; one side may stay open.", "start:2024..2026-06"),
    ("More or less", "The signs >, >=, < and <=.", "enrolment:>=100"),
    ("What is missing", "Trials that do not give a field.", "missing:phase"),
    ("One and the same site", "All that stands in the brackets holds for one site.",
     "site:(country:Belarus site-status:recruiting)"),
    ("The number of a trial", "It is found whatever its status.", "NCT05333302"),
)  # fmt: skip

_REGISTRY = (
    "AREA[Phase](PHASE2 OR PHASE3) AND AREA[Condition]leukemia",
    "AREA[StartDate]RANGE[2024-01-01, MAX] AND NOT AREA[Phase]NA",
    "AREA[ResultsFirstPostDate]MISSING AND AREA[OverallStatus]COMPLETED",
    "SEARCH[Location](AREA[LocationCity]Minsk AND AREA[LocationStatus]RECRUITING)",
)

_GROUPS: tuple[tuple[str, str, str, tuple[Field, ...]], ...] = (
    ("words", "Fields with words", "Words, phrases, words near one another and beginnings.", TEXT_FIELDS),
    ("values", "Fields with values", "A value, its label or the registry's code for it.", FACETS),
    ("numbers", "Dates, ages and numbers", "One, from and to, more or less.", NUMBERS),
    (
        "places",
        "Sites",
        "A name, in quotes when it has several words. Any site counts, open or closed.",
        PLACES,
    ),
)


def help_page() -> HelpPage:
    """The page, made from the field table and a table of examples."""
    return HelpPage(
        examples=EXAMPLES,
        signs=tuple(Sign(name, meaning, _example(text)) for name, meaning, text in _SIGNS),
        groups=tuple(
            FieldGroup(id_, title, hint, tuple(map(_field, fields))) for id_, title, hint, fields in _GROUPS
        ),
        translations=tuple(Translation(_example(text), _ours(text)) for text in _REGISTRY),
    )


def _example(text: str) -> Example:
    return Example(text, urls.search_url(SearchRequest(text)))


def _ours(text: str) -> str:
    tree = read_query(text).tree
    return text_of(tree) if tree else ""


def _field(field: Field) -> FieldHelp:
    return FieldHelp(
        name=field.asked_as,
        others=field.aliases,
        description=f"{field.description}.",
        values=_values(field),
        written=SAMPLES[field.measure] if isinstance(field, NumberField) else "",
        areas=tuple(sorted(AREAS.get(field.asked_as, "").split())),
        can_be_missing=can_be_missing(field),
        example=_example(field.example),
    )


def _values(field: Field) -> tuple[str, ...]:
    facet = FACET["status"] if isinstance(field, PlaceField) and field.name == "site-status" else field
    return facet.vocabulary.values if isinstance(facet, Facet) and facet.vocabulary else ()
