"""Importing: many rows of one bank statement, decided in one go.

Credits become donations; debits are noted and wait for a person, they are never guessed.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from ledger.context import Context
from ledger.events.base import Event
from ledger.fund.receiving import (
    Donation,
    UnexplainedDebit,
    note_debit,
    receive_donation,
)
from ledger.fund.state import Fund, evolve
from ledger.values import AccountId, DebitId, MemoId, MobilizationId


class StatementRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of a bank statement: either a credit or a debit, in đồng, is above zero.

    `statement_row` is the row's keyed identity; `memo_id` names its memo in the people vault.
    """

    statement_row: str
    effective_on: date
    credit_dong: int = 0
    debit_dong: int = 0
    memo_id: MemoId
    memo: str = ""


def record_rows(
    fund: Fund,
    account_id: AccountId,
    rows: Sequence[StatementRow],
    mobilization_id: MobilizationId | None,
    context: Context,
) -> list[Event]:
    """Return the events of rows that are not in the book yet, in their order.

    Raises what `receive_donation` and `note_debit` raise, for the first row that is refused.
    """
    events: list[Event] = []
    for row in rows:
        event = _record(fund, account_id, row, mobilization_id, context)
        fund = evolve(fund, event)
        events.append(event)
    return events


def _record(
    fund: Fund,
    account_id: AccountId,
    row: StatementRow,
    mobilization_id: MobilizationId | None,
    context: Context,
) -> Event:
    if row.debit_dong:
        debit = UnexplainedDebit(
            debit_id=DebitId(row.memo_id),
            account_id=account_id,
            amount_dong=row.debit_dong,
            effective_on=row.effective_on,
            statement_row=row.statement_row,
            memo_id=row.memo_id,
        )
        return note_debit(fund, debit, context)
    gift = Donation(
        account_id=account_id,
        amount_dong=row.credit_dong,
        mobilization_id=mobilization_id,
        effective_on=row.effective_on,
        statement_row=row.statement_row,
        memo_id=row.memo_id,
    )
    return receive_donation(fund, gift, context)
