"""Refusals about associations, and about funds whose association ended."""

from ledger.errors import Refused


class BadParent(Refused):
    """The parent association is missing, or is not of a higher level."""


class LevelEnded(Refused):
    """Associations of this level are no longer established."""


class AssociationEnded(Refused):
    """The association is no more on that day, or its end is decided already."""


class DatedBeforeAssociation(Refused):
    """Nothing of an association is dated before it began, or before its latest change."""


class OverlappingValidity(Refused):
    """Something else holds from that day, or from a later one."""


class BadShares(Refused):
    """The shares of the successors are above zero and sum to the whole."""


class WrongLevel(Refused):
    """A successor is of the same level, unless that level itself ends."""


class StillInherits(Refused):
    """The association takes over from another on that day, or on a later one."""


class NothingToReorganise(Refused):
    """A reorganisation lets some association begin or end."""


class AssociationStands(Refused):
    """Nobody succeeds the fund's association by that day: there is no one to hand it over to."""


class WrongHeirs(Refused):
    """Each association that takes over does so with one fund that stands, and no other does."""


class HandoverUnplaced(Refused):
    """No heir takes the money of this account, or the heirs together cannot take all of it."""


class FundHasEnded(Refused):
    """The fund was handed over; what concerns it stands in its heirs' books now."""


class FundInLiquidation(Refused):
    """The fund's association ended: it only winds up, until it is handed over."""
