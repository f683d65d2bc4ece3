"""Eligibility texts labelled by reading: which characters include, which exclude, which the text leaves open.

The texts are real records and stay outside the repository; ``criteria_labels.csv`` names them, says by CRC-32 which
wording was read, and holds the labels: ``I:25-340 E:362-900`` are spans of characters. Headings carry no label.
The rules of labelling are in docs/criteria.md, the way the sample was drawn in ``criteria_sample``.
"""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from indexer.trial.criteria import Side

LABELS = Path(__file__).with_suffix(".csv")
SIDES = {"I": Side.INCLUSION, "E": Side.EXCLUSION, "U": Side.UNSORTED}

_NCT_ID = re.compile(r'"nctId":\s*"(NCT\d{8})"')

Half = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a text, and what meeting them does."""

    side: Side
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text of the sample with its labels, in the order of the text."""

    nct_id: str
    stratum: str
    half: Half
    text: str
    spans: tuple[Span, ...]


def rows() -> list[dict[str, Any]]:
    """The table as it is committed: no texts."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spans_of(labels: str) -> tuple[Span, ...]:
    """Read the spans of one row.

    >>> spans_of("I:3-9")
    (Span(side=<Side.INCLUSION: 'inclusion'>, start=3, end=9),)
    """
    return tuple(_span(*part.split(":")) for part in labels.split())


def labelled_texts(shared: Path) -> list[LabelledText]:
    """Find the texts in the shared records; a wording that is not the one that was labelled is an error."""
    table = rows()
    wanted = {(row["file"], row["nct_id"]) for row in table}
    texts = {
        key: text
        for name in sorted({file for file, _ in wanted})
        for key, text in _texts(shared, name, wanted)
    }
    return [_joined(row, texts) for row in table]


def lines_of(shared: Path, name: str) -> Iterator[tuple[str, str]]:
    """The records of a shared file as they are, with their ids, which stand near the beginning of a line."""
    with gzip.open(shared / "data" / "trials" / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            if found := _NCT_ID.search(line):
                yield found[1], line


def text_in(line: str) -> str:
    """The eligibility text of a record, or nothing."""
    module = json.loads(line)["protocolSection"].get("eligibilityModule", {})
    return str(module.get("eligibilityCriteria", ""))


def checksum(text: str) -> str:
    """How the table says which wording was read."""
    return f"{zlib.crc32(text.encode()):08x}"


def _texts(shared: Path, name: str, wanted: set[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    for nct_id, line in lines_of(shared, name):
        if (name, nct_id) in wanted:
            yield (name, nct_id), text_in(line)


def _span(letter: str, places: str) -> Span:
    start, end = places.split("-")
    return Span(SIDES[letter], int(start), int(end))


def _joined(row: dict[str, Any], texts: dict[tuple[str, str], str]) -> LabelledText:
    text = texts.get((row["file"], row["nct_id"]), "")
    if checksum(text) != row["crc32"]:
        raise ValueError(
            f"{row['nct_id']} in {row['file']} is not the text that was labelled: label it again"
        )
    return LabelledText(row["nct_id"], row["stratum"], row["half"], text, spans_of(row["spans"]))
