"""What to do with a received record, given what the store holds of the same trial. Knows no database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from indexer.errors import RecordError
from indexer.registry.changes import Change, ChangeKind, changes_between
from indexer.registry.ctgov import read_study
from indexer.registry.received import (
    Received,
    RecordVersion,
    canonical,
    hash_of,
    nct_id_of,
    pack,
    unpack,
    version_of,
)
from indexer.trial.model import Trial


class Outcome(StrEnum):
    """What became of one received record."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "as before"
    OLDER = "older than ours"
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True)
class Put:
    """What became of one received record, and the reason when it was set aside."""

    outcome: Outcome
    nct_id: str = ""
    changes: tuple[Change, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """What the store knows of a record besides its bytes; ``revision`` is that of its last change of meaning."""

    nct_id: str
    hash: str
    last_update_posted: str
    data_version: str
    first_received_at: datetime
    received_at: datetime
    vanished_at: datetime | None
    revision: int

    @property
    def version(self) -> RecordVersion:
        """How new the record is."""
        return RecordVersion(self.last_update_posted, self.data_version)


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that is to be written."""

    row: RecordRow
    packed: bytes
    trial: Trial


class Intake:
    """Judges records one after the other; ``taken`` holds the last that was taken of each trial."""

    def __init__(
        self,
        stored: Mapping[str, RecordRow],
        stored_bytes: Callable[[str], bytes],
        at: datetime,
        next_revision: Callable[[], int],
    ) -> None:
        self.taken: dict[str, Taken] = {}
        self._stored = stored
        self._stored_bytes = stored_bytes
        self._at = at
        self._next_revision = next_revision

    def take(self, received: Received) -> Put:
        """Decide about one record. Raises RecordError when it cannot be read."""
        record = received.record
        if not isinstance(record, Mapping):
            raise RecordError("is no study: a JSON object is needed")
        nct_id, version, text = nct_id_of(record), version_of(record), canonical(record)
        row = self._row(nct_id)
        returns = row is not None and row.vanished_at is not None and _is_back(received, version, row)
        if row and row.hash == hash_of(text) and not returns:
            return Put(Outcome.SAME, nct_id)
        trial = read_study(record)
        if row and (version < row.version or (row.vanished_at and not returns)):
            return Put(Outcome.OLDER, nct_id)
        changes = changes_between(self._trial(nct_id) if row else None, trial)
        if returns:
            changes = (Change(ChangeKind.RETURNED), *changes)
        self.taken[nct_id] = Taken(self._new_row(row, trial, version, text, changes), pack(text), trial)
        outcome = Outcome.NEW if row is None else Outcome.CHANGED if changes else Outcome.SAME
        return Put(outcome, nct_id, changes)

    def _row(self, nct_id: str) -> RecordRow | None:
        taken = self.taken.get(nct_id)
        return taken.row if taken else self._stored.get(nct_id)

    def _trial(self, nct_id: str) -> Trial:
        taken = self.taken.get(nct_id)
        return taken.trial if taken else read_study(unpack(self._stored_bytes(nct_id)))

    def _new_row(
        self,
        row: RecordRow | None,
        trial: Trial,
        version: RecordVersion,
        text: bytes,
        changes: tuple[Change, ...],
    ) -> RecordRow:
        return RecordRow(
            nct_id=trial.nct_id,
            hash=hash_of(text),
            last_update_posted=version.last_update_posted,
            data_version=version.data_version,
            first_received_at=row.first_received_at if row else self._at,
            received_at=self._at,
            vanished_at=None,
            revision=row.revision if row and not changes else self._next_revision(),
        )


def _is_back(received: Received, version: RecordVersion, row: RecordRow) -> bool:
    """An old file does not bring a vanished trial back; the registry itself or a newer record does."""
    return received.current or version > row.version
