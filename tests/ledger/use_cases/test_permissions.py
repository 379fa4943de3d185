"""Who may do what, and how soon that ends."""

from collections.abc import Callable

import pytest

from ledger.access import OPERATOR
from ledger.errors.access import Forbidden, TokenStopped
from ledger.errors.conflicts import AlreadyExists
from ledger.people.staff import Shown
from ledger.recording.commands import Receipt
from ledger.values import (
    AccountId,
    AccountKind,
    Level,
    Role,
    StaffId,
    TokenId,
)
from tests.books import Book, open_ledger
from tests.builders import (
    a_credit,
    a_donation,
    a_mobilization,
    a_proposal,
    an_account,
    an_association,
)
from tests.fakes import TODAY
from tests.ledger.refusing import NOBODY, refused
from tests.stores import Store

ALLOWED: dict[Role, set[str]] = {
    Role.ADMINISTRATOR: {"open account"},
    Role.TREASURER: {"open account", "donate", "import", "reverse", "propose", "launch"},
    Role.APPROVER: {"approve"},
    Role.CASHIER: {"pay"},
    Role.AUDITOR: set(),
}


def attempts(book: Book, by: StaffId) -> dict[str, Callable[[], Receipt]]:
    """One of each thing that needs a role, on a fund where everything else is in order."""
    gift = book.donate(2_000_000)
    book.donate(3_000_000)
    approved, proposed = book.propose(), book.propose()
    book.approve(approved)
    ledger, fund_id = book.ledger, book.fund_id
    new = an_account(AccountKind.CASH_BOX, AccountId(book.new_id()))
    return {
        "open account": lambda: ledger.open_account(book.command(by=by), fund_id, new),
        "donate": lambda: book.donate(by=by),
        "import": lambda: book.import_rows(a_credit(), by=by),
        "reverse": lambda: book.reverse(gift, by=by),
        "propose": lambda: ledger.propose_disbursement(book.command(by=by), fund_id, a_proposal()),
        "launch": lambda: ledger.launch_mobilization(
            book.command(by=by), fund_id, a_mobilization()
        ),
        "approve": lambda: book.approve(proposed, by=by),
        "pay": lambda: book.pay(approved, by=by),
    }


@pytest.mark.parametrize("role", Role)
def test_a_role_does_what_it_allows_and_nothing_else(book: Book, role: Role) -> None:
    for name, attempt in attempts(book, book.person(role)).items():
        if name in ALLOWED[role]:
            assert attempt().recorded == 1
        else:
            with pytest.raises(Forbidden):
                attempt()


def test_the_operator_does_everything_but_approve_and_pay(book: Book) -> None:
    tried = attempts(book, OPERATOR)
    for name in ("approve", "pay"):
        with pytest.raises(Forbidden):
            tried[name]()
    assert tried["donate"]().recorded == 1


def test_a_role_counts_below_its_association_and_not_beside_or_above_it(book: Book) -> None:
    sister = book.establish(an_association(Level.COMMUNE, book.province, name="Hội xã bên"))
    for where, allowed in [
        (book.central, True),
        (book.province, True),
        (book.commune, True),
        (sister, False),
    ]:
        treasurer = book.person(Role.TREASURER, where)
        if allowed:
            assert book.donate(by=treasurer).recorded == 1
        else:
            with pytest.raises(Forbidden):
                book.donate(by=treasurer)
    with pytest.raises(Forbidden):
        book.ledger.enrol_staff(
            book.command(by=book.person(Role.ADMINISTRATOR, book.commune)),
            StaffId(book.new_id()),
            book.province,
        )


def test_a_stranger_may_do_nothing_and_leaves_no_memo(book: Book, store: Store) -> None:
    for by in (StaffId(NOBODY), StaffId(book.fund_id)):
        with refused(book, store, Forbidden(needs="treasurer")):
            book.donate(by=by)
        with refused(book, store, Forbidden(needs="treasurer")):
            book.import_rows(a_credit(), by=by)
    assert book.vault.memos == {}


def test_a_role_revoked_by_one_process_stops_the_other_at_once(book: Book, store: Store) -> None:
    treasurer, gift = book.person(Role.TREASURER), a_donation(account_id=book.bank)
    with open_ledger(store) as other:
        command = book.command(by=treasurer)
        assert other.receive_donation(command, book.fund_id, gift).recorded == 1
        book.ledger.revoke_role(book.command(), treasurer, Role.TREASURER, book.province)
        with pytest.raises(Forbidden):
            other.receive_donation(book.command(by=treasurer), book.fund_id, gift)
        with pytest.raises(Forbidden):
            other.receive_donation(command, book.fund_id, gift)  # not even its old answer


def test_a_role_ends_when_its_last_day_in_vietnam_has_passed(book: Book) -> None:
    staff_id = StaffId(book.new_id())
    book.ledger.enrol_staff(book.command(), staff_id, book.commune)
    book.ledger.grant_role(
        book.command(), staff_id, Role.TREASURER, book.commune, TODAY, until=TODAY
    )
    book.clock.advance(hours=14)  # 23:00
    assert book.donate(by=staff_id).recorded == 1
    book.clock.advance(hours=1)  # midnight
    with pytest.raises(Forbidden):
        book.donate(by=staff_id)


def test_a_token_is_issued_to_oneself_only(book: Book) -> None:
    auditor, other = book.person(Role.AUDITOR), book.person(Role.TREASURER)
    token = TokenId(book.new_id())
    book.ledger.issue_token(book.command(by=auditor), auditor, token, "a secret")
    assert book.ledger.desk().staff(auditor).holds_token(token, "a secret", TODAY)
    with pytest.raises(Forbidden):
        book.ledger.issue_token(book.command(by=auditor), other, TokenId(book.new_id()), "a secret")
    with pytest.raises(AlreadyExists):
        book.ledger.issue_token(book.command(by=other), other, token, "another secret")
    book.ledger.revoke_token(book.command(by=auditor), auditor, token)
    assert not book.ledger.desk().staff(auditor).holds_token(token, "a secret", TODAY)


def test_who_changes_a_password_stops_tokens_of_ones_own_only(book: Book) -> None:
    auditor, other = book.person(Role.AUDITOR), book.person(Role.TREASURER)
    tokens = {each: TokenId(book.new_id()) for each in (auditor, other)}
    for each, token in tokens.items():
        book.ledger.issue_token(book.command(by=each), each, token, "a secret")
    shown = Shown("digest", 0)
    assert book.ledger.change_password(book.command(by=auditor), shown).recorded == 1
    desk = book.ledger.desk()
    assert not desk.staff(auditor).tokens
    assert list(desk.staff(other).tokens) == [tokens[other]]
    with pytest.raises(AlreadyExists):
        book.ledger.issue_token(book.command(by=auditor), auditor, tokens[auditor], "a secret")


def test_a_token_revoked_by_another_process_stops_the_commands_under_way(
    book: Book, store: Store
) -> None:
    treasurer, token_id = book.person(Role.TREASURER), TokenId(book.new_id())
    book.ledger.issue_token(book.command(), treasurer, token_id, "a secret")
    book.donate(by=treasurer, token_id=token_id)
    with open_ledger(store) as other:
        other.revoke_token(book.command(), treasurer, token_id)
    knows_nothing_yet = book.ledger.glance().staff(treasurer)
    assert knows_nothing_yet.holds_token(token_id, "a secret", TODAY)
    for dry_run in (False, True):
        with pytest.raises(TokenStopped):
            book.donate(by=treasurer, token_id=token_id, dry_run=dry_run)
    assert book.balance == 500_000
