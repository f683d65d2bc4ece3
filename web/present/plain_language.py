"""Sentences made from codes: what is tested, in whom, how, and what a phase is for. Nothing the record does not say."""

from collections.abc import Iterator

from indexer.trial.model import Trial
from indexer.trial.parts import Arm, Intervention
from indexer.trial.titles import is_comparison, people
from indexer.trial.vocabulary import WHO_MASKED
from web.present.sourced import Sourced, counted, joined

PHASES = {
    "EARLY_PHASE1": "Early phase 1: first tests in a few people, often with very small doses",
    "PHASE1": "Phase 1: first tests of safety in a small group",
    "PHASE2": "Phase 2: tests whether it works and how safe it is",
    "PHASE3": "Phase 3: compares it with the usual care in many people",
    "PHASE4": "Phase 4: follows a treatment that is already in use",
}
_VERBS = {
    "TREATMENT": "tests {what} as a treatment",
    "PREVENTION": "tests whether {what} can prevent illness",
    "DIAGNOSTIC": "tests {what} as a way to find or measure illness",
    "SCREENING": "tests {what} as a way to find illness early",
    "SUPPORTIVE_CARE": "tests {what} as a way to ease symptoms or side effects",
    "HEALTH_SERVICES_RESEARCH": "looks at how care with {what} is given",
    "BASIC_SCIENCE": "uses {what} to learn how the body works",
    "DEVICE_FEASIBILITY": "tries out {what}",
    "ECT": "tests {what} as a way to teach, advise or train people",
}


def summary(trial: Trial) -> Sourced | None:
    """One sentence on what the study does; None when the record does not say enough."""
    who = people(trial)
    conditions = joined(list(dict.fromkeys(trial.conditions))[:3], "or")
    about = f" in {who} with {conditions}" if conditions else f" in {who}"
    if trial.study_type == "OBSERVATIONAL":
        observed = f"{who} with {conditions}" if conditions else who
        return Sourced(
            f"This study follows {observed}. It gives no treatment of its own.",
            "study_type, conditions, eligibility",
        )
    if trial.study_type.startswith("EXPANDED_ACCESS"):
        what = _named(trial.interventions) or "a treatment"
        return Sourced(f"This programme offers {what} outside a trial.", "study_type, interventions")
    verb = _VERBS.get(trial.design.primary_purpose)
    what = _named(trial.interventions)
    if not verb or not what:
        return None
    return Sourced(
        f"This study {verb.format(what=what)}{about}.",
        "design.primary_purpose, interventions, conditions, eligibility",
    )


def design_sentences(trial: Trial) -> Iterator[Sourced]:
    """How people are put into groups, who knows it, and whether some get no active treatment."""
    design, arms = trial.design, trial.arms
    if len(arms) > 1:
        yield Sourced(f"There are {len(arms)} groups.", "arms")
    elif len(arms) == 1:
        yield Sourced("Everyone is in one group.", "arms")
    if design.allocation == "RANDOMIZED":
        yield Sourced("Chance decides which group you are in; you cannot choose.", "design.allocation")
    elif design.allocation == "NON_RANDOMIZED":
        yield Sourced("The study team decides which group you are in, not chance.", "design.allocation")
    yield from _placebo(trial)
    yield from _masking(trial)
    if design.intervention_model == "CROSSOVER":
        yield Sourced("Groups swap treatments during the study.", "design.intervention_model")


def _placebo(trial: Trial) -> Iterator[Sourced]:
    inactive = [arm for arm in trial.arms if arm.type in {"PLACEBO_COMPARATOR", "SHAM_COMPARATOR"}]
    if not inactive or len(trial.arms) < 2:  # noqa: PLR2004  # one group alone compares nothing
        return
    what = "a placebo (something that looks the same but has no active drug)"
    if all(arm.type == "SHAM_COMPARATOR" for arm in inactive):
        what = "a sham (something that looks the same but does nothing)"
    groups = counted(len(inactive), "group")
    get = "gets" if len(inactive) == 1 else "get"
    yield Sourced(f"{groups} of {len(trial.arms)} {get} {what}. Ask what else that group gets.", "arms")


def _masking(trial: Trial) -> Iterator[Sourced]:
    masking = trial.design.masking_info
    if masking.masking == "NONE":
        yield Sourced("You and the study team know which treatment you get.", "design.masking_info")
    elif masking.who_masked:
        who = [WHO_MASKED.label_of_code(code) for code in masking.who_masked]
        yield Sourced(f"Kept from knowing who gets what: {joined(who)}.", "design.masking_info")


def arm_sentence(arm: Arm) -> str:
    """What a group gets, by the names of the record without their type ("Drug: ")."""
    names = [name.partition(": ")[2] or name for name in arm.intervention_names]
    return joined(names)


def phase_words(trial: Trial) -> str:
    """The phases in words; "" when the study has none."""
    known = [PHASES[code] for code in trial.phases if code in PHASES]
    if len(known) == 1:
        return known[0]
    names = "/".join(text.partition(":")[0].removeprefix("Phase ") for text in known)
    return f"Phase {names}: {', then '.join(text.partition(': ')[2] for text in known)}" if known else ""


def _named(interventions: tuple[Intervention, ...]) -> str:
    tested = [item for item in interventions if not is_comparison(item)] or list(interventions)
    names = list(dict.fromkeys(item.name for item in tested if item.name))
    shown = names[:3]
    return joined([*shown, "other things"] if len(names) > len(shown) else shown)
