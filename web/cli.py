"""The `trials` command: the indexer's commands, and `serve` and `search`, which need the web."""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated
from urllib.parse import urlencode

import typer
import uvicorn
from rich.console import Console
from rich.table import Table

from indexer import cli as indexer_cli
from indexer.build import build_index
from indexer.engines.choose import open_engine
from indexer.engines.port import SearchEngine
from indexer.errors import IndexMissing, IndexOutdated, SettingsError
from indexer.fields import Measure
from indexer.places.gazetteer import Gazetteer
from indexer.registry.files import find_files
from indexer.registry.load import Load
from indexer.registry.store import Registry
from indexer.search.clauses import SAMPLES
from indexer.settings import Settings, bundled, read_settings
from web.accounts.cli import app as accounts_app
from web.accounts.institution import Institution
from web.accounts.keys import read_keys
from web.clock import today
from web.keeping.cli import app as keeping_app
from web.params import Surroundings, read_search
from web.present.answers import ResultsAnswer, TrialAnswer, results_answer
from web.present.card import status_badge
from web.services import Services
from web.settings import WebSettings, read_web_settings
from web.store.store import Store

app = indexer_cli.app
app.add_typer(keeping_app)
app.add_typer(accounts_app, name="accounts")
Several = Annotated[list[str] | None, typer.Option(help="Repeat for either of several.")]
Dates = Annotated[list[str] | None, typer.Option(help=f"{SAMPLES[Measure.DATE]}.")]
Counts = Annotated[list[str] | None, typer.Option(help=f"{SAMPLES[Measure.COUNT]}.")]
Ages = Annotated[list[str] | None, typer.Option(help=f"{SAMPLES[Measure.AGE]}.")]


def main() -> None:
    """Run the command line; every error of ours is one sentence and an exit code."""
    indexer_cli.main(app)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = -1,
    workers: Annotated[int, typer.Option(help="Processes that answer.")] = 0,
) -> None:
    """Serve the website. Without an index, the bundled sample is loaded and indexed first."""
    given = read_web_settings()
    settings = given.model_copy(
        update={
            "host": host or given.host,
            "port": given.port if port < 0 else port,
            "workers": workers or given.workers,
        }
    )
    _refuse_taken_port(settings)
    sys.stdout.write(
        f"Open http://{settings.host}:{settings.port} (load the whole registry instead of the sample:"
        " `trials sync`, then `trials index`). Stop with Ctrl-C.\n"
    )
    sys.stdout.flush()
    prepare_sample(read_settings())
    prepare_accounts(settings, read_settings())
    os.environ |= {
        "TRIALS_LONGEST_URL": str(settings.longest_url),
        "TRIALS_PUBLIC_URL": settings.public_address,
    }
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # workers share the cores; threads of theirs only wait
    uvicorn.run(
        "web.worker:make_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        access_log=False,
        log_level="warning",
        server_header=False,
    )


@app.command()
def search(  # one option a parameter of the address
    words: Annotated[str, typer.Argument(help="Words, as on the page.")] = "",
    age: Annotated[str, typer.Option(help="58, 7 months or a birth date.")] = "",
    sex: Several = None,
    near: Annotated[str, typer.Option(help="A place, a postal code, or latitude,longitude.")] = "",
    within: Annotated[str, typer.Option(help="50km or 30mi.")] = "",
    status: Several = None,
    phase: Several = None,
    age_group: Several = None,
    location: Several = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Repeat for either of several.")] = None,
    intervention: Several = None,
    sponsor: Several = None,
    results: Several = None,
    healthy_volunteers: Several = None,
    allocation: Several = None,
    masking: Several = None,
    purpose: Several = None,
    model: Several = None,
    start: Dates = None,
    primary_completion: Dates = None,
    completion: Dates = None,
    first_posted: Dates = None,
    updated: Dates = None,
    results_posted: Dates = None,
    verified: Dates = None,
    enrolment: Counts = None,
    minimum_age: Ages = None,
    maximum_age: Ages = None,
    sites: Counts = None,
    countries: Counts = None,
    syn: Annotated[
        list[str] | None, typer.Option(help="-text leaves out one synonym, off leaves out all.")
    ] = None,
    spelling: Annotated[str, typer.Option(help="as-typed: no word is taken for a slip.")] = "",
    how: Annotated[str, typer.Option("--words", help="all, most or any of the words.")] = "",
    sort: Annotated[str, typer.Option(help="relevance, newest, updated, distance, enrolment.")] = "",
    page: Annotated[str, typer.Option(help="From 1.")] = "",
    per: Annotated[str, typer.Option(help="10 to 100.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print what /api/v1/trials answers.")] = False,
) -> None:
    """Search the index from the command line."""
    one = {
        "q": words,
        "age": age,
        "near": near,
        "within": within,
        "words": how,
        "spelling": spelling,
        "sort": sort,
        "page": page,
        "per": per,
    }
    many = {
        "syn": syn, "sex": sex, "status": status, "phase": phase, "age-group": age_group, "location": location,
        "type": type_, "intervention": intervention, "sponsor": sponsor, "results": results,
        "healthy-volunteers": healthy_volunteers, "allocation": allocation, "masking": masking, "purpose": purpose,
        "model": model, "start": start, "primary-completion": primary_completion, "completion": completion,
        "first-posted": first_posted, "updated": updated, "results-posted": results_posted, "verified": verified,
        "enrolment": enrolment, "minimum-age": minimum_age, "maximum-age": maximum_age, "sites": sites,
        "countries": countries,
    }  # fmt: skip
    given = [(name, value) for name, value in one.items() if value]
    given += [(name, value) for name, values in many.items() for value in values or ()]
    settings = read_settings()
    with _engine(settings) as engine, Registry.open(settings.registry_address) as registry:
        app_services = Services(engine, registry, Gazetteer(), today)
        around = Surroundings(app_services.gazetteer, app_services.today(), app_services.occurs)
        request, problems = read_search(given, around)
        answer = results_answer(request, problems, engine.search(request), engine.version())
    if as_json:
        sys.stdout.write(answer.model_dump_json(indent=2) + "\n")
    else:
        _print(answer, urlencode(given))


def prepare_sample(settings: Settings) -> None:
    """Load and index the bundled sample where there is no index and no trial yet; build a missing index."""
    with _engine(settings) as engine:
        try:
            engine.version()
        except (IndexMissing, IndexOutdated):
            pass
        else:
            return
    with Registry.open(settings.registry_address) as registry:
        if not registry.count():
            Load(registry).files(find_files([bundled("data", "sample")]))
        build_index(registry, settings, lambda _done, _total: None)


def prepare_accounts(settings: WebSettings, of: Settings) -> None:
    """Make or migrate the accounts store and the secret key before several workers would; say what is wrong now."""
    read_keys(settings.secret_key.get_secret_value(), of.data)
    Institution.of(settings)
    Store.open(settings.accounts_address(of.data)).close()


@contextmanager
def _engine(settings: Settings) -> Iterator[SearchEngine]:
    engine = open_engine(settings)
    try:
        yield engine
    finally:
        engine.close()


def _refuse_taken_port(settings: WebSettings) -> None:
    """Say in one sentence what uvicorn would say in a log."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). Choose another with --port."
            ) from error


def _print(answer: ResultsAnswer, query: str) -> None:
    console = Console()
    total = "1 trial" if answer.total == 1 else f"{answer.total:,} trials"
    console.print(f"[bold]{answer.sentence}[/bold]: {total}", highlight=False)
    unstated = (one.message for one in answer.unstated)
    for message in [*(problem.message for problem in answer.problems), *answer.notes, *unstated]:
        console.print(f"  ! {message}", highlight=False, markup=False)
    if answer.words != "all" and answer.without:
        console.print("  ! No trial has all of these words; these have some of them.")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, width in {"Number": 11, "Status": 12, "Ages": 11, "Nearest site": 14}.items():
        table.add_column(heading, min_width=width, max_width=width * 2, no_wrap=heading == "Number")
    table.add_column("Title", ratio=1)
    for trial in answer.results:
        table.add_row(
            trial.nct_id, status_badge(trial.status).label, trial.age.text, _site(trial), trial.title
        )
    console.print(table)
    shown = len(answer.results)
    if answer.total > shown:
        console.print(
            f"Page {answer.page}: {shown} of {answer.total:,}. Add --page for more; on the web: /trials?{query}"
        )


def _site(trial: TrialAnswer) -> str:
    site = trial.nearest_site
    return f"{site.city}, {site.country} ({site.distance_km:.0f} km)" if site else ""
