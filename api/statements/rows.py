"""What a statement file holds once read: rows of money, and places that could not be read."""

from datetime import date
from enum import StrEnum

import msgspec


class RowFault(StrEnum):
    """Why a place in the file is no row; the values are permanent codes."""

    NO_AMOUNT = "no_amount"  # neither a debit nor a credit
    TWO_AMOUNTS = "two_amounts"  # both
    BAD_AMOUNT = "bad_amount"  # not a whole number grouped as the layout says
    NEGATIVE_AMOUNT = "negative_amount"
    AMOUNT_TOO_LARGE = "amount_too_large"  # more than 10^15 đồng
    SMALL_AMOUNT = "small_amount"  # less than 1,000 đồng, or what a spreadsheet left of thousands
    BAD_DATE = "bad_date"
    BAD_TIME = "bad_time"
    BAD_BALANCE = "bad_balance"
    OTHER_ACCOUNT = "other_account"  # the row says that it is of another account
    TOO_FEW_CELLS = "too_few_cells"  # half a row
    TOO_MANY_CELLS = "too_many_cells"
    BAD_QUOTES = "bad_quotes"  # a quote that closes nowhere, or in the middle of a cell
    CUT_SHORT = "cut_short"  # the file ends inside this row


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a statement; exactly one of credit and debit is above zero, both are đồng.

    `line` is the physical line, from 1, on which the row starts. `time_of_day` is `HH:MM:SS` in
    Asia/Ho_Chi_Minh, or empty. `memo` and `counterparty` are personal data.
    """

    line: int
    booked_on: date
    time_of_day: str
    document: str
    reference: str
    debit_dong: int
    credit_dong: int
    balance_dong: int | None
    memo: str
    counterparty: str

    def __repr__(self) -> str:
        """Name the place only: what is shown here ends up in logs."""
        return f"Row(line={self.line})"


class Unreadable(msgspec.Struct, frozen=True, gc=False):
    """A place in the file that is no row: where, why, and under which header if it is one cell.

    It holds nothing of the content, which may be personal data.
    """

    line: int
    reason: RowFault
    column: str = ""


class Amountless(msgspec.Struct, frozen=True, gc=False):
    """A row that has lost its amount: all but `credit_dong` and `debit_dong` could be read.

    What it was may follow from the balance; `api.statements.balances` says so, a person decides.
    """

    row: Row

    @property
    def fault(self) -> Unreadable:
        """What it is as long as nobody knows its amount."""
        return Unreadable(self.row.line, RowFault.NO_AMOUNT)


Item = Row | Unreadable | Amountless
"""What stands in one place of a file."""
