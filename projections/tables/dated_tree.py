"""The tree of associations as it stands, kept beside the dated one that it follows from.

It stands as on the day when the last event was recorded: what was decided ahead comes into force
with the first event of its day. So the tables follow from the log alone.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, delete, insert, literal, or_, select, update

from ledger.values import Level, business_day, from_micros
from projections.associations.places import Decided, Places
from projections.tables.schema import Tables


def link(
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


def settle(
    connection: Connection,
    tables: Tables,
    *,
    recorded_at_micros: int,
    reorganised: bool,
    linked: bool,
) -> None:
    """Let come into force what was decided for a day up to that of the last event.

    `reorganised` says that something was decided since the tree was settled last, `linked` that
    associations were linked: where nothing ever was decided about places, they hang as linked.
    """
    before = connection.execute(select(tables.tracking.c.recorded_at_micros)).scalar_one()
    since, today = _day(before), _day(recorded_at_micros)
    news = reorganised or (linked and _is_reorganised(connection, tables))
    if news or (since < today and _is_due(connection, tables, since, today)):
        _settle_names(connection, tables, today)
        _settle_places(connection, tables, today)


def _day(micros: int) -> date:
    return business_day(from_micros(micros))


def _is_reorganised(connection: Connection, tables: Tables) -> bool:
    places = tables.association_places
    decided = select(places.c.position).where(places.c.decision_number.is_not(None)).limit(1)
    return connection.execute(decided).first() is not None


def _is_due(connection: Connection, tables: Tables, since: date, today: date) -> bool:
    places, names = tables.association_places, tables.association_names
    return any(
        connection.execute(
            select(of.c.position)
            .where(of.c.effective_on > since, of.c.effective_on <= today)
            .limit(1)
        ).first()
        for of in (places, names)
    )


def _settle_names(connection: Connection, tables: Tables, today: date) -> None:
    a, names = tables.associations, tables.association_names
    rows = connection.execute(
        select(names.c.association_id, names.c.name, names.c.effective_on, a.c.name.label("shown"))
        .join(a, a.c.association_id == names.c.association_id)
        .where(or_(names.c.effective_on <= today, names.c.decision_number.is_(None)))
        .order_by(names.c.effective_on, names.c.position)
    ).all()
    called = {row.association_id: row.name for row in rows}
    shown = {row.association_id: row.shown for row in rows}
    for association_id, name in called.items():
        if name != shown[association_id]:
            this = a.c.association_id == association_id
            connection.execute(update(a).where(this).values(name=name))


def _settle_places(connection: Connection, tables: Tables, today: date) -> None:
    """Write what hangs where, as far as it is not written so."""
    a, above = tables.associations, tables.association_ancestors
    known = connection.execute(select(a.c.association_id, a.c.level, a.c.parent_id)).all()
    places = Places(
        decided(connection, tables), {row.association_id: Level(row.level) for row in known}
    )
    for row in known:
        parent_id = places.parent(row.association_id, today)
        if parent_id != row.parent_id:
            this = a.c.association_id == row.association_id
            connection.execute(update(a).where(this).values(parent_id=parent_id))
    wanted = {
        (row.association_id, ancestor_id, depth)
        for row in known
        for depth, ancestor_id in enumerate(places.line(row.association_id, today))
    }
    written = set(map(tuple, connection.execute(select(above)).all()))
    for association_id, ancestor_id, _ in written - wanted:
        this = (above.c.association_id == association_id) & (above.c.ancestor_id == ancestor_id)
        connection.execute(delete(above).where(this))
    if new := wanted - written:
        names = [column.name for column in above.columns]
        connection.execute(insert(above), [dict(zip(names, row, strict=True)) for row in new])


def decided(connection: Connection, tables: Tables) -> Sequence[Decided]:
    """Return all that was ever decided about places, in the order of days and of the log."""
    p = tables.association_places
    query = select(p.c.association_id, p.c.parent_id, p.c.effective_on, p.c.ends)
    rows = connection.execute(query.order_by(p.c.effective_on, p.c.position))
    return [Decided(*row) for row in rows]
