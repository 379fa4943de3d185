"""Statements that were uploaded and wait for a person: their rows, encrypted, for a few days.

The rows hold memos, which are personal data. Each statement lies under a key of its own, in pieces
of a thousand rows, so that none is ever in memory as a whole. When its time is over the key is
destroyed, and the rows go.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import Column, ColumnElement, delete, insert, select, text, update

from ledger.errors.missing import StatementNotFound
from ledger.errors.unavailable import KeysUnavailable, StoreBusy
from ledger.store.vault.database import PeopleDatabase
from ledger.store.vault.keys import KeyKind, KeyStore
from ledger.store.vault.sealing import seal, unseal
from ledger.store.vault.statement_tables import ANSWERS, PIECES, STATEMENTS
from ledger.values import from_micros, to_micros

LIFETIME = timedelta(days=7)
"""A statement can be looked at and confirmed for so long."""

KEPT_MAX = 20
"""A fund keeps so many statements; the oldest makes room for another."""

_UNFINISHED = timedelta(hours=1)
_EXPIRED_AT_ONCE = 50
_PUT_ANSWER = text(
    "INSERT INTO vault_statement_answers (command_id, statement_id, digest, answer)"
    " VALUES (:command_id, :statement_id, :digest, :answer) ON CONFLICT (command_id) DO NOTHING"
)


class KeptStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that waits; `about` and `draft` are what whoever keeps it said of it."""

    statement_id: UUID
    fund_id: UUID
    made_at: datetime
    expires_at: datetime
    about: bytes
    draft: bytes | None = None


class Answered(msgspec.Struct, frozen=True):
    """A command about a statement, and its answer, which holds nothing personal."""

    command_id: str
    digest: bytes
    answer: bytes


Rewritten = Callable[[bytes], bytes | None]
"""Returns what is to stand in the place of something; None if it is to stay."""


class Statements:
    """The statements in the people vault.

    Every method raises `KeysUnavailable` and `StoreBusy` as the vault does.
    """

    def __init__(self, database: PeopleDatabase, keys: KeyStore) -> None:
        """Use the vault's database and keys."""
        self._database = database
        self._keys = keys

    def begin(self, statement_id: UUID, now: datetime) -> "Writing":
        """Begin to keep a statement under a new id; it is there once it is finished.

        What has expired goes.
        """
        self.sweep(now)
        (key,) = self._keys.make(KeyKind.STATEMENT, [statement_id])
        if key is None:
            raise KeysUnavailable
        return Writing(self._database, statement_id, key, now)

    def find(self, fund_id: UUID, statement_id: UUID, now: datetime) -> KeptStatement:
        """Return a statement that a fund keeps, or raise `StatementNotFound`."""
        query = select(STATEMENTS).where(
            STATEMENTS.c.id == statement_id.bytes,
            STATEMENTS.c.fund_id == fund_id.bytes,
            STATEMENTS.c.expires_at_micros > to_micros(now),
        )
        with self._database.transaction() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise StatementNotFound("statement_id")
        key = self._key(statement_id)
        draft = None if row.draft is None else unseal(key, row.draft, _bound(statement_id, "draft"))
        return KeptStatement(
            statement_id=statement_id,
            fund_id=fund_id,
            made_at=from_micros(row.made_at_micros),
            expires_at=from_micros(row.expires_at_micros),
            about=unseal(key, row.about, _bound(statement_id, "about")),
            draft=draft,
        )

    def of_fund(self, fund_id: UUID, now: datetime) -> list[KeptStatement]:
        """Return the statements that a fund keeps, the latest first."""
        query = (
            select(STATEMENTS.c.id)
            .where(
                STATEMENTS.c.fund_id == fund_id.bytes,
                STATEMENTS.c.expires_at_micros > to_micros(now),
            )
            .order_by(STATEMENTS.c.made_at_micros.desc())
        )
        with self._database.transaction() as connection:
            found = [UUID(bytes=id_) for id_ in connection.scalars(query)]
        return [self.find(fund_id, each, now) for each in found]

    def pieces(self, statement_id: UUID, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield the pieces of a statement behind a number, one by one, with their numbers."""
        key = self._key(statement_id)
        while True:
            query = (
                select(PIECES.c.number, PIECES.c.sealed)
                .where(PIECES.c.statement_id == statement_id.bytes, PIECES.c.number > after)
                .order_by(PIECES.c.number)
                .limit(1)
            )
            with self._database.transaction() as connection:
                row = connection.execute(query).first()
            if row is None:
                return
            after = row.number
            yield after, unseal(key, row.sealed, _bound(statement_id, str(after)))

    def change_piece(self, statement_id: UUID, number: int, change: Rewritten) -> bool:
        """Put another in the place of a piece, as it stands just then; tell whether it was."""
        is_it = (PIECES.c.statement_id == statement_id.bytes) & (PIECES.c.number == number)
        return self._change(statement_id, str(number), PIECES.c.sealed, is_it, change)

    def put_draft(self, statement_id: UUID, draft: bytes) -> None:
        """Keep what somebody decided so far."""
        self._put(statement_id, STATEMENTS.c.draft, draft)

    def put_about(self, statement_id: UUID, about: bytes) -> None:
        """Keep what the statement is about by now."""
        self._put(statement_id, STATEMENTS.c.about, about)

    def _put(self, statement_id: UUID, column: Column[bytes], told: bytes) -> None:
        sealed = seal(self._key(statement_id), told, _bound(statement_id, column.name))
        is_it = STATEMENTS.c.id == statement_id.bytes
        with self._database.transaction() as connection:
            connection.execute(update(STATEMENTS).where(is_it).values({column: sealed}))

    def rewrite(
        self, piece_of: Rewritten, draft_of: Rewritten, in_time: Callable[[], bool]
    ) -> bool:
        """Write anew the pieces and drafts of all statements that these return others for.

        It goes on while it is `in_time`; tells whether it came to the end. What stood there before
        is overwritten as far as the database does that, and its key goes with the statement.
        """
        changed = False
        for id_ in self._all():
            with suppress(StatementNotFound):  # gone meanwhile, or its key
                for number, piece in self.pieces(id_):
                    if not in_time():
                        return False
                    if piece_of(piece) is not None:
                        changed |= self.change_piece(id_, number, piece_of)
                is_it = STATEMENTS.c.id == id_.bytes
                changed |= self._change(id_, "draft", STATEMENTS.c.draft, is_it, draft_of)
        if changed:
            self._database.tidy()
        return True

    def put_answer(self, statement_id: UUID, answered: Answered) -> None:
        """Keep the answer to a command about a statement; the first answer stays."""
        with self._database.transaction() as connection:
            connection.execute(_PUT_ANSWER, _row(statement_id, answered))

    def find_answer(self, command_id: str) -> Answered | None:
        """Return how a command was answered, if it was; answers are kept for ever."""
        query = select(ANSWERS).where(ANSWERS.c.command_id == command_id)
        with self._database.transaction() as connection:
            row = connection.execute(query).first()
        return None if row is None else Answered(row.command_id, row.digest, row.answer)

    def sweep(self, now: datetime) -> int:
        """Destroy what has expired, and what was never finished; return how many there were."""
        moment, unfinished = to_micros(now), to_micros(now - _UNFINISHED)
        expired = (
            select(STATEMENTS.c.id)
            .where(STATEMENTS.c.expires_at_micros <= moment)
            .limit(_EXPIRED_AT_ONCE)
        )
        begun = (
            select(PIECES.c.statement_id)
            .where(
                PIECES.c.made_at_micros <= unfinished,
                PIECES.c.statement_id.not_in(select(STATEMENTS.c.id)),
            )
            .distinct()
            .limit(_EXPIRED_AT_ONCE)
        )
        with self._database.transaction() as connection:
            gone = [*connection.scalars(expired), *connection.scalars(begun)]
        for id_ in gone:
            with suppress(StoreBusy):  # then nobody gets its key any more; the next sweep goes on
                self.destroy(UUID(bytes=id_))
        return len(gone)

    def destroy(self, statement_id: UUID) -> None:
        """Make a statement unreadable for ever: first the key goes, then the rows."""
        self._keys.destroy(statement_id)
        with self._database.transaction() as connection:
            connection.execute(delete(PIECES).where(PIECES.c.statement_id == statement_id.bytes))
            connection.execute(delete(STATEMENTS).where(STATEMENTS.c.id == statement_id.bytes))

    def make_room(self, fund_id: UUID) -> None:
        """Destroy the oldest of a fund's statements if there are too many."""
        query = (
            select(STATEMENTS.c.id)
            .where(STATEMENTS.c.fund_id == fund_id.bytes)
            .order_by(STATEMENTS.c.made_at_micros.desc())
            .offset(KEPT_MAX)
        )
        with self._database.transaction() as connection:
            gone = list(connection.scalars(query))
        for id_ in gone:
            with suppress(StoreBusy):
                self.destroy(UUID(bytes=id_))

    def _all(self) -> list[UUID]:
        """Return the ids of all statements, of those as well that are being written."""
        with self._database.transaction() as connection:
            rows = connection.scalars(select(PIECES.c.statement_id).distinct())
            return [UUID(bytes=id_) for id_ in rows]

    def _change(
        self,
        statement_id: UUID,
        part: str,
        column: Column[bytes],
        is_it: ColumnElement[bool],
        change: Rewritten,
    ) -> bool:
        """Put another in the place of a part, which nobody else writes meanwhile."""
        key, bound = self._key(statement_id), _bound(statement_id, part)
        with self._database.one_at_a_time(statement_id.bytes) as connection:
            sealed = connection.scalar(select(column).where(is_it).with_for_update())
            new = None if sealed is None else change(unseal(key, sealed, bound))
            if new is None:
                return False
            values = {column: seal(key, new, bound)}
            connection.execute(update(column.table).where(is_it).values(values))
        return True

    def _key(self, statement_id: UUID) -> bytes:
        key = self._keys.get(KeyKind.STATEMENT, [statement_id]).get(statement_id)
        if key is None:
            raise StatementNotFound("statement_id")
        return key


class Writing:
    """A statement that is being kept: piece by piece, and then as a whole."""

    def __init__(
        self, database: PeopleDatabase, statement_id: UUID, key: bytes, now: datetime
    ) -> None:
        """Begin with no piece."""
        self._database = database
        self._id = statement_id
        self._key = key
        self._now = now
        self._number = 0
        self.expires_at = now + LIFETIME

    def add(self, piece: bytes) -> None:
        """Keep the next piece."""
        self._number += 1
        sealed = seal(self._key, piece, _bound(self._id, str(self._number)))
        with self._database.transaction() as connection:
            connection.execute(
                insert(PIECES).values(
                    statement_id=self._id.bytes,
                    number=self._number,
                    made_at_micros=to_micros(self._now),
                    sealed=sealed,
                )
            )

    def finish(self, fund_id: UUID, about: bytes, answered: Answered) -> bool:
        """Keep what the statement is about, and how its command was answered; now it is there.

        False if the command was answered meanwhile: then nothing is kept.
        """
        with self._database.transaction() as connection:
            if not connection.execute(_PUT_ANSWER, _row(self._id, answered)).rowcount:
                return False
            connection.execute(
                insert(STATEMENTS).values(
                    id=self._id.bytes,
                    fund_id=fund_id.bytes,
                    made_at_micros=to_micros(self._now),
                    expires_at_micros=to_micros(self.expires_at),
                    about=seal(self._key, about, _bound(self._id, "about")),
                )
            )
        return True


def _row(statement_id: UUID, answered: Answered) -> dict[str, object]:
    return {
        "command_id": answered.command_id,
        "statement_id": statement_id.bytes,
        "digest": answered.digest,
        "answer": answered.answer,
    }


def _bound(statement_id: UUID, part: str) -> bytes:
    return b"/".join((KeyKind.STATEMENT.encode(), statement_id.bytes, part.encode()))
