"""Which role allows what."""

import pytest

from ledger.access import ALLOWED, NOT_FOR_OPERATOR, SEPARATED, Action
from ledger.people.staff import Grant, Staff
from ledger.values import Role
from tests.builders import COMMUNE
from tests.fakes import TODAY

EXPECTED = {
    Action.ESTABLISH_ASSOCIATION: {Role.ADMINISTRATOR},
    Action.MANAGE_STAFF: {Role.ADMINISTRATOR},
    Action.READ_STAFF: {Role.ADMINISTRATOR, Role.AUDITOR},
    Action.OPEN_FUND: {Role.ADMINISTRATOR},
    Action.SET_UP_FUND: {Role.ADMINISTRATOR, Role.TREASURER},
    Action.RECORD: {Role.TREASURER},
    Action.REGISTER_DONOR: {Role.TREASURER},
    Action.MERGE_PEOPLE: {Role.TREASURER},
    Action.ERASE: {Role.TREASURER, Role.ADMINISTRATOR},
    Action.READ_RESTRICTED: {Role.AUDITOR},
    Action.SET_CONTROLS: {Role.ADMINISTRATOR},
    Action.REPORT_STATISTIC: {Role.ADMINISTRATOR, Role.TREASURER},
    Action.REPORT_ON_PAPER: {Role.ADMINISTRATOR, Role.TREASURER},
    Action.SET_TARGET: {Role.ADMINISTRATOR},
    Action.PUBLISH: {Role.ADMINISTRATOR, Role.APPROVER},
    Action.REGISTER_BENEFICIARY: {Role.TREASURER},
    Action.KEEP_DOCUMENT: set(Role) - {Role.AUDITOR},
    Action.PROPOSE: {Role.TREASURER},
    Action.APPROVE: {Role.APPROVER},
    Action.PAY: {Role.CASHIER},
    Action.RELEASE: {Role.APPROVER},
    Action.TRANSFER: {Role.APPROVER},
    Action.CLOSE: {Role.TREASURER},
    Action.REOPEN: {Role.ADMINISTRATOR},
    Action.READ: set(Role),
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_a_role_allows_just_its_own_actions(action: Action, role: Role) -> None:
    person = Staff(grants=(Grant(role, COMMUNE, TODAY, None),))
    assert person.may(action, [COMMUNE], TODAY) == (role in EXPECTED[action])


def test_no_role_keeps_the_books_and_pays_out() -> None:
    """Law on Accounting 88/2015, Art. 52: a cashier may not also keep the books."""
    assert not ALLOWED[Action.PAY] & ALLOWED[Action.RECORD]
    assert not ALLOWED[Action.APPROVE] & (ALLOWED[Action.PROPOSE] | ALLOWED[Action.PAY])


def test_the_command_line_can_let_no_money_go_and_read_nothing_restricted() -> None:
    spending = {Action.APPROVE, Action.PAY, Action.RELEASE, Action.TRANSFER}
    assert spending | {Action.READ_RESTRICTED} == NOT_FOR_OPERATOR


def test_what_is_separated_is_what_treasurers_and_cashiers_do_with_money() -> None:
    for action in SEPARATED:
        assert len(ALLOWED[action]) == 1
        assert ALLOWED[action] < {Role.TREASURER, Role.CASHIER}
