"""The naive ledger: what comes in, what the bank says, what is held for others."""

from collections.abc import Sequence
from datetime import date

from ledger.errors.conflicts import AlreadyExists
from ledger.errors.missing import CustodyNotFound
from ledger.errors.money import (
    BadAmount,
    DatedBeforeEntry,
    InsufficientFunds,
    MobilizationIsClosed,
    OutsideMobilization,
    WrongAccountKind,
    WrongEntry,
    WrongMobilization,
)
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import PurposeExpired
from ledger.events.fund.receiving import (
    BankFeeCharged,
    CreditUnallocated,
    CustodialPaid,
    CustodialReceived,
    DonationReceived,
    DonationRefunded,
    InterestCredited,
)
from ledger.fund.receiving.banking import BankFee, Interest, UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.holding import CustodialPayment, CustodialReceipt
from ledger.fund.spending.refunding import Refund
from ledger.values import (
    AMOUNT_DONG_MAX,
    GENERAL,
    UNALLOCATED,
    AccountKind,
    FundId,
    MobilizationId,
    PledgeId,
    PurposeId,
    Role,
    StaffId,
)
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.mobilizing import Mobilizing
from tests.ledger.laws.naive.refusing import IN_SERIES, OUT_SERIES, Refusal, came, refuse_if
from tests.ledger.laws.naive.things import AnAccount, AnEntry, APledge, APurpose


class Receiving(Mobilizing):
    """What comes in and goes back."""

    def receive_donation(self, by: StaffId, fund: FundId, gift: Donation) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        self.permit_donor(by, gift.donor_id)
        vouchers = self.donated(fund, gift)
        given = self.entries[-1]
        purpose = given.purpose or GENERAL
        expired = (PurposeExpired.code, purpose)
        if self.has_expired(fund, purpose, given.came_on) and expired not in self.warnings:
            self.warnings.append(expired)
        return vouchers

    def receive_donations(
        self, by: StaffId, fund: FundId, gifts: Sequence[Donation], *, continue_on_error: bool
    ) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        if not continue_on_error:
            self.tried(lambda trial: [trial.receive_donation(by, fund, gift) for gift in gifts])
        vouchers: Vouchers = []
        for gift in gifts:
            try:
                vouchers += self.receive_donation(by, fund, gift)
            except Refusal:
                assert continue_on_error
        return vouchers

    def donated(self, fund: FundId, gift: Donation) -> Vouchers:
        """A gift, by whoever may record one."""
        dong, on, goods = gift.amount_dong, gift.effective_on, gift.goods
        refuse_if(BadAmount, when=not (goods is None) <= dong <= AMOUNT_DONG_MAX)
        account: AnAccount | None = None
        if goods is None:
            account = self.account_of(fund, gift.account_id)
        appeal = gift.mobilization_id or self._appeal_of_pledge(fund, gift.pledge_id)
        purpose = gift.purpose or self._purpose_of_appeal(fund, appeal)
        self.check_purpose(fund, purpose)
        self.check_date(fund, on, account)
        try:
            self.check_window(fund, appeal, gift.occurred_on or on)
        except Refusal as refusal:
            outside = refusal.error in (MobilizationIsClosed, OutsideMobilization)
            if not (outside and gift.outside_mobilization):
                raise
            appeal = None
        self.check_occurred(fund, gift.occurred_on, on, account)
        pledge = None if gift.pledge_id is None else self._fulfilled(fund, gift)
        self.check_credit(fund, gift.credit_id, gift.account_id, dong, on, gift.occurred_on)
        restriction = self.restriction(fund, purpose)
        is_base = account is not None and not (restriction and restriction.names_recipients)
        entry = AnEntry(
            fund=fund,
            topic=DonationReceived.topic,
            on=on,
            dong=dong,
            moves=came(account, purpose, dong, placed=gift.credit_id is not None),
            goods=(goods.commodity, purpose, goods.quantity_milli, dong) if goods else None,
            base_dong=dong if is_base else 0,
            account=gift.account_id,
            purpose=purpose,
            donor=gift.donor_id,
            appeal=appeal,
            credit=gift.credit_id,
            pledge=gift.pledge_id,
            pledged_dong=min(dong, self.outstanding(pledge)) if pledge else 0,
            since=pledge.since if pledge else date.min,
            came_on=gift.occurred_on or on,
        )
        return [self.enter(entry, "NK" if account is None else IN_SERIES[account.kind])]

    def credit_interest(self, by: StaffId, fund: FundId, interest: Interest) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        return self.earned(fund, interest)

    def earned(self, fund: FundId, interest: Interest) -> Vouchers:
        """Interest, by whoever may record it."""
        dong, on = interest.amount_dong, interest.effective_on
        account = self.account_of(fund, interest.account_id)
        refuse_if(WrongAccountKind, when=account.kind is AccountKind.CASH_BOX)
        self.check_purpose(fund, interest.purpose)
        self.check_days(fund, on, interest.occurred_on, account)
        days = on, interest.occurred_on
        self.check_credit(fund, interest.credit_id, account.account, dong, *days)
        restriction = self.restriction(fund, interest.purpose)
        entry = AnEntry(
            fund=fund,
            topic=InterestCredited.topic,
            on=on,
            dong=dong,
            moves=came(account, interest.purpose, dong, placed=interest.credit_id is not None),
            base_dong=0 if restriction and restriction.names_recipients else dong,
            credit=interest.credit_id,
            came_on=interest.occurred_on or on,
        )
        return [self.enter(entry, IN_SERIES[account.kind])]

    def charge_bank_fee(self, by: StaffId, fund: FundId, fee: BankFee) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        return self.charged(fund, fee)

    def charged(self, fund: FundId, fee: BankFee) -> Vouchers:
        """A fee, by whoever may record one."""
        dong, on = fee.amount_dong, fee.effective_on
        account = self.account_of(fund, fee.account_id)
        refuse_if(WrongAccountKind, when=account.kind is AccountKind.CASH_BOX)
        self.check_purpose(fund, fee.purpose)
        self.check_bears(fund, fee.purpose, fee.occurred_on or on)
        self.check_days(fund, on, fee.occurred_on, account)
        self.check_debit(fund, fee.debit_id, account.account, dong, on)
        entry = AnEntry(
            fund=fund,
            topic=BankFeeCharged.topic,
            on=on,
            dong=dong,
            moves=((account.account, fee.purpose, -dong),),
            debit=fee.debit_id,
            came_on=fee.occurred_on or on,
        )
        return [self.enter(entry, OUT_SERIES[account.kind])]

    def note_credit(self, by: StaffId, fund: FundId, credit: UnplacedCredit) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        return self.noted(fund, credit)

    def noted(self, fund: FundId, credit: UnplacedCredit) -> Vouchers:
        """A credit nobody can place, by whoever may note one."""
        account = self.account_of(fund, credit.account_id)
        self.check_days(fund, credit.effective_on, credit.occurred_on, account)
        entry = AnEntry(
            fund=fund,
            topic=CreditUnallocated.topic,
            on=credit.effective_on,
            dong=credit.amount_dong,
            moves=((account.account, UNALLOCATED, credit.amount_dong),),
            account=account.account,
            since=credit.effective_on,
            came_on=credit.occurred_on or credit.effective_on,
            credit=credit.credit_id,
        )
        return [self.enter(entry, IN_SERIES[account.kind])]

    def refund_donation(self, by: StaffId, fund: FundId, refund: Refund) -> Vouchers:
        self.permit(by, fund, Role.CASHIER, operator=False)
        gift = None if refund.entry is None else self.standing_entry(fund, refund.entry)
        dong, on, purpose = refund.amount_dong, refund.effective_on, UNALLOCATED
        refuse_if(WrongEntry, when=(refund.entry is None) is (refund.credit_id is None))
        self.check_limit(fund, Role.CASHIER, dong)
        account = self.account_of(fund, refund.account_id)
        self.check_days(fund, on, refund.occurred_on, account)
        base_dong = 0
        if refund.entry is not None:
            is_gift = gift is not None and gift.topic == DonationReceived.topic and gift.moves
            refuse_if(WrongEntry, when=not is_gift)
            assert gift is not None
            assert gift.purpose is not None
            refuse_if(DatedBeforeEntry, when=on < gift.on)
            left = gift.dong - self.used(fund, gift.version)
            refuse_if(InsufficientFunds, when=dong > left)
            purpose, base_dong = gift.purpose, -dong if gift.base_dong else 0
        self.check_credit(fund, refund.credit_id, account.account, dong, on, refund.occurred_on)
        self.check_debit(fund, refund.debit_id, account.account, dong, on)
        self.check_free(fund, purpose, dong, on)
        self.check_account_holds(fund, account.account, dong, on)
        entry = AnEntry(
            fund=fund,
            topic=DonationRefunded.topic,
            on=on,
            dong=dong,
            moves=((account.account, purpose, -dong),),
            base_dong=base_dong,
            credit=refund.credit_id,
            debit=refund.debit_id,
            draws_on=refund.entry,
        )
        return [self.enter(entry, OUT_SERIES[account.kind])]

    def receive_custodial(self, by: StaffId, fund: FundId, receipt: CustodialReceipt) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        dong, on, custody = receipt.amount_dong, receipt.effective_on, str(receipt.custody_id)
        account = self.account_of(fund, receipt.account_id)
        purpose = PurposeId(custody)
        known = any(each.purpose == purpose for each in self.of(fund, self.purposes))
        begins, is_custody = receipt.held_for is not None, self._is_custody(fund, purpose)
        refuse_if(AlreadyExists, when=begins and known)
        refuse_if(CustodyNotFound, when=not begins and not is_custody)
        self.check_days(fund, on, receipt.occurred_on, account)
        days = on, receipt.occurred_on
        self.check_credit(fund, receipt.credit_id, account.account, dong, *days)
        if begins:
            self.purposes.append(APurpose(fund=fund, purpose=purpose, restriction=None))
        entry = AnEntry(
            fund=fund,
            topic=CustodialReceived.topic,
            on=on,
            dong=dong,
            moves=came(account, purpose, dong, placed=receipt.credit_id is not None),
            credit=receipt.credit_id,
        )
        return [self.enter(entry, IN_SERIES[account.kind])]

    def pay_custodial(self, by: StaffId, fund: FundId, payment: CustodialPayment) -> Vouchers:
        self.permit(by, fund, Role.CASHIER, operator=False)
        dong, on = payment.amount_dong, payment.effective_on
        purpose = PurposeId(str(payment.custody_id))
        refuse_if(CustodyNotFound, when=not self._is_custody(fund, purpose))
        self.check_limit(fund, Role.CASHIER, dong)
        account = self.account_of(fund, payment.account_id)
        self.check_days(fund, on, payment.occurred_on, account)
        self.check_debit(fund, payment.debit_id, account.account, dong, on)
        self.check_free(fund, purpose, dong, on)
        self.check_account_holds(fund, account.account, dong, on)
        entry = AnEntry(
            fund=fund,
            topic=CustodialPaid.topic,
            on=on,
            dong=dong,
            moves=((account.account, purpose, -dong),),
            debit=payment.debit_id,
        )
        return [self.enter(entry, OUT_SERIES[account.kind])]

    def _fulfilled(self, fund: FundId, gift: Donation) -> APledge:
        refuse_if(BadAmount, when=gift.amount_dong == 0)
        assert gift.pledge_id is not None
        pledge = self.a_pledge(fund, gift.pledge_id)
        refuse_if(WrongDonor, when=pledge.donor not in (None, gift.donor_id))
        appeals = None, gift.mobilization_id
        refuse_if(
            WrongMobilization, when=bool(gift.mobilization_id) and pledge.appeal not in appeals
        )
        refuse_if(DatedBeforeEntry, when=gift.effective_on < pledge.since)
        return pledge

    def _appeal_of_pledge(self, fund: FundId, pledge: PledgeId | None) -> MobilizationId | None:
        found = [e for e in self.of(fund, self.pledges) if e.pledge == pledge]
        return found[0].appeal if found and self.outstanding(found[0]) else None

    def _is_custody(self, fund: FundId, purpose: PurposeId) -> bool:
        return any(
            each.purpose == purpose and each.restriction is None
            for each in self.of(fund, self.purposes)
        )

    def _purpose_of_appeal(self, fund: FundId, appeal: MobilizationId | None) -> PurposeId:
        found = [each for each in self.of(fund, self.appeals) if each.appeal == appeal]
        return found[0].purpose if found else GENERAL
