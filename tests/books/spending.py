"""What goes out of a book: disbursements, goods, refunds, and what donors set free."""

from datetime import date
from typing import Unpack

from msgspec.structs import replace

from ledger.events.fund.money import Goods
from ledger.fund.restricting import Release
from ledger.fund.spending.disbursements import Approval, Payment, Proposal
from ledger.fund.spending.issuing import Issue
from ledger.fund.spending.refunding import Refund
from ledger.people.donor import NewConsent
from ledger.recording.commands import Receipt
from ledger.values import (
    GENERAL,
    AccountId,
    ConsentId,
    CreditId,
    DebitId,
    DisbursementClass,
    DisbursementId,
    DonorId,
    PurposeId,
    Role,
)
from tests.books.begun import Asked, Begun
from tests.builders import a_proposal
from tests.fakes import TODAY


class Spending(Begun):
    """A book that money goes out of."""

    def refund(
        self,
        dong: int = 500_000,
        entry: int | Receipt | None = None,
        credit_id: CreditId | None = None,
        debit_id: DebitId | None = None,
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
            debit_id=debit_id,
        )
        return self.ledger.refund_donation(self.command(**asked), self.fund_id, refund)

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
        self,
        dong: int = 1_000_000,
        proposal: Proposal | None = None,
        *,
        on: date = TODAY,
        **fields: object,
    ) -> DisbursementId:
        """Propose two scholarships, or just that `proposal`; return the disbursement's id."""
        disbursement_id = DisbursementId(self.new_id())
        new = proposal or a_proposal(dong, on=on, disbursement_id=disbursement_id, **fields)
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
