"""Freshness: how long until changed studies are found on the running website."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from indexer.bench.server import started
from indexer.errors import IndexerError
from indexer.registry.store import Registry
from indexer.settings import Settings

PATIENCE = 120.0  # seconds until every worker must have seen the changes
STORED_AT_ONCE = 500
RIGHT_ANSWERS = 20  # one after the other: both workers have answered


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds to store the changes, to bring them into the index, until every worker finds them, and all together."""

    changes: int
    stored: float
    indexed: float
    seen: float
    total: float


def apply_changes(settings: Settings, port: int, changes: int, word: str) -> Freshness:
    """Put a word into as many studies and wait until the website finds it in all. Raises IndexerError if not."""
    moments = [time.perf_counter()]
    with Registry.open(settings.registry_address) as registry:
        changed = list(_changed(registry, changes, word))
        moments[0] = time.perf_counter()  # to make up the changes is not part of it
        for first in range(0, len(changed), STORED_AT_ONCE):
            registry.put_many(changed[first : first + STORED_AT_ONCE], source="bench", at=datetime.now(UTC))
        moments.append(time.perf_counter())
    with started(settings.data, "index", "--changes", stdout=subprocess.DEVNULL) as process:
        if process.wait():
            raise IndexerError("`trials index --changes` failed; see what it said above.")
    moments.append(time.perf_counter())
    _wait_until_seen(port, word, len(changed))
    moments.append(time.perf_counter())
    stored, indexed, seen = (round(b - a, 2) for a, b in pairwise(moments))
    return Freshness(len(changed), stored, indexed, seen, round(moments[-1] - moments[0], 2))


@contextmanager
def rebuilding(settings: Settings) -> Iterator[None]:
    """`trials index` in a process of its own while the block runs; broken off afterwards if it still runs."""
    with started(settings.data, "index", stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def _changed(registry: Registry, changes: int, word: str) -> Iterator[dict[str, Any]]:
    ids = registry.ids()
    for nct_id in ids[:: max(len(ids) // changes, 1)][:changes]:
        record = registry.record(nct_id)
        assert record
        protocol = record["protocolSection"]
        description = protocol.setdefault("descriptionModule", {})
        description["briefSummary"] = f"{description.get('briefSummary', '')} {word}"
        status = protocol.setdefault("statusModule", {})
        posted = status.get("lastUpdatePostDateStruct", {}).get("date", "")
        # Made records may be of a day to come, and an older record never replaces a newer one.
        status["lastUpdatePostDateStruct"] = {"date": max(posted, datetime.now(UTC).date().isoformat())}
        yield record


def _wait_until_seen(port: int, word: str, changes: int) -> None:
    began, right = time.perf_counter(), 0
    query = urlencode({"q": word, "status": "any"})
    while right < RIGHT_ANSWERS:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/trials?{query}") as answer:
            right = right + 1 if json.load(answer)["total"] == changes else 0
        if time.perf_counter() - began > PATIENCE:
            raise IndexerError(f"After {PATIENCE:.0f} s the website does not find all {changes:,} changes.")
