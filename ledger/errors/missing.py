"""What is asked for and is not there."""

from ledger.errors import NotFound


class AssociationNotFound(NotFound):
    """There is no such association."""


class AssociationNotInPeriod(NotFound):
    """The association began after the period, or was not in the book at that position."""


class AssociationNotOnDay(NotFound):
    """The association had not begun on that day, or was no more."""


class FundNotFound(NotFound):
    """There is no such fund."""


class AccountNotFound(NotFound):
    """The fund has no such account."""


class PurposeNotFound(NotFound):
    """The fund has defined no such purpose."""


class MobilizationNotFound(NotFound):
    """The fund has no such appeal."""


class DisbursementNotFound(NotFound):
    """The fund has no such disbursement."""


class DonorNotFound(NotFound):
    """There is no such donor."""


class StaffNotFound(NotFound):
    """There is no such member of staff."""


class TokenNotFound(NotFound):
    """The member of staff has no such token."""


class SessionNotFound(NotFound):
    """There is no such session going on."""


class EntryNotFound(NotFound):
    """The fund has no such entry."""


class DebitNotFound(NotFound):
    """The fund has no such undecided bank debit."""


class CreditNotFound(NotFound):
    """The fund has no such credit of unknown origin."""


class PledgeNotFound(NotFound):
    """The fund has no such outstanding pledge."""


class CustodyNotFound(NotFound):
    """The fund holds no money under this custody."""


class TransferNotFound(NotFound):
    """There is no such transfer to or from this fund."""


class BeneficiaryNotFound(NotFound):
    """There is no such beneficiary."""


class NotMerged(NotFound):
    """These two are not merged into one person."""


class ErasureNotFound(NotFound):
    """Nobody has asked for the erasure of this person, or it is done."""


class RepresentativeNotFound(NotFound):
    """Nobody is known to act for this person by law."""


class ConsentNotFound(NotFound):
    """The donor has given no such consent, or took it back."""


class StatementNotFound(NotFound):
    """The fund keeps no such statement, or no longer."""


class ReportNotFound(NotFound):
    """No such report was published."""


class DocumentNotFound(NotFound):
    """The fund keeps no such document."""


class PositionNotFound(NotFound):
    """The log does not reach that position."""
