"""Settings of the indexer: where its files are, which engine answers. Read once, passed down."""

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer.errors import SettingsError


class Settings(BaseSettings):
    """Every setting with what it means; each is read from the environment as ``TRIALS_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="TRIALS_", frozen=True, extra="ignore")

    data: Path = Field(
        Path("data"), description="Folder that holds the registry, the index and the accounts."
    )
    registry_url: str = Field(
        "", description="Database of the registry store; empty means SQLite in the data folder."
    )
    api_url: str = Field(
        "https://clinicaltrials.gov/api/v2",
        description="Where the registry's API answers; `trials sync` reads it.",
    )
    engine: str = Field("whoosh", description="Which engine answers searches: whoosh.")

    @property
    def registry_address(self) -> str:
        """The SQLAlchemy address of the registry store."""
        return self.registry_url or f"sqlite:///{self.data / 'registry.db'}"

    @property
    def index_folder(self) -> Path:
        """The folder that holds every version of the index."""
        return self.data / "index"

    @property
    def vocabularies(self) -> tuple[Path, ...]:
        """The files that go into the thesaurus: the project's own, and MeSH where it was brought in."""
        return bundled("data", "vocabularies") / "lay.csv", self.data / "vocabularies" / "mesh.csv"


def read_settings() -> Settings:
    """The settings from the environment. Raises SettingsError naming the variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"TRIALS_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"{name}={os.environ.get(name, '')!r} cannot be used: {first['msg']}.") from error


def bundled(*names: str) -> Path:
    """A folder that comes with the program: beside the source in a checkout, inside the package once installed."""
    here = Path(__file__).parent
    checkout = here.parent.joinpath(*names)
    return checkout if checkout.exists() else here.joinpath(*names)
