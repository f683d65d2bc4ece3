"""What can go wrong between a request and its page, each with its status and what to do next.

WebError
├── NotFound          404   no such page or trial
├── TooLong           414   the address is longer than any search
└── Unavailable       503   there is nothing to answer from; says which command helps
"""


class WebError(Exception):
    """A page that says what happened and what to do. ``message`` and ``advice`` are whole sentences."""

    status = 500
    title = "Something went wrong"

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


class NotFound(WebError):
    """There is no such page or trial."""

    status = 404
    title = "We could not find that page"


class TooLong(WebError):
    """The address is longer than any search."""

    status = 414
    title = "That address is too long"


class Unavailable(WebError):
    """There is nothing to answer from now."""

    status = 503
    title = "The search is not available right now"
