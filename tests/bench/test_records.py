"""Made records: real parts, numbers of their own, the same for the same seed."""

import json
from pathlib import Path

import pytest

from indexer.bench.records import made_records, read_sources
from indexer.errors import IndexerError
from indexer.registry.ctgov import read_study
from indexer.settings import bundled


def test_records_are_read_as_trials() -> None:
    """Each is a trial with an own number, a title and the spread of the source."""
    sources = read_sources([bundled("data", "sample")])
    trials = [read_study(json.loads(record)) for record in made_records(sources, 300)]
    assert [trial.nct_id for trial in trials] == [f"NCT9{number:07}" for number in range(300)]
    assert all(trial.title for trial in trials)
    assert len({trial.title for trial in trials}) > 60
    assert len({trial.status for trial in trials}) > 5
    assert max(len(trial.sites) for trial in trials) > 20


def test_a_seed_says_everything() -> None:
    """The same seed gives the same bytes, another one gives others."""
    sources = read_sources([bundled("data", "sample")])
    first, again, other = (list(made_records(sources, 50, seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_nothing_to_resample_is_said(tmp_path: Path) -> None:
    """An empty file of records gives a sentence, not an error of chance."""
    (tmp_path / "none.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(IndexerError, match="No records"):
        read_sources([tmp_path])
