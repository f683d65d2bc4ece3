"""The website as a process of its own, started and stopped by the bench."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from indexer.errors import IndexerError

PATIENCE = 60.0  # seconds until it must answer
POLLED_EVERY = 0.02
LEAST_OF_A_WORKER = 30 << 20  # bytes: the processes that only watch over workers have less


@dataclass(frozen=True, slots=True)
class Server:
    """The website while it runs."""

    port: int
    pid: int
    seconds_to_first_answer: float

    def worker_memory(self) -> list[int]:
        """Bytes of each worker that are resident and its own; empty where the system does not tell.

        Pages of mapped files belong to the system, which takes them back at need, whoever read them.
        """
        sizes = [_private_bytes(pid) for pid in _descendants(self.pid)]
        return [size for size in sizes if size >= LEAST_OF_A_WORKER]


def started(data: Path, *words: str, **given: Any) -> "subprocess.Popen[bytes]":
    """`trials` with these words over a data folder, as people run it; ``given`` goes to Popen."""
    command = [str(Path(sys.executable).with_name("trials")), *words]
    surroundings = os.environ | {"TRIALS_DATA": str(data), "TRIALS_REGISTRY_URL": ""}
    return subprocess.Popen(command, env=surroundings, **given)


@contextmanager
def serving(data: Path, workers: int) -> Iterator[Server]:
    """`trials serve` over a data folder on a free port; raises IndexerError with what it said if it does not answer."""
    port = _free_port()
    began = time.perf_counter()
    with (
        tempfile.TemporaryFile() as said,
        started(
            data,
            "serve",
            "--port",
            str(port),
            "--workers",
            str(workers),
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    said.seek(0)
                    words = said.read().decode(errors="replace").strip()
                    raise IndexerError(f"The website did not start within {PATIENCE:.0f} s. It said: {words}")
                time.sleep(POLLED_EVERY)
            yield Server(port, process.pid, time.perf_counter() - began)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)  # the session that was started here, nobody else's


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/trials?q=asthma", timeout=PATIENCE) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _descendants(pid: int) -> list[int]:
    """A process and all that come from it."""
    found = [pid]
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    for known in found:  # grows while it is walked over
        found += [child for child, parent in parents.items() if parent == known]
    return found


def _private_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Private_Dirty"))
