"""Registry store -> a whole new version of the index."""

from collections.abc import Callable

from indexer.documents import document_of
from indexer.engines.choose import open_builder
from indexer.engines.port import IndexVersion
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import Settings

BuildProgress = Callable[[int, int], None]  # documents done, documents in all


def build_index(registry: Registry, settings: Settings, progress: BuildProgress) -> IndexVersion:
    """Build the index anew from every trial of the registry and switch to it.

    Raises IndexBusy, SearchIndexError (nothing is changed then), StoreError.
    """
    point_of_site = Gazetteer().point_of_site
    revision, total = (
        registry.revision,
        registry.count(),
    )  # read first: what changes meanwhile is news afterwards
    return open_builder(settings).rebuild(
        (document_of(trial, point_of_site) for trial in registry.trials()),
        revision=revision,
        data_timestamp=registry.data_timestamp,
        progress=lambda done: progress(done, total),
    )
