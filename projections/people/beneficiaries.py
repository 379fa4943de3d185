"""Beneficiaries (người thụ hưởng): ids, who registered each, with what they may be named."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select

from ledger.errors.missing import BeneficiaryNotFound
from ledger.events.beneficiary import (
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    BeneficiaryMerged,
    BeneficiaryMergeUndone,
    BeneficiaryRegistered,
)
from ledger.store.log.codec import Recorded
from ledger.values import (
    AssociationId,
    BeneficiaryId,
    DisbursementId,
    FundId,
    Party,
    Standing,
)
from projections.answers import Page, from_row, page
from projections.batch import Batch
from projections.people import identities
from projections.spending import award_lines, disbursements
from projections.tables import bulk
from projections.views import Reading


def registered(batch: Batch, recorded: Recorded, event: BeneficiaryRegistered) -> None:
    """Add a beneficiary."""
    batch.put(
        "beneficiaries",
        recorded.stream,
        association_id=event.association_id,
        standing=Standing.KNOWN.value,
        effective_on=event.effective_on,
        position=recorded.position,
    )


def naming_changed(
    batch: Batch, recorded: Recorded, event: AwardNamingConsentGiven | AwardNamingConsentWithdrawn
) -> None:
    """Name a recipient with a disbursement, or no more."""
    about = event.private
    batch.put(
        "award_namings",
        about.fund_id,
        about.disbursement_id,
        recorded.stream,
        named=isinstance(event, AwardNamingConsentGiven),
        by_representative=Party.REPRESENTATIVE in about.said_by,
        position=recorded.position,
        document_sha256=about.document_sha256,
    )


def merged(batch: Batch, recorded: Recorded, event: BeneficiaryMerged) -> None:
    """Count two as one person from now on, in every report that is asked for later."""
    _turn_out(batch, recorded, event.private.other_id, recorded.stream)


def merge_undone(batch: Batch, recorded: Recorded, event: BeneficiaryMergeUndone) -> None:
    """Count them as two persons again."""
    _turn_out(batch, recorded, event.private.other_id, None)


def _turn_out(batch: Batch, recorded: Recorded, other_id: UUID, survivor_id: UUID | None) -> None:
    batch.put("same_persons", other_id, recorded.position, survivor_id=survivor_id)


# What it answers; all of it private


class Beneficiary(msgspec.Struct, frozen=True, kw_only=True):
    """A registered beneficiary, and who registered it.

    `merged_into` is the beneficiary whom this one turned out to be.
    """

    beneficiary_id: BeneficiaryId
    association_id: AssociationId
    standing: Standing
    merged_into: BeneficiaryId | None
    effective_on: date


def beneficiary(reading: Reading, beneficiary_id: BeneficiaryId) -> Beneficiary:
    """Return a beneficiary, or raise `BeneficiaryNotFound`."""
    row = identities.row(reading, reading.tables.beneficiaries, beneficiary_id)
    if row is None:
        raise BeneficiaryNotFound("beneficiary_id")
    return from_row(Beneficiary, row)


def those(reading: Reading, beneficiary_ids: Iterable[BeneficiaryId]) -> list[Beneficiary]:
    """Return those of these who are registered, in the order in which they are named."""
    b = reading.tables.beneficiaries
    wanted = list(beneficiary_ids)
    rows = reading.all(select(b).where(bulk.among(reading.connection, b.c.beneficiary_id, wanted)))
    found = {row.beneficiary_id: from_row(Beneficiary, row) for row in rows}
    return [found[each] for each in wanted if each in found]


def position_of(reading: Reading, beneficiary_id: BeneficiaryId) -> int:
    """Return at which position a beneficiary was registered, or raise `BeneficiaryNotFound`."""
    row = identities.row(reading, reading.tables.beneficiaries, beneficiary_id)
    if row is None:
        raise BeneficiaryNotFound("beneficiary_id")
    position: int = row.position
    return position


def members(reading: Reading, beneficiary_id: BeneficiaryId) -> tuple[Beneficiary, ...]:
    """Return the beneficiaries who turned out to be this one, in the order they were registered."""
    found = identities.member_rows(reading, reading.tables.beneficiaries, beneficiary_id)
    return tuple(from_row(Beneficiary, row) for row in found)


def named_with(
    reading: Reading, fund_id: FundId, disbursement_id: DisbursementId
) -> list[BeneficiaryId]:
    """Return who may be named with a disbursement now, in the order they agreed; public.

    Only who has received by it: of what was paid, and neither came back nor was reversed. Raises
    `DisbursementNotFound`.
    """
    disbursements.private_disbursement(reading, fund_id, disbursement_id)
    received = award_lines.recipients(reading, fund_id, disbursement_id)
    return [each for each in agreed(reading, fund_id, disbursement_id) if each in received]


def agreed(
    reading: Reading, fund_id: FundId, disbursement_id: DisbursementId
) -> list[BeneficiaryId]:
    """Return whose consent to be named with a disbursement holds, whatever became of that."""
    n, b = reading.tables.award_namings, reading.tables.beneficiaries
    query = (
        select(n.c.beneficiary_id)
        .join(b, b.c.beneficiary_id == n.c.beneficiary_id)
        .where(
            n.c.fund_id == fund_id,
            n.c.disbursement_id == disbursement_id,
            n.c.named,
            identities.is_shown(b),
        )
        .order_by(n.c.position)
    )
    return [row.beneficiary_id for row in reading.all(query)]


def spoken_for(
    reading: Reading, fund_id: FundId, disbursement_id: DisbursementId
) -> set[BeneficiaryId]:
    """Return for whom a representative agreed to the naming with a disbursement, as last said."""
    n = reading.tables.award_namings
    query = select(n.c.beneficiary_id).where(
        n.c.fund_id == fund_id,
        n.c.disbursement_id == disbursement_id,
        n.c.named,
        n.c.by_representative,
    )
    return {row.beneficiary_id for row in reading.all(query)}


def registered_below(
    reading: Reading,
    association_id: AssociationId,
    on: date,
    *,
    after: int | None = None,
    limit: int = 100,
) -> Page[Beneficiary]:
    """Return a page of the beneficiaries of an association and all below it, in order.

    Whom those registered that these succeeded by a day are among them.
    """
    rows = identities.rows_below(
        reading, reading.tables.beneficiaries, association_id, on, after=after, limit=limit
    )
    found = [from_row(Beneficiary, row) for row in rows]
    return page(found, rows, limit, reading.as_of())
