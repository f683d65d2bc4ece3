"""Load on the website: a mix of pages asked over HTTP, as fast as it answers, or at a given rate.

The client is lean and runs in a process of its own, so that it costs the server little of the machine.
"""

import asyncio
import multiprocessing
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

from indexer.bench.measure import percentile

LONGEST_WAIT = 30.0  # seconds; a page that takes longer has failed
SERVER_ERROR = 500
PLACES = ("Minsk", "London", "Houston, Texas", "Paris, France", "Toronto")
WORDS = (
    "asthma", "breast cancer", "leukemia", "diabetes", "heart failure", "depression", "hypertension",
    "alzheimer", "covid-19 vaccine", "prostate cancer", "obesity", "stroke", "psoriasis", "hepatitis C",
    "chronic pain", "schizophrenia", "pembrolizumab", "insulin", "cystic fibrosis", "lupus",
)  # fmt: skip
ROUGH = tuple(
    f"/trials?{urlencode(asked, doseq=True)}"
    for asked in (
        {"q": "cancer " * 1_100, "status": "any"},
        {"q": "cancer heart study children " * 125, "status": "any"},
        {"q": " OR ".join(["cancer", "heart", "study", "children", "trial"] * 100), "status": "any"},
        {"q": "*"},
        {"q": "a*", "status": "any"},
        {"q": "(" * 500 + "cancer" + ")" * 500},
        {"q": "cancer", "page": 10**9, "per": 10**9},
        {"near": "50.11,8.68", "within": "20000km", "sort": "distance", "status": "any"},
        {"q": "cancer", "phase": list(range(200))},
        {"q": "x" * 10_000},
    )
)


@dataclass(frozen=True, slots=True)
class LoadResult:
    """How a load went: milliseconds of all answers by share, pages a second, bytes of a page as it was sent."""

    requests: int
    failed: int
    seconds: float
    p50: float
    p95: float
    p99: float
    per_second: float
    bytes_per_page: int


@dataclass
class _Tally:
    """What the requests of one load came to."""

    milliseconds: list[float] = field(default_factory=list)
    bytes: int = 0
    failed: int = 0

    def result(self, seconds: float) -> LoadResult:
        ascending = sorted(self.milliseconds) or [0.0]
        return LoadResult(
            requests=len(self.milliseconds) + self.failed,
            failed=self.failed,
            seconds=round(seconds, 2),
            p50=round(statistics.median(ascending), 2),
            p95=round(percentile(ascending, 0.95), 2),
            p99=round(percentile(ascending, 0.99), 2),
            per_second=round(len(self.milliseconds) / seconds, 1),
            bytes_per_page=self.bytes // max(len(self.milliseconds), 1),
        )


def pages(nct_ids: Sequence[str], number: int = 300, seed: int = 0) -> list[str]:
    """Addresses in a realistic mix: mostly results, a quarter listings, some of everything else."""
    chance = random.Random(seed)
    kinds: dict[Callable[[], str], int] = {
        lambda: f"/trials?q={quote_plus(chance.choice(WORDS))}": 30,
        lambda: f"/trials?q={quote_plus(chance.choice(WORDS))}&age={chance.randrange(1, 90)}&sex=female": 8,
        lambda: f"/trials?q={quote_plus(chance.choice(WORDS))}&near={quote_plus(chance.choice(PLACES))}": 10,
        lambda: f"/trials?q={quote_plus(chance.choice(WORDS))}&phase={chance.choice('1234')}&status=any": 8,
        lambda: f"/trials?q={quote_plus(chance.choice(WORDS))}&page={chance.randrange(2, 5)}": 4,
        lambda: f"/trials/{chance.choice(nct_ids)}": 25,
        lambda: f"/trials/facets/location?q={quote_plus(chance.choice(WORDS))}": 5,
        lambda: f"/api/v1/trials?q={quote_plus(chance.choice(WORDS))}": 5,
        lambda: "/": 5,
    }
    return [chance.choices(list(kinds), list(kinds.values()))[0]() for _ in range(number)]


def closed_loop(port: int, paths: Sequence[str], connections: int, seconds: float) -> LoadResult:
    """As fast as it answers: each connection asks for the next page when it has the one before."""
    return asyncio.run(_closed(port, paths, connections, seconds))


def open_loop(port: int, paths: Sequence[str], per_second: float, seconds: float) -> LoadResult:
    """At a rate, in Poisson's manner, whether it keeps up or not.

    A page's time counts from when it should have been asked for, so a server that stalls is not excused.
    """
    return asyncio.run(_open(port, paths, per_second, seconds))


@contextmanager
def in_background(load: Callable[..., LoadResult], *given: Any) -> Iterator["Future[LoadResult]"]:
    """A load in a process of its own while the block runs; its result is there when it ends."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool.submit(load, *given)


async def _closed(port: int, paths: Sequence[str], connections: int, seconds: float) -> LoadResult:
    tally, began = _Tally(), time.perf_counter()

    async def ask(first: int) -> None:
        client, number = _Client(port), first
        while time.perf_counter() - began < seconds:
            await _asked(client, paths[number % len(paths)], tally, time.perf_counter())
            number += connections
        client.close()

    await asyncio.gather(*(ask(number) for number in range(connections)))
    return tally.result(time.perf_counter() - began)


async def _open(port: int, paths: Sequence[str], per_second: float, seconds: float) -> LoadResult:
    tally, chance, idle = _Tally(), random.Random(len(paths)), list[_Client]()
    began = at = time.perf_counter()
    asked: list[asyncio.Task[None]] = []

    async def ask(path: str, meant: float) -> None:
        client = idle.pop() if idle else _Client(port)
        await _asked(client, path, tally, meant)
        idle.append(client)

    while at - began < seconds:
        await asyncio.sleep(max(at - time.perf_counter(), 0))
        asked.append(asyncio.create_task(ask(paths[len(asked) % len(paths)], at)))
        at += chance.expovariate(per_second)
    await asyncio.gather(*asked)
    for client in idle:
        client.close()
    return tally.result(time.perf_counter() - began)


async def _asked(client: "_Client", path: str, tally: _Tally, meant: float) -> None:
    """Ask and count; ``meant`` is when it should have been asked for."""
    try:
        status, size = await asyncio.wait_for(client.get(path), LONGEST_WAIT)
    except (OSError, EOFError, ValueError):  # a time-out is an OSError
        client.close()
        tally.failed += 1
        return
    if status >= SERVER_ERROR:
        tally.failed += 1
        return
    tally.milliseconds.append((time.perf_counter() - meant) * 1_000)
    tally.bytes += size


class _Client:
    """One connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, int]:
        """Status and bytes of an answer. Raises OSError, EOFError or ValueError when there is none."""
        head, reader = await self._head(path)
        status, headers = _read_head(head)
        if headers.get("transfer-encoding") == "chunked":
            return status, len(head) + await _read_chunks(reader)
        length = int(headers.get("content-length", 0))
        await reader.readexactly(length)
        return status, len(head) + length

    async def _head(self, path: str) -> tuple[bytes, asyncio.StreamReader]:
        """The head of an answer. A kept connection that was closed while idle is made anew, as browsers do."""
        if self._streams:
            try:
                return await _asked_for(path, *self._streams)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if getattr(error, "partial", b""):
                    raise
                self.close()
        self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        return await _asked_for(path, *self._streams)

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None


async def _asked_for(
    path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> tuple[bytes, asyncio.StreamReader]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    return await reader.readuntil(b"\r\n\r\n"), reader


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    _, status, *_ = first.split()
    pairs = (line.partition(":") for line in lines)
    return int(status), {name.lower(): value.strip() for name, _, value in pairs}


async def _read_chunks(reader: asyncio.StreamReader) -> int:
    size = 0
    while True:
        length = int(await reader.readline(), 16)
        await reader.readexactly(length + 2)
        size += length
        if not length:
            return size
