"""THE FIELD TABLE: every field that can be searched, filtered or sorted, with what it is and where it comes from.

Schema, mapping, URL parameters, facets, sorts, labels and the help page are made from it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer.places.countries import country_name
from indexer.trial import vocabulary as v
from indexer.trial.age import age_groups
from indexer.trial.model import Trial
from indexer.trial.parts import Contact, DatedEvent

INDEX_FORMAT = 8  # raise when the index's files change shape though the table does not


class Kind(StrEnum):
    """What can be done with a field."""

    TEXT = "text"  # searched by words
    FACET = "facet"  # filtered and counted by values
    NUMBER = "number"  # sorted and compared


Source = Callable[[Trial], Iterable[str]]


@dataclass(frozen=True, slots=True)
class TextField:
    """A field searched by words. ``boost`` weighs a word found in it, ``length_norm`` is BM25F's b.

    ``typical_length`` in words takes the place of BM25F's average length. It is a constant, so that a score does
    not change with what else is in the index, and weighted frequencies can be computed once and kept.
    """

    name: str
    label: str
    boost: float
    typical_length: int
    source: Source
    description: str
    length_norm: float = 0.6
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Facet:
    """A field filtered and counted by values; ``vocabulary`` is None where the values are free (places)."""

    name: str
    label: str
    source: Source
    description: str
    vocabulary: v.Vocabulary | None = None
    not_stated: bool = True
    kind: Kind = Kind.FACET

    def label_of(self, value: str) -> str:
        """A value as people read it."""
        if self.vocabulary:
            return self.vocabulary.label_of(value)
        return "Not stated" if value == v.NOT_STATED else value.rpartition("/")[2]

    @property
    def values(self) -> tuple[str, ...]:
        """The known values in the order to show them; empty where they are free."""
        known = self.vocabulary.values if self.vocabulary else ()
        return (*known, v.NOT_STATED) if self.not_stated and known else known


@dataclass(frozen=True, slots=True)
class NumberField:
    """A field that orders trials; dates are proleptic Gregorian day numbers of the first possible day."""

    name: str
    label: str
    source: Callable[[Trial], int | None]
    description: str
    kind: Kind = Kind.NUMBER


Field = TextField | Facet | NumberField


def _day(event: DatedEvent) -> int | None:
    return event.date.earliest.toordinal() if event.date else None


def _contact_names(contacts: Iterable[Contact]) -> Iterator[str]:
    return (contact.name for contact in contacts)


def _arms(trial: Trial) -> Iterator[str]:
    for arm in trial.arms:
        yield arm.label
        yield arm.description
    for intervention in trial.interventions:
        yield intervention.description


def _outcomes(trial: Trial) -> Iterator[str]:
    for outcome in (*trial.primary_outcomes, *trial.secondary_outcomes, *trial.other_outcomes):
        yield outcome.measure
        yield outcome.description


def _places(trial: Trial) -> Iterator[str]:
    """As the records write them, and countries under their present names too."""
    places = dict.fromkeys(p for s in trial.sites for p in (s.facility, s.city, s.state, s.country))
    return iter(places | dict.fromkeys(country_name(site.country) for site in trial.sites))


def _people(trial: Trial) -> Iterator[str]:
    yield trial.responsible_party.investigator_full_name
    yield from dict.fromkeys(official.name for official in trial.officials)
    yield from _contact_names(trial.central_contacts)


def _interventions(trial: Trial) -> Iterator[str]:
    for intervention in trial.interventions:
        yield intervention.name
        yield from intervention.other_names


def _ids(trial: Trial) -> Iterator[str]:
    yield trial.nct_id
    yield from trial.nct_id_aliases
    yield trial.org_study_id
    yield from (other.id for other in trial.secondary_ids)


def _values(vocabulary: v.Vocabulary, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(vocabulary.value_of(code) for code in codes)) or (v.NOT_STATED,)


def _sexes(trial: Trial) -> tuple[str, ...]:
    """Who can join: open to all, and not stated, count under both."""
    sex = v.SEX.value_of(trial.eligibility.sex)
    return ("female", "male") if sex in {"all", v.NOT_STATED} else (sex,)


_HEALTHY = {True: "yes", False: "no", None: v.NOT_STATED}

# Boosts start from the weights the registry publishes for its patient search (search areas, API v2); the three
# parts of the criteria, which that search does not read, are ours: a reason to be excluded must not lift a trial.
# Typical lengths are means over the records at hand (50,309, November 2026) that have the field.
TEXT_FIELDS = (
    TextField("id", "Trial number", 1.0, 4, _ids, "NCT number, earlier numbers, numbers elsewhere", 0.0),
    TextField("title", "Title", 3.0, 14, lambda t: (t.brief_title, t.acronym), "Short title and acronym"),
    TextField(
        "official-title", "Official title", 0.85, 23, lambda t: (t.official_title,), "Full scientific title"
    ),
    TextField("condition", "Condition", 2.0, 5, lambda t: t.conditions, "Diseases or topics studied"),
    TextField("keyword", "Keyword", 1.5, 13, lambda t: t.keywords, "Words the sponsor added"),
    TextField(
        "condition-term",
        "Condition heading",
        0.75,
        6,
        lambda t: (m.term for m in (*t.condition_meshes, *t.condition_ancestors)),
        "Headings and wider headings that the registry attached to the conditions",
    ),
    TextField(
        "intervention", "Intervention", 0.60, 9, _interventions, "What is given or done, with other names"
    ),
    TextField(
        "intervention-term",
        "Intervention heading",
        0.40,
        4,
        lambda t: (m.term for m in (*t.intervention_meshes, *t.intervention_ancestors)),
        "Headings and wider headings that the registry attached to the interventions",
    ),
    TextField("summary", "Summary", 0.65, 92, lambda t: (t.brief_summary,), "The sponsor's brief summary"),
    TextField(
        "description", "Description", 0.30, 271, lambda t: (t.detailed_description,), "The long description"
    ),
    TextField("arm", "Groups", 0.45, 95, _arms, "Names and descriptions of the groups and what they get"),
    TextField("outcome", "Measurements", 0.50, 334, _outcomes, "What is measured"),
    TextField(
        "inclusion",
        "Reasons to be included",
        0.45,
        118,
        lambda t: (item.text for item in t.eligibility.criteria.inclusion),
        "Inclusion criteria",
    ),
    TextField(
        "criteria",
        "Criteria",
        0.30,
        178,
        lambda t: (item.text for item in t.eligibility.criteria.unsorted),
        "Criteria that the record does not sort into inclusion and exclusion",
    ),
    TextField(
        "exclusion",
        "Reasons to be excluded",
        0.05,
        144,
        lambda t: (item.text for item in t.eligibility.criteria.exclusion),
        "Exclusion criteria",
    ),
    TextField(
        "population",
        "Who is studied",
        0.40,
        28,
        lambda t: (t.eligibility.study_population,),
        "Study population",
    ),
    TextField(
        "sponsor",
        "Sponsor",
        0.40,
        6,
        lambda t: (t.lead_sponsor.name, *(other.name for other in t.collaborators)),
        "Lead sponsor and collaborators",
    ),
    TextField("people", "People", 0.30, 6, _people, "Investigators and central contacts"),
    TextField(
        "place", "Place", 0.35, 67, _places, "Facilities, cities, states and countries of the sites", 0.3
    ),
)

FACETS = (
    Facet(
        "status",
        "Status",
        lambda t: (v.STATUS.value_of(t.status),),
        "Whether the study takes people now",
        v.STATUS,
    ),
    Facet("phase", "Phase", lambda t: _values(v.PHASE, t.phases), "How far testing has come", v.PHASE),
    Facet(
        "age-group",
        "Age group",
        lambda t: age_groups(t.eligibility.age_span),
        "Age groups that overlap the trial's ages",
        v.AGE_GROUP,
        not_stated=False,
    ),
    Facet(
        "sex",
        "Who can join",
        _sexes,
        "A trial open to all counts under both",
        v.Vocabulary(v.SEX.terms[:2]),
        not_stated=False,
    ),
    Facet(
        "location",
        "Place",
        lambda _: (),  # counted by site, not by trial: see SiteEntry.location
        "Country, state and city of the sites that count",
    ),
    Facet(
        "type",
        "Study type",
        lambda t: (v.STUDY_TYPE.value_of(t.study_type),),
        "Whether the study gives something or only observes",
        v.STUDY_TYPE,
    ),
    Facet(
        "intervention",
        "Kind of treatment",
        lambda t: _values(v.INTERVENTION_TYPE, (i.type for i in t.interventions)),
        "What kind of thing is tested",
        v.INTERVENTION_TYPE,
    ),
    Facet(
        "sponsor",
        "Sponsor",
        lambda t: (v.SPONSOR_CLASS.value_of(t.lead_sponsor.organisation_class),),
        "What kind of organisation leads the study",
        v.SPONSOR_CLASS,
    ),
    Facet(
        "results",
        "Results",
        lambda t: ("yes" if t.has_results else "no",),
        "Whether results are posted in the registry",
        v.RESULTS,
        not_stated=False,
    ),
    Facet(
        "healthy-volunteers",
        "Healthy volunteers",
        lambda t: (_HEALTHY[t.eligibility.healthy_volunteers],),
        "Whether people without the condition can take part",
        v.HEALTHY_VOLUNTEERS,
    ),
)

NUMBERS = (
    NumberField(
        "newest",
        "First posted",
        lambda t: _day(t.first_posted),
        "When the record was first posted",
    ),
    NumberField(
        "updated",
        "Last updated",
        lambda t: _day(t.last_update_posted),
        "When the record was last updated",
    ),
    NumberField("enrolment", "Participants", lambda t: t.enrolment.known, "How many people take part"),
)

FIELD_TABLE: tuple[Field, ...] = (*TEXT_FIELDS, *FACETS, *NUMBERS)
TEXT_FIELD = {field.name: field for field in TEXT_FIELDS}
FACET = {facet.name: facet for facet in FACETS}


_IN_HASH = ("boost", "typical_length", "length_norm")  # what the kept frequencies are made with


def fields_hash() -> str:
    """A short hash of the table: an index built for another table must not be opened."""
    rows = [(field.kind, field.name, *(getattr(field, key, "") for key in _IN_HASH)) for field in FIELD_TABLE]
    return hashlib.sha256(repr((INDEX_FORMAT, rows)).encode()).hexdigest()[:10]
