"""Trial: one record of the registry, every part that a page, a filter or an alert needs.

Everything but the id may be missing. Codes are kept as the registry writes them (``vocabulary`` gives the
words), dates at the precision they have, ages as written and as exact time.
"""

from functools import cached_property

from pydantic import Field

from indexer.trial.age import AgeSpan, span_between
from indexer.trial.criteria import Criteria, split_criteria
from indexer.trial.parts import (
    Arm,
    AvailableData,
    Contact,
    DataSharing,
    Date,
    DatedEvent,
    Design,
    Document,
    Enrolment,
    ExpandedAccess,
    Intervention,
    Limit,
    Link,
    MeshTerm,
    Official,
    Organisation,
    Outcome,
    Part,
    Reference,
    ResponsibleParty,
    SecondaryId,
    Site,
    Text,
)


class Eligibility(Part):
    """Who may join, as the record says it."""

    criteria_text: str = Field("", alias="eligibilityCriteria")
    healthy_volunteers: bool | None = None
    sex: str = ""
    gender_based: bool | None = None
    gender_description: Text = ""
    minimum_age: Limit = None
    maximum_age: Limit = None
    std_ages: tuple[str, ...] = ()
    study_population: Text = ""
    sampling_method: str = ""

    @property
    def age_span(self) -> AgeSpan:
        """The ages that may join, in exact time; a missing limit is no limit."""
        return span_between(self.minimum_age, self.maximum_age)

    @cached_property
    def criteria(self) -> Criteria:
        """The criteria text as lists of items by side."""
        return split_criteria(self.criteria_text)


class Trial(Part):
    """One study, as received. ``registry.ctgov`` says where in the registry's record each field comes from."""

    nct_id: str = Field(pattern=r"^NCT\d{8}$")
    nct_id_aliases: tuple[str, ...] = ()
    org_study_id: Text = ""
    secondary_ids: tuple[SecondaryId, ...] = ()
    brief_title: Text = ""
    official_title: Text = ""
    acronym: Text = ""

    status: str = ""
    last_known_status: str = ""
    verified: Date = None
    why_stopped: Text = ""
    expanded_access: ExpandedAccess = ExpandedAccess()
    start: DatedEvent = DatedEvent()
    primary_completion: DatedEvent = DatedEvent()
    completion: DatedEvent = DatedEvent()
    first_posted: DatedEvent = DatedEvent()
    results_first_posted: DatedEvent = DatedEvent()
    last_update_posted: DatedEvent = DatedEvent()

    lead_sponsor: Organisation = Organisation()
    collaborators: tuple[Organisation, ...] = ()
    responsible_party: ResponsibleParty = ResponsibleParty()

    brief_summary: Text = ""
    detailed_description: Text = ""
    conditions: tuple[Text, ...] = ()
    keywords: tuple[Text, ...] = ()

    study_type: str = ""
    phases: tuple[str, ...] = ()
    design: Design = Design()
    enrolment: Enrolment = Enrolment()
    target_duration: Text = ""
    patient_registry: bool | None = None
    arms: tuple[Arm, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    primary_outcomes: tuple[Outcome, ...] = ()
    secondary_outcomes: tuple[Outcome, ...] = ()
    other_outcomes: tuple[Outcome, ...] = ()

    eligibility: Eligibility = Eligibility()
    central_contacts: tuple[Contact, ...] = ()
    officials: tuple[Official, ...] = ()
    sites: tuple[Site, ...] = ()

    references: tuple[Reference, ...] = ()
    see_also_links: tuple[Link, ...] = ()
    available_data: tuple[AvailableData, ...] = ()
    data_sharing: DataSharing = DataSharing()
    documents: tuple[Document, ...] = ()

    condition_meshes: tuple[MeshTerm, ...] = ()
    condition_ancestors: tuple[MeshTerm, ...] = ()
    intervention_meshes: tuple[MeshTerm, ...] = ()
    intervention_ancestors: tuple[MeshTerm, ...] = ()
    removed_countries: tuple[Text, ...] = ()
    has_results: bool = False

    @property
    def title(self) -> str:
        """The short title, or the best there is in its place."""
        return self.brief_title or self.official_title or self.nct_id

    def status_of(self, site: Site) -> str:
        """The code of a site's status: its own, else the study's."""
        return site.status or self.status
