"""What people do with their account: change it, take it along, delete it. And what admins see."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import insert

from indexer.database import Database
from tests.web.accounts.conftest import ANNA, PASSWORD, Site, token_of
from web.settings import WebSettings
from web.store import tables
from web.store.store import ACCOUNTS


def test_the_password_is_changed_by_who_knows_it(site: Site) -> None:
    """A session alone is not enough: it may be somebody at an open laptop."""
    site.join()
    assert site.send("/account/password", password="wrong", new="another good one").status_code == 422
    assert site.send("/account/password", password=PASSWORD, new="short").status_code == 422
    assert site.send("/account/password", password=PASSWORD, new="another good one").status_code == 303
    site.forget_device()
    assert site.sign_in().status_code == 422
    assert site.sign_in(password="another good one").status_code == 303
    assert site.letters()[-1]["subject"] == "Your password was changed"


def test_the_address_is_changed_by_a_letter_to_the_new_one(site: Site) -> None:
    """Opening the link asks, answering changes; the old address is told."""
    site.join()
    wrong = site.send("/account/address", address="new@example.org", password="wrong")
    assert wrong.status_code == 422
    site.send("/account/address", address="new@example.org", password=PASSWORD)
    assert site.letters()[-1]["to"] == "new@example.org"
    link = site.link()
    assert "Is this your new address?" in site.get(link).text
    assert "new@example.org" in site.get(link).text
    assert ANNA in site.get("/account").text
    done = site.send("/account/confirm-address", token=token_of(link))
    assert done.headers["location"] == "/account?done=address"
    assert "new@example.org" in site.get("/account").text
    assert (site.letters()[-1]["to"], site.letters()[-1]["subject"]) == (ANNA, "Your address was changed")
    assert site.send("/account/confirm-address", token=token_of(link)).status_code == 410
    site.forget_device()
    assert site.sign_in("new@example.org").status_code == 303


CHANGES = {
    "a new password": lambda site: site.send("/account/password", password=PASSWORD, new="another good one"),
    "another address": lambda site: site.send("/account/confirm-address", token=token_of(site.link())),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_older_letters_are_worth_nothing_after_a_change(site: Site, change: Callable[[Site], object]) -> None:
    """They may lie in a mailbox that is not the person's any more."""
    site.join()
    site.send("/account/forgotten", address=ANNA)
    reset = site.link()
    site.send("/account/address", address="first@example.org", password=PASSWORD)
    other = token_of(site.link())
    site.send("/account/address", address="new@example.org", password=PASSWORD)
    change(site)
    assert site.get(reset).status_code == 410
    assert site.send("/account/confirm-address", token=other).status_code == 410


def test_an_address_of_another_account_stays_theirs(site: Site) -> None:
    """The page is the same as for any address; its owner gets a letter, and nothing changes."""
    site.join("bela@example.org")
    site.forget_device()
    site.join()
    free = site.send("/account/address", address="free@example.org", password=PASSWORD).text
    taken = site.send("/account/address", address="Bela@example.org", password=PASSWORD).text
    assert free == taken
    assert site.letters()[-1]["subject"] == "You have an account already"


def test_the_time_zone_is_one_of_the_list(site: Site) -> None:
    """Anything else is refused beside the field."""
    site.join()
    assert site.send("/account/time-zone", zone="../../etc/passwd").status_code == 422
    assert site.send("/account/time-zone", zone="Europe/Minsk").status_code == 303
    assert "Europe/Minsk" in site.get("/account?done=time-zone").text


def test_everything_can_be_taken_along(site: Site, settings: WebSettings) -> None:
    """Of every table, what is theirs and not what is others'; nothing that could be used to sign in."""
    site.join("bela@example.org")
    site.forget_device()
    site.join()
    fill(settings.accounts_url, ANNA, "my search")
    fill(settings.accounts_url, "bela@example.org", "not mine")
    answer = site.get("/account/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="find-a-trial.json"'
    told = json.loads(answer.text)
    assert [person["address"] for person in told["people"]] == [ANNA]
    assert [search["name"] for search in told["searches"]] == ["my search"]
    assert [event["after"] for event in told["events"]] == ["my search"]
    assert told["baselines"][0]["trials"] == "AQI="
    assert "not mine" not in answer.text
    assert "argon2" not in answer.text
    assert not {"password_hash", "epoch"} & told["people"][0].keys()


def test_deleting_leaves_nothing(site: Site, settings: WebSettings) -> None:
    """After the password and a plain statement; the address can join again as somebody new."""
    site.join()
    fill(settings.accounts_url, ANNA, "my search")
    assert "Nobody can bring them back" in site.get("/account/delete").text
    assert site.send("/account/delete", password="wrong").status_code == 422
    assert site.is_signed_in()
    gone = site.send("/account/delete", password=PASSWORD)
    assert "Your account is deleted" in gone.text
    assert "Account: anna" not in gone.text
    with site.accounts.store.reading() as work:
        counts = {table: number for table, number in work.belongings.count().items() if number}
    assert counts.keys() <= {"attempts"}
    assert site.sign_in().status_code == 422
    site.join()
    assert "my search" not in site.get("/account/export").text


def test_admins_see_numbers_and_nobodys_searches(site: Site, settings: WebSettings) -> None:
    """Counts, how our copy stands, and letters that did not leave; others find no such page."""
    site.join()
    fill(settings.accounts_url, ANNA, "leukaemia in Minsk")
    assert site.get("/admin").status_code == 404
    assert "/admin" not in site.get("/account").text
    with site.accounts.store.writing() as work:
        person = work.people.of_address(ANNA)
        assert person
        work.people.set_admin(person.id, is_admin=True)
        work.deliveries.note_failure("reset", "The mail server mail:25 answered 550.", site.clock.at)
    page = site.get("/admin")
    assert page.status_code == 200
    assert 'href="/admin"' in site.get("/account").text
    for shown in (
        "People with an account",
        "Saved searches",
        "reset",
        "1 failed, the last on 24 November 2026",
        "47",
    ):
        assert shown in page.text
    for hidden in ("leukaemia", "Minsk", "anna@", "example.org"):
        assert hidden not in page.text


@pytest.mark.parametrize("field", ["address", "zone", "new", "token", "next"])
def test_typed_text_is_escaped(site: Site, field: str) -> None:
    """Markup in a form is shown, not run."""
    hostile = '"><script>alert(1)</script>'
    for url in (
        "/account/sign-in",
        "/account/sign-up",
        "/account/choose-password",
        "/account/confirm-address",
    ):
        assert "<script>alert" not in site.send(url, **{field: hostile}).text
        assert "<script>alert" not in site.client.get(url, params={field: hostile}).text


def fill(address: str, whose: str, name: str) -> None:
    """Give somebody a search with a baseline and news."""
    database = Database.open(ACCOUNTS, address)
    with database.writing() as connection:
        person = connection.execute(tables.people.select().where(tables.people.c.folded == whose)).one()
        at = person.created_at
        search = {
            "person_id": person.id, "name": name, "notes": "", "position": 1, "query": "q=asthma",
            "fields_version": "1", "frequency": "daily", "created_at": at, "looked_revision": 0,
            "found_revision": 0, "told_revision": 0,
        }  # fmt: skip
        made = connection.execute(insert(tables.searches).values(search).returning(tables.searches.c.id))
        search_id = made.scalar_one()
        baseline = {"search_id": search_id, "taken_at": at, "revision": 1, "number": 2, "trials": b"\x01\x02"}
        connection.execute(insert(tables.baselines).values(baseline))
        event = {
            "search_id": search_id, "nct_id": "NCT00000001", "kind": "new", "field": "", "before": "", "after": name,
            "place": "", "at": at, "revision": 1,
        }  # fmt: skip
        connection.execute(insert(tables.events).values(event))
    database.close()
