"""The registry's closed lists: each code with the word that stands in a URL and the words that people read.

Unknown codes are kept: they get a word made from the code, so a value the registry adds tomorrow is found
and shown today. Lists after the registry's published enums (API v2, ``/studies/enums``).
"""

from dataclasses import dataclass
from functools import cached_property

NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Term:
    """One code of a list: ``code`` in the record, ``value`` in URLs, ``label`` on pages."""

    code: str
    value: str
    label: str


@dataclass(frozen=True)
class Vocabulary:
    """One closed list, in the order in which people should see it."""

    terms: tuple[Term, ...]

    @cached_property
    def _by_code(self) -> dict[str, Term]:
        return {term.code: term for term in self.terms}

    @cached_property
    def _by_value(self) -> dict[str, Term]:
        return {term.value: term for term in self.terms}

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The words for URLs, in order."""
        return tuple(term.value for term in self.terms)

    def value_of(self, code: str | None) -> str:
        """The URL word of a code; "not-stated" for a missing one.

        >>> PHASE.value_of("EARLY_PHASE1"), PHASE.value_of(None), PHASE.value_of("PHASE9_X")
        ('early-1', 'not-stated', 'phase9-x')
        """
        if not code:
            return NOT_STATED
        term = self._by_code.get(code)
        return term.value if term else code.strip().lower().replace("_", "-").replace(" ", "-")

    def label_of(self, value: str) -> str:
        """The words for a URL word: "not-yet-recruiting" -> "Not yet recruiting"."""
        if value == NOT_STATED:
            return "Not stated"
        term = self._by_value.get(value)
        return term.label if term else value.replace("-", " ").capitalize()

    def label_of_code(self, code: str | None) -> str:
        """The words for a code as it stands in a record."""
        return self.label_of(self.value_of(code))


def _list(**terms: tuple[str, str] | str) -> Vocabulary:
    """Codes with ``(value, label)``, or only the label where the value is the code in lower case."""
    return Vocabulary(
        tuple(
            Term(code, *(given if isinstance(given, tuple) else (code.lower().replace("_", "-"), given)))
            for code, given in terms.items()
        )
    )


STATUS = _list(
    RECRUITING="Recruiting",
    NOT_YET_RECRUITING="Not yet recruiting",
    ENROLLING_BY_INVITATION="Enrolling by invitation",
    AVAILABLE="Expanded access available",
    ACTIVE_NOT_RECRUITING="Active, not recruiting",
    COMPLETED="Completed",
    SUSPENDED="Suspended",
    TERMINATED="Terminated",
    WITHDRAWN="Withdrawn",
    UNKNOWN="Unknown status",
    NO_LONGER_AVAILABLE="No longer available",
    TEMPORARILY_NOT_AVAILABLE="Temporarily not available",
    APPROVED_FOR_MARKETING="Approved for marketing",
    WITHHELD="Withheld",
)
OPEN_STATUSES = ("recruiting", "not-yet-recruiting", "enrolling-by-invitation", "available")

PHASE = _list(
    EARLY_PHASE1=("early-1", "Early phase 1"),
    PHASE1=("1", "Phase 1"),
    PHASE2=("2", "Phase 2"),
    PHASE3=("3", "Phase 3"),
    PHASE4=("4", "Phase 4"),
    NA=("not-applicable", "Not applicable"),
)
SEX = _list(FEMALE="Female", MALE="Male", ALL="All")
AGE_GROUP = _list(CHILD="Child (under 18)", ADULT="Adult (18 to 64)", OLDER_ADULT="Older adult (65 and over)")
STUDY_TYPE = _list(
    INTERVENTIONAL="Interventional", OBSERVATIONAL="Observational", EXPANDED_ACCESS="Expanded access"
)
INTERVENTION_TYPE = _list(
    DRUG="Drug",
    BIOLOGICAL="Biological",
    DEVICE="Device",
    PROCEDURE="Procedure",
    RADIATION="Radiation",
    BEHAVIORAL="Behavioural",
    GENETIC="Genetic",
    DIETARY_SUPPLEMENT="Dietary supplement",
    COMBINATION_PRODUCT="Combination product",
    DIAGNOSTIC_TEST="Diagnostic test",
    OTHER="Other",
)
SPONSOR_CLASS = _list(
    INDUSTRY="Industry",
    NIH="US National Institutes of Health",
    FED="US federal agency",
    OTHER_GOV="Other government",
    NETWORK="Research network",
    INDIV="Individual",
    OTHER="Other (hospitals, universities, charities)",
    UNKNOWN="Unknown",
    AMBIG="Unclear",
)
RESULTS = _list(YES="Results posted", NO="No results yet")
HEALTHY_VOLUNTEERS = _list(YES="Accepted", NO="Not accepted")
ALLOCATION = _list(
    RANDOMIZED="Randomised", NON_RANDOMIZED="Not randomised", NA=("not-applicable", "Not applicable")
)
INTERVENTION_MODEL = _list(
    SINGLE_GROUP="Single group",
    PARALLEL="Parallel groups",
    CROSSOVER="Crossover",
    FACTORIAL="Factorial",
    SEQUENTIAL="Sequential groups",
)
PURPOSE = _list(
    TREATMENT="Treatment",
    PREVENTION="Prevention",
    DIAGNOSTIC="Diagnosis",
    ECT="Educational, counselling or training",
    SUPPORTIVE_CARE="Supportive care",
    SCREENING="Screening",
    HEALTH_SERVICES_RESEARCH="Health services research",
    BASIC_SCIENCE="Basic science",
    DEVICE_FEASIBILITY="Device feasibility",
    OTHER="Other",
)
MASKING = _list(
    NONE="Open label (nobody is blinded)",
    SINGLE="Single",
    DOUBLE="Double",
    TRIPLE="Triple",
    QUADRUPLE="Quadruple",
)
WHO_MASKED = _list(
    PARTICIPANT="participants",
    CARE_PROVIDER="care providers",
    INVESTIGATOR="investigators",
    OUTCOMES_ASSESSOR="those who assess outcomes",
)
ARM_TYPE = _list(
    EXPERIMENTAL="Experimental",
    ACTIVE_COMPARATOR="Active comparator",
    PLACEBO_COMPARATOR="Placebo comparator",
    SHAM_COMPARATOR="Sham comparator",
    NO_INTERVENTION="No intervention",
    OTHER="Other",
)
OBSERVATIONAL_MODEL = _list(
    COHORT="Cohort",
    CASE_CONTROL="Case-control",
    CASE_ONLY="Case-only",
    CASE_CROSSOVER="Case-crossover",
    ECOLOGIC_OR_COMMUNITY="Ecologic or community",
    FAMILY_BASED="Family-based",
    DEFINED_POPULATION="Defined population",
    NATURAL_HISTORY="Natural history",
    OTHER="Other",
)
MODEL = Vocabulary((*INTERVENTION_MODEL.terms, *OBSERVATIONAL_MODEL.terms))  # a trial has one of the two
TIME_PERSPECTIVE = _list(
    RETROSPECTIVE="Looking back", PROSPECTIVE="Looking forward", CROSS_SECTIONAL="At one time", OTHER="Other"
)
DATE_TYPE = _list(ACTUAL="actual", ESTIMATED="estimated", ESTIMATE="estimated")
CONTACT_ROLE = _list(
    STUDY_CHAIR="Study chair",
    STUDY_DIRECTOR="Study director",
    PRINCIPAL_INVESTIGATOR="Principal investigator",
    SUB_INVESTIGATOR="Sub-investigator",
    CONTACT="Contact",
)
REFERENCE_TYPE = _list(
    BACKGROUND="Background", RESULT="Results of this study", DERIVED="Derived from this study"
)
IPD_SHARING = _list(YES="Yes", NO="No", UNDECIDED="Undecided")
SAMPLING = _list(PROBABILITY_SAMPLE="Probability sample", NON_PROBABILITY_SAMPLE="Non-probability sample")
RESPONSIBLE_PARTY = _list(
    SPONSOR="Sponsor",
    PRINCIPAL_INVESTIGATOR="Principal investigator",
    SPONSOR_INVESTIGATOR="Sponsor-investigator",
)


def phase_text(phases: tuple[str, ...]) -> str:
    """The phases of one trial in one phrase: two phases are one design, "Phase 2/3".

    >>> phase_text(("PHASE2", "PHASE3")), phase_text(("NA",)), phase_text(())
    ('Phase 2/3', 'Not applicable', 'Not stated')
    """
    labels = [PHASE.label_of_code(code) for code in phases]
    if not labels:
        return "Not stated"
    return labels[0] + "".join(f"/{label.removeprefix('Phase ')}" for label in labels[1:])
