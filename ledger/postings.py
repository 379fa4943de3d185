"""From an event to its balanced postings: the second opinion on every balance. Pure."""

from collections.abc import Callable
from typing import Any

from ledger.accounts import HELD_AS, SPENT_AS, Chart, Posting
from ledger.events.base import Event
from ledger.events.fund.correcting import CashDifferencePosted, EntryReversed
from ledger.events.fund.handing_over import (
    CreditHandedOver,
    CreditTakenOver,
    CustodyHandedOver,
    CustodyTakenOver,
    GoodsHandedOver,
    GoodsTakenOver,
    MoneyHandedOver,
    MoneyTakenOver,
)
from ledger.events.fund.money import Goods, MoneyEvent
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementReturned,
    GoodsIssued,
    PurposeReleased,
)
from ledger.events.fund.transferring import (
    AccountMoved,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.values import GENERAL, UNALLOCATED, AccountId, AccountKind, CreditId, PurposeId


def postings(event: Event) -> tuple[Posting, ...]:
    """Return the postings of `event`, debits and credits equal per commodity; () if it has none."""
    make = _POSTINGS.get(type(event))
    return () if make is None else make(event)


Lines = tuple[Posting, ...]


def _held(kind: AccountKind, account_id: AccountId, purpose: PurposeId, dong: int) -> Posting:
    return Posting(chart=HELD_AS[kind], amount=dong, account_id=account_id, purpose=purpose)


def _in(event: MoneyEvent, source: Chart, credit_id: CreditId | None = None) -> Lines:
    """Money came to an account; or what stood there as unknown turned out to be this."""
    lines = (
        _held(event.account_kind, event.account_id, event.purpose, event.amount_dong),
        Posting(chart=source, amount=-event.amount_dong, purpose=event.purpose),
    )
    if credit_id is None:
        return lines
    return (*lines, *_no_longer_unknown(event.account_kind, event.account_id, event.amount_dong))


def _out(event: MoneyEvent, use: Chart) -> Lines:
    return (
        Posting(chart=use, amount=event.amount_dong, purpose=event.purpose),
        _held(event.account_kind, event.account_id, event.purpose, -event.amount_dong),
    )


def _no_longer_unknown(kind: AccountKind, account_id: AccountId, dong: int) -> Lines:
    return (
        Posting(chart=Chart.UNALLOCATED, amount=dong, purpose=UNALLOCATED),
        _held(kind, account_id, UNALLOCATED, -dong),
    )


def _donation(event: DonationReceived) -> Lines:
    if event.goods is None:
        return _in(event, Chart.DONATIONS, event.credit_id)  # type: ignore[arg-type]  # same fields
    value = _valued(event.amount_dong, event.purpose, Chart.GOODS, Chart.DONATIONS_IN_KIND)
    return (*value, *_counted(event.goods, event.purpose, Chart.STOCK, Chart.STOCK_GIVEN))


def _issue(event: GoodsIssued) -> Lines:
    value = _valued(event.amount_dong, event.purpose, Chart.GOODS_ISSUED, Chart.GOODS)
    return (*value, *_counted(event.goods, event.purpose, Chart.STOCK_ISSUED, Chart.STOCK))


def _valued(dong: int, purpose: PurposeId, debit: Chart, credit: Chart) -> Lines:
    if not dong:
        return ()
    return (
        Posting(chart=debit, amount=dong, purpose=purpose),
        Posting(chart=credit, amount=-dong, purpose=purpose),
    )


def _counted(goods: Goods, purpose: PurposeId, debit: Chart, credit: Chart) -> Lines:
    unit, quantity = goods.commodity, goods.quantity_milli
    return (
        Posting(chart=debit, amount=quantity, commodity=unit, purpose=purpose),
        Posting(chart=credit, amount=-quantity, commodity=unit, purpose=purpose),
    )


def _refund(event: DonationRefunded) -> Lines:
    return _out(event, Chart.REFUNDS if event.credit_id is None else Chart.UNALLOCATED)


def _release(event: PurposeReleased) -> Lines:
    kind, account_id, dong = event.account_kind, event.account_id, event.amount_dong
    return (
        _held(kind, account_id, event.to_purpose, dong),
        _held(kind, account_id, event.purpose, -dong),
    )


def _move(event: AccountMoved) -> Lines:
    to_kind, to_id, dong = event.to_account_kind, event.to_account_id, event.amount_dong
    lines = (
        _held(to_kind, to_id, GENERAL, dong),
        _held(event.from_account_kind, event.from_account_id, GENERAL, -dong),
    )
    if event.credit_id is None:
        return lines
    return (*lines, *_no_longer_unknown(to_kind, to_id, dong))


def _difference(event: CashDifferencePosted) -> Lines:
    return _in(event, Chart.SURPLUS) if event.surplus else _out(event, Chart.SHORTAGE)


def _returned(event: DisbursementReturned) -> Lines:
    return _in(event, SPENT_AS[event.disbursement_class], event.credit_id)


def _goods_over(event: GoodsHandedOver | GoodsTakenOver) -> Lines:
    dong, milli = event.amount_dong, event.quantity_milli
    if isinstance(event, GoodsHandedOver):
        dong, milli = -dong, -milli
    value = ((Chart.GOODS, dong), (Chart.GOODS_HANDED_OVER, -dong))
    count = ((Chart.STOCK, milli), (Chart.STOCK_HANDED_OVER, -milli))
    return (
        *(Posting(chart=c, amount=a, purpose=event.purpose) for c, a in value if a),
        *(
            Posting(chart=c, amount=a, commodity=event.commodity, purpose=event.purpose)
            for c, a in count
            if a
        ),
    )


_POSTINGS: dict[type[Event], Callable[[Any], Lines]] = {
    OpeningBalanceRecorded: lambda event: _in(event, Chart.OPENING),
    DonationReceived: _donation,
    InterestCredited: lambda event: _in(event, Chart.INTEREST, event.credit_id),
    CreditUnallocated: lambda event: _in(event, Chart.UNALLOCATED),
    BankFeeCharged: lambda event: _out(event, Chart.BANK_FEES),
    DonationRefunded: _refund,
    CustodialReceived: lambda event: _in(event, Chart.CUSTODIAL, event.credit_id),
    CustodialPaid: lambda event: _out(event, Chart.CUSTODIAL),
    PurposeReleased: _release,
    DisbursementPaid: lambda event: _out(event, SPENT_AS[event.disbursement_class]),
    DisbursementReturned: _returned,
    GoodsIssued: _issue,
    TransferSent: lambda event: _out(event, Chart.TRANSFERS_OUT),
    TransferReceived: lambda event: _in(event, Chart.TRANSFERS_IN, event.credit_id),
    TransferReturned: lambda event: _in(event, Chart.TRANSFERS_OUT, event.credit_id),
    AccountMoved: _move,
    MoneyHandedOver: lambda event: _out(event, Chart.HANDOVERS_OUT),
    MoneyTakenOver: lambda event: _in(event, Chart.HANDOVERS_IN),
    CreditHandedOver: lambda event: _out(event, Chart.UNALLOCATED),
    CreditTakenOver: lambda event: _in(event, Chart.UNALLOCATED),
    CustodyHandedOver: lambda event: _out(event, Chart.CUSTODIAL),
    CustodyTakenOver: lambda event: _in(event, Chart.CUSTODIAL),
    GoodsHandedOver: _goods_over,
    GoodsTakenOver: _goods_over,
    CashDifferencePosted: _difference,
    EntryReversed: lambda event: event.postings,
}
