"""The whole: the columns of all segments as one, and what is worked out from them, kept beside the version.

Documents are numbered through all segments. Written once by the builder and mapped by every worker, so that opening
is quick and the memory is shared; made again from the segments' columns where it is lost or damaged.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.documents import location_of, place_key
from indexer.engines.whoosh import arrays
from indexer.engines.whoosh.arrays import Array
from indexer.engines.whoosh.columns import FAMILIES, Columns
from indexer.fields import NUMBERS, TEXT_FIELDS
from indexer.search.request import Sort
from indexer.trial.vocabulary import OPEN_STATUSES

MISSING_NUMBER = np.iinfo(np.int64).min
NAMES_OF_PLACES = ("country", "state", "city")
EVERY_SITE = np.uint8(1 << len(OPEN_STATUSES))  # the bit that all sites have, beside a bit an open status


@dataclass(frozen=True, slots=True)
class Whole:
    """What answers everything but words.

    ``arrays``, over documents: ``live`` bool; ``nct`` int64; ``numbers`` int32 (numbers x documents), the row of what
    the document says in ``said.first`` and ``said.last`` int64, both MISSING_NUMBER where it says nothing; for each
    order ``rank.<sort>`` int32 (0 comes first) and ``by_rank.<sort>``, its inverse; ``lengths`` uint16 (documents x
    text fields); for each family of facets ``<family>`` int32, the profile; ``site_ends`` int64. Over profiles:
    ``<family>.values`` float32 (profiles x values of all facets of the family), 1 where a profile has the value.
    Over sites: ``site.doc``, ``site.status``, ``site.place``, ``site.point`` (-1 for none) int32, ``site.bits`` uint8.
    Over different points, by latitude: ``point`` float64 (degrees), ``point.ends`` int64 into ``point.sites`` int32.
    Over nodes, places of any level in order: ``node.ends`` int64 into ``node.docs`` int32 and ``node.bits`` uint8,
    one entry for each trial with a site there, the bits of all its sites there together, and ``node.located``, those of
    its sites that have a point; the same over documents as ``located``; over sites ``site.entries``
    int32 (3 x sites), the entry of each level or -1; over entries ``node.of_entry`` int32; over documents
    ``country.ends`` int64 into ``country.entries`` int32, the entries of countries by document. Over places:
    ``node.parent`` int32; ``place.nodes`` int32 (places x 3), the node of each level or -1. Over names of
    countries, states and cities: ``name.ends`` int64 into ``name.places`` int32.

    ``values``: of each facet; ``columns`` of a family's values where each facet begins; ``site.status``;
    ``site.place`` as (country, state, city); ``name``, as ``key_of_name`` writes it, in order; ``node``, the paths of
    nodes; ``node.levels`` where countries, states and cities end; ``segments``: name and number of documents of each.
    """

    arrays: dict[str, Array]
    values: dict[str, Any]

    def save(self, folder: Path) -> None:
        """Write it beside the version."""
        arrays.save(self.arrays, self.values, folder)

    @classmethod
    def load(cls, folder: Path) -> "Whole":
        """Read it, memory-mapped. Raises IndexCorrupt when it is missing or damaged."""
        return cls(*arrays.load(folder))


def bits_of(status: str) -> int:
    """A site's bits: that it is one, and which open status it has.

    >>> bits_of("recruiting"), bits_of("completed")
    (17, 16)
    """
    return int(EVERY_SITE) | (1 << OPEN_STATUSES.index(status) if status in OPEN_STATUSES else 0)


def whole_of(names: Sequence[str], parts: Sequence[Columns], live: NDArray[np.bool_]) -> Whole:
    """The whole of some segments, by name; ``live`` is False for deleted documents."""
    made: dict[str, Array] = {"live": live}
    values: dict[str, Any] = {
        "segments": [(name, part.documents) for name, part in zip(names, parts, strict=True)]
    }
    made["nct"] = _joined([part.arrays["nct"] for part in parts], np.int64)
    lengths = [np.empty((0, len(TEXT_FIELDS)), np.uint16), *(part.arrays["lengths"] for part in parts)]
    made["lengths"] = np.concatenate(lengths)
    _add_numbers(parts, made)
    for family in FAMILIES:
        _add_profiles(family, parts, made, values)
    _add_ranks(made)
    _add_sites(parts, made, values)
    _add_points(parts, made)
    _add_nodes(made, values)
    _add_names(made, values)
    return Whole(made, values)


def _joined(pieces: Sequence[Array], kind: type[np.generic]) -> Array:
    return np.concatenate([np.empty(0, kind), *pieces]).astype(kind, copy=False)


def _add_numbers(parts: Sequence[Columns], made: dict[str, Array]) -> None:
    common: dict[Any, int] = {}
    codes = [_recoded(part, "numbers", "numbers", common) for part in parts]
    empty = np.empty((0, len(NUMBERS)), np.int32)
    made["numbers"] = np.ascontiguousarray(np.concatenate([empty, *codes]).T)
    missing = (MISSING_NUMBER, MISSING_NUMBER)
    said = np.array([bounds or missing for _, *bounds in common], np.int64).reshape(-1, 2)
    made["said.first"], made["said.last"] = np.ascontiguousarray(said.T)


def _add_profiles(
    family: str, parts: Sequence[Columns], made: dict[str, Array], values: dict[str, Any]
) -> None:
    names = FAMILIES[family]
    shifted, before = [], 0
    for part in parts:
        shifted.append(part.arrays[family] + np.int32(before))
        before += len(part.arrays[f"facet.{names[0]}.ends"])
    made[family] = _joined(shifted, np.int32)
    columns: list[Array] = []
    for name in names:
        common: dict[str, int] = {}
        codes = [_recoded(part, f"facet.{name}", name, common) for part in parts]
        counts = [np.diff(part.arrays[f"facet.{name}.ends"], prepend=0) for part in parts]
        table = np.zeros((before, len(common)), np.float32)
        table[np.repeat(np.arange(before), _joined(counts, np.int64)), _joined(codes, np.int32)] = 1
        values.setdefault("columns", {})[name] = sum(column.shape[1] for column in columns)
        values[name] = list(common)
        columns.append(table)
    made[f"{family}.values"] = np.ascontiguousarray(np.concatenate(columns, axis=1))


def _recoded(part: Columns, array: str, values: str, common: dict[Any, int]) -> NDArray[np.int32]:
    """The codes of a part, changed to those that mean the same in every part."""
    meanings = [tuple(value) if isinstance(value, list) else value for value in part.values[values]]
    codes = np.array([common.setdefault(value, len(common)) for value in meanings], np.int32)
    return codes[part.arrays[array]] if len(codes) else part.arrays[array]


def _add_ranks(made: dict[str, Array]) -> None:
    """For each order that trials are shown in, the highest first; equals and those without it by the newest first."""
    said = {
        number.sort: made["said.first"][made["numbers"][row]]
        for row, number in enumerate(NUMBERS)
        if number.sort
    }
    for sort, numbers in said.items():
        by_rank = np.lexsort((made["nct"], said[Sort.NEWEST.value], numbers))[::-1].astype(np.int32)
        made[f"by_rank.{sort}"] = by_rank
        made[f"rank.{sort}"] = np.empty_like(by_rank)
        made[f"rank.{sort}"][by_rank] = np.arange(len(by_rank), dtype=np.int32)


def _add_sites(parts: Sequence[Columns], made: dict[str, Array], values: dict[str, Any]) -> None:
    ends, before = [], 0
    for part in parts:
        ends.append(part.arrays["site_ends"] + before)
        before += len(part.arrays["site.status"])
    made["site_ends"] = _joined(ends, np.int64)
    for name in ("site.status", "site.place"):
        common: dict[Any, int] = {}
        made[name] = _joined([_recoded(part, name, name, common) for part in parts], np.int32)
        values[name] = list(common)
    per_doc = np.diff(made["site_ends"], prepend=0)
    made["site.doc"] = np.repeat(np.arange(len(per_doc), dtype=np.int32), per_doc)
    bits = np.array([bits_of(status) for status in values["site.status"]], np.uint8)
    made["site.bits"] = bits[made["site.status"]] if len(bits) else np.empty(0, np.uint8)


def _add_points(parts: Sequence[Columns], made: dict[str, Array]) -> None:
    """The different points: the registry gives the town's, so a million sites share some tens of thousands."""
    sites = np.concatenate([np.empty((0, 2)), *(part.arrays["site.point"] for part in parts)])
    located = np.flatnonzero(~np.isnan(sites[:, 0]))
    pairs = np.ascontiguousarray(sites[located]).view(np.complex128).ravel()
    different, codes = np.unique(pairs, return_inverse=True)  # in order of the real part, the latitude
    made["point"] = different.view(np.float64).reshape(-1, 2)
    made["site.point"] = np.full(len(sites), -1, np.int32)
    made["site.point"][located] = codes
    made["point.sites"] = located[np.argsort(codes, kind="stable")].astype(np.int32)
    made["point.ends"] = np.cumsum(np.bincount(codes, minlength=len(different)), dtype=np.int64)


def _add_nodes(made: dict[str, Array], values: dict[str, Any]) -> None:
    """Countries, states and cities with the trials that have sites there."""
    paths = [_levels(location_of(*place)) for place in values["site.place"]]
    nodes = sorted({(len(path) - 1, path) for levels in paths for path in levels})
    number = {path: position for position, (_, path) in enumerate(nodes)}
    values["node"] = ["/".join(path) for _, path in nodes]
    values["node.levels"] = [sum(level <= last for level, _ in nodes) for last in range(3)]
    made["node.parent"] = np.array([number.get(path[:-1], -1) for _, path in nodes], np.int32)
    of_places = np.full((len(paths), 3), -1, np.int32)
    for place, levels in enumerate(paths):
        of_places[place, : len(levels)] = [number[path] for path in levels]
    made["place.nodes"] = of_places
    made["located"] = _located(made)
    entries = [_entries(made, of_places[:, level]) for level in range(of_places.shape[1])]
    node = np.concatenate([found.nodes for found in entries])
    order = np.argsort(node, kind="stable")
    made["node.docs"] = np.concatenate([found.docs for found in entries])[order]
    made["node.bits"] = np.concatenate([found.bits for found in entries])[order]
    made["node.located"] = np.concatenate([found.located for found in entries])[order]
    made["node.ends"] = np.cumsum(np.bincount(node, minlength=len(nodes)), dtype=np.int64)
    made["node.of_entry"] = node[order].astype(np.int32)
    countries = made["node.docs"][: made["node.ends"][values["node.levels"][0] - 1] if nodes else 0]
    made["country.entries"] = np.argsort(countries, kind="stable").astype(np.int32)
    per_doc = np.bincount(countries, minlength=len(made["site_ends"]))
    made["country.ends"] = np.cumsum(per_doc, dtype=np.int64)
    place_in_order = np.empty(len(order) + 1, np.int32)
    place_in_order[order] = np.arange(len(order), dtype=np.int32)
    place_in_order[-1] = -1
    of_sites, before = np.empty((len(entries), len(made["site.doc"])), np.int32), 0
    for level, found in enumerate(entries):
        of_sites[level] = place_in_order[np.where(found.of_site < 0, -1, found.of_site + before)]
        before += len(found.nodes)
    made["site.entries"] = of_sites


@dataclass(frozen=True, slots=True)
class _Entries:
    """One entry for each trial and node of one level; ``of_site``: each site's entry, or -1."""

    nodes: NDArray[np.int32]
    docs: NDArray[np.int32]
    bits: NDArray[np.uint8]
    located: NDArray[np.uint8]  # the bits of sites with a point
    of_site: NDArray[np.int32]


def _entries(made: dict[str, Array], node_of_place: NDArray[np.int32]) -> _Entries:
    nodes = node_of_place[made["site.place"]]
    within = np.flatnonzero(nodes >= 0)
    nodes, docs = nodes[within], made["site.doc"][within]
    order = np.argsort(docs.astype(np.int64) * (1 << 32) + nodes, kind="stable")  # nearly in order already
    nodes, docs, within = nodes[order], docs[order], within[order]
    new = (np.diff(docs, prepend=-1) != 0) | (np.diff(nodes, prepend=-1) != 0)
    first = np.flatnonzero(new)
    bits, has_point = made["site.bits"][within], made["site.point"][within] >= 0
    of_site = np.full(len(made["site.doc"]), -1, np.int32)
    of_site[within] = np.cumsum(new, dtype=np.int32) - 1
    return _Entries(
        nodes[first], docs[first], _together(bits, first), _together(bits * has_point, first), of_site
    )


def _together(bits: NDArray[np.uint8], first: NDArray[np.intp]) -> NDArray[np.uint8]:
    """The bits of all rows from each first one to the next."""
    together: NDArray[np.uint8] = np.bitwise_or.reduceat(bits, first) if len(first) else bits
    return together


def _located(made: dict[str, Array]) -> NDArray[np.uint8]:
    """For each document the bits of its sites that have a point."""
    located = np.zeros(len(made["site_ends"]), np.uint8)
    held = np.flatnonzero(np.diff(made["site_ends"], prepend=0))
    begins = np.concatenate(([0], made["site_ends"][held[:-1]])) if len(held) else held
    located[held] = _together(made["site.bits"] * (made["site.point"] >= 0), begins)
    return located


def _add_names(made: dict[str, Array], values: dict[str, Any]) -> None:
    """The names of countries, states and cities with the places that have them."""
    of_names: dict[str, list[int]] = {}
    for number, place in enumerate(values["site.place"]):
        for which, name in zip(NAMES_OF_PLACES, place, strict=True):
            if name:
                of_names.setdefault(key_of_name(which, name), []).append(number)
    values["name"] = sorted(of_names)
    made["name.places"] = np.array([place for key in values["name"] for place in of_names[key]], np.int32)
    made["name.ends"] = np.cumsum([len(of_names[key]) for key in values["name"]], dtype=np.int64)


def key_of_name(which: str, name: str) -> str:
    """The name of a country, state or city, as it is looked up.

    >>> key_of_name("city", "São Paulo")
    'city:sao paulo'
    """
    return f"{which}:{place_key(which, name)}"


def _levels(location: str) -> list[tuple[str, ...]]:
    """A place and those that it is in, as parts.

    >>> _levels("Belarus/Minsk")
    [('Belarus',), ('Belarus', 'Minsk')]
    """
    parts = tuple(location.split("/"))
    return [parts[: number + 1] for number in range(len(parts))]
