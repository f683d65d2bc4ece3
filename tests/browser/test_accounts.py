"""A person's whole way with an account, in a real browser: by keyboard, on a phone, in the dark."""

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from indexer.settings import Settings
from tests.browser.conftest import DESK, PHONE, free_socket, serving
from web.cli import prepare_sample
from web.store.store import Store
from web.worker import make_app

pytestmark = pytest.mark.browser

PASSWORD, OTHER = "correct horse battery", "another good one"
PATIENCE = 30.0  # seconds until a letter has to be there


@dataclass
class Service:
    """The site, and where its letters lie."""

    address: str
    outbox: Path

    def link(self, subject: str, to: str) -> str:
        """The link in the newest such letter; waits for the letter as a person does."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for file in sorted(self.outbox.glob("*.eml"), reverse=True):
                letter = message_from_bytes(file.read_bytes(), policy=default)
                if (letter["subject"], letter["to"]) == (subject, to):
                    return link_in(letter)
            os.sched_yield()
        raise AssertionError(f"no letter with the subject {subject}")


def link_in(letter: EmailMessage) -> str:
    """The link with a token."""
    body = letter.get_body(("plain",))
    assert body
    link = re.search(r"http\S+token=\S+", str(body.get_content()))
    assert link
    return link[0]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A site of this file's own, which knows its own address."""
    data = tmp_path_factory.mktemp("accounts")
    listener = free_socket()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIALS_DATA", str(data))
        patch.setenv("TRIALS_PUBLIC_URL", address)
        prepare_sample(Settings())
        app = make_app()
    with serving(app, listener):
        yield Service(address, data / "outbox")


def join(page: Page, service: Service, address: str) -> None:
    """Make an account, from the letter on."""
    page.goto("/account/sign-up")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    page.goto(service.link("Your link to make an account", address))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_text("Your account is ready.").wait_for()


SCREENS = {
    "desk": (DESK, "light", True),
    "phone, dark, no script": (PHONE, "dark", False),
}


@pytest.mark.parametrize(("screen", "scheme", "script"), SCREENS.values(), ids=SCREENS)
def test_the_whole_way(
    browser: Browser, service: Service, screen: dict[str, int], scheme: str, script: bool
) -> None:
    """Join, sign out, forget the password, choose another, sign in, take everything along, delete everything."""
    context = browser.new_context(
        viewport=screen,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=script,
        base_url=service.address,
    )
    page = context.new_page()
    address = f"{scheme}@example.org"
    join(page, service, address)
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("link", name="I do not know my password").click()
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send me a link").click()
    page.goto(service.link("Your link to choose a new password", address))
    page.get_by_label("New password").fill(OTHER)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_role("button", name="Sign out on all devices").click()
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(OTHER)
    page.get_by_label("Keep me signed in").check()
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("link", name=f"Account: {scheme}").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Take a copy of everything").click()
    assert address in Path(download.value.path()).read_text(encoding="utf-8")
    page.get_by_role("link", name="Delete your account").click()
    page.get_by_label("Password").fill(OTHER)
    page.get_by_role("button", name="Delete everything").click()
    assert page.get_by_role("heading", name="Your account is deleted").is_visible()
    assert page.get_by_role("link", name="Sign in").is_visible()
    context.close()


def test_everything_by_keyboard(browser: Browser, service: Service) -> None:
    """Signing in without a mouse: a mistake takes the focus to what is wrong, and from there to the field."""
    context = browser.new_context(viewport=DESK, base_url=service.address)  # type: ignore[arg-type]
    page = context.new_page()
    join(page, service, "keys@example.org")
    context.clear_cookies()
    page.goto("/account/sign-in")
    reach(page, "address")
    page.keyboard.type("keys")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "address"
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "address-problem"
    page.keyboard.press("End")
    page.keyboard.type("@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")
    context.close()


def test_forms_work_over_plain_http_too(browser: Browser, service: Service) -> None:
    """In a hospital's own net, where browsers do not say whether a form comes from the same site."""
    address = service.address.replace("127.0.0.1", "trials.test")
    context = browser.new_context(base_url=address)
    page = context.new_page()
    told: list[dict[str, str]] = []
    page.on(
        "request", lambda request: told.append(request.all_headers()) if request.method == "POST" else None
    )
    page.goto("/account/sign-up")
    page.get_by_label("E-mail address").fill("plain@example.org")
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    assert "sec-fetch-site" not in told[0]
    context.close()


def reach(page: Page, name: str) -> None:
    """Press Tab until the field has the focus, and see that each stop can be seen."""
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if page.evaluate("document.activeElement.id") == name:
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


OPEN = ["/account/sign-in", "/account/sign-up", "/account/forgotten", "/account/choose-password"]
OWN = [
    "/account?done=new",
    "/account/password",
    "/account/address",
    "/account/time-zone",
    "/account/delete",
    "/admin",
]
LOW = """
    [...document.querySelectorAll('main button, main a, main select, main input:not([type=hidden])')]
        .map(element => element.type == 'checkbox' ? element.closest('label') : element)
        .filter(element => element.getBoundingClientRect().height < 24).map(element => element.outerHTML)
"""


@pytest.fixture(scope="module")
def signed_in(browser: Browser, service: Service) -> list[dict[str, object]]:
    """The cookies of somebody who is signed in and an admin."""
    context = browser.new_context(base_url=service.address)
    join(context.new_page(), service, "admin@example.org")
    cookies = context.cookies()
    context.close()
    make_admin(service, "admin@example.org")
    return cookies  # type: ignore[return-value]


def make_admin(service: Service, address: str) -> None:
    """From the side, as the command line does."""
    with Store.open(f"sqlite:///{service.outbox.parent / 'accounts.db'}") as store, store.writing() as work:
        person = work.people.of_address(address)
        assert person
        work.people.set_admin(person.id, is_admin=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", [*OPEN, *OWN])
def test_pages_of_accounts_can_be_used_by_all(
    browser: Browser, service: Service, signed_in: list[dict[str, object]], url: str, scheme: str
) -> None:
    """At 320 px, in light and in dark: axe finds nothing, nothing scrolls sideways, what is tapped is tall enough."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        base_url=service.address,
    )
    if url in OWN:
        context.add_cookies(signed_in)  # type: ignore[arg-type]
    page = context.new_page()
    answer = page.goto(url)
    assert answer
    assert answer.status == (410 if "choose" in url else 200)
    check(page)
    if url in {*OPEN[:3], *OWN[1:3]}:
        page.locator("main button.primary").click()  # the same page with what is wrong
        check(page)
    context.close()


def check(page: Page) -> None:
    """What holds for every page in every state."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate(LOW) == []


def test_no_page_of_accounts_asks_another_host(context: BrowserContext) -> None:
    """Nothing about who signs in is told to anybody."""
    page = context.new_page()
    for url in OPEN:
        page.goto(url)
