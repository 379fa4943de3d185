"""Refusals of who may: roles, limits, three pairs of hands, codes and passwords."""

from ledger.errors import Refused


class Forbidden(Refused):
    """The person asking has no role that allows this here."""


class EnrolledElsewhere(Forbidden):
    """Somebody is given a role by who manages staff where it is held and where he was enrolled."""


class TokenStopped(Refused):
    """This token was revoked."""


class SamePerson(Refused):
    """Preparer, approver and payer must be three different persons."""


class IncompatibleRoles(Refused):
    """Nobody is both treasurer and cashier of a fund, unless its board decided so in public."""


class OwnAward(Refused):
    """Nobody acts on an award to himself."""


class OverLimit(Refused):
    """The amount is more than the board lets one person of this role decide on."""


class RoleNotHeld(Refused):
    """The member of staff does not hold this role there."""


class BadCode(Refused):
    """This code opens nothing: it was used, has expired, or never was one."""


class WrongPassword(Refused):
    """This is not the present password."""


class PasswordGivenUp(Refused):
    """This password is being changed, or was meanwhile: what it was to open stays shut."""


class TokenOutlived(Refused):
    """A token issues none that is good for longer than itself."""


class GuessablePassword(Refused):
    """Many would guess this password."""
