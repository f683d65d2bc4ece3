"""The registry's API v2, asked politely: one request a second, patient with its troubles, plain about refusals.

Facts about the API: its OpenAPI document, and its behaviour as seen from outside (silent caps, text/plain errors).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Any, Self

import httpx
import stamina

from indexer.errors import SourceError

PAGE_SIZE = 1000  # the API's own limit; more is capped without a word
ATTEMPTS = 6  # with waits of 1, 2, 4, 8, 16 seconds: a restart of the service is outlasted
LONGEST_WAIT = 300.0  # seconds; a longer Retry-After is better answered by coming back tomorrow
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)  # a page of a thousand full records has about 70 MB

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pace:
    """At most one request in ``seconds``; clock and sleep are given so that tests need not wait."""

    seconds: float = 1.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Page:
    """One page of studies; ``token`` leads to the next, "" on the last; ``total`` only on the first page."""

    studies: tuple[object, ...]
    token: str
    total: int | None


class Refused(SourceError):
    """The API does not accept the question: asking again would not help."""


class _TryAgain(Exception):
    """The service may answer better later; ``wait`` is the time in seconds it asked for, if it did."""

    def __init__(self, trouble: str, wait: float | None = None) -> None:
        super().__init__(trouble)
        self.wait = wait


class RegistryApi:
    """The API at one address. Every method raises SourceError when there is no usable answer."""

    def __init__(self, address: str, pace: Pace | None = None) -> None:
        self.address = address.rstrip("/")
        self._pace = pace or Pace()
        self._last = float("-inf")
        self._client = httpx.Client(
            timeout=_TIMEOUT, follow_redirects=True, headers={"User-Agent": _user_agent()}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def data_timestamp(self) -> str:
        """Which version of the data the registry serves now: "2026-03-25T09:00:05"."""
        answer = self._get("/version", {})
        found = answer.get("dataTimestamp") if isinstance(answer, Mapping) else None
        if not isinstance(found, str) or not found:
            raise SourceError(f"{self.address}/version does not tell the version of the data.")
        return found

    def page(self, question: Parameters, token: str = "") -> Page:
        """One page of the answer to a question; the first, with the total, when there is no token."""
        place = {"pageToken": token} if token else {"countTotal": "true"}
        answer = self._get("/studies", {**question, "pageSize": str(PAGE_SIZE), **place})
        studies = answer.get("studies") if isinstance(answer, Mapping) else None
        if not isinstance(studies, list):
            raise SourceError(f"{self.address}/studies answered without a list of studies.")
        return Page(tuple(studies), str(answer.get("nextPageToken") or ""), answer.get("totalCount"))

    def study(self, nct_id: str) -> object | None:
        """The record of one id, or of the id that took its place; None when the registry has none."""
        found: object | None = self._get(f"/studies/{nct_id}", {}, absent=(404,))
        return found

    def _get(self, path: str, parameters: Parameters, absent: tuple[int, ...] = ()) -> Any:
        url = self.address + path
        try:
            for attempt in stamina.retry_context(
                on=_wait, attempts=ATTEMPTS, timeout=None, wait_initial=1.0, wait_max=60.0
            ):
                with attempt:
                    return self._ask(url, parameters, absent)
        except _TryAgain as trouble:
            raise SourceError(
                f"{url} gave no usable answer, however often asked ({trouble}). What has come so far is kept:"
                " run the same command again later."
            ) from trouble
        raise AssertionError("stamina returns or raises")

    def _ask(self, url: str, parameters: Parameters, absent: tuple[int, ...]) -> Any:
        self._wait_for_turn()
        try:
            answer = self._client.get(url, params=dict(parameters))
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _TryAgain(str(error) or type(error).__name__) from error
        except (httpx.InvalidURL, httpx.TooManyRedirects) as error:
            raise SourceError(f"{url} cannot be asked: {error}. Check TRIALS_API_URL.") from error
        if answer.status_code in absent:
            return None
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or answer.is_server_error:
            raise _TryAgain(f"HTTP {answer.status_code} {answer.reason_phrase}", _retry_after(answer))
        if not answer.is_success:
            raise Refused(_refusal(url, answer))
        try:
            return answer.json()
        except ValueError as error:
            raise _TryAgain("the answer is cut off or no JSON") from error

    def _wait_for_turn(self) -> None:
        early = self._last + self._pace.seconds - self._pace.clock()
        if early > 0:
            self._pace.sleep(early)
        self._last = self._pace.clock()


def _wait(error: Exception) -> bool | float:
    """Whether to try again: not at all, after the usual wait, or after the time the service asked for."""
    if not isinstance(error, _TryAgain):
        return False
    if error.wait is None:
        return True
    return error.wait if error.wait <= LONGEST_WAIT else False


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds of a Retry-After header, which holds a number or a date; None when there is none to follow."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (then - datetime.now(then.tzinfo)).total_seconds())


def _refusal(url: str, answer: httpx.Response) -> str:
    """One sentence; the API gives its reasons as plain text, and HTML only where there is no API."""
    plain = answer.headers.get("Content-Type", "").startswith("text/plain")
    said = " ".join(answer.text.split())[:300] if plain else "no API answers there; check TRIALS_API_URL"
    return f"{url} refused the question (HTTP {answer.status_code}): {said.rstrip('.')}."


def _user_agent() -> str:
    try:
        return f"find-a-trial/{version('find-a-trial')}"
    except PackageNotFoundError:
        return "find-a-trial"
