"""`trials load`, `sync` and `index` as a person runs them: what is said, the exit code, and what is left behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from indexer import cli
from indexer.registry import api
from indexer.registry.store import Registry
from tests.builders import a_record
from tests.doubles.registry_api import RegistryDouble, says, served

ROOT = Path(__file__).parents[2]
NOTHING_ELSE = "0 changed, 0 as before, 0 set aside."
Run = Callable[..., tuple[int, str, str]]


def lines_of(count: int) -> bytes:
    """That many records, one a line."""
    return b"".join(json.dumps(a_record(nct_id=f"NCT{n:08}")).encode() + b"\n" for n in range(1, count + 1))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit code, standard output, standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trials", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def opened(file: Path) -> Registry:
    """The store that a command left behind."""
    return Registry.open(f"sqlite:///{file}")


def test_a_load_says_what_it_did_and_what_comes_next(run: Run, tmp_path: Path) -> None:
    """Twice: the second time nothing is read."""
    (tmp_path / "a.jsonl").write_bytes(lines_of(3))
    assert run("load", tmp_path) == (
        0,
        f"Loaded 3 trials: 3 new, {NOTHING_ELSE}\nTo make them searchable: trials index\n",
        "",
    )
    code, said, _ = run("load", tmp_path)
    assert code == 0
    assert "a.jsonl was loaded before; --again reads it anew." in said


def test_the_way_from_file_to_index(run: Run, tmp_path: Path) -> None:
    """Load, build, load more and bring only that in; the last in one step."""
    (tmp_path / "a.jsonl").write_bytes(lines_of(3))
    (tmp_path / "b.jsonl").write_bytes(lines_of(5))
    run("load", tmp_path / "a.jsonl")
    assert run("index") == (0, "Indexed 3 trials.\n", "")
    code, said, _ = run("load", "--index", tmp_path / "b.jsonl")
    assert code == 0
    assert said.endswith("The index now holds 5 trials.\n")
    assert run("index", "--changes")[:2] == (0, "The index now holds 5 trials.\n")


@pytest.mark.parametrize(
    ("data", "name", "code", "said"),
    [
        (lines_of(1) + b"{\n", "a.jsonl", cli.SET_ASIDE, "1 set aside (is no JSON"),
        (b"no zip", "a.zip", cli.CANNOT_GO_ON, "not a whole zip file"),
        (b"", "a.txt", cli.CANNOT_GO_ON, "is of no kind that can be loaded"),
    ],
    ids=["a bad record", "a broken file", "another kind"],
)
def test_the_exit_code_tells_what_happened(
    run: Run, tmp_path: Path, data: bytes, name: str, code: int, said: str
) -> None:
    """For scripts that load at night."""
    (tmp_path / name).write_bytes(data)
    ended, out, err = run("load", tmp_path / name)
    assert ended == code
    assert said in out + err


@pytest.mark.parametrize(
    "words",
    [
        ("load",),
        ("sync", "--status", "open"),
        ("sync", "--phase", "PHASE2"),
        ("sync", "--id", "12"),
        ("fly",),
    ],
    ids=" ".join,
)
def test_what_was_not_understood_is_2(run: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing is made then, not even a data folder."""
    assert run(*words)[0] == 2
    assert not (tmp_path / "data").exists()


def test_an_index_of_nothing_is_refused(run: Run) -> None:
    """With the commands that fill the store."""
    code, _, err = run("index")
    assert (code, err.count("\n")) == (cli.CANNOT_GO_ON, 1)
    assert "trials sync" in err


# --- sync


@pytest.fixture
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command makes its own pace; here a request may follow at once."""
    monkeypatch.setattr(cli, "RegistryApi", partial(api.RegistryApi, pace=api.Pace(seconds=0)))


@pytest.mark.usefixtures("_no_waiting")
def test_a_sync_says_what_came(run: Run, monkeypatch: pytest.MonkeyPatch, registry_file: Path) -> None:
    """A part first, then the same part again, then one trial."""
    double = RegistryDouble(
        [a_record(conditions=["Asthma"]), a_record(nct_id="NCT00000002"), a_record(nct_id="NCT00000003")]
    )
    with served(double) as address:
        monkeypatch.setenv("TRIALS_API_URL", address)
        code, out, _ = run("sync", "--condition", "asthma", "--status", "recruiting", "--phase", "2")
        assert (code, out.splitlines()[0]) == (
            0,
            "Received 0 trials: 0 new, 0 changed, 0 as before, 0 set aside.",
        )
        code, out, _ = run("sync", "--condition", "asthma")
        assert (code, out.splitlines()[0]) == (
            0,
            "Received 1 trials: 1 new, 0 changed, 0 as before, 0 set aside.",
        )
        assert run("sync", "--condition", "asthma")[1].startswith(
            "The registry has nothing newer than 2026-06-01"
        )
        code, _, err = run("sync", "--id", "nct00000003", "--id", "NCT00000009")
        assert (code, err) == (0, "Note: NCT00000009 is not in the registry.\n")
    with opened(registry_file) as registry:
        assert registry.ids() == ("NCT00000001", "NCT00000003")


@pytest.mark.faults
@pytest.mark.usefixtures("_no_waiting")
def test_a_sync_that_is_refused_ends_with_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry's own words, no traceback."""
    double = RegistryDouble([])
    double.faults[1] = says(400, "`query.cond` is not for today")
    with served(double) as address:
        monkeypatch.setenv("TRIALS_API_URL", address)
        code, _, err = run("sync")
    assert (code, err.count("\n")) == (cli.CANNOT_GO_ON, 1)
    assert "`query.cond` is not for today" in err


# --- what breaks


@pytest.mark.faults
@pytest.mark.parametrize("command", ["load", "sync", "index"])
def test_a_folder_that_cannot_be_written_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    """It names the place; nothing is asked of anyone before."""
    (tmp_path / "a.jsonl").write_bytes(lines_of(1))
    monkeypatch.setenv("TRIALS_DATA", f"{os.devnull}/data")
    code, out, err = run(command, *([tmp_path / "a.jsonl"] if command == "load" else []))
    assert (code, out, err.count("\n")) == (cli.CANNOT_GO_ON, "", 1)
    assert f"{os.devnull}/data/registry.db" in err


@pytest.mark.faults
def test_a_locked_store_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, registry: Registry
) -> None:
    """After a wait, which is left out here; the same command works once the other has finished."""
    (tmp_path / "a.jsonl").write_bytes(lines_of(1))
    with monkeypatch.context() as patch, registry.batch(datetime.now(UTC)):
        patch.setattr(Registry, "open", partial(Registry.open, patience=0.0))
        code, _, err = run("load", tmp_path / "a.jsonl")
        assert (code, err.count("\n")) == (cli.CANNOT_GO_ON, 1)
        assert "being written by another process" in err
    assert run("load", tmp_path / "a.jsonl")[0] == 0
    assert registry.count() == 1


# A child's life ends inside its second transaction, after the records were written and before the commit.
_END_IN_THE_SECOND_BATCH = """
import os, signal, sys
from indexer import cli
from indexer.registry.batch import Batch
finish, batches, how = Batch.finish, [], getattr(signal, sys.argv.pop(1))
def end(self):
    batches.append(1)
    if len(batches) == 2:
        os.kill(os.getpid(), how)
    finish(self)
Batch.finish = end
cli.main()
"""
# Files of the child cannot grow beyond 200 kB, as if the disk were full then.
_ON_A_FULL_DISK = """
import resource, sys
from indexer import cli
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
cli.main()
"""


def in_a_child(program: str, *words: object) -> tuple[int, str]:
    """Run a program that ends in trouble: exit code and standard error."""
    command = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stderr


@pytest.mark.faults
@pytest.mark.parametrize(
    ("end", "code", "said"),
    [
        ("SIGKILL", -signal.SIGKILL, ""),
        ("SIGTERM", -signal.SIGTERM, ""),
        (
            "SIGINT",
            cli.INTERRUPTED,
            f"Interrupted. Loaded 500 trials: 500 new, {NOTHING_ELSE} `trials load` goes on from here.\n",
        ),
    ],
)
def test_a_load_that_ends_in_the_middle_goes_on(
    run: Run, tmp_path: Path, registry_file: Path, end: str, code: int, said: str
) -> None:
    """The batch under way is undone as a whole; the next run gives the same store as one that was not ended."""
    (tmp_path / "a.jsonl").write_bytes(lines_of(1200))
    assert in_a_child(_END_IN_THE_SECOND_BATCH, end, "load", tmp_path / "a.jsonl") == (code, said)
    with opened(registry_file) as registry:
        assert registry.count() == 500
        assert run("load", tmp_path / "a.jsonl")[1].startswith("Loaded 700 trials: 700 new")
        assert [trial.nct_id for trial in registry.trials()] == [f"NCT{n:08}" for n in range(1, 1201)]
        assert all(len(registry.changes(nct_id)) == 1 for nct_id in registry.ids())


@pytest.mark.faults
@pytest.mark.parametrize("size", [20_000, 400_000], ids=["at the start", "in the middle"])
def test_a_full_disk_is_one_sentence_and_nothing_is_half_done(
    run: Run, tmp_path: Path, registry_file: Path, size: int
) -> None:
    """What was committed is there; once there is space, the same command goes on."""
    (tmp_path / "a.jsonl").write_bytes(lines_of(3000))
    code, said = in_a_child(_ON_A_FULL_DISK, size, "load", tmp_path / "a.jsonl")
    assert (code, said.count("\n")) == (cli.CANNOT_GO_ON, 1)
    assert "disk full" in said
    assert str(registry_file) in said
    with opened(registry_file) as registry:
        kept = registry.count()
        assert kept % 500 == 0
        assert kept < 3000
        assert run("load", tmp_path / "a.jsonl")[1].startswith(f"Loaded {3000 - kept:,} trials")
        assert registry.count() == 3000
