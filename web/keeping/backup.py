"""A backup: accounts, registry and secret key in one folder, with a list of what is in it.

The accounts are copied first: what they know of the registry is then never newer than the registry's own copy.
The index is left out; `trials index` builds it again.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer.copies import copy_in, copy_name, copy_out, is_empty
from indexer.database import Database, Kind
from indexer.errors import StoreError
from indexer.registry.database import REGISTRY
from web.accounts import keys
from web.store.store import ACCOUNTS, Store

LIST = "backup.json"
OWNER_ONLY = 0o700


@dataclass(frozen=True, slots=True)
class Place:
    """Where the stores are."""

    data: Path
    accounts: str
    registry: str

    @property
    def stores(self) -> tuple[tuple[Kind, str], ...]:
        """In the order in which they are copied."""
        return (ACCOUNTS, self.accounts), (REGISTRY, self.registry)


def back_up(place: Place, folder: Path, at: datetime) -> int:
    """Copy everything into a folder that is new or empty, whole or not at all; returns its bytes."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder} has something in it; name a folder that is new or empty.")
    half = folder.with_name(f"{folder.name}.half")
    try:
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=OWNER_ONLY)
        for kind, address in place.stores:
            if not is_empty(kind, address):
                copy_out(kind, address, half / copy_name(kind, address))
        if (place.data / keys.FILE).exists():
            shutil.copy(place.data / keys.FILE, half / keys.FILE)
        size = _write_list(half, at)
        if folder.exists():
            folder.rmdir()
        half.replace(folder)
    except OSError as error:
        raise StoreError(f"The backup cannot be written to {folder} ({error.strerror}).") from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return size


def restore(folder: Path, place: Place) -> None:
    """Bring a backup back to where nothing is yet. Everybody has to sign in again."""
    names = _checked(folder)
    wanted = [(kind, address, folder / copy_name(kind, address)) for kind, address in place.stores]
    for kind, address, copy in wanted:
        other = [name for name in names if name.startswith(f"{copy.stem}.") and name != copy.name]
        if other:
            raise StoreError(f"{folder / other[0]} is of another database; set {kind.setting} as it was.")
        if not is_empty(kind, address):
            raise StoreError(f"There is something at the {kind.name} already; nothing was restored.")
    for kind, address, copy in wanted:
        if copy.name in names:
            copy_in(kind, copy, address)
            Database.open(kind, address).close()  # brings an older shape up to date
    if keys.FILE in names:
        place.data.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder / keys.FILE, place.data / keys.FILE)
    with Store.open(place.accounts) as store, store.writing() as work:
        work.people.end_all_sessions()  # those that were ended after the backup must not come back


def _write_list(folder: Path, at: datetime) -> int:
    """What is in the folder, so that what is missing or damaged is noticed before anything is restored."""
    files = sorted(path for path in folder.iterdir())
    listed = {path.name: {"bytes": path.stat().st_size, "sha256": _hash(path)} for path in files}
    text = json.dumps({"made_at": at.isoformat(), "files": listed}, indent=2)
    (folder / LIST).write_text(text + "\n", encoding="utf-8")
    return sum(path.stat().st_size for path in files)


def _checked(folder: Path) -> list[str]:
    """The names of the files of a backup, all of them there and whole. Raises StoreError."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
        damaged = [name for name, known in listed.items() if _hash(folder / name) != known["sha256"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder} is no backup of ours, or a part of it is missing ({error}).") from error
    if damaged:
        raise StoreError(f"{folder / damaged[0]} is damaged; use another backup.")
    return list(listed)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
