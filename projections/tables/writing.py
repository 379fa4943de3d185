"""How a batch of changes gets into the tables of one generation."""

from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter

from msgspec.structs import astuple
from sqlalchemy import Connection, Table, bindparam, update

from projections.batch import Batch, Key, Values
from projections.reports import resolving, running_sums
from projections.restricted import lines
from projections.spending import commitments
from projections.tables import bulk, dated_tree
from projections.tables.schema import TableName, Tables

_CHANGED_BY: dict[TableName, tuple[str, ...]] = {"entries": ("fund_id", "version")}
"""What names a row to change, where that is not the table's primary key."""


def write(connection: Connection, tables: Tables, batch: Batch) -> None:
    """Write a batch; what it changes or adds to may be what it puts itself."""
    for name, entities in batch.entities.items():
        _put(connection, tables[name], entities)
    for association_id, parent_id in batch.links:
        dated_tree.link(connection, tables, association_id, parent_id)
    dated_tree.settle(
        connection,
        tables,
        recorded_at_micros=batch.recorded_at_micros,
        reorganised=batch.reorganised,
        linked=bool(batch.links),
    )
    bulk.append(connection, tables.moments, map(astuple, batch.moments))
    bulk.append(connection, tables.entries, map(astuple, batch.entries))
    bulk.append(connection, tables.postings, map(astuple, batch.postings))
    for name, changes in batch.changes.items():
        table = tables[name]
        key = _CHANGED_BY.get(name) or tuple(column.name for column in table.primary_key)
        _change(connection, table, key, changes)
    for name, sums in batch.sums.items():
        rows = ((*key, *amounts) for key, amounts in sums.items())
        bulk.add(connection, tables[name], rows)
    lines.write(connection, tables, batch.flows)
    commitments.write(connection, tables, batch.promises)
    growths = [
        *batch.growths,
        *resolving.legs(connection, tables, batch.legs),
        *resolving.givings(connection, tables, batch.givings),
    ]
    running_sums.write(connection, tables, sorted(growths, key=attrgetter("position")))


def _put(connection: Connection, table: Table, entities: dict[Key, Values]) -> None:
    names = [column.name for column in table.columns if not column.primary_key]
    rows = ((*key, *map(values.get, names)) for key, values in entities.items())
    bulk.replace(connection, table, rows)


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
