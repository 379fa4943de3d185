"""Returning: awards that were paid and came back."""

from collections.abc import Sequence
from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import BadAwardList, WrongEntry
from ledger.events.base import Event
from ledger.events.fund.spending import (
    AwardLine,
    DisbursementPaid,
    DisbursementReturned,
    ReturnPrivate,
)
from ledger.fund.checks import (
    account_of,
    check_credit,
    check_days,
    check_follows,
    check_room,
    moved_dong,
    next_voucher,
    receipt_series,
)
from ledger.fund.spending.award_lists import Part, check_not_own, listed_part, unlisted_part
from ledger.fund.state import Fund, evolves, line_key
from ledger.values import AccountId, CreditId, DisbursementClass, DisbursementId


class Return(msgspec.Struct, frozen=True, kw_only=True):
    """Awards of a disbursement that came back after they were paid, into an account.

    `payment` is the payment's version. Of an award list they are named by the `lines` (their
    numbers), and the sums follow.
    """

    disbursement_id: DisbursementId
    payment: int
    account_id: AccountId
    amount_dong: int | None = None
    awards: int | None = None
    lines: tuple[int, ...] = ()
    effective_on: date
    occurred_on: date | None = None
    credit_id: CreditId | None = None
    decision_number: str | None = None
    document_sha256: str | None = None


def return_disbursement(
    fund: Fund, entry: Event, listed: Sequence[AwardLine], given_back: Return, context: Context
) -> DisbursementReturned:
    """Take awards back into an account; `listed` are the lines of the disbursement's award list.

    Raises `WrongEntry`, `BadAwardList`, `BadAmount`, `AmountMismatch`, `OwnAward`,
    `AccountNotFound`, `DatedAhead`, `DatedBeforeFund`, `PeriodIsClosed`, `PeriodIsOpen`,
    `DatedBeforeEntry`, `CreditNotFound`, `BalanceTooLarge`.
    """
    if not isinstance(entry, DisbursementPaid):
        raise WrongEntry("payment")
    if entry.disbursement_id != given_back.disbursement_id:
        raise WrongEntry("payment", "disbursement_id")
    part = _part_to_return(fund, entry, listed, given_back)
    check_not_own(part.lines, context)
    account = account_of(fund, given_back.account_id)
    on = given_back.effective_on
    check_days(fund, on, given_back.occurred_on, context, account)
    check_follows(on, given_back.occurred_on, entry.effective_on, entry.occurred_on)
    dong, occurred_on = part.amount_dong, given_back.occurred_on
    check_credit(fund, given_back.credit_id, given_back.account_id, dong, on, occurred_on)
    check_room(fund, moved_dong(part.amount_dong, given_back.credit_id))
    return DisbursementReturned(
        payment=given_back.payment,
        disbursement_id=entry.disbursement_id,
        disbursement_class=entry.disbursement_class,
        account_id=given_back.account_id,
        account_kind=account.kind,
        purpose=entry.purpose,
        amount_dong=part.amount_dong,
        awards=part.awards,
        instances=len(part.lines) or None,
        effective_on=on,
        occurred_on=given_back.occurred_on,
        voucher=next_voucher(fund, receipt_series(account.kind), on),
        credit_id=given_back.credit_id,
        private=ReturnPrivate(
            recorded_by=context.by,
            lines=part.lines,
            decision_number=given_back.decision_number,
            document_sha256=given_back.document_sha256,
        ),
    )


def _part_to_return(
    fund: Fund, paid: DisbursementPaid, listed: Sequence[AwardLine], given_back: Return
) -> Part:
    if paid.private.lines:
        there = frozenset(paid.private.lines)
        lines = [
            line
            for line in listed
            if line.number in there and line_key(given_back.payment, line.number) not in fund.drawn
        ]
        if not given_back.lines:
            raise BadAwardList("lines")
        return listed_part(lines, given_back.lines, given_back.amount_dong, given_back.awards)
    if given_back.lines:
        raise BadAwardList("lines")
    left = Part(
        paid.amount_dong - fund.drawn_of(given_back.payment),
        paid.awards - fund.awards_drawn_of(given_back.payment),
    )
    return unlisted_part(left, given_back.amount_dong, given_back.awards)


@evolves(DisbursementReturned)
def _disbursement_returned(fund: Fund, event: DisbursementReturned) -> Fund:
    dong = event.amount_dong
    if event.disbursement_class is DisbursementClass.ADMINISTRATION:
        fund = fund.with_administration(event.effective_on, -dong)
    fund = fund.with_receipt(event, event.voucher, event.credit_id)
    return fund.with_drawn(event.payment, dong, event.awards, event.private.lines)
