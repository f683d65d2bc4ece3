"""Load: what is counted as failed, and that a server that stalls is not excused."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from indexer.bench.load import closed_loop, open_loop, pages
from indexer.bench.measure import percentile

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
ANSWERS = {
    "with a length": (OK, False),
    "in chunks": (CHUNKED, False),
    "not found is an answer": (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", False),
    "an error": (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", True),
    "cut off": (b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhel", True),
    "no answer": (b"", True),
    "nonsense": (b"\x00\x01\r\n\r\n", True),
}


@contextmanager
def server(answer: Callable[[int], bytes]) -> Iterator[int]:
    """A server on loopback whose n-th request gets ``answer(n)``; what is cut short is closed."""
    loop = asyncio.new_event_loop()
    asked = [0]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.readline()).startswith(b"GET"):
            while await reader.readline() != b"\r\n":
                pass
            asked[0] += 1
            said = answer(asked[0])
            writer.write(said)
            if said not in {OK, CHUNKED} and b"Content-Length: 0" not in said:
                break
        writer.close()

    started = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield started.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(started.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(_cancelled(loop))
        loop.close()


async def _cancelled(loop: asyncio.AbstractEventLoop) -> None:
    tasks = [task for task in asyncio.all_tasks(loop) if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize(("answer", "fails"), ANSWERS.values(), ids=ANSWERS)
def test_what_has_failed(answer: bytes, fails: bool) -> None:
    """Errors of the server and answers that are no answers are counted, everything else is timed."""
    with server(lambda _: answer) as port:
        result = open_loop(port, ["/"], 1e9, 4e-9)
    assert result.requests > 0
    assert result.failed == (result.requests if fails else 0)


@contextmanager
def forgetful_server() -> Iterator[int]:
    """A server that closes each connection after one answer without saying so."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(4_096)
                        connection.sendall(OK)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_connection_that_was_closed_while_idle_is_made_anew() -> None:
    """As browsers do: nothing was answered yet, so nothing has failed."""
    with forgetful_server() as port:
        result = closed_loop(port, ["/"], 1, 0.05)
    assert result.failed == 0
    assert result.requests >= 2


def test_a_closed_loop_asks_one_page_after_the_other() -> None:
    """Every connection goes on until the time is over, and bytes are those on the wire."""
    with server(lambda _: OK) as port:
        result = closed_loop(port, ["/a", "/b"], 2, 0.05)
    assert result.failed == 0
    assert result.requests >= 2
    assert result.bytes_per_page == len(OK)


def test_a_refused_connection_is_a_failure() -> None:
    """A server that is gone has failed."""
    with server(lambda _: OK) as port:
        pass
    result = open_loop(port, ["/"], 1e9, 1e-9)
    assert result.failed == result.requests > 0


PERCENTILES = {
    "one value": ([7.0], 0.99, 7.0),
    "the middle of four": ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
    "the last of twenty": ([float(number) for number in range(1, 21)], 0.95, 19.0),
    "of a hundred": ([float(number) for number in range(1, 101)], 0.99, 99.0),
}


@pytest.mark.parametrize(("values", "share", "expected"), PERCENTILES.values(), ids=PERCENTILES)
def test_percentiles(values: list[float], share: float, expected: float) -> None:
    """The nearest rank."""
    assert percentile(values, share) == expected


def test_the_mix_has_every_kind_of_page() -> None:
    """Results, listings, facets, JSON and the home page, the same for the same seed."""
    paths = pages(["NCT1"], seed=5)
    assert paths == pages(["NCT1"], seed=5)
    assert len(paths) == 300
    for kind in ("/trials?", "near=", "/trials/NCT1", "/trials/facets/", "/api/v1/"):
        assert any(kind in path for path in paths), kind
    assert "/" in paths
