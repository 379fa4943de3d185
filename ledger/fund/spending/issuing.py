"""Issuing: goods leave the stock for their recipients; no money moves."""

from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import DatedBeforeEntry, NotEnoughGoods
from ledger.events.fund.money import Goods
from ledger.events.fund.spending import GoodsIssued, IssuePrivate
from ledger.fund.checks import (
    check_amount,
    check_days,
    check_limit,
    check_room,
    next_voucher,
)
from ledger.fund.open_items import Stock, stock_key
from ledger.fund.restricting import Use, check_use
from ledger.fund.state import Fund, evolves
from ledger.values import GENERAL, Category, DisbursementClass, PurposeId, Role, Series


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """Goods to give out, in `awards` awards (suất, phần quà)."""

    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId = GENERAL
    goods: Goods
    awards: int
    instances: int | None = None
    categories: tuple[Category, ...] = ()
    place: str | None = None
    effective_on: date
    occurred_on: date | None = None
    decision_number: str | None = None
    document_sha256: str | None = None


def issue_goods(fund: Fund, issue: Issue, context: Context) -> GoodsIssued:
    """Give goods out, at their share of the value that goods of the kind are held at.

    What empties the stock takes its value. If their value was corrected after the day on which
    they would all be gone, they are given out no earlier than it was.

    Raises `BadAmount`, `PurposeNotFound`, `PurposeExpired`, `WrongProgramme`, `ClassNotAllowed`,
    `CategoryNotAllowed`, `WrongPlace`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`,
    `PeriodIsOpen`, `NotEnoughGoods`, `DatedBeforeEntry`, `OverLimit`, `BalanceTooLarge`.
    """
    quantity = issue.goods.quantity_milli
    check_amount(quantity, field="goods.quantity_milli")
    check_amount(issue.awards, field="awards")
    if issue.instances is not None:
        check_amount(issue.instances, field="instances")
    on = issue.effective_on
    use = Use(
        disbursement_class=issue.disbursement_class,
        programme=issue.programme,
        categories=issue.categories,
        place=issue.place,
    )
    check_use(fund, issue.purpose, use, issue.occurred_on or on)
    check_days(fund, on, issue.occurred_on, context)
    held = fund.stock.get(stock_key(issue.purpose, issue.goods.commodity), Stock())
    available = held.quantity.lowest_from(on)
    if quantity > available:
        raise NotEnoughGoods(
            "goods.quantity_milli", available_milli=max(0, available), asked_milli=quantity
        )
    dong = _value_of(held, quantity, on)
    check_limit(fund, Role.CASHIER, dong)
    check_room(fund, dong + quantity)
    return GoodsIssued(
        disbursement_class=issue.disbursement_class,
        programme=issue.programme,
        purpose=issue.purpose,
        goods=issue.goods,
        amount_dong=dong,
        awards=issue.awards,
        instances=issue.instances,
        effective_on=on,
        occurred_on=issue.occurred_on,
        voucher=next_voucher(fund, Series.GOODS_ISSUED, on),
        private=IssuePrivate(
            recorded_by=context.by,
            categories=issue.categories,
            place=issue.place,
            decision_number=issue.decision_number,
            document_sha256=issue.document_sha256,
        ),
    )


def _value_of(held: Stock, quantity_milli: int, on: date) -> int:
    """Return the value that goes with a quantity, in whole đồng.

    It is the weighted average of what is held at the end of the day (bình quân gia quyền), rounded
    down, and never more than a later day holds; what empties the stock, for ever or until more
    comes, takes all the value. Raises `DatedBeforeEntry`.
    """
    # A reversal may have taken more value out than was left: then there is none to give.
    most = max(0, held.value.lowest_from(on))
    emptied = [
        (day, max(0, dong)) for day, milli, dong in held.since(on) if milli == quantity_milli
    ]
    if not emptied:
        average = max(0, held.value.at(on)) * quantity_milli // held.quantity.at(on)
        return min(most, average)
    (_, dong), *later = emptied
    changed_on = [day for day, other in later if other != dong]
    if changed_on:
        raise DatedBeforeEntry("effective_on", entry_on=changed_on[-1].isoformat())
    return min(most, dong)


@evolves(GoodsIssued)
def _goods_issued(fund: Fund, event: GoodsIssued) -> Fund:
    goods, on = event.goods, event.effective_on
    return fund.with_voucher(event.voucher).with_goods(
        event.purpose, goods.commodity, on, -goods.quantity_milli, -event.amount_dong
    )
