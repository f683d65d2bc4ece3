"""Signing in through an institution: there, and back."""

import logging
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from web.accounts import sessions
from web.accounts.accounts import Accounts
from web.accounts.institution import Institution, InstitutionError, Leaving, remembered
from web.accounts.linking import person_shown
from web.errors import NotFound
from web.forms import own_path
from web.pages.accounts.shown import accounts_of, go_to, said
from web.present.account_forms import NOT_VERIFIED

PURPOSE = "institution"
LASTS = timedelta(minutes=10)
FORBIDDEN = 403
log = logging.getLogger("trials.accounts")


def leave(request: Request) -> Response:
    """To the provider; what we have to know again waits in a signed cookie."""
    accounts, institution = _of(request)
    try:
        url, leaving = institution.leave()
    except InstitutionError as error:
        log.warning("Sign-in through the institution: %s", error.reason)
        raise
    wanted = own_path(request.query_params.get("next", ""))
    issued = int(accounts.now().timestamp())
    response = go_to(url)
    value = accounts.signer.sign(PURPOSE, {**remembered(leaving), "next": wanted, "issued": issued})
    sessions.remember(response, request, PURPOSE, value, int(LASTS.total_seconds()))
    return response


def come_back(request: Request) -> Response:
    """From the provider: find out who it is, and sign in."""
    accounts, institution = _of(request)
    try:
        leaving, wanted = _remembered(request, accounts)
        shown = institution.come_back(request.query_params, leaving, accounts.now())
    except InstitutionError as error:
        log.warning("Sign-in through the institution: %s", error.reason)
        raise
    person = person_shown(accounts, shown)
    if not person:
        return said(request, NOT_VERIFIED, FORBIDDEN)
    response = go_to(wanted or "/account")
    sessions.remember(response, request, PURPOSE, "", 0)
    sessions.begin(response, request, person, keep=False)
    return response


def _of(request: Request) -> tuple[Accounts, Institution]:
    accounts = accounts_of(request)
    if not accounts.institution:
        raise NotFound("There is no sign-in through an institution here.", "Sign in with a password.")
    return accounts, accounts.institution


def _remembered(request: Request, accounts: Accounts) -> tuple[Leaving, str]:
    value = accounts.signer.read(PURPOSE, sessions.recall(request, PURPOSE))
    if not value or accounts.now() - datetime.fromtimestamp(value.pop("issued"), UTC) > LASTS:
        raise InstitutionError("nobody left from here in the last ten minutes")
    wanted = str(value.pop("next"))
    return Leaving(**value), wanted
