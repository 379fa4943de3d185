"""Striking people out of statements that wait: what names them goes, rows and amounts stay.

Memos are nobody's until a row is confirmed, so people are looked for by what the vault knows of
them: their names as banks write them, their phone, and the texts of memos that are theirs in the
book. Somebody of the same name loses a memo that the bank's own file still has; a row stays, and
so does its identity, which does not hang on the memo any more once it is worked out.
"""

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Protocol

import msgspec

from api.statements.candidate import Candidate
from api.statements.decisions import Decision
from ledger.fund.receiving.memo_codes import folded
from ledger.store.vault.identities import normal_phone
from ledger.store.vault.records import PersonRecord
from ledger.store.vault.statements import Statements

_LETTERS_MIN = 6
"""A single word as short as this is in too many memos to be anybody's name."""
_SQUEEZED_MIN = 8
_PHONE_DIGITS_MIN = 9


class Waiting(Protocol):
    """Where statements wait: the people vault."""

    @property
    def statements(self) -> Statements:
        """The statements that wait."""


class Named:
    """Tells whether a text names one of these people."""

    def __init__(self, people: Iterable[PersonRecord], texts: Iterable[str] = ()) -> None:
        """Look for their names and phones, and for texts that are known to be theirs."""
        people = list(people)
        words = {folded(each.name).strip() for each in people}
        self._names = {f" {each}" for each in words if _is_telling(each)}
        squeezed = {each.replace(" ", "") for each in words}
        self._squeezed = {each for each in squeezed if len(each) >= _SQUEEZED_MIN}
        self._phones = {form for each in people for form in _phones(each.phone)}
        self._texts = {text for whole in texts for text in (whole, *whole.split("\n")) if text}

    def __bool__(self) -> bool:
        """Tell whether anything is looked for."""
        return bool(self._names or self._squeezed or self._phones or self._texts)

    def are_in(self, text: str) -> bool:
        """Tell whether a text names one of them."""
        if text in self._texts:
            return True
        plain = folded(text)
        if any(f"{each} " in plain for each in self._names):
            return True
        if any(each in word for word in plain.split() for each in self._squeezed):
            return True
        digits = plain.replace(" ", "")
        return any(each in digits for each in self._phones)


def strike(vault: Waiting, named: Named, *, seconds: float | None = None) -> bool:
    """Strike people out of every statement that waits; tell whether it came to the end in time.

    It may be cut off and done again. Without `seconds` it takes what it takes.
    """
    if not named:
        return True
    deadline = None if seconds is None else monotonic() + seconds

    def in_time() -> bool:
        return deadline is None or monotonic() < deadline

    return vault.statements.rewrite(
        lambda piece: _struck_rows(named, piece), lambda draft: _struck_draft(named, draft), in_time
    )


def _struck_rows(named: Named, piece: bytes) -> bytes | None:
    """Return a piece without what names them; None if nothing does."""
    rows = _ROWS.decode(piece)
    if not any(_names(named, each) for each in rows):
        return None
    return msgspec.msgpack.encode([_struck(each) if _names(named, each) else each for each in rows])


def _names(named: Named, candidate: Candidate) -> bool:
    row = candidate.row
    return any(text and named.are_in(text) for text in (row.memo, row.counterparty))


def _struck(candidate: Candidate) -> Candidate:
    row = msgspec.structs.replace(candidate.row, memo="", counterparty="")
    return msgspec.structs.replace(candidate, row=row)


def _struck_draft(named: Named, draft: bytes) -> bytes | None:
    """Return decisions without rules for memos that name them; None if there are none."""
    decisions = _DECISIONS.decode(draft)
    kept = [
        each
        for each in decisions
        if each.memo_contains is None or not named.are_in(each.memo_contains)
    ]
    return None if len(kept) == len(decisions) else msgspec.msgpack.encode(kept)


_ROWS = msgspec.msgpack.Decoder(list[Candidate])
_DECISIONS = msgspec.msgpack.Decoder(list[Decision])


def _is_telling(words: str) -> bool:
    return " " in words or len(words) >= _LETTERS_MIN


def _phones(phone: str) -> Iterator[str]:
    """Yield the forms of a number that are told in memos, without what stands between digits."""
    number = normal_phone(phone)
    if len(number) >= _PHONE_DIGITS_MIN:
        yield number
        if number.startswith("0"):
            yield f"84{number[1:]}"
