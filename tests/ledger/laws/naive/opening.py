"""The naive ledger: accounts, purposes, first balances, and how the board wants a fund kept."""

from ledger.errors.conflicts import AlreadyExists
from ledger.errors.money import BadAmount, OpeningBalanceExists, WrongAccountKind
from ledger.errors.restricted import BadRestriction
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.fund.opening import NewAccount, NewControls, NewLimit, NewPurpose, OpeningBalance
from ledger.values import GENERAL, AccountKind, FundId, Role, StaffId
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.refusing import Rules, refuse_if
from tests.ledger.laws.naive.things import AnAccount, AnEntry, APurpose


class Opening(Rules):
    """How a fund begins and is kept."""

    def open_account(self, by: StaffId, fund: FundId, new: NewAccount) -> Vouchers:
        self.permit(by, fund, Role.TREASURER, Role.ADMINISTRATOR)
        self.check_date(fund, new.effective_on)
        refuse_if(
            WrongAccountKind,
            when=(new.number is None) is (new.account_kind is AccountKind.BANK),
        )
        account = AnAccount(
            fund=fund,
            account=new.account_id,
            kind=new.account_kind,
            opened_on=new.effective_on,
        )
        self.accounts.append(account)
        self.event(fund)
        return [None]

    def define_purpose(self, by: StaffId, fund: FundId, new: NewPurpose) -> Vouchers:
        self.permit(by, fund, Role.TREASURER, Role.ADMINISTRATOR)
        self.check_date(fund, new.effective_on)
        known = {GENERAL, *(each.purpose for each in self.of(fund, self.purposes))}
        refuse_if(AlreadyExists, when=new.purpose in known)
        expires_on = new.restriction.expires_on
        refuse_if(BadRestriction, when=expires_on is not None and expires_on < new.effective_on)
        defined = APurpose(fund=fund, purpose=new.purpose, restriction=new.restriction)
        self.purposes.append(defined)
        self.event(fund)
        return [None]

    def record_opening_balance(
        self, by: StaffId, fund: FundId, opening: OpeningBalance
    ) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        account = self.account_of(fund, opening.account_id)
        self.check_purpose(fund, opening.purpose)
        self.check_date(fund, opening.effective_on, account)
        entry = AnEntry(
            fund=fund,
            topic=OpeningBalanceRecorded.topic,
            on=opening.effective_on,
            dong=opening.amount_dong,
            moves=((account.account, opening.purpose, opening.amount_dong),),
            account=account.account,
            purpose=opening.purpose,
        )
        for other in self.standing(fund):
            same = (other.topic, other.account, other.purpose)
            refuse_if(
                OpeningBalanceExists, when=same == (entry.topic, entry.account, entry.purpose)
            )
        return [self.enter(entry)]

    def set_controls(self, by: StaffId, fund: FundId, new: NewControls) -> Vouchers:
        self.permit(by, fund, Role.ADMINISTRATOR)
        permille = new.administration_permille
        refuse_if(BadAmount, when=permille is not None and not 0 <= permille <= 1_000)
        self.check_date(fund, new.effective_on)
        self.payer_may_prepare[fund] = new.payer_may_prepare
        self.cashier_exception -= {fund}
        if new.cashier_exception is not None:
            self.cashier_exception |= {fund}
        self.permille[fund] = permille
        self.event(fund)
        return [None]

    def set_limit(self, by: StaffId, fund: FundId, new: NewLimit) -> Vouchers:
        self.permit(by, fund, Role.ADMINISTRATOR)
        self.check_date(fund, new.effective_on)
        self.limits[fund, new.role] = new.limit_dong
        self.event(fund)
        return [None]
