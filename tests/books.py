"""A book to write in: one line for everything one may do with a fund.

    with open_book(store) as book:      # or the fixture `book`
        gift = book.donate(500_000)
        book.reverse(gift, replacement=a_donation(50_000, account_id=book.bank))
        assert book.balance == 50_000

The clock (`book.clock`) stands still until a test moves it, and ids count up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

import pytest
from msgspec.structs import replace

from ledger.access import OPERATOR
from ledger.application import Ledger
from ledger.association.establishing import NewAssociation
from ledger.events.fund.money import Goods
from ledger.events.fund.opening import Restriction
from ledger.fund import Fund
from ledger.fund.control.closing import Reopening
from ledger.fund.control.correcting import Replacement, Reversal
from ledger.fund.control.counting import Count, Difference, Reconciliation
from ledger.fund.opening import NewPurpose, OpeningBalance
from ledger.fund.receiving.banking import BankFee, Interest, UnplacedCredit
from ledger.fund.receiving.donations import Donation
from ledger.fund.receiving.holding import CustodialPayment, CustodialReceipt
from ledger.fund.receiving.importing import StatementRow
from ledger.fund.receiving.mobilizing import DirectAid, NewPledge
from ledger.fund.restricting import Release
from ledger.fund.spending.disbursements import Approval, Payment, Proposal
from ledger.fund.spending.issuing import Issue
from ledger.fund.spending.refunding import Refund
from ledger.fund.transferring import Arrival, Move, Sending
from ledger.people.donor import NewConsent
from ledger.recording.commands import Command, Receipt
from ledger.store.environment import environment
from ledger.store.log.codec import Recorded
from ledger.values import (
    GENERAL,
    AccountId,
    AccountKind,
    AssociationId,
    BeneficiaryId,
    ConsentId,
    CreditId,
    CustodyId,
    DebitId,
    DisbursementClass,
    DisbursementId,
    DonorId,
    FundId,
    Level,
    MobilizationId,
    PledgeId,
    PurposeId,
    ReopeningReason,
    ReversalReason,
    Role,
    StaffId,
    TokenId,
    TransferId,
)
from tests.builders import (
    OPENED,
    a_donation,
    a_fund,
    a_mobilization,
    a_pledge,
    a_proposal,
    an_account,
    an_association,
)
from tests.fakes import TODAY, Clock, Ids, Memos
from tests.stores import Store


class Asked(TypedDict, total=False):
    """How a command may differ from an operator's under a new id; see `Command`."""

    by: StaffId
    token_id: TokenId | None
    command_id: str
    digest: bytes
    if_version: int | None
    dry_run: bool


class Book:
    """A ledger with the fund of one commune in it.

    The tree is Việt Nam (`central`) – Hà Tĩnh (`province`) – Thạch Hà (`commune`). The fund is
    Thạch Hà's, and has a `cash_box`, a `bank` account and a `term_deposit`. Proposals, approvals
    and payments are made by people of the province with just that role, enrolled when they are
    first needed; everything else by the operator. What a method asks for beyond its own words
    goes to the command: `book.donate(1, dry_run=True)`.
    """

    def __init__(self, ledger: Ledger, clock: Clock, ids: Ids, vault: Memos) -> None:
        self.ledger, self.clock, self.new_id, self.vault = ledger, clock, ids, vault
        self._people: dict[tuple[Role, AssociationId], StaffId] = {}
        self.central = self.establish(an_association(Level.CENTRAL, name="Hội Khuyến học Việt Nam"))
        self.province = self.establish(
            an_association(Level.PROVINCE, self.central, name="Hội Khuyến học Hà Tĩnh")
        )
        self.commune = self.establish(an_association(Level.COMMUNE, self.province))
        self.fund_id = self.open_fund(self.commune)
        self.cash_box = self.open_account(AccountKind.CASH_BOX)
        self.bank = self.open_account(AccountKind.BANK)
        self.term_deposit = self.open_account(AccountKind.TERM_DEPOSIT)

    # Looking

    @property
    def fund(self) -> Fund:
        """The fund's state."""
        return self.ledger.desk().fund(self.fund_id)

    @property
    def balance(self) -> int:
        """All the fund's money, in đồng."""
        return self.fund.balance_dong

    @property
    def version(self) -> int:
        """The version of the fund's last event."""
        found = self.ledger.desk().versioned(self.fund_id)
        assert found is not None
        return found.version

    def events(self, after: int = 0) -> list[Recorded]:
        """Everything recorded behind a position, in all streams."""
        return self.ledger.read(after, 1_000_000)

    # Setting up

    def command(self, **asked: Unpack[Asked]) -> Command:
        """A command of the operator under a new id, but for what is asked otherwise."""
        usual = Command(command_id=str(self.new_id()), digest=b"a body", by=OPERATOR)
        return replace(usual, **asked)

    def establish(self, new: NewAssociation) -> AssociationId:
        """Establish an association and return its id."""
        receipt = self.ledger.establish_association(self.command(), new)
        return AssociationId(_created(receipt))

    def open_fund(self, association_id: AssociationId, *, on: date = OPENED) -> FundId:
        """Open another fund and return its id; assign it to `fund_id` to go on there."""
        receipt = self.ledger.open_fund(self.command(), a_fund(association_id, on=on))
        return FundId(_created(receipt))

    def open_account(
        self, kind: AccountKind, *, on: date = OPENED, number: str | None = None
    ) -> AccountId:
        """Open an account and return its id; a bank account by default under a new number."""
        account_id = AccountId(self.new_id())
        new = an_account(kind, account_id, number=number or f"{account_id.int % 10**13:013}", on=on)
        self.ledger.open_account(self.command(), self.fund_id, new)
        return account_id

    def define_purpose(
        self, name: str = "Học bổng Đất Tổ", *, on: date = OPENED, **restriction: object
    ) -> PurposeId:
        """Define a purpose, perhaps restricted (`expires_on=…`), and return it."""
        purpose = PurposeId(str(self.new_id()))
        restricted = replace(Restriction(), **restriction)
        new = NewPurpose(purpose=purpose, name=name, restriction=restricted, effective_on=on)
        self.ledger.define_purpose(self.command(), self.fund_id, new)
        return purpose

    def person(self, role: Role, association_id: AssociationId | None = None) -> StaffId:
        """Whoever has `role`, and no other, in an association, by default the province."""
        where = association_id or self.province
        if (role, where) not in self._people:
            staff_id = StaffId(self.new_id())
            self.ledger.enrol_staff(self.command(), staff_id, where)
            self.ledger.grant_role(self.command(), staff_id, role, where, OPENED)
            self._people[role, where] = staff_id
        return self._people[role, where]

    def register_donor(self) -> DonorId:
        """Register a donor of the commune and return the id."""
        donor_id = DonorId(self.new_id())
        self.ledger.register_donor(self.command(), donor_id, self.commune)
        return donor_id

    def register_beneficiary(self, **asked: Unpack[Asked]) -> BeneficiaryId:
        """Register a recipient of the commune and return the id."""
        beneficiary_id = BeneficiaryId(self.new_id())
        self.ledger.register_beneficiary(self.command(**asked), beneficiary_id, self.commune)
        return beneficiary_id

    def open_balance(
        self,
        dong: int,
        account: AccountId | None = None,
        purpose: PurposeId = GENERAL,
        *,
        on: date = OPENED,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Record what an account held at the start, by default the bank account."""
        opening = OpeningBalance(
            account_id=account or self.bank, purpose=purpose, amount_dong=dong, effective_on=on
        )
        return self.ledger.record_opening_balance(self.command(**asked), self.fund_id, opening)

    # Mobilizing and receiving

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

    def refund(
        self,
        dong: int = 500_000,
        entry: int | Receipt | None = None,
        credit_id: CreditId | None = None,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Give money of a gift or of a credit back, from the bank account."""
        asked.setdefault("by", self.person(Role.CASHIER))
        refund = Refund(
            entry=entry.version if isinstance(entry, Receipt) else entry,
            credit_id=credit_id,
            account_id=self.bank,
            amount_dong=dong,
            effective_on=on,
        )
        return self.ledger.refund_donation(self.command(**asked), self.fund_id, refund)

    def hold(self, dong: int = 2_000_000, receipt: CustodialReceipt | None = None) -> CustodyId:
        """Take money in for others on the bank account, or by just that receipt."""
        new = receipt or CustodialReceipt(
            custody_id=CustodyId(self.new_id()),
            held_for="Báo Dân trí: nhịp cầu nhân ái",
            account_id=self.bank,
            amount_dong=dong,
            effective_on=TODAY,
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

    def issue(self, goods: Goods, *, on: date = TODAY, **fields: object) -> Receipt:
        """Give goods out of the stock."""
        issue = replace(
            Issue(
                disbursement_class=DisbursementClass.SUPPORT,
                programme="Tiếp sức đến trường",
                goods=goods,
                awards=1,
                effective_on=on,
            ),
            **fields,
        )
        command = self.command(by=self.person(Role.CASHIER))
        return self.ledger.issue_goods(command, self.fund_id, issue)

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
        mobilization_id: MobilizationId | None = None,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Record rows of a statement of the bank account."""
        command = self.command(**asked)
        return self.ledger.record_statement(command, self.fund_id, self.bank, rows, mobilization_id)

    # Spending and correcting

    def consent(
        self,
        donor_id: DonorId,
        gift: int | Receipt,
        dong: int,
        to_purpose: PurposeId = GENERAL,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> ConsentId:
        """Record that a donor agreed to a release of a part of a gift; return the consent's id."""
        new = NewConsent(
            consent_id=ConsentId(self.new_id()),
            fund_id=self.fund_id,
            entry=gift if isinstance(gift, int) else gift.version,
            to_purpose=to_purpose,
            amount_dong=dong,
            effective_on=on,
        )
        self.ledger.give_consent(self.command(**asked), donor_id, new)
        return new.consent_id

    def release(
        self,
        donor_id: DonorId,
        consent_id: ConsentId,
        gift: int | Receipt,
        dong: int,
        to_purpose: PurposeId = GENERAL,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Release a part of a gift from its purpose."""
        asked.setdefault("by", self.person(Role.APPROVER))
        release = Release(
            entry=gift if isinstance(gift, int) else gift.version,
            to_purpose=to_purpose,
            amount_dong=dong,
            donor_id=donor_id,
            consent_id=consent_id,
            effective_on=on,
        )
        return self.ledger.release_purpose(self.command(**asked), self.fund_id, release)

    def propose(
        self, dong: int = 1_000_000, proposal: Proposal | None = None, *, on: date = TODAY
    ) -> DisbursementId:
        """Propose two scholarships, or just that `proposal`; return the disbursement's id."""
        new = proposal or a_proposal(dong, on=on, disbursement_id=DisbursementId(self.new_id()))
        command = self.command(by=self.person(Role.TREASURER))
        self.ledger.propose_disbursement(command, self.fund_id, new)
        return new.disbursement_id

    def approve(
        self, disbursement_id: DisbursementId, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Approve what was proposed."""
        asked.setdefault("by", self.person(Role.APPROVER))
        command = self.command(**asked)
        approval = Approval(disbursement_id=disbursement_id, effective_on=on)
        return self.ledger.approve_disbursement(command, self.fund_id, approval)

    def reject(
        self, disbursement_id: DisbursementId, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Reject what was proposed."""
        asked.setdefault("by", self.person(Role.APPROVER))
        command = self.command(**asked)
        return self.ledger.reject_disbursement(command, self.fund_id, disbursement_id, on)

    def pay(
        self,
        disbursement_id: DisbursementId,
        account: AccountId | None = None,
        debit_id: DebitId | None = None,
        *,
        on: date = TODAY,
        lines: tuple[int, ...] = (),
        amount_dong: int | None = None,
        awards: int | None = None,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Pay what was approved, by default all that is left and from the bank account."""
        asked.setdefault("by", self.person(Role.CASHIER))
        command = self.command(**asked)
        payment = Payment(
            disbursement_id=disbursement_id,
            account_id=account or self.bank,
            effective_on=on,
            debit_id=debit_id,
            lines=lines,
            amount_dong=amount_dong,
            awards=awards,
        )
        return self.ledger.pay_disbursement(command, self.fund_id, payment)

    def spend(self, dong: int = 1_000_000, *, on: date = TODAY) -> Receipt:
        """Propose, approve and pay two scholarships on one day; the receipt is the payment's."""
        disbursement_id = self.propose(dong, on=on)
        self.approve(disbursement_id, on)
        return self.pay(disbursement_id, on=on)

    def reverse(
        self,
        entry: int | Receipt,
        replacement: Replacement | None = None,
        *,
        on: date | None = None,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Reverse an entry, named by its version or by the receipt for it; perhaps replace it."""
        reversal = Reversal(
            entry=entry if isinstance(entry, int) else entry.version,
            reason=ReversalReason.WRONG_AMOUNT,
            effective_on=on,
            replacement=replacement,
        )
        return self.ledger.reverse_entry(self.command(**asked), self.fund_id, reversal)

    # Transferring, counting, closing

    def send(
        self,
        to_fund_id: FundId,
        dong: int = 1_000_000,
        sending: Sending | None = None,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> TransferId:
        """Send money of the bank account to another fund, or just that `sending`; return its id."""
        asked.setdefault("by", self.person(Role.APPROVER))
        new = sending or Sending(
            transfer_id=TransferId(self.new_id()),
            to_fund_id=to_fund_id,
            account_id=self.bank,
            amount_dong=dong,
            effective_on=on,
        )
        self.ledger.send_transfer(self.command(**asked), self.fund_id, new)
        return new.transfer_id

    def receive_transfer(
        self,
        transfer_id: TransferId,
        fund_id: FundId,
        account: AccountId,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Receive what was sent to a fund in an account of its."""
        arrival = Arrival(transfer_id=transfer_id, account_id=account, effective_on=on)
        return self.ledger.receive_transfer(self.command(**asked), fund_id, arrival)

    def take_back(
        self, transfer_id: TransferId, *, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Take back in the bank account what was sent and never received."""
        arrival = Arrival(transfer_id=transfer_id, account_id=self.bank, effective_on=on)
        return self.ledger.return_transfer(self.command(**asked), self.fund_id, arrival)

    def move(
        self,
        dong: int = 1_000_000,
        out_of: AccountId | None = None,
        into: AccountId | None = None,
        *,
        on: date = TODAY,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Move money between accounts, by default from the bank account to the cash box."""
        move = Move(
            from_account_id=out_of or self.bank,
            to_account_id=into or self.cash_box,
            amount_dong=dong,
            effective_on=on,
        )
        return self.ledger.move_money(self.command(**asked), self.fund_id, move)

    def count(self, dong: int, *, on: date = TODAY, **asked: Unpack[Asked]) -> Receipt:
        """Count the cash box."""
        count = Count(account_id=self.cash_box, counted_dong=dong, effective_on=on)
        return self.ledger.count_cash(self.command(**asked), self.fund_id, count)

    def post_difference(
        self, count: Receipt, *, on: date = TODAY, **asked: Unpack[Asked]
    ) -> Receipt:
        """Post the difference that a count found."""
        difference = Difference(entry=count.version, effective_on=on)
        return self.ledger.post_difference(self.command(**asked), self.fund_id, difference)

    def reconcile(self, dong: int, *, on: date = TODAY, **asked: Unpack[Asked]) -> Receipt:
        """Record what the bank says that the bank account held."""
        said = Reconciliation(account_id=self.bank, statement_dong=dong, effective_on=on)
        return self.ledger.reconcile_bank(self.command(**asked), self.fund_id, said)

    def close(self, through: date, **asked: Unpack[Asked]) -> Receipt:
        """Close the books through a day."""
        return self.ledger.close_period(self.command(**asked), self.fund_id, through)

    def reopen(
        self,
        since: date,
        reason: ReopeningReason = ReopeningReason.ENTRY_FORGOTTEN,
        **asked: Unpack[Asked],
    ) -> Receipt:
        """Open closed books again from a day on."""
        reopening = Reopening(since=since, reason=reason)
        return self.ledger.reopen_period(self.command(**asked), self.fund_id, reopening)


@contextmanager
def open_book(store: Store) -> Iterator[Book]:
    """Open a ledger on an empty store and begin a book in it."""
    clock, ids, vault = Clock(), Ids(), Memos()
    with open_ledger(store, clock=clock, ids=ids, vault=vault) as ledger:
        yield Book(ledger, clock, ids, vault)


@contextmanager
def open_ledger(
    store: Store,
    *,
    clock: Clock | None = None,
    ids: Ids | None = None,
    vault: Memos | None = None,
    lock_timeout_seconds: int = 10,
) -> Iterator[Ledger]:
    """Open a ledger on a store that may hold a book already: another process, as it were."""
    ledger = Ledger(
        environment(store.events_url, lock_timeout_seconds=lock_timeout_seconds),
        vault or Memos(),
        clock=clock or Clock(),
        new_id=ids or Ids(family=1),
    )
    try:
        yield ledger
    finally:
        ledger.close()


@pytest.fixture
def book(store: Store) -> Iterator[Book]:
    """A book on each kind of store in turn."""
    with open_book(store) as begun:
        yield begun


def _created(receipt: Receipt) -> UUID:
    assert receipt.created_id is not None
    return receipt.created_id
