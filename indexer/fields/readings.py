"""What the fields read of a trial: texts to be searched, values to be counted, numbers to be compared."""

from collections.abc import Iterable, Iterator

from indexer.fields.kinds import Bounds
from indexer.places.countries import country_name
from indexer.trial import vocabulary as v
from indexer.trial.age import Age
from indexer.trial.dates import PartialDate
from indexer.trial.model import Trial
from indexer.trial.parts import Contact, DatedEvent

HEALTHY = {True: "yes", False: "no", None: v.NOT_STATED}

# --- texts


def arms(trial: Trial) -> Iterator[str]:
    """Names and descriptions of the groups, and descriptions of what they get."""
    for arm in trial.arms:
        yield arm.label
        yield arm.description
    for intervention in trial.interventions:
        yield intervention.description


def outcomes(trial: Trial) -> Iterator[str]:
    """Everything that is measured."""
    for outcome in (*trial.primary_outcomes, *trial.secondary_outcomes, *trial.other_outcomes):
        yield outcome.measure
        yield outcome.description


def places(trial: Trial) -> Iterator[str]:
    """As the records write them, and countries under their present names too."""
    places = dict.fromkeys(p for s in trial.sites for p in (s.facility, s.city, s.state, s.country))
    return iter(places | dict.fromkeys(country_name(site.country) for site in trial.sites))


def people(trial: Trial) -> Iterator[str]:
    """Investigators and central contacts."""
    yield trial.responsible_party.investigator_full_name
    yield from dict.fromkeys(official.name for official in trial.officials)
    yield from _contact_names(trial.central_contacts)


def interventions(trial: Trial) -> Iterator[str]:
    """What is given or done, under each of its names."""
    for intervention in trial.interventions:
        yield intervention.name
        yield from intervention.other_names


def ids(trial: Trial) -> Iterator[str]:
    """All numbers of the trial."""
    yield trial.nct_id
    yield from trial.nct_id_aliases
    yield trial.org_study_id
    yield from (other.id for other in trial.secondary_ids)


def _contact_names(contacts: Iterable[Contact]) -> Iterator[str]:
    return (contact.name for contact in contacts)


# --- values


def values(vocabulary: v.Vocabulary, codes: Iterable[str]) -> tuple[str, ...]:
    """The values of some codes, each once; "not stated" when there are none."""
    return tuple(dict.fromkeys(vocabulary.value_of(code) for code in codes)) or (v.NOT_STATED,)


def sexes(trial: Trial) -> tuple[str, ...]:
    """Who can join: open to all, and not stated, count under both."""
    sex = v.SEX.value_of(trial.eligibility.sex)
    return ("female", "male") if sex in {"all", v.NOT_STATED} else (sex,)


def model(trial: Trial) -> tuple[str, ...]:
    """How the groups are formed; a trial that gives something has one model, one that observes another."""
    return (v.MODEL.value_of(trial.design.intervention_model or trial.design.observational_model),)


# --- numbers


def days(date: PartialDate | None) -> Bounds | None:
    """All the days that a date can mean.

    >>> days(PartialDate(2024, 5)) == (days(PartialDate(2024, 5, 1))[0], days(PartialDate(2024, 5, 31))[1])
    True
    """
    return (date.earliest.toordinal(), date.latest.toordinal()) if date else None


def days_of(event: DatedEvent) -> Bounds | None:
    """All the days on which something may happen."""
    return days(event.date)


def count(number: int | None) -> Bounds | None:
    """An exact number."""
    return None if number is None else (number, number)


def countries(trial: Trial) -> int:
    """In how many countries there are sites, under whichever names."""
    return len({country_name(site.country) for site in trial.sites if site.country})


def listed(number: int) -> Bounds | None:
    """How many of something are listed; none listed says nothing about how many there are."""
    return count(number or None)


def ages(trial: Trial) -> Bounds:
    """The ages that may join, in seconds; a missing limit is no limit."""
    span = trial.eligibility.age_span
    return span.start, span.end - 1


def lower_limit(age: Age | None) -> Bounds | None:
    """The moment at which one is old enough."""
    return (age.span.start, age.span.start) if age else None


def upper_limit(age: Age | None) -> Bounds | None:
    """The unit that is still admitted: it counts whole."""
    return (age.span.start, age.span.end - 1) if age else None
