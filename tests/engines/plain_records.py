"""The slow, obvious answer: filters and counts straight from raw v2 records, with no code of the product.

Written from the meanings in the design (age, place, facets), not from the engine: it says which trials pass a
question and, for every facet, how many trials have each value.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from tests.engines.plain_names import plain_names

Record = Mapping[str, Any]
Counts = dict[str, int]
Ages = tuple[int, int]  # minutes since birth, the second excluded

OPEN = {"recruiting", "not-yet-recruiting", "enrolling-by-invitation", "available"}
PHASES = {
    "EARLY_PHASE1": "early-1",
    "PHASE1": "1",
    "PHASE2": "2",
    "PHASE3": "3",
    "PHASE4": "4",
    "NA": "not-applicable",
}
DAY = 24 * 60
MINUTES = {
    "minute": 1,
    "hour": 60,
    "day": DAY,
    "week": 7 * DAY,
    "month": 43_830,  # a twelfth of 365.25 days
    "year": 525_960,
}
FOR_EVER = 10**12
EARTH_KM = 6371.0088  # mean radius, IUGG


@lru_cache(maxsize=50_000)  # sites share cities, and one question asks for each several times
def kilometres(from_latitude: float, from_longitude: float, latitude: float, longitude: float) -> float:
    """Great-circle distance by the haversine formula."""
    north, south = math.radians(from_latitude), math.radians(latitude)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(math.radians(from_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True)
class PlainSite:
    """What a filter needs of one site; ``path`` is country, state, city, each only where given."""

    path: tuple[str, ...]
    status: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Circle:
    """A point in degrees and a radius in kilometres."""

    latitude: float
    longitude: float
    km: float

    def holds(self, site: PlainSite) -> bool:
        """Whether a site lies in it, the edge included; one without a point never does."""
        return site.point is not None and kilometres(*site.point, self.latitude, self.longitude) <= self.km


@dataclass(frozen=True)
class Question:
    """What is asked: ``age`` as typed, ``chosen`` values by facet, ``dates`` and ``counts`` from and to, both included.

    A date is written in full; "" and None are open. ``missing`` names those that may be missing too.
    """

    age: str = ""
    circle: Circle | None = None
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    counts: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()

    def statuses(self) -> set[str]:
        """The statuses in force; empty means all."""
        chosen = set(self.chosen.get("status", ())) or OPEN
        return set() if "any" in chosen else chosen


def _protocol(record: Record, module: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = record.get("protocolSection", {}).get(module, {})
    return found


def _word(code: str | None) -> str:
    return code.lower().replace("_", "-") if code else "not-stated"


def study_status(record: Record) -> str:
    """The study's own status as a URL word."""
    return _word(_protocol(record, "statusModule").get("overallStatus"))


def _phases(record: Record) -> set[str]:
    codes = _protocol(record, "designModule").get("phases") or []
    return {PHASES[code] for code in codes} or {"not-stated"}


def _sexes(record: Record) -> set[str]:
    sex = _protocol(record, "eligibilityModule").get("sex")
    return {"FEMALE": {"female"}, "MALE": {"male"}}.get(sex or "", {"female", "male"})


def _types(record: Record) -> set[str]:
    return {_word(_protocol(record, "designModule").get("studyType"))}


def _interventions(record: Record) -> set[str]:
    listed = _protocol(record, "armsInterventionsModule").get("interventions") or []
    return {_word(intervention.get("type")) for intervention in listed} or {"not-stated"}


def _sponsors(record: Record) -> set[str]:
    return {_word(_protocol(record, "sponsorCollaboratorsModule").get("leadSponsor", {}).get("class"))}


def _results(record: Record) -> set[str]:
    return {"yes" if record.get("hasResults") else "no"}


def _minutes(written: str) -> int:
    return MINUTES[written.lower().rstrip("s")]


def admitted_ages(record: Record) -> Ages:
    """From which minute of life up to, but not including, which; the last admitted unit counts whole."""
    eligibility = _protocol(record, "eligibilityModule")
    lowest, highest = 0, FOR_EVER
    if eligibility.get("minimumAge"):
        number, unit = eligibility["minimumAge"].split()
        lowest = int(number) * _minutes(unit)
    if eligibility.get("maximumAge"):
        number, unit = eligibility["maximumAge"].split()
        highest = (int(number) + 1) * _minutes(unit)
    return lowest, highest


def asked_ages(typed: str, today: date) -> Ages:
    """The minutes of life that a typed age covers: "7 months", "58" (years) or a birth date."""
    if typed.count("-") == 2:
        days = (today - date.fromisoformat(typed)).days
        return days * DAY, (days + 1) * DAY
    number, _, unit = typed.partition(" ")
    length = _minutes(unit or "years")
    return int(number) * length, (int(number) + 1) * length


def _overlap(one: Ages, other: Ages) -> bool:
    return one[0] < other[1] and other[0] < one[1]


GROUPS = {
    "child": (0, 18 * MINUTES["year"]),
    "adult": (18 * MINUTES["year"], 65 * MINUTES["year"]),
    "older-adult": (65 * MINUTES["year"], FOR_EVER),
}


def _age_groups(record: Record) -> set[str]:
    ages = admitted_ages(record)
    return {name for name, group in GROUPS.items() if _overlap(ages, group)}


def _healthy_volunteers(record: Record) -> set[str]:
    said = _protocol(record, "eligibilityModule").get("healthyVolunteers")
    return {"not-stated" if said is None else "yes" if said else "no"}


def _design(key: str, *others: str) -> Callable[[Record], set[str]]:
    """A part of the design by its key, or the first that is given of several."""

    def values(record: Record) -> set[str]:
        info = _protocol(record, "designModule").get("designInfo", {})
        found = [info.get(name) for name in (key, *others)]
        word = _word(next(filter(None, found), None))
        return {"not-applicable" if word == "na" else word}

    return values


def _masking(record: Record) -> set[str]:
    info = _protocol(record, "designModule").get("designInfo", {}).get("maskingInfo", {})
    return {_word(info.get("masking"))}


VALUES: Mapping[str, Callable[[Record], set[str]]] = {
    "status": lambda record: {study_status(record)},
    "phase": _phases,
    "age-group": _age_groups,
    "sex": _sexes,
    "type": _types,
    "intervention": _interventions,
    "sponsor": _sponsors,
    "results": _results,
    "healthy-volunteers": _healthy_volunteers,
    "allocation": _design("allocation"),
    "masking": _masking,
    "purpose": _design("primaryPurpose"),
    "model": _design("interventionModel", "observationalModel"),
}

DATES = {
    "start": "startDateStruct",
    "primary-completion": "primaryCompletionDateStruct",
    "completion": "completionDateStruct",
    "first-posted": "studyFirstPostDateStruct",
    "updated": "lastUpdatePostDateStruct",
    "results-posted": "resultsFirstPostDateStruct",
}


def _dates(record: Record) -> dict[str, str]:
    """The dates as they are written, "" where there is none."""
    status = _protocol(record, "statusModule")
    found = {name: status.get(key, {}).get("date", "") for name, key in DATES.items()}
    return found | {"verified": status.get("statusVerifiedDate", "")}


def _counts(record: Record) -> dict[str, int | None]:
    sites = _protocol(record, "contactsLocationsModule").get("locations") or []
    people = _protocol(record, "designModule").get("enrollmentInfo", {}).get("count")
    return {
        "enrolment": None if people == 99_999_999 else people,
        "sites": len(sites) or None,
        "countries": len({site.path[0] for site in _sites(record)} - {"not-stated"}) or None,
    }


def _may_lie(written: str, limits: tuple[str, str]) -> bool:
    """Whether a date may lie between two days; written dates sort as text, and no month has more than 31 days."""
    first, last = limits
    earliest, latest = written + "-01-01"[len(written) - 4 :], written + "-12-31"[len(written) - 4 :]
    return (not first or latest >= first) and (not last or earliest <= last)


def _sites(record: Record) -> Iterator[PlainSite]:
    for site in _protocol(record, "contactsLocationsModule").get("locations") or []:
        written = [" ".join((site.get(part) or "").split()) for part in ("country", "state", "city")]
        parts = [part.replace("/", "-") for part in plain_names(*written)]
        point = site.get("geoPoint")
        yield PlainSite(
            tuple(part for part in parts if part) if parts[0] else ("not-stated",),
            _word(site["status"]) if site.get("status") else study_status(record),
            (point["lat"], point["lon"]) if point else None,
        )


@dataclass(frozen=True)
class PlainTrial:
    """One record with everything that filters look at already read."""

    nct_id: str
    values: Mapping[str, set[str]]
    ages: Ages
    dates: Mapping[str, str]
    counts: Mapping[str, int | None]
    sites: tuple[PlainSite, ...]


def read_plainly(record: Record) -> PlainTrial:
    """A raw v2 record -> what the filters need."""
    return PlainTrial(
        nct_id=_protocol(record, "identificationModule")["nctId"],
        values={facet: values(record) for facet, values in VALUES.items()},
        ages=admitted_ages(record),
        dates=_dates(record),
        counts=_counts(record),
        sites=tuple(_sites(record)),
    )


class PlainRegistry:
    """All trials, asked one question at a time."""

    def __init__(self, records: Iterable[Record], today: date) -> None:
        self.trials = [read_plainly(record) for record in records]
        self.today = today

    def found(self, question: Question) -> list[PlainTrial]:
        """The trials that pass every filter of the question."""
        return [trial for trial in self.trials if self._passes(trial, question)]

    def counts(self, question: Question, facet: str, under: str = "") -> Counts:
        """How many trials have each value of a facet, under every filter but the facet's own."""
        tally: Counter[str] = Counter()
        for trial in self.trials:
            if not self._passes(trial, question, own=facet):
                continue
            tally.update(self._places(trial, question, under) if facet == "location" else trial.values[facet])
        return dict(tally)

    def _passes(self, trial: PlainTrial, question: Question, own: str = "") -> bool:
        statuses = question.statuses()
        if own != "status" and statuses and not statuses & trial.values["status"]:
            return False
        for facet, wanted in question.chosen.items():
            if facet not in {"status", "location", own} and wanted and not set(wanted) & trial.values[facet]:
                return False
        if question.age and not _overlap(trial.ages, asked_ages(question.age, self.today)):
            return False
        if not self._lies(trial, question):
            return False
        wanted = () if own == "location" else question.chosen.get("location", ())
        return self._in_place(trial, question, [tuple(value.split("/")) for value in wanted])

    def _lies(self, trial: PlainTrial, question: Question) -> bool:
        """Whether every date and count that is asked for may lie where it is asked, or may be missing and is."""
        for name, limits in question.dates.items():
            written = trial.dates[name]
            if not (_may_lie(written, limits) if written else name in question.missing):
                return False
        for name, (low, high) in question.counts.items():
            count = trial.counts[name]
            lies = count is not None and (low is None or count >= low) and (high is None or count <= high)
            if not (lies or (count is None and name in question.missing)):
                return False
        return True

    def unstated(self, question: Question, name: str) -> int:
        """How many more pass when those that do not give a date or count pass too."""
        wider = replace(question, missing=question.missing | {name})
        return len(self.found(wider)) - len(self.found(question))

    def _in_place(self, trial: PlainTrial, question: Question, wanted: list[tuple[str, ...]]) -> bool:
        if not wanted:
            return question.circle is None or any(True for _ in self._counting(trial, question))
        if not trial.sites and question.circle is None and ("not-stated",) in wanted:
            return True
        return any(
            site.path[: len(place)] == place for site in self._counting(trial, question) for place in wanted
        )

    def _counting(self, trial: PlainTrial, question: Question) -> Iterator[PlainSite]:
        """The sites that may satisfy ``near`` and ``location``."""
        statuses = question.statuses()
        only_open = bool(statuses) and statuses <= OPEN
        for site in trial.sites:
            if only_open and site.status not in statuses:
                continue
            if question.circle and not question.circle.holds(site):
                continue
            yield site

    def _places(self, trial: PlainTrial, question: Question, under: str) -> set[str]:
        """The places one level below ``under`` at which the trial has a counting site."""
        above = tuple(under.split("/")) if under else ()
        if not trial.sites and not above:
            return {"not-stated"}
        depth = len(above) + 1
        return {
            "/".join(site.path[:depth])
            for site in self._counting(trial, question)
            if site.path[: len(above)] == above and len(site.path) >= depth
        }
