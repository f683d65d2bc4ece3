"""How long somebody is signed in, what ends it, and what the cookie gives away."""

from collections.abc import Callable

import pytest

from tests.web.accounts.conftest import ANNA, PASSWORD, Site

COOKIE = "__Host-session"


def test_the_cookie_keeps_to_itself(site: Site) -> None:
    """HttpOnly, Secure, SameSite=Lax, bound to this host; without a date unless somebody asked for one."""
    site.join()
    site.forget_device()
    plain = site.sign_in().headers["set-cookie"]
    site.forget_device()
    kept = site.sign_in(keep="yes").headers["set-cookie"]
    for cookie in (plain, kept):
        assert cookie.startswith(f"{COOKIE}=")
        assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie
        assert ANNA not in cookie
    assert "Max-Age" not in plain
    assert "Max-Age=2592000" in kept


LASTING = {
    "until closed, next morning": ({}, {"hours": 11.9}, True),
    "until closed, after half a day": ({}, {"hours": 12}, False),
    "kept, four weeks later": ({"keep": "yes"}, {"days": 29.9}, True),
    "kept, after a month": ({"keep": "yes"}, {"days": 30}, False),
    "the clock was set back": ({}, {"minutes": -4}, True),
    "the clock was set back far": ({}, {"days": -1}, False),
}


@pytest.mark.parametrize(("form", "time", "still"), LASTING.values(), ids=LASTING)
def test_how_long_it_lasts(site: Site, form: dict[str, str], time: dict[str, float], still: bool) -> None:
    """Half a day, or thirty days on one's own device; never longer."""
    site.join()
    site.forget_device()
    site.sign_in(**form)
    site.clock.pass_by(**time)
    assert site.is_signed_in() == still


ENDS: dict[str, tuple[Callable[[Site], object], bool, bool]] = {
    "signing out": (lambda site: site.send("/account/sign-out"), False, True),
    "signing out everywhere": (lambda site: site.send("/account/sign-out-everywhere"), False, False),
    "a new password": (
        lambda site: site.send("/account/password", password=PASSWORD, new="another good one"),
        True,
        False,
    ),
    "deleting": (lambda site: site.send("/account/delete", password=PASSWORD), False, False),
    "nothing": (
        lambda site: site.send("/account/password", password="wrong", new="another good one"),
        True,
        True,
    ),
}


@pytest.mark.parametrize(("end", "here", "elsewhere"), ENDS.values(), ids=ENDS)
def test_what_ends_a_session(site: Site, end: Callable[[Site], object], here: bool, elsewhere: bool) -> None:
    """On this device, and on the others."""
    site.join()
    other_device = site.client.cookies[COOKIE]
    end(site)
    assert site.is_signed_in() == here
    site.forget_device()
    site.client.cookies.set(COOKIE, other_device)
    assert site.is_signed_in() == elsewhere


def test_a_changed_cookie_is_none(site: Site) -> None:
    """Every letter of it counts, and one of another purpose is no session."""
    site.join()
    value = site.client.cookies[COOKIE]
    payload, _, signature = value.rpartition(".")
    other = site.accounts.signer.sign("institution", {"person": 1, "epoch": 1, "issued": 0, "keep": True})
    for forged in (f"{payload[:-1]}x.{signature}", f"{payload}.{signature[:-2]}xx", payload, "", "x", other):
        site.forget_device()
        site.client.cookies.set(COOKIE, forged)
        assert not site.is_signed_in()


def test_nothing_private_is_kept_by_browsers(site: Site) -> None:
    """Account pages are stored nowhere and found by no search engine; other pages are private when signed in."""
    assert site.get("/").headers["cache-control"] == "no-cache"
    assert "cookie" in site.get("/").headers["vary"].lower()
    site.join()
    for url in ("/account", "/account/password", "/account/delete", "/account/export"):
        assert site.get(url).headers["cache-control"] == "no-store"
    assert site.get("/account").headers["x-robots-tag"] == "noindex"
    assert site.get("/").headers["cache-control"] == "private, no-cache"
    assert "Account: anna" in site.get("/").text


PRIVATE = [
    "/account", "/account/password", "/account/address", "/account/time-zone", "/account/export",
    "/account/delete", "/admin",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_private_pages_ask_to_sign_in(site: Site, url: str) -> None:
    """And lead back; a form that arrives signed out does nothing."""
    answer = site.get(url)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/account/sign-in?next=")


POSTED = [
    "/account/password",
    "/account/address",
    "/account/time-zone",
    "/account/delete",
    "/account/sign-out-everywhere",
]


@pytest.mark.parametrize("url", POSTED)
def test_private_forms_ask_to_sign_in(site: Site, url: str) -> None:
    """Nothing happens without a session."""
    assert site.send(url, password=PASSWORD).headers["location"] == "/account/sign-in"
