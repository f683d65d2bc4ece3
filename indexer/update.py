"""Changes of the registry store since the index was built -> a new version of the index."""

from collections.abc import Iterable, Iterator

from indexer.documents import TrialDocument, document_of
from indexer.engines.choose import open_builder, open_engine
from indexer.engines.port import IndexVersion
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import Settings


def update_index(registry: Registry, settings: Settings) -> IndexVersion:
    """Bring the index to the registry's state; without changes the version that answers is returned.

    Raises IndexMissing, IndexOutdated or IndexCorrupt when only `trials index` can help, IndexBusy.
    """
    engine = open_engine(settings)
    try:
        current = engine.version()
    finally:
        engine.close()
    changed, removed, revision = registry.changed_since(current.registry_revision)
    if not changed and not removed:
        return current
    return open_builder(settings).apply(
        _documents(registry, changed), removed, revision=revision, data_timestamp=registry.data_timestamp
    )


def _documents(registry: Registry, nct_ids: Iterable[str]) -> Iterator[TrialDocument]:
    point_of_site = Gazetteer().point_of_site
    for nct_id in nct_ids:
        trial = registry.get(nct_id)
        if trial:
            yield document_of(trial, point_of_site)
