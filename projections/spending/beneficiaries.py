"""Beneficiaries (người thụ hưởng): ids, and which association registered each; never a name."""

from collections.abc import Collection
from datetime import date

import msgspec
from sqlalchemy import select

from ledger.events.beneficiary import BeneficiaryRegistered
from ledger.store.codec import Recorded
from ledger.values import AssociationId, BeneficiaryId
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
        effective_on=event.effective_on,
        position=recorded.position,
    )


# What it answers; all of it private


class Beneficiary(msgspec.Struct, frozen=True, kw_only=True):
    """A registered beneficiary, and who registered it."""

    beneficiary_id: BeneficiaryId
    association_id: AssociationId
    effective_on: date


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
    found = [
        Beneficiary(
            beneficiary_id=row.beneficiary_id,
            association_id=row.association_id,
            effective_on=row.effective_on,
        )
        for row in rows
    ]
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
