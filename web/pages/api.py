"""The JSON addresses: the same questions and answers as the pages, for programs."""

import re

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from indexer.fields import FACET
from web import urls
from web.errors import NotFound
from web.pages.question import question, question_of_facet, services
from web.present.answers import facet_answer, listing_answer, results_answer
from web.present.openapi import document

_NCT_ID = re.compile(r"\s*(?:NCT)?\s*0*(\d{1,8})\s*", re.IGNORECASE | re.ASCII)


def results(request: Request) -> Response:
    """A search."""
    asked, problems = question(request)
    engine = services(request).engine
    return _json(results_answer(asked, problems, engine.search(asked), engine.version()))


def facet(request: Request) -> Response:
    """Every value of one facet."""
    name = known_facet(request)
    asked, under, problems = question_of_facet(request, name)
    values = services(request).engine.facet(asked, name, under)
    return _json(facet_answer(asked, problems, name, under, values))


def trial(request: Request) -> Response:
    """One trial in full."""
    registry = services(request).registry
    nct_id = resolved(request)
    if nct_id != request.path_params["nct_id"]:
        return RedirectResponse(urls.api_trial_url(nct_id), status_code=301)
    found = registry.get(nct_id)
    if not found:
        raise unknown_trial(nct_id)
    receipt = registry.receipt(nct_id)
    return _json(listing_answer(found, receipt.received_at.isoformat() if receipt else ""))


def openapi(_: Request) -> Response:
    """The description of these addresses."""
    return JSONResponse(document(), headers={"access-control-allow-origin": "*"})


def known_facet(request: Request) -> str:
    """The facet in the path. Raises NotFound when there is none of that name."""
    name = str(request.path_params["facet"])
    if name not in FACET:
        raise NotFound(f"There is no facet “{name[:40]}”.", f"The facets are: {', '.join(FACET)}.")
    return name


def resolved(request: Request) -> str:
    """The number of the trial that the path means, in its usual form: 8 digits, aliases followed."""
    typed = str(request.path_params["nct_id"])
    match = _NCT_ID.fullmatch(typed)
    if not match:
        raise unknown_trial(typed)
    nct_id = f"NCT{int(match[1]):08}"
    return services(request).registry.resolve(nct_id) or nct_id


def unknown_trial(nct_id: str) -> NotFound:
    """The error for a number that our copy does not hold."""
    return NotFound(
        f"We have no trial {nct_id[:40]} in our copy of the registry.",
        "Check the number, or search for the condition.",
    )


def _json(answer: BaseModel) -> Response:
    headers = {"cache-control": "no-cache", "access-control-allow-origin": "*"}
    return Response(answer.model_dump_json(), media_type="application/json", headers=headers)
