"""What gifts for a purpose have paid for: first in, first out, in the order of recording.

`projections.restricted.lines` says how that is kept. Nothing that was once told of a gift is ever
changed: what came to an end later is shown with its end.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import msgspec
from sqlalchemy import Row, Table, select

from ledger.portions import portions
from ledger.values import DisbursementId, FundId, PurposeId
from projections.restricted.lines import Why, lying_in
from projections.views import Reading

USES_MAX = 200
"""So many uses of a gift are listed; its sums are of all."""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """Of a gift, so many đồng that one entry took: it paid them out, or took them off the gift.

    `entry` is its version, `topic` says what it is: a payment, a transfer, a fee; or a refund, a
    release, a reversal of the gift (`takes_off`). `known_since` is the position from which on that
    is known. If it is over, `ended_by` is the version of the entry that ended it and `known_until`
    that one's position: a reversed payment, a returned award, the gift itself taken off.
    """

    purpose: PurposeId
    entry: int
    topic: str
    effective_on: date
    voucher: str | None
    disbursement_id: DisbursementId | None
    dong: int
    takes_off: bool
    known_since: int
    ended_by: int | None
    known_until: int | None


class Uses(msgspec.Struct, frozen=True, kw_only=True):
    """What has become of a gift for a purpose, in đồng: paid + unspent + taken off is the gift.

    `taken_off_dong` is what was refunded, reversed, or released to serve any purpose. Beyond
    `USES_MAX` uses, oldest first, `left_off` counts those that are not listed.
    """

    paid_dong: int
    unspent_dong: int
    taken_off_dong: int
    uses: tuple[Use, ...]
    left_off: int


class Taken(msgspec.Struct, frozen=True):
    """Which use it is, before its entry is looked up; see `Use`."""

    purpose: PurposeId
    entry: int
    takes_off: bool = False
    ended_by: int | None = None
    known_until: int | None = None


class Sums:
    """What is added up for one gift, in đồng."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.paid_dong = self.unspent_dong = 0
        self.dong: dict[Taken, int] = defaultdict(int)
        self.since: dict[Taken, int] = {}

    def take(self, taken: Taken, dong: int, since: int) -> None:
        """Add a part of a use, known since a position."""
        self.dong[taken] += dong
        self.since[taken] = min(since, self.since.get(taken, since))


def of_gifts(
    reading: Reading, fund_id: FundId, amounts: Mapping[int, int], known_at: int
) -> dict[int, Uses]:
    """Return what became of gifts (version → đồng) of one fund, as known at a position.

    What is given for no purpose has no uses, and is not in the answer.
    """
    sums = added_up(reading, fund_id, sorted(amounts), known_at)
    named = {taken.entry for each in sums.values() for taken in each.dong}
    entries = _entries(reading, fund_id, sorted(named))
    return {version: _uses(amounts[version], each, entries) for version, each in sums.items()}


def added_up(
    reading: Reading, fund_id: FundId, versions: Sequence[int], known_at: int
) -> dict[int, Sums]:
    """Return the sums of gifts by their versions, as known at a position."""
    sums: dict[int, Sums] = defaultdict(Sums)
    t = reading.tables
    came = t.purpose_inflows
    for some in portions(versions):
        rows = reading.all(
            select(came).where(
                came.c.fund_id == fund_id, came.c.gift.in_(some), came.c.position <= known_at
            )
        )
        for row in rows:
            went = _lying_with(reading, t.purpose_outflows, row, known_at)
            void = _lying_with(reading, t.purpose_voids, row, known_at)
            for start, stop, out, over in _cut(row, went, void):
                _count(sums[row.gift], row, stop - start, out, over)
    return sums


def _count(
    sums: Sums, came: Row[Any], dong: int, out: Row[Any] | None, void: Row[Any] | None
) -> None:
    """Add what became of some places: what went there, and whether they are void by now."""
    purpose = PurposeId(came.purpose)
    ended_by, known_until = (None, None) if void is None else (void.entry, void.position)
    if out is not None:
        paid = Taken(purpose, out.entry, ended_by=ended_by, known_until=known_until)
        sums.take(paid, dong, max(came.position, out.position))
        if void is None:
            sums.paid_dong += dong
    elif void is None:
        sums.unspent_dong += dong
    if void is not None and void.why == Why.TAKEN_OFF.value:
        taken_off = Taken(purpose, void.entry, takes_off=True)
        sums.take(taken_off, dong, void.position)


def _uses(amount_dong: int, sums: Sums, entries: Mapping[int, Row[Any]]) -> Uses:
    taken = sorted(sums.dong, key=lambda each: (sums.since[each], each.entry, each.ended_by or 0))
    return Uses(
        paid_dong=sums.paid_dong,
        unspent_dong=sums.unspent_dong,
        taken_off_dong=amount_dong - sums.paid_dong - sums.unspent_dong,
        uses=tuple(
            Use(
                purpose=each.purpose,
                entry=each.entry,
                topic=entries[each.entry].topic,
                effective_on=entries[each.entry].effective_on,
                voucher=entries[each.entry].voucher,
                disbursement_id=entries[each.entry].disbursement_id,
                dong=sums.dong[each],
                takes_off=each.takes_off,
                known_since=sums.since[each],
                ended_by=each.ended_by,
                known_until=each.known_until,
            )
            for each in taken[:USES_MAX]
        ),
        left_off=max(0, len(taken) - USES_MAX),
    )


def _lying_with(
    reading: Reading, others: Table, came: Row[Any], known_at: int
) -> Sequence[Row[Any]]:
    """Return what lies at the places of some money that came, as known at a position."""
    query = lying_in(others, came.fund_id, came.purpose, (came.start, came.stop))
    return reading.all(query.where(others.c.position <= known_at))


def _cut(
    came: Row[Any], went: Sequence[Row[Any]], void: Sequence[Row[Any]]
) -> Iterator[tuple[int, int, Row[Any] | None, Row[Any] | None]]:
    """Yield the parts of places that are alike: what went there, and what made them void."""
    bounds = {came.start, came.stop}
    for row in (*went, *void):
        bounds |= {max(came.start, row.start), min(came.stop, row.stop)}
    ends = sorted(bounds)
    outs, overs = iter(went), iter(void)
    out, over = next(outs, None), next(overs, None)
    for start, stop in pairwise(ends):
        while out is not None and out.stop <= start:
            out = next(outs, None)
        while over is not None and over.stop <= start:
            over = next(overs, None)
        yield start, stop, _at(out, start), _at(over, start)


def _at(row: Row[Any] | None, place: int) -> Row[Any] | None:
    return row if row is not None and row.start <= place else None


def _entries(reading: Reading, fund_id: FundId, versions: Sequence[int]) -> dict[int, Row[Any]]:
    e = reading.tables.entries
    columns = (e.c.version, e.c.topic, e.c.effective_on, e.c.voucher, e.c.disbursement_id)
    found: dict[int, Row[Any]] = {}
    for some in portions(versions):
        rows = reading.all(select(*columns).where(e.c.fund_id == fund_id, e.c.version.in_(some)))
        found |= {row.version: row for row in rows}
    return found
