"""Who may do what: staff, their roles on subtrees of associations, their tokens."""

import hmac
from collections.abc import Collection
from datetime import date
from enum import Enum
from hashlib import sha256
from uuid import UUID

import msgspec

from ledger.context import Context
from ledger.errors import AlreadyExists, BadWindow, RoleNotHeld, TokenNotFound
from ledger.events.access import (
    BeneficiaryLinked,
    BeneficiaryPrivate,
    RoleGranted,
    RoleRevoked,
    StaffEnrolled,
    TokenIssued,
    TokenPrivate,
    TokenRevoked,
)
from ledger.events.base import Event
from ledger.values import AssociationId, BeneficiaryId, Role, StaffId, TokenId

OPERATOR = StaffId(UUID(int=0))
"""Whoever runs the service's command line: sets it up, but can neither approve nor pay."""


class Action(Enum):
    """Everything that needs a role; `ALLOWED` says which."""

    ESTABLISH_ASSOCIATION = "establish_association"
    MANAGE_STAFF = "manage_staff"
    OPEN_FUND = "open_fund"
    SET_UP_FUND = "set_up_fund"
    RECORD = "record"
    REGISTER_DONOR = "register_donor"
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
    READ = "read"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.ESTABLISH_ASSOCIATION: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_STAFF: frozenset({Role.ADMINISTRATOR}),
    Action.OPEN_FUND: frozenset({Role.ADMINISTRATOR}),
    Action.SET_UP_FUND: frozenset({Role.ADMINISTRATOR, Role.TREASURER}),
    Action.RECORD: frozenset({Role.TREASURER}),
    Action.REGISTER_DONOR: frozenset({Role.TREASURER}),
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
    Action.READ: frozenset(Role),
}

NOT_FOR_OPERATOR = frozenset({Action.APPROVE, Action.PAY, Action.RELEASE, Action.TRANSFER})
"""What takes a person with a role: four eyes are not to be had from a command line."""


class Grant(msgspec.Struct, frozen=True):
    """A role in an association and all below it, from a day and perhaps until one, inclusive."""

    role: Role
    association_id: AssociationId
    since: date
    until: date | None


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a member of staff; `association_id` says where he was enrolled."""

    association_id: AssociationId | None = None
    grants: tuple[Grant, ...] = ()
    tokens: dict[TokenId, str] = {}
    is_also: frozenset[BeneficiaryId] = frozenset()

    def may(self, action: Action, chain: Collection[AssociationId], today: date) -> bool:
        """Tell whether a role held today in `chain` (a unit and all above it) allows `action`."""
        return any(
            grant.role in ALLOWED[action]
            and grant.association_id in chain
            and grant.since <= today
            and (grant.until is None or today <= grant.until)
            for grant in self.grants
        )

    def holds_token(self, token_id: TokenId, secret: str) -> bool:
        """Tell, in constant time, whether `secret` is that of a token still valid."""
        digest = self.tokens.get(token_id, "")
        return hmac.compare_digest(digest, digest_of(secret))


def digest_of(secret: str) -> str:
    """Return what is kept of a token's secret: 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


def enrol(association_id: AssociationId | None, context: Context) -> StaffEnrolled:
    """Enrol a person whose name and login are in the vault already."""
    return StaffEnrolled(
        association_id=association_id, effective_on=context.today, private=context.private
    )


def grant_role(
    role: Role,
    association_id: AssociationId,
    since: date,
    until: date | None,
    context: Context,
) -> RoleGranted:
    """Grant a role from a day, past or to come, and perhaps until one, or raise `BadWindow`."""
    if until is not None and until < since:
        raise BadWindow("until", starts_on=since.isoformat())
    return RoleGranted(
        role=role,
        association_id=association_id,
        effective_on=since,
        until=until,
        private=context.private,
    )


def revoke_role(
    staff: Staff, role: Role, association_id: AssociationId, context: Context
) -> RoleRevoked:
    """End a role at once, or raise `RoleNotHeld`."""
    if not any(g.role is role and g.association_id == association_id for g in staff.grants):
        raise RoleNotHeld("role")
    return RoleRevoked(
        role=role,
        association_id=association_id,
        effective_on=context.today,
        private=context.private,
    )


def issue_token(token_id: TokenId, secret: str, context: Context) -> TokenIssued:
    """Issue a token; only the digest of its secret is recorded."""
    return TokenIssued(
        token_id=token_id,
        effective_on=context.today,
        private=TokenPrivate(recorded_by=context.by, digest=digest_of(secret)),
    )


def revoke_token(staff: Staff, token_id: TokenId, context: Context) -> TokenRevoked:
    """Stop a token at once, or raise `TokenNotFound`."""
    if token_id not in staff.tokens:
        raise TokenNotFound("token_id")
    return TokenRevoked(token_id=token_id, effective_on=context.today, private=context.private)


def link_beneficiary(
    staff: Staff, beneficiary_id: BeneficiaryId, context: Context
) -> BeneficiaryLinked:
    """Record that a member of staff is a beneficiary too, or raise `AlreadyExists`."""
    if beneficiary_id in staff.is_also:
        raise AlreadyExists("beneficiary_id")
    return BeneficiaryLinked(
        effective_on=context.today,
        private=BeneficiaryPrivate(recorded_by=context.by, beneficiary_id=beneficiary_id),
    )


def evolve(staff: Staff | None, event: Event) -> Staff:
    """Return the member of staff after `event`."""
    if staff is None:
        assert isinstance(event, StaffEnrolled)
        return Staff(association_id=event.association_id)
    replace = msgspec.structs.replace
    match event:
        case RoleGranted():
            grant = Grant(event.role, event.association_id, event.effective_on, event.until)
            return replace(staff, grants=(*staff.grants, grant))
        case RoleRevoked():
            ended = (event.role, event.association_id)
            kept = (g for g in staff.grants if (g.role, g.association_id) != ended)
            return replace(staff, grants=tuple(kept))
        case TokenIssued():
            issued = {**staff.tokens, event.token_id: event.private.digest}
            return replace(staff, tokens=issued)
        case TokenRevoked():
            left = {k: v for k, v in staff.tokens.items() if k != event.token_id}
            return replace(staff, tokens=left)
        case BeneficiaryLinked():
            return replace(staff, is_also=staff.is_also | {event.private.beneficiary_id})
        case _:
            raise AssertionError(event.topic)
