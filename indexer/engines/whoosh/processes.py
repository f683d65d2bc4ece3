"""Processes: parts of the documents written as segments side by side, one process a part."""

import multiprocessing
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from indexer.documents import TrialDocument
from indexer.engines.port import Progress
from indexer.engines.whoosh.segment import index_documents
from indexer.errors import SearchIndexError

TOLD_EVERY = 200  # documents

# Not by fork: a process that has threads or an open database must not be copied.
_context = multiprocessing.get_context("spawn")


def index_parts(folder: Path, parts: Sequence[Iterable[TrialDocument]], progress: Progress) -> list[Any]:
    """The segments of all parts, in order, not yet committed.

    Raises what a process raised, SearchIndexError when one ended without a word; the others are stopped then.
    """
    with ExitStack() as running:
        ends = [running.enter_context(_process(folder, part)) for part in parts]
        done = [0] * len(parts)
        segments: dict[int, Any] = {}
        while len(segments) < len(parts):
            waiting = [end for number, end in enumerate(ends) if number not in segments]
            for end in wait(waiting):
                number = ends.index(end)  # type: ignore[arg-type]  # wait gives back what it was given
                kind, value = _told(ends[number])
                if kind == "segment":
                    segments[number] = value
                elif kind == "done":
                    done[number] = value
                    progress(sum(done))
                else:
                    raise value
    return [segments[number] for number in range(len(parts))]


@contextmanager
def _process(folder: Path, part: Iterable[TrialDocument]) -> Iterator[Connection]:
    ours, theirs = _context.Pipe(duplex=False)
    process = _context.Process(target=_index_part, args=(folder, part, theirs), daemon=True)
    process.start()
    theirs.close()
    with closing(ours):
        try:
            yield ours
        finally:
            process.terminate()
            process.join()


def _told(end: Connection) -> tuple[str, Any]:
    try:
        told: tuple[str, Any] = end.recv()
    except EOFError as error:
        raise SearchIndexError(
            "A process that builds the index was ended from outside, perhaps for want of memory; "
            "the old index, if any, still answers. Run `trials index` again."
        ) from error
    return told


def _index_part(folder: Path, part: Iterable[TrialDocument], told: Connection) -> None:
    """What a process does; a pipe that nobody reads any more ends it."""
    try:
        told.send(("segment", index_documents(folder, counted(part, told))))
    except BrokenPipeError:
        return  # the other process is gone
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - it is raised in the other process
        error.add_note("".join(traceback.format_exception(error)))
        told.send(("error", error))


def counted(part: Iterable[TrialDocument], told: Connection) -> Iterator[TrialDocument]:
    """The documents, telling now and then how many they were."""
    number = 0
    for number, document in enumerate(part, 1):
        yield document
        if number % TOLD_EVERY == 0:
            told.send(("done", number))
    told.send(("done", number))
