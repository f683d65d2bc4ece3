"""The areas of the registry's expert syntax, by the fields of ours that hold them.

Names after the registry's published field metadata and search areas (API v2).
"""

import re
from collections.abc import Iterator

# Our fields, by their names in the query language ("" is every field) -> the registry's areas.
AREAS = {
    "": "BasicSearch PatientSearch",
    "id": "NCTId NCTIdAlias NCTIdSearch IdSearch ExternalIdsSearch OrgStudyId SecondaryId",
    "title": "BriefTitle Acronym",
    "official-title": "OfficialTitle",
    "title,official-title": "TitleSearch",
    "condition": "Condition",
    "condition,condition-term,keyword": "ObsoleteConditionSearch",
    "condition,condition-term,keyword,title,official-title": "ConditionSearch",
    "condition-term": "ConditionMeshTerm ConditionAncestorTerm",
    "keyword": "Keyword",
    "intervention": "InterventionName InterventionOtherName InterventionNameSearch Intervention",
    "intervention,intervention-term,arm,keyword,title,official-title": "InterventionSearch",
    "intervention-term": "InterventionMeshTerm InterventionAncestorTerm",
    "summary": "BriefSummary",
    "description": "DetailedDescription",
    "arm": "ArmGroupLabel ArmGroupDescription InterventionDescription",
    "outcome": (
        "OutcomeSearch OutcomeNameSearch PrimaryOutcomeMeasure PrimaryOutcomeDescription SecondaryOutcomeMeasure "
        "SecondaryOutcomeDescription OtherOutcomeMeasure OtherOutcomeDescription"
    ),
    "inclusion,criteria,exclusion": "EligibilityCriteria",
    "inclusion,criteria,exclusion,population": "EligibilitySearch",
    "population": "StudyPopulation",
    "sponsor": "SponsorSearch LeadSponsorName LeadSponsor CollaboratorName Collaborator",
    "people": (
        "ContactSearch ResponsiblePartySearch OverallOfficialName CentralContactName "
        "ResponsiblePartyInvestigatorFullName"
    ),
    "place": "LocationSearch LocationFacility",
    "status": "OverallStatus",
    "phase": "Phase",
    "age-group": "StdAge",
    "sex": "Sex",
    "type": "StudyType",
    "kind": "InterventionType",
    "led-by": "LeadSponsorClass FunderTypeSearch",
    "results": "HasResults",
    "healthy-volunteers": "HealthyVolunteers",
    "allocation": "DesignAllocation",
    "masking": "DesignMasking",
    "purpose": "DesignPrimaryPurpose",
    "model": "DesignInterventionModel DesignObservationalModel",
    "start": "StartDate",
    "primary-completion": "PrimaryCompletionDate",
    "completion": "CompletionDate",
    "first-posted": "StudyFirstPostDate",
    "updated": "LastUpdatePostDate",
    "results-posted": "ResultsFirstPostDate",
    "verified": "StatusVerifiedDate",
    "enrolment": "EnrollmentCount",
    "minimum-age": "MinimumAge",
    "maximum-age": "MaximumAge",
    "country": "LocationCountry",
    "state": "LocationState",
    "city": "LocationCity",
    "site-status": "LocationStatus",
}

# Names that the registry's former site took and its present one still takes, where they differ by more than hyphens.
FORMER_AREAS = {
    "id": "ORGANIZATION-STUDY-ID",
    "condition": "CONDITIONS",
    "keyword": "KEYWORDS",
    "intervention": "INTERVENTIONS",
    "sponsor": "SPONSOR",
    "place": "LOCATION-NAME FACILITY",
    "age-group": "AGE-GROUP",
    "sex": "GENDER",
    "type": "STUDY-TYPES",
    "kind": "INTERVENTION-TYPES",
    "primary-completion": "COMPLETION-DATE-PRIMARY",
    "first-posted": "STUDY-FIRST-POSTED",
    "updated": "LAST-UPDATE-POSTED",
    "results-posted": "RESULTS-FIRST-POSTED",
    "verified": "VERIFICATION-DATE",
    "enrolment": "ENROLLMENT",
    "country": "COUNTRY COUNTRIES",
    "state": "STATE",
    "city": "CITY",
}

# Areas that our field holds together with others, so that more is searched than was asked.
WIDER = frozenset(
    "NCTIdAlias OrgStudyId SecondaryId Acronym ConditionMeshTerm ConditionAncestorTerm InterventionMeshTerm "
    "InterventionAncestorTerm ArmGroupLabel ArmGroupDescription InterventionDescription PrimaryOutcomeMeasure "
    "PrimaryOutcomeDescription SecondaryOutcomeMeasure SecondaryOutcomeDescription OtherOutcomeMeasure "
    "OtherOutcomeDescription LeadSponsorName LeadSponsor CollaboratorName Collaborator OverallOfficialName "
    "CentralContactName ResponsiblePartyInvestigatorFullName LocationFacility".split()
)

_NOT_OF_A_NAME = re.compile(r"[\W_]+")


def key_of_area(name: str) -> str:
    """What makes two names of areas the same.

    >>> key_of_area("BRIEF-TITLE") == key_of_area("BriefTitle")
    True
    """
    return _NOT_OF_A_NAME.sub("", name.lower())


def _named() -> Iterator[tuple[str, str]]:
    for table in (FORMER_AREAS, AREAS):
        for fields, names in table.items():
            for name in names.split():
                yield key_of_area(name), fields


FIELDS_OF_AREA = dict(_named())
WIDER_KEYS = frozenset(map(key_of_area, WIDER))
