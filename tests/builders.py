"""Small records and trials for tests: say what matters, leave the rest out.

>>> a_trial(nct_id="NCT00000007", phases=("PHASE2",), sites=[{"city": "Leeds"}]).sites[0].city
'Leeds'

What is not given is absent from the record, except an id, a title and the status RECRUITING; ``None`` takes
one of those away. Codes, ages and dates are written as the registry writes them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict, Unpack

from indexer.registry.ctgov import read_study
from indexer.trial.model import Trial

Intervention = str | tuple[str, str]  # a name (then a DRUG), or a type and a name


class SiteParts(TypedDict, total=False):
    """One place where the trial runs; ``lat`` and ``lon`` only together."""

    facility: str
    status: str
    city: str
    state: str
    country: str
    lat: float
    lon: float


class TrialParts(TypedDict, total=False):
    """What a test may say about a trial."""

    nct_id: str | None
    aliases: Sequence[str]
    title: str | None
    status: str | None
    start: str
    primary_completion: str
    completion: str
    first_posted: str
    last_update_posted: str
    results_posted: str
    verified: str
    sponsor: str
    sponsor_class: str
    summary: str
    conditions: Sequence[str]
    keywords: Sequence[str]
    study_type: str
    phases: Sequence[str]
    allocation: str
    masking: str
    purpose: str
    model: str
    enrolment: int
    interventions: Sequence[Intervention]
    criteria: str
    sex: str
    minimum_age: str
    maximum_age: str
    sites: Sequence[SiteParts]
    has_results: bool


DEFAULTS = TrialParts(nct_id="NCT00000001", title="A trial", status="RECRUITING")


def _as_list(values: Iterable[Any]) -> list[Any]:
    return list(values)


def _interventions(given: Sequence[Intervention]) -> list[dict[str, str]]:
    pairs = (("DRUG", item) if isinstance(item, str) else item for item in given)
    return [{"type": kind, "name": name} for kind, name in pairs]


def _sites(given: Sequence[SiteParts]) -> list[dict[str, Any]]:
    return [_site(parts) for parts in given]


def _site(parts: SiteParts) -> dict[str, Any]:
    site: dict[str, Any] = {key: value for key, value in parts.items() if key not in {"lat", "lon"}}
    if "lat" in parts:
        site["geoPoint"] = {"lat": parts["lat"], "lon": parts["lon"]}
    return site


# Keyword -> where it stands in a v2 record, and how its value is written there where that differs.
_PLACES: Mapping[str, tuple[str, Callable[[Any], Any] | None]] = {
    "nct_id": ("protocolSection.identificationModule.nctId", None),
    "aliases": ("protocolSection.identificationModule.nctIdAliases", _as_list),
    "title": ("protocolSection.identificationModule.briefTitle", None),
    "status": ("protocolSection.statusModule.overallStatus", None),
    "start": ("protocolSection.statusModule.startDateStruct.date", None),
    "primary_completion": ("protocolSection.statusModule.primaryCompletionDateStruct.date", None),
    "completion": ("protocolSection.statusModule.completionDateStruct.date", None),
    "first_posted": ("protocolSection.statusModule.studyFirstPostDateStruct.date", None),
    "last_update_posted": ("protocolSection.statusModule.lastUpdatePostDateStruct.date", None),
    "results_posted": ("protocolSection.statusModule.resultsFirstPostDateStruct.date", None),
    "verified": ("protocolSection.statusModule.statusVerifiedDate", None),
    "sponsor": ("protocolSection.sponsorCollaboratorsModule.leadSponsor.name", None),
    "sponsor_class": ("protocolSection.sponsorCollaboratorsModule.leadSponsor.class", None),
    "summary": ("protocolSection.descriptionModule.briefSummary", None),
    "conditions": ("protocolSection.conditionsModule.conditions", _as_list),
    "keywords": ("protocolSection.conditionsModule.keywords", _as_list),
    "study_type": ("protocolSection.designModule.studyType", None),
    "phases": ("protocolSection.designModule.phases", _as_list),
    "allocation": ("protocolSection.designModule.designInfo.allocation", None),
    "masking": ("protocolSection.designModule.designInfo.maskingInfo.masking", None),
    "purpose": ("protocolSection.designModule.designInfo.primaryPurpose", None),
    "model": ("protocolSection.designModule.designInfo.interventionModel", None),
    "enrolment": ("protocolSection.designModule.enrollmentInfo.count", None),
    "interventions": ("protocolSection.armsInterventionsModule.interventions", _interventions),
    "criteria": ("protocolSection.eligibilityModule.eligibilityCriteria", None),
    "sex": ("protocolSection.eligibilityModule.sex", None),
    "minimum_age": ("protocolSection.eligibilityModule.minimumAge", None),
    "maximum_age": ("protocolSection.eligibilityModule.maximumAge", None),
    "sites": ("protocolSection.contactsLocationsModule.locations", _sites),
    "has_results": ("hasResults", None),
}


def a_record(**parts: Unpack[TrialParts]) -> dict[str, Any]:
    """A record as the registry's API v2 sends it, decoded from JSON; the caller may change it."""
    record: dict[str, Any] = {}
    given: dict[str, Any] = {**DEFAULTS, **parts}
    for keyword, value in given.items():
        if value is None:
            continue
        path, written = _PLACES[keyword]
        *above, last = path.split(".")
        module = record
        for step in above:
            module = module.setdefault(step, {})
        module[last] = written(value) if written else value
    return record


def a_trial(**parts: Unpack[TrialParts]) -> Trial:
    """The trial of such a record."""
    return read_study(a_record(**parts))
