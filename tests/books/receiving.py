"""What comes into a book: appeals, gifts, pledges, money of others, what the bank does."""

from datetime import date
from typing import Unpack

from ledger.events.fund.money import Goods
from ledger.fund.receiving.banking import BankFee, Interest, UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.holding import CustodialPayment, CustodialReceipt
from ledger.fund.receiving.importing import StatementRow
from ledger.fund.receiving.mobilizing import DirectAid, NewPledge
from ledger.recording.commands import Receipt
from ledger.values import CreditId, CustodyId, DebitId, MobilizationId, PledgeId, Role
from tests.books.begun import Asked, Begun
from tests.builders import a_donation, a_mobilization, a_pledge
from tests.fakes import TODAY


class Receiving(Begun):
    """A book that money comes into."""

    def launch(self, **fields: object) -> MobilizationId:
        """Launch an appeal, by default through June 2025, and return its id."""
        mobilization_id = MobilizationId(self.new_id())
        new = a_mobilization(**{"mobilization_id": mobilization_id, **fields})
        self.ledger.launch_mobilization(self.command(), self.fund_id, new)
        return mobilization_id

    def close_mobilization(
        self, mobilization_id: MobilizationId, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Close an appeal."""
        command = self.command(**asked)
        return self.ledger.close_mobilization(command, self.fund_id, mobilization_id, on)

    def donate(
        self,
        dong: int = 500_000,
        gift: Donation | None = None,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Receive a gift to the bank account, or just that `gift`."""
        received = gift or a_donation(dong, on=on, account_id=self.bank)
        return self.ledger.receive_donation(self.command(**asked), self.fund_id, received)

    def pledge(self, dong: int = 1_000_000, pledge: NewPledge | None = None) -> PledgeId:
        """Note a pledge of today by nobody in particular, or just that one, and return its id."""
        new = pledge or a_pledge(dong, pledge_id=PledgeId(self.new_id()))
        self.ledger.make_pledge(self.command(), self.fund_id, new)
        return new.pledge_id

    def withdraw(self, pledge_id: PledgeId, *, on: date = TODAY) -> Receipt:
        """Note that the rest of a pledge will not be given."""
        return self.ledger.withdraw_pledge(self.command(), self.fund_id, pledge_id, on)

    def report_aid(
        self,
        mobilization_id: MobilizationId,
        dong: int = 3_000_000,
        *,
        on: date = TODAY,
        goods: Goods | None = None,
    ) -> Receipt:
        """Report help that an appeal brought about and that never entered the fund."""
        aid = DirectAid(
            mobilization_id=mobilization_id, amount_dong=dong, effective_on=on, goods=goods
        )
        return self.ledger.report_direct_aid(self.command(), self.fund_id, aid)

    def note_credit(self, dong: int = 500_000, *, on: date = TODAY) -> CreditId:
        """Take in money on the bank account that nobody can place, and return the credit's id."""
        credit_id = CreditId(self.new_id())
        credit = UnplacedCredit(
            credit_id=credit_id, account_id=self.bank, amount_dong=dong, effective_on=on
        )
        self.ledger.note_credit(self.command(), self.fund_id, credit)
        return credit_id

    def hold(
        self,
        dong: int = 2_000_000,
        receipt: CustodialReceipt | None = None,
        *,
        on: date = TODAY,
    ) -> CustodyId:
        """Take money in for others on the bank account, or by just that receipt."""
        new = receipt or CustodialReceipt(
            custody_id=CustodyId(self.new_id()),
            held_for="Báo Dân trí: nhịp cầu nhân ái",
            account_id=self.bank,
            amount_dong=dong,
            effective_on=on,
        )
        self.ledger.receive_custodial(self.command(), self.fund_id, new)
        return new.custody_id

    def hand_on(self, custody_id: CustodyId, dong: int = 2_000_000) -> Receipt:
        """Hand money held for others on to them, from the bank account."""
        payment = CustodialPayment(
            custody_id=custody_id, account_id=self.bank, amount_dong=dong, effective_on=TODAY
        )
        command = self.command(by=self.person(Role.CASHIER))
        return self.ledger.pay_custodial(command, self.fund_id, payment)

    def credit_interest(
        self, dong: int = 1_200, *, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Record interest on the bank account."""
        interest = Interest(account_id=self.bank, amount_dong=dong, effective_on=on)
        return self.ledger.credit_interest(self.command(**asked), self.fund_id, interest)

    def charge_fee(
        self,
        dong: int = 55_000,
        debit_id: DebitId | None = None,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Record a fee on the bank account, perhaps in explanation of a debit."""
        fee = BankFee(account_id=self.bank, amount_dong=dong, effective_on=on, debit_id=debit_id)
        return self.ledger.charge_bank_fee(self.command(**asked), self.fund_id, fee)

    def import_rows(
        self,
        *rows: StatementRow,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Record rows of a statement of the bank account."""
        command = self.command(**asked)
        return self.ledger.record_statement(command, self.fund_id, self.bank, rows)
