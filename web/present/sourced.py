"""A sentence of ours with the fields of the record that it comes from."""

import re
from dataclasses import dataclass

_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Sourced:
    """``source`` names fields of the trial, so that every sentence on a listing can be traced."""

    text: str
    source: str


def paragraphs(text: str) -> tuple[str, ...]:
    r"""The sponsor's text as paragraphs; bullets stay on lines of their own.

    >>> paragraphs("One\nline.\n\n* Two")
    ('One\nline.', '* Two')
    """
    return tuple(part.strip() for part in _BLANK_LINES.split(text) if part.strip())


def joined(words: list[str], last: str = "and") -> str:
    """Words as a phrase.

    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "site"), counted(1200, "country", "countries")
    ('1 site', '1,200 countries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
