"""Administration takes no more of a year's receipts than the day's rule, or the board, says."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.money import AdministrationCapExceeded
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.fund.spending.administration import administration_excess
from ledger.fund.spending.disbursements import (
    Approval,
    Payment,
    Proposal,
    approve_disbursement,
    pay_disbursement,
)
from ledger.values import DisbursementClass, DisbursementId, LegalRegime, Role
from tests.books import Book
from tests.builders import APPROVER, BANK, CASHIER, DISBURSEMENT, a_proposal, an_id
from tests.fakes import TODAY
from tests.ledger.happened import PURPOSE
from tests.ledger.happened.opening import (
    A_FUND,
    controls_set,
    fund_opened,
    opening_balance_recorded,
    purpose_defined,
)
from tests.ledger.happened.receiving import bank_fee_charged, donation_received, interest_credited
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_rejected,
    donation_refunded,
)
from tests.ledger.specification import Given, given

ADMINISTRATION = DisbursementClass.ADMINISTRATION
OTHER = DisbursementId(an_id("other costs"))
IN_MARCH = date(2026, 3, 1)


def a_licensed_fund(*events: Event, regime: LegalRegime = LegalRegime.LICENSED_FUND) -> Given:
    """A fund with fifty million from before its book, so that cover is never what is missing."""
    opened = replace(fund_opened(), legal_regime=regime)
    return given(opened, *A_FUND[1:], opening_balance_recorded(50_000_000), *events)


def costs(dong: int, on: date = TODAY) -> Event:
    return disbursement_proposed(dong, disbursement_class=ADMINISTRATION, effective_on=on)


def exceeded(asked: int, available: int, base: int, permille: int = 50) -> Event:
    return AdministrationCapExceeded(  # type: ignore[return-value]
        "disbursement_id",
        cap_permille=permille,
        base_dong=base,
        available_dong=available,
        asked_dong=asked,
    )


def approval(on: date = TODAY) -> Approval:
    return Approval(disbursement_id=DISBURSEMENT, effective_on=on)


def test_five_per_cent_of_the_years_receipts_may_be_approved_and_not_a_dong_more() -> None:
    fund = a_licensed_fund(donation_received(20_000_000))
    fund.after(costs(1_000_000)).by(APPROVER).when(approve_disbursement, approval()).then(
        disbursement_approved()
    )
    fund.after(costs(1_000_001)).by(APPROVER).when(approve_disbursement, approval()).then(
        exceeded(1_000_001, 1_000_000, 20_000_000)
    )


def test_only_administration_is_capped() -> None:
    fund = a_licensed_fund(disbursement_proposed(5_000_000)).by(APPROVER)
    fund.when(approve_disbursement, approval()).then(disbursement_approved())


@pytest.mark.parametrize(
    "events, base",
    [
        ([donation_received(3_000_000)], 3_000_000),
        ([interest_credited(3_000_000)], 3_000_000),
        ([donation_received(3_000_000), donation_refunded(1_000_000, entry=6)], 2_000_000),
        # Receipts of another year, what was there before, and fees are no base.
        ([donation_received(3_000_000, on=date(2024, 12, 31)), bank_fee_charged(5)], 0),
        # Neither is what donors gave to recipients they named.
        (
            [
                purpose_defined(names_recipients=True),
                donation_received(3_000_000, purpose=PURPOSE),
                donation_received(40_000),
            ],
            40_000,
        ),
    ],
)
def test_the_base_is_what_came_in_that_year(events: list[Event], base: int) -> None:
    fund = a_licensed_fund(*events, costs(base // 20 + 1)).by(APPROVER)
    fund.when(approve_disbursement, approval()).then(exceeded(base // 20 + 1, base // 20, base))


def test_what_is_approved_or_paid_already_counts_as_spent() -> None:
    first = replace(costs(600_000), disbursement_id=OTHER)
    approved = replace(disbursement_approved(), disbursement_id=OTHER)
    refused = exceeded(400_001, 400_000, 20_000_000)
    fund = a_licensed_fund(donation_received(20_000_000), first, approved, costs(400_001))
    fund.by(APPROVER).when(approve_disbursement, approval()).then(refused)
    paid = disbursement_paid(600_000, disbursement_class=ADMINISTRATION, disbursement_id=OTHER)
    fund.after(paid).by(APPROVER).when(approve_disbursement, approval()).then(refused)
    rejected = disbursement_rejected(600_000, disbursement_id=OTHER)
    fund.after(rejected).by(APPROVER).when(approve_disbursement, approval()).then(
        disbursement_approved()
    )


def test_the_boards_own_share_takes_the_place_of_the_usual_one() -> None:
    fund = a_licensed_fund(donation_received(20_000_000), costs(1_400_000))
    seven = fund.after(controls_set(administration_permille=70)).by(APPROVER)
    seven.when(approve_disbursement, approval()).then(disbursement_approved())
    none = fund.after(controls_set(administration_permille=0)).by(APPROVER)
    none.when(approve_disbursement, approval()).then(exceeded(1_400_000, 0, 20_000_000, 0))


@pytest.mark.parametrize(
    "regime, on, excess",
    [
        (LegalRegime.LICENSED_FUND, IN_MARCH, 0),
        (LegalRegime.INTERNAL_FUND, TODAY, 0),
        (LegalRegime.CAMPAIGN, TODAY, None),
        (LegalRegime.CUSTODIAL, TODAY, None),
    ],
)
def test_elsewhere_the_rule_only_warns_or_there_is_none(
    regime: LegalRegime, on: date, excess: int | None
) -> None:
    fund = a_licensed_fund(costs(1, on), regime=regime).by(APPROVER).on(on)
    fund.when(approve_disbursement, approval(on)).then(disbursement_approved(on))
    assert isinstance(fund.state, Fund)
    found = administration_excess(fund.state, 1, on)
    assert (None if found is None else found["available_dong"]) == excess


def test_a_rule_that_only_warns_is_told_in_the_receipt(book: Book) -> None:
    book.open_balance(5_000_000)
    book.donate(2_000_000)
    within = book.propose(proposal=the_costs(book, 100_000))
    beyond = book.propose(proposal=the_costs(book, 1))
    scholarships = book.propose(1_000_000)
    assert book.approve(within).warnings == ()
    assert book.approve(scholarships).warnings == ()
    told = {"cap_permille": 50, "base_dong": 2_000_000, "available_dong": 0, "asked_dong": 1}
    rehearsed = book.approve(beyond, dry_run=True)
    command = {"command_id": "once", "by": book.person(Role.APPROVER)}
    recorded = book.approve(beyond, **command)  # type: ignore[arg-type]
    replayed = book.approve(beyond, **command)  # type: ignore[arg-type]
    for receipt in (rehearsed, recorded, replayed):
        assert [(each.code, each.limits) for each in receipt.warnings] == [
            (AdministrationCapExceeded.code, told)
        ]


def the_costs(book: Book, dong: int) -> Proposal:
    return a_proposal(
        dong, awards=1, disbursement_class=ADMINISTRATION, disbursement_id=book.new_id()
    )


def test_the_cap_is_asked_again_in_the_year_of_payment() -> None:
    in_december, in_january = date(2024, 12, 31), date(2025, 1, 2)
    fund = a_licensed_fund(
        donation_received(20_000_000, on=in_december),
        costs(1_000_000, in_december),
        disbursement_approved(in_december),
    ).by(CASHIER)
    payment = Payment(disbursement_id=DISBURSEMENT, account_id=BANK, effective_on=in_december)
    fund.when(pay_disbursement, payment).is_accepted()
    fund.when(pay_disbursement, replace(payment, effective_on=in_january)).then(exceeded(0, 0, 0))
