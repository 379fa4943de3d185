"""One tree of errors with stable codes; the domain's side of every refusal, free of HTTP."""

from typing import ClassVar


class LedgerError(Exception):
    """Something was asked that cannot be done.

    `code` is permanent. `fields` names the offending parts of the request, `limits` carries the
    figures of the rule (đồng, dates as ISO text); neither ever holds personal data.
    """

    code: ClassVar[str] = "ledger_error"

    def __init__(self, *fields: str, **limits: int | str) -> None:
        """Name the offending fields, and by keyword the figures that explain the refusal."""
        doc = (type(self).__doc__ or "").partition("\n")[0]
        super().__init__(doc)
        self.fields = fields
        self.limits = limits

    def __init_subclass__(cls) -> None:
        """Give every error the code that its name spells in snake case."""
        cls.code = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")


class NotFound(LedgerError):
    """There is no such thing."""


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
    """The fund has no such mobilization."""


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


class Conflict(LedgerError):
    """The request contradicts what is already in the book."""


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


class TransferSettled(Conflict):
    """This transfer was received, returned or reversed already."""


class StatementRowRecorded(Conflict):
    """This row of a bank statement is in the book already."""


class Refused(LedgerError):
    """A rule of the ledger forbids this."""


class Forbidden(Refused):
    """The person asking has no role that allows this here."""


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


class BadAmount(Refused):
    """An amount is a whole number of đồng, from 1 to 10^15."""


class BalanceTooLarge(Refused):
    """The fund's sums would no longer fit in 64 bits."""


class DatedAhead(Refused):
    """Money may not be dated in the future."""


class DatedBeforeFund(Refused):
    """Nothing may be dated before its fund, account or mobilization began."""


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


class WrongMobilization(Refused):
    """The pledge was made for another mobilization."""


class WrongAccountKind(Refused):
    """This kind of account cannot take part in this kind of entry."""


class OpeningBalanceExists(Refused):
    """The opening balance of this account and purpose is recorded already."""


class MobilizationIsClosed(Refused):
    """The mobilization is closed."""


class OutsideMobilization(Refused):
    """The date lies outside the mobilization's window."""


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


class NotDocumented(Refused):
    """This rests on a decision and a document, and both must be named."""


class PurposeLost(Refused):
    """Money given for a purpose stays under a purpose wherever it goes."""


class AdministrationCapExceeded(Refused):
    """Administration would take more of the year's receipts than the rule allows."""


class BadRestriction(Refused):
    """The purpose's restriction names the same thing twice, or a day that is over."""


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


class WrongDonor(Refused):
    """The gift, pledge or consent is another donor's."""


class AssociationStands(Refused):
    """The fund's association has not ended by that day: only then is the fund handed over."""


class WrongHeirs(Refused):
    """Each association that takes over does so with one fund that stands, and no other does."""


class HandoverUnplaced(Refused):
    """No heir takes the money of this account, or the heirs together cannot take all of it."""


class FundHasEnded(Refused):
    """The fund was handed over; what concerns it stands in its heirs' books now."""


class FundInLiquidation(Refused):
    """The fund's association ended: it only winds up, until it is handed over."""


class SameAccount(Refused):
    """Money moves between two different accounts."""


class MergedWithItself(Refused):
    """A person is merged with another person."""


class SameFund(Refused):
    """A transfer goes to another fund."""


class NoDifference(Refused):
    """The count found what the book says, or the book has taken it in since."""


class NotReversible(Refused):
    """This event moved nothing, or is undone in another way than by a reversal."""


class NotMatchable(Refused):
    """The entry does not move this account, or a row of a statement is behind it already."""


class WrongReplacement(Refused):
    """A correction's new entry must be of the kind, and for the purpose, of what it corrects."""


class AmountMismatch(Refused):
    """The amount differs from the one it must equal."""


class RoleNotHeld(Refused):
    """The member of staff does not hold this role there."""


class BadCode(Refused):
    """This code opens nothing: it was used, has expired, or never was one."""


class WrongPassword(Refused):
    """This is not the present password."""


class GuessablePassword(Refused):
    """Many would guess this password."""


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


class DocumentTooLarge(Refused):
    """The file is larger than a document may be."""


class UnknownMediaType(Refused):
    """A document is a PDF, PNG, JPEG, CSV or XLSX file."""


class Unavailable(LedgerError):
    """The service cannot do this now; the same command may be sent again."""


class StoreBusy(Unavailable):
    """The store is held by another writer."""


class TooManyAttempts(Unavailable):
    """There were too many failed attempts; wait before the next."""


class KeysUnavailable(Unavailable):
    """The keys of the people vault are missing or do not fit."""
