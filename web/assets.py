"""Static files: addresses with a hash of the content, so that a browser may keep them for a year."""

import hashlib
import os
import re
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
A_YEAR = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"(?P<stem>.+)\.(?P<digest>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)")


@cache
def asset_url(name: str) -> str:
    """The address of a static file, which changes when the file does.

    >>> asset_url("site.css").startswith("/static/site."), asset_url("site.css").endswith(".css")
    (True, True)
    """
    file = Path(name)
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{file.with_suffix('')}.{digest}{file.suffix}"


class Assets(StaticFiles):
    """Serves the static folder. A file is to be kept only under the address of its present content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file; under an address of the past too, but then not to be kept."""
        hashed = _HASHED.fullmatch(path)
        name = f"{hashed['stem']}{hashed['suffix']}" if hashed else path
        response = await super().get_response(name, scope)
        current = hashed is not None and asset_url(name.replace(os.sep, "/")) == f"/static/{path}"
        response.headers["cache-control"] = A_YEAR if current else "no-cache"
        return response
