"""The registry's API v2 on loopback: its pages, its silent caps, and each of its bad days.

A bad day is a ``Fault``, put in ``faults`` under the number of the ``/studies`` request that it meets, from 1.
"""

import base64
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from indexer.registry.received import nct_id_of, version_of

Record = Mapping[str, Any]
Fault = Callable[["RegistryDouble"], Response | None]  # None: go on as usual

_ID = re.compile(r"[Nn][Cc][Tt]0*[1-9]\d{0,7}")
_RANGE = re.compile(r"AREA\[LastUpdatePostDate\]RANGE\[(\d{4}-\d{2}-\d{2}),MAX\]")
_COUNTRY = re.compile(r'AREA\[LocationCountry\]"([^"]*)"')
_PHASE = re.compile(r"AREA\[Phase\](\w+)")
_KNOWN = {
    "pageSize", "pageToken", "countTotal", "sort", "fields",
    "filter.ids", "filter.overallStatus", "filter.advanced", "query.cond",
}  # fmt: skip


class RegistryDouble:
    """What the registry holds, how it behaves, and what it was asked (``asked``: path and parameters)."""

    def __init__(self, records: Iterable[Record], *, cap: int = 1000) -> None:
        self.records = list(records)
        self.timestamp = "2026-06-01T09:00:05"
        self.faults: dict[int, Fault] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.agents: set[str] = set()
        self.counted = 0  # added to the true total
        self._cap = cap
        self._questions = 0

    @property
    def pages_asked(self) -> list[dict[str, str]]:
        """The parameters of every request for a page, in order."""
        return [parameters for path, parameters in self.asked if path == "/studies"]

    def app(self) -> Starlette:
        """The service."""
        return Starlette(
            routes=[
                Route("/api/v2/version", self._version),
                Route("/api/v2/studies", self._studies),
                Route("/api/v2/studies/{nct_id}", self._study),
            ],
            exception_handlers={404: lambda _, __: HTMLResponse("<h1>Not found</h1>", 404)},
        )

    async def _version(self, request: Request) -> Response:
        self._note(request)
        return JSONResponse({"apiVersion": "2.0.5", "dataTimestamp": self.timestamp})

    async def _study(self, request: Request) -> Response:
        self._note(request)
        wanted = request.path_params["nct_id"]
        for record in self.records:
            identification = record["protocolSection"]["identificationModule"]
            if identification["nctId"] == wanted:
                return JSONResponse(record)
            if wanted in identification.get("nctIdAliases", ()):
                return RedirectResponse(f"/api/v2/studies/{identification['nctId']}", 301)
        return PlainTextResponse(f"NCT number {wanted} not found", 404)

    async def _studies(self, request: Request) -> Response:
        self._note(request)
        self._questions += 1
        fault = self.faults.get(self._questions)
        answer = fault(self) if fault else None
        return answer or self._page(request.query_params)

    def _note(self, request: Request) -> None:
        path = request.url.path.removeprefix("/api/v2")
        self.asked.append((path, dict(request.query_params)))
        self.agents.add(request.headers["user-agent"])

    def _page(self, asked: Mapping[str, str]) -> Response:
        unknown = sorted(asked.keys() - _KNOWN)
        if unknown:
            return PlainTextResponse(f"Unknown parameter: {unknown[0]}", 400)
        ids = [name for name in asked.get("filter.ids", "").split(",") if name]
        if not all(map(_ID.fullmatch, ids)):
            return PlainTextResponse("`filter.ids` has an invalid NCT number", 400)
        start = self._start(asked.get("pageToken", ""))
        if start is None:
            return PlainTextResponse("Invalid page token", 400)
        found = [record for record in self._sorted() if _meets(record, asked, ids)]
        size = min(int(asked.get("pageSize", "10")), self._cap)
        answer: dict[str, Any] = {"studies": [_cut(record, asked) for record in found[start : start + size]]}
        if start + size < len(found):
            answer["nextPageToken"] = self.token(start + size)
        if asked.get("countTotal") == "true" and "pageToken" not in asked:
            answer["totalCount"] = len(found) + self.counted
        return JSONResponse(answer)

    def _sorted(self) -> list[Record]:
        return sorted(self.records, key=lambda record: (version_of(record), nct_id_of(record)))

    def token(self, start: int, *, note: str = "") -> str:
        """An opaque token that holds for the present version of the data only."""
        return base64.urlsafe_b64encode(json.dumps([start, self.timestamp, note]).encode()).decode()

    def _start(self, token: str) -> int | None:
        if not token:
            return 0
        start, timestamp, _ = json.loads(base64.urlsafe_b64decode(token))
        return int(start) if timestamp == self.timestamp else None


def _protocol(record: Record, module: str, key: str) -> Any:
    return record["protocolSection"].get(module, {}).get(key, ())


def _meets(record: Record, asked: Mapping[str, str], ids: list[str]) -> bool:
    """All filters of a question, each only as far as the sync uses it."""
    advanced = asked.get("filter.advanced", "")
    since = _RANGE.search(advanced)
    countries, phases = set(_COUNTRY.findall(advanced)), set(_PHASE.findall(advanced))
    sites = _protocol(record, "contactsLocationsModule", "locations")
    statuses = asked.get("filter.overallStatus", "")
    words = re.findall(r'"([^"]*)"', asked.get("query.cond", ""))
    conditions = " ".join(_protocol(record, "conditionsModule", "conditions")).lower()
    return (
        (not since or version_of(record).last_update_posted >= since[1])
        and (not ids or nct_id_of(record) in ids)
        and (not countries or any(site.get("country") in countries for site in sites))
        and (not phases or bool(phases & set(_protocol(record, "designModule", "phases"))))
        and (not statuses or _protocol(record, "statusModule", "overallStatus") in statuses.split("|"))
        and (not words or any(word.lower() in conditions for word in words))
    )


def _cut(record: Record, asked: Mapping[str, str]) -> Record:
    if asked.get("fields") != "NCTId":
        return record
    return {"protocolSection": {"identificationModule": {"nctId": nct_id_of(record)}}}


# --- bad days


def says(status: int, text: str = "", **headers: str) -> Fault:
    """An error as the API gives it, in plain text; ``retry_after`` becomes that header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: PlainTextResponse(text, status, headers=named)


def truncated(_: RegistryDouble) -> Response:
    """A body that is shorter than announced, and a connection that ends."""
    return Response(
        '{"studies": [{"protocolS', media_type="application/json", headers={"content-length": "9000"}
    )


def half_json(_: RegistryDouble) -> Response:
    """A body that ends in the middle although its length is right."""
    return Response('{"studies": [{"protocolS', media_type="application/json")


def empty_page(double: RegistryDouble) -> Response:
    """No studies, and still a token: the same place under another name."""
    return JSONResponse({"studies": [], "nextPageToken": double.token(0, note="after an empty page")})


def circle(_: RegistryDouble) -> Response:
    """The token that led here."""
    return JSONResponse({"studies": [], "nextPageToken": "around"})


def publishes(timestamp: str, *records: Record) -> Fault:
    """The registry publishes new data just before it answers: further records under a new version."""

    def fault(double: RegistryDouble) -> None:
        double.timestamp = timestamp
        double.records += records

    return fault


@contextmanager
def served(double: RegistryDouble) -> Iterator[str]:
    """The double on a free port of loopback; gives the address of its API."""
    config = uvicorn.Config(double.app(), host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    sockets = [config.bind_socket()]
    thread = threading.Thread(target=server.run, args=(sockets,), daemon=True)
    thread.start()
    try:
        port = sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/api/v2"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        for each in sockets:
            each.close()
