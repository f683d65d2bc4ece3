"""Which engine answers and builds: the one the settings name. The only place that knows engines by name."""

from collections.abc import Callable

from indexer.engines.port import IndexBuilder, SearchEngine
from indexer.engines.whoosh.build import WhooshBuilder
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import SettingsError
from indexer.settings import Settings

_ENGINES: dict[str, tuple[Callable[[Settings], SearchEngine], Callable[[Settings], IndexBuilder]]] = {
    "whoosh": (
        lambda settings: WhooshEngine(settings.index_folder),
        lambda settings: WhooshBuilder(settings.index_folder, settings.vocabularies),
    ),
}


def open_engine(settings: Settings) -> SearchEngine:
    """The engine that answers searches. Raises SettingsError for an unknown name."""
    return _named(settings)[0](settings)


def open_builder(settings: Settings) -> IndexBuilder:
    """The builder of the same engine's index. Raises SettingsError for an unknown name."""
    return _named(settings)[1](settings)


def _named(
    settings: Settings,
) -> tuple[Callable[[Settings], SearchEngine], Callable[[Settings], IndexBuilder]]:
    try:
        return _ENGINES[settings.engine]
    except KeyError:
        known = ", ".join(_ENGINES)
        raise SettingsError(
            f"TRIALS_ENGINE={settings.engine!r} is not an engine; known are: {known}."
        ) from None
