"""The quickest way each database has to take in many rows or ids, past SQLAlchemy's.

Rows are tuples of a table's columns in their order, the key's columns first.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Table,
    Uuid,
    any_,
    exc,
    func,
    select,
)

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
    otherwise = f" ON CONFLICT ({keys}) DO {f'UPDATE SET {changes}' if changes else 'NOTHING'}"
    if connection.dialect.name == "postgresql":
        _execute_for_all(connection, _insert_many(connection, table) + otherwise, rows)
    else:
        _execute_for_each(connection, table, _insert_one(table) + otherwise, rows)


def listed(
    connection: Connection, columns: Mapping[str, type], rows: Sequence[tuple[Any, ...]]
) -> tuple[str, tuple[object, ...]]:
    """Return rows as what a query may be FROM, however many they are, and its parameters.

    Beside `columns` (UUID, int, date or str) each has its number `n`, from 0. Only the last may be
    a text.
    """
    if connection.dialect.name == "postgresql":
        names = ", ".join(columns)
        arrays = ", ".join(map(_array, columns.values()))
        values = zip(*rows, strict=True) if rows else ((),) * len(columns)
        return (
            f"(SELECT {names}, m - 1 AS n FROM unnest({arrays}) WITH ORDINALITY AS t ({names}, m))",  # noqa: S608  # our own names
            tuple(map(_as_array, columns.values(), values)),
        )
    return _fixed_width(columns), (json.dumps([_packed(row) for row in rows]),)


def among(
    connection: Connection, column: ColumnElement[Any], ids: Iterable[UUID]
) -> ColumnElement[bool]:
    """Return whether a column is one of some ids, however many: one parameter, one statement."""
    if connection.dialect.name == "postgresql":
        return column == any_(func.string_to_array(_as_array(UUID, ids), ",").cast(ARRAY(Uuid)))
    each = func.json_each(json.dumps([_hex(each) for each in ids])).table_valued("value")
    return column.in_(select(each.c.value))


# PostgreSQL: one statement for all rows

_ARRAYS = {int: "bigint", date: "date", str: "text"}
_hex = attrgetter("hex")


def _array(kind: type) -> str:
    """Return the array that `_as_array` writes: of ids as one text, which is written sooner."""
    return "string_to_array(%s, ',')::uuid[]" if kind is UUID else f"%s::{_ARRAYS[kind]}[]"


def _as_array(kind: type, values: Iterable[Any]) -> object:
    return ",".join(map(_hex, values)) if kind is UUID else list(values)


def _copy(connection: Connection, table: Table, rows: Rows) -> None:
    from psycopg import Error  # noqa: PLC0415  # a tenth of a second that SQLite has no use for

    driver = connection.connection.driver_connection
    assert driver is not None
    statement = f"COPY {table.name} FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except Error as error:  # SQLAlchemy, which is passed by, would have named it so
        raise exc.DBAPIError.instance(
            statement, None, error, Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def _insert_many(connection: Connection, table: Table) -> str:
    kinds = (column.type.compile(connection.dialect) for column in table.columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    return f"INSERT INTO {table.name} SELECT * FROM unnest({arrays})"  # noqa: S608  # our own names


def _execute_for_all(connection: Connection, statement: str, rows: Rows) -> None:
    if columns := tuple(map(list, zip(*rows, strict=True))):
        connection.exec_driver_sql(statement, columns)


# SQLite: one statement for each row, prepared once; rows to look up in one text

_WIDTHS = {UUID: 32, int: 20, date: 10}


def _fixed_width(columns: Mapping[str, type]) -> str:
    """Return the columns of rows as `_packed` writes them: quicker to cut than to parse."""
    found, start = ["key AS n"], 1
    for name, kind in columns.items():
        width = _WIDTHS.get(kind)
        cut = f"substr(value, {start})" if width is None else f"substr(value, {start}, {width})"
        found.append(f"{f'CAST({cut} AS INTEGER)' if kind is int else cut} AS {name}")
        start += width or 0
    return f"(SELECT {', '.join(found)} FROM json_each(?))"  # noqa: S608  # our own names


def _packed(row: tuple[Any, ...]) -> str:
    return "".join(_as_packed(value) for value in row)


def _as_packed(value: UUID | int | date | str) -> str:
    match value:
        case UUID():
            return value.hex
        case int():
            return f"{value:020}"
        case date():
            return value.isoformat()
        case _:
            return value


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
