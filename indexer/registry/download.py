"""The registry's API -> the registry store: everything the first time, then what changed, weekly what vanished."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from indexer.errors import SourceError
from indexer.registry.api import Page, Refused, RegistryApi
from indexer.registry.batch import Batch
from indexer.registry.crawl import Crawl, SyncState
from indexer.registry.intake import Put
from indexer.registry.load import Tally
from indexer.registry.narrowing import IDS_AT_ONCE, Narrowing, question_for_ids
from indexer.registry.received import Received, nct_id_of, version_of
from indexer.registry.store import Registry

RECONCILE_EVERY = timedelta(days=7)
PAGES_BETWEEN_LOOKS = 20  # at the version of the data; a look costs as much time as a page
RESTARTS = 3  # the data change once a day: a fourth version in one run is a fault
# More at once is a fault of the registry or of the way here, until a person has looked. One trial of a small copy
# may be more than that share.
SUSPICIOUS_SHARE, SUSPICIOUS_NUMBER = 0.05, 10

Progress = Callable[[int, int | None], None]  # records so far, records in all if known


@dataclass(slots=True)
class SyncReport:
    """What a sync did; right at any moment, also after an interruption."""

    tally: Tally = field(default_factory=Tally)
    vanished: int = 0
    up_to_date: bool = False  # the registry had nothing newer
    data_timestamp: str = ""
    remarks: list[str] = field(default_factory=list)  # sentences about what was odd


class Sync:
    """Brings the copy of one part of the registry up to date. Its methods raise SourceError and StoreError."""

    def __init__(
        self,
        registry: Registry,
        api: RegistryApi,
        narrowing: Narrowing | None = None,
        *,
        progress: Progress = lambda _, __: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.report = SyncReport()
        self._registry = registry
        self._api = api
        self._narrowing = narrowing or Narrowing()
        self._progress = progress
        self._now = now
        self._key = f"sync {self._narrowing.key}"
        self._state = SyncState.read(registry.recall(self._key))

    def run(self) -> None:
        """Bring in what is new, then see whether the weekly look at the ids is due."""
        timestamp = self._api.data_timestamp()
        if self._state.data_timestamp == timestamp and not self._state.crawl:
            self.report.up_to_date = True
        else:
            timestamp = self._bring_in(timestamp)
        self.report.data_timestamp = timestamp
        if self._now() - datetime.fromisoformat(self._state.reconciled_at) >= RECONCILE_EVERY:
            self._reconcile(timestamp)
        with self._registry.batch(self._now()) as batch:
            batch.remember("data timestamp", timestamp)

    def only(self, nct_ids: Iterable[str]) -> None:
        """Bring in single trials by their ids, whatever their version."""
        for nct_id in nct_ids:
            record = self._api.study(nct_id)
            if record is None:
                self.report.remarks.append(f"{nct_id} is not in the registry.")
            else:
                self._store([record])

    # --- what is new

    def _bring_in(self, timestamp: str) -> str:
        """Crawl until one version of the data was seen from its first page to its last; returns it."""
        for _ in range(RESTARTS + 1):
            crawl = self._state.crawl
            if crawl is None or crawl.data_timestamp != timestamp:
                crawl = Crawl(data_timestamp=timestamp, since=self._state.through)
            crawl = self._walk(crawl)
            if crawl.ended:
                self._follow_kept_trials(crawl)
            newer = self._api.data_timestamp()
            if crawl.ended and newer == timestamp:
                self._finish(crawl)
                return timestamp
            timestamp = newer
        raise SourceError(
            f"{self._api.address} changed its data again and again while they were read. What has come so far is"
            " kept: run `trials sync` again later."
        )

    def _walk(self, crawl: Crawl) -> Crawl:
        """Store page after page: to the last, or until the walk has to begin anew."""
        tokens = {crawl.token}
        pages = 0
        while not crawl.ended:
            try:
                crawl = self._walk_on(crawl)
            except Refused:
                # A token does not outlive its version of the data, nor perhaps the time since the last run.
                resumed = crawl.token and not pages
                if not resumed and self._api.data_timestamp() == crawl.data_timestamp:
                    raise
                self._remember(self._state.with_crawl(None))
                break
            if not crawl.ended and crawl.token in tokens:
                self._remember(self._state.with_crawl(None))
                raise SourceError(
                    f"{self._api.address} leads from page to page in a circle; try again later."
                )
            tokens.add(crawl.token)
            pages += 1
            if pages % PAGES_BETWEEN_LOOKS == 0 and self._api.data_timestamp() != crawl.data_timestamp:
                break
        return crawl

    def _walk_on(self, crawl: Crawl) -> Crawl:
        """One page further; the page and the place are kept together."""
        page = self._api.page(self._narrowing.question(crawl.since), crawl.token)
        crawl = crawl.after(
            records=len(page.studies),
            newest=max((version_of(study).last_update_posted for study in page.studies), default=""),
            token=page.token,
            total=page.total,
        )
        self._store(page.studies, self._state.with_crawl(crawl))
        self._progress(crawl.seen, crawl.total)
        return crawl

    def _follow_kept_trials(self, crawl: Crawl) -> None:
        """A trial that no longer meets the narrowing (its recruitment ended) must not stay as it was."""
        if not self._narrowing or crawl.since is None:
            return
        for some in _chunks(self._registry.ids()):
            for page in self._pages(question_for_ids(some, crawl.since)):
                self._store(page.studies)

    def _finish(self, crawl: Crawl) -> None:
        self._remember(self._state.finished(crawl, self._now().isoformat()))
        if crawl.total is not None and crawl.total != crawl.seen:
            self.report.remarks.append(
                f"The registry counted {crawl.total:,} trials but sent {crawl.seen:,};"
                " the weekly look at all ids will find what is missing."
            )

    # --- what vanished

    def _reconcile(self, timestamp: str) -> None:
        """Compare our ids with the registry's; nothing vanishes unless all its ids of one version were seen."""
        ours = set(self._registry.ids())
        theirs = self._ids_among(ours) if self._narrowing else self._all_ids()
        if theirs is None or self._api.data_timestamp() != timestamp:
            self.report.remarks.append(
                "The registry's list of ids did not come whole; it is asked for next time."
            )
            return
        for some in _chunks(sorted(theirs - ours)):
            for page in self._pages(question_for_ids(some)):
                self._store(page.studies)
        gone = ours - theirs
        if len(gone) > max(SUSPICIOUS_NUMBER, SUSPICIOUS_SHARE * len(ours)):
            self.report.remarks.append(
                f"The registry's list of ids lacks {len(gone):,} of our {len(ours):,} trials. That is too many to be"
                " believed: they are kept."
            )
            return
        state = self._state.model_copy(update={"reconciled_at": self._now().isoformat()})
        with self._registry.batch(self._now()) as batch:
            self.report.vanished = batch.vanish(gone)
            self._remember(state, batch)

    def _all_ids(self) -> set[str] | None:
        """Every id of the registry; None when fewer or more came than it counted."""
        found: list[str] = []
        total = None
        for page in self._pages({"fields": "NCTId"}):
            found += map(nct_id_of, page.studies)
            total = page.total if total is None else total
        return set(found) if len(set(found)) == total else None

    def _ids_among(self, nct_ids: Iterable[str]) -> set[str]:
        """Those of some ids that the registry still has."""
        return {
            nct_id_of(study)
            for some in _chunks(sorted(nct_ids))
            for page in self._pages(question_for_ids(some) | {"fields": "NCTId"})
            for study in page.studies
        }

    # --- pages and state

    def _pages(self, question: Mapping[str, str]) -> Iterator[Page]:
        tokens: set[str] = set()
        token = ""
        while token not in tokens:
            tokens.add(token)
            page = self._api.page(question, token)
            yield page
            if not page.token:
                return
            token = page.token
        raise SourceError(f"{self._api.address} leads from page to page in a circle; try again later.")

    def _store(self, studies: Iterable[object], state: SyncState | None = None) -> None:
        received = [
            Received(study, self._api.address, nct_id_of(study) or f"item {number}", current=True)
            for number, study in enumerate(studies, 1)
        ]
        with self._registry.batch(self._now()) as batch:
            batch.forget_unreadable(self._api.address, [item.position for item in received])
            puts: list[Put] = batch.put(received)
            if state:
                self._remember(state, batch)
        self.report.tally.add(puts)

    def _remember(self, state: SyncState, batch: Batch | None = None) -> None:
        if batch is None:
            with self._registry.batch(self._now()) as own:
                own.remember(self._key, state.model_dump_json())
        else:
            batch.remember(self._key, state.model_dump_json())
        self._state = state


def _chunks(nct_ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(nct_ids)
    while some := list(islice(rest, IDS_AT_ONCE)):
        yield some
