"""Registry store -> a whole new version of the index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.documents import TrialDocument, document_of
from indexer.engines.choose import open_builder
from indexer.engines.port import IndexVersion
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import Settings

REMEMBERED_TOWNS = 100_000
SMALLEST_PART = 5_000  # trials: fewer are indexed before a further process has started

BuildProgress = Callable[[int, int], None]  # documents done, documents in all


@dataclass(frozen=True, slots=True)
class RegistryDocuments:
    """The documents of the trials in a store with ids after one and up to another; opens the store itself."""

    address: str
    after: str = ""
    until: str = ""

    def __iter__(self) -> Iterator[TrialDocument]:
        # Half a millisecond a town, and most trials share a few thousand towns.
        point_of_site = lru_cache(REMEMBERED_TOWNS)(Gazetteer().point_of_site)
        with Registry.open(self.address) as registry:
            for trial in registry.trials(self.after, self.until):
                yield document_of(trial, point_of_site)

    def parts(self, most: int) -> list["RegistryDocuments"]:
        """The same in parts of equal numbers of trials."""
        with Registry.open(self.address) as registry:
            total = registry.count()
            parts = min(most, max(total // SMALLEST_PART, 1))
            cuts = [registry.id_at(total * number // parts - 1) for number in range(1, parts)]
        return [
            RegistryDocuments(self.address, after, until)
            for after, until in zip(["", *cuts], [*cuts, ""], strict=True)
        ]


def build_index(registry: Registry, settings: Settings, progress: BuildProgress) -> IndexVersion:
    """Build the index anew from every trial of the registry and switch to it.

    Raises IndexBusy, SearchIndexError (nothing is changed then), StoreError.
    """
    revision, total = (
        registry.revision,
        registry.count(),
    )  # read first: what changes meanwhile is news afterwards
    return open_builder(settings).rebuild(
        RegistryDocuments(settings.registry_address),
        revision=revision,
        data_timestamp=registry.data_timestamp,
        progress=lambda done: progress(done, total),
    )
