"""Version folders of the index: built aside, switched by an atomic pointer, old ones removed; one builder at a time.

index/current            the name of the version that answers
index/<version>/         one version, never changed once ``current`` has named it
    whoosh/              the Whoosh index
    segments/<id>/       the arrays of each segment: columns, cards, terms
    whole/               what is worked out from the columns of all segments
    version.json         what it holds, size and check of every Whoosh file; written last
"""

import errno
import fcntl
import json
import os
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from indexer.documents import documents_hash
from indexer.engines.port import IndexVersion
from indexer.errors import IndexBusy, IndexCorrupt, IndexMissing, IndexOutdated, SearchIndexError

KEPT_VERSIONS = 2  # the current one, and the one before it for readers that still open its files
OTHERS_CAN_WRITE = 0o022
SMALL_FILE = 1 << 20  # bytes

_REBUILD = "Run `trials index` to build it."


def current_name(root: Path) -> str:
    """The name of the version that answers. Raises IndexMissing when there is none."""
    try:
        return (root / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise IndexMissing(f"There is no search index in {root}. {_REBUILD}") from error
    except OSError as error:
        raise IndexCorrupt(f"{root / 'current'} cannot be read: {error.strerror}. {_REBUILD}") from error


def read_version(folder: Path) -> IndexVersion:
    """What a version folder holds.

    Raises IndexCorrupt when files are missing or of another size, IndexOutdated when the field table has
    changed since. The folder must not be writable by others: opening a Whoosh index runs what is in it.
    """
    try:
        if folder.stat().st_mode & OTHERS_CAN_WRITE:
            raise IndexCorrupt(f"{folder} can be changed by other users, so it is not opened. {_REBUILD}")
        written = json.loads((folder / "version.json").read_text(encoding="utf-8"))
        for name, was in written.pop("files").items():
            if _seal(folder / name) != was:
                raise IndexCorrupt(f"{folder / name} is damaged. {_REBUILD}")
        version = IndexVersion(**written | {"built_at": datetime.fromisoformat(written["built_at"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"The search index in {folder} is incomplete ({error}). {_REBUILD}") from error
    if version.fields_hash != documents_hash():
        raise IndexOutdated(f"The search index in {folder} was built for other fields. {_REBUILD}")
    return version


def write_version(folder: Path, version: IndexVersion) -> None:
    """Say what the folder holds; afterwards it must not change. Arrays have checksums of their own."""
    files = {f"whoosh/{path.name}": _seal(path) for path in (folder / "whoosh").iterdir() if path.is_file()}
    text = json.dumps(asdict(version) | {"built_at": version.built_at.isoformat(), "files": files})
    _write_through(folder / "version.json", text)


def new_version_name() -> str:
    """A name that sorts by time and is never taken twice."""
    now = datetime.now(UTC)
    return f"{now:%Y%m%dT%H%M%S}-{documents_hash()}-{secrets.token_hex(4)}"


def switch(root: Path, name: str) -> None:
    """Make a version the one that answers, atomically, and remove those that nobody needs."""
    before = _named_by_pointer(root)
    aside = root / "current.new"
    _write_through(aside, name)
    aside.replace(root / "current")
    sync(root)
    keep = {name, before}
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def building(root: Path) -> Iterator[Path]:
    """A new, empty version folder to build in; gone again if anything fails.

    Raises IndexBusy when another process builds, SearchIndexError when the disk is full or the folder
    cannot be written.
    """
    with _translated(root):
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o700)
        with (root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy(
                    f"Another process is building the index in {root}. Try again later."
                ) from error
            _remove_half_built(root)
            folder = root / new_version_name()
            folder.mkdir(mode=0o700)
            try:
                yield folder
            except BaseException:
                if _named_by_pointer(root) != folder.name:
                    shutil.rmtree(folder, ignore_errors=True)
                raise


def link_files(source: Path, target: Path) -> None:
    """The files of a version in a new one, as hard links: nothing is copied, nothing old is changed."""
    for path in source.rglob("*"):
        own = path.name == "version.json" or path.parent.name == "whole" or "LOCK" in path.name
        if path.is_file() and not own:
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, copy)


def sync(folder: Path) -> None:
    """Make a folder's list of names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal(path: Path) -> list[int]:
    """The size of a file, and of a small one, such as Whoosh's table of contents, the CRC-32."""
    size = path.stat().st_size
    return [size, zlib.crc32(path.read_bytes()) if size <= SMALL_FILE else 0]


def _named_by_pointer(root: Path) -> str:
    try:
        return current_name(root)
    except SearchIndexError:
        return ""


def _remove_half_built(root: Path) -> None:
    """Folders without version.json: the lock is ours, so nobody is building them."""
    for folder in root.iterdir():
        if folder.is_dir() and not (folder / "version.json").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _write_through(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _translated(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        advice = (
            "Free some space" if error.errno == errno.ENOSPC else "Check the folder and who may write in it"
        )
        raise SearchIndexError(
            f"The index in {root} cannot be written: {error.strerror or error}. {advice}; the old index, if any, "
            "still answers."
        ) from error
