"""What a beneficiary was to receive, and has: every award in every list, of any fund."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from ledger.values import AssociationId, BeneficiaryId, DisbursementId, FundId
from projections.answers import bounded, page
from projections.people import beneficiaries
from projections.people.beneficiaries import Beneficiary
from projections.spending import award_lines, disbursements
from projections.spending.award_lines import Line, LineState
from projections.spending.disbursements import PublicDisbursement
from projections.views import AsOf, Reading

_PLACES = 10_000
"""More than a list has lines: with its event's position, a number tells a line's place in time."""


class Award(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list that names a beneficiary, and the disbursement it is a line of.

    `named` says whether the recipient agreed to be named with it, once it is received.
    """

    line: Line
    disbursement: PublicDisbursement
    named: bool


class AwardHistory(msgspec.Struct, frozen=True, kw_only=True):
    """A beneficiary's awards, oldest first, and what was paid of all of them and did not come back.

    `members` are the beneficiaries whose awards are among them, because they turned out to be
    this one. `paid_dong` is in đồng, `paid_awards` counts suất.
    """

    beneficiary: Beneficiary
    members: tuple[Beneficiary, ...]
    awards: tuple[Award, ...]
    paid_dong: int
    paid_awards: int
    after: int | None
    as_of: AsOf


def history(
    reading: Reading,
    beneficiary_id: BeneficiaryId,
    *,
    shown: Callable[[AssociationId], bool] = lambda _: True,
    after: int | None = None,
    limit: int = 100,
) -> AwardHistory:
    """Return what a beneficiary was to receive, oldest first; `after` is where the last page ended.

    Awards of members are among them, of those whom an association registered whose people may be
    `shown`. Raises `BeneficiaryNotFound`.
    """
    as_of = reading.as_of()
    one = beneficiaries.beneficiary(reading, beneficiary_id)
    members = tuple(
        each
        for each in beneficiaries.members(reading, beneficiary_id)
        if shown(each.association_id)
    )
    ids = [beneficiary_id, *(each.beneficiary_id for each in members)]
    lines = _lines(reading, ids, as_of.position)
    sums = (func.sum(each) for each in (lines.c.amount_dong, lines.c.awards))
    paid = reading.first(select(*sums).where(lines.c.state == LineState.PAID.value))
    paid_dong, paid_awards = (0, 0) if paid is None else (int(each or 0) for each in paid)
    rows = reading.all(
        select(lines)
        .where(lines.c.place > (after or 0))
        .order_by(lines.c.place)
        .limit(bounded(limit) + 1)
    )
    found = page(_awards(reading, rows), rows, limit, as_of, by="place")
    return AwardHistory(
        beneficiary=one,
        members=members,
        awards=found.items,
        paid_dong=paid_dong,
        paid_awards=paid_awards,
        after=found.after,
        as_of=as_of,
    )


def _lines(reading: Reading, ids: Sequence[BeneficiaryId], known: int) -> Any:  # noqa: ANN401  # a subquery's columns have no types
    line = reading.tables.award_lines
    query: Select[Any] = award_lines.with_states(reading.tables, known)
    place = (line.c.position * _PLACES + line.c.number).label("place")
    return query.add_columns(place).where(line.c.beneficiary_id.in_(ids)).subquery()


def _awards(reading: Reading, rows: Sequence[Row[Any]]) -> list[Award]:
    of = {(FundId(row.fund_id), DisbursementId(row.disbursement_id)) for row in rows}
    known = {
        (fund_id, disbursement_id): disbursements.private_disbursement(
            reading, fund_id, disbursement_id
        ).disbursement
        for fund_id, disbursement_id in of
    }
    named = _named(reading, {row.beneficiary_id for row in rows})
    return [
        Award(
            line=award_lines.line_of(row),
            disbursement=known[row.fund_id, row.disbursement_id],
            named=(row.fund_id, row.disbursement_id, row.beneficiary_id) in named,
        )
        for row in rows
    ]


def _named(
    reading: Reading, ids: Collection[BeneficiaryId]
) -> set[tuple[FundId, DisbursementId, BeneficiaryId]]:
    n = reading.tables.award_namings
    query = select(n).where(n.c.named, n.c.beneficiary_id.in_(ids))
    return {(row.fund_id, row.disbursement_id, row.beneficiary_id) for row in reading.all(query)}
