"""Staff, their roles, and how they come in: logins, passwords, tokens."""

from api.operations.fields import Choice, Day, Identifier, Password, Text
from api.operations.queries import PageAsked, PageQuery
from api.operations.schema import In
from ledger.values import AssociationId, Role

LOGIN_PATTERN = "[0-9A-Za-z._@-]{3,100}"


class StaffIn(In):
    """A member of staff (cán bộ) to invite, with a login whose password they choose themselves."""

    association_id = Identifier(required=True)
    name = Text(required=True)
    login = Text(required=True, pattern=LOGIN_PATTERN)


class RoleIn(In):
    """A role in an association and all below it, from a day and perhaps until one.

    Nobody is both treasurer and cashier of a fund on any day, unless `exception_of` names a fund
    whose board decided so (its `cashier_exception`). None is given at an association that ended
    where it would be over at once.
    """

    role = Choice(Role, required=True)
    association_id = Identifier(required=True)
    since = Day(required=True)
    until = Day(allow_none=True)
    exception_of = Identifier(allow_none=True)


class SessionIn(In):
    """A login and its password."""

    login = Text(required=True)
    password = Password(required=True, least=1)


class ChosenPasswordIn(In):
    """The code that somebody was given, and the password he chooses."""

    code = Text(required=True, most=100)
    password = Password(required=True)


class NewPasswordIn(In):
    """The present password, and the next."""

    password = Password(required=True, least=1)
    new_password = Password(required=True)


class TokenIn(In):
    """A token is its holder's own, and lasts until it is revoked or its last day is over.

    Whoever issues it in a session shows the password once more; a program has none.
    """

    until = Day(allow_none=True)
    password = Password(least=1, allow_none=True)


class StaffAsked(PageAsked, frozen=True, kw_only=True):
    """Whose staff."""

    association: AssociationId


class StaffQuery(PageQuery):
    """Who was enrolled or has a role in an association and all below it."""

    makes = StaffAsked

    association = Identifier(required=True)
