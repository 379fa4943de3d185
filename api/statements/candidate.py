"""A row of a statement with what is known of it: its identity, and what it is proposed to be."""

import msgspec

from api.statements.proposals.kinds import Kind, Proposal
from api.statements.rows import Row
from ledger.fund.receiving.importing import RowKind, StatementRow
from ledger.values import MemoId

_ROW_KINDS = {
    Kind.INTEREST: RowKind.INTEREST,
    Kind.FEE: RowKind.FEE,
    Kind.UNALLOCATED: RowKind.UNALLOCATED,
    Kind.TRANSFER: RowKind.UNALLOCATED,
    Kind.RETURNED: RowKind.UNALLOCATED,
}
"""How a row is noted; what takes more than the fund itself to decide is placed afterwards."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
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
        row, kind = self.row, decided.kind
        noted = RowKind.UNALLOCATED if row.credit_dong and kind is Kind.MOVE else None
        is_gift = kind is Kind.DONATION or kind is Kind.PLEDGE
        return StatementRow(
            statement_row=self.identity,
            effective_on=row.booked_on,
            credit_dong=row.credit_dong,
            debit_dong=row.debit_dong,
            memo_id=self.memo_id,
            memo=f"{row.memo}\n{row.counterparty}" if row.counterparty else row.memo,
            kind=None if is_gift else _ROW_KINDS.get(kind, noted),
            entry=decided.entry if kind is Kind.MATCHED else None,
            mobilization_id=decided.mobilization_id if is_gift else None,
            pledge_id=decided.pledge_id if is_gift else None,
            donor_id=decided.donor_id if is_gift else None,
        )
