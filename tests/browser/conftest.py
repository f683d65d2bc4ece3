"""A real Chromium against the app over the bundled sample, served on loopback."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from indexer.settings import Settings
from web.cli import prepare_sample
from web.worker import make_app

# Chromium's own calls home are refused here and would only fill the log.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP trials.test 127.0.0.1",  # a host that is not the machine itself, for plain http
]
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the app answers."""
    data = tmp_path_factory.mktemp("browser")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIALS_DATA", str(data))
        prepare_sample(Settings())
        app = make_app()
    with serving(app) as where:
        yield where


def free_socket() -> socket.socket:
    """A socket that listens on a free port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


class serving:  # noqa: N801  # reads as a statement: with serving(app) as address
    """Uvicorn in a thread on a free port."""

    def __init__(self, app: object, listener: socket.socket | None = None) -> None:
        self._socket = listener or free_socket()
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))  # type: ignore[arg-type]
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"  # the socket listens: a request waits for the app

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A fresh window at desk width; a request to any other host fails the test."""
    context = browser.new_context(viewport=DESK, base_url=address)  # type: ignore[arg-type]
    others: list[str] = []
    context.on(
        "request", lambda request: others.append(request.url) if not request.url.startswith(address) else None
    )
    yield context
    context.close()
    assert others == [], f"a page asked another host: {others}"
