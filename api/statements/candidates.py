"""Rows of a statement become candidates: identified, and each proposed as what it may be."""

from binascii import b2a_base64
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from typing import BinaryIO

from api.statements.account_check import AccountCheck
from api.statements.balances import Implied, RunningBalance
from api.statements.candidate import Candidate
from api.statements.identities.former import Former
from api.statements.identities.identity import row_identities
from api.statements.ids import new_ids
from api.statements.layout import Layout
from api.statements.letterhead import letterhead
from api.statements.previews import Tally
from api.statements.proposals.kinds import Kind, Proposal, Why
from api.statements.proposals.known import Known
from api.statements.proposals.proposing import Proposer
from api.statements.reader import Row, Unreadable, read
from api.statements.swapped import SwapCheck, stated_period
from api.statements.trust import Trust
from ledger.application import Ledger
from ledger.events.fund.opening import AccountOpened
from ledger.store.log.facts import account_fact
from ledger.values import AccountId, MemoId

ROWS_PER_APPEND = 1_000
"""Rows recorded in one transaction; other writers wait for about 50 ms."""

_IDENTITY_BYTES, _IDENTITY_LETTERS = 12, 16
_KNOWN = Proposal(kind=Kind.SKIP, why=Why.KNOWN)


class Candidates:
    """The candidates in files of one layout for one account."""

    def __init__(
        self,
        ledger: Ledger,
        layout: Layout,
        account_id: AccountId,
        key: bytes,
        known: Known,
        trust: Trust | None = None,
    ) -> None:
        """Identify rows under a key, and propose by what is known.

        `trust` says what of the files is taken for right.
        """
        self._ledger = ledger
        self._layout = layout
        self._account_id = account_id
        self._account = str(account_id)
        self._key = key
        self._known = known
        self._trusts_account = trust is not None and trust.is_of_account
        self._trusts_dates = trust is not None and trust.is_of_dates

    def chunks(self, stream: BinaryIO, tally: Tally) -> Iterator[list[Candidate]]:
        """Yield the rows of a file in its order, a thousand at a time, and count what is there.

        The file is seekable, and read from where it is. Raises `StatementError`, perhaps after many
        rows.
        """
        check = self._account_check()
        above = letterhead(self._layout, stream)
        check.check_head(above)
        swap = SwapCheck(self._known_of, stated_period(above, self._layout))
        identify = row_identities(self._layout, key=self._key, account=self._account)
        proposer = Proposer(self._known, self._layout.words)
        balance = RunningBalance(self._layout, tally.broken)
        trusts_dates = self._trusts_dates
        read_ = read(self._layout, stream, check=check, trusts_dates=trusts_dates)
        places = balance.check(read_)
        implied: set[int] = set()
        used: set[str] = set()
        found = _rows(places, tally, implied)
        while rows := list(islice(found, ROWS_PER_APPEND)):
            digests, occurrences, formers = identify(rows)
            identities, known = self._in_the_book(rows, digests, formers, used)
            new = [row for row, it in zip(rows, identities, strict=True) if it not in known]
            if not trusts_dates:
                swap.check(new)
            proposals = iter(proposer.propose_all(new))
            chunk = [
                Candidate(
                    row=row,
                    identity=identity,
                    memo_id=MemoId(memo_id),
                    proposal=_KNOWN if identity in known else next(proposals),
                    known=identity in known,
                    implied=row.line in implied,
                )
                for row, identity, memo_id in zip(rows, identities, new_ids(len(rows)), strict=True)
            ]
            tally.add(chunk, occurrences)
            tally.checked = balance.checked
            implied.clear()
            yield chunk
        tally.checked = balance.checked

    def _account_check(self) -> AccountCheck:
        """Return what knows the number of the account, unless a person said whose the file is."""
        if self._trusts_account:
            return AccountCheck(None)
        opened = self._ledger.desk().stated(account_fact(self._account_id))
        assert isinstance(opened, AccountOpened), "its bank was looked up"
        return AccountCheck(opened.number, self._known.accounts)

    def _known_of(self, rows: Sequence[Row]) -> int:
        """Count which of some rows the book has, were they the first of a file."""
        identify = row_identities(self._layout, key=self._key, account=self._account)
        digests, _, formers = identify(rows)
        return len(self._in_the_book(rows, digests, formers, set())[1])

    def _in_the_book(
        self, rows: Sequence[Row], digests: Sequence[bytes], formers: Former, used: set[str]
    ) -> tuple[list[str], set[str]]:
        """Return what the book knows these rows by, or will, and what of it is there already.

        A row that an older version recorded is in the book by what that one called it; it stands
        for one row of a file, which is among the `used` ones then.
        """
        identities = _identities(rows, digests)
        older = {at: _identities([rows[at]] * len(them), them) for at, them in formers.items()}
        known = self._ledger.known_rows([*identities, *chain.from_iterable(older.values())])
        for at, names in older.items():
            if identities[at] not in known:
                there = [name for name in names if name in known and name not in used]
                identities[at] = there[0] if there else identities[at]
                used.update(there[:1])
        return identities, known & set(identities)


def _rows(
    places: Iterator[Row | Unreadable | Implied], tally: Tally, implied: set[int]
) -> Iterator[Row]:
    """Yield the rows; note which of them are implied, by their lines."""
    for place in places:
        if place.__class__ is Row:
            yield place
        elif isinstance(place, Implied):
            implied.add(place.row.line)
            yield place.row
        else:
            assert isinstance(place, Unreadable)
            tally.fault(place)


def _identities(rows: Sequence[Row], digests: Sequence[bytes]) -> list[str]:
    """Return what the book knows rows by: the day leads, so that they lie side by side there."""
    short = b"".join([digest[:_IDENTITY_BYTES] for digest in digests])
    text = b2a_base64(short, newline=False).decode()
    days = {on: _written(on) for on in {row.booked_on for row in rows}}
    return [
        days[row.booked_on] + text[at * _IDENTITY_LETTERS : (at + 1) * _IDENTITY_LETTERS]
        for at, row in enumerate(rows)
    ]


@lru_cache
def _written(day: date) -> str:
    """Return a day as identities begin with it: to format one takes as long as handling a row."""
    return f"{day:%y%m%d}"
