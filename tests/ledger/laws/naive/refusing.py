"""How the naive ledger refuses, and the rules that many of its commands share."""

from datetime import date
from uuid import UUID

from ledger.access import OPERATOR
from ledger.errors import LedgerError
from ledger.errors.access import Forbidden, IncompatibleRoles, OverLimit
from ledger.errors.conflicts import AlreadyReversed
from ledger.errors.missing import (
    AccountNotFound,
    CreditNotFound,
    DebitNotFound,
    DonorNotFound,
    EntryNotFound,
    PurposeNotFound,
)
from ledger.errors.money import (
    AmountMismatch,
    DatedAhead,
    DatedBeforeEntry,
    DatedBeforeFund,
    InsufficientFunds,
    PeriodIsClosed,
    PeriodIsOpen,
)
from ledger.errors.restricted import ClassNotAllowed, PurposeExpired
from ledger.events.fund.opening import Restriction
from ledger.values import (
    GENERAL,
    UNALLOCATED,
    AccountId,
    AccountKind,
    CreditId,
    DebitId,
    DisbursementClass,
    DonorId,
    FundId,
    PurposeId,
    Role,
    StaffId,
)
from tests.ledger.laws.naive.book import NaiveBook
from tests.ledger.laws.naive.things import AnAccount, AnEntry, Move

IN_SERIES = {AccountKind.CASH_BOX: "PT", AccountKind.BANK: "BC", AccountKind.TERM_DEPOSIT: "BC"}
OUT_SERIES = {AccountKind.CASH_BOX: "PC", AccountKind.BANK: "BN", AccountKind.TERM_DEPOSIT: "BN"}


class Refusal(Exception):  # no error, but what a command expects
    """The naive ledger refuses a command."""

    def __init__(self, error: type[LedgerError]) -> None:
        super().__init__(error.code)
        self.error = error


def refuse_if(error: type[LedgerError], *, when: bool) -> None:
    """Refuse."""
    if when:
        raise Refusal(error)


def came(
    account: AnAccount | None, purpose: PurposeId, dong: int, *, placed: bool
) -> tuple[Move, ...]:
    """Money that came or, `placed`, was there already and of unknown origin until now."""
    if account is None:
        return ()
    money = (account.account, purpose, dong)
    return (money, (account.account, UNALLOCATED, -dong)) if placed else (money,)


class Rules(NaiveBook):
    """The rules that many commands share."""

    def permit(self, by: StaffId, where: UUID, *roles: Role, operator: bool = True) -> None:
        """Refuse who has none of the roles there; the operator may nearly everything."""
        may = self.roles.get(by, frozenset()) & set(roles) and where in self.reach.get(by, ())
        refuse_if(Forbidden, when=not (may or (operator and by == OPERATOR)))
        both = self.roles.get(by, frozenset()) >= {Role.TREASURER, Role.CASHIER}
        on_fund = any(each.fund == where for each in self.funds)
        separated = on_fund and roles in {(Role.TREASURER,), (Role.CASHIER,)}
        allowed = where in self.cashier_exception
        refuse_if(IncompatibleRoles, when=both and separated and not allowed)

    def permit_donor(self, by: StaffId, donor: DonorId | None) -> None:
        """Refuse a donor whom nobody registered, or who is another's."""
        if donor is not None:
            refuse_if(DonorNotFound, when=not any(donor in reach for reach in self.reach.values()))
            self.permit(by, donor, Role.TREASURER)

    def check_date(self, fund: FundId, on: date, account: AnAccount | None = None) -> None:
        """Refuse days to come, of before the fund or account, and of closed books."""
        refuse_if(DatedAhead, when=on > self.today)
        began_on = self.a_fund(fund).opened_on
        if account is not None:
            began_on = max(began_on, account.opened_on)
        refuse_if(DatedBeforeFund, when=on < began_on)
        refuse_if(PeriodIsClosed, when=on < self.first_open_on(fund))

    def check_occurred(
        self, fund: FundId, occurred_on: date | None, on: date, account: AnAccount | None = None
    ) -> None:
        """Refuse what is booked before it happened, and what could be booked on its own day."""
        if occurred_on is None:
            return
        refuse_if(DatedAhead, when=occurred_on > min(on, self.today))
        began = [self.a_fund(fund).opened_on, *([account.opened_on] if account else [])]
        refuse_if(DatedBeforeFund, when=any(occurred_on < each for each in began))
        through = self.closed_through(fund)
        refuse_if(PeriodIsOpen, when=through is None or occurred_on > through)

    def check_days(
        self, fund: FundId, on: date, occurred_on: date | None, account: AnAccount | None = None
    ) -> None:
        """Refuse the day something is booked on, and then the one it happened on."""
        self.check_date(fund, on, account)
        self.check_occurred(fund, occurred_on, on, account)

    def account_of(self, fund: FundId, account: AccountId | None) -> AnAccount:
        """The fund's account, or refuse."""
        found = [each for each in self.of(fund, self.accounts) if each.account == account]
        refuse_if(AccountNotFound, when=not found)
        return found[0]

    def check_purpose(self, fund: FundId, purpose: PurposeId) -> None:
        """Refuse what the fund has not defined."""
        refuse_if(
            PurposeNotFound,
            when=purpose != GENERAL and self.restriction(fund, purpose) is None,
        )

    def restriction(self, fund: FundId, purpose: PurposeId) -> Restriction | None:
        """What a purpose restricts, if the fund has defined it."""
        found = (each for each in self.of(fund, self.purposes) if each.purpose == purpose)
        return next((each.restriction for each in found), None)

    def check_not_expired(self, fund: FundId, purpose: PurposeId, on: date) -> None:
        """Refuse money that had to be spent by an earlier day."""
        refuse_if(PurposeExpired, when=self.has_expired(fund, purpose, on))

    def has_expired(self, fund: FundId, purpose: PurposeId, on: date) -> bool:
        """Whether a purpose's money had to be spent by an earlier day."""
        restriction = self.restriction(fund, purpose)
        until = restriction.expires_on if restriction is not None else None
        return until is not None and on > until

    def check_bears(self, fund: FundId, purpose: PurposeId, on: date) -> None:
        """Refuse to take fees and shortages from money that was not given for that."""
        self.check_not_expired(fund, purpose, on)
        restriction = self.restriction(fund, purpose)
        pays = restriction is None or DisbursementClass.ADMINISTRATION in restriction.classes
        refuse_if(ClassNotAllowed, when=not pays)

    def check_limit(self, fund: FundId, role: Role, dong: int) -> None:
        """Refuse more than the board lets one person decide on."""
        limit = self.limits.get((fund, role))
        refuse_if(OverLimit, when=limit is not None and dong > limit)

    def check_credit(
        self,
        fund: FundId,
        credit: CreditId | None,
        account: AccountId | None,
        dong: int,
        on: date,
        occurred_on: date | None,
    ) -> None:
        """Refuse what is not a part of the credit that it is said to be."""
        if credit is None:
            return
        found = [
            (each, left) for each, left in self.credits(fund) if each.credit == credit and left
        ]
        refuse_if(CreditNotFound, when=not found)
        entry, left = found[0]
        refuse_if(AccountNotFound, when=entry.account != account)
        refuse_if(AmountMismatch, when=dong > left)
        refuse_if(DatedBeforeEntry, when=on < entry.since)
        refuse_if(DatedBeforeEntry, when=(occurred_on or date.max) < entry.came_on)
        assert dong <= self.lowest_of_credit(fund, credit, on), "it was not there on some day"

    def check_debit(
        self, fund: FundId, debit: DebitId | None, account: AccountId, dong: int, on: date
    ) -> None:
        """Refuse what is not just the debit that it is said to be."""
        if debit is None:
            return
        found = [each for each in self.open_debits(fund) if each.debit == debit]
        refuse_if(DebitNotFound, when=not found)
        refuse_if(AccountNotFound, when=found[0].account != account)
        refuse_if(AmountMismatch, when=found[0].dong != dong)
        refuse_if(DatedBeforeEntry, when=on < found[0].on)

    def check_free(self, fund: FundId, purpose: PurposeId, dong: int, on: date) -> None:
        """Refuse what a purpose, less what is approved from it, does not hold on every day."""
        free = self.spendable(fund, purpose, on) - self.committed(fund, purpose)
        refuse_if(InsufficientFunds, when=dong > free)

    def spendable(self, fund: FundId, purpose: PurposeId, on: date) -> int:
        """What a purpose holds on every day, as far as all the fund's own purposes do."""
        defined = (each for each in self.of(fund, self.purposes) if each.restriction is not None)
        own = {GENERAL, *(each.purpose for each in defined)}
        held = self.lowest(fund, on, purpose=purpose)
        if purpose not in own:
            return held
        together = (
            sum(self.held(fund, day, purpose=each) for each in own)
            for day in self.days_from(fund, on)
        )
        return min(held, *together)

    def check_account_holds(self, fund: FundId, account: AccountId, dong: int, on: date) -> None:
        """Refuse what an account does not hold on every day."""
        refuse_if(InsufficientFunds, when=dong > self.lowest(fund, on, account=account))

    def standing_entry(self, fund: FundId, version: int) -> AnEntry | None:
        """What stands at a version, if it can be reversed; refuse versions there are not."""
        refuse_if(EntryNotFound, when=not 1 <= version <= self.versions[fund])
        entry = self.entry(fund, version)
        refuse_if(AlreadyReversed, when=entry is not None and not entry.stands)
        return entry
