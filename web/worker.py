"""What one worker process runs: the app, made from the environment. It imports no more than it needs, to start soon."""

from starlette.applications import Starlette

from indexer.engines.choose import open_engine
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import read_settings
from web.app import create_app
from web.settings import read_web_settings


def make_app() -> Starlette:
    """The app over the index and the registry store that the settings name."""
    settings = read_settings()
    return create_app(
        read_web_settings(), open_engine(settings), Registry.open(settings.registry_address), Gazetteer()
    )
