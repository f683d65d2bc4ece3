"""Which part of the registry a copy holds, and the question that asks the API for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.trial.vocabulary import PHASE, STATUS, Vocabulary

IDS_AT_ONCE = 300  # of one request: an address of some 4,000 characters, which every server takes
OVERLAP = timedelta(days=1)  # a posting date has no time of day


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Trials with any of the conditions, and any of the statuses, and so on; nothing given is everything.

    ``statuses`` and ``phases`` hold the words of our addresses ("recruiting", "early-1").
    """

    conditions: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it narrows at all."""
        return any((self.conditions, self.statuses, self.countries, self.phases))

    @property
    def key(self) -> str:
        """The same for equal narrowings, whatever the order in which they were given."""
        parts = {
            "condition": self.conditions,
            "status": self.statuses,
            "country": self.countries,
            "phase": self.phases,
        }
        return " ".join(f"{name}={'|'.join(sorted(values))}" for name, values in parts.items() if values)

    def question(self, since: date | None = None) -> dict[str, str]:
        """The parameters for all its trials, or for those updated on a day or later."""
        asked = {"sort": "LastUpdatePostDate:asc"}
        if self.conditions:
            asked["query.cond"] = " OR ".join(map(_quoted, self.conditions))
        if self.statuses:
            asked["filter.overallStatus"] = "|".join(_codes(STATUS, self.statuses))
        advanced = [
            *_any_of("LocationCountry", map(_quoted, self.countries)),
            *_any_of("Phase", _codes(PHASE, self.phases)),
            *_updated_since(since),
        ]
        return asked | ({"filter.advanced": " AND ".join(advanced)} if advanced else {})


def question_for_ids(nct_ids: Iterable[str], since: date | None = None) -> dict[str, str]:
    """The parameters for some trials by their ids, or for those of them updated on a day or later."""
    advanced = _updated_since(since)
    return {"filter.ids": ",".join(nct_ids)} | ({"filter.advanced": advanced[0]} if advanced else {})


def _updated_since(since: date | None) -> list[str]:
    return [f"AREA[LastUpdatePostDate]RANGE[{since - OVERLAP},MAX]"] if since else []


def _any_of(area: str, values: Iterable[str]) -> list[str]:
    wanted = [f"AREA[{area}]{value}" for value in values]
    return [f"({' OR '.join(wanted)})"] if wanted else []


def _quoted(text: str) -> str:
    """One phrase of the API's query language; what would end the phrase is left out."""
    return '"' + text.replace('"', " ").replace("\\", " ") + '"'


def _codes(vocabulary: Vocabulary, values: Iterable[str]) -> list[str]:
    codes = {term.value: term.code for term in vocabulary.terms}
    return [codes[value] for value in values]
