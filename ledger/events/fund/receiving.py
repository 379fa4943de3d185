"""What came in, what the bank says, and what is only held for others (thu hộ)."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.events.fund.money import (
    Documented,
    Foreign,
    FromStatement,
    Fulfilment,
    Goods,
    MoneyEvent,
)
from ledger.values import (
    GENERAL,
    AccountId,
    AccountKind,
    CreditId,
    CustodyId,
    DebitId,
    DonorId,
    MobilizationId,
    PurposeId,
    Voucher,
)


class DonationPrivate(FromStatement, frozen=True, kw_only=True):
    """Beside the statement's row: the donor, if registered."""

    donor_id: DonorId | None = None


class DonationReceived(Event, frozen=True, kw_only=True):
    """A gift came in: in money to an account, or as goods to the stock.

    `amount_dong` is the value in đồng; zero only for goods that nobody can value. `named` says
    that the donor agreed to be named with this gift. `device_number` is what paper written
    offline carries. `credit_id` names the credit of unknown origin that it turned out to be.
    `corrects` is the version of the reversed entry this one replaces.
    """

    topic: ClassVar[str] = "fund.donation_received"

    account_id: AccountId | None = None
    account_kind: AccountKind | None = None
    purpose: PurposeId = GENERAL
    amount_dong: int
    effective_on: date
    occurred_on: date | None = None
    mobilization_id: MobilizationId | None = None
    pledge: Fulfilment | None = None
    foreign: Foreign | None = None
    goods: Goods | None = None
    named: bool = False
    voucher: Voucher
    device_number: str | None = None
    credit_id: CreditId | None = None
    corrects: int | None = None
    private: DonationPrivate


class InterestCredited(MoneyEvent, frozen=True, kw_only=True):
    """The bank credited interest (tiền lãi)."""

    topic: ClassVar[str] = "fund.interest_credited"

    voucher: Voucher
    credit_id: CreditId | None = None
    corrects: int | None = None
    private: FromStatement


class CreditUnallocated(MoneyEvent, frozen=True, kw_only=True):
    """Money came in that nobody can place yet (chưa rõ nguồn): owed to someone until one can."""

    topic: ClassVar[str] = "fund.credit_unallocated"

    credit_id: CreditId
    voucher: Voucher
    private: FromStatement


class DebitUnallocated(MoneyEvent, frozen=True, kw_only=True):
    """A bank debit nobody has explained yet; no posting until a person decides what it was."""

    topic: ClassVar[str] = "fund.debit_unallocated"

    debit_id: DebitId
    private: FromStatement


class BankFeeCharged(MoneyEvent, frozen=True, kw_only=True):
    """The bank took a fee (phí ngân hàng); `debit_id` names the unexplained debit it settles."""

    topic: ClassVar[str] = "fund.bank_fee_charged"

    voucher: Voucher
    debit_id: DebitId | None = None
    corrects: int | None = None


class DonationRefunded(MoneyEvent, frozen=True, kw_only=True):
    """Money went back to whoever sent it: of a gift (`entry`), or of a credit nobody could place.

    A wrong transfer is a debt until it is refunded, not a negative gift. `mobilization_id` is the
    appeal that the gift was for: what went back was not raised.
    """

    topic: ClassVar[str] = "fund.donation_refunded"

    entry: int | None = None
    mobilization_id: MobilizationId | None = None
    credit_id: CreditId | None = None
    voucher: Voucher
    debit_id: DebitId | None = None
    private: Documented


def custody_label(number: int | None) -> str | None:
    """Return what the how-manyth custody of a fund is called in public; None for none."""
    return None if number is None else f"Thu hộ số {number}"


class CustodialReceived(MoneyEvent, frozen=True, kw_only=True):
    """Money came in for others (thu hộ): a debt to them, no income of the fund.

    The custody is a purpose of its own. In its first receipt `number` says the how-manyth of its
    fund it is. Whom the money is to be handed on to may be a child: that lies in the people vault,
    under the custody's id, and can be forgotten.
    """

    topic: ClassVar[str] = "fund.custodial_received"

    custody_id: CustodyId
    number: int | None = None
    voucher: Voucher
    credit_id: CreditId | None = None
    private: FromStatement

    @property
    def label(self) -> str | None:
        """What a custody is called in public, if it begins with this receipt."""
        return custody_label(self.number)


class CustodialPaid(MoneyEvent, frozen=True, kw_only=True):
    """Money held for others was handed on to them (chi hộ)."""

    topic: ClassVar[str] = "fund.custodial_paid"

    custody_id: CustodyId
    voucher: Voucher
    debit_id: DebitId | None = None
    private: Documented


EVENTS = (
    DonationReceived,
    InterestCredited,
    CreditUnallocated,
    DebitUnallocated,
    BankFeeCharged,
    DonationRefunded,
    CustodialReceived,
    CustodialPaid,
)
