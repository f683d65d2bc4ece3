"""E-mail addresses: read from what somebody typed, and folded so that one address is one account."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 254  # RFC 5321: what fits into a path
_LOCAL = re.compile(r'[^\s@"(),:;<>\[\]\\\x00-\x20\x7f]{1,64}')
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Address:
    """An address as typed, which letters go to, and as compared."""

    text: str
    folded: str


def read_address(typed: str) -> Address | None:
    """The address that was typed; None where no letter could reach it.

    >>> read_address(" Anna@Example.ORG ")
    Address(text='Anna@Example.ORG', folded='anna@example.org')
    >>> read_address("anna@bücher.example").folded
    'anna@xn--bcher-kva.example'
    >>> [read_address(typed) for typed in ("anna", "anna@example", "a b@example.org", "anna@-x.org")]
    [None, None, None, None]
    """
    # First of all one form of each letter: what looks the same to a reader must not be two accounts.
    text = unicodedata.normalize("NFKC", typed).strip()
    local, _, domain = text.rpartition("@")
    if len(text) > LONGEST or not _is_local(local):
        return None
    ascii_domain = _in_ascii(domain)
    if not ascii_domain:
        return None
    shown = domain if domain.isascii() else ascii_domain
    return Address(f"{local}@{shown}", f"{unicodedata.normalize('NFKC', local.casefold())}@{ascii_domain}")


def _is_local(text: str) -> bool:
    dotted = text.startswith(".") or text.endswith(".") or ".." in text
    return bool(_LOCAL.fullmatch(text)) and text.isprintable() and not dotted


def _in_ascii(domain: str) -> str:
    """The domain as name servers know it; "" where it can be none."""
    try:
        known = domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""
    labels = known.split(".")
    return known if len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) else ""
