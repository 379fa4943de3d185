"""Beneficiaries (người thụ hưởng): ids, who registered each, with what they may be named."""

from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ledger.errors import BeneficiaryNotFound
from ledger.events.base import Event
from ledger.events.beneficiary import (
    AwardNamingConsentGiven,
    AwardNamingConsentWithdrawn,
    BeneficiaryErased,
    BeneficiaryErasureRequested,
    BeneficiaryErasureWithdrawn,
    BeneficiaryRegistered,
)
from ledger.store.codec import Recorded
from ledger.values import AssociationId, BeneficiaryId, DisbursementId, FundId, Standing
from projections.answers import Page, bounded, page
from projections.batch import Batch
from projections.views import Reading

_AT_ONCE = 500


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
        position=recorded.position,
        document_sha256=about.document_sha256,
    )


def standing_changed(
    batch: Batch,
    recorded: Recorded,
    event: BeneficiaryErasureRequested | BeneficiaryErasureWithdrawn | BeneficiaryErased,
) -> None:
    """Restrict a recipient, or no more, or for ever."""
    batch.change("beneficiaries", recorded.stream, standing=_STANDINGS[type(event)].value)


_STANDINGS: dict[type[Event], Standing] = {
    BeneficiaryErasureRequested: Standing.RESTRICTED,
    BeneficiaryErasureWithdrawn: Standing.KNOWN,
    BeneficiaryErased: Standing.ERASED,
}


# What it answers; all of it private


class Beneficiary(msgspec.Struct, frozen=True, kw_only=True):
    """A registered beneficiary, and who registered it."""

    beneficiary_id: BeneficiaryId
    association_id: AssociationId
    standing: Standing
    effective_on: date


def beneficiary(reading: Reading, beneficiary_id: BeneficiaryId) -> Beneficiary:
    """Return a beneficiary, or raise `BeneficiaryNotFound`."""
    b = reading.tables.beneficiaries
    row = reading.first(select(b).where(b.c.beneficiary_id == beneficiary_id))
    if row is None:
        raise BeneficiaryNotFound("beneficiary_id")
    return _beneficiary(row)


def named_with(
    reading: Reading, fund_id: FundId, disbursement_id: DisbursementId
) -> list[BeneficiaryId]:
    """Return who may be named with a disbursement now, in the order they agreed; public."""
    n, b = reading.tables.award_namings, reading.tables.beneficiaries
    query = (
        select(n.c.beneficiary_id)
        .join(b, b.c.beneficiary_id == n.c.beneficiary_id)
        .where(
            n.c.fund_id == fund_id,
            n.c.disbursement_id == disbursement_id,
            n.c.named,
            b.c.standing == Standing.KNOWN.value,
        )
        .order_by(n.c.position)
    )
    return [row.beneficiary_id for row in reading.all(query)]


def registered_below(
    reading: Reading, association_id: AssociationId, *, after: int | None = None, limit: int = 100
) -> Page[Beneficiary]:
    """Return a page of the beneficiaries of an association and all below it, in order."""
    t = reading.tables
    above = t.association_ancestors
    query = (
        select(t.beneficiaries)
        .join(above, above.c.association_id == t.beneficiaries.c.association_id)
        .where(above.c.ancestor_id == association_id, t.beneficiaries.c.position > (after or 0))
        .order_by(t.beneficiaries.c.position)
        .limit(bounded(limit) + 1)
    )
    rows = reading.all(query)
    found = [_beneficiary(row) for row in rows]
    return page(found, [row.position for row in rows], bounded(limit), reading.as_of())


def associations_of(
    reading: Reading, beneficiary_ids: Collection[BeneficiaryId]
) -> dict[BeneficiaryId, AssociationId]:
    """Return which association registered each of those of these who are registered."""
    b = reading.tables.beneficiaries
    wanted = list(beneficiary_ids)
    found: dict[BeneficiaryId, AssociationId] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        some = b.c.beneficiary_id.in_(wanted[at : at + _AT_ONCE])
        rows = reading.all(select(b.c.beneficiary_id, b.c.association_id).where(some))
        found.update((row.beneficiary_id, row.association_id) for row in rows)
    return found


def _beneficiary(row: Row[Any]) -> Beneficiary:
    return Beneficiary(
        beneficiary_id=row.beneficiary_id,
        association_id=row.association_id,
        standing=Standing(row.standing),
        effective_on=row.effective_on,
    )
