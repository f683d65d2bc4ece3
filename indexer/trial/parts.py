"""The parts of a trial: sponsors, arms, sites, contacts and the rest, as the registry's record has them."""

import html
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from indexer.trial.age import Age, read_limit
from indexer.trial.dates import PartialDate

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_MARKDOWN_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~^|=\"'&/])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ENROLMENT_NOT_KNOWN = 99_999_999  # the registry's sentinel in old expanded-access records


def clean(value: object) -> object:
    """Text as people read it: entities decoded, markdown escapes and control characters removed."""
    if not isinstance(value, str):
        return value
    text = _ENTITY.sub(lambda match: html.unescape(match[0]), value) if "&" in value else value
    if "\\" in text:
        text = _MARKDOWN_ESCAPE.sub(r"\1", text)
    return _CONTROL.sub("", text).strip()


def _date(value: object) -> object:
    return PartialDate.parse(value) if isinstance(value, str) else value


def _age(value: object) -> object:
    return read_limit(value) if isinstance(value, str) else value


def _whole_point(value: object) -> object:
    """Half a point is none: a site then takes its city's."""
    return None if isinstance(value, dict) and not {"lat", "lon"} <= value.keys() else value


Text = Annotated[str, BeforeValidator(clean)]
Date = Annotated[PartialDate | None, BeforeValidator(_date)]
Limit = Annotated[Age | None, BeforeValidator(_age)]


class Part(BaseModel):
    """A frozen piece of a record; reads the registry's camelCase names, ignores what it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        arbitrary_types_allowed=True,
    )


class Organisation(Part):
    """A sponsor or collaborator and the class the registry puts it in."""

    name: Text = ""
    organisation_class: str = Field("", alias="class")


class DatedEvent(Part):
    """A date and whether it has happened (ACTUAL) or is planned (ESTIMATED)."""

    date: Date = None
    type: str = ""


class SecondaryId(Part):
    """The number of the same trial elsewhere: EudraCT, CTIS, a grant, another registry."""

    id: Text = ""
    type: str = ""
    domain: Text = ""
    link: str = ""


class ResponsibleParty(Part):
    """Who answers for the record."""

    type: str = ""
    investigator_full_name: Text = ""
    investigator_title: Text = ""
    investigator_affiliation: Text = ""


class ExpandedAccess(Part):
    """Whether the product can be had outside the trial, and where that is recorded."""

    has_expanded_access: bool | None = None
    nct_id: str = ""


class Masking(Part):
    """Who does not know which group a participant is in."""

    masking: str = ""
    who_masked: tuple[str, ...] = ()
    masking_description: Text = ""


class Design(Part):
    """How the study is built."""

    allocation: str = ""
    intervention_model: str = ""
    intervention_model_description: Text = ""
    primary_purpose: str = ""
    observational_model: str = ""
    time_perspective: str = ""
    masking_info: Masking = Masking()


class Enrolment(Part):
    """How many people take part, and whether that is counted (ACTUAL) or planned (ESTIMATED)."""

    count: int | None = None
    type: str = ""

    @property
    def known(self) -> int | None:
        """The number, or None when it is missing or the registry's "not known" sentinel."""
        return None if self.count == ENROLMENT_NOT_KNOWN else self.count


class Arm(Part):
    """One group of participants and what it gets."""

    label: Text = ""
    type: str = ""
    description: Text = ""
    intervention_names: tuple[Text, ...] = ()


class Intervention(Part):
    """What is given, done or looked at."""

    type: str = ""
    name: Text = ""
    description: Text = ""
    arm_group_labels: tuple[Text, ...] = ()
    other_names: tuple[Text, ...] = ()


class Outcome(Part):
    """One thing the study measures, and when."""

    measure: Text = ""
    description: Text = ""
    time_frame: Text = ""


class Contact(Part):
    """A person or desk to ask."""

    name: Text = ""
    role: str = ""
    phone: Text = ""
    phone_ext: Text = ""
    email: Text = ""


class Official(Part):
    """Who leads the study."""

    name: Text = ""
    affiliation: Text = ""
    role: str = ""


class Point(Part):
    """Degrees north and east; the registry gives the point of the city, not of the hospital."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Site(Part):
    """One place where the study runs; ``status`` is empty when it has no status of its own."""

    facility: Text = ""
    status: str = ""
    city: Text = ""
    state: Text = ""
    zip: Text = ""
    country: Text = ""
    contacts: tuple[Contact, ...] = ()
    geo_point: Annotated[Point | None, BeforeValidator(_whole_point)] = None


class Retraction(Part):
    """A notice that a cited paper was withdrawn."""

    pmid: str = ""
    source: Text = ""


class Reference(Part):
    """A paper that the sponsor cites or that the registry found."""

    pmid: str = ""
    type: str = ""
    citation: Text = ""
    retractions: tuple[Retraction, ...] = ()


class Link(Part):
    """A web address with its label."""

    label: Text = ""
    url: str = ""


class AvailableData(Part):
    """A data set or document of the study kept elsewhere."""

    id: Text = ""
    type: Text = ""
    url: str = ""
    comment: Text = ""


class DataSharing(Part):
    """Whether each participant's data will be shared with other researchers."""

    ipd_sharing: str = ""
    description: Text = ""
    info_types: tuple[str, ...] = ()
    time_frame: Text = ""
    access_criteria: Text = ""
    url: str = ""


class Document(Part):
    """A protocol, analysis plan or consent form that was uploaded."""

    type_abbrev: str = ""
    has_protocol: bool = False
    has_sap: bool = False
    has_icf: bool = False
    label: Text = ""
    date: Date = None
    filename: str = ""
    size: int | None = None


class MeshTerm(Part):
    """A heading of the controlled vocabulary that the registry attached."""

    id: str = ""
    term: Text = ""
