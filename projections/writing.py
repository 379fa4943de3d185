"""How a batch of changes gets into the tables of one generation."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from psycopg import sql
from sqlalchemy import Connection, Table, bindparam, insert, literal, select, update

from projections.batch import Batch, Key, Values
from projections.schema import TableName, Tables

_CHANGED_BY: dict[TableName, tuple[str, ...]] = {"entries": ("fund_id", "version")}
"""What names a row to change, where that is not the table's primary key."""


def write(connection: Connection, tables: Tables, batch: Batch) -> None:
    """Write a batch; what it changes or adds to may be what it puts itself."""
    for name, entities in batch.entities.items():
        _put(connection, tables[name], entities)
    for association_id, parent_id in batch.links:
        _link(connection, tables, association_id, parent_id)
    _append(connection, tables.moments, batch.moments)
    _append(connection, tables.entries, batch.entries)
    _append(connection, tables.postings, batch.postings)
    for name, changes in batch.changes.items():
        table = tables[name]
        key = _CHANGED_BY.get(name) or tuple(column.name for column in table.primary_key)
        _change(connection, table, key, changes)
    for name, sums in batch.sums.items():
        _add(connection, tables[name], sums)


def _put(connection: Connection, table: Table, entities: dict[Key, Values]) -> None:
    names = [column.name for column in table.columns if not column.primary_key]
    rows = ((*key, *map(values.get, names)) for key, values in entities.items())
    _upsert(connection, table, rows, "{0} = excluded.{0}")


def _add(connection: Connection, table: Table, sums: dict[Key, list[int]]) -> None:
    rows = ((*key, *amounts) for key, amounts in sums.items())
    _upsert(connection, table, rows, "{0} = " + table.name + ".{0} + excluded.{0}")


def _upsert(
    connection: Connection, table: Table, rows: Iterable[tuple[object, ...]], change: str
) -> None:
    """Insert rows; where the key is there already, do `change` to each other column."""
    keys = ", ".join(column.name for column in table.primary_key)
    others = [column.name for column in table.columns if not column.primary_key]
    changes = ", ".join(change.format(name) for name in others)
    insertion = _insertion(connection, table)
    _many(connection, table, f"{insertion} ON CONFLICT ({keys}) DO UPDATE SET {changes}", rows)


def _append(connection: Connection, table: Table, rows: Sequence[msgspec.Struct]) -> None:
    """Insert many rows by the quickest way each database has."""
    tuples = map(msgspec.structs.astuple, rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, tuples)
    else:
        _many(connection, table, _insertion(connection, table), tuples)


def _insertion(connection: Connection, table: Table) -> str:
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    marks = ", ".join([mark] * len(table.columns))
    return f"INSERT INTO {table.name} VALUES ({marks})"  # noqa: S608  # our own name


def _many(
    connection: Connection, table: Table, statement: str, rows: Iterable[tuple[object, ...]]
) -> None:
    """Execute a statement once for each row, past SQLAlchemy, which takes twice the time."""
    if connection.dialect.name == "sqlite":
        rows = _for_sqlite(table, rows)
    if found := list(rows):
        connection.exec_driver_sql(statement, found)


_SQLITE_TEXT: dict[type, Callable[[Any], str]] = {UUID: attrgetter("hex"), date: date.isoformat}


def _for_sqlite(table: Table, rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    """Yield rows with ids and dates as the text that SQLAlchemy reads them from."""
    texts = [
        (index, _SQLITE_TEXT[column.type.python_type])
        for index, column in enumerate(table.columns)
        if column.type.python_type in _SQLITE_TEXT
    ]
    for row in rows:
        converted = list(row)
        for index, text_of in texts:
            value = converted[index]
            if value is not None:
                converted[index] = text_of(value)
        yield tuple(converted)


def _copy(connection: Connection, table: Table, rows: Iterable[tuple[object, ...]]) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    into = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table.name))
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _change(
    connection: Connection, table: Table, key: Sequence[str], changes: dict[Key, Values]
) -> None:
    alike: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for values_of_key, values in changes.items():
        named = {f"key_{name}": each for name, each in zip(key, values_of_key, strict=True)}
        alike[tuple(sorted(values))].append({**values, **named})
    for columns, rows in alike.items():
        change = (
            update(table)
            .where(*(table.c[name] == bindparam(f"key_{name}") for name in key))
            .values({name: bindparam(name) for name in columns})
        )
        connection.execute(change, rows)


def _link(
    connection: Connection, tables: Tables, association_id: UUID, parent_id: UUID | None
) -> None:
    """Write an association's line of ancestors: itself, and those of its parent one further up."""
    ancestors = tables.association_ancestors
    itself = {"association_id": association_id, "ancestor_id": association_id, "depth": 0}
    connection.execute(insert(ancestors), itself)
    above = select(
        literal(association_id, ancestors.c.association_id.type),
        ancestors.c.ancestor_id,
        ancestors.c.depth + 1,
    ).where(ancestors.c.association_id == parent_id)
    connection.execute(insert(ancestors).from_select(list(itself), above))
