"""When the vault was last swept to the end: whether anybody sees to it that people are gone."""

from datetime import UTC, datetime

from sqlalchemy import select, text

from ledger.store.vault.database import SWEEPS, PeopleDatabase
from ledger.values import from_micros, to_micros

_END = text(
    "INSERT INTO vault_sweeps (number, ended_at_micros) VALUES (1, :at)"
    " ON CONFLICT (number) DO UPDATE SET ended_at_micros = excluded.ended_at_micros"
    " WHERE excluded.ended_at_micros > vault_sweeps.ended_at_micros"
)


class Sweeps:
    """The sweeps of the people vault. Of those that failed, nothing is known but their absence."""

    def __init__(self, database: PeopleDatabase) -> None:
        """Use the vault's database."""
        self._database = database

    def end(self) -> None:
        """Note that a sweep came to its end."""
        with self._database.transaction() as connection:
            connection.execute(_END, {"at": to_micros(datetime.now(UTC))})

    def last_ended_at(self) -> datetime | None:
        """Return when a sweep last came to its end (UTC); None before the first."""
        with self._database.transaction() as connection:
            at = connection.scalar(select(SWEEPS.c.ended_at_micros))
        return None if at is None else from_micros(at)
