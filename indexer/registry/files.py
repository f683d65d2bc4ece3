"""Files of records -> decoded records, one piece at a time: lines of JSONL, entries of a zip, whole JSON files.

A piece is what a resumed load can skip without decoding it; it holds one study, a list of them, or a page of the
registry's API.
"""

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from indexer.errors import SourceError

LINES = {".jsonl", ".ndjson"}
SUFFIXES = {".json", ".zip", *LINES}
LARGEST_PIECE = 1 << 30  # bytes of a whole file or zip entry; the longest real record has about 10 MB
LONGEST_LINE = 1 << 28  # bytes; a page of a thousand records has about 70 MB


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a file as bytes, or why it has none.

    ``name`` is its place for people, ``read`` how many bytes of the file (as it lies on disk) were read so far.
    """

    name: str
    read: int
    data: bytes = b""
    problem: str = ""


def find_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Files as named, folders searched to the bottom in order of names.

    Raises SourceError for what is not there, is of no known kind, or a folder that holds nothing to load.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if _kind(file) and file.is_file())
            if not inside:
                raise SourceError(f"{path} holds no .json, .jsonl, .ndjson, .zip or .gz file.")
            files += inside
        elif not path.exists():
            raise SourceError(f"{path} is not there; check the name.")
        elif not _kind(path):
            raise SourceError(
                f"{path} is of no kind that can be loaded: .json, .jsonl, .ndjson, .zip or .gz."
            )
        else:
            files.append(path)
    return tuple(dict.fromkeys(files))


@contextmanager
def open_pieces(path: Path, skip: int = 0) -> Iterator[Iterator[Piece]]:
    """The pieces of one file after the first ``skip``, each read when it is asked for.

    Raises SourceError, also from the iterator, when the file cannot be read to its end.
    """
    with _readable(path), ExitStack() as stack:
        raw = stack.enter_context(path.open("rb"))
        if _kind(path) == ".zip":
            yield _translated(path, _entries(stack.enter_context(zipfile.ZipFile(raw)), raw, skip))
            return
        file: IO[bytes] = raw
        if path.suffix.lower() == ".gz":
            file = cast("IO[bytes]", stack.enter_context(gzip.open(raw)))
        pieces = _lines(file, raw, skip) if _kind(path) in LINES else _whole(path.name, file, raw, skip)
        yield _translated(path, pieces)


def studies_in(data: bytes) -> list[object]:
    """The studies of a decoded piece: itself, a list, or the ``studies`` of a page. Raises ValueError."""
    try:
        value = json.loads(data)
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    if isinstance(value, Mapping) and isinstance(value.get("studies"), list):
        value = value["studies"]
    return value if isinstance(value, list) else [value]


def _kind(path: Path) -> str:
    """The suffix that says what is inside, "" when it is none of ours."""
    name = path.name.lower().removesuffix(".gz")
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), "")


def _lines(file: IO[bytes], raw: IO[bytes], skip: int) -> Iterator[Piece]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        problem = ""
        while not line.endswith(b"\n") and (more := file.readline(LONGEST_LINE)):
            line, problem = more[-1:], "is too long"
        if number > skip:
            yield Piece(f"line {number}", raw.tell(), b"" if problem else line.strip(), problem)


def _whole(name: str, file: IO[bytes], raw: IO[bytes], skip: int) -> Iterator[Piece]:
    if not skip:
        data = file.read(LARGEST_PIECE)
        problem = "is too large for one piece; use .jsonl or .zip" if file.read(1) else ""
        yield Piece(name, raw.tell(), b"" if problem else data, problem)


def _entries(archive: zipfile.ZipFile, raw: IO[bytes], skip: int) -> Iterator[Piece]:
    entries = (entry for entry in archive.infolist() if not entry.is_dir())
    for number, entry in enumerate(entries):
        if number < skip:
            continue
        name = entry.filename
        if not name.lower().endswith(".json"):
            yield Piece(name, raw.tell(), problem="is to be unpacked first" if _kind(Path(name)) else "")
        elif entry.file_size > LARGEST_PIECE:
            yield Piece(name, raw.tell(), problem="is too large for one piece")
        else:
            yield _entry(archive, entry, raw)


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, raw: IO[bytes]) -> Piece:
    """One damaged entry does not keep the others from being read."""
    try:
        return Piece(entry.filename, raw.tell(), archive.read(entry))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return Piece(entry.filename, raw.tell(), problem=f"cannot be unpacked: {error}")


def _translated(path: Path, pieces: Iterator[Piece]) -> Iterator[Piece]:
    with _readable(path):
        yield from pieces


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Every way in which a file can be broken leaves as a SourceError that names it."""
    try:
        yield
    except EOFError as error:
        raise SourceError(f"{path} ends too early: it was not copied whole; get it again.") from error
    except zipfile.BadZipFile as error:
        raise SourceError(f"{path} is not a whole zip file ({error}); get it again.") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{path} is damaged ({error}); get it again.") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}.") from error
