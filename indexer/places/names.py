"""The names of places as the index keeps them: one for each country, state and town, however a record writes it.

Only what is certain is changed; what is not known stays as it is written.
"""

import re
from functools import lru_cache

from indexer.places.countries import country_code, country_name
from indexer.places.spelling import fold
from indexer.places.states import state_known_as

_REMEMBERED = 1 << 16  # places: a registry of 600,000 trials has 7.7 million sites in 60,000 of them

_EDGES = " ,;·_-"  # what slips in around a name: "Houston,"
# What forms and addresses leave in the field of the state, and says nothing: "Please Select", "Cedex 9".
_NO_STATE = re.compile(r"(?:please select|choose|none selected|outside of).*|prefecture|n a|cedex(?: \d+)?")
_SAINT = re.compile(r"(?:saint|st)[ .,-]+(?=\w)", re.IGNORECASE)  # Saint Louis, St Louis, St.Louis
_SAINTS_IN = {"United States", "United Kingdom", "Australia", "Russia"}  # elsewhere Saint-Étienne is right
_WASHINGTON = re.compile(r"washington,? d\.? ?c\.?", re.IGNORECASE)


@lru_cache(_REMEMBERED)
def place_names(country: str, state: str, city: str) -> tuple[str, str, str]:
    """Country, state and city under the names that the index keeps.

    >>> place_names("Korea, Republic of", "Seoul Teugbyeolsi", "Seoul")
    ('South Korea', 'Seoul', 'Seoul')
    >>> place_names("United States", "TX", "Houston,"), place_names("Germany", "Germany", "Köln")
    (('United States', 'Texas', 'Houston'), ('Germany', '', 'Köln'))
    """
    today = country_name(_trimmed(country))
    if today == "United States" and _WASHINGTON.fullmatch(_trimmed(city)):
        return today, "District of Columbia", "Washington"
    return today, _state(today, _trimmed(state)), _city(today, _trimmed(city))


def place_path(path: str) -> str:
    """A place of the hierarchy under the names that the index keeps.

    >>> place_path("Turkey/Ankara"), place_path("United States/TX"), place_path("not-stated")
    ('Turkey (Türkiye)/Ankara', 'United States/Texas', 'not-stated')
    """
    country, *inner = path.split("/")
    today = country_name(country)
    match inner:
        case [state, city]:
            names = place_names(today, state, city)
        case [inside]:  # a state, or a city of a country without states
            names = today, state_known_as(country_code(today), inside), ""
            names = names if names[1] else place_names(today, "", inside)
        case _:
            return today if not inner else path
    return "/".join(filter(None, names))


def _trimmed(written: str) -> str:
    return " ".join(written.split()).strip(_EDGES) if written else ""


def _state(country: str, written: str) -> str:
    """The state; "" where it repeats the country or says nothing."""
    if not written:
        return ""
    if known := state_known_as(country_code(country), written):
        return known
    folded = fold(written)
    says_nothing = folded == fold(country) or country_name(written) == country or _NO_STATE.fullmatch(folded)
    return "" if says_nothing else written


def _city(country: str, written: str) -> str:
    return (
        _SAINT.sub("St. ", written, count=1) if country in _SAINTS_IN and _SAINT.match(written) else written
    )
