"""Signing in and out."""

from starlette.requests import Request
from starlette.responses import Response

from web.accounts import own, sessions
from web.accounts.addresses import read_address
from web.accounts.sign_in import sign_in
from web.accounts.throttle import client_of
from web.forms import Form, own_path
from web.pages.accounts.shown import accounts_of, form, go_to, patiently, problems, signed_in
from web.present.account_forms import NO_ADDRESS, NO_PASSWORD, SIGN_IN, WRONG
from web.present.form_page import FormPage, Link
from web.templating import visitor

ACCOUNT = "/account"


def show(request: Request) -> Response:
    """The form, unless somebody is signed in already."""
    wanted = own_path(request.query_params.get("next", ""))
    if visitor(request):
        return go_to(wanted or ACCOUNT)
    return form(request, _page(request).filled({"next": wanted}))


@patiently(SIGN_IN)
def take(request: Request, given: Form) -> Response:
    """Read address and password, sign in, go where they wanted to go."""
    accounts = accounts_of(request)
    address, password = read_address(given.get("address", "")), given.get("password", "")
    missing = problems(None if address else NO_ADDRESS, None if password else NO_PASSWORD)
    if not address or missing:
        return form(request, _page(request).filled(given, missing))
    person = sign_in(accounts, address, password, client_of(request))
    if not person:
        return form(request, _page(request).filled(given, [WRONG]))
    response = go_to(own_path(given.get("next", "")) or ACCOUNT)
    sessions.begin(response, request, person, keep=given.get("keep") == "yes")
    return response


def sign_out(request: Request, _: Form) -> Response:
    """On this device."""
    response = go_to("/")
    sessions.end(response, request)
    return response


def sign_out_everywhere(request: Request, _: Form) -> Response:
    """On every device, this one too."""
    own.end_sessions(accounts_of(request), signed_in(request))
    response = go_to("/account/sign-in")
    sessions.end(response, request)
    return response


def _page(request: Request) -> FormPage:
    """With the way through an institution, where there is one."""
    institution = accounts_of(request).institution
    if not institution:
        return SIGN_IN
    link = Link(f"Sign in with {institution.name}", "/account/institution")
    return SIGN_IN.filled({}, links=(link, *SIGN_IN.links))
