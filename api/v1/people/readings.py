"""Readings (nhật ký tra cứu): who saw which protected name, and the names nobody else may see."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from api.auth import require_person
from api.operations.reading import next_cursor, reading
from api.operations.resource import Resource
from api.people.seen import route
from api.services import services
from api.v1.schemas.people import (
    DonorsAsked,
    DonorsQuery,
    ReasonAsked,
    ReasonQuery,
)
from ledger.access import Action
from ledger.errors.missing import ErasureNotFound
from ledger.store.vault.readings import MadeReading, NewReading
from ledger.values import AssociationId, BeneficiaryId, DonorId
from projections.associations import associations

resource = Resource("readings", "Nhật ký tra cứu: who saw which protected name")


class IdentityOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who a person is who asked to be erased; this very reading is on record."""

    id: UUID
    name: str
    phone: str | None
    email: str | None
    address: str | None
    note: str | None
    born_on: date | None
    representative: str | None


class ReadingsOut(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the log of readings, oldest first."""

    items: Sequence[MadeReading]
    next_cursor: str | None


@resource.read(
    "/donors/<uuid:donor_id>/identity", IdentityOut, Action.READ_RESTRICTED, query=ReasonQuery
)
def read_donor(asked: ReasonAsked, donor_id: DonorId) -> IdentityOut:
    """Show an auditor who a restricted donor is, for a reason that is written down first."""
    found = require_person().desk.donor(donor_id)
    return _identity(donor_id, found.association_id, asked)


@resource.read(
    "/beneficiaries/<uuid:beneficiary_id>/identity",
    IdentityOut,
    Action.READ_RESTRICTED,
    query=ReasonQuery,
)
def read_beneficiary(asked: ReasonAsked, beneficiary_id: BeneficiaryId) -> IdentityOut:
    """Show an auditor who a restricted beneficiary is, for a reason that is written down first."""
    found = require_person().desk.beneficiary(beneficiary_id)
    return _identity(beneficiary_id, found.association_id, asked)


@resource.read("/readings", ReadingsOut, Action.READ_RESTRICTED, query=DonorsQuery)
def list_readings(asked: DonorsAsked) -> ReadingsOut:
    """List who saw which protected name of people below an association; ids only.

    Whom those registered that it succeeded are among them.
    """
    person = require_person()
    person.require(Action.READ_RESTRICTED, asked.association)
    with reading() as state:
        below = associations.ids_answered_for(state, asked.association, person.desk.today)
    vault = services().vault
    found = vault.readings.of_associations(below, after=asked.after or 0, limit=asked.limit + 1)
    shown = found[: asked.limit]
    after = shown[-1].number if len(found) > asked.limit else None
    return ReadingsOut(items=shown, next_cursor=next_cursor(after))


def _identity(person_id: UUID, association_id: AssociationId, asked: ReasonAsked) -> IdentityOut:
    vault = services().vault
    known = vault.get_restricted(person_id)
    if known is None:
        raise ErasureNotFound
    read = NewReading(
        reader_id=require_person().staff_id,
        person_id=person_id,
        association_id=association_id,
        route=route(),
        reason=asked.reason.value,
    )
    vault.readings.add([read])
    return IdentityOut(
        id=person_id,
        name=known.name,
        phone=known.phone or None,
        email=known.email or None,
        address=known.address or None,
        note=known.note or None,
        born_on=known.born_on,
        representative=known.representative or None,
    )
