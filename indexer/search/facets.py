"""Which facets stand beside a result; counts become values: known ones in their order, "not stated" last."""

from collections.abc import Mapping

from indexer.fields import FACETS, Facet
from indexer.search.request import SearchRequest
from indexer.search.result import FacetValue
from indexer.trial.vocabulary import NOT_STATED


def facets_beside(request: SearchRequest) -> tuple[str, ...]:
    """The names of the facets that stand beside a result: the usual ones, and others that were chosen."""
    return tuple(facet.name for facet in FACETS if not facet.on_request or request.chosen(facet.name))


def facet_values(
    facet: Facet, counts: Mapping[str, int], chosen: tuple[str, ...], under: str = ""
) -> tuple[FacetValue, ...]:
    """Every known value, every value that occurs, every chosen value, each with its exact count.

    Free values (places) stand by count, then by name; a chosen value stays though nothing has it, when it is
    on the level that is listed (``under`` "" is the level of countries).
    """
    occurring = sorted(
        (value for value in counts if counts[value]), key=lambda value: (-counts[value], value)
    )
    values = dict.fromkeys(
        (*facet.values, *occurring, *(value for value in chosen if _parent(value, facet) == under))
    )
    last = [value for value in values if value == NOT_STATED]
    ordered = [value for value in values if value != NOT_STATED] + last
    return tuple(
        FacetValue(value, facet.label_of(value), counts.get(value, 0), value in chosen) for value in ordered
    )


def _parent(value: str, facet: Facet) -> str:
    return "" if facet.vocabulary else value.rpartition("/")[0]
