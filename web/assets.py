"""Static files: addresses with a hash of the content, so that a browser may keep them for a year."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"
A_YEAR = "public, max-age=31536000, immutable"


@cache
def asset_url(name: str) -> str:
    """The address of a static file, which changes when the file does."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


class Assets(StaticFiles):
    """Serves the static folder."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, to be kept: its address changes with it."""
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = A_YEAR
        return response
