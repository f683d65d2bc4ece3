"""Outlines of countries for maps, in four levels of detail. ``natural_earth`` made the file."""

import json
import logging
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, compress
from pathlib import Path
from typing import Any

from indexer.settings import bundled

_log = logging.getLogger("trials.places")

LEVELS = 4  # of detail, from 0 for the world to 3 for a region


@dataclass(frozen=True, slots=True)
class Outline:
    """The closed line around a part of a country, in degrees; beyond 180 where it crosses that meridian."""

    west: float
    south: float
    east: float
    north: float
    longitudes: "array[float]"
    latitudes: "array[float]"


class Outlines:
    """All outlines, read at the first question, which takes a tenth of a second; make one and hand it down."""

    def __init__(self, file: Path | None = None) -> None:
        """``file``: another than the one that comes with the program."""
        self._file = file or bundled("data", "places") / "outlines.json"
        self._loading = threading.Lock()
        self._levels: tuple[tuple[Outline, ...], ...] = ()

    def at(self, level: int) -> tuple[Outline, ...]:
        """The outlines that are large enough for a level, with the corners that are."""
        if not self._levels:
            with self._loading:  # who comes meanwhile waits, instead of reading too
                self._levels = self._levels or self._read()
        return self._levels[level]

    def _read(self) -> tuple[tuple[Outline, ...], ...]:
        """Without a file that can be read there are no outlines: a listing must not fail for its picture."""
        try:
            made = json.loads(self._file.read_text(encoding="utf-8"))
            return tuple(tuple(_outlines(made["rings"], made["unit"], level)) for level in range(LEVELS))
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.error(
                "%s cannot be read (%s); maps have no outlines. `make outlines` mends it.", self._file, error
            )
            return ((),) * LEVELS


def _outlines(rings: list[list[Any]], unit: float, level: int) -> Iterator[Outline]:
    for smallest, levels, *numbers in rings:
        if smallest > level:
            continue
        drawn = [int(digit) <= level for digit in levels]
        longitudes, latitudes = (
            array("d", (position * unit for position in compress(accumulate(numbers[axis::2]), drawn)))
            for axis in range(2)
        )
        if len(longitudes) > 2:  # noqa: PLR2004 - two points are a line
            yield Outline(
                min(longitudes), min(latitudes), max(longitudes), max(latitudes), longitudes, latitudes
            )
