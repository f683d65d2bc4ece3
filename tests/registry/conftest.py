"""A registry store of the test's own, and moments to receive records at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.registry.store import Registry


@pytest.fixture
def registry_file(tmp_path: Path) -> Path:
    """Where the store lies: the same file that the command line uses in a test."""
    return tmp_path / "data" / "registry.db"


@pytest.fixture
def registry(registry_file: Path) -> Iterator[Registry]:
    """An empty store."""
    with Registry.open(f"sqlite:///{registry_file}") as opened:
        yield opened
