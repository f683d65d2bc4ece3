"""Templates: found once, compiled once, escaped always, and an error when a name is missing."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from web import urls
from web.assets import asset_url
from web.store.people import Person

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
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),  # the text of letters
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals |= {"asset_url": asset_url, "trial_url": urls.trial_url}
    env.globals |= {"person": None}  # nobody is signed in, unless a page says who
    return env


def render(template: str, **context: Any) -> str:
    """A template with its context as text."""
    return environment().get_template(template).render(**context)


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A template as the answer to a request; ``page`` in the context is its documented dataclass."""
    person = visitor(request)
    text = render(template, path=request.url.path, person=person, **context)
    response = HTMLResponse(text, status_code=status)
    response.headers["cache-control"] = "private, no-cache" if person else "no-cache"
    response.headers["vary"] = "cookie"
    return response


def visitor(request: Request) -> Person | None:
    """Who is signed in, as ``web.middleware.session`` found out."""
    person: Person | None = getattr(request.state, "person", None)
    return person
