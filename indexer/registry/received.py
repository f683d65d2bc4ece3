"""A record on its way into the registry store: what it is, how old it is, and how its bytes are kept."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.errors import RecordError
from indexer.registry.ctgov import PATHS

# A third faster than the default level 6, for five per cent more bytes (3,000 real records).
_COMPRESSION = 3
_DATA_VERSION = "derivedSection.miscInfoModule.versionHolder"


@dataclass(frozen=True, slots=True)
class Received:
    """One decoded JSON value that should be a study, and where it came from.

    ``current``: the registry itself says that it holds this record now; a file can't say so.
    """

    record: object
    source: str
    position: str
    current: bool = False

    def text(self) -> bytes:
        """The value as JSON again, for the eyes of whoever mends it."""
        return json.dumps(self.record).encode()


@dataclass(frozen=True, slots=True, order=True)
class RecordVersion:
    """How new a record is: the day of its last update, then the day on which the registry published these bytes.

    The second decides where the registry corrected a record without a new update. An absent day is the oldest.
    """

    last_update_posted: str = ""
    data_version: str = ""


def version_of(record: object) -> RecordVersion:
    """The version that a record says it has."""
    return RecordVersion(
        _text_at(record, f"{PATHS['last_update_posted']}.date")[:10],
        _text_at(record, _DATA_VERSION)[:10],
    )


def nct_id_of(record: object) -> str:
    """The id that a record says it has, "" when there is none."""
    return _text_at(record, PATHS["nct_id"])


def canonical(record: Mapping[str, Any]) -> bytes:
    """The JSON text of a record with its keys in order: equal records give equal bytes.

    Raises RecordError when its text cannot be written as UTF-8.
    """
    try:
        return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise RecordError("holds half a character (a lone surrogate)", nct_id_of(record)) from error
    except RecursionError as error:
        raise RecordError("is nested too deeply", nct_id_of(record)) from error


def hash_of(text: bytes) -> str:
    """What two equal texts share and two different ones do not."""
    return hashlib.sha256(text).hexdigest()


def pack(text: bytes) -> bytes:
    """A text as it is kept."""
    return zlib.compress(text, _COMPRESSION)


def unpack(kept: bytes) -> dict[str, Any]:
    """The record whose canonical text was kept."""
    record: dict[str, Any] = json.loads(zlib.decompress(kept))
    return record


def _text_at(record: object, path: str) -> str:
    value = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value if isinstance(value, str) else ""
