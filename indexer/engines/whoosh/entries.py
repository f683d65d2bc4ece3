"""Entries: a byte string for each document in one file, read one at a time.

<name>.bin               the byte strings one after the other
<name>/ends.npy          int64: where each ends; <name>/sums.npy uint32: the CRC-32 of each, checked when it is read
"""

import mmap
import zlib
from array import array
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from indexer.engines.whoosh import arrays
from indexer.errors import IndexCorrupt


class Entries:
    """The entries of one file, by number."""

    def __init__(self, folder: Path, name: str) -> None:
        """Open what an EntryWriter wrote. Raises IndexCorrupt when files are missing or damaged."""
        directory, _ = arrays.load(folder / name)
        self._ends, self._sums = directory["ends"], directory["sums"]
        self._path = folder / f"{name}.bin"
        size = int(self._ends[-1]) if len(self._ends) else 0
        if not self._path.exists() or self._path.stat().st_size != size:
            raise IndexCorrupt(f"{self._path} is missing or cut short.")
        with self._path.open("rb") as file:
            self._bytes: Any = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""

    def __getitem__(self, number: int) -> bytes:
        """An entry. Raises IndexCorrupt when it is not what was written."""
        found: bytes = self._bytes[int(self._ends[number - 1]) if number else 0 : int(self._ends[number])]
        if zlib.crc32(found) != self._sums[number]:
            raise IndexCorrupt(f"An entry of {self._path} is damaged.")
        return found


class EntryWriter:
    """Writes entries in the order of their numbers; a context manager. What fails leaves the old file alone."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._ends, self._sums = array("q"), array("I")
        self._file = (folder / f"{name}.new").open("wb")

    def add(self, entry: bytes) -> None:
        """Write the next one."""
        self._file.write(entry)
        self._ends.append((self._ends[-1] if self._ends else 0) + len(entry))
        self._sums.append(zlib.crc32(entry))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if not error:
            (self._folder / f"{self._name}.new").replace(self._folder / f"{self._name}.bin")
            directory: dict[str, arrays.Array] = {
                "ends": np.array(self._ends, np.int64),
                "sums": np.array(self._sums, np.uint32),
            }
            arrays.save(directory, {}, self._folder / self._name)
