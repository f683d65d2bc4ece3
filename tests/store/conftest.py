"""An empty accounts store on each database that the service runs on."""

from collections.abc import Iterator

import pytest

from web.store.store import Store


@pytest.fixture
def store(accounts_address: str) -> Iterator[Store]:
    """An empty store, once in SQLite and once in PostgreSQL."""
    with Store.open(accounts_address) as opened:
        yield opened
