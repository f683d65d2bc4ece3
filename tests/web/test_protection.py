"""What stands before every page: forms of other sites, too much text, too many requests."""

import pytest
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient

from web.accounts.throttle import client_of
from web.middleware.rates import MOST_CLIENTS, Reads
from web.middleware.same_origin import is_ours

SENT = {
    "our page": ({"sec-fetch-site": "same-origin", "origin": "https://trials.example"}, True),
    "typed": ({"sec-fetch-site": "none"}, True),
    "another site": ({"sec-fetch-site": "cross-site"}, False),
    "a neighbour under the same domain": ({"sec-fetch-site": "same-site"}, False),
    "another site that names our origin": (
        {"sec-fetch-site": "cross-site", "origin": "https://trials.example"},
        False,
    ),
    "what no browser says": ({"sec-fetch-site": "whatever"}, False),
    "an old browser, our page": ({"origin": "https://trials.example"}, True),
    "an old browser, our page, port said": ({"origin": "https://trials.example:443"}, True),
    "an old browser, a proxy in between": (
        {"origin": "https://known.example", "host": "10.0.0.1:8000"},
        True,
    ),
    "an old browser, another site": ({"origin": "https://evil.example"}, False),
    "an old browser, another port": ({"origin": "https://trials.example:8443"}, False),
    "an old browser, a longer name": ({"origin": "https://trials.example.evil.example"}, False),
    "a sandboxed frame": ({"origin": "null"}, False),
    "an empty origin": ({"origin": ""}, False),
    "no browser": ({}, True),
}


@pytest.mark.parametrize(("headers", "ours"), SENT.values(), ids=SENT)
def test_where_a_form_comes_from(headers: dict[str, str], ours: bool) -> None:
    """Only our own pages, and programs that carry nobody's cookie, may change something."""
    assert is_ours(Headers({"host": "trials.example", **headers}), "https://known.example") == ours


METHODS = {"POST": 403, "PUT": 403, "PATCH": 403, "DELETE": 403, "GET": 200, "HEAD": 200}


@pytest.mark.parametrize(("method", "status"), METHODS.items(), ids=METHODS)
def test_only_reading_is_free(client: TestClient, method: str, status: int) -> None:
    """A link on another site opens a page of ours; a form there does nothing."""
    answer = client.request(method, "/account/sign-in", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == status
    if status == 403:
        assert "came from another site" in answer.text
        assert "content-security-policy" in answer.headers


BODIES = {
    "just enough": (64 * 1024, True, 422),
    "one byte too many": (64 * 1024 + 1, True, 413),
    "too many, unannounced": (200_000, False, 413),
}


@pytest.mark.parametrize(("size", "announced", "status"), BODIES.values(), ids=BODIES)
def test_what_is_sent_is_limited(client: TestClient, size: int, announced: bool, status: int) -> None:
    """By what arrives, not only by what was announced."""
    text = b"address=" + b"a" * (size - 8)
    content = text if announced else iter([text[at : at + 1000] for at in range(0, len(text), 1000)])
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = client.post("/account/sign-up", content=content, headers=form)
    assert answer.status_code == status
    if status == 413:
        assert "more text than we can take" in answer.text


NO_FORMS = {
    "json": ("application/json", b'{"address": "anna@example.org"}'),
    "files": (
        "multipart/form-data; boundary=x",
        b"--x\r\ncontent-disposition: form-data; name=address\r\n\r\na@b.org\r\n--x--",
    ),
    "many fields": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 500)),
    "no text": ("application/x-www-form-urlencoded", bytes(range(256))),
    "nothing": ("", b""),
}


@pytest.mark.parametrize(("kind", "body"), NO_FORMS.values(), ids=NO_FORMS)
def test_what_is_no_form_is_an_empty_one(client: TestClient, kind: str, body: bytes) -> None:
    """The page comes back and says what is missing."""
    answer = client.post("/account/sign-up", content=body, headers={"content-type": kind})
    assert answer.status_code == 422
    assert "Type an e-mail address" in answer.text


def test_reading_is_limited_by_client() -> None:
    """So many a minute; then as many as are forgotten, and another client has its own count."""
    reads = Reads(60)
    assert [reads.may("a", 0.0) for _ in range(61)] == [True] * 60 + [False]
    assert reads.may("b", 0.0)
    assert not reads.may("a", 0.5)
    assert reads.may("a", 1.0)
    assert not reads.may("a", 1.0)
    assert all(reads.may("a", 100.0) for _ in range(60))


def test_reading_without_a_limit() -> None:
    """0 means any number."""
    reads = Reads(0)
    assert all(reads.may("a", 0.0) for _ in range(10_000))


def test_many_clients_do_not_fill_the_memory() -> None:
    """Those that wait for nothing are forgotten; beyond that, new ones are not counted rather than refused."""
    reads = Reads(60)
    for number in range(MOST_CLIENTS + 50):
        assert reads.may(str(number), 0.0)
    assert len(reads._forgotten_at) == MOST_CLIENTS
    assert reads.may("late", 100.0)
    assert len(reads._forgotten_at) == 1


CLIENTS = {
    "version 4": ("192.0.2.7", "192.0.2.7"),
    "version 6: its network": ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    "version 4 in 6": ("::ffff:192.0.2.7", "192.0.2.7"),
    "a name": ("testclient", "testclient"),
}


@pytest.mark.parametrize(("host", "client"), CLIENTS.values(), ids=CLIENTS)
def test_whom_a_request_comes_from(host: str, client: str) -> None:
    """Who has a whole network of addresses counts once."""
    assert client_of(HTTPConnection({"type": "http", "client": (host, 1), "headers": []})) == client
