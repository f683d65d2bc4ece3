"""Addresses: the inverse of ``params``. A search has one address, in one order, without what goes without saying."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from indexer.fields import NUMBERS
from indexer.search.query import asked_text
from indexer.search.request import OFF, PER_PAGE, SearchRequest, Words
from indexer.search.where import Box

RESULTS = "/trials"
API_RESULTS = "/api/v1/trials"
AS_TYPED = "as-typed"
REGISTRY = "https://clinicaltrials.gov/study/"

# The parameters that are spans of a number.
SPANS = tuple(number.name for number in NUMBERS if number.parameter)

# The canonical order of parameters: the question, the person, the place, the facets, the spans, the view.
PARAMETERS = (
    "q", "words", "syn", "spelling", "age", "sex", "near", "within", "status", "phase", "age-group", "location", "type",
    "intervention", "sponsor", "results", "healthy-volunteers", "allocation", "masking", "purpose", "model",
    *SPANS, "sort", "page", "per",
)  # fmt: skip


def parameters(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters of a search in canonical order, defaults left out."""
    given = dict(_given(request))
    return [(name, value) for name in PARAMETERS for value in given.get(name, ()) if value]


def search_url(request: SearchRequest, path: str = RESULTS) -> str:
    """The address of a search: page, JSON or feed by ``path``."""
    return _address(path, parameters(request))


def facet_url(request: SearchRequest, facet: str, under: str = "") -> str:
    """The page of one facet in full, ``under`` a place where it has levels."""
    extra = [("under", under)] if under else []
    return _address(f"{RESULTS}/facets/{facet}", parameters(request) + extra)


def map_url(request: SearchRequest, box: Box | None = None) -> str:
    """The map of a search, or a part of it."""
    extra = [("box", f"{box.south:g},{box.west:g},{box.north:g},{box.east:g}")] if box else []
    return _address(f"{RESULTS}/map", parameters(request) + extra)


def trial_url(nct_id: str, near: str = "") -> str:
    """The listing of a trial; with ``near``, its sites by distance."""
    return _address(f"{RESULTS}/{nct_id}", [("near", near)] if near else [])


def api_trial_url(nct_id: str) -> str:
    """A trial as JSON."""
    return f"{API_RESULTS}/{nct_id}"


def registry_url(nct_id: str) -> str:
    """The trial at ClinicalTrials.gov."""
    return f"{REGISTRY}{nct_id}"


def _address(path: str, parameters: list[tuple[str, str]]) -> str:
    """A path with parameters, whose names are plain."""
    query = "&".join(f"{name}={_quoted(value)}" for name, value in parameters)
    return f"{path}?{query}" if query else path


@lru_cache(4_096)  # a page has a hundred addresses that differ in one value
def _quoted(value: str) -> str:
    return quote(value, safe="/,")


def _given(request: SearchRequest) -> Iterator[tuple[str, tuple[str, ...]]]:
    near = request.near
    yield from request.filters.items()
    yield from ((name, tuple(map(asked_text, asked))) for name, asked in request.ranges.items())
    yield "q", (request.text,)
    yield "words", () if request.words is Words.ALL else (request.words.value,)
    yield "syn", tuple(f"-{text}" if text != OFF else OFF for text in request.synonyms_off)
    yield "spelling", (AS_TYPED,) if request.as_typed else ()
    yield "age", (request.age.text,) if request.age else ()
    yield "near", (near.text,) if near else ()
    yield "within", (str(near.radius),) if near else ()
    yield "sort", (request.sort.value,) if request.sort else ()
    yield "page", (str(request.page),) if request.page > 1 else ()
    yield "per", (str(request.per),) if request.per != PER_PAGE else ()
