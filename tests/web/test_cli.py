"""The `trials search` command asks the same questions as the page."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from web.cli import app
from web.urls import PARAMETERS

RUNNER = CliRunner()


@pytest.fixture
def data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command reads the folder of the records."""
    monkeypatch.setenv("TRIALS_DATA", str(folder))


def test_every_parameter_is_an_option(data: None) -> None:
    """What an address can ask, the command can; the words are its argument."""
    text = RUNNER.invoke(app, ["search", "--help"], env={"COLUMNS": "200"}).output
    missing = [name for name in PARAMETERS if name != "q" and f"--{name}" not in text]
    assert missing == []


def test_spans_and_what_they_leave_out(data: None) -> None:
    """A span is an option, and the trials that do not give the number are counted."""
    asked = ["search", "--first-posted", "2024..", "--purpose", "not-stated", "--json"]
    answer = json.loads(RUNNER.invoke(app, asked).output)
    assert answer["sentence"] == ("Recruiting trials, purpose not stated, first posted in or after 2024")
    assert (answer["total"], answer["unstated"][0]["total"]) == (1, 45)
    printed = RUNNER.invoke(app, asked[:-1]).output
    assert "45 trials with no date of first posting are left out." in printed
