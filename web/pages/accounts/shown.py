"""What every page of accounts has in common: who asks, and that nothing of it is kept by browsers or searched."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from web.accounts.accounts import Accounts
from web.accounts.throttle import HasToWait
from web.errors import SignInNeeded
from web.forms import Form, View
from web.present.account_forms import please_wait
from web.present.form_page import FormPage, Problem, SaidPage
from web.store.people import Person
from web.templating import page, visitor

WRONG, TOO_MANY = 422, 429


def accounts_of(request: Request) -> Accounts:
    """The app's accounts."""
    found: Accounts = request.state.accounts
    return found


def signed_in(request: Request) -> Person:
    """Who asks. Raises SignInNeeded."""
    person = visitor(request)
    if not person:
        raise SignInNeeded("This page is only for those who are signed in.")
    return person


def private(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page that nobody keeps: not the browser, not a proxy, not a search engine."""
    response = page(request, template, status=status, **context)
    response.headers["cache-control"] = "no-store"
    response.headers["x-robots-tag"] = "noindex"
    # With `no-referrer` a browser hides a form's origin from us too, and over plain http we know nothing else of it.
    response.headers["referrer-policy"] = "same-origin"
    return response


def form(request: Request, shown: FormPage, status: int = 200) -> Response:
    """A page with a form; with problems it is no success."""
    wrong = WRONG if shown.problems else 200
    return private(request, "pages/accounts/form.html", status=max(status, wrong), page=shown)


def said(request: Request, shown: SaidPage, status: int = 200) -> Response:
    """A page that says what happened."""
    return private(request, "pages/accounts/said.html", status=status, page=shown)


def go_to(url: str) -> Response:
    """To the next page, with GET."""
    return RedirectResponse(url, status_code=303, headers={"cache-control": "no-store"})


def patiently(shown: FormPage) -> Callable[[View], View]:
    """A view whose form comes back with the time to wait, when it was sent too often."""

    def with_patience(view: View) -> View:
        def endpoint(request: Request, given: Form) -> Response:
            try:
                return view(request, given)
            except HasToWait as refusal:
                response = form(request, shown.filled(given, [please_wait(refusal.wait)]), TOO_MANY)
                response.headers["retry-after"] = str(int(refusal.wait.total_seconds()) + 1)
                return response

        return endpoint

    return with_patience


def problems(*found: Problem | None) -> list[Problem]:
    """Those that there are."""
    return [problem for problem in found if problem]
