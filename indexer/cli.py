"""The command line of the library: `trials load`, `sync` and `index`. ``web.cli`` adds `serve` and `search`.

Exit codes: 0 all is well; 1 it cannot go on, one sentence says why; 2 the command was not understood; 3 all was
done, but some records were set aside; 130 interrupted, everything that was reported is kept.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

from indexer.bench.cli import app as bench
from indexer.errors import IndexerError
from indexer.registry.api import RegistryApi
from indexer.registry.download import Sync, SyncReport
from indexer.registry.files import find_files
from indexer.registry.intake import Outcome
from indexer.registry.load import Load, Reading, Tally
from indexer.registry.narrowing import Narrowing
from indexer.registry.store import Registry
from indexer.settings import Settings, read_settings
from indexer.trial.vocabulary import PHASE, STATUS, Vocabulary

CANNOT_GO_ON, SET_ASIDE, INTERRUPTED = 1, 3, 130
BEHIND = 15  # a process's niceness; 0 is usual, 19 the last
SECONDS_BETWEEN_LINES = 30.0  # where progress goes to a log and not to a terminal

app = typer.Typer(
    help="Keep a copy of ClinicalTrials.gov and search it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(bench, name="bench")


def main(commands: typer.Typer = app) -> None:
    """Run the command line; every error of ours ends it with one sentence."""
    try:
        commands()
    except IndexerError as error:
        sys.stderr.write(f"trials: {error}\n")
        sys.exit(CANNOT_GO_ON)


@app.command()
def load(
    paths: Annotated[
        list[Path], typer.Argument(help="Files (.json, .jsonl, .ndjson, .zip, .gz) or folders.")
    ],
    again: Annotated[bool, typer.Option("--again", help="Also read what was loaded before.")] = False,
    index: Annotated[bool, typer.Option("--index", help="Make the trials searchable afterwards.")] = False,
) -> None:
    """Load records from files into the registry store. A load that was interrupted goes on where it stopped.

    Exit code 3: some records could not be read and were set aside, with the reason.
    """
    settings = read_settings()
    files = find_files(paths)
    with Registry.open(settings.registry_address) as registry:
        with _meter("Loading") as meter:
            sizes = [file.stat().st_size for file in files]
            before = dict(zip(files, _sums(sizes), strict=True))

            def progress(reading: Reading) -> None:
                meter.show(
                    before[reading.file] + reading.read, sum(sizes), reading.records, reading.file.name
                )

            loading = Load(registry, again=again, progress=progress)
            try:
                loading.files(files)
            except KeyboardInterrupt:
                meter.close()
                _interrupted(loading.tally.sentence(), "trials load")
        _tell_load(loading.tally)
        _make_searchable(registry, settings, index=index)
    if loading.tally.broken:
        raise typer.Exit(CANNOT_GO_ON)
    _end(loading.tally)


@app.command()
def sync(
    condition: Annotated[list[str] | None, typer.Option(help="Only trials of this condition.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="Only this status, such as recruiting.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Only trials with a site there.")] = None,
    phase: Annotated[list[str] | None, typer.Option(help="Only this phase, such as 2 or early-1.")] = None,
    nct_id: Annotated[list[str] | None, typer.Option("--id", help="Only this one trial, now.")] = None,
    index: Annotated[bool, typer.Option("--index", help="Make the trials searchable afterwards.")] = False,
) -> None:
    """Bring the registry store up to date from ClinicalTrials.gov: everything the first time, then what changed.

    Options may be given more than once. A narrowed copy is kept up to date by the same options.
    """
    narrowing = Narrowing(
        conditions=tuple(condition or ()),
        statuses=_known(STATUS, "--status", status),
        countries=tuple(country or ()),
        phases=_known(PHASE, "--phase", phase),
    )
    ids = _ids(nct_id)
    settings = read_settings()
    set_on_retry_hooks([_tell_retry])
    with Registry.open(settings.registry_address) as registry, RegistryApi(settings.api_url) as api:
        with _meter("Syncing") as meter:
            syncing = Sync(
                registry, api, narrowing, progress=lambda done, total: meter.show(done, total or 0, done)
            )
            try:
                if ids:
                    syncing.only(ids)
                else:
                    syncing.run()
            except KeyboardInterrupt:
                meter.close()
                _interrupted(syncing.report.tally.sentence("Received"), "trials sync")
        _tell_sync(syncing.report)
        _make_searchable(registry, settings, index=index)
    _end(syncing.report.tally)


@app.command()
def index(
    changes: Annotated[
        bool, typer.Option("--changes", help="Only bring in what changed since the last time.")
    ] = False,
) -> None:
    """Build the search index from the registry store; the old one answers until the new one is whole."""
    # Imported here: the engines take half a second that `load` and `--help` need not pay.
    from indexer.build import build_index  # noqa: PLC0415

    _stand_back()
    settings = read_settings()
    with Registry.open(settings.registry_address) as registry:
        if changes:
            _index_changes(registry, settings)
            return
        if not registry.count():
            raise IndexerError("The registry store is empty; run `trials sync` or `trials load PATH` first.")
        with _meter("Indexing") as meter:
            try:
                built = build_index(registry, settings, lambda done, total: meter.show(done, total, done))
            except KeyboardInterrupt:
                meter.close()
                _interrupted("The index is as it was.", "trials index")
    typer.echo(f"Indexed {built.documents:,} trials.")


# --- what is said at the end


def _tell_load(tally: Tally) -> None:
    for path in tally.skipped:
        typer.echo(f"{path} was loaded before; --again reads it anew.")
    typer.echo(tally.sentence())
    for sentence in tally.broken:
        typer.echo(f"trials: {sentence} What came before is kept.", err=True)


def _tell_sync(report: SyncReport) -> None:
    if report.up_to_date:
        typer.echo(f"The registry has nothing newer than {report.data_timestamp}.")
    if report.tally.records or not report.up_to_date:
        typer.echo(report.tally.sentence("Received"))
    if report.vanished:
        typer.echo(f"{report.vanished:,} trials are no longer in the registry; they were taken out.")
    for remark in report.remarks:
        typer.echo(f"Note: {remark}", err=True)


def _tell_retry(details: RetryDetails) -> None:
    typer.echo(f"No usable answer ({details.caused_by}); asking again in {details.wait_for:.0f} s.", err=True)


def _make_searchable(registry: Registry, settings: Settings, *, index: bool) -> None:
    if index:
        _index_changes(registry, settings)
    elif not settings.index_folder.exists():
        typer.echo("To make them searchable: trials index")
    else:
        typer.echo("To make them searchable: trials index --changes")


def _index_changes(registry: Registry, settings: Settings) -> None:
    from indexer.update import update_index  # noqa: PLC0415 - as above

    _stand_back()
    typer.echo(f"The index now holds {update_index(registry, settings).documents:,} trials.")


def _stand_back() -> None:
    """Who searches comes first: this process and those it starts get what the website leaves of the machine."""
    os.setpriority(os.PRIO_PROCESS, 0, BEHIND)


def _interrupted(kept: str, command: str) -> NoReturn:
    typer.echo(f"Interrupted. {kept} `{command}` goes on from here.", err=True)
    raise typer.Exit(INTERRUPTED)


def _end(tally: Tally) -> None:
    if tally.outcomes[Outcome.SET_ASIDE]:
        raise typer.Exit(SET_ASIDE)


# --- what was asked


def _known(vocabulary: Vocabulary, option: str, values: list[str] | None) -> tuple[str, ...]:
    for value in values or ():
        if value not in vocabulary.values:
            raise typer.BadParameter(
                f"{value!r} is none of {', '.join(vocabulary.values)}.", param_hint=option
            )
    return tuple(values or ())


def _ids(values: list[str] | None) -> tuple[str, ...]:
    for value in values or ():
        if not re.fullmatch(r"NCT\d{8}", value, re.IGNORECASE):
            raise typer.BadParameter(f"{value!r} is no id such as NCT05333302.", param_hint="--id")
    return tuple(value.upper() for value in values or ())


def _sums(sizes: list[int]) -> Iterator[int]:
    """For each file the bytes of those before it."""
    total = 0
    for size in sizes:
        yield total
        total += size


# --- progress


class _Meter:
    """A bar with rate and time left on a terminal; a line now and then anywhere else."""

    def __init__(self, verb: str) -> None:
        self._began = self._told = time.monotonic()
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn(verb),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[words]}"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(verb, total=None, words="")
        self._bar.start()

    def show(self, done: int, total: int, trials: int, name: str = "") -> None:
        """``done`` of ``total`` (bytes or trials, 0 not known), and how many trials that are."""
        now = time.monotonic()
        rate = trials / max(now - self._began, 0.001)
        words = f"{trials:,} trials, {rate:,.0f}/s {name}".rstrip()
        self._bar.update(self._task, completed=done, total=total or None, words=words)
        if self._bar.disable and now - self._told >= SECONDS_BETWEEN_LINES:
            self._told = now
            typer.echo(f"{done / total:.0%} " * bool(total) + words, err=True)

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()


@contextmanager
def _meter(verb: str) -> Iterator[_Meter]:
    meter = _Meter(verb)
    try:
        yield meter
    finally:
        meter.close()


if __name__ == "__main__":
    main()
