"""One's own account: what it is, changing it, taking it along, deleting it."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from web.accounts import own, sessions
from web.accounts.addresses import read_address
from web.accounts.by_letter import Taken, ask_to_change_address, confirm_address, read_address_link
from web.accounts.passwords import problem_with
from web.accounts.sign_in import is_really
from web.accounts.throttle import client_of
from web.forms import Form
from web.pages.accounts.letters import GONE, letter_sent
from web.pages.accounts.shown import accounts_of, form, go_to, patiently, private, said, signed_in
from web.present.account_forms import (
    ADDRESS_TAKEN,
    ADDRESS_TYPED,
    CHANGE,
    CONFIRM_ADDRESS,
    DELETE,
    DELETED,
    LINK_OVER,
    NEW_ADDRESS,
    NO_ADDRESS,
    NO_ZONE,
    NOT_THE_PASSWORD,
    PASSWORD,
    TIME_ZONE,
)
from web.present.account_page import account_page
from web.present.form_page import FormPage, Problem
from web.store.people import Person


def show(request: Request) -> Response:
    """The account, and what was just done to it."""
    shown = account_page(signed_in(request), request.query_params.get("done", ""))
    return private(request, "pages/accounts/account.html", page=shown)


def show_password(request: Request) -> Response:
    """The form for another password; who has none yet gets one by letter."""
    person = signed_in(request)
    if not person.password_hash:
        return go_to("/account/forgotten")
    return form(request, CHANGE.filled({"shown": person.address}))


@patiently(CHANGE)
def password(request: Request, given: Form) -> Response:
    """Check the present one, save the new one, stay signed in here only."""
    accounts, person = accounts_of(request), signed_in(request)
    shown = CHANGE.filled({"shown": person.address})
    new = given.get("new", "")
    if wrong := problem_with(new, person.address):
        return form(request, shown.filled({}, [Problem("new", wrong)]))
    if not is_really(accounts, person, given.get("password", ""), client_of(request)):
        return form(request, shown.filled({}, [NOT_THE_PASSWORD]))
    changed = own.change_password(accounts, person, new)
    response = go_to("/account?done=password")
    sessions.begin(response, request, changed, keep=False)
    return response


def show_address(request: Request) -> Response:
    """The form for another address."""
    return form(request, _proving(NEW_ADDRESS, signed_in(request)))


@patiently(NEW_ADDRESS)
def address(request: Request, given: Form) -> Response:
    """Have a letter sent to the new address."""
    accounts, person = accounts_of(request), signed_in(request)
    shown = _proving(NEW_ADDRESS, person)
    new = read_address(given.get("address", ""))
    if not new:
        return form(request, shown.filled(given, [NO_ADDRESS]))
    if not is_really(accounts, person, given.get("password", ""), client_of(request)):
        return form(request, shown.filled(given, [NOT_THE_PASSWORD]))
    ask_to_change_address(accounts, person, new, client_of(request))
    return said(request, letter_sent(accounts))


def show_confirm_address(request: Request) -> Response:
    """The question that the link leads to; answering it is a form, because mail programs open links."""
    token = request.query_params.get("token", "")
    new = read_address_link(accounts_of(request), token)
    if not new:
        return said(request, LINK_OVER, GONE)
    return form(request, CONFIRM_ADDRESS.filled({"token": token, "shown": new}))


def take_address(request: Request, given: Form) -> Response:
    """The new address is theirs."""
    try:
        person = confirm_address(accounts_of(request), given.get("token", ""))
    except Taken:
        return said(request, ADDRESS_TAKEN, GONE)
    return go_to("/account?done=address") if person else said(request, LINK_OVER, GONE)


def show_time_zone(request: Request) -> Response:
    """The zones to choose from."""
    return form(request, _zones().filled({"zone": signed_in(request).time_zone}))


def time_zone(request: Request, given: Form) -> Response:
    """Save the zone."""
    person, zone = signed_in(request), given.get("zone", "")
    if not own.set_time_zone(accounts_of(request), person, zone):
        return form(request, _zones().filled({"zone": person.time_zone}, [NO_ZONE]))
    return go_to("/account?done=time-zone")


def export(request: Request) -> Response:
    """Everything that is kept of them, as a file."""
    text = own.export(accounts_of(request), signed_in(request))
    headers = {
        "content-disposition": 'attachment; filename="find-a-trial.json"',
        "cache-control": "no-store",
    }
    return Response(text, media_type="application/json", headers=headers)


def show_delete(request: Request) -> Response:
    """What deleting means, and the form."""
    return form(request, _proving(DELETE, signed_in(request)))


@patiently(DELETE)
def delete(request: Request, given: Form) -> Response:
    """Delete everything."""
    accounts, person = accounts_of(request), signed_in(request)
    if not is_really(accounts, person, given.get("password", ""), client_of(request)):
        return form(request, _proving(DELETE, person).filled({}, [NOT_THE_PASSWORD]))
    own.delete(accounts, person)
    request.state.person = None
    response = said(request, DELETED)
    sessions.end(response, request)
    return response


def _proving(shown: FormPage, person: Person) -> FormPage:
    """The form, which asks those without a password for their address instead."""
    if person.password_hash:
        return shown
    fields = tuple(ADDRESS_TYPED if field is PASSWORD else field for field in shown.fields)
    return replace(shown, fields=fields)


def _zones() -> FormPage:
    (zone,) = TIME_ZONE.fields
    return replace(TIME_ZONE, fields=(replace(zone, options=own.time_zones()),))
