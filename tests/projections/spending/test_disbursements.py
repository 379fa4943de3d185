"""Disbursements in parts and by lists: what is paid, returned, rejected, and what remains."""

from msgspec.structs import replace

from ledger.fund.spending.returning import Return
from ledger.recording.commands import Receipt
from ledger.values import (
    BeneficiaryId,
    Category,
    DisbursementId,
    Role,
)
from projections.people import beneficiaries, identities
from projections.spending import award_lines, disbursement_steps, disbursements
from projections.spending.award_lines import LineState
from projections.spending.disbursements import Asked, PrivateDisbursement, Status
from projections.views import Views
from tests.books import Book
from tests.builders import a_list, an_award
from tests.fakes import TODAY
from tests.projections import folded
from tests.projections.folded import known
from tests.projections.tables import follow


def the_disbursement(views: Views, book: Book) -> PrivateDisbursement:
    follow(views, book)
    with views.reading() as reading:
        (found,) = disbursements.private_disbursements(reading, book.fund_id).items
        one = found.disbursement.disbursement_id
        assert disbursements.private_disbursement(reading, book.fund_id, one) == found
        public = disbursements.public_disbursements(reading, book.fund_id)
        assert public.items == (found.disbursement,)
        return found


def a_listed_disbursement(book: Book) -> tuple[DisbursementId, BeneficiaryId, BeneficiaryId]:
    an, binh = book.register_beneficiary(), book.register_beneficiary()
    lines = (
        an_award(beneficiary_id=an, dong=500_000, categories=(Category.POOR,)),
        an_award(beneficiary_id=binh, dong=300_000, awards=2),
        an_award(beneficiary_id=an, dong=200_000),
    )
    disbursement_id = book.propose(proposal=a_list(*lines, disbursement_id=book.new_id()))
    return disbursement_id, an, binh


def the_lines(
    views: Views, book: Book, disbursement_id: DisbursementId, known_at: int | None = None
) -> list[tuple[int, LineState]]:
    follow(views, book)
    with views.reading() as reading:
        page = award_lines.lines(reading, book.fund_id, disbursement_id, known_at=known_at)
        return [(line.number, line.state) for line in page.items]


def give_back(
    book: Book, disbursement_id: DisbursementId, payment: int, *lines: int, **fields: object
) -> Receipt:
    back = Return(
        disbursement_id=disbursement_id,
        payment=payment,
        account_id=book.bank,
        lines=lines,
        effective_on=TODAY,
    )
    command = book.command(by=book.person(Role.TREASURER))
    return book.ledger.return_disbursement(command, book.fund_id, replace(back, **fields))


def test_awards_instances_and_persons_are_counted_apart_and_lines_one_by_one(
    views: Views, book: Book
) -> None:
    book.donate(5_000_000)
    disbursement_id, an, binh = a_listed_disbursement(book)
    found = the_disbursement(views, book).disbursement
    assert (found.awards, found.instances, found.persons, found.has_lines) == (4, 3, 2, True)
    with views.reading() as reading:
        page = award_lines.lines(reading, book.fund_id, disbursement_id)
        assert [(each.beneficiary_id, each.awards) for each in page.items] == [
            (an, 1),
            (binh, 2),
            (an, 1),
        ]
        assert page.items[0].categories == (Category.POOR,)
        registered = identities.associations_of(reading, "beneficiaries", {an, binh})
        assert registered == {an: book.commune, binh: book.commune}
        below = beneficiaries.registered_below(reading, book.province, TODAY)
        assert [each.beneficiary_id for each in below.items] == [an, binh]


def test_every_part_that_is_paid_returned_or_reversed_was_known_from_its_position_on(
    views: Views, book: Book
) -> None:
    book.donate(5_000_000)
    disbursement_id, *_ = a_listed_disbursement(book)
    seen: list[tuple[PrivateDisbursement, list[tuple[int, LineState]]]] = []
    positions: list[int] = []

    def look() -> None:
        seen.append((the_disbursement(views, book), the_lines(views, book, disbursement_id)))
        positions.append(book.ledger.position())

    look()
    book.approve(disbursement_id)
    look()
    part = book.pay(disbursement_id, lines=(1, 3))
    look()
    rest = book.pay(disbursement_id)
    look()
    returned = give_back(book, disbursement_id, part.version, 3)
    look()
    book.reverse(returned)
    look()
    book.reverse(rest)
    look()
    book.reject(disbursement_id)
    look()
    give_back(book, disbursement_id, part.version, 1, 3)
    look()
    told = [
        (
            each.disbursement.status,
            each.disbursement.paid_dong,
            each.disbursement.returned_dong,
            each.disbursement.remaining_dong,
            each.disbursement.paid_instances,
            each.disbursement.payment,
            "".join(state[0] for _, state in lines),
        )
        for each, lines in seen
    ]
    first, second = part.version, rest.version
    assert told == [
        (Status.PROPOSED, 0, 0, 1_000_000, 0, None, "ooo"),
        (Status.APPROVED, 0, 0, 1_000_000, 0, None, "ooo"),
        (Status.PARTLY_PAID, 700_000, 0, 300_000, 2, first, "pop"),
        (Status.PAID, 1_000_000, 0, 0, 3, second, "ppp"),
        (Status.PAID, 1_000_000, 200_000, 0, 3, second, "ppr"),
        (Status.PAID, 1_000_000, 0, 0, 3, second, "ppp"),
        (Status.PARTLY_PAID, 700_000, 0, 300_000, 2, first, "pop"),
        (Status.PAID, 700_000, 0, 0, 2, first, "pop"),
        (Status.RETURNED, 700_000, 700_000, 0, 2, first, "ror"),
    ]
    for position, (disbursement, lines) in zip(positions, seen, strict=True):
        with views.reading() as reading:
            known = disbursements.private_disbursement(
                reading, book.fund_id, disbursement_id, known_at=position
            )
        assert known == disbursement
        assert the_lines(views, book, disbursement_id, position) == lines
    folded = fold_of(book, disbursement_id)
    last = seen[-1][0].disbursement
    assert folded == (last.paid_dong, last.returned_dong, last.rejected_dong, last.paid_awards)


def fold_of(book: Book, disbursement_id: DisbursementId) -> tuple[int, int, int, int]:
    return folded.spent(known(book.events(), book.fund_id, 10**9), disbursement_id)


def test_steps_say_what_stands_and_what_was_undone(views: Views, book: Book) -> None:
    book.donate(5_000_000)
    disbursement_id = book.propose(1_000_000)
    book.approve(disbursement_id)
    paid = book.pay(disbursement_id, amount_dong=400_000, awards=1)
    back = give_back(book, disbursement_id, paid.version, amount_dong=100_000, awards=0)
    book.reverse(back)
    book.reverse(paid)
    follow(views, book)
    with views.reading() as reading:
        steps = disbursement_steps.private_steps(reading, book.fund_id, disbursement_id)
        earlier = disbursement_steps.private_steps(
            reading, book.fund_id, disbursement_id, known_at=steps[2].step.position
        )
    assert [(each.step.step.value, each.step.amount_dong, each.step.stands) for each in steps] == [
        ("approved", 0, True),
        ("paid", 400_000, False),
        ("returned", 100_000, False),
        ("return_reversed", -100_000, True),
        ("payment_reversed", -400_000, True),
    ]
    assert [each.step.stands for each in earlier] == [True, True, True]
    assert {each.step.payment for each in steps[1:]} == {paid.version}


def test_statuses_are_asked_for_one_by_one(views: Views, book: Book) -> None:
    book.donate(50_000_000)
    made: dict[Status, DisbursementId] = {}
    for status in set(Status) - {Status.HANDED_OVER}:
        one = made[status] = book.propose(1_000_000)
        if status is Status.REJECTED:
            book.reject(one)
        elif status is not Status.PROPOSED:
            book.approve(one)
        if status is Status.PARTLY_PAID:
            book.pay(one, amount_dong=1, awards=0)
        if status is Status.PAID:
            book.pay(one)
        if status is Status.RETURNED:
            give_back(book, one, book.pay(one).version)
    follow(views, book)
    with views.reading() as reading:
        for status, one in made.items():
            page = disbursements.public_disbursements(reading, book.fund_id, Asked(status=status))
            assert [(each.disbursement_id, each.status) for each in page.items] == [(one, status)]
