"""Memos of the bank that name somebody go with them, whatever became of the rows they came with."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from unittest.mock import patch
from uuid import UUID

import pytest
from msgspec.structs import replace
from uuid_utils.compat import uuid7

from api.people import erasure
from api.people.sweeping import sweep
from ledger.fund.receiving.importing import RowKind
from ledger.fund.spending.returning import Return
from ledger.values import BeneficiaryId, CreditId, DebitId, DisbursementId, DonorId, MemoId
from tests.api.site import Site, open_site
from tests.api.v1.people.test_erasures import erase, id_of, registered
from tests.books import Book
from tests.builders import a_credit, a_debit, a_donation, a_list, an_award
from tests.fakes import TODAY
from tests.stores import Store

FIRST_FREE = date(2036, 1, 1)


@pytest.fixture
def own_site(store: Store) -> Iterator[Site]:
    """A site of which a test may set the day."""
    with open_site(store) as opened:
        yield opened


def noted(book: Book, dong: int) -> MemoId:
    """The memo of a row that waits: a debit, if `dong` is below zero, or a credit."""
    memo_id, row = MemoId(uuid7()), f"row {uuid7()}"
    credit = replace(a_credit(dong, row), kind=RowKind.UNALLOCATED)
    book.import_rows(replace(credit if dong > 0 else a_debit(-dong, row), memo_id=memo_id))
    return memo_id


def matched(book: Book, dong: int, entry: int) -> MemoId:
    """The memo of a row that was matched with an entry somebody wrote by hand."""
    memo_id, row = MemoId(uuid7()), f"row {uuid7()}"
    found = a_credit(dong, row) if dong > 0 else a_debit(-dong, row)
    book.import_rows(replace(found, memo_id=memo_id, entry=entry))
    return memo_id


def awarded(book: Book, beneficiary_id: UUID) -> DisbursementId:
    """An award of 500.000 for somebody, approved."""
    award = replace(an_award(), beneficiary_id=BeneficiaryId(beneficiary_id))
    proposal = a_list(award, disbursement_id=DisbursementId(uuid7()))
    disbursement_id = book.propose(proposal=proposal)
    book.approve(disbursement_id)
    return disbursement_id


def paid_by_statement(book: Book, beneficiary_id: UUID) -> list[MemoId]:
    """Two awards: one paid as a debit says, that comes back as a credit; one written by hand."""
    book.donate(5_000_000)
    disbursement_id = awarded(book, beneficiary_id)
    out = noted(book, -500_000)
    payment = book.pay(disbursement_id, debit_id=DebitId(out))
    back = noted(book, 500_000)
    returned = Return(
        disbursement_id=disbursement_id,
        payment=payment.version,
        account_id=book.bank,
        lines=(1,),
        effective_on=TODAY,
        credit_id=CreditId(back),
    )
    book.ledger.return_disbursement(book.command(), book.fund_id, returned)
    by_hand = book.pay(awarded(book, beneficiary_id))
    return [out, back, matched(book, -500_000, by_hand.version)]


def refunded_by_statement(book: Book, donor_id: UUID) -> list[MemoId]:
    """Two gifts that are given back: as a debit says, and written by hand."""
    memos = []
    for is_matched in (False, True):
        given = book.donate(gift=a_donation(account_id=book.bank, donor_id=DonorId(donor_id)))
        if is_matched:
            refund = book.refund(entry=given)
            memos.append(matched(book, -500_000, refund.version))
        else:
            out = noted(book, -500_000)
            book.refund(entry=given, debit_id=DebitId(out))
            memos.append(out)
    return memos


def placed_by_hand(book: Book, donor_id: UUID) -> list[MemoId]:
    """A credit noted by hand, placed as somebody's gift, and found in a statement then."""
    credit_id = book.note_credit()
    version = book.events()[-1].version
    gift = a_donation(account_id=book.bank, donor_id=DonorId(donor_id), credit_id=credit_id)
    book.donate(gift=gift)
    return [matched(book, 500_000, version)]


@pytest.mark.parametrize(
    "told, people",
    [
        (paid_by_statement, "beneficiaries"),
        (refunded_by_statement, "donors"),
        (placed_by_hand, "donors"),
    ],
)
def test_a_memo_goes_with_whoever_the_money_was_from_or_for(
    own_site: Site, told: Callable[[Book, UUID], list[MemoId]], people: str
) -> None:
    site, vault = own_site, own_site.services.vault
    person = registered(site, people)
    memos = told(site.book, id_of(person))
    site.catch_up()
    erase(site.treasurer, person)
    assert set(vault.get_memos(memos)) == set(memos), "the law still keeps them"
    site.book.clock.set_day(FIRST_FREE)
    site.catch_up()
    assert sweep(site.services).erased == 1
    assert vault.get_memos(memos) == {}


def test_so_do_memos_of_who_was_erased_before_they_were_looked_for(own_site: Site) -> None:
    site, vault = own_site, own_site.services.vault
    donor = registered(site)
    memos = refunded_by_statement(site.book, id_of(donor))
    site.catch_up()
    erase(site.treasurer, donor)
    site.book.clock.set_day(FIRST_FREE)
    donor_id = DonorId(id_of(donor))
    site.services.ledger.erase(site.book.command(), donor_id, None)  # as before: without memos
    assert vault.still_here([donor_id]) == []
    assert set(vault.get_memos(memos)) == set(memos)
    site.catch_up()
    assert sweep(site.services).forgotten_again == 1
    assert vault.get_memos(memos) == {}
    assert sweep(site.services).forgotten_again == 0


def test_nobody_is_asked_for_alone_of_whom_nothing_is_left(own_site: Site) -> None:
    """However many were ever erased: who is looked at closely is whoever has something left."""
    site, vault = own_site, own_site.services.vault
    givers = [registered(site) for _ in range(2)]
    pupils = [registered(site, "beneficiaries", note=f"Lớp {number}") for number in range(2)]
    memos = {person: refunded_by_statement(site.book, id_of(person)) for person in givers}
    memos |= {person: paid_by_statement(site.book, id_of(person)) for person in pupils}
    people = list(memos)
    site.catch_up()
    for person in people:
        erase(site.treasurer, person)
    site.book.clock.set_day(FIRST_FREE)
    site.catch_up()
    assert sweep(site.services).erased == len(people)
    left = [people[1], people[2]]
    vault_ids = [memos[person][0] for person in left]
    with patch.object(vault, "still_here", partial(_also_here, vault.still_here, vault_ids)):
        looked_at = _looked_at(site)
    assert looked_at == {id_of(person) for person in left}
    assert _looked_at(site) == set()


def _also_here(
    still_here: Callable[[Iterable[UUID]], list[UUID]], memos: Sequence[UUID], ids: Iterable[UUID]
) -> list[UUID]:
    """As if a vault had these memos as well."""
    wanted = list(ids)
    return [*still_here(wanted), *(memo for memo in memos if memo in wanted)]


def _looked_at(site: Site) -> set[UUID]:
    """Of whom a sweep asks what is kept."""
    site.catch_up()
    with patch.object(erasure, "kept_of", wraps=erasure.kept_of) as asked:
        sweep(site.services)
    return {call.args[1] for call in asked.call_args_list}


def test_but_not_the_memo_of_a_voucher_that_is_younger_than_the_erasure(own_site: Site) -> None:
    site, vault, book = own_site, own_site.services.vault, own_site.book
    donor = registered(site)
    gift = a_donation(account_id=book.bank, donor_id=DonorId(id_of(donor)))
    given = book.donate(gift=gift)
    site.catch_up()
    erase(site.treasurer, donor)
    book.clock.set_day(FIRST_FREE)
    site.catch_up()
    assert sweep(site.services).erased == 1
    refund = book.refund(entry=given, on=FIRST_FREE)
    memo = matched(book, -500_000, refund.version)
    site.catch_up()
    assert sweep(site.services).forgotten_again == 0
    assert vault.get_memos([memo]) != {}, "the law keeps the refund for ten years"
    book.clock.set_day(date(2047, 1, 1))
    site.catch_up()
    assert sweep(site.services).forgotten_again == 1
    assert vault.get_memos([memo]) == {}
