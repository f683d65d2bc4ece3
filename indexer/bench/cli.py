"""`trials bench` measures; `trials bench generate` only makes records; `trials bench report` draws what was kept."""

from pathlib import Path
from typing import Annotated

import typer

from indexer.errors import IndexerError
from indexer.settings import bundled, read_settings

SHARED = Path("../shared/data/trials")  # real records, where a checkout has them beside it
SMALLEST = 1_000

app = typer.Typer(
    help="Measure the engine beside its peers, on made records of any number.", invoke_without_command=True
)

Size = Annotated[int, typer.Option(min=SMALLEST, help="How many trials.")]
From = Annotated[
    list[Path] | None, typer.Option("--from", help="Real records to resample; else ../shared or the sample.")
]
Seed = Annotated[int, typer.Option(help="The same seed makes the same records.")]


@app.callback()
def bench(
    context: typer.Context,
    size: Size = 6_000,
    folder: Annotated[Path, typer.Option(help="Where everything is made and kept.")] = Path("bench"),
    sources: From = None,
    seed: Seed = 0,
    peers: Annotated[str, typer.Option(help="Which, with commas between: tantivy, fts5, whoosh.")] = (
        "tantivy,fts5,whoosh"
    ),
    patience: Annotated[float, typer.Option(help="Seconds of questions that a slow peer gets.")] = 300.0,
    index_again: Annotated[bool, typer.Option("--index-again", help="Build our index anew.")] = False,
    web: Annotated[
        bool, typer.Option(help="Also load the website; it changes trials of the bench's store.")
    ] = True,
    floor: Annotated[
        list[str] | None,
        typer.Option(help="PEER=RATIO: fail when a peer takes less than so many times our time. Repeat."),
    ] = None,
    only_prepare: Annotated[
        bool, typer.Option("--only-prepare", help="Make what is missing, then stop.")
    ] = False,
) -> None:
    """Build at a size, check that every engine finds the same, and time them.

    What was made in FOLDER/SIZE is kept and used again.
    """
    if context.invoked_subcommand:
        return
    # Imported here: NumPy and the engines take half a second that other commands need not pay.
    from indexer.bench import report  # noqa: PLC0415
    from indexer.bench.run import Wanted, measure, measure_web, prepare  # noqa: PLC0415

    floors = _floors(floor or [])
    wanted = Wanted(
        size, _sources(sources), tuple(filter(None, peers.split(","))), patience, seed, index_again
    )
    place = folder / str(size)
    settings = read_settings().model_copy(update={"data": (place / "data").resolve(), "registry_url": ""})
    stages = prepare(wanted, place, settings, _tell)
    if only_prepare:
        return
    run = measure(wanted, stages, _tell)
    report.write(run, place / "run.json")
    if web:
        run["web"] = measure_web(wanted, stages, _tell)
    report.write(run, place / "run.json")
    typer.echo(report.as_text(run))
    slower = report.too_quick(run, floors)
    if slower:
        raise IndexerError(" ".join(slower))


@app.command()
def generate(
    to: Annotated[Path, typer.Argument(help="File of JSON lines to write.")],
    size: Size = 600_000,
    sources: From = None,
    seed: Seed = 0,
) -> None:
    """Make records as large as the registry, resampled from real ones."""
    from indexer.bench.records import made_records, read_sources  # noqa: PLC0415

    try:
        with to.open("wb") as file:
            file.writelines(
                record + b"\n" for record in made_records(read_sources(_sources(sources)), size, seed)
            )
    except OSError as error:
        raise IndexerError(f"{to} cannot be written: {error.strerror}.") from error
    typer.echo(f"{size:,} records in {to}. To load them: TRIALS_DATA=FOLDER trials load {to}")


@app.command(name="report")
def tables(
    runs: Annotated[list[Path], typer.Argument(help="run.json of runs of different sizes.")],
    plot: Annotated[Path | None, typer.Option(help="SVG to write.")] = None,
) -> None:
    """Print the tables of runs that were kept, and draw how times grow."""
    from indexer.bench import report  # noqa: PLC0415
    from indexer.bench.run import read_runs  # noqa: PLC0415

    found = read_runs(runs)
    for run in found:
        typer.echo(report.as_text(run))
    if plot:
        plot.write_text(report.growth_plot(found), encoding="utf-8")


def _sources(given: list[Path] | None) -> list[Path]:
    if given:
        return given
    real = [SHARED / name for name in ("v2.jsonl.gz", "xml-as-v2.jsonl.gz")]
    return real if all(path.exists() for path in real) else [bundled("data", "sample")]


def _floors(given: list[str]) -> dict[str, float]:
    """Floors by peer. Raises IndexerError for what is none."""
    floors = {}
    for text in given:
        peer, _, ratio = text.rpartition("=")
        try:
            floors[peer] = float(ratio)
        except ValueError as error:
            raise IndexerError(f"--floor {text!r} is no PEER=RATIO, such as tantivy-py=0.5.") from error
    return floors


def _tell(words: str) -> None:
    typer.echo(words, err=True)
