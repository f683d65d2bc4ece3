"""Eligibility text -> what includes, what excludes, and what the text does not sort."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """One item; ``depth`` is 0 for a top bullet, 1 for a bullet under it, and so on."""

    text: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Criteria:
    """The items of both sides, and those that stand under no heading that tells the side."""

    inclusion: tuple[Criterion, ...] = ()
    exclusion: tuple[Criterion, ...] = ()
    unsorted: tuple[Criterion, ...] = ()


def split_criteria(text: str) -> Criteria:
    """Placeholder until the splitter lands."""
    return Criteria(unsorted=(Criterion(text),) if text else ())
