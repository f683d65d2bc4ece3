"""A ClinicalTrials.gov v2 record, as JSON, becomes a Trial. The only validation of registry data.

Facts about the format: the registry's OpenAPI document (API v2) and its study data structure.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from indexer.errors import RecordError
from indexer.trial.model import Trial

# Trial field -> where the value stands in a record.
PATHS = {
    "nct_id": "protocolSection.identificationModule.nctId",
    "nct_id_aliases": "protocolSection.identificationModule.nctIdAliases",
    "org_study_id": "protocolSection.identificationModule.orgStudyIdInfo.id",
    "secondary_ids": "protocolSection.identificationModule.secondaryIdInfos",
    "brief_title": "protocolSection.identificationModule.briefTitle",
    "official_title": "protocolSection.identificationModule.officialTitle",
    "acronym": "protocolSection.identificationModule.acronym",
    "status": "protocolSection.statusModule.overallStatus",
    "last_known_status": "protocolSection.statusModule.lastKnownStatus",
    "verified": "protocolSection.statusModule.statusVerifiedDate",
    "why_stopped": "protocolSection.statusModule.whyStopped",
    "expanded_access": "protocolSection.statusModule.expandedAccessInfo",
    "start": "protocolSection.statusModule.startDateStruct",
    "primary_completion": "protocolSection.statusModule.primaryCompletionDateStruct",
    "completion": "protocolSection.statusModule.completionDateStruct",
    "first_posted": "protocolSection.statusModule.studyFirstPostDateStruct",
    "results_first_posted": "protocolSection.statusModule.resultsFirstPostDateStruct",
    "last_update_posted": "protocolSection.statusModule.lastUpdatePostDateStruct",
    "lead_sponsor": "protocolSection.sponsorCollaboratorsModule.leadSponsor",
    "collaborators": "protocolSection.sponsorCollaboratorsModule.collaborators",
    "responsible_party": "protocolSection.sponsorCollaboratorsModule.responsibleParty",
    "brief_summary": "protocolSection.descriptionModule.briefSummary",
    "detailed_description": "protocolSection.descriptionModule.detailedDescription",
    "conditions": "protocolSection.conditionsModule.conditions",
    "keywords": "protocolSection.conditionsModule.keywords",
    "study_type": "protocolSection.designModule.studyType",
    "phases": "protocolSection.designModule.phases",
    "design": "protocolSection.designModule.designInfo",
    "enrolment": "protocolSection.designModule.enrollmentInfo",
    "target_duration": "protocolSection.designModule.targetDuration",
    "patient_registry": "protocolSection.designModule.patientRegistry",
    "arms": "protocolSection.armsInterventionsModule.armGroups",
    "interventions": "protocolSection.armsInterventionsModule.interventions",
    "primary_outcomes": "protocolSection.outcomesModule.primaryOutcomes",
    "secondary_outcomes": "protocolSection.outcomesModule.secondaryOutcomes",
    "other_outcomes": "protocolSection.outcomesModule.otherOutcomes",
    "eligibility": "protocolSection.eligibilityModule",
    "central_contacts": "protocolSection.contactsLocationsModule.centralContacts",
    "officials": "protocolSection.contactsLocationsModule.overallOfficials",
    "sites": "protocolSection.contactsLocationsModule.locations",
    "references": "protocolSection.referencesModule.references",
    "see_also_links": "protocolSection.referencesModule.seeAlsoLinks",
    "available_data": "protocolSection.referencesModule.availIpds",
    "data_sharing": "protocolSection.ipdSharingStatementModule",
    "documents": "documentSection.largeDocumentModule.largeDocs",
    "condition_meshes": "derivedSection.conditionBrowseModule.meshes",
    "condition_ancestors": "derivedSection.conditionBrowseModule.ancestors",
    "intervention_meshes": "derivedSection.interventionBrowseModule.meshes",
    "intervention_ancestors": "derivedSection.interventionBrowseModule.ancestors",
    "removed_countries": "derivedSection.miscInfoModule.removedCountries",
    "has_results": "hasResults",
}
_STEPS = {field: tuple(path.split(".")) for field, path in PATHS.items()}


def read_study(record: Mapping[str, Any]) -> Trial:
    """One v2 study (decoded JSON) -> Trial.

    Unknown keys and unknown codes are tolerated; nothing but the id is needed.
    Raises RecordError, with the place in the record, when a part has a shape the registry does not use.
    """
    given = {field: value for field, steps in _STEPS.items() if (value := _at(record, steps)) is not None}
    try:
        return Trial.model_validate(given)
    except ValidationError:
        given = _without_nulls(given)  # rare, so only looked for when something is wrong
    try:
        return Trial.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        field, *rest = first["loc"]
        place = ".".join([PATHS.get(str(field), str(field)), *map(str, rest)])
        nct_id = given.get("nct_id")
        raise RecordError(f"{place}: {first['msg']}", nct_id if isinstance(nct_id, str) else "") from error


def _without_nulls(value: Any) -> Any:
    """The same JSON without nulls: a part that is null is a part that is not given."""
    if isinstance(value, Mapping):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_without_nulls(inner) for inner in value if inner is not None]
    return value


def _at(record: Any, steps: tuple[str, ...]) -> Any:
    """The value at a path, None where any step is missing."""
    value = record
    for step in steps:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value
