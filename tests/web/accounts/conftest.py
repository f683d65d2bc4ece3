"""The whole site with accounts on each database, a clock that tests set, and a mailbox that they read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from indexer.engines.choose import open_engine
from indexer.places.gazetteer import Gazetteer
from indexer.registry.store import Registry
from indexer.settings import Settings
from web.accounts.accounts import Accounts
from web.app import create_app
from web.services import Services
from web.settings import WebSettings

ANNA, PASSWORD = "anna@example.org", "correct horse battery"
OURS = "https://testserver"


@dataclass
class Clock:
    """The moment that everything believes it is."""

    at: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Now."""
        return self.at

    def day(self) -> date:
        """Today."""
        return self.at.date()

    def pass_by(self, **time: float) -> None:
        """Let some time go by."""
        self.at += timedelta(**time)


@dataclass
class Site:
    """What a test needs to be several people at several devices."""

    client: TestClient
    accounts: Accounts
    clock: Clock
    outbox: Path

    def get(self, url: str) -> httpx.Response:
        """Open a page."""
        answer: httpx.Response = self.client.get(url)
        return answer

    def send(self, url: str, **form: str) -> httpx.Response:
        """Send a form as a browser does from our own page."""
        self.accounts.postman.finish()  # letters are to lie in the order in which they were sent
        self.clock.pass_by(milliseconds=1)
        answer: httpx.Response = self.client.post(url, data=form, headers={"sec-fetch-site": "same-origin"})
        return answer

    def letters(self) -> list[EmailMessage]:
        """All letters so far, once those on their way have arrived."""
        self.accounts.postman.finish()
        files = sorted(self.outbox.glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]

    def link(self) -> str:
        """The link with a token in the newest letter, without our host."""
        found = re.search(rf"{OURS}(/\S+token=\S+)", text_of(self.letters()[-1]))
        assert found
        return found[1]

    def forget_device(self) -> None:
        """A browser without our cookies."""
        self.client.cookies.clear()

    def join(self, address: str = ANNA, password: str = PASSWORD) -> None:
        """Make an account and be signed in with it."""
        self.send("/account/sign-up", address=address)
        link = self.link()
        done = self.send("/account/choose-password", token=token_of(link), new=password)
        assert done.headers["location"] == "/account?done=new"

    def sign_in(self, address: str = ANNA, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Try to."""
        return self.send("/account/sign-in", address=address, password=password, **more)

    def is_signed_in(self) -> bool:
        """Whether the account page opens."""
        return self.get("/account").status_code == 200


def text_of(letter: EmailMessage) -> str:
    """The text part."""
    body = letter.get_body(("plain",))
    assert body
    return str(body.get_content())


def token_of(link: str) -> str:
    """What stands behind token=."""
    return link.partition("token=")[2]


@pytest.fixture
def settings(accounts_address: str) -> WebSettings:
    """As behind TLS."""
    return WebSettings(accounts_url=accounts_address, public_url=OURS)


@pytest.fixture
def site(folder: Path, gazetteer: Gazetteer, settings: WebSettings, tmp_path: Path) -> Iterator[Site]:
    """The site, once over SQLite and once over PostgreSQL."""
    clock = Clock()
    accounts = Accounts.open(settings, tmp_path, clock)
    where = Settings(data=folder)
    services = Services(open_engine(where), Registry.open(where.registry_address), gazetteer, clock.day)
    app = create_app(settings, services, accounts)
    with TestClient(app, base_url=OURS, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(client, accounts, clock, tmp_path / "outbox")
