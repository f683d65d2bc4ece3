"""The stages before measuring: records, registry store, index, and the peers' own; each is kept once it is done.

FOLDER/records.jsonl     the made records
FOLDER/data/             registry store and index, as `trials` uses them
FOLDER/corpus.jsonl      what the peers index; points.json, every point of a site
FOLDER/peers/<name>/     a peer's files
FOLDER/built.json        seconds and bytes of each stage
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from indexer.bench.corpus import peer_document
from indexer.bench.peers.port import Peer, PeerDocument
from indexer.bench.records import made_records, read_sources
from indexer.build import RegistryDocuments, build_index
from indexer.errors import SettingsError
from indexer.registry.load import Load
from indexer.registry.store import Registry
from indexer.settings import Settings

Tell = Callable[[str], None]


@dataclass
class Timer:
    """Counts seconds while it runs."""

    seconds: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """While the block runs."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - began


@dataclass
class Stages:
    """What was made in one folder, and how long it took."""

    folder: Path
    settings: Settings
    tell: Tell
    built: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        path = self.folder / "built.json"
        if path.exists():
            self.built = json.loads(path.read_text(encoding="utf-8"))

    def records(self, size: int, sources: Iterable[Path], seed: int) -> None:
        """Make the records."""
        path = self.folder / "records.jsonl"
        with self._stage("records") as needed:
            if needed:
                aside = path.with_suffix(".new")
                with aside.open("wb") as file:
                    file.writelines(
                        record + b"\n" for record in made_records(read_sources(sources), size, seed)
                    )
                aside.replace(path)

    def registry(self) -> None:
        """Load the records into a registry store."""
        with self._stage("registry") as needed:
            if needed:
                with Registry.open(self.settings.registry_address) as registry:
                    Load(registry).files([self.folder / "records.jsonl"])

    def index(self, *, again: bool = False) -> None:
        """Build our index, as `trials index` does."""
        if again:
            self.built.pop("index", None)
        with self._stage("index") as needed:
            if needed:
                with Registry.open(self.settings.registry_address) as registry:
                    build_index(registry, self.settings, lambda _done, _total: None)
                self.built["index bytes"] = _size(self.settings.index_folder)

    def corpus(self) -> None:
        """Write what the peers index."""
        with self._stage("corpus") as needed:
            if needed:
                points: dict[str, tuple[float, float]] = {}
                with (self.folder / "corpus.jsonl").open("w", encoding="utf-8") as file:
                    for document in RegistryDocuments(self.settings.registry_address):
                        file.write(json.dumps(asdict(peer_document(document))) + "\n")
                        for site in document.sites:
                            if site.latitude is not None and site.longitude is not None:
                                points[f"{site.latitude},{site.longitude}"] = (site.latitude, site.longitude)
                if not (self.folder / "corpus.jsonl").stat().st_size:
                    raise SettingsError(f"{self.settings.registry_address} holds no trials to measure with.")
                (self.folder / "points.json").write_text(json.dumps(points), encoding="utf-8")

    def points(self) -> dict[str, tuple[float, float]]:
        """Every point at which a trial has a site."""
        known = json.loads((self.folder / "points.json").read_text(encoding="utf-8"))
        return {name: (point[0], point[1]) for name, point in known.items()}

    def peer(self, peer: Peer) -> Path:
        """Build a peer's index; the time to read the documents is not counted as the peer's."""
        folder = self.folder / "peers" / peer.name.replace(" ", "-").lower()
        reading = Timer()
        with self._stage(peer.name) as needed:
            if needed:
                folder.mkdir(parents=True, exist_ok=True)
                peer.build(self._documents(reading), folder)
        if needed:
            self.built[peer.name] = round(self.built[peer.name] - reading.seconds, 1)
            self.built[f"{peer.name} bytes"] = _size(folder)
            self._save()
        return folder

    def _documents(self, reading: Timer) -> Iterator[PeerDocument]:
        with (self.folder / "corpus.jsonl").open(encoding="utf-8") as lines:
            while True:
                with reading.running():
                    line = lines.readline()
                    document = _document(json.loads(line)) if line else None
                if document is None:
                    return
                yield document

    @contextmanager
    def _stage(self, name: str) -> Iterator[bool]:
        """A stage, timed; gives whether it is still to be done."""
        if name in self.built:
            yield False
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.tell(f"{name} …")
        timer = Timer()
        with timer.running():
            yield True
        self.built[name] = round(timer.seconds, 1)
        self._save()
        self.tell(f"{name}: {timer.seconds:,.1f} s")

    def _save(self) -> None:
        aside = self.folder / "built.new"
        aside.write_text(json.dumps(self.built, indent=2), encoding="utf-8")
        aside.replace(self.folder / "built.json")


def _document(read: dict[str, Any]) -> PeerDocument:
    facets = {name: tuple(values) for name, values in read["facets"].items()}
    rest = {name: tuple(value) if isinstance(value, list) else value for name, value in read.items()}
    return PeerDocument(**rest | {"facets": facets})


def _size(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
