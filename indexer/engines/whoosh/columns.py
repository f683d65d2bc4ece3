"""Columns: what filters, facets and sorts need of every document of a segment, as arrays beside its postings.

Made from the rows that the segment stores, so a lost or damaged column file is made again from the segment.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.documents import SiteEntry, TrialDocument
from indexer.errors import IndexCorrupt
from indexer.fields import FACETS, NUMBERS, TEXT_FIELDS

MISSING_NUMBER = np.iinfo(np.int64).min
LARGEST_NUMBER = 2**53  # exact as a float too; a record may hold any number of digits
COUNTED_FACETS = tuple(facet.name for facet in FACETS if facet.name != "location")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """What a segment stores of a document: the document without its texts, and the length of each text field."""

    document: TrialDocument
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of some documents: all of one segment, or of a whole index.

    ``arrays``: ``min_age``, ``max_age`` int64 seconds; ``nct`` and ``number.<name>`` int64; ``lengths`` uint16
    (documents x text fields); ``facet.<name>`` int32 codes with ``facet.<name>.offsets`` int64 (documents + 1);
    per site ``site.doc``, ``site.status``, ``site.location`` int32 and ``site.point`` float64 (sites x 2, degrees,
    NaN for none). ``values``: the list that the codes of a facet, of ``site.status`` or ``site.location`` point into.
    """

    arrays: dict[str, Array]
    values: dict[str, list[str]]

    @property
    def documents(self) -> int:
        """How many documents."""
        return len(self.arrays["min_age"])


class _Codes:
    """Gives each value a number, in order of appearance."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {}

    def of(self, value: str) -> int:
        return self.codes.setdefault(value, len(self.codes))


def columns_of(rows: Iterable[Row]) -> Columns:
    """The columns of the rows of a segment, in the order of their document numbers."""
    codes = {name: _Codes() for name in (*COUNTED_FACETS, "site.status", "site.location")}
    ages: list[tuple[int, int]] = []
    nct_numbers: list[int] = []
    lengths: list[tuple[int, ...]] = []
    numbers: dict[str, list[int]] = {number.name: [] for number in NUMBERS}
    facets: dict[str, list[list[int]]] = {name: [] for name in COUNTED_FACETS}
    sites: list[tuple[int, SiteEntry]] = []
    for doc, row in enumerate(rows):
        document = row.document
        nct_numbers.append(int(document.nct_id.removeprefix("NCT")))
        ages.append((document.minimum_age, document.maximum_age))
        lengths.append(row.lengths)
        sites.extend((doc, site) for site in document.sites)
        for name, values in numbers.items():
            number = document.numbers[name]
            values.append(MISSING_NUMBER if number is None else min(number, LARGEST_NUMBER))
        for name, of_docs in facets.items():
            of_docs.append([codes[name].of(value) for value in document.facets[name]])
    arrays: dict[str, Array] = {
        "min_age": np.array([low for low, _ in ages], np.int64),
        "max_age": np.array([high for _, high in ages], np.int64),
        "nct": np.array(nct_numbers, np.int64),
        "lengths": np.array(lengths, np.uint16).reshape(len(lengths), len(TEXT_FIELDS)),
        "site.doc": np.array([doc for doc, _ in sites], np.int32),
        "site.status": np.array([codes["site.status"].of(site.status) for _, site in sites], np.int32),
        "site.location": np.array([codes["site.location"].of(site.location) for _, site in sites], np.int32),
        "site.point": _points(sites),
    }
    arrays |= {f"number.{name}": np.array(values, np.int64) for name, values in numbers.items()}
    for name, of_docs in facets.items():
        arrays[f"facet.{name}"] = np.array([code for found in of_docs for code in found], np.int32)
        arrays[f"facet.{name}.offsets"] = _offsets([len(found) for found in of_docs])
    return Columns(arrays, {name: list(table.codes) for name, table in codes.items()})


def _points(sites: list[tuple[int, SiteEntry]]) -> Array:
    nowhere = float("nan")
    points = [
        (nowhere, nowhere)
        if site.latitude is None or site.longitude is None
        else (site.latitude, site.longitude)
        for _, site in sites
    ]
    return np.array(points, np.float64).reshape(len(points), 2)


def _offsets(counts: list[int]) -> Array:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64))).astype(np.int64)


def joined(parts: list[Columns]) -> Columns:
    """The columns of several segments as one, document numbers counted through."""
    if len(parts) == 1:
        return parts[0]
    recoded, values = _recoded(parts)
    base = np.cumsum([0, *(part.documents for part in parts)])
    arrays: dict[str, Array] = {}
    for name in parts[0].arrays:
        pieces = [part.arrays[name] for part in recoded]
        if name == "site.doc":
            pieces = [piece + np.int32(shift) for piece, shift in zip(pieces, base, strict=False)]
        if name.endswith(".offsets"):
            arrays[name] = _offsets([int(count) for piece in pieces for count in np.diff(piece)])
        else:
            arrays[name] = np.concatenate(pieces)
    return Columns(arrays, values)


def _recoded(parts: list[Columns]) -> tuple[list[Columns], dict[str, list[str]]]:
    """The parts with codes that mean the same in each."""
    common = {name: _Codes() for name in parts[0].values}
    result = []
    for part in parts:
        arrays = dict(part.arrays)
        for name, values in part.values.items():
            key = name if name.startswith("site.") else f"facet.{name}"
            translation = np.array([common[name].of(value) for value in values], np.int32)
            arrays[key] = translation[arrays[key]] if len(translation) else arrays[key]
        result.append(replace(part, arrays=arrays))
    return result, {name: list(table.codes) for name, table in common.items()}


def save(columns: Columns, folder: Path) -> None:
    """Write a segment's columns: one ``.npy`` an array, and a manifest with the checksum of each."""
    folder.mkdir(parents=True, exist_ok=True)
    sums = {}
    for name, array in columns.arrays.items():
        path = folder / f"{name}.npy"
        aside = path.with_suffix(".new")  # never over a file that a reader has mapped
        with aside.open("wb") as file:
            np.save(file, array, allow_pickle=False)
        sums[name] = _checksum(aside)
        aside.replace(path)
    aside = folder / "manifest.new"
    aside.write_text(json.dumps({"sums": sums, "values": columns.values}), encoding="utf-8")
    aside.replace(folder / "manifest.json")


def load(folder: Path) -> Columns:
    """Read a segment's columns, memory-mapped.

    Raises IndexCorrupt when a file is missing, cut short or not what was written.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        arrays = {}
        for name, expected in manifest["sums"].items():
            path = folder / f"{name}.npy"
            if _checksum(path) != expected:
                raise IndexCorrupt(f"{path} is damaged. Run `trials index` to build the index again.")
            arrays[name] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, KeyError) as error:
        raise IndexCorrupt(f"{folder} cannot be read ({error}). Run `trials index` again.") from error
    return Columns(arrays, manifest["values"])


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
