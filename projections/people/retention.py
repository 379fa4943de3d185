"""What the law keeps because of a person, and until which voucher; read before anyone is erased.

A person's vouchers are all entries that name him, and whatever undoes, refunds or settles them.
With the person go the memos and documents that name him.
"""

from collections.abc import Collection, Generator, Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, union_all

from ledger.portions import portions
from ledger.values import BeneficiaryId, DisbursementId, DonorId, FundId, MemoId, Standing
from projections.spending import disbursements
from projections.spending.disbursements import Status
from projections.views import Reading

_STREAMED_AT_ONCE = 5_000
_VERSIONS = 200
_TO_BE_PAID = {Status.APPROVED, Status.PARTLY_PAID}


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The day of the last voucher that names someone, and what names him beside the vault.

    Documents are named by fund and SHA-256. `is_proposed` says that a list names the person, or
    rests on such a document, of which nobody has decided yet: that is no voucher, and the law keeps
    nothing for its sake, but it waits to be decided.
    """

    last_voucher_on: date | None
    is_proposed: bool = False
    memos: frozenset[MemoId]
    documents: frozenset[tuple[FundId, str]]


def of_donor(reading: Reading, donor_id: DonorId, today: date) -> Kept:
    """Return what is kept because of a donor."""
    return _with_papers(reading, _of_donors(reading, [donor_id]), today)


def of_beneficiary(reading: Reading, beneficiary_id: BeneficiaryId, today: date) -> Kept:
    """Return what is kept because of a recipient; what is still to be paid counts as of today."""
    found = _of_beneficiaries(reading, [beneficiary_id])
    rows = reading.all(_lists(reading, [beneficiary_id]))
    lists = {(row.fund_id, row.disbursement_id) for row in rows}
    return _with_papers(reading, _with_lists(reading, found, lists, today), today)


def beside(reading: Reading, ids: Collection[UUID]) -> Kept:
    """Return what names any of these donors and beneficiaries, but not how long it is kept."""
    donors, beneficiaries = _of_donors(reading, ids), _of_beneficiaries(reading, ids)
    return Kept(
        last_voucher_on=None,
        memos=donors.memos | beneficiaries.memos,
        documents=donors.documents | beneficiaries.documents,
    )


def named_in(reading: Reading, fund_id: FundId, sha256: str) -> list[DonorId | BeneficiaryId]:
    """Return whom a document of a fund names: whose gifts, awards or consents rest on it."""
    t = reading.tables
    d, s, line = t.disbursements, t.disbursement_steps, t.award_lines

    def of(table: Any, column: ColumnElement[Any]) -> Select[Any]:  # noqa: ANN401  # any table
        found = select(column.label("id"))
        return found.where(table.c.fund_id == fund_id, table.c.document_sha256 == sha256)

    lists = union_all(of(d, d.c.disbursement_id), of(s, s.c.disbursement_id))
    query = union_all(
        *(of(each, each.c.donor_id) for each in (t.entries, t.consents, t.gift_namings)),
        of(t.award_namings, t.award_namings.c.beneficiary_id),
        select(line.c.beneficiary_id).where(
            line.c.fund_id == fund_id, line.c.disbursement_id.in_(lists)
        ),
    )
    return sorted({row.id for row in reading.all(query) if row.id is not None})


def donors_in(reading: Reading, memo_ids: Collection[MemoId]) -> dict[MemoId, set[DonorId]]:
    """Return whom each of these memos names, as far as the book knows: whose gift it came with.

    It stands with the gift, with the credit that turned out to be the gift, or with the row of a
    statement that the gift was matched with. The gift may be reversed, so that the money waits
    again under the same memo.
    """
    t = reading.tables
    e, m, c = t.entries, t.matches, t.credits
    wanted, found = list(memo_ids), dict[MemoId, set[DonorId]]()
    for some in portions(wanted, _VERSIONS):
        gave = and_(e.c.memo_id.is_not(None), e.c.donor_id.is_not(None))
        by_hand = and_(e.c.fund_id == m.c.fund_id, e.c.version == m.c.entry)
        placed = and_(e.c.fund_id == c.c.fund_id, e.c.credit_id == c.c.credit_id)
        query = union_all(
            select(e.c.memo_id, e.c.donor_id).where(e.c.memo_id.in_(some), gave),
            select(c.c.memo_id, e.c.donor_id)
            .join(e, placed)
            .where(c.c.memo_id.in_(some), e.c.credit_id.is_not(None), e.c.donor_id.is_not(None)),
            select(m.c.memo_id, e.c.donor_id)
            .join(e, by_hand)
            .where(m.c.memo_id.in_(some), e.c.donor_id.is_not(None)),
        )
        for row in reading.all(query):
            found.setdefault(row.memo_id, set()).add(row.donor_id)
    return found


def people_of(reading: Reading, standing: Standing) -> list[Any]:
    """Return the ids of donors and beneficiaries who are restricted, or erased."""
    d, b = reading.tables.donors, reading.tables.beneficiaries
    query = union_all(
        select(d.c.donor_id.label("id")).where(d.c.standing == standing.value),
        select(b.c.beneficiary_id).where(b.c.standing == standing.value),
    )
    return [row.id for row in reading.all(query)]


def known_people(reading: Reading) -> Generator[Any, None, None]:
    """Yield the ids of all donors and beneficiaries in their order; close it before `reading`."""
    d, b = reading.tables.donors, reading.tables.beneficiaries
    return _ids(reading, select(d.c.donor_id.label("id")), select(b.c.beneficiary_id))


def known_memos(reading: Reading) -> Generator[Any, None, None]:
    """Yield the ids of all memos that the book refers to, in their order.

    Those are what the bank wrote to entries, credits and debits, or to rows that are matched with
    entries, and whom custodies are held for.
    """
    t = reading.tables
    return _ids(
        reading,
        select(t.custodies.c.custody_id.label("id")),
        *(
            select(each.c.memo_id.label("id")).where(each.c.memo_id.is_not(None))
            for each in (t.entries, t.credits, t.debits, t.matches)
        ),
    )


def _ids(reading: Reading, *queries: Select[Any]) -> Generator[Any, None, None]:
    together = union_all(*queries).subquery()
    query = select(together.c.id).order_by(together.c.id)
    options = {"yield_per": _STREAMED_AT_ONCE}
    with reading.connection.execute(query, execution_options=options) as rows:
        for row in rows:
            yield row.id


def _of_donors(reading: Reading, donor_ids: Collection[UUID]) -> Kept:
    t = reading.tables
    e = t.entries
    gifts = reading.all(select(e).where(e.c.donor_id.in_(donor_ids)))
    rows = [
        row for fund_id in {row.fund_id for row in gifts} for row in _about(reading, gifts, fund_id)
    ]
    papers = [
        select(c.c.fund_id, c.c.document_sha256).where(c.c.donor_id.in_(donor_ids))
        for c in (t.consents, t.gift_namings)
    ]
    return _kept(reading, rows, reading.all(union_all(*papers)))


def _lists(reading: Reading, beneficiary_ids: Collection[UUID]) -> Select[Any]:
    line = reading.tables.award_lines
    listed = select(line.c.fund_id, line.c.disbursement_id).distinct()
    return listed.where(line.c.beneficiary_id.in_(beneficiary_ids))


def _of_beneficiaries(reading: Reading, beneficiary_ids: Collection[UUID]) -> Kept:
    t = reading.tables
    d, n = t.disbursements, t.award_namings
    of = _lists(reading, beneficiary_ids).subquery()

    def same(table: Any) -> ColumnElement[bool]:  # noqa: ANN401  # any table of disbursements
        return and_(
            table.c.fund_id == of.c.fund_id, table.c.disbursement_id == of.c.disbursement_id
        )

    rows = reading.all(_vouchers(t.entries).join(of, same(t.entries)).distinct())
    papers = reading.all(
        union_all(
            select(d.c.fund_id, d.c.document_sha256).join(of, same(d)),
            select(t.disbursement_steps.c.fund_id, t.disbursement_steps.c.document_sha256).join(
                of, same(t.disbursement_steps)
            ),
            select(n.c.fund_id, n.c.document_sha256).where(n.c.beneficiary_id.in_(beneficiary_ids)),
        )
    )
    return _kept(reading, rows, papers)


def _vouchers(e: Any) -> Select[Any]:  # noqa: ANN401  # the table of entries
    c = e.c
    of_memos = c.version, c.memo_id, c.credit_id, c.debit_id
    return select(c.fund_id, c.effective_on, c.document_sha256, *of_memos).select_from(e)


def _kept(reading: Reading, rows: Collection[Row[Any]], papers: Collection[Row[Any]]) -> Kept:
    return Kept(
        last_voucher_on=max((row.effective_on for row in rows), default=None),
        memos=frozenset(_memos(reading, rows)),
        documents=frozenset(
            (row.fund_id, row.document_sha256)
            for row in (*rows, *papers)
            if row.document_sha256 is not None
        ),
    )


def _about(reading: Reading, gifts: Sequence[Row[Any]], fund_id: FundId) -> Iterator[Row[Any]]:
    """Yield a donor's gifts to a fund, and what reverses, refunds, releases or placed them."""
    e = reading.tables.entries
    here = [row for row in gifts if row.fund_id == fund_id]
    for some in portions(here, _VERSIONS):
        versions = [row.version for row in some]
        credits_ = {row.credit_id for row in some} - {None}
        concerned = or_(
            *(each.in_(versions) for each in (e.c.version, e.c.reverses, e.c.draws_on)),
            e.c.credit_id.in_(credits_),
        )
        yield from reading.all(_vouchers(e).where(e.c.fund_id == fund_id, concerned))


def _memos(reading: Reading, rows: Collection[Row[Any]]) -> Iterator[MemoId]:
    """Yield what the bank wrote to entries.

    It came with an entry, with the credit or debit that it explains, or with the row of a statement
    that it was matched with.
    """
    yield from (row.memo_id for row in rows if row.memo_id is not None)
    t = reading.tables
    for table, column, name in (
        (t.matches, t.matches.c.entry, "version"),
        (t.credits, t.credits.c.credit_id, "credit_id"),
        (t.debits, t.debits.c.debit_id, "debit_id"),
    ):
        for fund_id in {row.fund_id for row in rows}:
            ids = sorted({getattr(row, name) for row in rows if row.fund_id == fund_id} - {None})
            for some in portions(ids, _VERSIONS):
                these = table.c.fund_id == fund_id, column.in_(some)
                query = select(table.c.memo_id).where(*these, table.c.memo_id.is_not(None))
                yield from (row.memo_id for row in reading.all(query))


def _with_papers(reading: Reading, kept: Kept, today: date) -> Kept:
    """Return the same, but kept as long as any voucher rests on a paper that names the person.

    One decision may be the paper of many disbursements, and goes with the last of them.
    """
    for fund_id in {fund_id for fund_id, _ in kept.documents}:
        named = [sha256 for of, sha256 in kept.documents if of == fund_id]
        kept = _with_resting(reading, kept, fund_id, named, today)
    return kept


def _with_resting(
    reading: Reading, kept: Kept, fund_id: FundId, papers: Sequence[str], today: date
) -> Kept:
    e, t = reading.tables.entries, reading.tables
    resting = union_all(
        *(
            select(each.c.disbursement_id).where(
                each.c.fund_id == fund_id, each.c.document_sha256.in_(papers)
            )
            for each in (t.disbursements, t.disbursement_steps)
        )
    )
    ids = {row.disbursement_id for row in reading.all(resting)}
    concerned = or_(e.c.document_sha256.in_(papers), e.c.disbursement_id.in_(ids))
    query = select(func.max(e.c.effective_on)).where(e.c.fund_id == fund_id, concerned)
    row = reading.first(query)
    kept = _until(kept, None if row is None else row[0])
    return _with_lists(reading, kept, {(fund_id, each) for each in ids}, today)


def _with_lists(
    reading: Reading,
    kept: Kept,
    lists: Collection[tuple[FundId, DisbursementId]],
    today: date,
) -> Kept:
    """Return the same with what is to be paid as of today, and whether anything is undecided."""
    statuses = {
        disbursements.private_disbursement(reading, *each).disbursement.status for each in lists
    }
    kept = _until(kept, today if statuses & _TO_BE_PAID else None)
    is_proposed = kept.is_proposed or Status.PROPOSED in statuses
    return msgspec.structs.replace(kept, is_proposed=is_proposed)


def _until(kept: Kept, day: date | None) -> Kept:
    """Return the same with a voucher of this day, if any, among the others."""
    last = max((each for each in (kept.last_voucher_on, day) if each is not None), default=None)
    return msgspec.structs.replace(kept, last_voucher_on=last)
