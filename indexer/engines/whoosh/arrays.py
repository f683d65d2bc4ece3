"""Arrays on disk: written aside, checked on opening, mapped into memory and so shared between processes."""

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexCorrupt

Array = NDArray[Any]

_CHUNK = 1 << 22  # bytes read at a time for a checksum


def save(arrays: Mapping[str, Array], values: Mapping[str, Any], folder: Path) -> None:
    """Write arrays as one ``.npy`` each, and a manifest with ``values`` and a checksum of every file."""
    folder.mkdir(parents=True, exist_ok=True)
    sums = {}
    for name, array in arrays.items():
        path = folder / f"{name}.npy"
        aside = path.with_suffix(".new")  # never over a file that a reader has mapped
        with aside.open("wb") as file:
            np.save(file, array, allow_pickle=False)
        sums[name] = _checksum(aside)
        aside.replace(path)
    text = json.dumps({"sums": sums, "values": values})
    aside = folder / "manifest.new"
    aside.write_text(json.dumps({"sum": zlib.crc32(text.encode()), "text": text}), encoding="utf-8")
    aside.replace(folder / "manifest.json")


def load(folder: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Read arrays, memory-mapped, and the values beside them.

    Raises IndexCorrupt when a file is missing, cut short or not what was written.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if zlib.crc32(manifest["text"].encode()) != manifest["sum"]:
            raise _damaged(folder / "manifest.json")
        manifest = json.loads(manifest["text"])
        arrays = {}
        for name, expected in manifest["sums"].items():
            path = folder / f"{name}.npy"
            if _checksum(path) != expected:
                raise _damaged(path)
            # A plain array over the mapping: each slice of a memmap object costs microseconds.
            arrays[name] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorrupt(f"{folder} cannot be read ({error}). Run `trials index` again.") from error
    return arrays, manifest["values"]


def distinct(values: Array) -> Array:
    """The different values, ascending. ``np.unique`` hashes since NumPy 2.3, which takes far longer."""
    ascending = np.sort(values, kind="stable")  # quick where some of them are in order already
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending[np.flatnonzero(first)]


def spans(ends: Array, rows: Array) -> tuple[Array, Array]:
    """The numbers in some spans, one after the other, and how many each has; ``ends``: where every span ends.

    >>> [found.tolist() for found in spans(np.array([2, 2, 5]), np.array([2, 0]))]
    [[2, 3, 4, 0, 1], [3, 2]]
    """
    last = ends[rows]
    counts = last - np.where(rows > 0, ends[rows - 1], 0)
    return np.arange(counts.sum()) + np.repeat(last - np.cumsum(counts), counts), counts


def _damaged(path: Path) -> IndexCorrupt:
    return IndexCorrupt(f"{path} is damaged. Run `trials index` to build the index again.")


def _checksum(path: Path) -> int:
    """CRC-32: against accidents, not against people, and three times as fast as a cryptographic sum."""
    total = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            total = zlib.crc32(chunk, total)
    return total
