"""How points and postal codes are written in what people type; and what of it is finer than we need to know."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_POINT = re.compile(
    r"\s*([+-]?\d{1,3}(?:\.\d*)?)°?\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d*)?)°?\s*(?:\([^()]*\)\s*)?", re.ASCII
)
_DECIMALS = (
    2  # of a degree: a kilometre. The registry's points are those of towns, so more would only betray.
)
_ANYWHERE = frozenset[str]()
_BRITISH = frozenset({"GB", "GG", "IM", "JE"})
_AMERICAN = frozenset({"US", "PR", "VI", "GU", "AS", "MP"})


class WrittenCode(NamedTuple):
    """What may be a postal code in a text.

    ``code`` in capitals, without hyphens and spaces, and no finer than it is kept; ``countries`` where such a code can
    be, empty for anywhere; ``rest`` is the text around it.
    """

    code: str
    countries: frozenset[str]
    rest: str


def _shape(code: str) -> re.Pattern[str]:
    """A code that stands by itself, and is no part of a number such as 53.90."""
    return re.compile(rf"(?<![a-z0-9.-]){code}(?![a-z0-9]|[.-]\d)", re.ASCII | re.IGNORECASE)


# Codes that name a few houses -> the part of the group is a district, which is what we know and keep.
_FINE = (
    (_shape(r"([a-z]{1,2}\d[a-z\d]?) ?\d[a-z]{2}"), _BRITISH),  # LS1 4AP
    (_shape(r"([a-z]\d[a-z]) ?\d[a-z]\d"), frozenset({"CA"})),  # M5V 2T6
    (_shape(r"([a-z]\d[\dw]) ?[a-z\d]{4}"), frozenset({"IE"})),  # D02 AF30
    (_shape(r"(\d{5})[- ]\d{4}"), _AMERICAN),  # 77030-1234
)
_SHAPES = (
    *_FINE,
    (_shape(r"(\d{4}) ?[a-z]{2}"), frozenset({"NL"})),  # 1012 AB
    (_shape(r"(\d{2}-\d{3})"), frozenset({"PL"})),
    (_shape(r"(\d{4}-\d{3})"), frozenset({"PT"})),
    (_shape(r"(\d{3}-\d{4})"), frozenset({"JP"})),
    (_shape(r"(\d{5}-\d{3})"), frozenset({"BR"})),
    (_shape(r"(\d{3} \d{2})"), frozenset({"CZ", "SE", "SK"})),
    (_shape(r"(\d{3} \d{3})"), frozenset({"IN"})),
    (_shape(r"(\d{3,7})"), _ANYWHERE),
    (_shape(r"([a-z]{1,2}\d[a-z\d]?)"), _BRITISH),  # LS1
    (_shape(r"([a-z]\d[a-z])"), frozenset({"CA"})),  # M5V
    (_shape(r"([a-z]\d[\dw])"), frozenset({"IE"})),  # D02
    (_shape(r"((?:ad|ht) ?\d{3,4})"), frozenset({"AD", "HT"})),  # AD500
    (_shape(r"([a-z]{2} ?\d\d)"), frozenset({"BM"})),  # HM 11
)
# A country before the code, as on old letters: its sign on cars where that is one letter, else its ISO code.
_BEFORE = re.compile(r"(?<![a-z])([a-z]{1,3})-(?=\d{3})", re.ASCII | re.IGNORECASE)
_CAR_SIGNS = {
    "A": "Austria", "B": "Belgium", "D": "Germany", "E": "Spain", "F": "France", "H": "Hungary", "I": "Italy",
    "L": "Luxembourg", "N": "Norway", "P": "Portugal", "S": "Sweden",
}  # fmt: skip


def point_in(text: str) -> tuple[float, float] | None:
    """The point in degrees, to a kilometre, if a text is nothing else; a note in brackets after it is left out.

    >>> point_in("53.9006,27.5670 (Minsk)"), point_in("Minsk"), point_in("91,0")
    ((53.9, 27.57), None, None)
    """
    match = _POINT.fullmatch(text.replace("−", "-"))
    if not match:
        return None
    latitude, longitude = (round(float(degrees), _DECIMALS) + 0.0 for degrees in match.groups())  # no -0.0
    is_point = -90 <= latitude <= 90 and -180 <= longitude <= 180  # noqa: PLR2004 - degrees of a circle
    return (latitude, longitude) if is_point else None


def coarse(text: str) -> str:
    """The text without what is finer than a district: points to a kilometre, postal codes without the house.

    >>> coarse("53.90064, 27.56695"), coarse("ls1 4ap, UK"), coarse("Houston, TX 77030-1234")
    ('53.90,27.57', 'ls1, UK', 'Houston, TX 77030')
    """
    if point := point_in(text):
        return ",".join(f"{degrees:.{_DECIMALS}f}" for degrees in point)
    for shape, _ in _FINE:
        text = shape.sub(r"\1", text)
    return text


def codes_in(text: str) -> Iterator[WrittenCode]:
    """What may be a postal code in a text, the likeliest first: a shape of its own before a number, the last first.

    >>> next(codes_in("12 Main Street, Houston TX 77030"))
    WrittenCode(code='77030', countries=frozenset(), rest='12 Main Street, Houston TX')
    """
    text = unicodedata.normalize("NFKC", text)
    text = _BEFORE.sub(lambda match: f"{_CAR_SIGNS.get(match[1].upper(), match[1])}, ", text)
    for shape, countries in _SHAPES:
        for match in reversed(list(shape.finditer(text))):
            code = re.sub("[ -]", "", match[1]).upper()
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            yield WrittenCode(code, countries, rest.strip(" ,;"))
