"""Donors (nhà hảo tâm): registered by id in the book, by name in the people vault only."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from flask import Response
from uuid_utils.compat import uuid7

from api.auth import require_person
from api.operations.commands import etag
from api.operations.queries import PageAsked, PeriodQuery
from api.operations.reading import (
    ListOut,
    known_position,
    next_cursor,
    reading,
    version_at,
)
from api.operations.resource import Resource, json_response
from api.people.registering import register_person
from api.people.seen import NOTHING, Seen, see
from api.services import ledger
from api.v1.schemas.people import DonorIn, DonorsAsked, DonorsQuery, VisibilityIn
from ledger.access import Action
from ledger.events.donor import Visibility
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import DonorId
from projections.people import donors
from projections.people.donors import Donor, Gift
from projections.views import AsOf

resource = Resource("donors", "Nhà hảo tâm: donors and what they gave")


class UseRule(StrEnum):
    """Which gift of a purpose pays first: the one that was recorded first."""

    FIRST_IN_FIRST_OUT = "first_in_first_out_by_recording"


class DonorOut(msgspec.Struct, frozen=True, kw_only=True):
    """A registered donor, with what the reader's roles show of the person.

    All of it is null of one who asked to be erased.
    """

    donor: Donor
    name: str | None
    phone: str | None
    email: str | None
    address: str | None
    born_on: date | None
    representative: str | None


class HistoryOut(msgspec.Struct, frozen=True, kw_only=True):
    """A donor's gifts in a period, oldest first, with what all of them come to, in đồng.

    Among them are those of `members`, who turned out to be the same person.

    Reversed gifts are listed, and left out of the sums; what of `money_dong` went back to the donor
    is told beside it, as `refunded_dong`. `uses` of a gift for a purpose say what it
    has paid for, by the `rule`: of the money for one purpose, what was recorded first is spent
    first. What was told once is never changed by what is recorded later; it may come to an end.
    """

    donor: DonorOut
    members: Sequence[DonorOut]
    items: Sequence[Gift]
    money_dong: int
    refunded_dong: int
    in_kind_dong: int
    rule: UseRule = UseRule.FIRST_IN_FIRST_OUT
    next_cursor: str | None
    known_at: AsOf


@resource.write("/donors", DonorIn, Action.REGISTER_DONOR)
def register_donor(command: Command, new: dict[str, Any]) -> Receipt:
    """Register a donor: the name goes to the people vault, an id into the book."""
    association_id = new.pop("association_id")
    person = PersonRecord(id=uuid7(), kind=PersonKind.DONOR, **new)

    def record(asked: Command, id_: UUID) -> Receipt:
        return ledger().register_donor(asked, DonorId(id_), association_id)

    return register_person(command, person, record, association_id)


@resource.write("/donors/<uuid:donor_id>/visibility", VisibilityIn, Action.REGISTER_DONOR)
def change_visibility(command: Command, wish: dict[str, Visibility], donor_id: DonorId) -> Receipt:
    """Hide a donor's name everywhere, or let each gift's consent speak again."""
    return ledger().change_visibility(command, donor_id, wish["visibility"])


@resource.read("/donors", ListOut[DonorOut], Action.READ, query=DonorsQuery)
def list_donors(asked: DonorsAsked) -> ListOut[DonorOut]:
    """List the donors that an association and all below it registered.

    Whom those registered that it succeeded are among them.
    """
    person = require_person()
    person.require(Action.READ, asked.association)
    with reading() as state:
        found = donors.registered_below(
            state, asked.association, person.desk.today, after=asked.after, limit=asked.limit
        )
    return ListOut(
        items=_with_names(found.items),
        next_cursor=next_cursor(found.after),
        known_at=found.as_of,
    )


@resource.read(
    "/donors/<uuid:donor_id>/history",
    HistoryOut,
    Action.READ,
    query=PeriodQuery,
    tells_version=True,
)
def read_history(asked: PageAsked, donor_id: DonorId) -> Response:
    """Show what a donor gave in a period, as it was known at a position or moment."""
    known_at = known_position(asked.known_at)
    period_from, period_to = asked.period or (None, None)
    person = require_person()
    with reading() as state:
        as_of = state.as_of(known_at)
        found = donors.history(
            state,
            donor_id,
            shown=lambda where: person.may(Action.READ, where),
            period_from=period_from,
            period_to=period_to,
            known_at=as_of.position,
            after=asked.after,
            limit=asked.limit,
        )
    shown = HistoryOut(
        donor=_with_names([found.donor])[0],
        members=_with_names(found.members),
        items=found.gifts,
        money_dong=found.money_dong,
        refunded_dong=found.refunded_dong,
        in_kind_dong=found.in_kind_dong,
        next_cursor=next_cursor(found.after, as_of.position),
        known_at=as_of,
    )
    return json_response(shown, ETag=etag(version_at(donor_id, as_of.position)))


def _with_names(found: Sequence[Donor]) -> list[DonorOut]:
    seen = see(require_person(), {each.donor_id: each.association_id for each in found})
    return [_with_name(each, seen.get(each.donor_id, NOTHING)) for each in found]


def _with_name(donor: Donor, seen: Seen) -> DonorOut:
    return DonorOut(
        donor=donor,
        name=seen.name,
        phone=seen.phone,
        email=seen.email,
        address=seen.address,
        born_on=seen.born_on,
        representative=seen.representative,
    )
