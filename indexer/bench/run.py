"""One run of the bench: prepare, check that all engines agree, time them, write what was found."""

import itertools
import json
import math
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from indexer.bench import report
from indexer.bench.freshness import apply_changes, rebuilding
from indexer.bench.load import ROUGH, closed_loop, in_background, open_loop, pages
from indexer.bench.measure import OURS, Times, agree, ask_ours, first_times, open_peer, warm_times
from indexer.bench.peers.port import Peer
from indexer.bench.questions import Material, Question, questions
from indexer.bench.server import serving
from indexer.bench.stages import Stages, Tell
from indexer.build import RegistryDocuments
from indexer.documents import TrialDocument
from indexer.engines.choose import open_engine
from indexer.errors import IndexerError
from indexer.registry.store import Registry
from indexer.settings import Settings

WORKERS, CONNECTIONS, RATE = 2, 8, 50  # of the website; at once; pages a second
WARMING_SECONDS, LOAD_SECONDS, CHANGES_SECONDS, ROUGH_SECONDS = 5.0, 30.0, 60.0, 5.0
CHANGES = 2_000  # of a day
SAMPLED, SAMPLED_PARTS = 3_000, 10  # documents, of whose words questions are made

PEERS = {  # by module, so that a missing library is only missed by who asks for its peer
    "tantivy": ("indexer.bench.peers.tantivy_py", "Tantivy"),
    "fts5": ("indexer.bench.peers.sqlite_fts5", "Fts5"),
    "whoosh": ("indexer.bench.peers.whoosh_groupedby", "PlainWhoosh"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure: ``size`` trials, ``peers`` by name, ``patience`` seconds of questions for each peer."""

    size: int
    sources: Sequence[Path]
    peers: Sequence[str] = tuple(PEERS)
    patience: float = 300.0
    seed: int = 0
    index_again: bool = False


def prepare(wanted: Wanted, folder: Path, settings: Settings, tell: Tell) -> Stages:
    """Make everything that is measured, or what is still missing of it."""
    peers = [make_peer(name) for name in wanted.peers]  # first: a peer that is missing is said at once
    stages = Stages(folder, settings, tell)
    stages.records(wanted.size, wanted.sources, wanted.seed)
    stages.registry()
    stages.index(again=wanted.index_again)
    stages.corpus()
    for peer in peers:
        stages.peer(peer)
    return stages


def measure(wanted: Wanted, stages: Stages, tell: Tell) -> report.Run:
    """Ask everybody everything. Raises Disagreement before anything is timed."""
    asked = list(questions(Material(_sample(stages.settings), stages.points(), wanted.seed)))
    engine = open_engine(stages.settings)
    ours = ask_ours(engine)
    comparable = {number: question for number, question in enumerate(asked) if question.peers}
    compared, times = {}, {OURS: warm_times(ours, dict(enumerate(asked)), math.inf)}
    for name in wanted.peers:
        peer = make_peer(name)
        theirs = open_peer(peer, stages.peer(peer))
        compared[peer.name] = agree(ours, theirs, peer.name, comparable, wanted.patience)
        tell(f"{peer.name}: totals and counts of {compared[peer.name]} questions agree")
        times[peer.name] = warm_times(theirs, comparable, wanted.patience)
        peer.close()
    engine.close()
    tell("first searches …")
    return _run(wanted, stages, asked, times) | {"compared": compared}


def measure_web(wanted: Wanted, stages: Stages, tell: Tell) -> report.Run:
    """The website with two workers: pages at rest, under load, while the index changes and is built anew."""
    with Registry.open(stages.settings.registry_address) as registry:
        paths = pages(registry.ids()[:: max(wanted.size // 100, 1)])
    _read_once(stages.settings.index_folder)
    word = f"freshness{time.time_ns()}"
    with serving(stages.settings.data, WORKERS) as server:
        found: report.Run = {"seconds to first answer": round(server.seconds_to_first_answer, 2)}
        tell("load: as fast as it answers …")
        closed_loop(server.port, paths, CONNECTIONS, WARMING_SECONDS)
        found["closed loop"] = asdict(closed_loop(server.port, paths, CONNECTIONS, LOAD_SECONDS))
        tell(f"load: {RATE} pages a second …")
        found["open loop"] = asdict(open_loop(server.port, paths, RATE, LOAD_SECONDS))
        tell(f"{CHANGES:,} changes under load …")
        with in_background(open_loop, server.port, paths, RATE, CHANGES_SECONDS) as load:
            found["changes"] = asdict(apply_changes(stages.settings, server.port, CHANGES, word))
        found["open loop while the index changes"] = asdict(load.result())
        tell("a rebuild under load …")
        with rebuilding(stages.settings):
            found["open loop during a rebuild"] = asdict(open_loop(server.port, paths, RATE, LOAD_SECONDS))
        found["closed loop of rough questions"] = asdict(closed_loop(server.port, ROUGH, 1, ROUGH_SECONDS))
        found["MiB of a worker, not shared"] = [round(size / 2**20) for size in server.worker_memory()]
    return found


def make_peer(name: str) -> Peer:
    """A peer by its short name. Raises IndexerError for an unknown one, or when its library is not installed."""
    if name not in PEERS:
        raise IndexerError(f"{name!r} is no peer; known are: {', '.join(PEERS)}.")
    module, class_ = PEERS[name]
    try:
        make: Callable[[], Peer] = getattr(import_module(module), class_)
    except ModuleNotFoundError as error:
        raise IndexerError(
            f"{error.name} is not installed: pip install 'find-a-trial[bench]', or leave out {name}."
        ) from error
    return make()


def read_runs(paths: Iterable[Path]) -> list[report.Run]:
    """Runs that were kept, the smallest first. Raises IndexerError for a file that is none."""
    return sorted(map(_read_run, paths), key=lambda run: int(run["size"]))


def _read_run(path: Path) -> report.Run:
    try:
        run: report.Run = json.loads(path.read_text(encoding="utf-8"))
        report.as_text(run)
    except OSError as error:
        raise IndexerError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, LookupError, TypeError) as error:
        raise IndexerError(f"{path} is not what `trials bench` keeps as run.json.") from error
    return run


def _read_once(folder: Path) -> None:
    """Bring the index into the system's cache, where it is on a machine that serves nothing else."""
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "whoosh":  # which is not read to answer
            with path.open("rb") as file:
                while file.read(1 << 24):
                    pass


def _sample(settings: Settings) -> list[TrialDocument]:
    """Documents from all over the store."""
    parts = RegistryDocuments(settings.registry_address).parts(SAMPLED_PARTS)
    return [document for part in parts for document in itertools.islice(part, SAMPLED // len(parts))]


def _run(wanted: Wanted, stages: Stages, asked: Sequence[Question], times: dict[str, Times]) -> report.Run:
    usual = [question for question in asked if not question.kind.startswith("rough")]
    first = sorted(found[0] for found in first_times(stages.settings, usual).values())
    return {
        "size": wanted.size,
        "machine": report.machine(),
        "built": stages.built,
        "search": report.summary(asked, times),
        "first": {"median": round(statistics.median(first), 2), "worst": round(first[-1], 2)},
    }
