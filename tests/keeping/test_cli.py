"""The commands of whoever runs the service: people, backup, restore, keys."""

import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from indexer import cli
from indexer.registry.store import Registry
from tests.builders import a_record
from web.accounts.keys import read_keys
from web.cli import app

Run = Callable[..., tuple[int, str, str]]
ANNA = "anna@example.org"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], accounts_address: str) -> Run:
    """Run `trials` in this process, with accounts on each database: exit code, output, errors."""
    monkeypatch.setenv("TRIALS_ACCOUNTS_URL", accounts_address)

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trials", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main(app)
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_people_are_made_listed_and_removed(run: Run) -> None:
    """Somebody who was added gets a link to choose a password; nobody's password is on the command line."""
    code, said, _ = run("accounts", "add", "Anna@Example.org", "--admin")
    assert code == 0
    assert "http://127.0.0.1:8000/account/choose-password?token=" in said
    _, listed, _ = run("accounts", "list")
    assert [word for word in listed.splitlines()[1].split() if word in {"yes", "no"}] == ["no", "no", "yes"]
    assert run("accounts", "admin", ANNA, "--off")[1] == "Anna@Example.org is no admin any more.\n"
    assert run("accounts", "remove", ANNA, "--yes")[0] == 0
    assert ANNA not in run("accounts", "list")[1].lower()


WRONG = {
    "no address": (["add", "anna"], "no e-mail address"),
    "nobody": (["remove", "nobody@example.org", "--yes"], "trials accounts list"),
    "nobody to be admin": (["admin", "nobody@example.org"], "trials accounts list"),
    "twice": (["add", ANNA], "has an account already"),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_one_sentence(run: Run, words: list[str], said: str) -> None:
    """With exit code 1."""
    run("accounts", "add", ANNA)
    code, _, error = run("accounts", *words)
    assert code == 1
    assert error.startswith("trials: ")
    assert said in error
    assert error.count("\n") == 1


def test_nobody_is_removed_by_accident(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command asks first."""
    run("accounts", "add", ANNA)
    monkeypatch.setattr("typer.confirm", _no)
    assert run("accounts", "remove", ANNA)[0] == 1
    assert ANNA in run("accounts", "list")[1]


def _no(*_: object, **__: object) -> bool:
    raise typer.Abort


def test_backup_and_restore(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accounts_address: str
) -> None:
    """From one folder to another; the commands say what comes next, and refuse to restore twice."""
    if not accounts_address.startswith("sqlite"):
        pytest.skip("what differs in PostgreSQL is tested with the functions")
    with Registry.open(f"sqlite:///{tmp_path / 'data' / 'registry.db'}") as registry:
        registry.put_many([a_record()], source="test", at=datetime(2026, 11, 24, tzinfo=UTC))
    run("accounts", "add", ANNA)
    code, said, _ = run("backup", tmp_path / "backup")
    assert code == 0
    assert "keep it safe" in said
    monkeypatch.setenv("TRIALS_DATA", str(tmp_path / "new"))
    monkeypatch.setenv("TRIALS_ACCOUNTS_URL", "")
    assert run("restore", tmp_path / "backup") == (
        0,
        "Restored. To make the trials searchable: trials index\n",
        "",
    )
    assert ANNA in run("accounts", "list")[1]
    code, _, error = run("restore", tmp_path / "backup")
    assert code == 1
    assert "nothing was restored" in error


def test_migrating_makes_what_is_missing(run: Run) -> None:
    """And may be said as often as one likes."""
    assert (
        run("migrate")[:2]
        == run("migrate")[:2]
        == (
            0,
            "The registry and the accounts are in the newest shape.\n",
        )
    )


def test_keys_are_changed_in_turn(run: Run, tmp_path: Path) -> None:
    """The one before is believed until the next; only the owner may read them."""
    data = tmp_path / "data"
    first = read_keys("", data)
    assert run("new-key")[0] == 0
    second = read_keys("", data)
    run("new-key")
    third = read_keys("", data)
    assert second[1:] == first
    assert third[1:] == second[:1]
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
