"""A choice among several links."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A link among several, one of which is in force."""

    label: str
    url: str
    current: bool
