"""A member of staff: the roles held on subtrees of associations, the tokens, and the login."""

import hmac
from collections.abc import Collection
from datetime import date
from hashlib import sha256

import msgspec

from ledger.access import ALLOWED, Action
from ledger.context import Context
from ledger.errors.access import (
    IncompatibleRoles,
    PasswordGivenUp,
    RoleNotHeld,
    TokenOutlived,
)
from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import TokenNotFound
from ledger.errors.money import BadWindow
from ledger.events.access import (
    BeneficiaryLinked,
    BeneficiaryPrivate,
    LoginUnlocked,
    PasswordChanged,
    PasswordPrivate,
    PasswordReset,
    RoleGranted,
    RoleRevoked,
    SessionsEnded,
    StaffEnrolled,
    TokenIssued,
    TokenPrivate,
    TokenRevoked,
)
from ledger.events.base import Event
from ledger.values import AssociationId, BeneficiaryId, FundId, Role, TokenId

_INCOMPATIBLE = {Role.TREASURER: Role.CASHIER, Role.CASHIER: Role.TREASURER}


class Grant(msgspec.Struct, frozen=True):
    """A role in an association and all below it, from a day and perhaps until one, inclusive.

    At an association that ended it is over thirty days after its last fund was handed over, and an
    administrator's with the association.
    """

    role: Role
    association_id: AssociationId
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether the role is held on a day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def meets(self, since: date, until: date | None) -> bool:
        """Tell whether the role is held on any day from one to another, or without end."""
        first = max(self.since, since)
        return all(last is None or first <= last for last in (self.until, until))

    def until_at_most(self, last: date | None) -> "Grant":
        """Return the role until a day, or until the one that it ends on sooner."""
        if last is None or (self.until is not None and self.until <= last):
            return self
        return msgspec.structs.replace(self, until=last)


class HeldToken(msgspec.Struct, frozen=True):
    """A token that was issued and not revoked; it is of no use after the day `until`.

    It stops with the token it was `issued_with`, if it was.
    """

    digest: str
    since: date
    until: date | None
    issued_with: TokenId | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the token is good on a day."""
        return self.until is None or day <= self.until


class Shown(msgspec.Struct, frozen=True):
    """A password that somebody showed: the digest of its hash, by which the vault knows it.

    `stops` is how often all of his tokens had stopped before he was asked for it.
    """

    digest: str
    stops: int


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """What decisions ask of a member of staff; `association_id` says where he was enrolled.

    `stops` counts how often all tokens stopped; `given_up` is the digest of the password that was
    changed last.
    """

    association_id: AssociationId | None = None
    grants: tuple[Grant, ...] = ()
    tokens: dict[TokenId, HeldToken] = {}
    stops: int = 0
    given_up: str | None = None
    is_also: frozenset[BeneficiaryId] = frozenset()

    def may(self, action: Action, chain: Collection[AssociationId], today: date) -> bool:
        """Tell whether a role held today in `chain` (a unit and all above it) allows `action`."""
        return any(
            grant.role in ALLOWED[action]
            and grant.association_id in chain
            and grant.holds_on(today)
            for grant in self.grants
        )

    def holds(self, role: Role, chain: Collection[AssociationId], today: date) -> bool:
        """Tell whether this role is held today in `chain` (a unit and all above it)."""
        return any(
            grant.role is role and grant.association_id in chain and grant.holds_on(today)
            for grant in self.grants
        )

    def is_treasurer_and_cashier(self, chain: Collection[AssociationId], today: date) -> bool:
        """Tell whether both roles that nobody holds together are held today in `chain`."""
        return self.holds(Role.TREASURER, chain, today) and self.holds(Role.CASHIER, chain, today)

    def holds_token(self, token_id: TokenId, secret: str, today: date) -> bool:
        """Tell, in constant time, whether `secret` is that of a token still valid."""
        held = self.tokens.get(token_id, _NO_TOKEN)
        return hmac.compare_digest(held.digest, digest_of(secret)) and held.holds_on(today)

    def admits_token(self, token_id: TokenId, today: date) -> bool:
        """Tell whether a token is still valid."""
        held = self.tokens.get(token_id)
        return held is not None and held.holds_on(today)


_NO_TOKEN = HeldToken("", date.min, None)


def digest_of(secret: str) -> str:
    """Return what is kept of a token's secret: 256 random bits need no slow hash."""
    return sha256(secret.encode()).hexdigest()


def enrol(association_id: AssociationId | None, context: Context) -> StaffEnrolled:
    """Enrol a person whose name and login are in the vault already."""
    return StaffEnrolled(
        association_id=association_id, effective_on=context.today, private=context.private
    )


class NewGrant(msgspec.Struct, frozen=True, kw_only=True):
    """A role to grant in an association and all below it, from a day, past or to come.

    `exception_of` names the fund whose board lets one person be its treasurer and its cashier.
    """

    role: Role
    association_id: AssociationId
    since: date
    until: date | None = None
    exception_of: FundId | None = None


def grant_role(
    staff: Staff, new: NewGrant, shared: Collection[AssociationId], context: Context
) -> RoleGranted:
    """Grant a role.

    `shared` are the associations of somebody's grants that lie above or below the new one's, and
    where no exception holds. Who is treasurer on any day there is cashier on none of them, and the
    other way round, whatever was granted first (Law on Accounting 88/2015, Art. 52).

    Raises `BadWindow`, `IncompatibleRoles`.
    """
    if new.until is not None and new.until < new.since:
        raise BadWindow("until", starts_on=new.since.isoformat())
    other = _INCOMPATIBLE.get(new.role)
    for grant in staff.grants:
        if (
            grant.role is other
            and grant.association_id in shared
            and grant.meets(new.since, new.until)
        ):
            raise IncompatibleRoles("role", held=grant.role, since=grant.since.isoformat())
    return RoleGranted(
        role=new.role,
        association_id=new.association_id,
        effective_on=new.since,
        until=new.until,
        exception_of=new.exception_of,
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


def issue_token(  # whose, which, until when, with what password, and who asks on which day
    staff: Staff,
    token_id: TokenId,
    secret: str,
    until: date | None,
    shown: Shown | TokenId | None,
    context: Context,
) -> TokenIssued:
    """Issue a token, perhaps through a last day; only the digest of its secret is recorded.

    A password that was `shown` for it must not have been changed or reset meanwhile, nor be the one
    that somebody is changing: the vault gives it up only after the book did. One that a program
    gets for its own token is good for no longer, and stops with it.

    Raises `PasswordGivenUp`, `BadWindow`, `TokenOutlived`.
    """
    if isinstance(shown, Shown) and (shown.stops != staff.stops or shown.digest == staff.given_up):
        raise PasswordGivenUp("password")
    if until is not None and until < context.today:
        raise BadWindow("until", starts_on=context.today.isoformat())
    issued_with = None if isinstance(shown, Shown) else shown
    if issued_with is not None:
        last = staff.tokens[issued_with].until
        if last is not None and (until is None or until > last):
            raise TokenOutlived("until", until=last.isoformat())
    return TokenIssued(
        token_id=token_id,
        effective_on=context.today,
        until=until,
        private=TokenPrivate(
            recorded_by=context.by, digest=digest_of(secret), issued_with=issued_with
        ),
    )


def revoke_token(staff: Staff, token_id: TokenId, context: Context) -> TokenRevoked:
    """Stop a token at once, with all that were issued with it, or raise `TokenNotFound`."""
    if token_id not in staff.tokens:
        raise TokenNotFound("token_id")
    return TokenRevoked(token_id=token_id, effective_on=context.today, private=context.private)


def reset_password(context: Context) -> PasswordReset:
    """Note that somebody gets a code to choose a new password; all tokens of theirs stop."""
    return PasswordReset(effective_on=context.today, private=context.private)


def change_password(staff: Staff, shown: Shown, context: Context) -> PasswordChanged:
    """Note that somebody gives up the password that was shown; all tokens of theirs stop.

    What was given up once may be so again: whoever was cut off after this changes it once more.

    Raises `PasswordGivenUp` if it was changed or reset meanwhile.
    """
    if shown.stops != staff.stops:
        raise PasswordGivenUp("password")
    private = PasswordPrivate(recorded_by=context.by, given_up=shown.digest)
    return PasswordChanged(effective_on=context.today, private=private)


def unlock_login(context: Context) -> LoginUnlocked:
    """Note that somebody may try again to log in."""
    return LoginUnlocked(effective_on=context.today, private=context.private)


def end_sessions(context: Context) -> SessionsEnded:
    """Note that every session of somebody ends."""
    return SessionsEnded(effective_on=context.today, private=context.private)


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
    if isinstance(event, LoginUnlocked | SessionsEnded):
        return staff
    replace = msgspec.structs.replace
    match event:
        case RoleGranted():
            grant = Grant(event.role, event.association_id, event.effective_on, event.until)
            changed = replace(staff, grants=(*staff.grants, grant))
        case RoleRevoked():
            ended = (event.role, event.association_id)
            kept = (g for g in staff.grants if (g.role, g.association_id) != ended)
            changed = replace(staff, grants=tuple(kept))
        case TokenIssued() | TokenRevoked():
            changed = replace(staff, tokens=_tokens(staff, event))
        case PasswordReset() | PasswordChanged():
            # Whoever knew the old password could have issued a token with it.
            changed = replace(staff, tokens={}, stops=staff.stops + 1)
            if isinstance(event, PasswordChanged):
                changed = replace(changed, given_up=event.private.given_up)
        case BeneficiaryLinked():
            changed = replace(staff, is_also=staff.is_also | {event.private.beneficiary_id})
        case _:
            raise AssertionError(event.topic)
    return changed


def _tokens(staff: Staff, event: TokenIssued | TokenRevoked) -> dict[TokenId, HeldToken]:
    if isinstance(event, TokenRevoked):
        stopped = {event.token_id}
        for each, held in staff.tokens.items():  # whoever was issued with another comes after it
            if held.issued_with in stopped:
                stopped.add(each)
        return {each: held for each, held in staff.tokens.items() if each not in stopped}
    private = event.private
    held = HeldToken(private.digest, event.effective_on, event.until, private.issued_with)
    return {**staff.tokens, event.token_id: held}
