"""The naive ledger: how money and goods are given away, and how purposes become free."""

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.errors.access import OwnAward, SamePerson
from ledger.errors.missing import BeneficiaryNotFound, DisbursementNotFound, PurposeNotFound
from ledger.errors.money import (
    AdministrationCapExceeded,
    AmountMismatch,
    BadAmount,
    BadAwardList,
    DatedBeforeEntry,
    InsufficientFunds,
    NotEnoughGoods,
    WrongDisbursementStep,
    WrongEntry,
)
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import (
    CategoryNotAllowed,
    ClassNotAllowed,
    NotDocumented,
    WrongPlace,
    WrongProgramme,
)
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import (
    DisbursementPaid,
    DisbursementReturned,
    GoodsIssued,
    PurposeReleased,
)
from ledger.fund.restricting import Release
from ledger.fund.spending.disbursements import Approval, Payment, Proposal
from ledger.fund.spending.issuing import Issue
from ledger.fund.spending.returning import Return
from ledger.rules import Effect, administration_cap
from ledger.values import (
    Category,
    DisbursementClass,
    DisbursementId,
    FundId,
    Role,
    StaffId,
)
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.mobilizing import Mobilizing
from tests.ledger.laws.naive.refusing import IN_SERIES, OUT_SERIES, came, refuse_if
from tests.ledger.laws.naive.things import ADisbursement, AnEntry

Part = tuple[int, int, frozenset[int]]
"""Đồng, awards, and numbers of lines."""


class Spending(Mobilizing):
    """What is given away."""

    def propose_disbursement(self, by: StaffId, fund: FundId, new: Proposal) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        named = [line.beneficiary_id for line in new.lines if line.beneficiary_id]
        refuse_if(BeneficiaryNotFound, when=not self.beneficiaries.keys() >= set(named))
        refuse_if(BadAmount, when=not 1 <= new.awards <= new.amount_dong)
        if new.lines:
            wrong = any(not 1 <= line.awards <= line.amount_dong for line in new.lines)
            refuse_if(BadAwardList, when=wrong or bool(new.categories))
            refuse_if(
                AmountMismatch, when=new.amount_dong != sum(each.amount_dong for each in new.lines)
            )
            refuse_if(AmountMismatch, when=new.awards != sum(each.awards for each in new.lines))
        proposed = ADisbursement(
            fund=fund,
            disbursement=new.disbursement_id,
            class_=new.disbursement_class,
            purpose=new.purpose,
            dong=new.amount_dong,
            awards=new.awards,
            lines=new.lines,
            proposed_by=by,
            proposed_on=new.effective_on,
        )
        self._check_not_own(proposed, range(1, len(new.lines) + 1), by)
        self.check_limit(fund, Role.TREASURER, new.amount_dong)
        recipients = [line.categories for line in new.lines]
        self._check_use(fund, new, recipients)
        self.check_date(fund, new.effective_on)
        self.disbursements.append(proposed)
        self.event(fund)
        return [None]

    def approve_disbursement(self, by: StaffId, fund: FundId, approval: Approval) -> Vouchers:
        self.permit(by, fund, Role.APPROVER, operator=False)
        on, found = approval.effective_on, self._open(fund, approval.disbursement_id)
        refuse_if(WrongDisbursementStep, when=found.approved_by is not None)
        self._check_decider(found, by)
        self.check_limit(fund, Role.APPROVER, found.dong)
        self._check_decided_on(found, on)
        self.check_not_expired(fund, found.purpose, on)
        self.check_free(fund, found.purpose, found.dong, on)
        if found.class_ is DisbursementClass.ADMINISTRATION:
            self._check_cap(fund, found.dong, on)
        found.approved_by, found.approved_on = by, on
        self.event(fund)
        return [None]

    def _check_cap(self, fund: FundId, dong: int, on: date) -> None:
        if self.excess(fund, dong, on):
            cap = administration_cap(self.a_fund(fund).regime, on)
            refuse_if(AdministrationCapExceeded, when=cap.effect is Effect.REFUSE)  # type: ignore[union-attr]
            self.warnings.append((AdministrationCapExceeded.code, str(fund)))

    def reject_disbursement(
        self, by: StaffId, fund: FundId, disbursement: DisbursementId, on: date
    ) -> Vouchers:
        self.permit(by, fund, Role.APPROVER, operator=False)
        found = self._open(fund, disbursement)
        self._check_decider(found, by)
        self._check_decided_on(found, on)
        dong, awards, lines = self.unpaid(found)
        found.rejected_dong += dong
        found.rejected_awards += awards
        found.rejected_lines |= lines
        self.event(fund)
        return [None]

    def pay_disbursement(self, by: StaffId, fund: FundId, payment: Payment) -> Vouchers:
        self.permit(by, fund, Role.CASHIER, operator=False)
        on, found = payment.effective_on, self._open(fund, payment.disbursement_id)
        refuse_if(WrongDisbursementStep, when=found.approved_by is None)
        same = by == found.approved_by or (
            by == found.proposed_by and not self.payer_may_prepare.get(fund)
        )
        refuse_if(SamePerson, when=same)
        dong, awards, lines = self._part_to_pay(found, payment)
        self._check_not_own(found, lines, by)
        self.check_limit(fund, Role.CASHIER, dong)
        account = self.account_of(fund, payment.account_id)
        self.check_days(fund, on, payment.occurred_on, account)
        happened_on = payment.occurred_on or on
        refuse_if(DatedBeforeEntry, when=happened_on < (found.approved_on or date.min))
        self.check_not_expired(fund, found.purpose, happened_on)
        self.check_debit(fund, payment.debit_id, account.account, dong, on)
        refuse_if(InsufficientFunds, when=dong > self.spendable(fund, found.purpose, on))
        self.check_account_holds(fund, account.account, dong, on)
        administration = found.class_ is DisbursementClass.ADMINISTRATION
        if administration:
            self._check_cap(fund, 0, on)
        entry = AnEntry(
            fund=fund,
            topic=DisbursementPaid.topic,
            on=on,
            dong=dong,
            moves=((account.account, found.purpose, -dong),),
            administration_dong=dong if administration else 0,
            debit=payment.debit_id,
            disbursement=found.disbursement,
            awards=awards,
            lines=lines,
        )
        voucher = self.enter(entry, OUT_SERIES[account.kind])
        assert self.lowest(fund, on, account=account.account) >= 0, "law 7"
        assert self.lowest(fund, on, purpose=found.purpose) >= 0, "law 7"
        return [voucher]

    def return_disbursement(self, by: StaffId, fund: FundId, back: Return) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        paid = self.standing_entry(fund, back.payment)
        refuse_if(WrongEntry, when=paid is None or paid.topic != DisbursementPaid.topic)
        assert paid is not None
        refuse_if(WrongEntry, when=paid.disbursement != back.disbursement_id)
        found = next(e for e in self.disbursements if e.disbursement == paid.disbursement)
        dong, awards, lines = self._part_to_return(paid, found, back)
        self._check_not_own(found, lines, by)
        account = self.account_of(fund, back.account_id)
        on = back.effective_on
        self.check_days(fund, on, back.occurred_on, account)
        refuse_if(DatedBeforeEntry, when=on < paid.on)
        self.check_credit(fund, back.credit_id, account.account, dong, on, back.occurred_on)
        entry = AnEntry(
            fund=fund,
            topic=DisbursementReturned.topic,
            on=on,
            dong=dong,
            moves=came(account, found.purpose, dong, placed=back.credit_id is not None),
            administration_dong=-dong if paid.administration_dong else 0,
            credit=back.credit_id,
            disbursement=found.disbursement,
            awards=awards,
            lines=lines,
            draws_on=back.payment,
        )
        return [self.enter(entry, IN_SERIES[account.kind])]

    def issue_goods(self, by: StaffId, fund: FundId, issue: Issue) -> Vouchers:
        self.permit(by, fund, Role.CASHIER, operator=False)
        quantity, on = issue.goods.quantity_milli, issue.effective_on
        refuse_if(BadAmount, when=issue.awards < 1)
        self._check_use(fund, issue, [])
        self.check_days(fund, on, issue.occurred_on)
        kind = issue.goods.commodity, issue.purpose
        held = [self.stock(fund, *kind, day) for day in self.days_from(fund, on)]
        refuse_if(NotEnoughGoods, when=quantity > min(each for each, _ in held))
        most = max(0, min(value for _, value in held))
        left = {max(0, value) for milli, value in held if milli == quantity}
        refuse_if(DatedBeforeEntry, when=len(left) > 1)
        average = held[0][1] * quantity // held[0][0]
        dong = max(0, min([most, *(left or [average])]))
        self.check_limit(fund, Role.CASHIER, dong)
        entry = AnEntry(
            fund=fund,
            topic=GoodsIssued.topic,
            on=on,
            dong=dong,
            goods=(*kind, -quantity, -dong),
        )
        return [self.enter(entry, "XK")]

    def release_purpose(self, by: StaffId, fund: FundId, release: Release) -> Vouchers:
        self.permit(by, fund, Role.APPROVER, operator=False)
        consent = self.a_consent(release.donor_id, release.consent_id, fund)
        gift = self.standing_entry(fund, release.entry)
        dong, on = release.amount_dong, release.effective_on
        self.check_given(fund, release.entry, release.donor_id)
        assert gift is not None
        assert gift.purpose is not None
        named = (consent.entry, consent.to_purpose)
        refuse_if(WrongDonor, when=named != (release.entry, release.to_purpose))
        given = self.standing_entry(*(consent.elsewhere or (consent.fund, consent.entry)))
        refuse_if(SamePerson, when=by == consent.recorded_by)
        papers = (release.decision_number, release.document_sha256)
        known = gift.topic == DonationReceived.topic
        refuse_if(NotDocumented, when=not known and None in papers)
        self.check_limit(fund, Role.APPROVER, dong)
        self.check_purpose(fund, release.to_purpose)
        refuse_if(PurposeNotFound, when=release.to_purpose == gift.purpose)
        self.check_date(fund, on)
        refuse_if(DatedBeforeEntry, when=on < gift.on)
        refuse_if(DatedBeforeEntry, when=on < consent.on)
        refuse_if(InsufficientFunds, when=dong > gift.dong - self.drawn(fund, gift.version))
        assert given is not None
        of_gift = self.used(given.fund, given.version)
        refuse_if(InsufficientFunds, when=dong > given.dong - of_gift)
        used = sum(e.dong for e in self.standing(fund) if e.consent == consent.consent)
        refuse_if(InsufficientFunds, when=dong > consent.dong - used)
        self.check_free(fund, gift.purpose, dong, on)
        account = gift.account
        assert account is not None
        entry = AnEntry(
            fund=fund,
            topic=PurposeReleased.topic,
            on=on,
            dong=dong,
            moves=((account, release.to_purpose, dong), (account, gift.purpose, -dong)),
            draws_on=release.entry,
            consent=consent.consent,
        )
        return [self.enter(entry)]

    def _open(self, fund: FundId, disbursement: DisbursementId) -> ADisbursement:
        known = [
            each for each in self.of(fund, self.disbursements) if each.disbursement == disbursement
        ]
        refuse_if(DisbursementNotFound, when=not known)
        refuse_if(WrongDisbursementStep, when=not self.unpaid(known[0])[0])
        return known[0]

    def _check_decider(self, found: ADisbursement, by: StaffId) -> None:
        refuse_if(SamePerson, when=by == found.proposed_by)
        self._check_not_own(found, self.unpaid(found)[2], by)

    def _check_decided_on(self, found: ADisbursement, on: date) -> None:
        self.check_date(found.fund, on)
        refuse_if(DatedBeforeEntry, when=on < (found.approved_on or found.proposed_on))

    def _check_not_own(self, of: ADisbursement, lines: Iterable[int], by: StaffId) -> None:
        recipients = [of.lines[number - 1].beneficiary_id for number in lines]
        own = any(self.beneficiaries[each] == by for each in recipients if each is not None)
        refuse_if(OwnAward, when=own)

    def _check_use(
        self, fund: FundId, use: Proposal | Issue, recipients: Sequence[tuple[Category, ...]]
    ) -> None:
        self.check_purpose(fund, use.purpose)
        restriction = self.restriction(fund, use.purpose)
        if restriction is None:
            return
        happened_on = use.occurred_on if isinstance(use, Issue) else None
        self.check_not_expired(fund, use.purpose, happened_on or use.effective_on)
        programme, classes = restriction.programme, restriction.classes
        refuse_if(WrongProgramme, when=programme not in (None, use.programme))
        refuse_if(ClassNotAllowed, when=bool(classes) and use.disbursement_class not in classes)
        if allowed := set(restriction.categories):
            if recipients:
                fits = all(allowed & set(tags) for tags in recipients)
            else:
                fits = bool(use.categories) and set(use.categories) <= allowed
            refuse_if(CategoryNotAllowed, when=not fits)
        refuse_if(WrongPlace, when=restriction.place not in (None, use.place))

    def _part_to_pay(self, found: ADisbursement, payment: Payment) -> Part:
        dong, awards, lines = self.unpaid(found)
        if found.lines:
            return self._listed(found, lines, payment)
        refuse_if(BadAwardList, when=bool(payment.lines))
        return self._unlisted(dong, awards, payment)

    def _part_to_return(self, paid: AnEntry, found: ADisbursement, back: Return) -> Part:
        if found.lines:
            refuse_if(BadAwardList, when=not back.lines)
            there = paid.lines - self.lines_drawn(paid.fund, paid.version)
            return self._listed(found, there, back)
        refuse_if(BadAwardList, when=bool(back.lines))
        dong = paid.dong - self.drawn(paid.fund, paid.version)
        awards = paid.awards - self.awards_drawn(paid.fund, paid.version)
        return self._unlisted(dong, awards, back)

    def _unlisted(self, dong: int, awards: int, asked: Payment | Return) -> Part:
        part = dong if asked.amount_dong is None else asked.amount_dong
        refuse_if(BadAmount, when=not 1 <= part <= dong)
        stands_in = 0 if part < dong and awards <= 1 else awards  # nothing else could be meant
        count = stands_in if asked.awards is None else asked.awards
        fits = count == awards if part == dong else 0 <= count <= max(0, awards - 1)
        refuse_if(BadAmount, when=not fits)
        return part, count, frozenset()

    def _listed(self, of: ADisbursement, there: frozenset[int], asked: Payment | Return) -> Part:
        wanted = asked.lines
        refuse_if(BadAwardList, when=len(set(wanted)) < len(wanted) or not set(wanted) <= there)
        part = [(number, of.lines[number - 1]) for number in sorted(wanted or there)]
        dong = sum(line.amount_dong for _, line in part)
        refuse_if(AmountMismatch, when=asked.amount_dong not in (None, dong))
        awards = sum(line.awards for _, line in part)
        refuse_if(AmountMismatch, when=asked.awards not in (None, awards))
        return dong, awards, frozenset(number for number, _ in part)
