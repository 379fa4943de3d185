"""Events in the stream of one member of staff: who may do what, where and how long."""

from datetime import date
from typing import ClassVar

from ledger.events.base import Event, Private
from ledger.values import AssociationId, BeneficiaryId, FundId, Role, TokenId


class StaffEnrolled(Event, frozen=True, kw_only=True):
    """A person began to serve; name, login and password hash lie in the people vault."""

    topic: ClassVar[str] = "access.staff_enrolled"

    association_id: AssociationId | None = None
    effective_on: date


class RoleGranted(Event, frozen=True, kw_only=True):
    """A role in an association and everything below it, from a date and perhaps until one.

    `exception_of` names the fund whose board lets one person be its treasurer and its cashier, if
    this grant makes somebody both.
    """

    topic: ClassVar[str] = "access.role_granted"

    role: Role
    association_id: AssociationId
    effective_on: date
    until: date | None = None
    exception_of: FundId | None = None


class RoleRevoked(Event, frozen=True, kw_only=True):
    """A role ended at once."""

    topic: ClassVar[str] = "access.role_revoked"

    role: Role
    association_id: AssociationId
    effective_on: date


class TokenPrivate(Private, frozen=True, kw_only=True):
    """Beside who recorded it: SHA-256 of the token's secret, hexadecimal.

    `issued_with` is the token that a program showed to get it, none where a person asked.
    """

    digest: str
    issued_with: TokenId | None = None


class TokenIssued(Event, frozen=True, kw_only=True):
    """A token for programs was issued, for ever or through a last day; only its digest is kept."""

    topic: ClassVar[str] = "access.token_issued"

    token_id: TokenId
    effective_on: date
    until: date | None = None
    private: TokenPrivate


class TokenRevoked(Event, frozen=True, kw_only=True):
    """A token stopped at once, on every worker."""

    topic: ClassVar[str] = "access.token_revoked"

    token_id: TokenId
    effective_on: date


class PasswordReset(Event, frozen=True, kw_only=True):
    """An administrator gave out a code to choose a new password; the old one stopped at once.

    So did every token that was issued until then.
    """

    topic: ClassVar[str] = "access.password_reset"

    effective_on: date


class PasswordPrivate(Private, frozen=True, kw_only=True):
    """Beside who recorded it: SHA-256 of the salted hash of the password given up, hexadecimal."""

    given_up: str | None = None


class PasswordChanged(Event, frozen=True, kw_only=True):
    """Somebody gives up the password, and every token that was issued until then stopped at once.

    From then on no token is issued with it, though it opens until the other one is there.
    """

    topic: ClassVar[str] = "access.password_changed"

    effective_on: date
    private: PasswordPrivate


class LoginUnlocked(Event, frozen=True, kw_only=True):
    """An administrator let somebody try again who had failed too often to log in."""

    topic: ClassVar[str] = "access.login_unlocked"

    effective_on: date


class SessionsEnded(Event, frozen=True, kw_only=True):
    """An administrator ended every session of somebody, whose password stays."""

    topic: ClassVar[str] = "access.sessions_ended"

    effective_on: date


class BeneficiaryPrivate(Private, frozen=True, kw_only=True):
    """Beside who recorded it: the beneficiary that this member of staff is too."""

    beneficiary_id: BeneficiaryId


class BeneficiaryLinked(Event, frozen=True, kw_only=True):
    """A member of staff is a beneficiary too, and may not act on awards to himself."""

    topic: ClassVar[str] = "access.beneficiary_linked"

    effective_on: date
    private: BeneficiaryPrivate


EVENTS = (
    StaffEnrolled,
    RoleGranted,
    RoleRevoked,
    TokenIssued,
    TokenRevoked,
    PasswordReset,
    PasswordChanged,
    LoginUnlocked,
    SessionsEnded,
    BeneficiaryLinked,
)
