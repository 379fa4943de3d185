"""Spending takes three persons, and money that is there on every day."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from ledger.errors import (
    AccountNotFound,
    AdministrationCapExceeded,
    AmountMismatch,
    BadAmount,
    BadAwardList,
    BalanceTooLarge,
    CategoryNotAllowed,
    ClassNotAllowed,
    DatedAhead,
    DatedBeforeEntry,
    DebitNotFound,
    DisbursementNotFound,
    InsufficientFunds,
    OverLimit,
    OwnAward,
    PeriodIsClosed,
    PurposeExpired,
    PurposeNotFound,
    SamePerson,
    WrongDisbursementStep,
    WrongPlace,
    WrongProgramme,
)
from ledger.events.base import Event
from ledger.events.fund.money import Documented
from ledger.events.fund.spending import (
    DisbursementApproved,
    DisbursementProposed,
    ProposalPrivate,
)
from ledger.fund import Fund
from ledger.fund.award_lists import numbered
from ledger.fund.correcting import Background, Reversal, reverse_entry
from ledger.fund.spending import (
    Approval,
    Payment,
    approve_disbursement,
    pay_disbursement,
    propose_disbursement,
    reject_disbursement,
)
from ledger.values import (
    AMOUNT_DONG_MAX,
    BALANCE_DONG_MAX,
    GENERAL,
    AccountId,
    AccountKind,
    BeneficiaryId,
    Category,
    DisbursementClass,
    DisbursementId,
    LegalRegime,
    PurposeId,
    ReversalReason,
    Role,
    Series,
)
from tests.builders import (
    APPROVER,
    BANK,
    CASH_BOX,
    CASHIER,
    DISBURSEMENT,
    TERM_DEPOSIT,
    TREASURER,
    a_list,
    a_proposal,
    an_award,
    an_id,
)
from tests.fakes import TODAY
from tests.ledger.happened import (
    A_FUND,
    AUTHORITY,
    DEBIT,
    PURPOSE,
    bank_fee_charged,
    controls_set,
    debit_unallocated,
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_rejected,
    donation_received,
    fund_opened,
    opening_balance_recorded,
    period_closed,
    purpose_defined,
    spending_limit_set,
    voucher,
)
from tests.ledger.specification import Given, given, mended_one_by_one
from tests.ledger.wrong import (
    AHEAD,
    BEFORE_ALL,
    NO_ACCOUNT,
    NO_DEBIT,
    NO_PURPOSE,
    NOT_AN_AMOUNT,
    TOMORROW,
    TOO_EARLY,
)

APPROVAL = Approval(disbursement_id=DISBURSEMENT, effective_on=TODAY)
OTHER = DisbursementId(an_id("another disbursement"))
BIG = DisbursementId(an_id("a big one"))
GIFT = DisbursementId(an_id("a gift"))
YESTERDAY, MAY = date(2025, 6, 15), date(2025, 5, 1)
NARROW = PurposeId(str(an_id("a narrow purpose")))
AN, BINH = BeneficiaryId(an_id("An")), BeneficiaryId(an_id("Bình"))
SCAN = "ab" * 32
LINES = (an_award("An", 6), an_award("Bình", 4))
LESS = (an_award("An", 5, categories=(Category.POOR,)), an_award("Bình", 4))
POOR = tuple(replace(line, categories=(Category.POOR,)) for line in LESS)
CLOSED_IN_MAY = PeriodIsClosed("effective_on", first_open_on="2025-06-01")
MONEY = (*A_FUND, opening_balance_recorded(2_000_000))
PROPOSED = (*MONEY, disbursement_proposed(1_000_000))
APPROVED = (*PROPOSED, disbursement_approved())


LISTED = a_list(
    an_award("An", 400_000, awards=2), an_award("Bình", 300_000), an_award("An", 300_000)
)


def a_listed_disbursement() -> tuple[DisbursementProposed, DisbursementApproved]:
    """Three lines, 400, 300 and 300 thousand, for An, Bình and An again: proposed, approved."""
    private = ProposalPrivate(recorded_by=TREASURER, lines=tuple(numbered(LISTED.lines)))
    proposed = disbursement_proposed(awards=4, instances=3, persons=2, private=private)
    return proposed, disbursement_approved()


def fund_after(case: Given) -> Fund:
    assert isinstance(case.state, Fund)
    return case.state


def not_enough(field: str, available: int, asked: int = 1_000_000) -> InsufficientFunds:
    return InsufficientFunds(field, available_dong=available, asked_dong=asked)


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


def test_no_limit_keeps_a_proposal_open_that_nobody_may_approve() -> None:
    fund = given(*PROPOSED, spending_limit_set(999_999)).by(APPROVER)
    fund.when(approve_disbursement, APPROVAL).then(
        OverLimit("amount_dong", limit_dong=999_999, asked_dong=1_000_000)
    )
    fund.when(reject_disbursement, DISBURSEMENT, TODAY).then(disbursement_rejected())


@pytest.mark.parametrize("role", [Role.TREASURER, Role.APPROVER, Role.CASHIER])
def test_a_limit_binds_its_role_alone_and_to_the_last_dong(role: Role) -> None:
    steps: dict[Role, tuple[Given, tuple[Any, ...], Event]] = {
        Role.TREASURER: (
            given(*MONEY),
            (propose_disbursement, a_proposal()),
            disbursement_proposed(),
        ),
        Role.APPROVER: (
            given(*PROPOSED).by(APPROVER),
            (approve_disbursement, APPROVAL),
            disbursement_approved(),
        ),
        Role.CASHIER: (
            given(*APPROVED).by(CASHIER),
            (pay_disbursement, a_payment()),
            disbursement_paid(),
        ),
    }
    over = OverLimit("amount_dong", limit_dong=999_999, asked_dong=1_000_000)
    for of, (case, asked, done) in steps.items():
        limited = case.after(spending_limit_set(999_999, role))
        limited.when(*asked).then(over if of is role else done)
        case.after(spending_limit_set(1_000_000, role)).when(*asked).then(done)
        limited.after(spending_limit_set(None, role)).when(*asked).then(done)


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


# Paying


def a_payment(**fields: object) -> Payment:
    payment = Payment(disbursement_id=DISBURSEMENT, account_id=BANK, effective_on=TODAY)
    return replace(payment, **fields)


def test_a_third_person_pays() -> None:
    given(*APPROVED).by(CASHIER).when(pay_disbursement, a_payment()).then(disbursement_paid())


def test_cash_is_paid_on_a_voucher_for_cash() -> None:
    given(
        *A_FUND,
        opening_balance_recorded(account_id=CASH_BOX, account_kind=AccountKind.CASH_BOX),
        disbursement_proposed(),
        disbursement_approved(),
    ).by(CASHIER).when(pay_disbursement, a_payment(account_id=CASH_BOX)).then(
        disbursement_paid(
            account_id=CASH_BOX,
            account_kind=AccountKind.CASH_BOX,
            voucher=voucher(Series.CASH_PAYMENT),
        )
    )


def test_a_payment_is_refused_for_the_first_thing_that_is_wrong_with_it() -> None:
    proposed = DisbursementId(an_id("only proposed"))
    listed = (*MONEY, *a_listed_disbursement())
    mended_one_by_one(
        given(
            *listed,
            disbursement_proposed(disbursement_id=proposed),
            purpose_defined(expires_on=YESTERDAY),
            disbursement_proposed(5_000, disbursement_id=BIG, purpose=PURPOSE),
            replace(disbursement_approved(on=YESTERDAY), disbursement_id=BIG),
            disbursement_proposed(5_000, disbursement_id=OTHER),
            replace(disbursement_approved(on=YESTERDAY), disbursement_id=OTHER),
            debit_unallocated(1_000_001),
            bank_fee_charged(1_999_999),
            disbursement_proposed(1, awards=1, disbursement_id=GIFT),
            replace(disbursement_approved(), disbursement_id=GIFT),
            spending_limit_set(5_000, Role.CASHIER),
            period_closed(date(2025, 5, 31)),
        ),
        pay_disbursement,
        a_payment(
            disbursement_id=DisbursementId(an_id("of nobody")),
            account_id=NO_ACCOUNT,
            amount_dong=5_001,
            awards=3,
            lines=(1, 4),
            effective_on=TOMORROW,
            occurred_on=TOMORROW,
            debit_id=NO_DEBIT,
        ),
        (DisbursementNotFound("disbursement_id"), {"disbursement_id": proposed}),
        (
            WrongDisbursementStep("disbursement_id", step="proposed"),
            {"disbursement_id": DISBURSEMENT},
        ),
        (SamePerson(), {"by": APPROVER}),
        (SamePerson(), {"by": CASHIER}),
        (BadAwardList("lines.1"), {"lines": (1,), "disbursement_id": BIG}),
        (BadAwardList("lines"), {"lines": ()}),
        (BadAmount("amount_dong", least=1, most=5_000), {"amount_dong": 5_000}),
        (
            BadAmount("awards", least=2, most=2),
            {"disbursement_id": DISBURSEMENT, "amount_dong": None, "awards": None},
        ),
        (
            OverLimit("amount_dong", limit_dong=5_000, asked_dong=1_000_000),
            {"disbursement_id": BIG},
        ),
        (AccountNotFound("account_id"), {"account_id": BANK}),
        (AHEAD, {"effective_on": BEFORE_ALL}),
        (TOO_EARLY, {"effective_on": MAY}),
        (CLOSED_IN_MAY, {"effective_on": date(2025, 6, 1)}),
        (
            DatedAhead("occurred_on", today=TODAY.isoformat()),
            {"occurred_on": None},
        ),
        (
            DatedBeforeEntry("effective_on", approved_on=YESTERDAY.isoformat()),
            {"effective_on": TODAY},
        ),
        (
            PurposeExpired("purpose", expired_on=YESTERDAY.isoformat()),
            {"disbursement_id": OTHER},
        ),
        (DebitNotFound("debit_id"), {"debit_id": DEBIT}),
        (AmountMismatch("amount_dong", must_be_dong=1_000_001), {"debit_id": None}),
        (not_enough("purpose", 1, 5_000), {"disbursement_id": GIFT}),
        elsewhere=[OwnAward, BalanceTooLarge],
    )


def test_nobody_acts_on_an_award_to_himself() -> None:
    listed = a_listed_disbursement()
    proposed, approved = (*MONEY, listed[0]), (*MONEY, *listed)
    given(*MONEY).by(TREASURER, BINH).when(propose_disbursement, LISTED).then(OwnAward("lines.1"))
    fund = given(*proposed).by(APPROVER, AN)
    fund.when(approve_disbursement, APPROVAL).then(OwnAward("lines.0", "lines.2"))
    fund.when(reject_disbursement, DISBURSEMENT, TODAY).then(OwnAward("lines.0", "lines.2"))
    cashier = given(*approved).by(CASHIER, BINH)
    cashier.when(pay_disbursement, a_payment()).then(OwnAward("lines.1"))
    cashier.when(pay_disbursement, a_payment(lines=(1, 3))).is_accepted()


def test_the_board_may_let_the_preparer_pay_but_never_the_approver() -> None:
    fund = given(*APPROVED, controls_set(payer_may_prepare=True))
    paid = disbursement_paid(private=replace(disbursement_paid().private, recorded_by=TREASURER))
    fund.when(pay_disbursement, a_payment()).then(paid)
    fund.by(APPROVER).when(pay_disbursement, a_payment()).then(SamePerson())
    given(*PROPOSED, controls_set(payer_may_prepare=True)).when(
        approve_disbursement, APPROVAL
    ).then(SamePerson())
    fund.after(controls_set()).when(pay_disbursement, a_payment()).then(SamePerson())


# Paying in parts


def test_a_part_is_paid_and_the_rest_stays_approved() -> None:
    part = disbursement_paid(400_000, awards=1)
    fund = given(*APPROVED).by(CASHIER)
    fund.when(pay_disbursement, a_payment(amount_dong=400_000, awards=1)).then(part)
    rest = disbursement_paid(600_000, awards=1, voucher=voucher(Series.BANK_DEBIT, 2))
    fund.after(part).when(pay_disbursement, a_payment()).then(rest)
    assert fund_after(fund.after(part)).committed_dong(GENERAL) == 600_000
    assert fund_after(fund.after(part, rest)).disbursements == {}


@pytest.mark.parametrize(
    "dong, awards, refused",
    [
        (1_000_001, 2, BadAmount("amount_dong", least=1, most=1_000_000)),
        (0, 0, BadAmount("amount_dong", least=1, most=1_000_000)),
        (1_000_000, 1, BadAmount("awards", least=2, most=2)),
        (999_999, 2, BadAmount("awards", least=0, most=1)),
        (999_999, -1, BadAmount("awards", least=0, most=1)),
        (999_999, None, BadAmount("awards", least=0, most=1)),
    ],
)
def test_what_is_left_has_an_award_in_it_as_long_as_there_is_money(
    dong: int, awards: int | None, refused: BadAmount
) -> None:
    given(*APPROVED).by(CASHIER).when(
        pay_disbursement, a_payment(amount_dong=dong, awards=awards)
    ).then(refused)


def test_lines_are_paid_by_their_numbers_and_none_of_them_twice() -> None:
    fund = given(*MONEY, *a_listed_disbursement()).by(CASHIER)
    part = disbursement_paid(
        700_000,
        awards=3,
        instances=2,
        private=replace(disbursement_paid().private, lines=(1, 3)),
    )
    fund.when(pay_disbursement, a_payment(lines=(3, 1))).then(part)
    paid = fund.after(part)
    paid.when(pay_disbursement, a_payment(lines=(2, 3))).then(BadAwardList("lines.1"))
    rest = disbursement_paid(
        300_000,
        awards=1,
        instances=1,
        voucher=voucher(Series.BANK_DEBIT, 2),
        private=replace(disbursement_paid().private, lines=(2,)),
    )
    paid.when(pay_disbursement, a_payment()).then(rest)
    assert fund_after(paid.after(rest)).disbursements == {}


def test_of_a_list_a_sum_that_is_named_must_be_that_of_the_lines() -> None:
    fund = given(*MONEY, *a_listed_disbursement()).by(CASHIER)
    for fields, refused in [
        ({"amount_dong": 299_999}, AmountMismatch("amount_dong", must_be_dong=300_000)),
        ({"awards": 2}, AmountMismatch("awards", must_be=1)),
    ]:
        fund.when(pay_disbursement, a_payment(lines=(2,), **fields)).then(refused)
    fund.when(pay_disbursement, a_payment(lines=(2,), amount_dong=300_000, awards=1)).is_accepted()


def test_a_reversed_part_is_to_be_paid_again_line_by_line() -> None:
    listed = a_listed_disbursement()
    lines = listed[0].private.lines
    fund = given(*MONEY, *listed).by(CASHIER)
    part = disbursement_paid(
        700_000,
        awards=3,
        instances=2,
        private=replace(disbursement_paid().private, lines=(1, 3)),
    )
    (reversed_,) = reverse_entry(
        fund_after(fund.after(part)),
        part,
        Reversal(entry=8, reason=ReversalReason.RETURNED),
        fund.by(TREASURER).context,
        Background(lines=lines),
    )
    again = fund_after(fund.after(part, reversed_))
    assert again.disbursements == fund_after(fund).disbursements
    assert again.balance_dong == 2_000_000


def test_no_payment_passes_what_the_sums_can_hold() -> None:
    full = opening_balance_recorded(BALANCE_DONG_MAX)
    fund = given(*A_FUND, full, disbursement_proposed(1_000_000), disbursement_approved())
    fund.by(CASHIER).when(pay_disbursement, a_payment()).then(BalanceTooLarge("amount_dong"))


def test_a_payment_may_turn_out_to_be_a_debit_of_a_statement() -> None:
    fund = given(*APPROVED, debit_unallocated(1_000_000))
    explained = disbursement_paid(debit_id=DEBIT)
    fund.by(CASHIER).when(pay_disbursement, a_payment(debit_id=DEBIT)).then(explained)


def test_nothing_is_paid_twice() -> None:
    given(*APPROVED, disbursement_paid()).by(CASHIER).when(pay_disbursement, a_payment()).then(
        DisbursementNotFound("disbursement_id")
    )


@pytest.mark.parametrize("account_id", [CASH_BOX, TERM_DEPOSIT])
def test_the_account_must_hold_what_is_paid_from_it(account_id: AccountId) -> None:
    given(*APPROVED).by(CASHIER).when(pay_disbursement, a_payment(account_id=account_id)).then(
        not_enough("account_id", 0)
    )


def test_the_purpose_must_hold_what_is_paid_for_it() -> None:
    for_a_purpose = (
        *A_FUND,
        purpose_defined(),
        opening_balance_recorded(5_000_000),
        opening_balance_recorded(1_000_000, purpose=PURPOSE),
        disbursement_proposed(purpose=PURPOSE),
        disbursement_approved(),
    )
    fund = given(*for_a_purpose).by(CASHIER)
    fund.when(pay_disbursement, a_payment()).then(disbursement_paid(purpose=PURPOSE))
    fund = given(*for_a_purpose, bank_fee_charged(1, purpose=PURPOSE)).by(CASHIER)
    fund.when(pay_disbursement, a_payment()).then(not_enough("purpose", 999_999))


def test_money_that_is_needed_on_a_later_day_is_not_paid_out_on_an_earlier_one() -> None:
    """Two million on the first, a fee of 1.5 million on the tenth, one million on the fifteenth."""
    fund = given(
        *A_FUND,
        donation_received(2_000_000, on=date(2025, 6, 1)),
        bank_fee_charged(1_500_000, on=date(2025, 6, 10)),
        donation_received(1_000_000, on=date(2025, 6, 15)),
        disbursement_proposed(effective_on=date(2025, 6, 1)),
        disbursement_approved(on=date(2025, 6, 1)),
    ).by(CASHIER)
    authority = replace(AUTHORITY, approved_on=date(2025, 6, 1))
    private = replace(disbursement_paid().private, authority=authority)
    for day in (date(2025, 6, 1), date(2025, 6, 10), date(2025, 6, 14)):
        fund.when(pay_disbursement, a_payment(effective_on=day)).then(
            not_enough("purpose", 500_000)
        )
    fund.when(pay_disbursement, a_payment(effective_on=date(2025, 6, 15))).then(
        disbursement_paid(
            effective_on=date(2025, 6, 15),
            voucher=voucher(Series.BANK_DEBIT, 2),
            private=private,
        )
    )


def test_an_overdraft_that_a_fact_uncovered_stops_further_spending() -> None:
    given(*APPROVED, bank_fee_charged(1_000_001)).by(CASHIER).when(
        pay_disbursement, a_payment()
    ).then(not_enough("purpose", 999_999))
    given(*APPROVED, bank_fee_charged(2_000_001)).by(CASHIER).when(
        pay_disbursement, a_payment()
    ).then(not_enough("purpose", -1))
