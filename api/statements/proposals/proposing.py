"""What each row of a statement most likely is.

Looked for first is what fits in amount and in words, then what fits in amount alone, then words;
what nothing speaks for or against is a gift, or a debit that waits. What one row is proposed as is
not proposed for the next: of two credits of 500.000 one is what was on its way.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import TypeVar

from api.statements.proposals.codes import Codes
from api.statements.proposals.kinds import Kind, Proposal, Why
from api.statements.proposals.known import Appeal, Known, Paid, Promise, Waiting, Written
from api.statements.proposals.memos import Phrases, word_pattern
from api.statements.rows import Row
from api.statements.words import Words
from ledger.fund.receiving.memo_codes import folded
from ledger.values import MobilizationId

NEAR_DAYS = 3
"""A row and what a person wrote, or another account's row, are of the same money within these."""

TELLING_DONG = 1_000_000
"""A smaller amount is too common to tell by itself that it is what was on its way."""

FEE_DONG_MAX = 3_000_000
"""More than that no bank takes for a service: whatever the memo says, a person decides."""

_DAY = timedelta(days=1)
_NEAR = timedelta(days=NEAR_DAYS)
_AHEAD = timedelta(days=31)
_WAITS = Proposal(kind=Kind.WAITING, why=Why.UNEXPLAINED)
_NO_MEMO = Proposal(kind=Kind.UNALLOCATED, why=Why.NO_MEMO)
_SAYS_RETURNED = Proposal(kind=Kind.UNALLOCATED, why=Why.SAYS_RETURNED)
_SAYS_OWN = Proposal(kind=Kind.UNALLOCATED, why=Why.SAYS_OWN)
_ACCOUNT_DIGITS_MIN = 6
_happened_on = attrgetter("happened_on")

T = TypeVar("T")


class Proposer:
    """Proposes the rows of one file, one after the other."""

    def __init__(self, known: Known, words: Words) -> None:
        """Propose by what is known, and by the words that the bank uses."""
        self._interest = word_pattern(words.interest)
        self._fee = word_pattern(words.fee)
        self._before_fee = word_pattern(words.before_fee)
        self._returned = word_pattern(words.returned)
        self._moved = word_pattern((*words.moved, *words.own))
        self._own = word_pattern(words.own)
        self._codes = Codes(known.appeals)
        numbers = {a.number: a for a in known.accounts if len(a.number) >= _ACCOUNT_DIGITS_MIN}
        self._by_number = numbers
        self._numbers = word_pattern(numbers)
        self._telling = Phrases(
            (*words.interest, *words.returned, *words.own, *self._codes, *numbers)
        )
        self._promises = _by_amount(known.promises, lambda each: each.amount_dong)
        self._names = {each.pledge_id: _folded_names(each) for each in known.promises}
        self._on_their_way = _by_amount(known.on_their_way, lambda each: each.amount_dong)
        self._approved = _by_amount(known.approved, lambda each: each.amount_dong)
        self._paid = _by_amount(known.paid, lambda each: each.amount_dong)
        self._written_on = known.written
        self._written: defaultdict[int, list[Written]] = defaultdict(list)
        self._asked: tuple[date, date] | None = None
        credits_ = [each for each in known.waiting if each.credit_id is not None]
        debits = [each for each in known.waiting if each.debit_id is not None]
        self._waiting_credits = _by_amount(credits_, lambda each: each.amount_dong)
        self._waiting_debits = _by_amount(debits, lambda each: each.amount_dong)
        # Of a pledge whose donor has no name, and of what comes back, only words can tell.
        self._amounts = {
            *(each.amount_dong for each in known.promises if self._names[each.pledge_id]),
            *self._on_their_way,
            *self._waiting_debits,
        }
        self._usual = Proposal(
            kind=Kind.DONATION, why=Why.USUAL, mobilization_id=known.mobilization_id
        )
        self._gifts: dict[MobilizationId, Proposal] = {}

    def propose(self, row: Row) -> Proposal:
        """Return what a row most likely is."""
        return self.propose_all([row])[0]

    def propose_all(self, rows: Sequence[Row]) -> list[Proposal]:
        """Return what rows most likely are, one after the other."""
        if rows:
            self._learn([row.booked_on for row in rows])
        # Nearly all rows of a collecting account are gifts that nothing else speaks for.
        texts = [
            f"{row.memo}\n{row.counterparty}" if row.counterparty else row.memo for row in rows
        ]
        telling = self._telling.found_in(texts)
        usual, amounts = self._usual, self._amounts
        return [
            usual
            if row.credit_dong and row.memo and row.credit_dong not in amounts and at not in telling
            else self._unusual(row, is_telling=at in telling)
            for at, row in enumerate(rows)
        ]

    def _learn(self, days: Sequence[date]) -> None:
        """Ask what was written by hand near these days, unless it was asked before."""
        for first, last in self._not_asked(*_near(min(days), max(days))):
            for each in self._written_on(first, last):
                insort(self._written[each.dong], each, key=_happened_on)
                self._amounts.add(each.dong)

    def _not_asked(self, since: date, until: date) -> list[tuple[date, date]]:
        """Return from which day to which one has to ask, so that all between them was asked.

        A file that goes on is asked for a month ahead, in the direction in which it goes: to ask
        takes as long as handling a hundred rows.
        """
        if self._asked is None:
            self._asked = since, until
            return [(since, until)]
        first, last = self._asked
        asks = []
        if since < first:
            since = _earlier(since, _AHEAD)
            asks.append((since, first - _DAY))
        if last < until:
            until = _later(until, _AHEAD)
            asks.append((last + _DAY, until))
        self._asked = min(since, first), max(until, last)
        return asks

    def _by_hand(self, dong: int, on: date) -> Written | None:
        """Take the first entry by hand near a day: there may be thousands of one amount."""
        there = self._written.get(dong)
        if not there:
            return None
        since, until = _near(on, on)
        at = bisect_left(there, since, key=_happened_on)
        return there.pop(at) if at < len(there) and there[at].happened_on <= until else None

    def _unusual(self, row: Row, *, is_telling: bool) -> Proposal:
        if row.debit_dong:
            return self._debit(row)
        memo = folded(row.memo) + folded(row.counterparty)
        if row.memo and not is_telling:
            return self._by_amount(row, memo) or self._usual
        return self._credit(row, memo)

    def _by_amount(self, row: Row, memo: str) -> Proposal | None:
        """Return what `_credit` does of a memo that names no appeal, account or doing of the bank.

        There are many such rows with the amount of something, and of its memo little is asked.
        """
        dong, on = row.credit_dong, row.booked_on
        by_hand = self._by_hand(dong, on)
        if by_hand is not None:
            return _in_book(by_hand)
        arrived = self._arrived(dong, on) if self._may_be_own(dong, memo) else None
        return arrived or self._promise(row, memo, [])

    def _credit(self, row: Row, memo: str) -> Proposal:
        dong, on = row.credit_dong, row.booked_on
        came_back = self._returned is not None and self._returned.search(memo) is not None
        by_hand = self._by_hand(dong, on)
        if by_hand is not None:
            return _in_book(by_hand)
        appeals = self._codes.appeals_in(memo, on)
        return (
            (self._back(dong, on) if came_back else None)
            or (self._arrived(dong, on) if self._may_be_own(dong, memo) else None)
            or self._promise(row, memo, appeals)
            or self._by_words(row, memo, appeals, came_back=came_back)
        )

    def _arrived(self, dong: int, on: date) -> Proposal | None:
        """Return what was on its way here: from another fund, or from another account."""
        way = _take(self._on_their_way, dong, lambda each: not each.is_own and each.sent_on <= on)
        if way is not None:
            return Proposal(kind=Kind.TRANSFER, why=Why.IN_TRANSIT, transfer_id=way.transfer_id)
        other = _take(self._waiting_debits, dong, lambda each: _is_near(each.happened_on, on))
        return None if other is None else _move(other)

    def _by_words(self, row: Row, memo: str, appeals: list[Appeal], *, came_back: bool) -> Proposal:
        if len(appeals) > 1:
            return Proposal(kind=Kind.UNALLOCATED, why=Why.SEVERAL_CODES)
        if appeals:
            return self._gift_to(appeals[0], row.booked_on)
        if self._is_interest(memo):
            return Proposal(kind=Kind.INTEREST, why=Why.BANK_WORDS)
        own = self._own_account(memo)
        if own is not None or came_back:
            return own or _SAYS_RETURNED
        if self._own is not None and self._own.search(memo):
            # The file of the account that it left may be still to come: its debit finds it here.
            return _SAYS_OWN
        return self._usual if row.memo.strip() else _NO_MEMO

    def _is_interest(self, memo: str) -> bool:
        """Tell whether a memo has the bank's words for interest, and none for what came back.

        *Tra lai tk* is interest on an account, and something given back to one.
        """
        if self._interest is None or self._interest.search(memo) is None:
            return False
        rest = self._interest.sub("", memo)
        return self._returned is None or self._returned.search(rest) is None

    def _debit(self, row: Row) -> Proposal:
        dong, on = row.debit_dong, row.booked_on
        memo = folded(row.memo) + folded(row.counterparty)
        by_hand = self._by_hand(-dong, on)
        if by_hand is not None:
            return _in_book(by_hand)
        if self._may_be_own(dong, memo):
            other = _take(self._waiting_credits, dong, lambda each: _is_near(each.happened_on, on))
            if other is not None:
                return _move(other)
        approved = self._approved.get(dong, [])
        if len(approved) == 1 and approved[0].approved_on <= on:
            this = approved.pop()
            return Proposal(
                kind=Kind.PAYMENT, why=Why.APPROVED, disbursement_id=this.disbursement_id
            )
        own = self._own_account(memo)
        if own is not None:
            return own
        if dong <= FEE_DONG_MAX and self._is_fee(folded(row.memo)):
            return Proposal(kind=Kind.FEE, why=Why.BANK_WORDS)
        return _WAITS

    def _is_fee(self, memo: str) -> bool:
        """Tell whether a memo begins with the bank's words for a fee."""
        found = None if self._fee is None else self._fee.search(memo)
        if found is None:
            return False
        before = memo[: found.start()]
        rest = before if self._before_fee is None else self._before_fee.sub("", before)
        return all(any(c.isdecimal() for c in word) for word in rest.split())

    def _back(self, dong: int, on: date) -> Proposal | None:
        """Return what came back: a transfer of this fund, or an award that it paid."""
        sent = _take(self._on_their_way, dong, lambda each: each.is_own and each.sent_on <= on)
        if sent is not None:
            return Proposal(kind=Kind.TRANSFER, why=Why.CAME_BACK, transfer_id=sent.transfer_id)
        paid: Paid | None = _take(self._paid, dong, lambda each: each.paid_on <= on)
        if paid is None:
            return None
        return Proposal(
            kind=Kind.RETURNED,
            why=Why.CAME_BACK,
            disbursement_id=paid.disbursement_id,
            payment=paid.payment,
            awards=paid.awards,
            lines=paid.lines,
        )

    def _promise(self, row: Row, memo: str, appeals: list[Appeal]) -> Proposal | None:
        named_appeals = {each.mobilization_id for each in appeals}
        there = [
            each
            for each in self._promises.get(row.credit_dong, [])
            if each.since <= row.booked_on
            and not (appeals and each.mobilization_id not in (None, *named_appeals))
        ]
        named = [each for each in there if any(n in memo for n in self._names[each.pledge_id])]
        if named:
            return self._fulfil(named[0], Why.PLEDGE_DONOR)
        if len(there) == 1 and len(appeals) == 1 and there[0].mobilization_id is not None:
            return self._fulfil(there[0], Why.PLEDGE_AMOUNT)
        return None

    def _fulfil(self, promise: Promise, why: Why) -> Proposal:
        self._promises[promise.amount_dong].remove(promise)
        return Proposal(
            kind=Kind.PLEDGE,
            why=why,
            pledge_id=promise.pledge_id,
            donor_id=promise.donor_id,
            mobilization_id=promise.mobilization_id,
        )

    def _gift_to(self, appeal: Appeal, on: date) -> Proposal:
        if not appeal.takes_gifts_of(on):
            return Proposal(
                kind=Kind.UNALLOCATED,
                why=Why.OUTSIDE_APPEAL,
                mobilization_id=appeal.mobilization_id,
            )
        gift = self._gifts.get(appeal.mobilization_id)
        if gift is None:
            gift = Proposal(
                kind=Kind.DONATION,
                why=Why.MEMO_CODE,
                mobilization_id=appeal.mobilization_id,
            )
            self._gifts[appeal.mobilization_id] = gift
        return gift

    def _may_be_own(self, dong: int, memo: str) -> bool:
        """Tell whether money may be the fund's own, by its amount or by its memo."""
        patterns = (self._moved, self._numbers)
        return dong >= TELLING_DONG or any(p is not None and p.search(memo) for p in patterns)

    def _own_account(self, memo: str) -> Proposal | None:
        found = None if self._numbers is None else self._numbers.search(memo)
        if found is None:
            return None
        other = self._by_number[found[0]]
        return Proposal(kind=Kind.MOVE, why=Why.OWN_ACCOUNT, account_id=other.account_id)


def _move(other: Waiting) -> Proposal:
    return Proposal(
        kind=Kind.MOVE,
        why=Why.OTHER_ACCOUNT,
        account_id=other.account_id,
        debit_id=other.debit_id,
        credit_id=other.credit_id,
    )


def _in_book(written: Written) -> Proposal:
    if written.is_of_former:
        # What was handed over has it in it, and no entry of another book can be matched.
        return Proposal(kind=Kind.SKIP, why=Why.IN_BOOK)
    return Proposal(kind=Kind.MATCHED, why=Why.IN_BOOK, entry=written.entry)


def _near(first: date, last: date) -> tuple[date, date]:
    """Return from which day to which one is near some days, as far as there are days."""
    return _earlier(first, _NEAR), _later(last, _NEAR)


def _earlier(day: date, by: timedelta) -> date:
    return max(day, date.min + by) - by


def _later(day: date, by: timedelta) -> date:
    return min(day, date.max - by) + by


def _is_near(day: date, other: date) -> bool:
    return abs(day - other) <= _NEAR


def _folded_names(promise: Promise) -> list[str]:
    """Return a donor's names as a memo would have them: asked for each row, folded once."""
    return [name for name in map(folded, promise.names) if name.strip()]


def _by_amount(items: Iterable[T], amount_of: Callable[[T], int]) -> dict[int, list[T]]:
    table: dict[int, list[T]] = defaultdict(list)
    for each in items:
        table[amount_of(each)].append(each)
    return dict(table)


def _take(table: dict[int, list[T]], amount: int, fits: Callable[[T], bool]) -> T | None:
    """Take the first that fits out of a table, so that no other row gets it."""
    for at, each in enumerate(table.get(amount, ())):
        if fits(each):
            return table[amount].pop(at)
    return None
