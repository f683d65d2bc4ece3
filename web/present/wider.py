"""Wider circles when few trials or none are near: only those that give more, each with its number."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from indexer.places.distance import Radius, Unit
from indexer.search.request import SearchRequest
from indexer.search.result import SearchResult
from web import urls
from web.present.offers import Count, Offer

CIRCLES: dict[Unit, tuple[int, ...]] = {"km": (25, 50, 100, 250, 500), "mi": (15, 30, 60, 150, 300)}
FEW = 10  # trials; who found as many need not travel farther
MOST_OFFERED = 3


def wider_circles(request: SearchRequest, result: SearchResult, count: Count) -> tuple[Offer, ...]:
    """The smallest circles that give more than is found, and each more than the one before it.

    Where only some of the words were found together, a circle counts the trials that have them all.
    """
    if not request.near or result.total >= FEW:
        return ()
    found = result.total if result.words_used is request.words else 0
    return tuple(islice(_growing(request, found, count), MOST_OFFERED))


def _growing(request: SearchRequest, found: int, count: Count) -> Iterator[Offer]:
    near = request.near
    if not near:
        return
    for value in CIRCLES[near.radius.unit]:
        circle = Radius(value, near.radius.unit)
        if circle.km <= near.radius.km:
            continue
        wider = replace(request, near=replace(near, radius=circle), page=1)
        total = count(wider)
        if total > found:
            found = total
            yield Offer(f"Within {circle.text} of {near.called}", urls.search_url(wider), total)
