"""Rows of a statement with what is known of each: its identity, and what it is proposed to be."""

from binascii import b2a_base64
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import BinaryIO

import msgspec
from uuid_utils.compat import uuid7

from api.statements.balances import Implied, RunningBalance
from api.statements.identity import row_identity
from api.statements.layout import Layout
from api.statements.previews import Tally
from api.statements.proposals.kinds import Kind, Proposal, Why
from api.statements.proposals.known import Known
from api.statements.proposals.proposing import Proposer
from api.statements.reader import Row, Unreadable, read
from ledger.application import Ledger
from ledger.fund.receiving.importing import RowKind, StatementRow
from ledger.values import AccountId, MemoId

ROWS_PER_APPEND = 1_000
"""Rows recorded in one transaction; other writers wait for about 50 ms."""

_IDENTITY_BYTES = 12

_ROW_KINDS = {
    Kind.INTEREST: RowKind.INTEREST,
    Kind.FEE: RowKind.FEE,
    Kind.UNALLOCATED: RowKind.UNALLOCATED,
    Kind.TRANSFER: RowKind.UNALLOCATED,
    Kind.RETURNED: RowKind.UNALLOCATED,
}
"""How a row is noted; what takes more than the fund itself to decide is placed afterwards."""


_KNOWN = Proposal(kind=Kind.SKIP, why=Why.KNOWN)


class Candidate(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A row that may be recorded; `known` says that the book has had it when it was read.

    The amount of an `implied` row is what the balances say; it is recorded only if it is named.
    `memo_id` becomes the id of its memo, and of the credit or debit it may wait as.
    """

    row: Row
    identity: str
    memo_id: MemoId
    proposal: Proposal
    known: bool = False
    implied: bool = False

    def statement_row(self, decided: Proposal) -> StatementRow:
        """Return what the ledger records first of the row, as what it was decided to be."""
        row = self.row
        is_gift = decided.kind in (Kind.DONATION, Kind.PLEDGE)
        noted = RowKind.UNALLOCATED if row.credit_dong and decided.kind is Kind.MOVE else None
        return StatementRow(
            statement_row=self.identity,
            effective_on=row.booked_on,
            credit_dong=row.credit_dong,
            debit_dong=row.debit_dong,
            memo_id=self.memo_id,
            memo=f"{row.memo}\n{row.counterparty}" if row.counterparty else row.memo,
            kind=_ROW_KINDS.get(decided.kind, noted),
            entry=decided.entry if decided.kind is Kind.MATCHED else None,
            mobilization_id=decided.mobilization_id if is_gift else None,
            pledge_id=decided.pledge_id if is_gift else None,
            donor_id=decided.donor_id if is_gift else None,
        )


class Candidates:
    """The candidates in files of one layout for one account."""

    def __init__(
        self, ledger: Ledger, layout: Layout, account_id: AccountId, key: bytes, known: Known
    ) -> None:
        """Identify rows under a key, and propose by what is known."""
        self._ledger = ledger
        self._layout = layout
        self._account = str(account_id)
        self._key = key
        self._known = known

    def chunks(self, stream: BinaryIO, tally: Tally) -> Iterator[list[Candidate]]:
        """Yield the rows of a file in its order, a thousand at a time, and count what is there.

        Raises `StatementError`, perhaps after many rows.
        """
        identify = row_identity(self._layout, key=self._key, account=self._account)
        proposer = Proposer(self._known, self._layout.words)
        balance = RunningBalance(self._layout, tally.broken)
        places = balance.check(read(self._layout, stream))
        found = self._found(places, tally)
        while some := list(islice(found, ROWS_PER_APPEND)):
            told = [identify(row) for row, _ in some]
            # The day leads, so that the rows of a file lie side by side in the book's index.
            identities = [
                _day(row.booked_on) + b2a_base64(digest[:_IDENTITY_BYTES], newline=False).decode()
                for (row, _), (digest, _) in zip(some, told, strict=True)
            ]
            known = self._ledger.known_rows(identities)
            chunk = [
                Candidate(
                    row=row,
                    identity=identity,
                    memo_id=MemoId(uuid7()),
                    proposal=_KNOWN if identity in known else proposer.propose(row),
                    known=identity in known,
                    implied=implied,
                )
                for (row, implied), identity in zip(some, identities, strict=True)
            ]
            tally.add(chunk, [occurrence for _, occurrence in told])
            tally.checked = balance.checked
            yield chunk
        tally.checked = balance.checked

    def _found(
        self, places: Iterator[Row | Unreadable | Implied], tally: Tally
    ) -> Iterator[tuple[Row, bool]]:
        for place in places:
            if place.__class__ is Row:
                yield place, False
            elif isinstance(place, Implied):
                yield place.row, True
            else:
                assert isinstance(place, Unreadable)
                tally.fault(place)


@lru_cache(maxsize=4096)
def _day(on: date) -> str:
    return f"{on:%y%m%d}"
