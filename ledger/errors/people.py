"""Refusals about donors and beneficiaries: merged, named, forgotten."""

from ledger.errors import Refused


class WrongDonor(Refused):
    """The gift, pledge or consent is another donor's."""


class MergedWithItself(Refused):
    """A person is merged with another person."""


class PersonIsErased(Refused):
    """What was known of this person is erased for ever."""


class PersonIsRestricted(Refused):
    """This person asked to be erased: nothing new is recorded of them."""


class KeptByLaw(Refused):
    """The law keeps vouchers that name this person until a later day."""


class ConsentIncomplete(Refused):
    """Naming takes a consent that holds; a child's, that child and representative gave in writing.

    From the age of seven a child has a say, and what was agreed is recorded of what stands.
    """
