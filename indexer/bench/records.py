"""Records as large as the registry: v2 studies resampled from real ones, seeded, one after the other.

A made record keeps a real one's title, conditions, design and dates (shifted by days). Its description, arms,
criteria and outcomes come from other records of the same condition, its sponsor and its sites from any record, so
that words, lengths, numbers of sites and facets are spread as in the source. Numbers are its own: NCT9 and seven
digits, which the registry has not given out. New words come only with those numbers: a real registry has more.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from indexer.errors import IndexerError
from indexer.registry.files import find_files, open_pieces, studies_in

FIRST_NUMBER = 90_000_000
SHIFTED_DAYS = 300
FROM_SAME_CONDITION = ("descriptionModule", "armsInterventionsModule", "eligibilityModule", "outcomesModule")
FROM_ANY = ("sponsorCollaboratorsModule", "contactsLocationsModule")
CHANCE_OF_OWN = 0.5  # that such a part is the record's own after all
_DATES = ("studyFirstPostDateStruct", "lastUpdatePostDateStruct")

Module = bytes  # a part of a record as JSON: kept so, a record takes a fifth of the memory


@dataclass(frozen=True, slots=True)
class Source:
    """A real record: its modules as JSON, ``identity`` and ``status`` decoded because they are changed."""

    identity: dict[str, Any]
    status: dict[str, Any]
    condition: str
    modules: dict[str, Module]
    rest: Module  # what stands beside the protocol section, without the outer braces


def read_sources(paths: Iterable[Path]) -> list[Source]:
    """The real records to resample. Raises IndexerError when there are none, SourceError for unreadable files."""
    sources = [_source(study) for file in find_files(paths) for study in _studies(file)]
    if not sources:
        raise IndexerError(f"No records to resample in {', '.join(map(str, paths))}.")
    return sources


def made_records(sources: list[Source], size: int, seed: int = 0) -> Iterator[bytes]:
    """``size`` records as JSON, the same for the same sources and seed."""
    chance = random.Random(seed)
    same: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        same[source.condition].append(source)
    for number in range(size):
        base = chance.choice(sources)
        modules = dict(base.modules)
        for name in (*FROM_SAME_CONDITION, *FROM_ANY):
            if chance.random() >= CHANCE_OF_OWN:
                donors = same[base.condition] if name in FROM_SAME_CONDITION else sources
                modules[name] = chance.choice(donors).modules.get(name, b"{}")
        modules["identificationModule"] = _json(_identity(base.identity, number, chance))
        modules["statusModule"] = _json(_status(base.status, chance))
        protocol = b",".join(b'"%s":%s' % (name.encode(), module) for name, module in modules.items())
        yield b'{"protocolSection":{%s}%s}' % (protocol, base.rest)


def _studies(file: Path) -> Iterator[dict[str, Any]]:
    with open_pieces(file) as pieces:
        for piece in pieces:
            for study in studies_in(piece.data) if piece.data else ():
                if isinstance(study, dict):
                    yield study


def _source(study: dict[str, Any]) -> Source:
    protocol = dict(study.get("protocolSection", {}))
    identity, status = protocol.pop("identificationModule", {}), protocol.pop("statusModule", {})
    conditions = protocol.get("conditionsModule", {}).get("conditions") or [""]
    rest = {name: part for name, part in study.items() if name in {"derivedSection", "hasResults"}}
    return Source(
        identity=identity,
        status=status,
        condition=str(conditions[0]).casefold(),
        modules={name: _json(module) for name, module in protocol.items()},
        rest=(b"," + _json(rest)[1:-1]) if rest else b"",
    )


def _identity(real: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    own = f"{chance.choice('ABCDEFGHKLMNPRSTUVW')}{chance.randrange(10**5):05}-{number % 997:03}"
    return {
        **{name: value for name, value in real.items() if name not in {"nctIdAliases", "secondaryIdInfos"}},
        "nctId": f"NCT{FIRST_NUMBER + number}",
        "orgStudyIdInfo": {"id": own},
    }


def _status(real: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    shift = timedelta(days=chance.randint(-SHIFTED_DAYS, SHIFTED_DAYS))
    return real | {name: _shifted(real[name], shift) for name in _DATES if name in real}


def _shifted(struct: dict[str, Any], shift: timedelta) -> dict[str, Any]:
    try:
        return struct | {"date": (date.fromisoformat(struct["date"]) + shift).isoformat()}
    except (KeyError, ValueError):  # a month without a day stays as it is
        return struct


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
