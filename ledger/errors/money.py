"""Refusals about what moves money and goods: amounts, days, steps, corrections."""

from ledger.errors import Refused


class BadAmount(Refused):
    """An amount is a whole number of đồng, from 1 to 10^15."""


class BalanceTooLarge(Refused):
    """The fund's sums would no longer fit in 64 bits."""


class DatedAhead(Refused):
    """Money may not be dated in the future."""


class DatedBeforeFund(Refused):
    """Nothing may be dated before its fund, account or appeal began."""


class DatedBeforeEntry(Refused):
    """A step may not be dated before the step it follows."""


class PeriodIsClosed(Refused):
    """The books are closed through that day; a late fact is booked on the first open day."""


class PeriodIsOpen(Refused):
    """The books are open on that day: what happened on it is booked on it."""


class NothingToClose(Refused):
    """The books are closed through that day already, or the day is not over."""


class NothingToReopen(Refused):
    """The books are not closed on that day."""


class DebitsUndecided(Refused):
    """Bank debits of the period wait for a person's decision."""


class WrongMobilization(Refused):
    """The pledge was made for another appeal."""


class WrongAccountKind(Refused):
    """This kind of account cannot take part in this kind of entry."""


class OpeningBalanceExists(Refused):
    """The opening balance of this account and purpose is recorded already."""


class MobilizationIsClosed(Refused):
    """The appeal is closed."""


class OutsideMobilization(Refused):
    """The date lies outside the appeal's window."""


class AdministrationCapExceeded(Refused):
    """Administration would take more of the year's receipts than the rule allows."""


class BadAwardList(Refused):
    """Lines of the award list are wrong; each is named with what is wrong."""


class BadFigure(Refused):
    """A figure lies outside what it can be."""


class BadWindow(Refused):
    """A window ends on the day it begins, or later."""


class InsufficientFunds(Refused):
    """The account or purpose would be overdrawn on some day."""


class WrongDisbursementStep(Refused):
    """The disbursement is not at the step this needs."""


class NotEnoughGoods(Refused):
    """The stock would not hold so much of these goods on some day."""


class EntryDrawnOn(Refused):
    """Something of this entry was returned, refunded, released or allocated; reverse that first."""


class WrongEntry(Refused):
    """This is not the kind of entry that can be acted on so."""


class SameAccount(Refused):
    """Money moves between two different accounts."""


class SameFund(Refused):
    """A transfer goes to another fund."""


class NoDifference(Refused):
    """The count found what the book says, or the book has changed since: count again."""


class NotReversible(Refused):
    """This event moved nothing, or is undone in another way than by a reversal."""


class NotMatchable(Refused):
    """The entry does not move this account, or a row of a statement is behind it already."""


class WrongReplacement(Refused):
    """A correction's new entry must be of the kind, and for the purpose, of what it corrects."""


class AmountMismatch(Refused):
    """The amount differs from the one it must equal."""


class DocumentTooLarge(Refused):
    """The file is larger than a document may be."""


class UnknownMediaType(Refused):
    """A document is a PDF, PNG, JPEG, CSV or XLSX file."""
