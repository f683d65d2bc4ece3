"""What lives as long as the app: engine, registry, gazetteer, clock, atlas. Arrives at views as ``request.state``."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from indexer.engines.port import SearchEngine
from indexer.fields import FACET
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.search.request import ANY_STATUS, SearchRequest
from web.present.map_outlines import Atlas

EVERY_TRIAL = SearchRequest(filters={"status": (ANY_STATUS,)})


@dataclass(slots=True)
class Services:
    """The app's own things; ``today`` is the clock, so that tests can set it."""

    engine: SearchEngine
    registry: Registry
    gazetteer: Gazetteer
    today: Callable[[], date]
    atlas: Atlas = field(default_factory=Atlas)
    _values: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _values_of: str = ""  # the version in which they occur
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def occurs(self, facet: str, value: str) -> bool:
        """Whether some trial has a value: what the registry added since is accepted, what nobody has is said."""
        above = "" if FACET[facet].vocabulary else value.rpartition("/")[0]
        if above and not self.occurs(facet, above):  # so that only places there are get remembered
            return False
        with self._lock:
            version = self.engine.version().name
            if version != self._values_of:
                self._values.clear()
                self._values_of = version
            if (facet, above) not in self._values:
                found = self.engine.facet(EVERY_TRIAL, facet, above)
                self._values[facet, above] = frozenset(item.value for item in found if item.count)
            return value in self._values[facet, above]
