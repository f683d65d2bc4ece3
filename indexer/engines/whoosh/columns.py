"""Columns of a segment: what filters, facets and sorts need of every document, as arrays.

Made from the rows that the segment stores, so lost or damaged columns are made again from the segment. Trials with
the same values in every facet of a family share a profile, so facets are kept and counted by profile instead of by
trial. What the record says of a number is kept once for all trials that say the same.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from indexer.documents import SiteEntry, TrialDocument
from indexer.engines.whoosh import arrays
from indexer.engines.whoosh.arrays import Array
from indexer.fields import FACETS, NUMBERS, TEXT_FIELDS
from indexer.fields.kinds import Bounds

LARGEST_NUMBER = 2**62  # no upper limit of age; a record may hold any number of digits
_COUNTED = tuple(facet for facet in FACETS if facet.name != "location")
# Facets by family. Those that are seldom asked for would more than double the profiles of the others.
FAMILIES = {
    "profile": tuple(facet.name for facet in _COUNTED if not facet.on_request),
    "design": tuple(facet.name for facet in _COUNTED if facet.on_request),
}
FAMILY_OF = {name: family for family, names in FAMILIES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Row:
    """What a segment stores of a document: the document without its texts, and the length of each text field."""

    document: TrialDocument
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of the documents of a segment, by document number.

    ``arrays``: ``nct``, ``site_ends`` int64; ``lengths`` uint16 (documents x text fields); ``numbers`` int32 codes
    (documents x numbers); for each family of facets ``<family>`` int32, and per profile ``facet.<name>`` int32 codes
    with ``facet.<name>.ends`` int64; per site ``site.status`` and ``site.place`` int32, ``site.point`` float64 (sites
    x 2, degrees, NaN for none). ``values``: what the codes of a facet, of ``numbers`` (name, first and last, or name
    alone), of ``site.status`` and of ``site.place`` (country, state, city) mean.
    """

    arrays: dict[str, Array]
    values: dict[str, list[Any]]

    @property
    def documents(self) -> int:
        """How many documents."""
        return len(self.arrays["nct"])

    def save(self, folder: Path) -> None:
        """Write the columns."""
        arrays.save(self.arrays, self.values, folder)

    @classmethod
    def load(cls, folder: Path) -> "Columns":
        """Read columns, memory-mapped. Raises IndexCorrupt when they are missing or damaged."""
        return cls(*arrays.load(folder))


class _Codes:
    """Gives each value a number, in order of appearance."""

    def __init__(self) -> None:
        self.codes: dict[Any, int] = {}

    def of(self, value: Any) -> int:
        return self.codes.setdefault(value, len(self.codes))

    def __iter__(self) -> Any:
        return iter(self.codes)


class ColumnsWriter:
    """Takes rows in the order of their document numbers and makes their columns."""

    def __init__(self) -> None:
        self._integers = {name: array("q") for name in ("nct", "site_ends")}
        self._coded = {name: array("i") for name in (*FAMILIES, "numbers", "site.status", "site.place")}
        self._lengths = array("H")
        self._points = array("d")
        self._codes = {name: _Codes() for name in (*FAMILY_OF, *self._coded)}

    def add(self, row: Row) -> None:
        """Take the row of the next document."""
        document = row.document
        self._lengths.extend(row.lengths)
        for number in NUMBERS:
            self._add("numbers", (number.name, *_within_reach(document.numbers[number.name])))
        for family, names in FAMILIES.items():
            self._add(family, tuple(document.facets[name] for name in names))
        for site in document.sites:
            self._add_site(site)
        self._integers["nct"].append(int(document.nct_id.removeprefix("NCT")))
        self._integers["site_ends"].append(len(self._coded["site.status"]))

    def columns(self) -> Columns:
        """The columns of all rows taken."""
        made: dict[str, Array] = {name: np.array(values, np.int64) for name, values in self._integers.items()}
        made |= {name: np.array(codes, np.int32) for name, codes in self._coded.items()}
        made["lengths"] = np.array(self._lengths, np.uint16).reshape(-1, len(TEXT_FIELDS))
        made["numbers"] = made["numbers"].reshape(-1, len(NUMBERS))
        made["site.point"] = np.array(self._points, np.float64).reshape(-1, 2)
        for family, names in FAMILIES.items():
            for position, name in enumerate(names):
                of_profiles = [profile[position] for profile in self._codes[family]]
                codes = [self._codes[name].of(value) for values in of_profiles for value in values]
                made[f"facet.{name}"] = np.array(codes, np.int32)
                made[f"facet.{name}.ends"] = np.cumsum(
                    [len(values) for values in of_profiles], dtype=np.int64
                )
        meanings = {name: list(codes) for name, codes in self._codes.items() if name not in FAMILIES}
        return Columns(made, meanings)

    def _add(self, name: str, value: Any) -> None:
        self._coded[name].append(self._codes[name].of(value))

    def _add_site(self, site: SiteEntry) -> None:
        self._add("site.status", site.status)
        self._add("site.place", (site.country, site.state, site.city))
        if site.latitude is None or site.longitude is None:
            self._points.extend((np.nan, np.nan))
        else:
            self._points.extend((site.latitude, site.longitude))


def columns_of(rows: Iterable[Row]) -> Columns:
    """The columns of some rows, in the order of their document numbers."""
    writer = ColumnsWriter()
    for row in rows:
        writer.add(row)
    return writer.columns()


def _within_reach(bounds: Bounds | None) -> Bounds | tuple[()]:
    if bounds is None:
        return ()
    first, last = (max(-LARGEST_NUMBER, min(bound, LARGEST_NUMBER)) for bound in bounds)
    return first, last
