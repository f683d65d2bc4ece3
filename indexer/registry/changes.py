"""Two readings of one trial -> what changed between them, field by field.

A change is between two meanings: equal trials have none, unequal ones at least one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer.trial.age import Age
from indexer.trial.dates import PartialDate
from indexer.trial.model import Eligibility, Trial
from indexer.trial.parts import DatedEvent, Organisation, Part, Site


class ChangeKind(StrEnum):
    """What a change means to someone who follows the trial."""

    NEW = "new"
    NOW_RECRUITING = "now recruiting"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    STATUS = "status"
    SITE_OPENED = "site opened"
    SITE_CLOSED = "site closed"
    AGES_OR_SEX = "ages or sex"
    CRITERIA = "criteria"
    PHASE = "phase"
    DATES = "dates"
    RESULTS = "results posted"
    OTHER = "other"
    VANISHED = "vanished"  # the registry no longer has the trial
    RETURNED = "returned"  # the registry has it again


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change; ``field`` is the name in Trial ("eligibility.sex"), ``place`` the site it is about.

    Of lists, ``before`` and ``after`` hold only the items that the other side lacks, one a line.
    """

    kind: ChangeKind
    field: str = ""
    before: str = ""
    after: str = ""
    place: str = ""


Rule = Callable[[str, Trial, Trial], Iterable[Change]]

# Who takes patients now. "Not yet recruiting" does not: its opening is still news.
TAKING_PATIENTS = {"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"}
OPEN = {"", "NOT_YET_RECRUITING", *TAKING_PATIENTS}
CLOSED = {
    "ACTIVE_NOT_RECRUITING", "COMPLETED", "SUSPENDED", "TERMINATED",
    "NO_LONGER_AVAILABLE", "TEMPORARILY_NOT_AVAILABLE", "APPROVED_FOR_MARKETING",
}  # fmt: skip


def changes_between(before: Trial | None, after: Trial) -> tuple[Change, ...]:
    """Every change from one reading to the next; a trial seen for the first time has the one change "new".

    >>> [change.kind.value for change in changes_between(None, Trial(nct_id="NCT00000001"))]
    ['new']
    """
    if before is None:
        return (Change(ChangeKind.NEW, after=after.title),)
    if before == after:
        return ()
    return tuple(
        change
        for field in Trial.model_fields
        if getattr(before, field) != getattr(after, field)
        for change in RULES.get(field, _other)(field, before, after)
    )


def _told_as(kind: ChangeKind) -> Rule:
    """The rule that any difference in a field is of one kind."""

    def rule(field: str, before: Trial, after: Trial) -> Iterator[Change]:
        yield Change(kind, field, *_difference(getattr(before, field), getattr(after, field)))

    return rule


_other = _told_as(ChangeKind.OTHER)


def _status(field: str, before: Trial, after: Trial) -> Iterator[Change]:
    yield Change(_kind_of_status(before.status, after.status), field, before.status, after.status)


def _kind_of_status(before: str, after: str) -> ChangeKind:
    if after in {"RECRUITING", "AVAILABLE"}:
        return ChangeKind.NOW_RECRUITING
    if after == "WITHDRAWN":
        return ChangeKind.WITHDRAWN
    return ChangeKind.CLOSED if after in CLOSED and before in OPEN else ChangeKind.STATUS


def _results(field: str, before: Trial, after: Trial) -> Iterator[Change]:
    kind = ChangeKind.RESULTS if after.has_results else ChangeKind.OTHER
    yield Change(kind, field, _text(before.has_results), _text(after.has_results))


_ELIGIBILITY_KINDS = {
    "minimum_age": ChangeKind.AGES_OR_SEX,
    "maximum_age": ChangeKind.AGES_OR_SEX,
    "sex": ChangeKind.AGES_OR_SEX,
    "criteria_text": ChangeKind.CRITERIA,
}


def _eligibility(field: str, before: Trial, after: Trial) -> Iterator[Change]:
    for part in Eligibility.model_fields:
        was, now = getattr(before.eligibility, part), getattr(after.eligibility, part)
        if was == now:
            continue
        kind = _ELIGIBILITY_KINDS.get(part, ChangeKind.OTHER)
        if kind is ChangeKind.CRITERIA and _words(was) == _words(now):
            kind = ChangeKind.OTHER  # only bullets, escapes or line ends moved
        yield Change(kind, f"{field}.{part}", *_difference(was, now))


def _words(text: str) -> list[str]:
    """The words and signs that carry meaning; bullets and markdown do not, comparison signs and numbers do."""
    return re.findall(r"[\w<>=≤≥%.+]*\w[\w%]*|[<>=≤≥]+", text)


def _sites(field: str, before: Trial, after: Trial) -> Iterator[Change]:
    """Sites that began or ceased to take patients; any other difference of the list is told as one change."""
    were, are = _statuses_by_place(before), _statuses_by_place(after)
    told = False
    for place in dict.fromkeys((*were, *are)):
        was, now = were.get(place, {}), are.get(place, {})
        opened = bool(now.keys() & TAKING_PATIENTS)
        if opened == bool(was.keys() & TAKING_PATIENTS):
            continue
        if before.status != after.status and "study" in now.values():
            continue  # this site only follows its study, whose own change is told
        kind = ChangeKind.SITE_OPENED if opened else ChangeKind.SITE_CLOSED
        yield Change(kind, field, ", ".join(was), ", ".join(now), place)
        told = True
    if not told:
        yield from _other(field, before, after)


def _statuses_by_place(trial: Trial) -> dict[str, dict[str, str]]:
    """Place -> the statuses there, each with whose it is; a place may be listed more than once."""
    places: dict[str, dict[str, str]] = defaultdict(dict)
    for site in trial.sites:
        places[_place(site)][trial.status_of(site)] = "site" if site.status else "study"
    return places


def _place(site: Site) -> str:
    return ", ".join(part for part in (site.facility, site.city, site.state, site.country) if part)


def _difference(before: object, after: object) -> tuple[str, str]:
    """Both sides as text; of two lists only what the other lacks."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return _lacking(before, after), _lacking(after, before)
    return _text(before), _text(after)


def _lacking(items: tuple[object, ...], others: tuple[object, ...]) -> str:
    known = set(others)
    return "\n".join(_text(item) for item in items if item not in known)


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Age():
            return value.text
        case PartialDate() | str() | int():
            return str(value)
        case DatedEvent():
            return " ".join(part for part in (_text(value.date), value.type) if part)
        case Organisation():
            return value.name
        case Part():
            return value.model_dump_json(by_alias=True, exclude_defaults=True)
        case _:
            raise TypeError(f"no text for a {type(value).__name__}")


# Trial field -> how its difference is told; a field that is not here is told as "other".
RULES: dict[str, Rule] = {
    "status": _status,
    "sites": _sites,
    "eligibility": _eligibility,
    "has_results": _results,
    "phases": _told_as(ChangeKind.PHASE),
    "start": _told_as(ChangeKind.DATES),
    "primary_completion": _told_as(ChangeKind.DATES),
    "completion": _told_as(ChangeKind.DATES),
}
