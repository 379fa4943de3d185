"""Who may do what: everything that needs a role, and the roles that allow it."""

from enum import Enum
from uuid import UUID

from ledger.values import Role, StaffId

OPERATOR = StaffId(UUID(int=0))
"""Whoever runs the service's command line: sets it up, but can neither approve nor pay."""


class Action(Enum):
    """Everything that needs a role; `ALLOWED` says which."""

    ESTABLISH_ASSOCIATION = "establish_association"
    REPORT_STATISTIC = "report_statistic"
    REPORT_ON_PAPER = "report_on_paper"
    SET_TARGET = "set_target"
    MANAGE_STAFF = "manage_staff"
    READ_STAFF = "read_staff"
    OPEN_FUND = "open_fund"
    SET_UP_FUND = "set_up_fund"
    RECORD = "record"
    REGISTER_DONOR = "register_donor"
    MERGE_PEOPLE = "merge_people"
    ERASE = "erase"
    READ_RESTRICTED = "read_restricted"
    SET_CONTROLS = "set_controls"
    REGISTER_BENEFICIARY = "register_beneficiary"
    KEEP_DOCUMENT = "keep_document"
    PROPOSE = "propose"
    APPROVE = "approve"
    PAY = "pay"
    RELEASE = "release"
    TRANSFER = "transfer"
    CLOSE = "close"
    REOPEN = "reopen"
    PUBLISH = "publish"
    READ = "read"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.ESTABLISH_ASSOCIATION: frozenset({Role.ADMINISTRATOR}),
    Action.REPORT_STATISTIC: frozenset({Role.ADMINISTRATOR, Role.TREASURER}),
    Action.REPORT_ON_PAPER: frozenset({Role.ADMINISTRATOR, Role.TREASURER}),
    Action.SET_TARGET: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_STAFF: frozenset({Role.ADMINISTRATOR}),
    Action.READ_STAFF: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Action.OPEN_FUND: frozenset({Role.ADMINISTRATOR}),
    Action.SET_UP_FUND: frozenset({Role.ADMINISTRATOR, Role.TREASURER}),
    Action.RECORD: frozenset({Role.TREASURER}),
    Action.REGISTER_DONOR: frozenset({Role.TREASURER}),
    Action.MERGE_PEOPLE: frozenset({Role.TREASURER}),
    Action.ERASE: frozenset({Role.TREASURER, Role.ADMINISTRATOR}),
    Action.READ_RESTRICTED: frozenset({Role.AUDITOR}),
    Action.SET_CONTROLS: frozenset({Role.ADMINISTRATOR}),
    Action.REGISTER_BENEFICIARY: frozenset({Role.TREASURER}),
    Action.KEEP_DOCUMENT: frozenset(
        {Role.ADMINISTRATOR, Role.TREASURER, Role.CASHIER, Role.APPROVER}
    ),
    Action.PROPOSE: frozenset({Role.TREASURER}),
    Action.APPROVE: frozenset({Role.APPROVER}),
    Action.PAY: frozenset({Role.CASHIER}),
    Action.RELEASE: frozenset({Role.APPROVER}),
    Action.TRANSFER: frozenset({Role.APPROVER}),
    Action.CLOSE: frozenset({Role.TREASURER}),
    Action.REOPEN: frozenset({Role.ADMINISTRATOR}),
    Action.PUBLISH: frozenset({Role.ADMINISTRATOR, Role.APPROVER}),
    Action.READ: frozenset(Role),
}

NOT_FOR_OPERATOR = frozenset(
    {Action.APPROVE, Action.PAY, Action.RELEASE, Action.TRANSFER, Action.READ_RESTRICTED}
)
"""What takes a person with a role: four eyes are not to be had from a command line."""

SEPARATED = frozenset({Action.RECORD, Action.PROPOSE, Action.CLOSE, Action.PAY})
"""What somebody who is both treasurer and cashier of a fund may not do: keep its book, or pay."""
