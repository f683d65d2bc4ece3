"""Sign-in through an institution, with a provider that runs as a process of its own on loopback."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from indexer.errors import SettingsError
from tests.doubles.oidc_provider import CLIENT
from tests.doubles.oidc_provider import PASSWORD as CLIENT_PASSWORD
from tests.web.accounts.conftest import ANNA, OURS, Site
from web import clock
from web.accounts import institution
from web.accounts.institution import Institution
from web.settings import WebSettings

CLAIMS = {"sub": "1234", "email": "Anna@Example.org", "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The provider's address."""
    command = [sys.executable, "-m", "tests.doubles.oidc_provider"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


@pytest.fixture
def settings(accounts_address: str, provider: str) -> WebSettings:
    """With that provider."""
    return WebSettings(
        accounts_url=accounts_address,
        public_url=OURS,
        oidc_issuer=provider,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(CLIENT_PASSWORD),
        oidc_name="Test Hospital",
    )


@pytest.fixture(autouse=True)
def _right_time(site: Site) -> None:
    """The provider's clock is the machine's: so is ours here."""
    site.clock.at = clock.now()


def tell(provider: str, broken: str = "", **claims: Any) -> None:
    """Say whom the provider signs in, and which rule it breaks."""
    scenario = {"broken": broken, "claims": CLAIMS | claims}
    httpx.post(f"{provider}/scenario", json=scenario).raise_for_status()


def go_there_and_back(site: Site, url: str = "/account/institution") -> httpx.Response:
    """Follow the button to the provider, and its answer back to us."""
    there = site.get(url)
    assert there.status_code == 303
    back = httpx.get(there.headers["location"]).headers["location"]
    assert back.startswith(f"{OURS}/account/institution/return?")
    return site.get(back.removeprefix(OURS))


def test_somebody_new_gets_an_account(site: Site, provider: str) -> None:
    """Named on the page; with their address, without a password, known again by the provider's number."""
    tell(provider)
    assert "Sign in with Test Hospital" in site.get("/account/sign-in").text
    assert go_there_and_back(site).headers["location"] == "/account"
    page = site.get("/account").text
    assert "Anna@Example.org" in page
    assert "your institution signs you in" in page
    site.forget_device()
    tell(provider, email="another@example.org")  # the number counts, not the address
    go_there_and_back(site)
    assert "Anna@Example.org" in site.get("/account").text


def test_who_has_an_account_is_joined_to_it(site: Site, provider: str) -> None:
    """By an address that the provider verified; the password goes on working, deleting asks for it."""
    site.join()
    site.forget_device()
    tell(provider)
    go_there_and_back(site)
    with site.accounts.store.reading() as work:
        assert work.people.count() == 1
    site.forget_device()
    assert site.sign_in().status_code == 303


UNVERIFIED: dict[str, dict[str, Any]] = {
    "not verified": {"email_verified": False},
    "not said": {"email_verified": None},
    "said as text": {"email_verified": "true"},
    "no address": {"email": None},
    "no usable address": {"email": "anna"},
}


@pytest.mark.parametrize("claims", UNVERIFIED.values(), ids=UNVERIFIED)
def test_an_unverified_address_opens_no_account(site: Site, provider: str, claims: dict[str, Any]) -> None:
    """Else anybody could take an account over by typing its address at the provider."""
    site.join()
    site.forget_device()
    tell(provider, **claims)
    answer = go_there_and_back(site)
    assert answer.status_code == 403
    assert "We cannot sign you in" in answer.text
    assert not site.is_signed_in()


KEPT = {
    "by the book": "",
    "its keys are new": "new key",
    "its password goes in the form": "post",
    "the address comes apart": "userinfo",
}


@pytest.mark.parametrize("way", KEPT.values(), ids=KEPT)
def test_ways_of_good_providers(site: Site, provider: str, way: str) -> None:
    """Each is understood, also a second time after something changed there."""
    tell(provider)
    if way == "new key":
        go_there_and_back(site)
    site.forget_device()
    tell(provider, way)
    assert go_there_and_back(site).headers["location"] == "/account"


BROKEN = [
    "issuer", "audience", "audiences", "nonce", "no nonce", "expired", "at_hash", "no subject", "signature",
    "our password signs", "nobody signs", "state", "refused", "mixed up", "down", "shape", "userinfo of another",
]  # fmt: skip


@pytest.mark.faults
@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_not_right_signs_nobody_in(
    site: Site, provider: str, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One page for all; the reason stands in the log, nobody's address does."""
    tell(provider, broken)
    answer = go_there_and_back(site)
    assert answer.status_code == 502
    assert "Your institution could not sign you in here." in answer.text
    assert not site.is_signed_in()
    ours = [each.getMessage() for each in caplog.records if each.name == "trials.accounts"]
    assert len(ours) == 1
    assert "anna" not in ours[0].lower()


@pytest.mark.faults
def test_a_provider_that_calls_itself_something_else_is_not_asked(site: Site, provider: str) -> None:
    """Nobody is sent there."""
    tell(provider, "name")
    assert site.get("/account/institution").status_code == 502


def test_coming_back_counts_once_and_soon(site: Site, provider: str) -> None:
    """Not twice, not after ten minutes, not in a browser that never left, not for somebody else's state."""
    tell(provider)
    there = httpx.get(site.get("/account/institution").headers["location"]).headers["location"]
    back = there.removeprefix(OURS)
    cookie = site.client.cookies["__Host-institution"]
    site.forget_device()
    assert site.get(back).status_code == 502
    site.client.cookies.set("__Host-institution", cookie)
    site.clock.pass_by(minutes=11)
    assert site.get(back).status_code == 502
    site.clock.pass_by(minutes=-11)
    assert site.get(back).status_code == 303
    site.forget_device()
    site.client.cookies.set("__Host-institution", cookie)
    assert site.get(back).status_code == 502


def test_the_wanted_page_is_reached(site: Site, provider: str) -> None:
    """As after signing in with a password; never another site."""
    tell(provider)
    there = "/account/institution?next=%2Faccount%2Ftime-zone"
    assert go_there_and_back(site, there).headers["location"] == "/account/time-zone"
    assert (
        go_there_and_back(site, "/account/institution?next=//evil.example").headers["location"] == "/account"
    )


def test_who_has_no_password_types_their_address_to_delete(site: Site, provider: str) -> None:
    """And to change it; a password they can choose by letter."""
    tell(provider)
    go_there_and_back(site)
    assert site.get("/account/password").headers["location"] == "/account/forgotten"
    assert "Type your e-mail address" in site.get("/account/delete").text
    assert site.send("/account/delete", password="").status_code == 422
    assert "Your account is deleted" in site.send("/account/delete", password=ANNA).text


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no client": ({"oidc_issuer": "https://login.example.org"}, "TRIALS_OIDC_CLIENT_ID"),
    "no TLS": ({"oidc_issuer": "http://login.example.org", "oidc_client_id": "x"}, "https"),
}


@pytest.mark.parametrize(("given", "named"), WRONG.values(), ids=WRONG)
def test_settings_that_cannot_work_are_named(given: dict[str, Any], named: str) -> None:
    """At the start, not at the first sign-in."""
    with pytest.raises(SettingsError, match=named):
        Institution.of(WebSettings(**given))


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sets a provider without the library learns what to install."""
    monkeypatch.setattr(institution, "INSTALLED", False)
    with pytest.raises(SettingsError, match=r"find-a-trial\[oidc\]"):
        Institution.of(WebSettings(oidc_issuer="https://login.example.org", oidc_client_id="x"))
    assert Institution.of(WebSettings()) is None
