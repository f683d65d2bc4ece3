"""How to take part, by status, and what to ask the doctor, by what the record says."""

from collections.abc import Iterator

from indexer.trial.model import Trial
from indexer.trial.vocabulary import STATUS

_TELL = "Show this page to your doctor and go through the reasons to be included and excluded together."
_STEPS = {
    "recruiting": (
        _TELL,
        "Call or write to the contact of the site nearest to you. Give the trial number.",
        "The study team explains the study and checks whether you may join. You can say no at any time.",
    ),
    "not-yet-recruiting": (
        _TELL,
        "This trial has not opened yet. Ask the contact when it will, and whether they keep a list.",
        "Look again in a few weeks: the status here changes when the sponsor updates the registry.",
    ),
    "enrolling-by-invitation": (
        "This trial takes only people whom the study team invites.",
        "Ask your doctor whether they know the team and whether you could be invited.",
    ),
    "available": (
        "This is not a trial: it gives a treatment that is still being studied to people who cannot join a trial.",
        "Only a doctor can ask for it. Show this page to your doctor.",
    ),
}
_CLOSED = (
    "This trial does not take new people now.",
    "Ask your doctor about similar trials that are open, or search for the condition.",
)


def steps(trial: Trial) -> tuple[str, ...]:
    """What to do, in order."""
    return _STEPS.get(STATUS.value_of(trial.status), _CLOSED)


def questions(trial: Trial) -> tuple[str, ...]:
    """Questions for the doctor, fitted to this trial."""
    return tuple(_questions(trial))


def _questions(trial: Trial) -> Iterator[str]:
    yield "What are my other choices if I do not join?"
    if trial.study_type == "OBSERVATIONAL":
        yield "What will be collected from me, and will my treatment stay the same?"
    else:
        yield "What could this treatment do for me, and what are the risks?"
    if any(arm.type in {"PLACEBO_COMPARATOR", "SHAM_COMPARATOR"} for arm in trial.arms):
        yield "What happens if I am in the group without the active treatment?"
    if trial.design.allocation == "RANDOMIZED":
        yield "How is it decided which group I am in, and will I be told afterwards?"
    if "PHASE1" in trial.phases or "EARLY_PHASE1" in trial.phases:
        yield "How many people have had this treatment before, and what happened to them?"
    if trial.eligibility.minimum_age is None or trial.eligibility.minimum_age.days < 18 * 365:
        yield "For a child: who gives consent, and can a parent stay the whole time?"
    if len(trial.sites) > 1:
        yield "Which site is best for me, and can some visits be nearer home?"
    yield "How many visits are there, how long do they take, and who pays for travel and tests?"
    yield "Can I keep taking my other medicines?"
