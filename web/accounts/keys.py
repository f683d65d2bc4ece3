"""The secret keys that sign cookies and count attempts: from a setting, or from a file made at the first start."""

import os
import secrets
from pathlib import Path

from indexer.errors import SettingsError

BYTES = 32
SHORTEST = 32  # characters
KEPT = 2  # the newest signs, the one before it is still believed
FILE = "secret.key"
OWNER_ONLY = 0o600


def read_keys(setting: str, folder: Path) -> tuple[str, ...]:
    """The keys, newest first. Raises SettingsError where one is too short or the file cannot be used."""
    keys = tuple(setting.split()) or _from_file(folder / FILE)
    if any(len(key) < SHORTEST for key in keys):
        raise SettingsError(f"TRIALS_SECRET_KEY: a key needs at least {SHORTEST} characters of chance.")
    return keys


def add_key(folder: Path) -> None:
    """Sign with a new key from the next start on; the last one is still believed."""
    file = folder / FILE
    kept = _from_file(file)[: KEPT - 1]
    half = _written(file, (_new_key(), *kept))
    half.replace(file)


def _from_file(file: Path) -> tuple[str, ...]:
    try:
        if not file.exists():
            _make(file)
        return tuple(file.read_text(encoding="utf-8").split()) or _empty(file)
    except OSError as error:
        raise SettingsError(
            f"The secret key {file} cannot be used ({error.strerror}). Mend that, or set TRIALS_SECRET_KEY."
        ) from error


def _make(file: Path) -> None:
    """Of several workers that start at once, one makes the file, whole, and all read it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    half = _written(file, (_new_key(),))
    try:
        file.hardlink_to(half)
    except FileExistsError:
        pass
    finally:
        half.unlink()


def _written(file: Path, keys: tuple[str, ...]) -> Path:
    half = file.with_name(f"{file.name}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w") as opened:
        opened.write("".join(f"{key}\n" for key in keys))
        opened.flush()
        os.fsync(opened.fileno())
    return half


def _new_key() -> str:
    return secrets.token_urlsafe(BYTES)


def _empty(file: Path) -> tuple[str, ...]:
    raise SettingsError(f"The secret key {file} is empty. Delete it, and a new one will be made.")
