"""Files of records -> the registry store: in batches, resumable, every bad record set aside with its position."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import SourceError
from indexer.registry.batch import Batch
from indexer.registry.files import Piece, open_pieces, studies_in
from indexer.registry.intake import Outcome, Put
from indexer.registry.received import Received
from indexer.registry.store import Registry

RECORDS_AT_ONCE = 500  # about a second of work: what an interruption loses, and what others wait for
BYTES_AT_ONCE = 32 << 20  # of JSON text; decoded it is about five times as large


@dataclass(slots=True)
class Tally:
    """What has been stored for good; grows with every committed batch."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)  # one sentence for each file that could not be read whole
    skipped: list[Path] = field(default_factory=list)  # files that were loaded before

    @property
    def records(self) -> int:
        """How many records were taken, whatever became of them."""
        return self.outcomes.total()

    def add(self, puts: Iterable[Put]) -> None:
        """Count what became of some records."""
        for put in puts:
            self.outcomes[put.outcome] += 1
            if put.outcome is Outcome.SET_ASIDE:
                self.reasons[put.reason] += 1

    def sentence(self, verb: str = "Loaded") -> str:
        """The whole as one line: "Loaded 12 trials: 9 new, 1 changed, 2 as before, 0 set aside"."""
        counts = self.outcomes
        told = [f"{counts[kind]:,} {kind}" for kind in (Outcome.NEW, Outcome.CHANGED, Outcome.SAME)]
        if counts[Outcome.OLDER]:
            told.append(f"{counts[Outcome.OLDER]:,} {Outcome.OLDER}")
        reasons = "; ".join(f"{reason}: {number:,}" for reason, number in self.reasons.most_common(5))
        told.append(
            f"{counts[Outcome.SET_ASIDE]:,} {Outcome.SET_ASIDE}" + (f" ({reasons})" if reasons else "")
        )
        return f"{verb} {self.records - counts[Outcome.SET_ASIDE]:,} trials: {', '.join(told)}."


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a load is: in files, in bytes as they lie on disk, in records."""

    file: Path
    read: int
    size: int
    records: int


@dataclass(slots=True)
class _Pending:
    """Pieces that wait for their transaction."""

    begun: int  # the number of pieces of the file that came before
    pieces: int
    records: list[Received] = field(default_factory=list)
    problems: list[tuple[Received, str, bytes]] = field(default_factory=list)
    bytes: int = 0

    @property
    def full(self) -> bool:
        return len(self.records) >= RECORDS_AT_ONCE or self.bytes >= BYTES_AT_ONCE

    def add(self, source: str, piece: Piece) -> None:
        """Decode a piece; what cannot be decoded is a problem, not an error."""
        self.pieces += 1
        self.bytes += len(piece.data)
        if piece.problem:
            self.problems.append((Received(None, source, piece.name), piece.problem, b""))
            return
        try:
            studies = studies_in(piece.data) if piece.data else []
        except ValueError as error:
            reason = f"is no JSON: {error.args[0]}" if error.args else "is no JSON"
            self.problems.append((Received(None, source, piece.name), reason, piece.data))
            return
        one = len(studies) == 1
        self.records += (
            Received(study, source, piece.name if one else f"{piece.name}, item {number}")
            for number, study in enumerate(studies, 1)
        )


class Load:
    """Loads files one after the other; ``tally`` is right at any moment, also after an interruption."""

    def __init__(
        self,
        registry: Registry,
        *,
        again: bool = False,
        progress: Callable[[Reading], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.tally = Tally()
        self._registry = registry
        self._again = again
        self._progress = progress
        self._now = now

    def files(self, paths: Iterable[Path]) -> None:
        """Load every file; one that cannot be read to its end is noted, what came before is kept."""
        for path in paths:
            try:
                self._file(path)
            except SourceError as error:
                self.tally.broken.append(str(error))

    def _file(self, path: Path) -> None:
        mark = _Mark.of(path)
        done = 0 if self._again else mark.pieces_done(self._registry.recall(mark.key))
        if done < 0:
            self.tally.skipped.append(path)
            return
        pending, source, read = _Pending(done, done), mark.source, 0
        with open_pieces(path, done) as pieces:
            try:
                for piece in pieces:
                    pending.add(source, piece)
                    read = piece.read
                    if pending.full:
                        pending = self._store(pending, mark)
                        self._progress(Reading(path, read, mark.size, self.tally.records))
            except SourceError:
                self._store(pending, mark)
                raise
            self._store(pending, mark, finished=True)
        self._progress(Reading(path, mark.size, mark.size, self.tally.records))

    def _store(self, pending: _Pending, mark: "_Mark", *, finished: bool = False) -> _Pending:
        """Write the batch and how far the file is in one transaction; returns the next, empty batch."""
        with self._registry.batch(self._now()) as batch:
            if pending.begun == 0:
                batch.forget_unreadable(mark.source)
            puts = self._write(batch, pending)
            batch.remember(mark.key, mark.text(-1 if finished else pending.pieces))
        self.tally.add(puts)
        return _Pending(pending.pieces, pending.pieces)

    def _write(self, batch: Batch, pending: _Pending) -> list[Put]:
        puts = batch.put(pending.records)
        for received, reason, text in pending.problems:
            batch.set_aside(received, reason, text=text)
            puts.append(Put(Outcome.SET_ASIDE, reason=reason))
        return puts


@dataclass(frozen=True, slots=True)
class _Mark:
    """Which file, and in which state of it, a position is about."""

    source: str
    size: int
    changed: int  # nanoseconds since 1970

    @classmethod
    def of(cls, path: Path) -> "_Mark":
        try:
            found = path.stat()
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from error
        return cls(str(path.resolve()), found.st_size, found.st_mtime_ns)

    @property
    def key(self) -> str:
        return f"loaded {self.source}"

    def text(self, pieces: int) -> str:
        return json.dumps([self.size, self.changed, pieces])

    def pieces_done(self, text: str) -> int:
        """How many pieces were stored; 0 for a file that is new or has changed, -1 for one that is done."""
        size, changed, pieces = json.loads(text) if text else (0, 0, 0)
        return int(pieces) if (size, changed) == (self.size, self.changed) else 0
