"""Steps by which money and goods are given away, come back, or become free."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import DisbursementPaid
from ledger.fund.restricting import Release
from ledger.fund.spending.award_lists import Award
from ledger.fund.spending.disbursements import Approval, Payment
from ledger.fund.spending.issuing import Issue
from ledger.fund.spending.returning import Return
from ledger.values import BeneficiaryId, Category, ConsentId, DisbursementClass, DisbursementId
from tests.builders import a_proposal, an_id, goods
from tests.ledger.laws.place import PAPER, Place, Who
from tests.ledger.laws.steps.drawn import (
    ACCOUNTS,
    BY_APPROVER,
    BY_CASHIER,
    BY_TREASURER,
    DAYS_AGO,
    DONGS,
    LATE,
    OPTIONAL,
    PARTS,
    PICKS,
    PURPOSES,
)
from tests.ledger.laws.steps.mobilizing import donor
from tests.ledger.laws.steps.opening import PROGRAMMES
from tests.ledger.laws.steps.receiving import credit, debit
from tests.ledger.laws.world import Step


def disbursement(place: Place, number: int) -> DisbursementId:
    """A disbursement, whatever has become of it, or one of nobody."""
    proposed = [each.disbursement for each in place.of(place.naive.disbursements)]
    found = place.pick(proposed, number, DisbursementId)
    assert found is not None
    return found


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of an award list: to one of three beneficiaries, to nobody known, or to nobody."""

    to: int | None = None
    dong: int = 200_000
    awards: int = 1
    categories: tuple[Category, ...] = (Category.POOR,)

    def award(self, place: Place) -> Award:
        known = [*place.naive.beneficiaries, BeneficiaryId(an_id("a beneficiary of nobody"))]
        return Award(
            beneficiary_id=None if self.to is None else known[self.to],
            categories=self.categories,
            amount_dong=self.dong,
            awards=self.awards,
        )


@dataclass(frozen=True, kw_only=True)
class Propose(Step):
    """Propose to spend; with `lines`, their sums, or (`wrong_sum`) a đồng more."""

    use_case = "propose_disbursement"
    who: Who = Who.TREASURER
    dong: int = 400_000
    awards: int = 1
    days_ago: int = 0
    purpose: int = 0
    of: DisbursementClass = DisbursementClass.SCHOLARSHIP
    programme: int = 0
    categories: tuple[Category, ...] = ()
    lines: tuple[Line, ...] = ()
    wrong_sum: bool = False

    def asked(self, place: Place) -> tuple[Any, ...]:
        lines = tuple(line.award(place) for line in self.lines)
        dong, awards = self.dong, self.awards
        if lines:
            dong = sum(line.amount_dong for line in lines) + self.wrong_sum
            awards = sum(line.awards for line in lines)
        return place.fund, a_proposal(
            dong,
            awards=awards,
            on=place.day(self.days_ago),
            purpose=place.purpose(self.purpose),
            disbursement_class=self.of,
            programme=PROGRAMMES[self.programme],
            categories=self.categories,
            lines=lines,
            disbursement_id=DisbursementId(place.new_id()),
        )


@dataclass(frozen=True, kw_only=True)
class Approve(Step):
    """Approve what is proposed."""

    use_case = "approve_disbursement"
    who: Who = Who.APPROVER
    which: int = 0
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        this, on = disbursement(place, self.which), place.day(self.days_ago)
        return place.fund, Approval(disbursement_id=this, effective_on=on)


@dataclass(frozen=True, kw_only=True)
class Reject(Step):
    """Reject what is proposed, or what is not yet paid of it."""

    use_case = "reject_disbursement"
    who: Who = Who.APPROVER
    which: int = 0
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, disbursement(place, self.which), place.day(self.days_ago)


@dataclass(frozen=True, kw_only=True)
class Pay(Step):
    """Pay what is approved or a part of it, perhaps in explanation of a debit."""

    use_case = "pay_disbursement"
    who: Who = Who.CASHIER
    which: int = 0
    account: int = 1
    dong: int | None = None
    awards: int | None = None
    lines: tuple[int, ...] = ()
    days_ago: int = 0
    late: int | None = None
    explains: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, Payment(
            disbursement_id=disbursement(place, self.which),
            account_id=place.account(self.account),
            amount_dong=self.dong,
            awards=self.awards,
            lines=self.lines,
            effective_on=place.day(self.days_ago),
            occurred_on=None if self.late is None else place.day(self.late),
            debit_id=debit(place, self.explains),
        )


@dataclass(frozen=True, kw_only=True)
class TakeBack(Step):
    """Take awards back that were paid, or a part of them; or (`of`) of another disbursement."""

    use_case = "return_disbursement"
    payment: int = 0
    of: int | None = None
    account: int = 1
    dong: int | None = None
    awards: int | None = None
    lines: tuple[int, ...] = ()
    days_ago: int = 0
    credit: int | None = None

    def asked(self, place: Place) -> tuple[Any, ...]:
        payment = place.entry(self.payment, DisbursementPaid.topic)
        paid = place.naive.entry(place.fund, payment)
        given = None if paid is None or self.of is not None else paid.disbursement
        return place.fund, Return(
            disbursement_id=given or disbursement(place, self.of or 0),
            payment=payment,
            account_id=place.account(self.account),
            amount_dong=self.dong,
            awards=self.awards,
            lines=self.lines,
            effective_on=place.day(self.days_ago),
            credit_id=credit(place, self.credit),
        )


@dataclass(frozen=True, kw_only=True)
class IssueGoods(Step):
    """Give goods out of the stock."""

    use_case = "issue_goods"
    who: Who = Who.CASHIER
    milli: int = 1_000
    awards: int = 1
    days_ago: int = 0
    purpose: int = 0
    programme: int = 0
    categories: tuple[Category, ...] = ()

    def asked(self, place: Place) -> tuple[Any, ...]:
        return place.fund, Issue(
            disbursement_class=DisbursementClass.SUPPORT,
            programme=PROGRAMMES[self.programme],
            purpose=place.purpose(self.purpose),
            goods=goods(quantity_milli=self.milli),
            awards=self.awards,
            categories=self.categories,
            effective_on=place.day(self.days_ago),
        )


@dataclass(frozen=True, kw_only=True)
class Free(Step):
    """Release a part of a gift from its purpose, on some consent, or on the one for it.

    It may rest on a decision and its document.
    """

    use_case = "release_purpose"
    on_paper: bool = False
    who: Who = Who.APPROVER
    consent: int = 0
    gift: int | None = None
    dong: int = 200_000
    to_purpose: int | None = None
    by_donor: int | None = None
    days_ago: int = 0

    def asked(self, place: Place) -> tuple[Any, ...]:
        given = place.of(place.naive.consents)
        consent = given[-1 - self.consent % len(given)] if given else None
        gift = place.entry(self.gift or 0, DonationReceived.topic)
        named = donor(place, self.by_donor)
        purpose = place.purpose(self.to_purpose or 0)
        if consent is not None:
            gift = consent.entry if self.gift is None else gift
            named = consent.donor if self.by_donor is None else named
            purpose = consent.to_purpose if self.to_purpose is None else purpose
        return place.fund, Release(
            entry=gift,
            to_purpose=purpose,
            amount_dong=self.dong,
            donor_id=named or donor(place, 0),  # type: ignore[arg-type]  # there are donors
            consent_id=consent.consent if consent else ConsentId(an_id("of nobody")),
            effective_on=place.day(self.days_ago),
            decision_number="7/QĐ" if self.on_paper else None,
            document_sha256=PAPER if self.on_paper else None,
        )


TAGS = st.sampled_from(
    [(), (Category.POOR,), (Category.POOR,), (Category.POOR, Category.EXCELLENT)]
)
LINE = st.builds(
    Line,
    to=st.sampled_from([None, 0, 1, 1, 2, 2, 3]),
    dong=st.sampled_from([1, 100_000, 200_000]),
    awards=st.sampled_from([1, 1, 1, 2, 0]),
    categories=TAGS,
)
LINES = st.lists(LINE, max_size=4).map(tuple)
NUMBERS = st.sampled_from([(), (), (1,), (2,), (2, 1), (1, 1), (9,)])
AWARDS = st.sampled_from([None, None, 0, 1, 2])

SPENDING: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        Propose,
        who=BY_TREASURER,
        dong=DONGS,
        awards=st.sampled_from([1, 1, 2, 3, 0]),
        days_ago=DAYS_AGO,
        purpose=PURPOSES,
        of=st.sampled_from(DisbursementClass),
        programme=st.sampled_from([0, 0, 1]),
        categories=TAGS,
        lines=st.just(()) | LINES,
        wrong_sum=st.sampled_from([False] * 7 + [True]),
    ),
    st.builds(Approve, who=BY_APPROVER, which=PICKS, days_ago=DAYS_AGO),
    st.builds(Reject, who=BY_APPROVER, which=PICKS, days_ago=DAYS_AGO),
    st.builds(
        Pay,
        who=BY_CASHIER,
        which=PICKS,
        account=ACCOUNTS,
        dong=PARTS,
        awards=AWARDS,
        lines=NUMBERS,
        days_ago=DAYS_AGO,
        late=LATE,
        explains=OPTIONAL,
    ),
    st.builds(
        TakeBack,
        who=BY_TREASURER,
        payment=PICKS,
        of=st.sampled_from([None, None, None, 0, 1]),
        account=ACCOUNTS,
        dong=PARTS,
        awards=AWARDS,
        lines=NUMBERS,
        days_ago=DAYS_AGO,
        credit=OPTIONAL,
    ),
    st.builds(
        IssueGoods,
        who=BY_CASHIER,
        milli=st.sampled_from([1, 1_000, 2_000, 4_000]),
        awards=st.sampled_from([1, 1, 1, 0]),
        days_ago=DAYS_AGO,
        purpose=PURPOSES,
        programme=st.sampled_from([0, 0, 1]),
        categories=TAGS,
    ),
    st.builds(
        Free,
        who=BY_APPROVER,
        consent=PICKS,
        gift=st.none() | OPTIONAL,
        dong=st.sampled_from([1, 200_000, 500_000]),
        to_purpose=OPTIONAL,
        by_donor=OPTIONAL,
        days_ago=DAYS_AGO,
        on_paper=st.booleans(),
    ),
)
