"""What the accounts store keeps, the same in SQLite and in PostgreSQL."""

import itertools
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Table, create_engine, func, insert, select

from indexer.database import Database
from indexer.errors import StoreError
from web.store import tables
from web.store.people import AddressTaken, Person
from web.store.store import ACCOUNTS, Store, Work
from web.store.tokens import Purpose, Subject

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def add(store: Store, address: str = "anna@example.org") -> Person:
    """A person."""
    with store.writing() as work:
        return work.people.add(address, address.casefold(), NOW, password_hash="hash")


def test_migrations_lead_to_the_tables_that_the_code_uses(accounts_address: str) -> None:
    """A column added to one and not to the other is a fault, and going back leaves nothing behind."""
    Store.open(accounts_address).close()
    engine = create_engine(accounts_address)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    engine.dispose()


def test_a_person_comes_back_as_added(store: Store) -> None:
    """By id and by address, with the moment in UTC."""
    person = add(store)
    with store.reading() as work:
        assert work.people.of_id(person.id) == work.people.of_address("anna@example.org") == person
        assert work.people.of_address("bela@example.org") is None
        assert work.people.all() == (person,)
    assert (person.created_at, person.confirmed_at, person.password_hash) == (NOW, NOW, "hash")


def test_an_address_is_one_account(store: Store) -> None:
    """Neither adding nor changing makes two of one."""
    add(store)
    other = add(store, "bela@example.org")
    with pytest.raises(AddressTaken):
        add(store, "Anna@example.org")
    with pytest.raises(AddressTaken), store.writing() as work:
        work.people.set_address(other.id, "ANNA@example.org", "anna@example.org", NOW)
    with store.reading() as work:
        assert work.people.of_id(other.id) == other


def test_an_id_is_never_given_twice(store: Store) -> None:
    """The session of somebody who left must not open the account of somebody who came."""
    first = add(store)
    with store.writing() as work:
        assert work.people.remove(first.id)
    second = add(store)
    assert second.id != first.id
    assert second.epoch != first.epoch


def test_what_ends_sessions(store: Store) -> None:
    """A new password and signing out everywhere do; a new hash of the same password does not."""
    person = add(store)
    epochs = [person.epoch]
    changes: list[Callable[[Work], None]] = [
        lambda work: work.people.rehash(person.id, "hash", "hash 2"),
        lambda work: work.people.rehash(person.id, "another", "hash 3"),
        lambda work: work.people.set_password(person.id, "hash 4"),
        lambda work: work.people.end_sessions(person.id),
    ]
    for change in changes:
        with store.writing() as work:
            change(work)
            now = work.people.of_id(person.id)
            assert now is not None
            epochs.append(now.epoch)
    assert [before == after for before, after in itertools.pairwise(epochs)] == [
        True,
        True,
        False,
        False,
    ]


def test_everything_goes_with_the_person(accounts_address: str) -> None:
    """One statement deletes the person and every row that hangs on them, in every table."""
    store = Store.open(accounts_address)
    person = add(store)
    database = Database.open(ACCOUNTS, accounts_address)
    with database.writing() as connection:
        for table in _hanging_on(tables.people):
            connection.execute(insert(table).values(_a_row(table, person.id)))
    with store.writing() as work:
        assert work.people.remove(person.id)
        assert not work.people.remove(person.id)
    with database.reading() as connection:
        left = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in tables.metadata.sorted_tables
        }
    assert {name: number for name, number in left.items() if number} == {}
    database.close()
    store.close()


def test_a_token_is_used_once(store: Store) -> None:
    """For its purpose, in its time; read as often as a mail program looks at it."""
    person = add(store)
    with store.writing() as work:
        token = work.tokens.make(Purpose.RESET, Subject(person_id=person.id), NOW, NOW + HOUR)
    with store.writing() as work:
        assert work.tokens.read(Purpose.RESET, token, NOW) == Subject(person_id=person.id)
        assert work.tokens.read(Purpose.SIGN_UP, token, NOW) is None
        assert work.tokens.read(Purpose.RESET, token, NOW + HOUR) is None
        assert work.tokens.use(Purpose.RESET, token, NOW) == Subject(person_id=person.id)
        assert work.tokens.use(Purpose.RESET, token, NOW) is None
        assert work.tokens.read(Purpose.RESET, token, NOW) is None


def test_no_token_is_in_the_store(store: Store, accounts_address: str) -> None:
    """Who reads the database cannot use what it holds."""
    with store.writing() as work:
        token = work.tokens.make(Purpose.SIGN_UP, Subject(address="a@example.org"), NOW, NOW + HOUR)
    database = Database.open(ACCOUNTS, accounts_address)
    with database.reading() as connection:
        row = connection.execute(select(tables.tokens)).one()
    database.close()
    assert token not in map(str, row)


def test_what_is_over_is_swept_away(store: Store) -> None:
    """Used and expired tokens go; what still counts stays."""
    with store.writing() as work:
        kept = work.tokens.make(Purpose.SHARE, Subject(address="a"), NOW)
        used = work.tokens.make(Purpose.RESET, Subject(address="a"), NOW, NOW + HOUR)
        work.tokens.make(Purpose.RESET, Subject(address="b"), NOW, NOW + HOUR)
        work.tokens.use(Purpose.RESET, used, NOW)
        assert work.tokens.sweep(NOW + 2 * HOUR) == 2
        assert work.tokens.read(Purpose.SHARE, kept, NOW + 9999 * HOUR)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    """The token stays unused when the account could not be made."""
    with store.writing() as work:
        token = work.tokens.make(Purpose.SIGN_UP, Subject(address="a"), NOW, NOW + HOUR)

    def interrupted() -> None:
        with store.writing() as work:
            work.tokens.use(Purpose.SIGN_UP, token, NOW)
            work.people.add("a", "a", NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with store.reading() as work:
        assert work.tokens.read(Purpose.SIGN_UP, token, NOW)
        assert work.people.count() == 0


def test_the_file_is_its_owners(tmp_path: Path) -> None:
    """Nobody else on the machine may read the accounts, nor what SQLite lays beside them."""
    with Store.open(f"sqlite:///{tmp_path / 'accounts.db'}") as store:
        add(store)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) > 1
    assert set(modes.values()) == {0o600}


def test_the_log_is_ahead_of_the_file(tmp_path: Path) -> None:
    """SQLite writes ahead and waits for the disk: what was reported as kept survives a power cut."""
    database = Database.open(ACCOUNTS, f"sqlite:///{tmp_path / 'accounts.db'}")
    with database.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.faults
def test_trouble_names_no_person(store: Store, accounts_address: str) -> None:
    """What a database says of a broken rule may quote the row; our sentence does not."""
    add(store)
    database = Database.open(ACCOUNTS, accounts_address)
    row = {column.name: None for column in tables.people.columns} | {"folded": "anna@example.org"}
    with pytest.raises(StoreError) as caught, database.writing() as connection:
        connection.execute(insert(tables.people).values(row | {"id": 99}))
    database.close()
    assert "anna" not in str(caught.value)


@pytest.mark.faults
def test_a_server_that_is_not_there_is_named() -> None:
    """One sentence with the address, without its password, and what to check."""
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        Store.open("postgresql+psycopg://someone:secret@127.0.0.1:1/nothing")
    assert "secret" not in str(caught.value)


def _hanging_on(parent: object) -> list[Table]:
    """The tables that refer to a person, directly."""
    return [
        table
        for table in tables.metadata.sorted_tables
        if any(key.column.table is parent for key in table.foreign_keys)
    ]


def _a_row(table: Table, person_id: int) -> dict[str, object]:
    """A row of a table that belongs to a person, with something in every column that has to have it."""
    by_type: dict[str, object] = {
        "Instant": NOW,
        "Integer": 1,
        "BigInteger": 1,
        "Boolean": False,
        "LargeBinary": b"",
    }
    given = {"frequency": "daily", "state": "failed", "person_id": person_id}
    return {
        column.name: given.get(column.name, by_type.get(type(column.type).__name__, "x"))
        for column in table.columns
        if not column.nullable or column.name == "person_id"
        if not (column.primary_key and column.name == "id")
    }
