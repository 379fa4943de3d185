"""Who may take which step: three persons, within their limits, and nobody for himself."""

from typing import Any

import pytest
from msgspec.structs import replace

from ledger.errors.access import OverLimit, OwnAward, SamePerson
from ledger.events.base import Event
from ledger.fund.spending.disbursements import (
    approve_disbursement,
    pay_disbursement,
    propose_disbursement,
    reject_disbursement,
)
from ledger.values import Role
from tests.builders import APPROVER, CASHIER, DISBURSEMENT, TREASURER, a_proposal
from tests.fakes import TODAY
from tests.ledger.fund.spending.disbursing import (
    AN,
    APPROVAL,
    APPROVED,
    BINH,
    LISTED,
    MONEY,
    PROPOSED,
    a_listed_disbursement,
    a_payment,
)
from tests.ledger.happened.opening import controls_set, spending_limit_set
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
    disbursement_rejected,
)
from tests.ledger.specification import Given, given


def test_the_board_may_let_the_preparer_pay_but_never_the_approver() -> None:
    fund = given(*APPROVED, controls_set(payer_may_prepare=True))
    paid = disbursement_paid(private=replace(disbursement_paid().private, recorded_by=TREASURER))
    fund.when(pay_disbursement, a_payment()).then(paid)
    fund.by(APPROVER).when(pay_disbursement, a_payment()).then(SamePerson())
    given(*PROPOSED, controls_set(payer_may_prepare=True)).when(
        approve_disbursement, APPROVAL
    ).then(SamePerson())
    fund.after(controls_set()).when(pay_disbursement, a_payment()).then(SamePerson())


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
