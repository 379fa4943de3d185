"""What contradicts the book as it stands."""

from ledger.errors import Conflict


class VersionMismatch(Conflict):
    """The fund has moved on since the version the request names."""


class CommandReused(Conflict):
    """This command id was used before with another body."""


class AlreadyExists(Conflict):
    """Something with this id exists already."""


class BankAccountTaken(Conflict):
    """This bank account (BIN and number) belongs to a fund already."""


class LoginTaken(Conflict):
    """This login name belongs to someone already."""


class AlreadyMerged(Conflict):
    """One of the two is merged with another person already."""


class AlreadyReversed(Conflict):
    """This entry is reversed already."""


class TransfersInTransit(Conflict):
    """Money on its way to this fund or from it is to arrive, or come back, before it ends."""


class AlreadyMatched(Conflict):
    """This entry is matched with a row of a bank statement already."""


class MemoCodeTaken(Conflict):
    """An open appeal of the fund has this memo code, or one that a memo could mean as well."""


class TransferSettled(Conflict):
    """This transfer was received, returned or reversed already."""


class PublishedMeanwhile(Conflict):
    """Others published reports of the same days while this one was made, again and again."""


class StatementRowRecorded(Conflict):
    """This row of a bank statement is in the book already."""
