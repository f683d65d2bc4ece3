"""Settings of the service, beside the indexer's. Read once, passed down."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer.errors import SettingsError


class WebSettings(BaseSettings):
    """Every setting with what it means; each is read from the environment as ``TRIALS_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="TRIALS_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Processes that answer.")
    longest_url: int = Field(
        8_192, ge=1_024, description="Bytes of an address; longer ones get a page that says so."
    )
    accounts_url: str = Field(
        "", description="Database of the accounts; empty means SQLite in the data folder."
    )

    def accounts_address(self, data: Path) -> str:
        """The SQLAlchemy address of the accounts store, ``data`` being the data folder."""
        return self.accounts_url or f"sqlite:///{data / 'accounts.db'}"


def read_web_settings() -> WebSettings:
    """The settings from the environment. Raises SettingsError naming the variable that cannot be used."""
    try:
        return WebSettings()
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(
            f"TRIALS_{str(first['loc'][0]).upper()} cannot be used: {first['msg']}."
        ) from error
