"""Importing a bank statement: look at all of it first, then record it, never a row twice.

The file is read to its end for the preview, so that a file that is not what it claims records
nothing; a large one is read once more for the book, so that no file is too large. What is recorded
is known by the identity of its row, so an import that was cut off is simply started again.
"""

from binascii import b2a_base64
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from io import SEEK_SET
from itertools import islice
from typing import BinaryIO, Protocol

import msgspec
from uuid_utils.compat import uuid7

from api.statements.errors import StatementError
from api.statements.identity import row_identity
from api.statements.layout import Layout
from api.statements.previews import Identified, Preview, Tally
from api.statements.reader import Row, Unreadable, read
from ledger.application import Ledger
from ledger.commands import Command, Receipt
from ledger.errors import LedgerError, WrongAccountKind
from ledger.fund.checks import account_of, check_room
from ledger.fund.importing import StatementRow
from ledger.values import AccountId, AccountKind, FundId, MemoId, MobilizationId

ROWS_PER_APPEND = 1_000
"""Rows recorded in one transaction; other writers wait for about 50 ms."""

ROWS_KEPT = 50_000
"""A file of so many rows is kept from its preview on; a larger one is read again."""

KEY = "statement rows"
"""The use under which the vault keeps the key of row identities."""

_IDENTITY_BYTES = 12


class WrongBank(StatementError):
    """The layout is that of another bank than the account's."""


class NamedKeys(Protocol):
    """Where the permanent key of row identities lies: the people vault."""

    def named_key(self, use: str) -> bytes:
        """Return the permanent key of 32 bytes for one use."""


class StatementImport:
    """The import of one statement file into one bank account of one fund."""

    def __init__(
        self,
        ledger: Ledger,
        keys: NamedKeys,
        *,
        fund_id: FundId,
        account_id: AccountId,
        layout: Layout,
        mobilization_id: MobilizationId | None = None,
    ) -> None:
        """Name what is imported where.

        Raises `FundNotFound`, `AccountNotFound`, `WrongAccountKind`, `WrongBank`.
        """
        account = account_of(ledger.desk().fund(fund_id), account_id)
        if account.kind is not AccountKind.BANK:
            raise WrongAccountKind("account_id")
        if account.bank_bin != layout.bin:
            raise WrongBank("layout", layout_bin=layout.bin, account_bin=str(account.bank_bin))
        self._ledger = ledger
        self._key = keys.named_key(KEY)
        self._fund_id = fund_id
        self._account_id = account_id
        self._layout = layout
        self._mobilization_id = mobilization_id
        self._kept: list[list[Identified]] | None = None

    def preview(
        self, stream: BinaryIO, command: Command, progress: Callable[[int], None] | None = None
    ) -> Preview:
        """Read a seekable file to its end and say what importing it would do; records nothing.

        `command` is only rehearsed. `progress` is told the bytes read so far. Raises
        `StatementError` if the file is not a statement, and what recording would raise if the
        book refused one of its rows (`limits["line"]` says which), so that none is recorded.
        """
        self._kept = None
        tally = Tally()
        kept: list[list[Identified]] = []
        for rows in self._chunks(stream, tally.fault):
            known = self._ledger.known_rows([identity for identity, _ in rows])
            tally.add(rows, known)
            if tally.rows <= ROWS_KEPT:
                kept.append(rows)
            if progress is not None:
                progress(stream.tell())
        self._rehearse(tally, msgspec.structs.replace(command, dry_run=True))
        self._kept = kept if tally.rows <= ROWS_KEPT else None
        return tally.preview()

    def record(self, stream: BinaryIO, commands: Iterator[Command]) -> Iterator[Receipt]:
        """Record the rows of a file that `preview` accepted, chunk by chunk, a command for each.

        Each receipt stands for up to `ROWS_PER_APPEND` rows: `recorded` and, known already,
        `skipped`. Rows are recorded as the receipts are drawn.
        """
        chunks = self._chunks(stream, _pass_over) if self._kept is None else self._kept
        for rows in chunks:
            yield self._ledger.record_statement(
                next(commands),
                self._fund_id,
                self._account_id,
                [_statement_row(identity, row) for identity, row in rows],
                self._mobilization_id,
            )

    def _chunks(
        self, stream: BinaryIO, on_fault: Callable[[Unreadable], None]
    ) -> Iterator[list[Identified]]:
        stream.seek(0, SEEK_SET)
        rows = self._identified(stream, on_fault)
        while chunk := list(islice(rows, ROWS_PER_APPEND)):
            yield chunk

    def _identified(
        self, stream: BinaryIO, on_fault: Callable[[Unreadable], None]
    ) -> Iterator[Identified]:
        digest_of = row_identity(self._layout, key=self._key, account=str(self._account_id))
        for row in read(self._layout, stream):
            if isinstance(row, Unreadable):
                on_fault(row)
            else:
                # The day leads, so that the rows of a file lie side by side in the book's index.
                digest = b2a_base64(digest_of(row)[:_IDENTITY_BYTES], newline=False).decode()
                yield _day(row.booked_on) + digest, row

    def _rehearse(self, tally: "Tally", command: Command) -> None:
        """Ask the book for all rows at once: what it could refuse shows on the outermost days."""
        self._ledger.record_statement(command, self._fund_id, self._account_id, [])
        check_room(self._ledger.desk().fund(self._fund_id), tally.new_credits_dong)
        for identity, row in tally.outermost():
            try:
                self._ledger.record_statement(
                    command,
                    self._fund_id,
                    self._account_id,
                    [_statement_row(identity, row)],
                    self._mobilization_id,
                )
            except LedgerError as refusal:
                refusal.limits = {**refusal.limits, "line": row.line}
                raise


def _statement_row(identity: str, row: Row) -> StatementRow:
    return StatementRow(
        statement_row=identity,
        effective_on=row.booked_on,
        credit_dong=row.credit_dong,
        debit_dong=row.debit_dong,
        memo_id=MemoId(uuid7()),
        memo=f"{row.memo}\n{row.counterparty}" if row.counterparty else row.memo,
    )


@lru_cache(maxsize=4096)
def _day(on: date) -> str:
    return f"{on:%y%m%d}"


def _pass_over(fault: Unreadable) -> None:
    """The preview named it."""
