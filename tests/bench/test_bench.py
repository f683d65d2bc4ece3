"""`trials bench` as a person runs it: what it makes, keeps and says, and when it fails."""

import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process: exit code, standard output, standard error."""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trials", "bench", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.mark.slow
def test_a_run_compares_times_keeps_and_draws(run: Run, tmp_path: Path) -> None:
    """One run: tables, JSON, what was made is used again, a floor that is not held fails, the plot."""
    given = ("--size", 1_000, "--folder", tmp_path, "--peers", "fts5", "--patience", 1, "--no-web")
    code, said, told = run(*given)
    assert (code, "registry: " in told, "| SQLite FTS5 |" in said) == (0, True, True)
    kept = json.loads((tmp_path / "1000" / "run.json").read_text())
    assert kept["size"] == 1_000
    assert kept["compared"]["SQLite FTS5"] > 10

    code, _, told = run(*given, "--floor", "SQLite FTS5=1000000")
    assert (code, "registry: " in told) == (1, False)
    assert "less than 1e+06 times" in told

    code, said, _ = run("report", tmp_path / "1000" / "run.json", "--plot", tmp_path / "plot.svg")
    assert (code, "### 1,000 trials" in said) == (0, True)
    ET.parse(tmp_path / "plot.svg")


WRONG = {
    "an unknown peer": (("--peers", "lucene"), "'lucene' is no peer; known are: tantivy, fts5, whoosh."),
    "a floor without a number": (("--floor", "tantivy-py"), "--floor 'tantivy-py' is no PEER=RATIO"),
    "records that are not there": (("--from", "nowhere.jsonl"), "nowhere.jsonl"),
    "a size that is none": (("--size", "many"), "size"),
    "too small": (("--size", 10), "size"),
    "a report of nothing": (("report", "nowhere.json"), "nowhere.json"),
}


@pytest.mark.parametrize(("words", "part"), WRONG.values(), ids=WRONG)
def test_wrong_input_is_one_sentence(run: Run, tmp_path: Path, words: tuple[object, ...], part: str) -> None:
    """No traceback, a code, and nothing measured."""
    folder = () if words[0] == "report" else ("--folder", tmp_path)
    code, _, told = run(*folder, *words)
    assert code in {1, 2}
    assert part in told
    assert "Traceback" not in told


def test_a_report_that_is_no_run_says_so(run: Run, tmp_path: Path) -> None:
    """Another file by mistake."""
    (tmp_path / "run.json").write_text("{}")
    code, _, told = run("report", tmp_path / "run.json")
    assert code == 1
    assert "run.json is not what `trials bench` keeps" in told
