"""What begins with an address and a letter to it: a new account, a forgotten password, the link that both send."""

from collections.abc import Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from web.accounts import sessions
from web.accounts.accounts import Accounts
from web.accounts.addresses import Address, read_address
from web.accounts.by_letter import Taken, ask_to_reset, ask_to_sign_up, choose_password, read_link
from web.accounts.passwords import problem_with
from web.accounts.throttle import client_of
from web.forms import Form, View
from web.pages.accounts.shown import accounts_of, form, go_to, patiently, said
from web.present.account_forms import (
    ADDRESS_TAKEN,
    CHOOSE,
    FORGOTTEN,
    LETTER_SENT,
    LINK_OVER,
    NO_ADDRESS,
    SIGN_UP,
)
from web.present.form_page import FormPage, Problem, SaidPage
from web.store.tokens import Purpose

GONE = 410
Ask = Callable[[Accounts, Address, str], None]


def show_sign_up(request: Request) -> Response:
    """The form for a new account."""
    return form(request, SIGN_UP)


def show_forgotten(request: Request) -> Response:
    """The form for a new password."""
    return form(request, FORGOTTEN)


def _asking(shown: FormPage, ask: Ask) -> View:
    """A view that reads an address, has a letter sent, and says so in the same words to everybody."""

    @patiently(shown)
    def view(request: Request, given: Form) -> Response:
        address = read_address(given.get("address", ""))
        if not address:
            return form(request, shown.filled(given, [NO_ADDRESS]))
        ask(accounts_of(request), address, client_of(request))
        return said(request, letter_sent(accounts_of(request)))

    return view


sign_up = _asking(SIGN_UP, ask_to_sign_up)
forgotten = _asking(FORGOTTEN, ask_to_reset)


def letter_sent(accounts: Accounts) -> SaidPage:
    """What to do now; where no mail server is named, also where the letter lies."""
    note = (
        f"No mail server is set up here. Letters lie as files in {accounts.outbox}."
        if accounts.outbox
        else ""
    )
    return replace(LETTER_SENT, note=note)


def show_choose(request: Request) -> Response:
    """The form that a link leads to. Looking at it uses nothing up: mail programs look at links too."""
    token = request.query_params.get("token", "")
    link = read_link(accounts_of(request), token)
    if not link:
        return said(request, LINK_OVER, GONE)
    return form(request, CHOOSE.filled({"token": token, "shown": link.address}))


def choose(request: Request, given: Form) -> Response:
    """Read the password, save it, sign in."""
    accounts = accounts_of(request)
    token, password = given.get("token", ""), given.get("new", "")
    link = read_link(accounts, token)
    if not link:
        return said(request, LINK_OVER, GONE)
    if wrong := problem_with(password, link.address):
        return form(request, CHOOSE.filled({**given, "shown": link.address}, [Problem("new", wrong)]))
    try:
        person = choose_password(accounts, link, token, password)
    except Taken:
        return said(request, ADDRESS_TAKEN, GONE)
    if not person:
        return said(request, LINK_OVER, GONE)
    response = go_to("/account?done=" + ("new" if link.purpose is Purpose.SIGN_UP else "password"))
    sessions.begin(response, request, person, keep=False)
    return response
