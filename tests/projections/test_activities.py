"""Mobilizations, disbursements and undecided debits: every step, and every step taken back."""

from datetime import date

import pytest
from msgspec.structs import fields

from ledger.errors.missing import (
    DisbursementNotFound,
    FundNotFound,
    MobilizationNotFound,
    PositionNotFound,
)
from ledger.values import (
    Category,
    DisbursementId,
    FundId,
    MobilizationId,
    Role,
)
from projections.answers import Page
from projections.receiving import debits, mobilizations
from projections.receiving.mobilizations import Mobilization
from projections.spending import disbursements
from projections.spending.disbursements import (
    Asked,
    PrivateDisbursement,
    PublicDisbursement,
    Status,
)
from projections.views import Views
from tests.books import Book
from tests.builders import a_debit, a_donation, a_proposal, an_id, goods
from tests.fakes import TODAY
from tests.projections.spending.test_disbursements import the_disbursement
from tests.projections.tables import follow

NOBODY = an_id("nobody")


def the_appeal(views: Views, book: Book) -> Mobilization:
    follow(views, book)
    with views.reading() as reading:
        (appeal,) = mobilizations.of_fund(reading, book.fund_id)
        one = mobilizations.mobilization(reading, book.fund_id, appeal.mobilization_id)
        assert one == appeal
        return appeal


def pending(views: Views, book: Book) -> list[int]:
    follow(views, book)
    with views.reading() as reading:
        return [debit.amount_dong for debit in debits.pending(reading, book.fund_id)]


def test_an_appeal_counts_its_gifts_in_money_and_in_kind(views: Views, book: Book) -> None:
    appeal = book.launch(memo_code="KH2025")
    book.donate(gift=a_donation(500, account_id=book.bank, mobilization_id=appeal))
    in_kind = a_donation(70, account_id=None, goods=goods(), mobilization_id=appeal)
    book.donate(gift=in_kind)
    book.donate(3)
    found = the_appeal(views, book)
    assert (found.money_dong, found.in_kind_dong, found.total_dong) == (500, 70, 570)
    assert (found.gifts, found.target_dong, found.memo_code) == (2, 50_000_000, "KH2025")
    assert (found.starts_on, found.ends_on) == (date(2025, 6, 1), date(2025, 6, 30))


def test_a_reversal_takes_a_gift_back_from_its_appeal(views: Views, book: Book) -> None:
    appeal = book.launch()
    gift = a_donation(500, account_id=book.bank, mobilization_id=appeal)
    book.reverse(book.donate(gift=gift))
    found = the_appeal(views, book)
    assert (found.total_dong, found.gifts) == (0, 0)


def test_an_appeal_shows_when_it_was_closed(views: Views, book: Book) -> None:
    appeal = book.launch()
    assert the_appeal(views, book).closed_on is None
    book.close_mobilization(appeal)
    assert the_appeal(views, book).closed_on == TODAY


def test_a_disbursement_goes_from_step_to_step(views: Views, book: Book) -> None:
    book.donate(5_000_000)
    disbursement_id = book.propose(1_000_000)
    assert the_disbursement(views, book).disbursement.status is Status.PROPOSED
    book.approve(disbursement_id)
    found = the_disbursement(views, book)
    assert found.disbursement.status is Status.APPROVED
    assert found.disbursement.approved_on == TODAY
    payment = book.pay(disbursement_id)
    found = the_disbursement(views, book)
    assert found.disbursement.status is Status.PAID
    assert (found.disbursement.payment, found.disbursement.paid_on) == (payment.version, TODAY)
    assert found.disbursement.voucher == "BN-2025-00001"
    assert found.disbursement.account_id == book.bank
    acted = found.private
    assert (acted.proposed_by, acted.decided_by, acted.paid_by) == (
        book.person(Role.TREASURER),
        book.person(Role.APPROVER),
        book.person(Role.CASHIER),
    )


def test_a_rejected_disbursement_stays_visible(views: Views, book: Book) -> None:
    book.reject(book.propose())
    found = the_disbursement(views, book).disbursement
    assert (found.status, found.rejected_on) == (Status.REJECTED, TODAY)


def test_a_reversed_payment_leaves_the_disbursement_approved(views: Views, book: Book) -> None:
    book.donate(5_000_000)
    book.reverse(book.spend())
    found = the_disbursement(views, book)
    assert (found.disbursement.status, found.disbursement.approved_on) == (Status.APPROVED, TODAY)
    assert (found.disbursement.payment, found.disbursement.paid_on) == (None, None)
    assert found.private.paid_by is None
    book.pay(found.disbursement.disbursement_id)
    assert the_disbursement(views, book).disbursement.status is Status.PAID


def test_tags_of_recipients_and_narrow_places_are_for_entitled_readers(
    views: Views, book: Book
) -> None:
    proposal = a_proposal(place="Trường THCS Quảng Khê", categories=(Category.ORPHANED,))
    book.propose(proposal=proposal)
    found = the_disbursement(views, book).private
    assert (found.place, found.categories) == ("Trường THCS Quảng Khê", (Category.ORPHANED,))
    public = {field.name for field in fields(PublicDisbursement)}
    assert not public & {"place", "categories", "proposed_by", "decided_by", "paid_by"}


def test_disbursements_come_in_pages_by_status(views: Views, book: Book) -> None:
    proposed = [book.propose() for _ in range(3)]
    book.reject(proposed[1])
    follow(views, book)
    with views.reading() as reading:

        def ids(page: Page[PublicDisbursement]) -> list[DisbursementId]:
            return [each.disbursement_id for each in page.items]

        ask, fund_id = disbursements.public_disbursements, book.fund_id
        first = ask(reading, fund_id, Asked(limit=2))
        assert ids(first) == [proposed[2], proposed[1]]
        assert ids(ask(reading, fund_id, Asked(after=first.after))) == [proposed[0]]
        still_proposed = ask(reading, fund_id, Asked(status=Status.PROPOSED))
        assert ids(still_proposed) == [proposed[2], proposed[0]]


def test_each_step_of_a_disbursement_was_known_from_its_position_on(
    views: Views, book: Book
) -> None:
    book.donate(5_000_000)
    seen: list[PrivateDisbursement] = []
    positions: list[int] = []

    def look() -> None:
        seen.append(the_disbursement(views, book))
        positions.append(book.ledger.position())

    disbursement_id = book.propose(1_000_000)
    look()
    book.approve(disbursement_id)
    look()
    payment = book.pay(disbursement_id)
    look()
    book.reverse(payment)
    look()
    book.pay(disbursement_id)
    look()
    with views.reading() as reading:
        known = [
            disbursements.private_disbursement(
                reading, book.fund_id, disbursement_id, known_at=position
            )
            for position in positions
        ]
        before = Asked(known_at=positions[0] - 1)
        assert disbursements.private_disbursements(reading, book.fund_id, before).items == ()
        with pytest.raises(DisbursementNotFound):
            disbursements.private_disbursement(
                reading, book.fund_id, disbursement_id, known_at=positions[0] - 1
            )
    assert known == seen
    assert [each.disbursement.status for each in known] == [
        Status.PROPOSED,
        Status.APPROVED,
        Status.PAID,
        Status.APPROVED,
        Status.PAID,
    ]


def test_a_list_by_status_asks_for_the_status_that_was_known(views: Views, book: Book) -> None:
    one, other = book.propose(), book.propose()
    both_proposed = book.ledger.position()
    book.reject(one)
    follow(views, book)
    with views.reading() as reading:

        def proposed(known_at: int) -> list[DisbursementId]:
            asked = Asked(status=Status.PROPOSED, known_at=known_at)
            page = disbursements.public_disbursements(reading, book.fund_id, asked)
            return [each.disbursement_id for each in page.items]

        assert proposed(both_proposed) == [other, one]
        assert proposed(reading.position) == [other]


def test_an_appeal_was_known_with_what_it_had_raised_until_then(views: Views, book: Book) -> None:
    appeal = book.launch()
    seen: list[Mobilization] = []
    positions: list[int] = []

    def look() -> None:
        seen.append(the_appeal(views, book))
        positions.append(book.ledger.position())

    look()
    gift = book.donate(gift=a_donation(500, account_id=book.bank, mobilization_id=appeal))
    look()
    in_kind = a_donation(70, account_id=None, goods=goods(), mobilization_id=appeal)
    book.donate(gift=in_kind)
    look()
    book.reverse(gift)
    look()
    book.close_mobilization(appeal)
    look()
    with views.reading() as reading:
        known = [
            mobilizations.of_fund(reading, book.fund_id, known_at=position)
            for position in positions
        ]
        assert mobilizations.of_fund(reading, book.fund_id, known_at=positions[0] - 1) == ()
    assert known == [(each,) for each in seen]
    assert [(each.total_dong, each.closed_on) for each in seen] == [
        (0, None),
        (500, None),
        (570, None),
        (70, None),
        (70, TODAY),
    ]


def test_a_debit_waits_until_a_person_decides_and_again_if_that_is_reversed(
    views: Views, book: Book
) -> None:
    book.donate(1_000_000)
    row = a_debit(55_000)
    book.import_rows(row)
    assert pending(views, book) == [55_000]
    with views.reading() as reading:
        (debit,) = debits.pending(reading, book.fund_id)
        assert (debit.account_id, debit.memo_id) == (book.bank, row.memo_id)
    fee = book.charge_fee(55_000, debit.debit_id)
    assert pending(views, book) == []
    book.reverse(fee)
    assert pending(views, book) == [55_000]
    disbursement_id = book.propose(55_000)
    book.approve(disbursement_id)
    payment = book.pay(disbursement_id, debit_id=debit.debit_id)
    assert pending(views, book) == []
    book.reverse(payment)
    assert pending(views, book) == [55_000]


def test_what_is_not_there_is_refused(views: Views, book: Book) -> None:
    follow(views, book)
    with views.reading() as reading:
        with pytest.raises(MobilizationNotFound):
            mobilizations.mobilization(reading, book.fund_id, MobilizationId(NOBODY))
        with pytest.raises(DisbursementNotFound):
            disbursements.private_disbursement(reading, book.fund_id, DisbursementId(NOBODY))
        for ask in (mobilizations.of_fund, debits.pending, disbursements.public_disbursements):
            with pytest.raises(FundNotFound):
                ask(reading, FundId(NOBODY))
        beyond = reading.position + 1
        with pytest.raises(PositionNotFound):
            mobilizations.of_fund(reading, book.fund_id, known_at=beyond)
        with pytest.raises(PositionNotFound):
            disbursements.public_disbursements(reading, book.fund_id, Asked(known_at=beyond))
        with pytest.raises(FundNotFound):
            mobilizations.of_fund(reading, book.fund_id, known_at=0)
