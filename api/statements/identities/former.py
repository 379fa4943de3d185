"""What older versions of the software called a row of a statement.

Books remember identities: an older version told rows apart by what a spreadsheet changes, and what
it recorded is in the book by what it called it.
"""

import re
from collections.abc import Callable
from hashlib import blake2b
from typing import TypeAlias

import msgspec

from api.statements.identities.numerals import as_saved, parts
from api.statements.identities.occurrences import Occurrences, nth_digest
from api.statements.rows import Row
from ledger.letters import normalized

TEXTS = ("document", "reference", "memo", "counterparty")
_NUMERAL = re.compile(r"([0-9]+)(?:[.]([0-9]+))?")

Former: TypeAlias = dict[int, list[bytes]]
"""What older versions called a row, by its place: each that differs from what it is called now."""

_SLOTS = 1 << 10


class FormerNames:
    """What the rows of one file were called, as far as it differs from what they are called now."""

    def __init__(self, seed: blake2b, told: Callable[[Row], str]) -> None:
        """Begin with no row; `told` is what tells a row from others, as one text."""
        self._seed = seed
        self._told = told
        self._counts = [Occurrences(slots=_SLOTS).add for _ in _MADE]

    def of(self, row: Row, text: str) -> list[bytes]:
        """Return the identities of a row that is now told from others by `text`."""
        found: dict[str, bytes] = {}
        for count, made in zip(self._counts, _MADE, strict=True):
            told = _squeezed(self._told(made(row)))
            if told != text and told not in found:
                found[told], _ = nth_digest(self._seed, told, count)
        return list(found.values())


def _squeezed(text: str) -> str:
    """Return a text as older versions counted its spaces."""
    if "\n" in text or "  " in text:
        text = " ".join(text.split())
    return text if text.isascii() else normalized("NFC", text)


def _without_zeros(row: Row) -> Row:
    """Return a row as it was told from others when zeros were seen to get lost, and not digits."""
    return msgspec.structs.replace(row, **{name: _plain(getattr(row, name)) for name in TEXTS})


def _plain(text: str) -> str:
    numeral = _NUMERAL.fullmatch(text)
    if numeral is None:
        return text
    whole, part = parts(numeral)
    return f"{whole}.{part}" if part else whole


def _without_points(row: Row) -> Row:
    """Return a row as it was told from others when points were not seen to get lost."""
    return msgspec.structs.replace(row, **{name: as_saved(getattr(row, name)) for name in TEXTS})


_MADE: tuple[Callable[[Row], Row], ...] = (
    lambda row: row,
    _without_zeros,
    _without_points,
)
"""What older versions made of a row before they told it from others: it is in books by that."""
