"""Refusals about money that was given for a purpose."""

from ledger.errors import Refused


class WrongProgramme(Refused):
    """The money was given for another programme."""


class ClassNotAllowed(Refused):
    """The money was not given for this class of disbursement."""


class CategoryNotAllowed(Refused):
    """The money was not given for recipients of this kind."""


class WrongPlace(Refused):
    """The money was given for another place."""


class PurposeExpired(Refused):
    """The money had to be spent by an earlier day."""


class GiftNotNamed(Refused):
    """Money that came from another fund was given there: the fund and entry must be named."""


class NotDocumented(Refused):
    """This rests on a decision and a document, and both must be named."""


class PurposeLost(Refused):
    """Money given for a purpose stays under a purpose wherever it goes."""


class BadRestriction(Refused):
    """The purpose's restriction names the same thing twice, or a day that is over."""
