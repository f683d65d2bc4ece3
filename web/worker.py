"""What one worker process runs: the app, made from the environment. It imports no more than it needs, to start soon."""

from starlette.applications import Starlette

from indexer.engines.choose import open_engine
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import read_settings
from web.accounts.accounts import Accounts
from web.app import create_app
from web.clock import today
from web.services import Services
from web.settings import read_web_settings


def make_app() -> Starlette:
    """The app over the index, the registry store and the accounts that the settings name."""
    settings, web_settings = read_settings(), read_web_settings()
    services = Services(open_engine(settings), Registry.open(settings.registry_address), Gazetteer(), today)
    return create_app(web_settings, services, Accounts.open(web_settings, settings.data))
