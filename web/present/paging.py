"""Pages of results: how many, and the questions for the ones beside this."""

from dataclasses import replace

from indexer.search.request import SearchRequest


def last_page(total: int, per: int) -> int:
    """The number of the last page; 1 when there is nothing."""
    return max(1, -(-total // per))


def pages_around(request: SearchRequest, total: int) -> tuple[SearchRequest | None, SearchRequest | None]:
    """The questions for the page before and the page after, None where there is none.

    Past the end, the page before is the last one there is.
    """
    last = last_page(total, request.per)
    before = replace(request, page=min(request.page - 1, last)) if request.page > 1 else None
    after = replace(request, page=request.page + 1) if request.page < last else None
    return before, after
