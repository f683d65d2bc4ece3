"""The OpenAPI document, made from the parameter table, the field table and the answer models."""

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from indexer.fields import FACET, FACETS, FIELD_TABLE, NUMBER
from indexer.search.clauses import SAMPLES
from indexer.search.request import ANY_STATUS, Sort, Words
from indexer.trial.vocabulary import NOT_STATED
from web.present.answers import FacetAnswer, ListingAnswer, ProblemAnswer, ResultsAnswer
from web.urls import PARAMETERS

_PLAIN = {
    "q": 'Words, "phrases", "near words"~5, AND, OR, NOT, prefix*, AREA[Field]value, and field:value; fields: '
    + ", ".join(field.asked_as for field in FIELD_TABLE),
    "syn": "-text to leave out one synonym (repeat), off to leave out all",
    "spelling": "as-typed: words that stand nowhere are not taken for slips",
    "age": "58, 7 months, 3 weeks, 10 days or a birth date",
    "near": "A place, a postal code, or latitude,longitude, which is rounded to two decimals",
    "within": "50km or 30mi",
    "page": "From 1",
    "per": "10 to 100",
}
_CHOICES: dict[str, list[str]] = {
    "words": [item.value for item in Words],
    "sort": [item.value for item in Sort],
}
_MODELS = (ResultsAnswer, FacetAnswer, ListingAnswer, ProblemAnswer)


@cache
def document() -> dict[str, Any]:
    """The document, OpenAPI 3.1."""
    _, schemas = models_json_schema(
        [(model, "serialization") for model in _MODELS], ref_template="#/components/schemas/{model}"
    )
    search = [_parameter(name) for name in PARAMETERS]
    facet = {"name": "facet", "in": "path", "required": True, "schema": _enum([item.name for item in FACETS])}
    under = {
        "name": "under",
        "in": "query",
        "schema": {"type": "string"},
        "description": "A place, for location",
    }
    nct_id = {"name": "nct_id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Find a Trial",
            "version": "1",
            "description": "Search our copy of ClinicalTrials.gov.",
        },
        "paths": {
            "/api/v1/trials": _get("Search", search, "ResultsAnswer"),
            "/api/v1/facets/{facet}": _get("One facet in full", [facet, *search, under], "FacetAnswer"),
            "/api/v1/trials/{nct_id}": _get("One trial in full", [nct_id], "ListingAnswer"),
        },
        "components": {"schemas": schemas["$defs"]},
    }


def _parameter(name: str) -> dict[str, Any]:
    facet, number = FACET.get(name), NUMBER.get(name)
    if number and number.parameter:
        written = (
            f"{number.description}: {SAMPLES[number.measure]}, or {NOT_STATED}. Repeat for either of several."
        )
        return _repeated(name, written, {"type": "string"})
    if not facet:
        schema = _enum(_CHOICES[name]) if name in _CHOICES else {"type": "string"}
        return {"name": name, "in": "query", "schema": schema, "description": _PLAIN.get(name, "")}
    values = [*facet.values, *([ANY_STATUS] if name == "status" else [])]
    items = {"type": "string", **({"examples": values} if values else {})}
    return _repeated(name, f"{facet.description}. Repeat for either of several.", items)


def _repeated(name: str, description: str, items: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "explode": True,
        "schema": {"type": "array", "items": items},
        "description": description,
    }


def _enum(values: list[str]) -> dict[str, Any]:
    return {"type": "string", "enum": values}


def _get(summary: str, parameters: list[dict[str, Any]], model: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{model}"}}}
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": summary, "content": content},
                "404": {"description": "No such thing", "content": problem},
                "503": {"description": "There is no index to answer from", "content": problem},
            },
        }
    }
