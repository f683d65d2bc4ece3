"""What criteria are: items of three kinds."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """What meeting an item, as it is written, does: "No other cancer" is a reason to be included."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"
    UNSORTED = "unsorted"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One item; ``depth`` is 0 for a top bullet, 1 for a bullet under it, and so on."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Criteria:
    """The items of both sides, and those whose side neither a heading nor their own words tell."""

    inclusion: tuple[Criterion, ...] = ()
    exclusion: tuple[Criterion, ...] = ()
    unsorted: tuple[Criterion, ...] = ()
