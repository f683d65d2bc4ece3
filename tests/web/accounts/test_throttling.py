"""How often somebody may try, and what stands in the way of those who try too often."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web.accounts.conftest import ANNA, PASSWORD, Site
from web.accounts import throttle
from web.accounts.accounts import Accounts
from web.accounts.addresses import read_address
from web.accounts.sign_in import sign_in
from web.accounts.throttle import HasToWait
from web.settings import WebSettings

FREE = throttle.PASSWORD_OF_ADDRESS.free


def test_guessing_has_to_wait_longer_and_longer(site: Site) -> None:
    """After a few tries at one address; while waiting even the right password does not get in."""
    site.join()
    site.forget_device()
    waits = []
    for _ in range(FREE + 3):
        while (answer := site.sign_in(password="wrong")).status_code == 429:
            waits.append(int(answer.headers["retry-after"]))
            assert site.sign_in().status_code == 429
            assert "Please wait" in answer.text
            assert "I do not know my password" in answer.text
            site.clock.pass_by(seconds=waits[-1])
        assert answer.status_code == 422
    assert waits == sorted(waits)
    assert waits[0] == 2
    assert waits[-1] >= 2 * waits[0]


def test_the_longest_wait_is_a_quarter_of_an_hour(site: Site) -> None:
    """Nobody can lock somebody out for long; and a new password by letter opens the door at once."""
    site.join()
    site.forget_device()
    for _ in range(40):
        answer = site.sign_in(password="wrong")
        if answer.status_code == 429:
            site.clock.pass_by(seconds=int(answer.headers["retry-after"]))
    while (answer := site.sign_in(password="wrong")).status_code != 429:
        pass
    assert 800 < int(answer.headers["retry-after"]) <= 901
    site.send("/account/forgotten", address=ANNA)
    token = site.link().partition("token=")[2]
    site.send("/account/choose-password", token=token, new="another good one")
    site.forget_device()
    assert site.sign_in(password="another good one").status_code == 303


def test_who_knows_the_password_starts_anew(site: Site) -> None:
    """A few slips, then the right one: no slip is held against them."""
    site.join()
    site.forget_device()
    for _ in range(4):
        for _ in range(FREE - 1):
            assert site.sign_in(password="wrong").status_code == 422
        assert site.sign_in().status_code == 303


def test_one_client_cannot_try_many_addresses(site: Site) -> None:
    """Some tries at each of many accounts count together, also when the guesser has an account of their own."""
    site.join()
    site.forget_device()
    answers = []
    for number in range(throttle.PASSWORD_OF_CLIENT.free + 5):
        site.clock.pass_by(seconds=3)  # so that the limit of forms is not what is met
        answers.append(site.sign_in(f"person{number}@example.org", "wrong").status_code)
        if number == 20:
            answers.append(site.sign_in().status_code)
    assert answers[:22] == [422] * 21 + [303]
    assert 429 in answers[-3:]


def test_tries_are_forgiven_in_time(site: Site) -> None:
    """A day later all is forgotten, and nothing of it is kept."""
    for _ in range(FREE):
        site.sign_in(password="wrong")
    site.clock.pass_by(days=1)
    assert site.sign_in(password="wrong").status_code == 422
    site.clock.pass_by(days=2)
    site.accounts.sweep()
    with site.accounts.store.reading() as work:
        assert work.belongings.count()["attempts"] == 0


def test_a_mailbox_is_not_filled_by_strangers(site: Site) -> None:
    """Of many requests for one address three letters leave, later one more; the page stays the same."""
    pages = {site.send("/account/forgotten", address=ANNA).text for _ in range(10)}
    assert len(pages) == 1
    assert len(site.letters()) == 3
    site.clock.pass_by(hours=2)
    site.send("/account/forgotten", address=ANNA)
    assert len(site.letters()) == 4


def test_one_client_cannot_have_letters_sent_to_everybody(site: Site) -> None:
    """After some it has to wait, and is told."""
    for number in range(throttle.LETTER_OF_CLIENT.free):
        assert site.send("/account/sign-up", address=f"p{number}@example.org").status_code == 200
    site.send("/account/sign-up", address="more@example.org")
    refused = site.send("/account/sign-up", address="even.more@example.org")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_forms_in_a_row_have_to_wait(site: Site) -> None:
    """Whatever the form; reading goes on."""
    answers = [site.send("/account/sign-out").status_code for _ in range(throttle.FORM_OF_CLIENT.free + 2)]
    assert answers[0] == 303
    assert answers[-1] == 429
    assert site.get("/").status_code == 200


@pytest.mark.faults
def test_many_workers_let_no_more_through_than_one(site: Site, settings: WebSettings) -> None:
    """Two workers and twenty threads that try at the same moment: the count is one for all."""
    site.join()
    second = Accounts.open(settings, site.outbox.parent, site.clock)
    together = threading.Barrier(20)

    def guess(number: int) -> bool:
        together.wait()
        try:
            throttle.take((site.accounts, second)[number % 2], ("password of address", ANNA))
        except HasToWait:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        through = sum(threads.map(guess, range(20)))
    second.close()
    assert through == FREE + 1


@pytest.mark.faults
def test_two_workers_sign_in_at_once(site: Site, settings: WebSettings) -> None:
    """Neither waits for the other for ever, and both get in."""
    site.join()
    second = Accounts.open(settings, site.outbox.parent, site.clock)

    address = read_address(ANNA)
    assert address
    with ThreadPoolExecutor(4) as threads:
        tries = [
            threads.submit(sign_in, accounts, address, PASSWORD, client)
            for accounts in (site.accounts, second)
            for client in ("192.0.2.1", "192.0.2.2")
        ]
        assert all(each.result() for each in tries)
    second.close()
