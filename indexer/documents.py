"""Trial -> TrialDocument: a walk over the field table, plus the sites and the card that results show."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from indexer.fields import FACETS, NUMBERS, TEXT_FIELDS, fields_hash
from indexer.fields.kinds import Bounds
from indexer.places.countries import country_name
from indexer.places.names import place_names
from indexer.places.spelling import fold
from indexer.search.result import Card
from indexer.trial.age import Age
from indexer.trial.model import Trial
from indexer.trial.parts import Site
from indexer.trial.titles import plain_title
from indexer.trial.vocabulary import NOT_STATED, OPEN_STATUSES, PHASE, SEX, STATUS, STUDY_TYPE, phase_text

PointOfSite = Callable[[str, str, str], tuple[float, float] | None]  # city, state, country -> lat, lon


class SiteEntry(NamedTuple):
    """One site as the index sees it; ``status`` is the study's where the site has none of its own.

    Country, state and city are under the names that ``places.names`` gives them, so that each is one value.

    A tuple, because a page of results unpickles the sites of its trials, and some have hundreds.
    """

    facility: str
    city: str
    state: str
    country: str
    status: str
    latitude: float | None
    longitude: float | None

    @property
    def location(self) -> str:
        """Its place in the hierarchy."""
        return location_of(self.country, self.state, self.city)


def location_of(country: str, state: str, city: str) -> str:
    """A place in the hierarchy: "not-stated" without a country.

    >>> location_of("United States", "Texas", "Houston"), location_of("", "", "Houston")
    ('United States/Texas/Houston', 'not-stated')
    """
    if not country:
        return NOT_STATED
    return "/".join(part.replace("/", "-") for part in (country, state, city) if part)


def place_key(field: str, name: str) -> str:
    """What makes two names of places the same: a country's older names, accents and case do not differ.

    >>> place_key("country", "Korea, Republic of") == place_key("country", "south korea")
    True
    """
    return fold(country_name(name) if field == "country" else name)


@dataclass(frozen=True, slots=True)
class TrialDocument:
    """What the index keeps of one trial: texts by field, values by facet, numbers, sites, card."""

    nct_id: str
    texts: Mapping[str, tuple[str, ...]]
    facets: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, Bounds | None]
    minimum_age: int  # seconds, inclusive
    maximum_age: int  # seconds, exclusive
    sites: tuple[SiteEntry, ...]  # in the order of their location
    headings: tuple[str, ...]  # that the registry gave to the conditions
    names: tuple[tuple[str, ...], ...]  # of each intervention, the chief one first
    card: Card


def document_of(trial: Trial, point_of_site: PointOfSite) -> TrialDocument:
    """The document of a trial; a site without a point takes its city's from ``point_of_site``."""
    span = trial.eligibility.age_span
    entries = (_site_entry(trial, site, point_of_site) for site in trial.sites)
    return TrialDocument(
        nct_id=trial.nct_id,
        texts={field.name: tuple(text for text in field.source(trial) if text) for field in TEXT_FIELDS},
        facets={facet.name: tuple(facet.source(trial)) for facet in FACETS},
        numbers={number.name: number.source(trial) for number in NUMBERS},
        minimum_age=span.start,
        maximum_age=span.end,
        sites=tuple(sorted(entries, key=lambda entry: entry.location.split("/"))),
        headings=tuple(mesh.term for mesh in trial.condition_meshes),
        names=tuple((item.name, *item.other_names) for item in trial.interventions),
        card=_card(trial),
    )


def _site_entry(trial: Trial, site: Site, point_of_site: PointOfSite) -> SiteEntry:
    point = (
        (site.geo_point.lat, site.geo_point.lon)
        if site.geo_point
        else point_of_site(site.city, site.state, site.country)
    )
    country, state, city = place_names(site.country, site.state, site.city)
    return SiteEntry(
        site.facility,
        city,
        state,
        country,
        STATUS.value_of(trial.status_of(site)),
        *(point or (None, None)),
    )


def _card(trial: Trial) -> Card:
    eligibility = trial.eligibility
    site_statuses = [STATUS.value_of(trial.status_of(site)) for site in trial.sites]
    return Card(
        nct_id=trial.nct_id,
        title=trial.title,
        plain_title=plain_title(trial),
        official_title=trial.official_title,
        acronym=trial.acronym,
        status=STATUS.value_of(trial.status),
        study_type=STUDY_TYPE.value_of(trial.study_type),
        phases=tuple(PHASE.value_of(code) for code in trial.phases),
        phase_text=phase_text(trial.phases),
        conditions=trial.conditions,
        interventions=tuple(dict.fromkeys(i.name for i in trial.interventions if i.name)),
        sex=SEX.value_of(eligibility.sex),
        minimum_age=_age_text(eligibility.minimum_age),
        maximum_age=_age_text(eligibility.maximum_age),
        minimum_age_days=eligibility.minimum_age.days if eligibility.minimum_age else None,
        maximum_age_days=eligibility.maximum_age.days if eligibility.maximum_age else None,
        healthy_volunteers=eligibility.healthy_volunteers,
        sponsor=trial.lead_sponsor.name,
        enrolment=trial.enrolment.known,
        site_count=len(trial.sites),
        open_site_count=sum(status in OPEN_STATUSES for status in site_statuses),
        country_count=len({country_name(site.country) for site in trial.sites if site.country}),
        has_results=trial.has_results,
        verified=str(trial.verified or ""),
        first_posted=str(trial.first_posted.date or ""),
        last_update_posted=str(trial.last_update_posted.date or ""),
        completion=str(trial.completion.date or ""),
        has_contact=bool(trial.central_contacts or any(site.contacts for site in trial.sites)),
    )


def _age_text(age: Age | None) -> str:
    return age.text if age else ""


def documents_hash() -> str:
    """A short hash of everything an index is made of: an index of another shape must not be opened."""
    names = [item.name for kind in (TrialDocument, Card) for item in fields(kind)]
    shape = [fields_hash(), *names, *SiteEntry._fields]
    return hashlib.sha256(repr(shape).encode()).hexdigest()[:10]
