"""The quickest way each database has to take in many rows, past SQLAlchemy's.

Rows are tuples of a table's columns in their order, the key's columns first.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import attrgetter
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import sql
from sqlalchemy import Connection, Table

Rows: TypeAlias = Iterable[tuple[object, ...]]


def append(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows that are never there yet."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
    else:
        _execute_for_each(connection, table, _insert_one(table), rows)


def replace(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, or put them in the place of those with their keys."""
    _upsert(connection, table, rows, lambda name: f"{name} = excluded.{name}")


def add(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, or add them, column by column, to those with their keys."""
    _upsert(connection, table, rows, lambda name: f"{name} = {table.name}.{name} + excluded.{name}")


def _upsert(connection: Connection, table: Table, rows: Rows, change: Callable[[str], str]) -> None:
    keys = ", ".join(column.name for column in table.primary_key)
    changes = ", ".join(change(column.name) for column in table.columns if not column.primary_key)
    otherwise = f" ON CONFLICT ({keys}) DO UPDATE SET {changes}"
    if connection.dialect.name == "postgresql":
        _execute_for_all(connection, _insert_many(connection, table) + otherwise, rows)
    else:
        _execute_for_each(connection, table, _insert_one(table) + otherwise, rows)


# PostgreSQL: one statement for all rows


def _copy(connection: Connection, table: Table, rows: Rows) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table.name))
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _insert_many(connection: Connection, table: Table) -> str:
    kinds = (column.type.compile(connection.dialect) for column in table.columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    return f"INSERT INTO {table.name} SELECT * FROM unnest({arrays})"  # noqa: S608  # our own names


def _execute_for_all(connection: Connection, statement: str, rows: Rows) -> None:
    if columns := tuple(map(list, zip(*rows, strict=True))):
        connection.exec_driver_sql(statement, columns)


# SQLite: one statement for each row, prepared once


def _insert_one(table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    return f"INSERT INTO {table.name} VALUES ({marks})"  # noqa: S608  # our own name


def _execute_for_each(connection: Connection, table: Table, statement: str, rows: Rows) -> None:
    if found := list(_as_text(table, rows)):
        connection.exec_driver_sql(statement, found)


_TEXT_OF: dict[type, Callable[[Any], str]] = {UUID: attrgetter("hex"), date: date.isoformat}


def _as_text(table: Table, rows: Rows) -> Iterator[tuple[object, ...]]:
    """Yield rows with ids and dates as the text that SQLAlchemy reads them from."""
    texts = [
        (index, _TEXT_OF[column.type.python_type])
        for index, column in enumerate(table.columns)
        if column.type.python_type in _TEXT_OF
    ]
    for row in rows:
        converted = list(row)
        for index, text_of in texts:
            value = converted[index]
            if value is not None:
                converted[index] = text_of(value)
        yield tuple(converted)
