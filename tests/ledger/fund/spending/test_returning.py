"""Awards come back: never more of a payment than was paid, and no line of a list twice."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.context import Context
from ledger.errors.access import OwnAward
from ledger.errors.missing import AccountNotFound, CreditNotFound
from ledger.errors.money import (
    AmountMismatch,
    BadAmount,
    BadAwardList,
    BalanceTooLarge,
    DatedAhead,
    DatedBeforeEntry,
    EntryDrawnOn,
    PeriodIsClosed,
    PeriodIsOpen,
    WrongEntry,
)
from ledger.events.base import Event
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.spending import (
    AwardLine,
    DisbursementPaid,
    DisbursementReturned,
    ProposalPrivate,
)
from ledger.fund import Fund
from ledger.fund.control.correcting import Reversal, reverse_entry
from ledger.fund.open_items import Year
from ledger.fund.spending.award_lists import numbered
from ledger.fund.spending.returning import Return, return_disbursement
from ledger.values import (
    BALANCE_DONG_MAX,
    AccountKind,
    BeneficiaryId,
    CreditId,
    DisbursementClass,
    DisbursementId,
    ReversalReason,
    Series,
)
from tests.builders import APPROVER, BANK, CASH_BOX, DISBURSEMENT, TREASURER, an_award, an_id
from tests.fakes import TODAY
from tests.ledger.happened import AUTHORITY, CREDIT, voucher
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import A_FUND, opening_balance_recorded
from tests.ledger.happened.receiving import credit_unallocated, donation_received
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_returned,
)
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_ACCOUNT, TOMORROW, TOO_EARLY

MAY, YESTERDAY = date(2025, 5, 1), date(2025, 6, 15)
BINH = BeneficiaryId(an_id("Bình"))
LINES = tuple(
    numbered([an_award("An", 500_000), an_award("Bình", 300_000), an_award("Cúc", 200_000)])
)
OF_ALL_LINES = replace(
    disbursement_paid(awards=3, instances=3).private, lines=tuple(line.number for line in LINES)
)
PAID = disbursement_paid()
PAID_BY_LINES = disbursement_paid(awards=3, instances=3, private=OF_ALL_LINES)
OF_A_LIST = 20
"""The version of a payment of lines, where there are two."""
PAYMENT = 8
"""The version of the payment, behind a fund of four events, its money, a proposal, an approval."""


def after(paid: DisbursementPaid) -> Given:
    proposed = disbursement_proposed(
        awards=paid.awards,
        disbursement_class=paid.disbursement_class,
        private=ProposalPrivate(recorded_by=TREASURER, lines=LINES if paid.private.lines else ()),
    )
    return given(
        *A_FUND, opening_balance_recorded(2_000_000), proposed, disbursement_approved(), paid
    )


def a_return(**fields: object) -> Return:
    given_back = Return(
        disbursement_id=DISBURSEMENT, payment=PAYMENT, account_id=BANK, effective_on=TODAY
    )
    return replace(given_back, **fields)


def give_back(
    fund: Fund,
    entry: Event,
    given_back: Return,
    *,
    context: Context,
    listed: tuple[AwardLine, ...] = LINES,
) -> DisbursementReturned:
    return return_disbursement(fund, entry, listed, given_back, context)


def returned(*numbers: int, **fields: object) -> DisbursementReturned:
    lines = tuple(line for line in LINES if line.number in numbers)
    event = disbursement_returned(payment=PAYMENT)
    return replace(
        event,
        amount_dong=sum(line.amount_dong for line in lines),
        awards=len(lines),
        instances=len(lines),
        private=replace(event.private, lines=lines),
        **fields,
    )


def fund_of(case: Given) -> Fund:
    assert isinstance(case.state, Fund)
    return case.state


def test_by_default_all_that_was_paid_comes_back() -> None:
    after(PAID).when(give_back, PAID, a_return()).then(
        disbursement_returned(1_000_000, payment=PAYMENT, awards=2)
    )


def test_awards_come_back_to_whichever_account_they_come_to() -> None:
    after(PAID).when(give_back, PAID, a_return(account_id=CASH_BOX)).then(
        disbursement_returned(
            1_000_000,
            payment=PAYMENT,
            awards=2,
            account_id=CASH_BOX,
            account_kind=AccountKind.CASH_BOX,
            voucher=voucher(Series.CASH_RECEIPT),
        )
    )


def test_no_more_comes_back_than_was_paid_in_however_many_parts() -> None:
    fund = after(PAID)
    part = disbursement_returned(400_000, payment=PAYMENT, awards=1)
    fund.when(give_back, PAID, a_return(amount_dong=400_000, awards=1)).then(part)
    rest = fund.after(part)
    rest.when(give_back, PAID, a_return(amount_dong=600_001)).then(
        BadAmount("amount_dong", least=1, most=600_000)
    )
    rest.when(give_back, PAID, a_return(awards=2)).then(BadAmount("awards", least=1, most=1))
    rest.when(give_back, PAID, a_return(amount_dong=1, awards=1)).then(
        BadAmount("awards", least=0, most=0)
    )
    all_of_it = disbursement_returned(
        600_000, payment=PAYMENT, awards=1, voucher=voucher(Series.BANK_CREDIT, 2)
    )
    rest.when(give_back, PAID, a_return()).then(all_of_it)
    rest.after(all_of_it).when(give_back, PAID, a_return()).then(
        BadAmount("amount_dong", least=1, most=0)
    )


def test_lines_come_back_by_their_numbers_and_none_of_them_twice() -> None:
    fund = after(PAID_BY_LINES)
    fund.when(give_back, PAID_BY_LINES, a_return(lines=(3, 1))).then(returned(1, 3))
    left = fund.after(returned(1, 3))
    left.when(give_back, PAID_BY_LINES, a_return(lines=(2, 3, 1))).then(
        BadAwardList("lines.1", "lines.2")
    )
    last = returned(2, voucher=voucher(Series.BANK_CREDIT, 2))
    left.when(give_back, PAID_BY_LINES, a_return(lines=(2,))).then(last)


def test_only_lines_of_just_that_payment_come_back_by_it() -> None:
    two = replace(OF_ALL_LINES, lines=(1, 2))
    part = disbursement_paid(800_000, awards=2, instances=2, private=two)
    after(PAID_BY_LINES).when(give_back, part, a_return(lines=(3,))).then(BadAwardList("lines.0"))


@pytest.mark.parametrize("lines", [(), (1,)])
def test_a_list_comes_back_by_lines_and_nothing_else_does(lines: tuple[int, ...]) -> None:
    paid = PAID if lines else PAID_BY_LINES
    after(paid).when(give_back, paid, a_return(lines=lines)).then(BadAwardList("lines"))


def test_the_sums_of_lines_are_what_they_are() -> None:
    fund = after(PAID_BY_LINES)
    fund.when(give_back, PAID_BY_LINES, a_return(lines=(1, 2), amount_dong=800_001)).then(
        AmountMismatch("amount_dong", must_be_dong=800_000)
    )
    fund.when(give_back, PAID_BY_LINES, a_return(lines=(1, 2), awards=1)).then(
        AmountMismatch("awards", must_be=2)
    )


def test_nobody_takes_back_an_award_to_himself() -> None:
    fund = after(PAID_BY_LINES).by(TREASURER, BINH)
    fund.when(give_back, PAID_BY_LINES, a_return(lines=(1, 2))).then(OwnAward("lines.1"))
    fund.when(give_back, PAID_BY_LINES, a_return(lines=(1, 3))).then(returned(1, 3))


def test_a_returned_award_may_be_the_banks_credit_of_unknown_origin() -> None:
    fund = after(PAID).after(credit_unallocated(500_000))
    event = disbursement_returned(
        500_000, payment=PAYMENT, credit_id=CREDIT, voucher=voucher(Series.BANK_CREDIT, 2)
    )
    asked = a_return(amount_dong=500_000, awards=1, credit_id=CREDIT)
    fund.when(give_back, PAID, asked).then(event)
    settled = fund_of(fund.after(event))
    assert (settled.balance_dong, settled.credits) == (1_500_000, {})


def test_administration_that_comes_back_is_not_spent() -> None:
    costs = replace(PAID, disbursement_class=DisbursementClass.ADMINISTRATION)
    event = disbursement_returned(
        1_000_000,
        payment=PAYMENT,
        awards=2,
        disbursement_class=DisbursementClass.ADMINISTRATION,
    )
    fund = after(costs)
    assert fund_of(fund).years[TODAY.year] == Year(0, 1_000_000)
    fund.when(give_back, costs, a_return()).then(event)
    assert fund_of(fund.after(event)).years[TODAY.year] == Year()


def test_a_return_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    paid = replace(
        PAID,
        effective_on=YESTERDAY,
        private=replace(PAID.private, authority=replace(AUTHORITY, approved_on=YESTERDAY)),
    )
    case = after(paid).after(credit_unallocated(1), period_closed(date(2025, 5, 31)))

    def of_the_payment(fund: Fund, given_back: Return, *, context: Context) -> Event:
        entries = {PAYMENT: paid, OF_A_LIST: PAID_BY_LINES}
        entry = entries.get(given_back.payment, donation_received())
        return return_disbursement(fund, entry, LINES, given_back, context)

    of_the_payment.__doc__ = return_disbursement.__doc__
    mended_one_by_one(
        case,
        of_the_payment,
        a_return(
            disbursement_id=DisbursementId(an_id("of nobody")),
            payment=1,
            account_id=NO_ACCOUNT,
            lines=(1,),
            amount_dong=0,
            awards=0,
            effective_on=TOMORROW,
            occurred_on=TOMORROW,
            credit_id=CreditId(an_id("a credit of nobody")),
        ),
        (WrongEntry("payment"), {"payment": PAYMENT}),
        (WrongEntry("payment", "disbursement_id"), {"disbursement_id": DISBURSEMENT}),
        (BadAwardList("lines"), {"lines": ()}),
        (BadAmount("amount_dong", least=1, most=1_000_000), {"lines": (1,), "payment": OF_A_LIST}),
        (AmountMismatch("amount_dong", must_be_dong=500_000), {"lines": (), "payment": PAYMENT}),
        (BadAmount("amount_dong", least=1, most=1_000_000), {"amount_dong": 2}),
        (AccountNotFound("account_id"), {"account_id": CASH_BOX}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": MAY}),
        (
            PeriodIsClosed("effective_on", first_open_on="2025-06-01"),
            {"effective_on": date(2025, 6, 1)},
        ),
        (
            DatedAhead("occurred_on", today=TODAY.isoformat()),
            {"occurred_on": date(2025, 6, 1)},
        ),
        (PeriodIsOpen("occurred_on", first_open_on="2025-06-01"), {"occurred_on": None}),
        (
            DatedBeforeEntry("effective_on", entry_on=YESTERDAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (CreditNotFound("credit_id"), {"credit_id": CREDIT}),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (AmountMismatch("amount_dong", most_dong=1), {"amount_dong": 1}),
        elsewhere=[OwnAward, BalanceTooLarge],
    )


def test_no_return_passes_what_the_sums_can_hold() -> None:
    fund = after(PAID).after(
        opening_balance_recorded(BALANCE_DONG_MAX - 3_000_000, account_id=CASH_BOX)
    )
    fund.when(give_back, PAID, a_return()).then(BalanceTooLarge("amount_dong"))


# Taken back


def reversal_of(case: Given, entry: Event, version: int) -> EntryReversed:
    (event,) = reverse_entry(
        fund_of(case),
        entry,
        Reversal(entry=version, reason=ReversalReason.OTHER),
        case.by(APPROVER).context,
    )
    assert isinstance(event, EntryReversed)
    return event


def test_a_payment_is_not_reversed_under_what_came_back_of_it() -> None:
    fund = after(PAID).after(disbursement_returned(400_000, payment=PAYMENT))
    with pytest.raises(EntryDrawnOn):
        reversal_of(fund, PAID, PAYMENT)


@pytest.mark.parametrize(
    "paid, back",
    [
        (PAID, disbursement_returned(400_000, payment=PAYMENT, awards=1)),
        (PAID_BY_LINES, returned(1, 3)),
    ],
)
def test_what_came_back_by_mistake_may_come_back_again(
    paid: DisbursementPaid, back: DisbursementReturned
) -> None:
    fund = after(paid)
    undone = fund.after(back, reversal_of(fund.after(back), back, PAYMENT + 1))
    assert fund_of(undone).drawn == {}
    assert fund_of(undone).balance_dong == fund_of(fund).balance_dong
    again = a_return(
        lines=tuple(line.number for line in back.private.lines),
        amount_dong=back.amount_dong,
        awards=back.awards,
    )
    undone.when(give_back, paid, again).then(replace(back, voucher=voucher(Series.BANK_CREDIT, 2)))
