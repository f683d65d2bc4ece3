"""One gazetteer for all tests of this room: reading it takes a second."""

import pytest

from indexer.places.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """All places."""
    places = Gazetteer()
    places.load()
    return places
