"""Templates: found once, compiled once, escaped always, and an error when a name is missing."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from web import urls
from web.assets import asset_url

HERE = Path(__file__).parent


def templates_folder() -> Path:
    """The templates: at the top of a checkout, inside the package once installed."""
    installed = HERE / "templates"
    return installed if installed.is_dir() else HERE.parent / "templates"


@cache
def environment() -> Environment:
    """The one environment of this process."""
    env = Environment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals |= {"asset_url": asset_url, "trial_url": urls.trial_url}
    return env


def render(template: str, **context: Any) -> str:
    """A template with its context as text."""
    return environment().get_template(template).render(**context)


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A template as the answer to a request; ``page`` in the context is its documented dataclass."""
    response = HTMLResponse(render(template, path=request.url.path, **context), status_code=status)
    response.headers["cache-control"] = "no-cache"
    return response
