"""The report: what the tables say, which peers come too near, and the plot."""

import platform
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from indexer.bench import report
from indexer.bench.measure import OURS
from indexer.bench.questions import Question
from indexer.errors import IndexerError
from indexer.search.request import SearchRequest

KINDS = ("word", "word", "phrase")
ASKED = [Question(kind, SearchRequest(kind), None) for kind in KINDS]
TIMES = {
    OURS: {0: [1.0, 2.0, 3.0], 1: [4.0], 2: [10.0]},
    "peer": {0: [20.0], 2: [30.0, 50.0, 40.0]},
}
LOAD = {"requests": 100, "failed": 3, "seconds": 1.0, "p50": 1.5, "p95": 2, "p99": 3, "per_second": 97.0}
WEB = {
    "seconds to first answer": 1.25,
    "closed loop": LOAD | {"bytes_per_page": 9_876},
    "changes": {"changes": 2_000, "stored": 1.0, "indexed": 2.0, "seen": 0.5, "total": 3.5},
    "MiB of a worker, not shared": [70, 80],
}


def run(size: int = 6_000) -> dict[str, Any]:
    """A run of two engines."""
    return {
        "size": size,
        "machine": report.machine(),
        "built": {"registry": 5, "index": 60, "index bytes": 2_000_000, "peer": 7},
        "search": report.summary(ASKED, TIMES),
        "first": {"median": 1.0, "worst": 9.0},
    }


def test_a_ratio_compares_what_both_were_asked() -> None:
    """The peer got to two of three questions; ours is measured on the same two."""
    summary = report.summary(ASKED, TIMES)
    assert summary[OURS]["all"]["median"] == 4.0
    assert summary["peer"]["all"]["questions"] == 2
    assert summary["peer"]["all"]["ratio"] == pytest.approx((20 + 40) / (2 + 10))
    assert summary["peer"]["phrase"]["ratio"] == pytest.approx(4)
    assert summary[OURS]["word"]["worst"] == 4.0


def test_the_text_holds_every_table() -> None:
    """Engines, kinds, building, and the website where it was measured."""
    text = report.as_text(run() | {"web": WEB})
    for row in (
        "### 6,000 trials",
        f"Python {platform.python_version()}; whoosh ",
        "| peer | 2 | 30.00 |",
        "| phrase | 10.00 | 40.00 | 10.00 |",
        "| index | 60 | 2 |",
        "| closed loop | 100 | 3 | 97 | 1.5 | 2 | 3 | 9,876 |",
        "First answer 1.25 s after the start; 2,000 changes found after 3.5 s",
        "70 and 80 MiB",
    ):
        assert row in text
    assert "website" not in report.as_text(run())


FLOORS = {"far above": (1, 0), "just reached": (5, 0), "below": (5.1, 1)}


@pytest.mark.parametrize(("floor", "complaints"), FLOORS.values(), ids=FLOORS)
def test_a_peer_that_comes_too_near_is_named(floor: float, complaints: int) -> None:
    """The ratio is 5."""
    found = report.too_quick(run(), {"peer": floor})
    assert len(found) == complaints
    assert all("peer" in sentence for sentence in found)


def test_a_floor_for_nobody_is_an_error() -> None:
    """A misspelled peer must not pass for a quick one."""
    with pytest.raises(IndexerError, match="asked were: peer"):
        report.too_quick(run(), {"pear": 1})


def test_the_plot_is_a_picture_with_a_line_an_engine() -> None:
    """Well-formed, named, one point a size and engine."""
    picture = ET.fromstring(report.growth_plot([run(600), run(6_000)]))
    circles = picture.findall("{http://www.w3.org/2000/svg}circle")
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert len(circles) == 4
    assert {OURS, "peer", "600", "6,000", "trials"} <= set(texts)
