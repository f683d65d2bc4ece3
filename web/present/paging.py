"""Pages of results: how many, and the questions for the ones beside this."""

from dataclasses import dataclass, replace

from indexer.search.request import SearchRequest
from web import urls

REACH = 2  # numbers on each side of this page


@dataclass(frozen=True, slots=True)
class PageLink:
    """The number of a page of results and its address."""

    label: str
    url: str
    current: bool
    after_gap: bool  # numbers are left out before it


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


def page_links(request: SearchRequest, total: int) -> tuple[PageLink, ...]:
    """The first page, those around this one, and the last; nothing when one page holds all."""
    last = last_page(total, request.per)
    around = range(max(1, request.page - REACH), min(last, request.page + REACH) + 1)
    numbers = sorted({1, *around, last}) if last > 1 else []
    return tuple(
        PageLink(
            label=f"{number:,}",
            url=urls.search_url(replace(request, page=number)),
            current=number == request.page,
            after_gap=number - before > 1,
        )
        for before, number in zip([0, *numbers], numbers, strict=False)
    )
