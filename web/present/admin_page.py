"""How the service does, as numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from web.store.deliveries import Failures

# Which tables are counted, and as what.
COUNTED = {
    "people": "People with an account",
    "followers": "People who follow a search without an account",
    "searches": "Saved searches",
    "shortlists": "Shortlists",
}
NEVER = "Never"


@dataclass(frozen=True, slots=True)
class IndexState:
    """How our copy of the registry and its index stand."""

    trials: int
    updated_at: datetime | None
    data_timestamp: str
    version: str


@dataclass(frozen=True, slots=True)
class Number:
    """One thing that is counted or dated."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AdminPage:
    """Everything that ``pages/admin.html`` shows."""

    counts: tuple[Number, ...]
    copy: tuple[Number, ...]
    failed: tuple[Number, ...]  # letters that did not leave, by kind


def admin_page(counts: Mapping[str, int], failures: tuple[Failures, ...], state: IndexState) -> AdminPage:
    """The page."""
    return AdminPage(
        tuple(Number(label, f"{counts.get(table, 0):,}") for table, label in COUNTED.items()),
        (
            Number("Trials in our copy", f"{state.trials:,}"),
            Number("Copy last brought up to date", _moment(state.updated_at)),
            Number("Registry’s own time of the data", state.data_timestamp or "Not known"),
            Number("Index", state.version),
        ),
        tuple(
            Number(each.kind, f"{each.number:,} failed, the last on {_moment(each.last_at)}")
            for each in failures
        ),
    )


def _moment(at: datetime | None) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC" if at else NEVER
