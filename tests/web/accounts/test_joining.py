"""Making an account, signing in and out, and choosing a new password."""

import pytest

from tests.web.accounts.conftest import ANNA, PASSWORD, Site, text_of, token_of


def test_an_account_is_made_by_a_letter(site: Site) -> None:
    """Address, link, password; looking at the link, as mail programs do, uses nothing up."""
    asked = site.send("/account/sign-up", address=ANNA)
    assert asked.status_code == 200
    assert "Look into your mailbox" in asked.text
    (letter,) = site.letters()
    assert letter["to"] == ANNA
    link = site.link()
    assert site.client.head(link).status_code == 200
    shown = site.get(link)
    assert ANNA in shown.text
    assert not site.is_signed_in()
    done = site.send("/account/choose-password", token=token_of(link), new=PASSWORD)
    assert done.status_code == 303
    page = site.get(done.headers["location"])
    assert "Your account is ready." in page.text
    assert "Account: anna" in page.text
    again = site.send("/account/choose-password", token=token_of(link), new="something else")
    assert again.status_code == 410


def test_until_a_file_outbox_is_replaced_the_page_says_where_letters_lie(site: Site) -> None:
    """Whoever tries the service on their own machine finds the link."""
    assert str(site.outbox) in site.send("/account/sign-up", address=ANNA).text


LINKS = {
    "made up": ("x" * 43, 0),
    "missing": ("", 0),
    "for something else": ("ADDRESS", 0),
    "too old": ("SIGN UP", 25),
}


@pytest.mark.parametrize(("token", "hours"), LINKS.values(), ids=LINKS)
def test_links_that_do_not_count(site: Site, token: str, hours: int) -> None:
    """One page says so and how to get another, whether looked at or used."""
    if token == "SIGN UP":
        site.send("/account/sign-up", address=ANNA)
        token = token_of(site.link())
    if token == "ADDRESS":
        site.join()
        site.send("/account/address", address="new@example.org", password=PASSWORD)
        token = token_of(site.link())
    site.clock.pass_by(hours=hours)
    site.forget_device()
    for answer in (
        site.get(f"/account/choose-password?token={token}"),
        site.send("/account/choose-password", token=token, new=PASSWORD),
        site.get(f"/account/confirm-address?token={token}x"),
    ):
        assert answer.status_code == 410
        assert "This link does not work any more" in answer.text
    assert not site.is_signed_in()


PASSWORDS = {
    "too short": ("1234567", "at least 8"),
    "empty": ("", "at least 8"),
    "too long": ("long " * 52, "at most 256"),
    "common": ("Password123", "Many people"),
    "one letter": ("aaaaaaaaaa", "different"),
    "the address": ("ANNA@example.org", "not your address"),
}


@pytest.mark.parametrize(("password", "said"), PASSWORDS.values(), ids=PASSWORDS)
def test_passwords_that_will_not_do(site: Site, password: str, said: str) -> None:
    """The page says what is wrong beside the field and above, keeps the link, and never shows the password."""
    site.send("/account/sign-up", address=ANNA)
    token = token_of(site.link())
    answer = site.send("/account/choose-password", token=token, new=password)
    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    assert 'aria-invalid="true"' in answer.text
    assert not password or f'value="{password}"' not in answer.text
    assert site.send("/account/choose-password", token=token, new=PASSWORD).status_code == 303


STRANGE_PASSWORDS = [
    "eight ch",
    "ключ от квартиры",
    "🔑🔒🗝️🔓🔏🔐🛡️⚔️",
    "tab\tand\x00nothing",
    "  spaces around  ",
    "x1y2" * 64,
]


@pytest.mark.parametrize("password", STRANGE_PASSWORDS)
def test_any_characters_make_a_password(site: Site, password: str) -> None:
    """And the same is needed to sign in."""
    site.join(password=password)
    site.forget_device()
    assert site.sign_in(password=password + "x").status_code == 422
    assert site.sign_in(password=password).status_code == 303


def test_signing_in_and_out(site: Site) -> None:
    """On this device only, and back to the page that was wanted."""
    site.join()
    assert site.send("/account/sign-out").headers["location"] == "/"
    assert not site.is_signed_in()
    wanted = site.get("/account/time-zone").headers["location"]
    assert wanted == "/account/sign-in?next=%2Faccount%2Ftime-zone"
    assert 'name="next" value="/account/time-zone"' in site.get(wanted).text
    done = site.sign_in(address="  Anna@Example.ORG ", next="/account/time-zone")
    assert done.headers["location"] == "/account/time-zone"
    assert site.is_signed_in()
    assert site.get("/account/sign-in").headers["location"] == "/account"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_nobody_is_led_elsewhere(site: Site, url: str) -> None:
    """A link that goes on to another site after signing in goes to the account instead."""
    site.join()
    site.forget_device()
    assert site.sign_in(next=url).headers["location"] == "/account"
    assert site.client.get("/account/sign-in", params={"next": url}).headers["location"] == "/account"


FORMS = {
    "nothing": ({}, ["Type an e-mail address", "Type your password"]),
    "no address": ({"address": "anna", "password": "x"}, ["Type an e-mail address"]),
    "no password": ({"address": ANNA}, ["Type your password"]),
    "not together": ({"address": ANNA, "password": "wrong"}, ["do not go together"]),
}


@pytest.mark.parametrize(("form", "said"), FORMS.values(), ids=FORMS)
def test_what_is_wrong_is_said(site: Site, form: dict[str, str], said: list[str]) -> None:
    """In a summary that has the focus, and beside the field; what was typed stays, passwords do not."""
    answer = site.send("/account/sign-in", **form)
    assert answer.status_code == 422
    assert all(sentence in answer.text for sentence in said)
    assert 'role="alert" tabindex="-1" autofocus' in answer.text
    assert "<title>Please check: Sign in" in answer.text
    assert f'value="{form.get("address", "")}"' in answer.text
    assert 'value="wrong"' not in answer.text


def test_a_forgotten_password_is_chosen_anew(site: Site) -> None:
    """By a link for one hour; it ends every session, works once, and the owner is told."""
    site.join()
    elsewhere = site.client.cookies["__Host-session"]
    site.forget_device()
    site.send("/account/forgotten", address=ANNA)
    first = token_of(site.link())
    site.send("/account/forgotten", address=ANNA)
    second = token_of(site.link())
    done = site.send("/account/choose-password", token=second, new="another good one")
    assert done.headers["location"] == "/account?done=password"
    assert site.is_signed_in()
    assert site.letters()[-1]["subject"] == "Your password was changed"
    for used in (first, second):
        assert site.send("/account/choose-password", token=used, new=PASSWORD).status_code == 410
    site.forget_device()
    site.client.cookies.set("__Host-session", elsewhere)
    assert not site.is_signed_in()
    assert site.sign_in().status_code == 422
    assert site.sign_in(password="another good one").status_code == 303


def test_a_link_for_a_new_password_is_over_after_an_hour(site: Site) -> None:
    """Who finds the letter later cannot use it."""
    site.join()
    site.send("/account/forgotten", address=ANNA)
    link = site.link()
    site.clock.pass_by(minutes=61)
    assert site.get(link).status_code == 410


def test_of_two_links_for_one_address_one_makes_the_account(site: Site) -> None:
    """The other says so, or that there is one already when it was typed another way; it changes nothing."""
    tokens = []
    for address in (ANNA, ANNA, ANNA.upper()):
        site.send("/account/sign-up", address=address)
        tokens.append(token_of(site.link()))
    assert site.send("/account/choose-password", token=tokens[0], new=PASSWORD).status_code == 303
    said = ("This link does not work any more", "There is an account already")
    for token, sentence in zip(tokens[1:], said, strict=True):
        late = site.send("/account/choose-password", token=token, new="of somebody else")
        assert late.status_code == 410
        assert sentence in late.text
    site.forget_device()
    assert site.sign_in().status_code == 303


def test_letters_go_to_the_address_that_is_kept(site: Site) -> None:
    """Not to one that was typed and only looks the same: letters of one's own alphabet fold to other people's."""
    site.join()
    site.send("/account/forgotten", address="ＡＮＮＡ@example.org")
    assert site.letters()[-1]["to"] == ANNA
    site.send("/account/forgotten", address="ANNA@EXAMPLE.ORG")
    assert site.letters()[-1]["to"] == ANNA


ADDRESSES = [
    "a@b",
    "a b@example.org",
    "a@example.org\nBcc: b@example.org",
    "<a@example.org>",
    "a" * 65 + "@x.org",
    "@x.org",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_gets_no_letter(site: Site, address: str) -> None:
    """Said on the page; above all, no header is begun by somebody else's line break."""
    for url in ("/account/sign-up", "/account/forgotten"):
        assert site.send(url, address=address).status_code == 422
    assert site.letters() == []


def test_letters_are_text_and_html_with_the_same_link(site: Site) -> None:
    """From us, one subject, no answer wanted, and every link begins with the address of the settings."""
    site.client.headers["host"] = "evil.example"
    site.client.post("/account/sign-up", data={"address": ANNA})
    (letter,) = site.letters()
    html = letter.get_body(("html",))
    assert html
    assert "evil" not in text_of(letter) + str(html.get_content())
    assert site.link() in str(html.get_content())
    assert letter["auto-submitted"] == "auto-generated"
    assert "trials@" in letter["from"]
