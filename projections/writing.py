"""How a batch of changes gets into the tables of one generation."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg import sql
from sqlalchemy import Connection, Table, bindparam, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

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
    for name, rows in batch.rows.items():
        _append(connection, tables[name], rows)
    for name, changes in batch.changes.items():
        table = tables[name]
        key = _CHANGED_BY.get(name) or tuple(column.name for column in table.primary_key)
        _change(connection, table, key, changes)
    for name, sums in batch.sums.items():
        _add(connection, tables[name], sums)


def _put(connection: Connection, table: Table, entities: dict[Key, Values]) -> None:
    if not entities:
        return
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if not column.primary_key]
    put = _upsert(connection, table)
    put = put.on_conflict_do_update(
        index_elements=keys, set_={name: put.excluded[name] for name in others}
    )
    nothing: Values = dict.fromkeys(others)
    rows = [
        {**nothing, **values, **dict(zip(keys, key, strict=True))}
        for key, values in entities.items()
    ]
    connection.execute(put, rows)


def _add(connection: Connection, table: Table, sums: dict[Key, list[int]]) -> None:
    if not sums:
        return
    names = [column.name for column in table.columns]
    keys = [column.name for column in table.primary_key]
    add = _upsert(connection, table)
    add = add.on_conflict_do_update(
        index_elements=keys,
        set_={name: table.c[name] + add.excluded[name] for name in names[len(keys) :]},
    )
    rows = [
        dict(zip(names, (*key, *amounts), strict=True)) for key, amounts in sorted(sums.items())
    ]
    connection.execute(add, rows)


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


def _append(connection: Connection, table: Table, rows: list[Values]) -> None:
    """Insert many rows by the quickest way each database has."""
    names = [column.name for column in table.columns]
    tuples = (tuple(map(row.get, names)) for row in rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table.name, names, tuples)
        return
    convert = [column.type.dialect_impl(connection.dialect) for column in table.columns]
    processors = [kind.bind_processor(connection.dialect) for kind in convert]
    marks = ", ".join("?" * len(names))
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} VALUES ({marks})",  # noqa: S608  # our own name
        [_converted(row, processors) for row in tuples],
    )


def _converted(
    row: Iterable[Any], processors: Sequence[Callable[[Any], Any] | None]
) -> tuple[Any, ...]:
    return tuple(
        value if process is None or value is None else process(value)
        for value, process in zip(row, processors, strict=True)
    )


def _copy(
    connection: Connection, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _upsert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(table)
