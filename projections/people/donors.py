"""Donors: ids and consents, and the history of what each one gave; never a name."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
)

from ledger.errors.missing import DonorNotFound
from ledger.events.donor import (
    DonorRegistered,
    NamingConsentGiven,
    NamingConsentWithdrawn,
    Visibility,
    VisibilityChanged,
)
from ledger.events.fund.receiving import DonationReceived, DonationRefunded
from ledger.store.log.codec import Recorded
from ledger.values import (
    GENERAL,
    AssociationId,
    DonorId,
    FundId,
    MobilizationId,
    Party,
    PurposeId,
    Standing,
)
from projections.answers import Page, between, bounded, from_row, halves, joined, page
from projections.batch import Batch
from projections.people import identities
from projections.restricted import uses
from projections.restricted.uses import Uses
from projections.tables.schema import Tables
from projections.views import AsOf, Reading

# How events move it


def registered(batch: Batch, recorded: Recorded, event: DonorRegistered) -> None:
    """Add a donor, shown as each gift's consent says."""
    batch.put(
        "donors",
        recorded.stream,
        association_id=event.association_id,
        visibility=Visibility.AS_CONSENTED.value,
        standing=Standing.KNOWN.value,
        effective_on=event.effective_on,
        position=recorded.position,
    )


def visibility_changed(batch: Batch, recorded: Recorded, event: VisibilityChanged) -> None:
    """Hide a donor everywhere, or let each gift's consent speak again."""
    batch.change("donors", recorded.stream, visibility=event.visibility.value)


def naming_changed(
    batch: Batch, recorded: Recorded, event: NamingConsentGiven | NamingConsentWithdrawn
) -> None:
    """Name a donor with one gift, or no more."""
    about, named = event.private, isinstance(event, NamingConsentGiven)
    batch.put(
        "gift_namings",
        recorded.stream,
        recorded.position,
        fund_id=about.fund_id,
        entry=about.entry,
        named=named,
        by_representative=Party.REPRESENTATIVE in about.said_by,
        document_sha256=about.document_sha256,
    )
    batch.change("entries", about.fund_id, about.entry, named=named)


# Who may be named


def may_be_named(t: Tables) -> ColumnElement[bool]:
    """Return whether the donor of a row hides from nobody, under none of the ids of the person."""

    def shows(donor: FromClause) -> ColumnElement[bool]:
        is_hidden = donor.c.visibility != Visibility.AS_CONSENTED.value
        return and_(identities.is_known(donor), not_(is_hidden))

    return identities.is_shown(t.donors, shows)


def is_spoken_for(
    reading: Reading, fund_id: FundId, entry: int, donor_ids: Collection[DonorId]
) -> bool:
    """Return whether a representative agreed to the naming of one of these with a gift, last said.

    What was said of a gift holds for the one that corrects it. The own word is nobody else's.
    """
    n, e = reading.tables.gift_namings, reading.tables.entries
    version: int | None = entry
    while version is not None:
        said = reading.first(
            select(n.c.named, n.c.by_representative)
            .where(n.c.donor_id.in_(donor_ids), n.c.fund_id == fund_id, n.c.entry == version)
            .order_by(n.c.position.desc())
            .limit(1)
        )
        if said is not None:
            return bool(said.named and said.by_representative)
        of_gift = e.c.fund_id == fund_id, e.c.version == version
        gift = reading.first(select(e.c.corrects).where(*of_gift))
        version = None if gift is None else gift.corrects
    return False


# What it answers; all of it private


class Donor(msgspec.Struct, frozen=True, kw_only=True):
    """A registered donor: who registered it, and whether its name may appear at all.

    `merged_into` is the donor whom this one turned out to be.
    """

    donor_id: DonorId
    association_id: AssociationId
    visibility: Visibility
    standing: Standing
    merged_into: DonorId | None
    effective_on: date


class Gift(msgspec.Struct, frozen=True, kw_only=True):
    """A gift of a donor, with what the donor had given by then (đồng, reversed gifts left out).

    `refunded_dong` is what of its money went back to the donor, and is not taken off anywhere.
    `uses` says what a gift of money for a purpose has paid for; null where it is for none.
    """

    fund_id: FundId
    version: int
    position: int
    donor_id: DonorId
    effective_on: date
    purpose: PurposeId
    money_dong: int
    in_kind_dong: int
    voucher: str | None
    mobilization_id: MobilizationId | None
    named: bool
    reversed: bool
    refunded_dong: int
    running_money_dong: int
    running_in_kind_dong: int
    uses: Uses | None


class History(msgspec.Struct, frozen=True, kw_only=True):
    """A donor's gifts in a period, with what they come to (đồng, reversed gifts left out).

    Of `money_dong`, `refunded_dong` went back to the donor, whenever it did.
    `members` are the donors whose gifts are among them, because they turned out to be this one.
    """

    donor: Donor
    members: tuple[Donor, ...]
    gifts: tuple[Gift, ...]
    money_dong: int
    refunded_dong: int
    in_kind_dong: int
    after: int | None
    as_of: AsOf


def donor(reading: Reading, donor_id: DonorId) -> Donor:
    """Return a donor, or raise `DonorNotFound`."""
    row = identities.row(reading, reading.tables.donors, donor_id)
    if row is None:
        raise DonorNotFound("donor_id")
    return from_row(Donor, row)


def members(reading: Reading, donor_id: DonorId) -> tuple[Donor, ...]:
    """Return the donors who turned out to be this one, in the order they were registered."""
    found = identities.member_rows(reading, reading.tables.donors, donor_id)
    return tuple(from_row(Donor, row) for row in found)


def registered_below(
    reading: Reading,
    association_id: AssociationId,
    on: date,
    *,
    after: int | None = None,
    limit: int = 100,
) -> Page[Donor]:
    """Return a page of the donors of an association and all below it, in order.

    Whom those registered that these succeeded by a day are among them.
    """
    rows = identities.rows_below(
        reading, reading.tables.donors, association_id, on, after=after, limit=limit
    )
    found = [from_row(Donor, row) for row in rows]
    return page(found, rows, limit, reading.as_of())


def history(
    reading: Reading,
    donor_id: DonorId,
    *,
    shown: Callable[[AssociationId], bool] = lambda _: True,
    period_from: date | None = None,
    period_to: date | None = None,
    known_at: int | None = None,
    after: int | None = None,
    limit: int = 100,
) -> History:
    """Return what a donor gave in a period, as it was known at a position, oldest first.

    Running totals begin with the donor's first gift, sums with the period's. `after` is where the
    page before ended. Gifts of members are among them, of those that an association registered
    whose people may be `shown`; who is a member is as known now, whatever position is asked
    about. Raises `PositionNotFound`, `DonorNotFound`.
    """
    as_of = reading.as_of(known_at)
    known_donor = donor(reading, donor_id)
    merged_ = tuple(each for each in members(reading, donor_id) if shown(each.association_id))
    ids = [donor_id, *(each.donor_id for each in merged_)]
    gifts = _gifts(reading.tables, ids, as_of.position).subquery()
    dated = list(between(gifts.c.order_key, period_from, period_to))
    sums = (
        *halves("money_dong", gifts.c.counted_money_dong),
        *halves("refunded_dong", gifts.c.refunded_dong),
        *halves("in_kind_dong", gifts.c.counted_in_kind_dong),
    )
    counted = reading.first(select(*sums).where(*dated))
    assert counted is not None, "a sum of nothing is a row, too"
    rows = reading.all(
        select(gifts)
        .where(*dated, gifts.c.order_key > (after or 0))
        .order_by(gifts.c.order_key)
        .limit(bounded(limit) + 1)
    )
    used = _uses(reading, rows, as_of.position)
    gifts_found = [_gift(row, used.get((row.fund_id, row.version))) for row in rows]
    found = page(gifts_found, rows, limit, as_of, by="order_key")
    return History(
        donor=known_donor,
        members=merged_,
        gifts=found.items,
        money_dong=joined(counted, "money_dong"),
        refunded_dong=joined(counted, "refunded_dong"),
        in_kind_dong=joined(counted, "in_kind_dong"),
        after=found.after,
        as_of=as_of,
    )


class LatestGift(msgspec.Struct, frozen=True, kw_only=True):
    """The last gift of a donor that was not reversed; `dong` is what it was, or was worth, in đồng.

    Goods that nobody valued are worth 0.
    """

    effective_on: date
    dong: int


def latest_gifts(reading: Reading, donor_ids: Collection[DonorId]) -> dict[DonorId, LatestGift]:
    """Return the last gift of each of these donors who has one, under this very id."""
    e = reading.tables.entries
    stand = e.c.topic == DonationReceived.topic, e.c.reversed_position.is_(None)
    last = (
        select(func.max(e.c.order_key).label("order_key"))
        .where(e.c.donor_id.in_(donor_ids), *stand)
        .group_by(e.c.donor_id)
        .subquery()
    )
    query = select(e).join(last, last.c.order_key == e.c.order_key)
    rows = reading.all(query.where(e.c.donor_id.in_(donor_ids)))
    return {
        DonorId(row.donor_id): LatestGift(
            effective_on=row.effective_on, dong=row.received_dong or row.in_kind_dong
        )
        for row in rows
    }


def _gifts(t: Tables, donor_ids: Sequence[DonorId], known: int) -> Select[Any]:
    e = t.entries
    reversed_ = func.coalesce(e.c.reversed_position <= known, false())

    def counted(dong: ColumnElement[int]) -> ColumnElement[int]:
        return case((reversed_, 0), else_=dong)

    r = e.alias()
    went_back = select(cast(func.coalesce(func.sum(r.c.amount_dong), 0), BigInteger)).where(
        r.c.fund_id == e.c.fund_id,
        r.c.draws_on == e.c.version,
        r.c.topic == DonationRefunded.topic,
        r.c.position <= known,
        or_(r.c.reversed_position.is_(None), r.c.reversed_position > known),
    )
    return select(
        e,
        reversed_.label("reversed"),
        went_back.scalar_subquery().label("refunded_dong"),
        counted(e.c.received_dong).label("counted_money_dong"),
        counted(e.c.in_kind_dong).label("counted_in_kind_dong"),
        *halves("running_money_dong", counted(e.c.received_dong), order_by=e.c.order_key),
        *halves("running_in_kind_dong", counted(e.c.in_kind_dong), order_by=e.c.order_key),
    ).where(e.c.donor_id.in_(donor_ids), e.c.position <= known)


def _uses(
    reading: Reading, rows: Sequence[Row[Any]], known_at: int
) -> dict[tuple[FundId, int], Uses]:
    """Return what became of the gifts that are money for a purpose, by fund and version."""
    amounts: dict[FundId, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row.purpose != GENERAL and row.received_dong:
            amounts[FundId(row.fund_id)][row.version] = row.received_dong
    return {
        (fund_id, version): found
        for fund_id, of_fund in amounts.items()
        for version, found in uses.of_gifts(reading, fund_id, of_fund, known_at).items()
    }


def _gift(row: Row[Any], used: Uses | None) -> Gift:
    return from_row(
        Gift,
        row,
        money_dong=row.received_dong,
        running_money_dong=joined(row, "running_money_dong"),
        running_in_kind_dong=joined(row, "running_in_kind_dong"),
        uses=used,
    )
