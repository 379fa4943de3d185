"""What goes with the key of a person, memo or document: every row under its id, or beside it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, delete

from ledger.store.access.gate import Gate
from ledger.store.vault.database import LOGINS, OF_AN_ID, REPRESENTATIVES
from ledger.store.vault.representatives import line_id


def delete_rows(connection: Connection, ids: Sequence[UUID], gate: Gate) -> None:
    """Delete what there is under some hundreds of ids, and let none of them come in any more."""
    wanted = [id_.bytes for id_ in ids]
    for table in OF_AN_ID:
        connection.execute(delete(table).where(table.c.id.in_(wanted)))
    lines = REPRESENTATIVES.c.id.in_([line_id(id_).bytes for id_ in ids])
    connection.execute(delete(REPRESENTATIVES).where(lines))
    connection.execute(delete(LOGINS).where(LOGINS.c.staff_id.in_(wanted)))
    for id_ in ids:
        gate.forget(connection, id_)
