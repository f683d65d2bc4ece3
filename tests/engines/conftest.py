"""One contract for every engine: ``engine_of`` builds any of them from trials.

``engine_of`` keeps what it built, so a table of cases over the same trials indexes them once. A test that changes
the index takes ``index`` instead, which is its own.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from indexer.documents import TrialDocument, document_of
from indexer.engines.port import IndexBuilder, IndexVersion, SearchEngine
from indexer.engines.whoosh.build import WhooshBuilder
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.trial.model import Trial
from tests.engines.reference import ReferenceBuilder, ReferenceEngine, ReferenceIndex

ENGINES = ("reference", "whoosh")
CITIES = {("Leeds", "United Kingdom"): (53.7965, -1.5478), ("Minsk", "Belarus"): (53.9, 27.5667)}


@dataclass
class Index:
    """A builder, and an engine that answers from what it builds."""

    builder: IndexBuilder
    engine: SearchEngine

    def rebuild(self, trials: Iterable[Trial], revision: int = 1) -> IndexVersion:
        """All trials anew."""
        documents = map(document, trials)
        return self.builder.rebuild(documents, revision=revision, data_timestamp="", progress=lambda _: None)

    def apply(self, trials: Iterable[Trial], removed: Iterable[str] = (), revision: int = 2) -> IndexVersion:
        """Some trials replaced or added, others removed."""
        return self.builder.apply(map(document, trials), removed, revision=revision, data_timestamp="")


def document(trial: Trial) -> TrialDocument:
    """The document of a trial; two cities have a point in this gazetteer."""
    return document_of(trial, lambda city, _, country: CITIES.get((city, country)))


def new_index(kind: str, folder: Path, vocabularies: Sequence[Path] = ()) -> Index:
    """An empty index of one kind; ``vocabularies`` go into its thesaurus."""
    if kind == "reference":
        shared = ReferenceIndex()
        return Index(ReferenceBuilder(shared, vocabularies), ReferenceEngine(shared))
    return Index(WhooshBuilder(folder, vocabularies), WhooshEngine(folder))


@pytest.fixture(scope="session", params=ENGINES)
def engine_kind(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def engine_of(
    engine_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., SearchEngine]]:
    """Trials -> an engine that answers from them."""
    opened: list[SearchEngine] = []

    @cache
    def build(*trials: Trial) -> SearchEngine:
        index = new_index(engine_kind, tmp_path_factory.mktemp("contract") / "index")
        index.rebuild(trials)
        opened.append(index.engine)
        return index.engine

    yield build
    for engine in opened:
        engine.close()


@pytest.fixture
def index(engine_kind: str, tmp_path: Path) -> Iterator[Index]:
    """An empty index of the test's own."""
    index = new_index(engine_kind, tmp_path / "index")
    yield index
    index.engine.close()
