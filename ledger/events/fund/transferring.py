"""Money between funds, and between a fund's own accounts: never a gift, never income."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.events.fund.money import Documented, FromStatement, MoneyEvent
from ledger.events.fund.opening import Restriction
from ledger.values import (
    AccountId,
    AccountKind,
    Category,
    CreditId,
    DebitId,
    FundId,
    TransferId,
    Voucher,
)


class SentPrivate(Documented, frozen=True, kw_only=True):
    """Beside what it rests on: for whom, and where, the money is."""

    categories: tuple[Category, ...] = ()
    place: str | None = None


class TransferSent(MoneyEvent, frozen=True, kw_only=True):
    """Money left for another fund (điều chuyển); in transit until that fund has it or it is back.

    `to_fund_id` receives it under the same `transfer_id`, and under a purpose that binds it no less
    than `restriction` did here; categories and place of that are in the private part.
    """

    topic: ClassVar[str] = "fund.transfer_sent"

    transfer_id: TransferId
    to_fund_id: FundId
    restriction: Restriction = Restriction()
    voucher: Voucher
    debit_id: DebitId | None = None
    private: SentPrivate

    @property
    def binding(self) -> Restriction:
        """All that bound its money where it came from."""
        return self.restriction.narrowed(self.private.categories, self.private.place)


class TransferReceived(MoneyEvent, frozen=True, kw_only=True):
    """Money arrived that another fund had sent: the second leg of the transfer.

    `attempt` is above 1 when it was settled before and that was reversed.
    """

    topic: ClassVar[str] = "fund.transfer_received"

    transfer_id: TransferId
    from_fund_id: FundId
    attempt: int = 1
    voucher: Voucher
    credit_id: CreditId | None = None
    private: FromStatement


class TransferReturned(MoneyEvent, frozen=True, kw_only=True):
    """Money that was sent to another fund came back; the transfer is over."""

    topic: ClassVar[str] = "fund.transfer_returned"

    transfer_id: TransferId
    to_fund_id: FundId
    attempt: int = 1
    voucher: Voucher
    credit_id: CreditId | None = None
    private: FromStatement


class AccountMoved(Event, frozen=True, kw_only=True):
    """Money moved between the fund's own accounts: cash box, bank, term deposit; no income.

    `voucher` is that of the account it left, `voucher_in` that of the account it came to.
    """

    topic: ClassVar[str] = "fund.account_moved"

    from_account_id: AccountId
    from_account_kind: AccountKind
    to_account_id: AccountId
    to_account_kind: AccountKind
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    voucher: Voucher
    voucher_in: Voucher
    debit_id: DebitId | None = None
    credit_id: CreditId | None = None
    private: Documented


EVENTS = (TransferSent, TransferReceived, TransferReturned, AccountMoved)
