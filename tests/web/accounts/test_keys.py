"""The keys that sign: read, made once, changed without signing anybody out."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.errors import SettingsError
from web.accounts.keys import read_keys
from web.accounts.signing import Signer

OLD, NEW = "old" * 16, "new" * 16


def test_what_an_old_key_signed_is_believed() -> None:
    """As long as the key is among ours; the newest signs."""
    before, between, after = Signer((OLD,)), Signer((NEW, OLD)), Signer((NEW,))
    text = before.sign("session", {"person": 1})
    assert between.read("session", text) == {"person": 1}
    assert after.read("session", text) is None
    assert after.read("session", between.sign("session", {"person": 2})) == {"person": 2}
    assert between.keyed_hash("x") == after.keyed_hash("x") != before.keyed_hash("x")


def test_a_purpose_is_part_of_what_is_signed() -> None:
    """A value for one cannot be used for another."""
    signer = Signer((NEW,))
    assert signer.read("session", signer.sign("institution", {"person": 1})) is None


def test_the_setting_comes_before_the_file(tmp_path: Path) -> None:
    """And no file is made then; several keys stand newest first."""
    assert read_keys(f"{NEW} {OLD}", tmp_path) == (NEW, OLD)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.faults
def test_workers_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    """Whoever is first makes it, whole."""
    with ThreadPoolExecutor(16) as threads:
        found = set(threads.map(lambda _: read_keys("", tmp_path / "data"), range(16)))
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret.key"]


def _empty(folder: Path) -> str:
    (folder / "secret.key").write_text("")
    return ""


def _a_folder(folder: Path) -> str:
    (folder / "secret.key").mkdir()
    return ""


def _short(_: Path) -> str:
    return "secret"


@pytest.mark.faults
@pytest.mark.parametrize("spoil", [_empty, _a_folder, _short], ids=["empty", "a folder", "too short"])
def test_keys_that_cannot_be_used_are_named(tmp_path: Path, spoil: object) -> None:
    """At the start, with what to do."""
    assert callable(spoil)
    setting = spoil(tmp_path)
    with pytest.raises(SettingsError, match=r"secret\.key|TRIALS_SECRET_KEY"):
        read_keys(setting, tmp_path)
