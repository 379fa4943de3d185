"""Importing a bank statement: look at all of it first, then record it, never a row twice.

The file is read twice and never held: once to its end for the preview, so that a file that is not
what it claims records nothing, and once for the book. What is recorded is known by the identity of
its row, so an import that was cut off is simply started again.
"""

from binascii import b2a_base64
from collections import Counter
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
from api.statements.reader import Row, Unreadable, read
from ledger.application import Ledger
from ledger.commands import Command, Receipt
from ledger.errors import LedgerError, WrongAccountKind
from ledger.fund.checks import account_of, check_room
from ledger.fund.importing import StatementRow
from ledger.values import AccountId, AccountKind, FundId, MemoId, MobilizationId

ROWS_PER_APPEND = 1_000
"""Rows recorded in one transaction; other writers wait for about 50 ms."""

FAULTS_NAMED = 1_000
"""A preview names so many unreadable places; all are counted."""

KEY = "statement rows"
"""The use under which the vault keeps the key of row identities."""

_IDENTITY_BYTES = 12

Identified = tuple[str, Row]


class WrongBank(StatementError):
    """The layout is that of another bank than the account's."""


class NamedKeys(Protocol):
    """Where the permanent key of row identities lies: the people vault."""

    def named_key(self, use: str) -> bytes:
        """Return the permanent key of 32 bytes for one use."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a statement, and what importing it would record; amounts are đồng.

    `rows` are those that can be read: `credits` and `debits`, or `new` and `known` (in the book
    already). `unreadable` counts the places that cannot; `faults` names the first of them.
    """

    rows: int = 0
    first_on: date | None = None
    last_on: date | None = None
    credits: int = 0
    credits_dong: int = 0
    debits: int = 0
    debits_dong: int = 0
    new: int = 0
    new_credits: int = 0
    new_credits_dong: int = 0
    new_debits: int = 0
    new_debits_dong: int = 0
    known: int = 0
    unreadable: int = 0
    faults: tuple[Unreadable, ...] = ()


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

    def preview(
        self, stream: BinaryIO, command: Command, progress: Callable[[int], None] | None = None
    ) -> Preview:
        """Read a seekable file to its end and say what importing it would do; records nothing.

        `command` is only rehearsed. `progress` is told the bytes read so far. Raises
        `StatementError` if the file is not a statement, and what recording would raise if the
        book refused one of its rows (`limits["line"]` says which), so that none is recorded.
        """
        tally = _Tally()
        for rows in self._chunks(stream, tally.fault):
            known = self._ledger.known_rows([identity for identity, _ in rows])
            tally.add(rows, known)
            if progress is not None:
                progress(stream.tell())
        self._rehearse(tally, msgspec.structs.replace(command, dry_run=True))
        return tally.preview()

    def record(self, stream: BinaryIO, commands: Iterator[Command]) -> Iterator[Receipt]:
        """Record the rows of a file that `preview` accepted, chunk by chunk, a command for each.

        Each receipt stands for up to `ROWS_PER_APPEND` rows: `recorded` and, known already,
        `skipped`. Rows are recorded as the receipts are drawn.
        """
        for rows in self._chunks(stream, _pass_over):
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

    def _rehearse(self, tally: "_Tally", command: Command) -> None:
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


class _Tally:
    """What was counted so far, with the first and last new row of either kind."""

    def __init__(self) -> None:
        self.new_credits_dong = 0
        self._counts: Counter[str] = Counter()
        self._days: list[date] = []
        self._faults: list[Unreadable] = []
        self._outermost: dict[tuple[bool, bool], Identified] = {}

    def add(self, rows: list[Identified], known: set[str]) -> None:
        """Count rows, of which `known` are in the book."""
        new = [each for each in rows if each[0] not in known]
        self._count("", rows)
        self._count("new_", new)
        self._counts["rows"] += len(rows)
        self._counts["new"] += len(new)
        days = [*self._days, *(row.booked_on for _, row in rows)]
        self._days = [min(days), max(days)]
        self.new_credits_dong = self._counts["new_credits_dong"]
        for is_credit in (True, False):
            kind = [each for each in new if (each[1].credit_dong > 0) is is_credit]
            for pick, is_first in ((min, True), (max, False)):
                at = is_credit, is_first
                candidates = [*kind, self._outermost[at]] if at in self._outermost else kind
                if candidates:
                    self._outermost[at] = pick(candidates, key=_booked_on)

    def fault(self, fault: Unreadable) -> None:
        """Count a place that cannot be read."""
        self._counts["unreadable"] += 1
        if len(self._faults) < FAULTS_NAMED:
            self._faults.append(fault)

    def outermost(self) -> list[Identified]:
        """Return the new rows that the book would refuse first, if it refused any."""
        return list(self._outermost.values())

    def preview(self) -> Preview:
        """Return what was counted."""
        return Preview(
            **self._counts,
            known=self._counts["rows"] - self._counts["new"],
            first_on=min(self._days, default=None),
            last_on=max(self._days, default=None),
            faults=tuple(self._faults),
        )

    def _count(self, prefix: str, rows: list[Identified]) -> None:
        credits_ = [row.credit_dong for _, row in rows if row.credit_dong]
        self._counts[prefix + "credits"] += len(credits_)
        self._counts[prefix + "credits_dong"] += sum(credits_)
        self._counts[prefix + "debits"] += len(rows) - len(credits_)
        self._counts[prefix + "debits_dong"] += sum(row.debit_dong for _, row in rows)


def _statement_row(identity: str, row: Row) -> StatementRow:
    return StatementRow(
        statement_row=identity,
        effective_on=row.booked_on,
        credit_dong=row.credit_dong,
        debit_dong=row.debit_dong,
        memo_id=MemoId(uuid7()),
        memo=f"{row.memo}\n{row.counterparty}" if row.counterparty else row.memo,
    )


def _booked_on(identified: Identified) -> date:
    return identified[1].booked_on


@lru_cache(maxsize=4096)
def _day(on: date) -> str:
    return f"{on:%y%m%d}"


def _pass_over(fault: Unreadable) -> None:
    """The preview named it."""
