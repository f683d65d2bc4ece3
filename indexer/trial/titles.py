"""A title in plain words where the record is clear enough to make one; the sponsor's own where it is not."""

from indexer.trial.age import SECONDS, age_groups
from indexer.trial.model import Trial
from indexer.trial.parts import Intervention

LONGEST_TITLE = 90
MOST_CONDITIONS = 2
YOUNG_ADULTS_UP_TO = 31 * SECONDS["year"]  # "up to 30 years" ends at the 31st birthday

_COMPARISONS = (
    "placebo", "sham", "standard", "usual", "control", "questionnaire", "no intervention", "observation", "blood",
    "sample", "assessment", "biopsy",
)  # fmt: skip
_SPECIAL = {
    "BIOLOGICAL",
    "GENETIC",
    "DEVICE",
    "COMBINATION_PRODUCT",
}  # named even beside drugs that go with them
_PEOPLE = {
    ("child",): "children",
    ("adult",): "adults",
    ("older-adult",): "older adults",
    ("child", "adult"): "children and adults",
    ("adult", "older-adult"): "adults",
}


def people(trial: Trial) -> str:
    """Who is studied, by age and sex: "women", "children and young adults", "people"."""
    span = trial.eligibility.age_span
    groups = age_groups(span)
    sex = trial.eligibility.sex
    if "child" not in groups and sex in {"FEMALE", "MALE"}:
        return "women" if sex == "FEMALE" else "men"
    if groups == ("child",) and sex in {"FEMALE", "MALE"}:
        return "girls" if sex == "FEMALE" else "boys"
    if groups == ("child", "adult") and span.end <= YOUNG_ADULTS_UP_TO:
        return "children and young adults"
    return _PEOPLE.get(groups, "people")


def plain_title(trial: Trial) -> str:
    """As in "{what} for {whom} with {condition}" when one thing is tested as a treatment, else the short title.

    It never says that something works.
    """
    what = _tested(trial)
    conditions = list(dict.fromkeys(trial.conditions))
    if not what or trial.design.primary_purpose != "TREATMENT" or not 0 < len(conditions) <= MOST_CONDITIONS:
        return trial.title
    title = f"{what[:1].upper()}{what[1:]} for {people(trial)} with {' or '.join(conditions)}"
    return title if len(title) <= LONGEST_TITLE and "healthy" not in title.lower() else trial.title


def _tested(trial: Trial) -> str:
    """The name of the one thing that is tested; "" when there are several or none."""
    main = [item for item in trial.interventions if item.name and not is_comparison(item)]
    special = [item for item in main if item.type in _SPECIAL]
    chosen = main if len(main) == 1 else special if len(special) == 1 else []
    return chosen[0].name if chosen else ""


def is_comparison(intervention: Intervention) -> bool:
    """Whether it is there to compare with, or only looks or measures: placebo, usual care, a blood sample."""
    name = intervention.name.lower()
    return any(word in name for word in _COMPARISONS)
