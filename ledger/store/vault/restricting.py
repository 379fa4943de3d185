"""Who asked to be erased, and is shown to nobody meanwhile but auditors who give a reason."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, select, text

from ledger.store.vault.database import RESTRICTIONS, PeopleDatabase
from ledger.values import from_micros, to_micros

_RESTRICT = text(
    "INSERT INTO vault_restrictions (id, since_micros) VALUES (:id, :since)"
    " ON CONFLICT (id) DO UPDATE SET since_micros = CASE"
    " WHEN excluded.since_micros > vault_restrictions.since_micros THEN excluded.since_micros"
    " ELSE vault_restrictions.since_micros + 1 END RETURNING since_micros"
)


class Restricting:
    """The restrictions in the people vault."""

    def __init__(self, database: PeopleDatabase) -> None:
        """Use the vault's database."""
        self._database = database

    def restrict(self, person_id: UUID) -> datetime:
        """Show nobody any more who a person is, nor find them by anything: see `get_restricted`.

        Returns the moment since when (UTC), which is later with each time it is asked.
        """
        row = {"id": person_id.bytes, "since": to_micros(datetime.now(UTC))}
        with self._database.transaction() as connection:
            return from_micros(connection.execute(_RESTRICT, row).scalar_one())

    def since(self, person_id: UUID) -> datetime | None:
        """Return when somebody was restricted last (UTC); None if shown, or not here."""
        query = select(RESTRICTIONS.c.since_micros).where(RESTRICTIONS.c.id == person_id.bytes)
        with self._database.transaction() as connection:
            micros = connection.scalar(query)
        return None if micros is None else from_micros(micros)

    def lift(self, person_id: UUID, since: datetime) -> None:
        """Show again who a person is, unless restricted once more since that moment."""
        r = RESTRICTIONS.c
        own = (r.id == person_id.bytes, r.since_micros == to_micros(since))
        with self._database.transaction() as connection:
            connection.execute(delete(RESTRICTIONS).where(*own))

    def all(self) -> dict[UUID, datetime]:
        """Return who is restricted, and since when (UTC)."""
        with self._database.transaction() as connection:
            rows = connection.execute(select(RESTRICTIONS)).all()
        return {UUID(bytes=row.id): from_micros(row.since_micros) for row in rows}
