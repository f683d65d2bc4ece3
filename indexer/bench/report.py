"""The report of a run: a table for people, JSON for programs, a plot of how times grow."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from math import log10
from pathlib import Path
from typing import Any

from indexer.bench.measure import OURS, Times, percentile
from indexer.bench.questions import Question
from indexer.errors import IndexerError

LIBRARIES = ("whoosh", "numpy", "tantivy", "uvicorn", "starlette")

Run = dict[str, Any]


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "processor": _first_line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory": _first_line("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def summary(questions: Sequence[Question], times: Mapping[str, Times]) -> dict[str, Any]:
    """By engine and kind of question: how many, median, p95 and p99 of the questions' medians, ratio to ours.

    A ratio compares the medians over the questions that both were asked: how many times as long the engine takes.
    """
    kinds = ["all", *dict.fromkeys(question.kind for question in questions)]
    table: dict[str, Any] = {}
    for name, asked in times.items():
        table[name] = {}
        for kind in kinds:
            numbers = [
                number
                for number, question in enumerate(questions)
                if kind in {"all", question.kind} and number in asked
            ]
            if numbers:
                table[name][kind] = _row(numbers, asked, times[OURS])
    return table


def as_text(run: Run) -> str:
    """The tables of a run in Markdown."""
    return "\n".join(
        [
            "",
            f"### {run['size']:,} trials",
            "",
            _machine_line(run["machine"]),
            "",
            *_search_table(run),
            "",
            *_kind_table(run),
            "",
            *_build_table(run),
            "",
            *_web_table(run),
        ]
    )


def too_quick(run: Run, floors: Mapping[str, float]) -> list[str]:
    """The peers that come nearer to us than they may: a sentence for each whose ratio is below its floor.

    Raises IndexerError for a peer that was not asked.
    """
    found = []
    for name, floor in floors.items():
        if name not in run["search"]:
            known = ", ".join(other for other in run["search"] if other != OURS)
            raise IndexerError(f"{name!r} has a floor, but was not asked; asked were: {known}.")
        ratio = run["search"][name]["all"]["ratio"]
        if ratio < floor:
            found.append(f"{name} takes {ratio:.2f} times as long as we do, less than {floor:g} times.")
    return found


def write(run: Run, path: Path) -> None:
    """Keep a run as JSON."""
    path.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")


def growth_plot(runs: Sequence[Run]) -> str:
    """An SVG of the median of every engine by number of trials, both axes logarithmic."""
    names = list(dict.fromkeys(name for run in runs for name in run["search"]))
    sizes = [run["size"] for run in runs]
    medians = [row["all"]["median"] for run in runs for row in run["search"].values()]
    low, high = _decade(min(medians), -1), _decade(max(medians), 1)

    def x(size: float) -> float:
        return 70 + 480 * (log10(size) - log10(min(sizes))) / max(log10(max(sizes)) - log10(min(sizes)), 1e-9)

    def y(milliseconds: float) -> float:
        return 300 - 270 * (log10(milliseconds) - low) / (high - low)

    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 350" font-family="sans-serif" font-size="12">',
            "<title>Median time of a faceted search by number of trials</title>",
            '<rect width="720" height="350" fill="#fff"/>',
            *_axes(x, y, sizes, range(low, high + 1)),
            *(
                part
                for number, name in enumerate(names)
                for part in _line(runs, name, _COLOURS[number], (x, y))
            ),
            *_names(runs, names, (x, y)),
            "</svg>",
            "",
        ]
    )


LINE_HEIGHT = 15
_COLOURS = ("#1d5b2e", "#1f4e9b", "#9b3a1f", "#6b3fa0", "#555555")


def _row(numbers: list[int], asked: Times, ours: Times) -> dict[str, float]:
    medians = sorted(statistics.median(asked[number]) for number in numbers)
    median = statistics.median(medians)
    return {
        "questions": len(numbers),
        "median": round(median, 3),
        "p95": round(percentile(medians, 0.95), 3),
        "p99": round(percentile(medians, 0.99), 3),
        "worst": round(medians[-1], 3),
        "ratio": round(median / statistics.median(statistics.median(ours[number]) for number in numbers), 3),
    }


def _machine_line(found: Mapping[str, Any]) -> str:
    libraries = ", ".join(f"{name} {number}" for name, number in found["libraries"].items())
    return (
        f"{found['cores']} cores of {found['processor']}, memory {found['memory']}, {found['system']},"
        f" Python {found['python']}; {libraries}."
    )


def _search_table(run: Run) -> Iterator[str]:
    yield "| engine | questions | median ms | p95 ms | p99 ms | times ours |"
    yield "|---|---|---|---|---|---|"
    for name, kinds in run["search"].items():
        row = kinds["all"]
        yield (
            f"| {name} | {row['questions']} | {row['median']:,.2f} | {row['p95']:,.2f} | {row['p99']:,.2f}"
            f" | {row['ratio']:,.2f} |"
        )
    first = run["first"]
    yield ""
    yield f"First search after opening, ours: median {first['median']} ms, worst {first['worst']} ms."


def _kind_table(run: Run) -> Iterator[str]:
    names = list(run["search"])
    yield f"| median ms | {' | '.join(names)} | the slowest, ours |"
    yield f"|---|{'---|' * len(names)}---|"
    for kind, ours in run["search"][OURS].items():
        medians = (run["search"][name].get(kind, {}).get("median") for name in names)
        cells = ["" if cell is None else f"{cell:,.2f}" for cell in (*medians, ours["worst"])]
        yield f"| {kind} | {' | '.join(cells)} |"


def _build_table(run: Run) -> Iterator[str]:
    yield "| built | seconds | MB |"
    yield "|---|---|---|"
    for name in ("registry", "index", *(name for name in run["search"] if name != OURS)):
        size = run["built"].get(f"{name} bytes")
        yield f"| {name} | {run['built'].get(name, 0):,.0f} | {f'{size / 1e6:,.0f}' if size else ''} |"


def _web_table(run: Run) -> Iterator[str]:
    web = run.get("web", {})
    loads = {name: found for name, found in web.items() if "loop" in name}
    if loads:
        yield "| website, two workers | pages | failed | a second | p50 ms | p95 ms | p99 ms | bytes a page |"
        yield "|---|---|---|---|---|---|---|---|"
    for name, load in loads.items():
        yield (
            f"| {name} | {load['requests']:,} | {load['failed']} | {load['per_second']:,.0f} | {load['p50']} |"
            f" {load['p95']} | {load['p99']} | {load['bytes_per_page']:,} |"
        )
    if web:
        changes = web["changes"]
        yield ""
        yield (
            f"First answer {web['seconds to first answer']} s after the start; "
            f"{changes['changes']:,} changes found after {changes['total']} s (stored {changes['stored']}, indexed "
            f"{changes['indexed']}, seen by every worker {changes['seen']}); a worker keeps "
            f"{' and '.join(map(str, web['MiB of a worker, not shared']))} MiB to itself."
        )


def _axes(x: Any, y: Any, sizes: Iterable[int], decades: Iterable[int]) -> Iterator[str]:
    for decade in decades:
        at = y(10.0**decade)
        yield f'<path d="M70 {at:.1f}H550" stroke="#ddd"/>'
        yield f'<text x="62" y="{at + 4:.1f}" text-anchor="end">{10.0**decade:,g} ms</text>'
    for size in sizes:
        yield f'<text x="{x(size):.1f}" y="320" text-anchor="middle">{size:,}</text>'
    yield '<text x="310" y="342" text-anchor="middle">trials</text>'


def _line(runs: Sequence[Run], name: str, colour: str, scales: tuple[Any, Any]) -> Iterator[str]:
    x, y = scales
    points = [
        (x(run["size"]), y(run["search"][name]["all"]["median"])) for run in runs if name in run["search"]
    ]
    path = "L".join(f"{left:.1f} {top:.1f}" for left, top in points)
    yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3" fill="{colour}"/>' for left, top in points)


def _names(runs: Sequence[Run], names: Sequence[str], scales: tuple[Any, Any]) -> Iterator[str]:
    """Each engine's name beside the end of its line, moved down where it would lie on another."""
    x, y = scales
    ends = []
    for number, name in enumerate(names):
        last = [run for run in runs if name in run["search"]][-1]
        ends.append((y(last["search"][name]["all"]["median"]), x(last["size"]), number))
    above = -LINE_HEIGHT
    for top, left, number in sorted(ends):
        above = max(top, above + LINE_HEIGHT)
        yield f'<text x="{left + 10:.1f}" y="{above + 4:.1f}" fill="{_COLOURS[number]}">{names[number]}</text>'


def _decade(value: float, towards: int) -> int:
    exact = log10(value)
    return int(exact // 1) if towards < 0 else int(-(-exact // 1))


def _first_line(path: str, name: str) -> str:
    """The value of a line such as "model name : ..." of a file that only Linux has."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
