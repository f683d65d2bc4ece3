"""What can go wrong between a request and its page, each with its status and what to do next.

WebError
├── SignInNeeded      303   only for those who are signed in; leads to the sign-in page and back
├── Refused           403   sent from another site
├── NotFound          404   no such page or trial
├── TooLarge          413   more was sent than any form holds
├── TooLong           414   the address is longer than any search
├── TooMany           429   so many requests that others would have to wait; says how long to wait
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


class SignInNeeded(WebError):
    """Only for those who are signed in."""

    status = 303
    title = "Please sign in"


class Refused(WebError):
    """A form that another site sent in somebody's name."""

    status = 403
    title = "We did not do that"


class NotFound(WebError):
    """There is no such page or trial."""

    status = 404
    title = "We could not find that page"


class TooLarge(WebError):
    """More was sent than any form of ours holds."""

    status = 413
    title = "That is too much text"


class TooLong(WebError):
    """The address is longer than any search."""

    status = 414
    title = "That address is too long"


class TooMany(WebError):
    """So many requests that others would have to wait."""

    status = 429
    title = "Please wait a moment"


class Unavailable(WebError):
    """There is nothing to answer from now."""

    status = 503
    title = "The search is not available right now"
