"""Which row of a statement is which: the same row has the same identity in every file it is in."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import accumulate
from operator import attrgetter

import msgspec

from api.statements.identities.former import TEXTS, Former, FormerNames
from api.statements.identities.numerals import as_saved, pointed
from api.statements.identities.occurrences import Occurrences, nth_digest
from api.statements.layout import Field, Layout
from api.statements.rows import Row
from ledger.letters import normalized

ATTRIBUTES: dict[Field, str] = {
    "date": "booked_on",
    "time": "time_of_day",
    "debit": "debit_dong",
    "credit": "credit_dong",
    "balance": "balance_dong",
}


def identify(layout: Layout, rows: Iterable[Row], *, key: bytes, account: str) -> Iterator[bytes]:
    """Yield the identities of all rows of one file, as `row_identities` gives them."""
    digests, _, _ = row_identities(layout, key=key, account=account)(list(rows))
    return iter(digests)


def row_identities(
    layout: Layout, *, key: bytes, account: str
) -> Callable[[Sequence[Row]], tuple[list[bytes], list[int], Former]]:
    """Return the function that gives the rows of one file, some at a time, their identities.

    Each has 32 bytes. Beside them the function tells which of its equals in the file each row is: 1
    for the first; and what else a row was called by older versions, by its place among these rows.

    The identity covers the account (BIN and number), the fields that the layout names, and that the
    row is the n-th with these fields in the file: two equal rows are two gifts. Spaces, line breaks
    and ways to encode a letter make no difference, nor do zeros, digits and points that a
    spreadsheet takes away. The same rows in another order have the same identities.

    It is BLAKE2b under a secret key (RFC 7693, 16 to 64 bytes): memos are guessable, and an
    identity is kept where a memo may not be.
    """
    if len(key) < 16:  # noqa: PLR2004 - as the docstring says
        message = "the key of row identities is too short"
        raise ValueError(message)
    seed = blake2b(f"{account}\0".encode(), digest_size=32, key=key, person=b"statement row")
    others = [ATTRIBUTES.get(field, field) for field in layout.identity if field != "date"]
    pick: Callable[[Row], tuple[object, ...]] = attrgetter(*others)
    join = "\0".join(["%s"] * (1 + len(others)))  # no cell contains a NUL

    def told(row: Row) -> str:
        return join % (row.booked_on.toordinal(), *pick(row))

    whole_digits = layout.document_whole_digits
    count = Occurrences().add
    former = FormerNames(seed, told)

    def identities(rows: Sequence[Row]) -> tuple[list[bytes], list[int], Former]:
        digests: list[bytes] = []
        occurrences: list[int] = []
        formers: Former = {}
        raws = list(map(told, rows))
        changing = _changing(raws)
        if whole_digits:
            point = slice(whole_digits, whole_digits + 1)
            changing |= {at for at, row in enumerate(rows) if row.document[point] not in ".,"}
        for at, (row, raw) in enumerate(zip(rows, raws, strict=True)):
            text = told(_as_saved(row, whole_digits)) if at in changing else raw
            if not text.isascii():
                text = normalized("NFC", " ".join(text.split()))
            elif "\n" in text or "  " in text or "\t" in text or "\r" in text:
                text = " ".join(text.split())
            digest, n = nth_digest(seed, text, count)
            digests.append(digest)
            occurrences.append(n)
            if text != raw:
                formers[at] = former.of(row, text)
        return digests, occurrences, formers

    return identities


_CHANGING = re.compile(
    r"\0(?:0[0-9]+(?:[.][0-9]+)?|[0-9]+(?:[.][0-9]*0|,[0-9]+)|[0-9]{12,}(?:[.][0-9]+)?"
    r"|[0-9](?:[.,][0-9]+)?E[+][0-9]{1,3})(?=\0)"
)
"""Between NULs, a field that a spreadsheet changes if it is a text; most rows have none."""


def _changing(raws: Sequence[str]) -> set[int]:
    """Return which of some rows a spreadsheet may change; they are searched as one text."""
    joined = "\0".join([*raws, ""])  # a row begins with its day, which no spreadsheet changes
    found = [match.start() for match in _CHANGING.finditer(joined)]
    if not found:
        return set()
    starts = list(accumulate([len(raw) + 1 for raw in raws], initial=0))
    return {bisect_right(starts, start) - 1 for start in found}


def _as_saved(row: Row, whole_digits: int) -> Row:
    """Return a row as a spreadsheet saves it, which takes a text of digits for a number.

    Of the document 5213.45940 it leaves 5213.4594, or 5213,4594 where decimals follow a comma, or
    521345940 where a point parts thousands; of the reference 00417 no more than 417. Rows that fall
    together by that are the first and the second of equals.
    """
    if whole_digits:
        row = msgspec.structs.replace(row, document=pointed(row.document, whole_digits))
    return msgspec.structs.replace(row, **{name: as_saved(getattr(row, name)) for name in TEXTS})
