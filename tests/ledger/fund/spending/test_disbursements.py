"""Spending takes three persons, and money that is there on every day."""

from datetime import date

import pytest
from msgspec.structs import replace

from ledger.errors.access import OverLimit, OwnAward, SamePerson
from ledger.errors.missing import DisbursementNotFound, PurposeNotFound
from ledger.errors.money import (
    AdministrationCapExceeded,
    AmountMismatch,
    BadAmount,
    BadAwardList,
    DatedAhead,
    DatedBeforeEntry,
    InsufficientFunds,
    WrongDisbursementStep,
)
from ledger.errors.restricted import (
    CategoryNotAllowed,
    ClassNotAllowed,
    PurposeExpired,
    WrongPlace,
    WrongProgramme,
)
from ledger.events.base import Event
from ledger.events.fund.money import Documented
from ledger.events.fund.spending import ProposalPrivate
from ledger.fund.spending.award_lists import numbered
from ledger.fund.spending.disbursements import (
    Approval,
    approve_disbursement,
    propose_disbursement,
    reject_disbursement,
)
from ledger.values import (
    AMOUNT_DONG_MAX,
    GENERAL,
    Category,
    DisbursementClass,
    DisbursementId,
    LegalRegime,
    PurposeId,
    Role,
)
from tests.builders import APPROVER, DISBURSEMENT, TREASURER, a_list, a_proposal, an_award, an_id
from tests.fakes import TODAY
from tests.ledger.fund.spending.disbursing import (
    APPROVAL,
    APPROVED,
    BIG,
    BINH,
    CLOSED_IN_MAY,
    GIFT,
    MAY,
    MONEY,
    OTHER,
    PROPOSED,
    YESTERDAY,
    fund_after,
    not_enough,
)
from tests.ledger.happened import PURPOSE
from tests.ledger.happened.control import period_closed
from tests.ledger.happened.opening import (
    A_FUND,
    fund_opened,
    opening_balance_recorded,
    purpose_defined,
    spending_limit_set,
)
from tests.ledger.happened.receiving import bank_fee_charged, donation_received
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_rejected,
)
from tests.ledger.specification import given, mended_one_by_one
from tests.ledger.wrong import AHEAD, BEFORE_ALL, NO_PURPOSE, NOT_AN_AMOUNT, TOMORROW, TOO_EARLY

NARROW = PurposeId(str(an_id("a narrow purpose")))
SCAN = "ab" * 32
LINES = (an_award("An", 6), an_award("Bình", 4))
LESS = (an_award("An", 5, categories=(Category.POOR,)), an_award("Bình", 4))
POOR = tuple(replace(line, categories=(Category.POOR,)) for line in LESS)


# Proposing


def test_a_proposal_keeps_what_is_too_narrow_to_publish_apart() -> None:
    categories = (Category.POOR, Category.ORPHANED)
    proposal = a_proposal(categories=categories, place="Thôn Đông, xã Thạch Hà")
    private = ProposalPrivate(
        recorded_by=TREASURER, categories=categories, place="Thôn Đông, xã Thạch Hà"
    )
    given(*A_FUND).when(propose_disbursement, proposal).then(
        disbursement_proposed(1_000_000, private=private)
    )


@pytest.mark.parametrize("disbursement_class", DisbursementClass)
def test_every_class_of_disbursement_may_be_proposed_without_money(
    disbursement_class: DisbursementClass,
) -> None:
    given(*A_FUND).when(
        propose_disbursement, a_proposal(disbursement_class=disbursement_class)
    ).then(disbursement_proposed(disbursement_class=disbursement_class))


def test_a_proposal_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    mended_one_by_one(
        given(
            *A_FUND,
            purpose_defined(
                NARROW,
                programme="Đất Tổ",
                classes=(DisbursementClass.AWARD,),
                categories=(Category.POOR,),
                place="xã Thạch Hà",
                expires_on=TODAY,
            ),
            spending_limit_set(9, Role.TREASURER),
            period_closed(date(2025, 5, 31)),
        ).by(TREASURER, BINH),
        propose_disbursement,
        replace(
            a_list(an_award("An", 6, categories=(Category.POOR,)), an_award("Bình", 4)),
            amount_dong=0,
            awards=0,
            instances=0,
            persons=3,
            lines=(an_award("An", 0), an_award("Bình", 4)),
            categories=(Category.TEACHER,),
            purpose=NO_PURPOSE,
            effective_on=TOMORROW,
        ),
        (NOT_AN_AMOUNT, {"amount_dong": 11}),
        (BadAmount("awards", least=1, most=11), {"awards": 12}),
        (BadAmount("awards", least=1, most=11), {"awards": 3}),
        (BadAmount("instances", least=1, most=AMOUNT_DONG_MAX), {"instances": 2}),
        (BadAmount("persons", least=1, most=2), {"persons": 0}),
        (BadAmount("persons", least=1, most=AMOUNT_DONG_MAX), {"persons": 1}),
        (BadAwardList("lines.0.amount_dong"), {"lines": LINES}),
        (BadAwardList("categories"), {"categories": ()}),
        (AmountMismatch("amount_dong", must_be=10), {"amount_dong": 10}),
        (AmountMismatch("awards", must_be=2), {"awards": 2, "instances": 3}),
        (AmountMismatch("instances", must_be=2), {"instances": 2}),
        (AmountMismatch("persons", must_be=2), {"persons": None}),
        (OwnAward("lines.1"), {"by": TREASURER}),
        (OverLimit("amount_dong", limit_dong=9, asked_dong=10), {"lines": LESS, "amount_dong": 9}),
        (PurposeNotFound("purpose"), {"purpose": NARROW}),
        (PurposeExpired("purpose", expired_on=TODAY.isoformat()), {"effective_on": BEFORE_ALL}),
        (WrongProgramme("programme", must_be="Đất Tổ"), {"programme": "đất tổ"}),
        (
            ClassNotAllowed("disbursement_class", allowed="award"),
            {"disbursement_class": DisbursementClass.AWARD},
        ),
        (CategoryNotAllowed("lines.1.categories", allowed="poor"), {"lines": POOR}),
        (WrongPlace("place", must_be="xã Thạch Hà"), {"place": "Thôn Đông, xã Thạch Hà"}),
        (TOO_EARLY, {"effective_on": MAY}),
        (CLOSED_IN_MAY, {"effective_on": TODAY}),
        elsewhere=[DatedAhead],
    )


def test_a_proposal_is_not_dated_ahead() -> None:
    given(*A_FUND).when(propose_disbursement, a_proposal(on=TOMORROW)).then(AHEAD)


def test_the_lines_of_a_list_carry_the_counts_and_the_tags() -> None:
    twice = (
        an_award("An", categories=(Category.ORPHANED, Category.POOR)),
        an_award("An", awards=2),
    )
    proposal = a_list(*twice, an_award("Bình", 100_000, categories=(Category.POOR,)))
    lines = tuple(numbered(proposal.lines))
    given(*A_FUND).when(propose_disbursement, proposal).then(
        disbursement_proposed(
            1_100_000,
            awards=4,
            instances=3,
            persons=2,
            private=ProposalPrivate(
                recorded_by=TREASURER,
                categories=(Category.POOR, Category.ORPHANED),
                lines=lines,
            ),
        )
    )


def test_persons_are_unknown_where_one_line_names_nobody() -> None:
    proposal = a_list(an_award("An"), an_award())
    event = disbursement_proposed(
        instances=2,
        private=ProposalPrivate(recorded_by=TREASURER, lines=tuple(numbered(proposal.lines))),
    )
    given(*A_FUND).when(propose_disbursement, proposal).then(event)
    given(*A_FUND).when(propose_disbursement, replace(proposal, persons=2)).then(
        AmountMismatch("persons", must_be="unknown")
    )


def test_without_a_list_instances_and_persons_are_what_they_are_said_to_be() -> None:
    given(*A_FUND).when(propose_disbursement, a_proposal(instances=5, persons=3)).then(
        disbursement_proposed(instances=5, persons=3)
    )


# Approving and rejecting


def test_a_second_person_approves() -> None:
    given(*PROPOSED).by(APPROVER).when(approve_disbursement, APPROVAL).then(disbursement_approved())


def test_a_second_person_rejects() -> None:
    given(*PROPOSED).by(APPROVER).when(reject_disbursement, DISBURSEMENT, TODAY).then(
        disbursement_rejected()
    )


def test_an_approval_may_rest_on_a_decision_and_its_scan() -> None:
    approval = replace(APPROVAL, decision_number="12/QĐ-HKH", document_sha256=SCAN)
    private = Documented(recorded_by=APPROVER, decision_number="12/QĐ-HKH", document_sha256=SCAN)
    given(*PROPOSED).by(APPROVER).when(approve_disbursement, approval).then(
        replace(disbursement_approved(), private=private)
    )


def test_what_is_approved_and_not_paid_may_still_be_rejected() -> None:
    fund = given(*APPROVED).by(APPROVER)
    fund.when(reject_disbursement, DISBURSEMENT, TODAY).then(disbursement_rejected())
    partly = fund.after(disbursement_paid(400_000, awards=1)).by(APPROVER)
    rejected = disbursement_rejected(600_000, awards=1)
    partly.when(reject_disbursement, DISBURSEMENT, TODAY).then(rejected)
    assert fund_after(partly.after(rejected)).committed_dong(GENERAL) == 0


def test_an_approval_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    listed = a_list(an_award("An", 600_000), an_award("Bình", 400_000))
    private = ProposalPrivate(recorded_by=TREASURER, lines=tuple(numbered(listed.lines)))
    small = DisbursementId(an_id("a small one"))
    costs = DisbursementId(an_id("costs"))
    mended_one_by_one(
        given(
            replace(fund_opened(), legal_regime=LegalRegime.LICENSED_FUND),
            *A_FUND[1:],
            purpose_defined(expires_on=YESTERDAY),
            opening_balance_recorded(999_999),
            disbursement_proposed(1, disbursement_id=OTHER),
            replace(disbursement_approved(), disbursement_id=OTHER),
            disbursement_proposed(private=private, effective_on=YESTERDAY),
            disbursement_proposed(
                5_000, disbursement_id=small, purpose=PURPOSE, effective_on=YESTERDAY
            ),
            disbursement_proposed(1_000_000, disbursement_id=BIG, effective_on=YESTERDAY),
            disbursement_proposed(
                1_000,
                disbursement_id=costs,
                disbursement_class=DisbursementClass.ADMINISTRATION,
            ),
            disbursement_proposed(1_000, disbursement_id=GIFT),
            spending_limit_set(999_999),
            period_closed(date(2025, 5, 31)),
        ),
        approve_disbursement,
        Approval(disbursement_id=DisbursementId(an_id("of nobody")), effective_on=TOMORROW),
        (DisbursementNotFound("disbursement_id"), {"disbursement_id": OTHER}),
        (
            WrongDisbursementStep("disbursement_id", step="approved"),
            {"disbursement_id": DISBURSEMENT},
        ),
        (SamePerson(), {"by": APPROVER}),
        (
            OverLimit("amount_dong", limit_dong=999_999, asked_dong=1_000_000),
            {"disbursement_id": small},
        ),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": MAY}),
        (CLOSED_IN_MAY, {"effective_on": date(2025, 6, 1)}),
        (
            DatedBeforeEntry("effective_on", proposed_on=YESTERDAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            PurposeExpired("purpose", expired_on=YESTERDAY.isoformat()),
            {"disbursement_id": costs},
        ),
        (
            AdministrationCapExceeded(
                "disbursement_id",
                cap_permille=50,
                base_dong=0,
                available_dong=0,
                asked_dong=1_000,
            ),
            {"disbursement_id": GIFT},
        ),
        elsewhere=[OwnAward, InsufficientFunds],
    )


def test_a_rejection_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    listed = a_list(an_award("An", 600_000), an_award("Bình", 400_000))
    private = ProposalPrivate(recorded_by=TREASURER, lines=tuple(numbered(listed.lines)))
    mended_one_by_one(
        given(
            *A_FUND,
            disbursement_proposed(private=private, effective_on=YESTERDAY),
            period_closed(date(2025, 5, 31)),
        ),
        reject_disbursement,
        {"disbursement_id": OTHER, "effective_on": TOMORROW},
        (DisbursementNotFound("disbursement_id"), {"disbursement_id": DISBURSEMENT}),
        (SamePerson(), {"by": APPROVER}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": MAY}),
        (CLOSED_IN_MAY, {"effective_on": date(2025, 6, 1)}),
        (
            DatedBeforeEntry("effective_on", proposed_on=YESTERDAY.isoformat()),
            {"effective_on": TODAY},
        ),
        elsewhere=[OwnAward],
    )


def test_a_rejection_comes_no_earlier_than_the_approval_it_takes_back() -> None:
    fund = given(*MONEY, disbursement_proposed(effective_on=YESTERDAY), disbursement_approved())
    fund.by(APPROVER).when(reject_disbursement, DISBURSEMENT, YESTERDAY).then(
        DatedBeforeEntry("effective_on", approved_on=TODAY.isoformat())
    )


def test_what_is_rejected_is_no_longer_open() -> None:
    given(*PROPOSED, disbursement_rejected()).by(APPROVER).when(
        approve_disbursement, APPROVAL
    ).then(DisbursementNotFound("disbursement_id"))


@pytest.mark.parametrize(
    "money, available",
    [
        ([], 0),
        ([opening_balance_recorded(999_999)], 999_999),
        ([opening_balance_recorded(purpose=PURPOSE)], 0),
        ([donation_received(5_000_000, on=TODAY), bank_fee_charged(4_500_000)], 500_000),
        # What is approved already is spoken for.
        (
            [
                opening_balance_recorded(1_500_000),
                disbursement_proposed(600_000, disbursement_id=OTHER),
                replace(disbursement_approved(), disbursement_id=OTHER),
            ],
            900_000,
        ),
        # Overdrawn, it has nothing to approve from.
        ([bank_fee_charged(55_000)], -55_000),
    ],
)
def test_an_approval_needs_money_of_its_purpose(money: list[Event], available: int) -> None:
    given(*A_FUND, purpose_defined(), *money, disbursement_proposed()).by(APPROVER).when(
        approve_disbursement, APPROVAL
    ).then(not_enough("purpose", available))


def test_an_approval_may_use_the_last_dong() -> None:
    given(*A_FUND, opening_balance_recorded(1_000_000), disbursement_proposed()).by(APPROVER).when(
        approve_disbursement, APPROVAL
    ).then(disbursement_approved())
