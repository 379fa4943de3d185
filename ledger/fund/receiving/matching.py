"""Matching (đối chiếu): a row of a bank statement is what somebody wrote into the book by hand.

Without it the same entry would be found again for the next row of its amount, and that money would
never come into the book.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.money import AmountMismatch, NotMatchable, WrongAccountKind
from ledger.events.base import Event
from ledger.events.fund.correcting import MATCHABLE, EntryReversed, StatementRowMatched
from ledger.events.fund.money import FromStatement, MoneyEvent
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.transferring import AccountMoved
from ledger.fund.checks import account_of
from ledger.fund.receiving.banking import UnexplainedDebit, UnplacedCredit, note_credit, note_debit
from ledger.fund.state import Fund, evolve, evolves
from ledger.postings import postings
from ledger.values import AccountId, AccountKind, CreditId, DebitId, MemoId


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a statement: `amount_dong` came into the account, or (below zero) left it."""

    entry: int
    account_id: AccountId
    amount_dong: int
    booked_on: date
    statement_row: str
    memo_id: MemoId


def match_row(
    fund: Fund, entry: Event, match: Match, context: Context, origin: Event | None = None
) -> StatementRowMatched:
    """Record that a row of a statement is this entry. It moves nothing, so any day may be closed.

    That an entry is matched once only is a unique fact, checked where it is recorded. `origin` is
    the entry that this one, perhaps by several corrections, stands in the place of: if a row of
    another account was behind it, none of this account is.

    Raises `AccountNotFound`, `WrongAccountKind`, `NotMatchable`, `AmountMismatch`.
    """
    if account_of(fund, match.account_id).kind is not AccountKind.BANK:
        raise WrongAccountKind("account_id")
    dong = moved_dong(entry, match.account_id)
    if (
        not isinstance(entry, MATCHABLE)
        or not dong
        or _explains(entry, dong)
        or (_is_from_statement(entry) and moved_dong(origin or entry, match.account_id))
    ):
        raise NotMatchable("entry")
    if dong != match.amount_dong:
        raise AmountMismatch("amount_dong", must_be_dong=dong)
    return StatementRowMatched(
        entry=match.entry,
        account_id=match.account_id,
        amount_dong=match.amount_dong,
        booked_on=match.booked_on,
        effective_on=context.today,
        private=context.from_statement(match.statement_row, match.memo_id),
    )


def moved_dong(entry: Event, account_id: AccountId) -> int:
    """Return by how much an entry moved an account."""
    return sum(line.amount for line in postings(entry) if line.account_id == account_id)


def by_hand_dong(entry: Event, account_id: AccountId) -> int:
    """Return by how much an entry moved an account, if no row of a statement was behind it."""
    dong = moved_dong(entry, account_id) if isinstance(entry, MATCHABLE) else 0
    return 0 if _explains(entry, dong) or _is_from_statement(entry) else dong


def happened_on(entry: Event) -> date:
    """Return the day on which an entry that can be matched happened; it may be booked later."""
    assert isinstance(entry, MoneyEvent | DonationReceived | AccountMoved), "it can be matched"
    return entry.occurred_on or entry.effective_on


def keep_matched(
    fund: Fund,
    matches: Sequence[StatementRowMatched],
    reversed_: Sequence[Event],
    version: int,
    happened_on: date,
    context: Context,
) -> list[Event]:
    """Return what becomes of the matches of an entry that is reversed, and perhaps recorded anew.

    `fund` is as it was before `reversed_`, at that `version`; the entry happened on `happened_on`.
    What takes the entry's place in the account with the same amount takes its matches over.
    Otherwise the bank's money has no entry any more: what came in is of unknown origin, what went
    out is unexplained, from the day of the reversal on.
    """
    after = fund
    for event in reversed_:
        after = evolve(after, event)
    negative = reversed_[0]
    assert isinstance(negative, EntryReversed)
    kept: list[Event] = []
    for match in matches:
        event = _kept(after, match, reversed_, version, happened_on, context)
        after = evolve(after, event)
        kept.append(event)
    return kept


def _kept(
    fund: Fund,
    match: StatementRowMatched,
    reversed_: Sequence[Event],
    version: int,
    happened_on: date,
    context: Context,
) -> Event:
    private = FromStatement(recorded_by=context.by, memo_id=match.private.memo_id)
    for place, event in enumerate(reversed_[1:], 2):
        if moved_dong(event, match.account_id) == match.amount_dong:
            return msgspec.structs.replace(
                match, entry=version + place, effective_on=context.today, private=private
            )
    negative = reversed_[0]
    assert isinstance(negative, EntryReversed)
    assert match.private.memo_id is not None, "a row that is matched has a memo"
    is_late = happened_on < min(negative.effective_on, fund.first_open_on)
    if match.amount_dong > 0:
        credit = UnplacedCredit(
            credit_id=CreditId(match.private.memo_id),
            account_id=match.account_id,
            amount_dong=match.amount_dong,
            effective_on=negative.effective_on,
            occurred_on=happened_on if is_late else None,
            memo_id=match.private.memo_id,
        )
        return note_credit(fund, credit, context)
    debit = UnexplainedDebit(
        debit_id=DebitId(match.private.memo_id),
        account_id=match.account_id,
        amount_dong=-match.amount_dong,
        effective_on=negative.effective_on,
        memo_id=match.private.memo_id,
    )
    return note_debit(fund, debit, context)


def _is_from_statement(entry: Event) -> bool:
    """Tell whether an entry, or one that it stands in the place of, came from a row."""
    private = entry.private
    return isinstance(private, FromStatement) and private.memo_id is not None


def _explains(entry: Event, dong: int) -> bool:
    """Tell whether an entry explains the debit of a row."""
    return dong < 0 and getattr(entry, "debit_id", None) is not None


@evolves(StatementRowMatched)
def _statement_row_matched(fund: Fund, _: StatementRowMatched) -> Fund:
    return fund
