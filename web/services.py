"""What lives as long as the app: engine, registry, gazetteer, clock. Arrives at views as ``request.state``."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from indexer.engines.port import SearchEngine
from indexer.fields import FACETS
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.search.request import ANY_STATUS, SearchRequest

EVERY_TRIAL = SearchRequest(filters={"status": (ANY_STATUS,)}, per=10)


@dataclass(slots=True)
class Services:
    """The app's own things; ``today`` is the clock, so that tests can set it."""

    engine: SearchEngine
    registry: Registry
    gazetteer: Gazetteer
    today: Callable[[], date]
    _known: dict[str, frozenset[str]] = field(default_factory=dict)
    _known_in: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def known_values(self, facet: str) -> frozenset[str]:
        """The values of a facet that occur in the version that answers, places of every level included."""
        with self._lock:
            version = self.engine.version().name
            if version != self._known_in:
                found = self.engine.search(EVERY_TRIAL).facets
                self._known = {
                    item.name: frozenset(value.value for value in found[item.name] if value.count)
                    for item in FACETS
                }
                self._known_in = version
            return self._known[facet]
