"""The copy is brought up to date from a double of the registry's API, on good days and on bad ones."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stamina

from indexer.errors import SourceError
from indexer.registry import download
from indexer.registry.api import Pace, RegistryApi
from indexer.registry.changes import ChangeKind
from indexer.registry.download import Sync, SyncReport
from indexer.registry.intake import Outcome
from indexer.registry.narrowing import Narrowing
from indexer.registry.store import Registry
from tests.builders import a_record
from tests.doubles.registry_api import (
    Fault,
    RegistryDouble,
    circle,
    empty_page,
    half_json,
    publishes,
    says,
    served,
    truncated,
)

MONDAY = datetime(2026, 6, 1, 15, tzinfo=UTC)
TUESDAYS_DATA = "2026-06-02T09:00:04"


def dated(number: int, day: int = 1, **parts: Any) -> dict[str, Any]:
    """A record posted on a day of May 2026."""
    return a_record(nct_id=f"NCT{number:08}", last_update_posted=f"2026-05-{day:02}", **parts)


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        """Now, in seconds."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.time += seconds


class Bench:
    """A double, a store, and a clock; ``sync`` runs as the command would."""

    def __init__(self, double: RegistryDouble, registry: Registry, address: str) -> None:
        self.double = double
        self.registry = registry
        self.address = address
        self.clock = Clock()
        self.now = MONDAY

    def sync(self, **narrowing: tuple[str, ...]) -> SyncReport:
        """One run; its report."""
        with RegistryApi(self.address, Pace(clock=self.clock, sleep=self.clock.sleep)) as api:
            syncing = Sync(self.registry, api, Narrowing(**narrowing), now=lambda: self.now)
            syncing.run()
        return syncing.report

    def numbers(self) -> list[int]:
        """The numbers of the trials in the store."""
        return [int(nct_id.removeprefix("NCT")) for nct_id in self.registry.ids()]


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Retries follow at once; as many as the real client makes."""
    with stamina.set_testing(True, attempts=6, cap=True):
        yield


@pytest.fixture
def bench(registry: Registry) -> Iterator[Bench]:
    """A registry of seven trials that gives three a page."""
    double = RegistryDouble([dated(number, day=number) for number in range(1, 8)], cap=3)
    with ExitStack() as stack:
        yield Bench(double, registry, stack.enter_context(served(double)))


def test_the_first_time_everything_comes(bench: Bench) -> None:
    """Page after page, although the service gives fewer a page than asked and says nothing."""
    report = bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert report.tally.outcomes == {Outcome.NEW: 7}
    assert report.remarks == []
    assert (report.data_timestamp, bench.registry.data_timestamp) == (bench.double.timestamp,) * 2
    pages = bench.double.pages_asked
    assert [page.get("pageSize") for page in pages] == ["1000"] * 3
    assert [page.get("countTotal") for page in pages] == ["true", None, None]
    assert ["pageToken" in page for page in pages] == [False, True, True]
    assert all("filter.advanced" not in page for page in pages)
    assert {agent.split("/")[0] for agent in bench.double.agents} == {"find-a-trial"}


def test_at_most_one_request_a_second(bench: Bench) -> None:
    """Also between the questions for the version and for pages."""
    bench.sync()
    assert bench.clock.slept == [1.0] * (len(bench.double.asked) - 1)


def test_the_next_time_only_what_changed_comes(bench: Bench) -> None:
    """From one day before the newest that we have, oldest first."""
    bench.sync()
    bench.double.asked.clear()
    bench.double.records[0] = dated(1, day=20, title="Other")
    bench.double.records.append(dated(8, day=21))
    bench.double.timestamp = TUESDAYS_DATA
    report = bench.sync()
    (page,) = {(page["filter.advanced"], page["sort"]) for page in bench.double.pages_asked}
    assert page == ("AREA[LastUpdatePostDate]RANGE[2026-05-06,MAX]", "LastUpdatePostDate:asc")
    assert report.tally.outcomes == {Outcome.SAME: 2, Outcome.CHANGED: 1, Outcome.NEW: 1}
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7, 8]


def test_nothing_is_asked_twice_of_the_same_data(bench: Bench) -> None:
    """One look at the version is enough."""
    bench.sync()
    bench.double.asked.clear()
    report = bench.sync()
    assert report.up_to_date
    assert [path for path, _ in bench.double.asked] == ["/version"]


PASSING: dict[str, Fault] = {
    "too many requests": says(429, "slow down", retry_after="7"),
    "too many requests, no advice": says(429),
    "too many requests, until a day gone by": says(429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT"),
    "unavailable": says(503, "back soon"),
    "broken": says(500),
    "bad gateway": says(502, "<html>"),
    "truncated": truncated,
    "half of the JSON": half_json,
}


@pytest.mark.faults
@pytest.mark.parametrize("request_number", [1, 2, 3])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING.keys())
def test_a_passing_trouble_is_outlasted(bench: Bench, fault: Fault, request_number: int) -> None:
    """At any page; nothing is lost and nothing comes twice."""
    bench.double.faults[request_number] = fault
    report = bench.sync()
    assert report.tally.outcomes == {Outcome.NEW: 7}
    assert len(bench.double.pages_asked) == 3 + 1


LASTING: dict[str, tuple[Fault, str]] = {
    "unavailable": (says(503), "503"),
    "refused": (says(400, "Bad things.\nIn  two lines"), r"Bad things\. In two lines\.$"),
    "refused with a page": (says(403, "<html>", content_type="text/html"), "TRIALS_API_URL"),
    "wait for an hour": (says(429, retry_after="3600"), "429"),
    "truncated": (truncated, "run the same command again"),
    "no studies": (says(200, '{"study": []}', content_type="application/json"), "without a list of studies"),
}


@pytest.mark.faults
@pytest.mark.parametrize(("fault", "said"), LASTING.values(), ids=LASTING.keys())
def test_a_lasting_trouble_is_one_sentence_and_the_pages_before_are_kept(
    bench: Bench, fault: Fault, said: str
) -> None:
    """The next run goes on with the page that did not come."""
    bench.double.faults = dict.fromkeys(range(3, 30), fault)
    with pytest.raises(SourceError, match=said):
        bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6]
    bench.double.faults.clear()
    bench.double.asked.clear()
    report = bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert report.tally.outcomes == {Outcome.NEW: 1}
    assert report.remarks == []
    assert len(bench.double.pages_asked) == 1


@pytest.mark.faults
@pytest.mark.parametrize("stop_after", [1, 2, 3])
def test_a_crash_at_any_page_is_resumed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    """The place is kept in the same transaction as the page."""
    stored = 0

    def crash(self: Sync, *args: Any) -> None:
        nonlocal stored
        store(self, *args)
        stored += 1
        if stored == stop_after:
            raise KeyboardInterrupt

    store = Sync._store
    with monkeypatch.context() as patch:
        patch.setattr(Sync, "_store", crash)
        with pytest.raises(KeyboardInterrupt):
            bench.sync()
    assert len(bench.numbers()) == min(3 * stop_after, 7)
    report = bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert report.remarks == []


@pytest.mark.faults
def test_an_empty_page_may_be_followed_by_others(bench: Bench) -> None:
    """Only an absent token is the end."""
    bench.double.faults[1] = empty_page
    bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.faults
def test_pages_that_lead_in_a_circle_are_left(bench: Bench) -> None:
    """With an error; the next run begins anew."""
    bench.double.faults = dict.fromkeys(range(2, 30), circle)
    with pytest.raises(SourceError, match="in a circle"):
        bench.sync()
    bench.double.faults.clear()
    bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.faults
@pytest.mark.parametrize("request_number", [1, 2, 3])
def test_data_that_change_in_the_middle_are_read_anew(bench: Bench, request_number: int) -> None:
    """Tokens hold for one version; what is new on a page already read must not be missed."""
    bench.double.faults[request_number] = publishes(TUESDAYS_DATA, dated(9, day=1), dated(8, day=30))
    report = bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert report.data_timestamp == TUESDAYS_DATA


@pytest.mark.faults
def test_data_that_change_during_a_long_crawl_are_noticed_early(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only at its end, ten minutes later."""
    monkeypatch.setattr(download, "PAGES_BETWEEN_LOOKS", 1)
    bench.double.faults[1] = publishes(TUESDAYS_DATA)
    bench.sync()
    assert len(bench.double.pages_asked) == 1 + 3


@pytest.mark.faults
def test_data_that_change_all_the_time_are_an_error(bench: Bench) -> None:
    """Rather than a run without end."""
    bench.double.faults = {n: publishes(f"2026-06-02T09:00:{n:02}") for n in range(1, 60)}
    with pytest.raises(SourceError, match="changed its data again and again"):
        bench.sync()


def test_a_total_that_does_not_agree_is_said(bench: Bench) -> None:
    """The registry counted more than it sent."""
    bench.double.counted = 2
    assert "counted 9 trials but sent 7" in bench.sync().remarks[0]


def test_a_bad_record_is_set_aside_and_the_sync_goes_on(bench: Bench) -> None:
    """It is kept under its id, and cleared once the registry sends a good one."""
    bench.double.records[3]["protocolSection"]["designModule"] = {"phases": "PHASE1"}
    report = bench.sync()
    assert bench.numbers() == [1, 2, 3, 5, 6, 7]
    assert report.tally.outcomes[Outcome.SET_ASIDE] == 1
    assert [aside.position for aside in bench.registry.unreadable()] == ["NCT00000004"]
    bench.double.records[3] = dated(4, day=30)
    bench.double.timestamp = TUESDAYS_DATA
    bench.sync()
    assert bench.numbers() == [1, 2, 3, 4, 5, 6, 7]
    assert bench.registry.unreadable() == ()


def test_a_posting_date_far_ahead_does_not_stop_the_news(bench: Bench) -> None:
    """A slip in one record must not hide what is posted until then."""
    bench.double.records.append(a_record(nct_id="NCT00000008", last_update_posted="2999-01-01"))
    bench.sync()
    bench.double.records.append(a_record(nct_id="NCT00000009", last_update_posted="2026-06-02"))
    bench.double.timestamp = TUESDAYS_DATA
    bench.sync()
    assert bench.numbers()[-1] == 9


# --- weekly: what vanished


def _a_week_later(bench: Bench) -> None:
    bench.now += timedelta(days=7)


def test_vanished_trials_are_found_weekly(bench: Bench) -> None:
    """Not before a week has passed; also when the data did not change."""
    bench.sync()
    del bench.double.records[2]
    bench.now += timedelta(days=6)
    assert bench.sync().vanished == 0
    bench.now += timedelta(days=1)
    assert bench.sync().vanished == 1
    assert bench.numbers() == [1, 2, 4, 5, 6, 7]
    assert bench.registry.changes("NCT00000003")[-1].change.kind is ChangeKind.VANISHED
    assert bench.sync().vanished == 0


def test_a_trial_that_we_missed_is_fetched_weekly(bench: Bench) -> None:
    """However it came to be missing."""
    bench.sync()
    bench.double.records.append(dated(9, day=1))
    _a_week_later(bench)
    assert bench.sync().tally.outcomes == {Outcome.NEW: 1}
    assert 9 in bench.numbers()


def test_nothing_vanishes_after_an_incomplete_list(bench: Bench) -> None:
    """The list is asked for again the next time."""
    bench.sync()
    del bench.double.records[2]
    bench.double.counted = 1
    _a_week_later(bench)
    report = bench.sync()
    assert (report.vanished, len(bench.numbers())) == (0, 7)
    assert "did not come whole" in report.remarks[0]
    bench.double.counted = 0
    assert bench.sync().vanished == 1


def test_nothing_vanishes_when_too_much_would(registry: Registry) -> None:
    """One in ten missing is a fault until a person has looked; it is said."""
    double = RegistryDouble([dated(number) for number in range(1, 301)])
    with served(double) as address:
        bench = Bench(double, registry, address)
        bench.sync()
        del double.records[::10]
        _a_week_later(bench)
        report = bench.sync()
        assert (report.vanished, registry.count()) == (0, 300)
        assert "lacks 30 of our 300 trials" in report.remarks[0]
        double.records += [dated(number) for number in range(1, 301, 10)][:20]
        assert bench.sync().vanished == 10


# --- a part of the registry


NARROWED: dict[str, tuple[dict[str, tuple[str, ...]], list[int]]] = {
    "condition": ({"conditions": ("asthma",)}, [1, 2]),
    "two conditions": ({"conditions": ("asthma", 'h"ay')}, [1, 2, 3]),
    "status": ({"statuses": ("not-yet-recruiting", "completed")}, [2, 3]),
    "country": ({"countries": ("Belarus",)}, [3]),
    "phase": ({"phases": ("early-1", "2")}, [2]),
    "all of them": ({"conditions": ("asthma",), "statuses": ("completed",), "phases": ("2",)}, [2]),
}


@pytest.mark.parametrize(("narrowing", "numbers"), NARROWED.values(), ids=NARROWED.keys())
def test_a_part_of_the_registry_can_be_kept(
    registry: Registry, narrowing: dict[str, tuple[str, ...]], numbers: list[int]
) -> None:
    """OR inside one option, AND between options."""
    records = [
        dated(1, conditions=["Asthma, severe"]),
        dated(2, conditions=["Asthma"], status="COMPLETED", phases=["PHASE2"]),
        dated(3, conditions=["h ay fever"], status="NOT_YET_RECRUITING", sites=[{"country": "Belarus"}]),
        dated(4, phases=["PHASE3"]),
    ]
    double = RegistryDouble(records)
    with served(double) as address:
        bench = Bench(double, registry, address)
        bench.sync(**narrowing)
        assert bench.numbers() == numbers


def test_a_kept_trial_that_left_the_part_is_followed(bench: Bench) -> None:
    """Otherwise a trial would stay "recruiting" for ever in a copy of recruiting trials."""
    bench.sync(statuses=("recruiting",))
    bench.double.records[0] = dated(1, day=25, status="COMPLETED")
    bench.double.records.append(dated(8, day=25, status="COMPLETED"))
    bench.double.timestamp = TUESDAYS_DATA
    bench.sync(statuses=("recruiting",))
    trial = bench.registry.get("NCT00000001")
    assert trial is not None
    assert trial.status == "COMPLETED"
    assert 8 not in bench.numbers()


def test_a_part_does_not_make_the_rest_vanish(bench: Bench) -> None:
    """Each part has a state of its own; only what the registry no longer has at all is gone."""
    bench.sync()
    bench.double.records[0] = dated(1, day=25, conditions=["Asthma"])
    bench.double.timestamp = TUESDAYS_DATA
    assert bench.sync(conditions=("asthma",)).tally.outcomes == {Outcome.CHANGED: 1}
    del bench.double.records[5]
    _a_week_later(bench)
    assert bench.sync(conditions=("asthma",)).vanished == 1
    assert bench.numbers() == [1, 2, 3, 4, 5, 7]


def test_single_trials_come_by_their_ids(bench: Bench) -> None:
    """An id that was replaced leads to its trial; one that never was is said."""
    bench.double.records.append(dated(8, aliases=["NCT00000088"]))
    with RegistryApi(bench.address, Pace(clock=bench.clock, sleep=bench.clock.sleep)) as api:
        syncing = Sync(bench.registry, api)
        syncing.only(["NCT00000002", "NCT00000088", "NCT00000099"])
    assert bench.numbers() == [2, 8]
    assert bench.registry.resolve("NCT00000088") == "NCT00000008"
    assert syncing.report.remarks == ["NCT00000099 is not in the registry."]


@pytest.mark.faults
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/api/v2", "gave no usable answer"),
        ("{double}/of/yesterday", "no API answers there"),
        ("nonsense", "TRIALS_API_URL|gave no usable answer"),
    ],
    ids=["nobody there", "another place", "no address"],
)
def test_a_wrong_address_is_said(bench: Bench, address: str, said: str) -> None:
    """With the setting that names it, where that can be the reason."""
    bench.address = address.format(double=bench.address)
    with pytest.raises(SourceError, match=said):
        bench.sync()
