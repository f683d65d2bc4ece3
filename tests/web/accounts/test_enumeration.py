"""Nobody learns who has an account: not from words, not from time. Time is measured by the work that is done."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import argon2
import pytest
from sqlalchemy import Engine, event

from tests.web.accounts.conftest import ANNA, PASSWORD, Site, text_of

NOBODY = "nobody@example.org"


@contextmanager
def work() -> Iterator[Counter[str]]:
    """What is done in the block by the threads that answer: hashes, checks of a hash, and statements to the store."""
    done: Counter[str] = Counter()

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object) -> object:
            done[name] += 1
            return real(*given)

        return call

    def statement(*given: object) -> None:
        if threading.current_thread().name != "postman":
            done[str(given[2]).split(maxsplit=1)[0]] += 1

    with pytest.MonkeyPatch.context() as patch:
        for name in ("verify", "hash"):
            patch.setattr(argon2.PasswordHasher, name, counted(name, getattr(argon2.PasswordHasher, name)))
        event.listen(Engine, "before_cursor_execute", statement)
        try:
            yield done
        finally:
            event.remove(Engine, "before_cursor_execute", statement)


def test_a_wrong_password_and_an_unknown_address_are_one(site: Site) -> None:
    """The same page, the same status, one check of a hash each, the same statements."""
    site.join()
    site.forget_device()
    with work() as of_known:
        known = site.sign_in(password="wrong")
    with work() as of_unknown:
        unknown = site.sign_in(NOBODY, "wrong")
    assert known.text.replace(ANNA, NOBODY) == unknown.text
    assert known.status_code == unknown.status_code
    assert of_known == of_unknown
    assert of_known["verify"] == 1
    assert known.headers.keys() == unknown.headers.keys()


def test_an_account_without_a_password_is_the_same(site: Site) -> None:
    """Who signs in through an institution only: as much work, and no password fits."""
    with site.accounts.store.writing() as kept:
        kept.people.add(ANNA, ANNA, site.clock.at)
    for password in ("", "wrong", "nobody's password"):
        with work() as of_known:
            known = site.sign_in(password=password)
        with work() as of_unknown:
            unknown = site.sign_in(NOBODY, password)
        assert of_known == of_unknown
        assert known.text.replace(ANNA, NOBODY) == unknown.text


@pytest.mark.parametrize("url", ["/account/sign-up", "/account/forgotten"])
def test_asking_for_a_letter_looks_nobody_up(site: Site, url: str) -> None:
    """The answer is given before anybody looks whose address it is; a letter leaves to each."""
    site.join()
    site.forget_device()
    with work() as of_known:
        known = site.send(url, address=ANNA)
    with work() as of_unknown:
        unknown = site.send(url, address=NOBODY)
    assert known.text == unknown.text
    assert of_known == of_unknown
    assert of_known["verify"] == of_known["hash"] == 0
    assert [letter["to"] for letter in site.letters()[-2:]] == [ANNA, NOBODY]


LETTERS = {
    ("/account/sign-up", ANNA): ("You have an account already", "Nobody learnt"),
    ("/account/sign-up", NOBODY): ("Your link to make an account", "token="),
    ("/account/forgotten", ANNA): ("Your link to choose a new password", "token="),
    ("/account/forgotten", NOBODY): ("There is no account with this address", "/account/sign-up"),
}


@pytest.mark.parametrize(("asked", "told"), LETTERS.items(), ids=[" ".join(asked) for asked in LETTERS])
def test_the_mailboxes_owner_learns_what_happened(
    site: Site, asked: tuple[str, str], told: tuple[str, str]
) -> None:
    """What the page does not say stands in the letter."""
    site.join()
    site.forget_device()
    url, address = asked
    subject, part = told
    site.send(url, address=address)
    letter = site.letters()[-1]
    assert (letter["to"], letter["subject"]) == (address, subject)
    assert part in text_of(letter)


def test_an_old_hash_is_made_anew_at_the_next_sign_in(site: Site) -> None:
    """Stronger settings reach everybody who comes back, and their sessions go on."""
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with site.accounts.store.writing() as kept:
        person = kept.people.add(ANNA, ANNA, site.clock.at, password_hash=weak)
    assert site.sign_in().status_code == 303
    assert site.is_signed_in()
    with site.accounts.store.reading() as kept:
        changed = kept.people.of_id(person.id)
    assert changed
    assert changed.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert changed.epoch == person.epoch
