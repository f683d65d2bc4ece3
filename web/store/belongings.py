"""Everything that is kept of a person, in every table, found by following the references to them.

A table that is added later is found too. Secrets stay behind: who holds the export could otherwise sign in with it.
"""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, select

from web.store.tables import metadata, people

Row = dict[str, Any]
SECRET = {"people": ("password_hash", "epoch"), "tokens": ("hash", "sealed")}


class Belongings:
    """What hangs on people, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, person_id: int) -> dict[str, list[Row]]:
        """The person's rows by table, each as JSON can hold it."""
        found: dict[str, list[Row]] = {"people": self._rows(people, {"id": {person_id}})}
        for table in metadata.sorted_tables:  # a table comes after those it refers to
            if table is not people and (owners := _owners(table, found)):
                found[table.name] = self._rows(table, owners)
        return {
            name: [_plain(row, SECRET.get(name, ())) for row in rows] for name, rows in found.items() if rows
        }

    def count(self) -> dict[str, int]:
        """How many rows each table has; nothing of what is in them."""
        return {
            table.name: int(self._connection.execute(select(func.count()).select_from(table)).scalar_one())
            for table in metadata.sorted_tables
        }

    def _rows(self, table: Table, owners: dict[str, set[Any]]) -> list[Row]:
        """The rows of which some reference is one of the owners'."""
        keys = table.primary_key.columns
        rows: dict[tuple[Any, ...], Row] = {}
        for column, ids in owners.items():
            for row in self._connection.execute(
                select(table).where(table.c[column].in_(sorted(ids)))
            ).mappings():
                rows[tuple(row[key] for key in keys)] = dict(row)
        return list(rows.values())


def _owners(table: Table, found: dict[str, list[Row]]) -> dict[str, set[Any]]:
    """By which columns a table's rows belong to rows that were found, and to which of them."""
    return {
        column.name: ids
        for column, parent, key in _references(table)
        if (ids := {row[key] for row in found.get(parent, [])})
    }


def _references(table: Table) -> Iterator[tuple[Any, str, str]]:
    """Column, table referred to and its key, where the row goes with what it refers to."""
    for reference in table.foreign_keys:
        if reference.ondelete == "CASCADE":
            yield reference.parent, reference.column.table.name, reference.column.name


def _plain(row: Row, secret: tuple[str, ...]) -> Row:
    return {name: _as_json(value) for name, value in row.items() if name not in secret}


def _as_json(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case _:
            return value
