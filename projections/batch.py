"""What some events change in the read models, worked out before any lock is taken.

Nothing is looked up while it is worked out: rows are added, whole entities are put, columns are
set, sums grow. So a batch is the same whatever the tables hold, and cutting the log into other
batches gives the same tables. What depends on what stood there before – a line of purposes, what a
decision commits – is kept in the order of the log, and looked up when the batch is written.
"""

from collections import defaultdict
from typing import Any, TypeAlias
from uuid import UUID

from projections.acts import Flow, Giving, Growth, Leg, Promise
from projections.tables.rows import EntryRow, MomentRow, PostingRow
from projections.tables.schema import TableName

Key: TypeAlias = tuple[Any, ...]
Values: TypeAlias = dict[str, object]


class Batch:
    """Changes to the read models, to be written in one transaction.

    A key is the values of the table's key columns, in their order; for entries it is
    (fund, version).
    """

    def __init__(self, recorded_at_micros: int) -> None:
        """Begin with no changes; the last event was recorded at that moment."""
        self.recorded_at_micros = recorded_at_micros
        self.moments: list[MomentRow] = []
        self.entries: list[EntryRow] = []
        self.postings: list[PostingRow] = []
        self.entities: dict[TableName, dict[Key, Values]] = defaultdict(dict)
        self.changes: dict[TableName, dict[Key, Values]] = defaultdict(dict)
        self.sums: dict[TableName, dict[Key, list[int]]] = defaultdict(dict)
        self.links: list[tuple[UUID, UUID | None]] = []
        self.reorganised = False
        self.flows: list[Flow] = []
        self.promises: list[Promise] = []
        self.growths: list[Growth] = []
        self.legs: list[Leg] = []
        self.givings: list[Giving] = []

    def put(self, table: TableName, *key: object, **values: object) -> None:
        """Set a whole entity, whether it is there or not; columns not named are NULL."""
        self.entities[table][key] = values
        self.changes[table].pop(key, None)

    def change(self, table: TableName, *key: object, **values: object) -> None:
        """Set some columns of an entity that is there, or is put in this batch."""
        self.changes[table].setdefault(key, {}).update(values)

    def add(self, table: TableName, key: Key, *amounts: int) -> None:
        """Add amounts to a row of sums, which begins at zeros, in the order of its columns."""
        sums = self.sums[table]
        held = sums.get(key)
        if held is None:
            sums[key] = list(amounts)
            return
        for index, amount in enumerate(amounts):
            held[index] += amount

    def link(self, association_id: UUID, parent_id: UUID | None) -> None:
        """Hang an association into the tree; its parent hangs there or is linked before it."""
        self.links.append((association_id, parent_id))
