"""A fund handed over to its heirs (bàn giao quỹ): each thing leaves one book and enters another.

Every `…HandedOver` in the old fund's stream has its `…TakenOver` in an heir's, recorded in the same
append under the same `handover_id`: money by account and purpose, goods, what is owed, what is
promised, what is approved and not yet paid. `FundHandedOver` ends the old book, and
`HandoverReceived` begins what an heir took over.
"""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event
from ledger.events.fund.mobilizing import PledgeMade, PledgePrivate
from ledger.events.fund.money import Documented, FromStatement, MoneyEvent
from ledger.events.fund.opening import AccountOpened, PurposeDefined
from ledger.events.fund.receiving import custody_label
from ledger.events.fund.spending import Authority, ProposalPrivate
from ledger.values import (
    CreditId,
    CustodyId,
    DisbursementClass,
    DisbursementId,
    FundId,
    HandoverId,
    PledgeId,
    PurposeId,
    Voucher,
)


class FundHandedOver(Event, frozen=True, kw_only=True):
    """The fund was handed over, all of it, as minutes say (biên bản bàn giao); its book is ended.

    `to_fund_ids` are its heirs, `amount_dong` all its money.
    """

    topic: ClassVar[str] = "fund.handed_over"

    handover_id: HandoverId
    to_fund_ids: tuple[FundId, ...]
    amount_dong: int
    effective_on: date
    private: Documented


class HandoverReceived(Event, frozen=True, kw_only=True):
    """The fund took over from another what minutes say; the events behind this one say what.

    `amount_dong` is all the money of it, that of others included.
    """

    topic: ClassVar[str] = "fund.handover_received"

    handover_id: HandoverId
    from_fund_id: FundId
    amount_dong: int
    effective_on: date
    private: Documented


class MoneyHandedOver(MoneyEvent, frozen=True, kw_only=True):
    """Money of a purpose went to an heir, out of an account."""

    topic: ClassVar[str] = "fund.money_handed_over"

    handover_id: HandoverId
    to_fund_id: FundId
    voucher: Voucher


class MoneyTakenOver(MoneyEvent, frozen=True, kw_only=True):
    """Money of a purpose came from a fund that ended, into an account."""

    topic: ClassVar[str] = "fund.money_taken_over"

    handover_id: HandoverId
    from_fund_id: FundId
    voucher: Voucher


class CreditHandedOver(MoneyEvent, frozen=True, kw_only=True):
    """What is left of a credit nobody could place went to an heir, who owes it now."""

    topic: ClassVar[str] = "fund.credit_handed_over"

    handover_id: HandoverId
    to_fund_id: FundId
    credit_id: CreditId
    voucher: Voucher


class CreditTakenOver(MoneyEvent, frozen=True, kw_only=True):
    """A credit that nobody could place yet came from a fund that ended, under the same id.

    Its memo goes on with it.
    """

    topic: ClassVar[str] = "fund.credit_taken_over"

    handover_id: HandoverId
    from_fund_id: FundId
    credit_id: CreditId
    voucher: Voucher
    private: FromStatement


class CustodyHandedOver(MoneyEvent, frozen=True, kw_only=True):
    """Money held for others went to an heir, who holds it for them now."""

    topic: ClassVar[str] = "fund.custody_handed_over"

    handover_id: HandoverId
    to_fund_id: FundId
    custody_id: CustodyId
    voucher: Voucher


class CustodyTakenOver(MoneyEvent, frozen=True, kw_only=True):
    """Money held for others came from a fund that ended, under the same custody.

    `number` says, in the first of it, the how-manyth custody of this fund it is.
    """

    topic: ClassVar[str] = "fund.custody_taken_over"

    handover_id: HandoverId
    from_fund_id: FundId
    custody_id: CustodyId
    number: int | None = None
    voucher: Voucher

    @property
    def label(self) -> str | None:
        """What the custody is called in public here, if it begins with this money."""
        return custody_label(self.number)


class GoodsHandedOver(Event, frozen=True, kw_only=True):
    """Goods of a purpose went to an heir, at the value they were held at."""

    topic: ClassVar[str] = "fund.goods_handed_over"

    handover_id: HandoverId
    to_fund_id: FundId
    purpose: PurposeId
    commodity: str
    quantity_milli: int
    amount_dong: int
    effective_on: date
    voucher: Voucher


class GoodsTakenOver(Event, frozen=True, kw_only=True):
    """Goods of a purpose came from a fund that ended, at the value they were held at there."""

    topic: ClassVar[str] = "fund.goods_taken_over"

    handover_id: HandoverId
    from_fund_id: FundId
    purpose: PurposeId
    commodity: str
    quantity_milli: int
    amount_dong: int
    effective_on: date
    voucher: Voucher


class AccountTakenOver(AccountOpened, frozen=True, kw_only=True):
    """An account goes on under the same id in an heir's book, from that day on."""

    topic: ClassVar[str] = "fund.account_taken_over"

    handover_id: HandoverId


class PurposeTakenOver(PurposeDefined, frozen=True, kw_only=True):
    """A purpose goes on under the same id in an heir's book, and binds as it did."""

    topic: ClassVar[str] = "fund.purpose_taken_over"

    handover_id: HandoverId


class PledgeHandedOver(Event, frozen=True, kw_only=True):
    """What is outstanding of a pledge was promised to an heir from that day on."""

    topic: ClassVar[str] = "fund.pledge_handed_over"

    handover_id: HandoverId
    to_fund_id: FundId
    pledge_id: PledgeId
    amount_dong: int
    effective_on: date


class PledgeTakenOver(PledgeMade, frozen=True, kw_only=True):
    """What is outstanding of a pledge came from a fund that ended, under the same id."""

    topic: ClassVar[str] = "fund.pledge_taken_over"

    handover_id: HandoverId
    private: PledgePrivate


class DisbursementHandedOver(Event, frozen=True, kw_only=True):
    """What was approved and not yet paid went to an heir, who pays it."""

    topic: ClassVar[str] = "fund.disbursement_handed_over"

    handover_id: HandoverId
    to_fund_id: FundId
    disbursement_id: DisbursementId
    amount_dong: int
    awards: int
    effective_on: date


class CommitmentPrivate(ProposalPrivate, frozen=True, kw_only=True):
    """Beside what a proposal hides: who prepared and who approved it."""

    authority: Authority


class DisbursementTakenOver(Event, frozen=True, kw_only=True):
    """What a fund that ended had approved and not yet paid is to be paid here, under the same id.

    `amount_dong` and `awards` are what is left to pay; `proposed_on` and the authority are those
    of the fund that ended. `instances` and `persons` are none where nobody knows: also where a part
    was paid already of a list without lines.
    """

    topic: ClassVar[str] = "fund.disbursement_taken_over"

    handover_id: HandoverId
    disbursement_id: DisbursementId
    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId
    amount_dong: int
    awards: int
    instances: int | None = None
    persons: int | None = None
    proposed_on: date
    effective_on: date
    private: CommitmentPrivate


EVENTS = (
    FundHandedOver,
    HandoverReceived,
    MoneyHandedOver,
    MoneyTakenOver,
    CreditHandedOver,
    CreditTakenOver,
    CustodyHandedOver,
    CustodyTakenOver,
    GoodsHandedOver,
    GoodsTakenOver,
    AccountTakenOver,
    PurposeTakenOver,
    PledgeHandedOver,
    PledgeTakenOver,
    DisbursementHandedOver,
    DisbursementTakenOver,
)
