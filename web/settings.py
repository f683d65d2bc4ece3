"""Settings of the service, beside the indexer's. Read once, passed down."""

from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
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
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^/?#\s]+/?)?$",
        description="Where people find the site, such as https://trials.example.org; links in letters begin with it.",
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs cookies; several, newest first, with spaces between. Empty means a file in the data folder.",
    )
    reads_per_minute: int = Field(
        1_200,
        ge=0,
        description="Pages that one client may read in a minute from one worker; 0 means any number.",
    )
    smtp_host: str = Field("", description="Mail server; empty means letters are laid in data/outbox.")
    smtp_port: int = Field(
        587, ge=1, le=65_535, description="Its port; on 465 the connection begins with TLS."
    )
    smtp_user: str = Field("", description="Name to sign in to the mail server with; empty means without.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password for the mail server.")
    smtp_starttls: bool = Field(True, description="Whether the mail server must be spoken to over TLS.")
    smtp_from: str = Field(
        "Find a Trial <trials@localhost.localdomain>",
        description="Whom letters come from: a name and an address.",
    )
    oidc_issuer: str = Field(
        "", description="OpenID Connect provider of an institution; empty means no sign-in through one."
    )
    oidc_client_id: str = Field("", description="Our name at that provider.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Our password at that provider.")
    oidc_name: str = Field("your institution", description="What the button calls it: Sign in with …")

    @property
    def public_address(self) -> str:
        """Where the site is found, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @field_validator("smtp_from")
    @classmethod
    def _has_an_address(cls, value: str) -> str:
        name, address = parseaddr(value)
        Address(display_name=name, addr_spec=address)
        if "@" not in address:
            raise ValueError("it needs an address, such as Find a Trial <trials@example.org>")
        return value

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
