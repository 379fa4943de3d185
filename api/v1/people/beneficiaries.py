"""Beneficiaries (người thụ hưởng): registered by id in the book, by name in the vault only."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

import msgspec
from flask import Response
from uuid_utils.compat import uuid7

from api.auth import require_person
from api.operations.bodies import BATCH_BYTES_MAX
from api.operations.commands import etag
from api.operations.queries import PageAsked, PageQuery
from api.operations.reading import ListOut, next_cursor, reading, version_at
from api.operations.resource import Resource, json_response
from api.people.registering import register_person
from api.people.seen import NOTHING, Seen, see
from api.services import ledger, services
from api.v1.schemas.people import (
    BeneficiariesIn,
    BeneficiaryIn,
    BeneficiaryLinkIn,
    DonorsAsked,
    DonorsQuery,
)
from ledger.access import Action
from ledger.errors.conflicts import AlreadyExists
from ledger.recording.commands import Command, Receipt
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, BeneficiaryId, StaffId
from projections.people import beneficiaries
from projections.people.beneficiaries import Beneficiary
from projections.spending import award_history
from projections.spending.award_history import Award
from projections.views import AsOf

resource = Resource("beneficiaries", "Người thụ hưởng: beneficiaries, and who of the staff is one")


class BeneficiaryOut(msgspec.Struct, frozen=True, kw_only=True):
    """A registered beneficiary, with what the reader's roles show of the person.

    All of it is null of one who asked to be erased.
    """

    beneficiary: Beneficiary
    name: str | None
    phone: str | None
    address: str | None
    note: str | None
    born_on: date | None
    representative: str | None


class KeptOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who a line of a batch is, and which of its fields are not kept.

    Those tell of somebody who is known already what his record does not say.
    """

    id: BeneficiaryId
    not_kept: Sequence[str]


class BeneficiariesOut(msgspec.Struct, frozen=True, kw_only=True):
    """The ids of beneficiaries, in the order they were named, and what became of each line.

    Both are null where nothing is recorded.
    """

    ids: Sequence[BeneficiaryId] | None
    lines: Sequence[KeptOut] | None


class AwardHistoryOut(msgspec.Struct, frozen=True, kw_only=True):
    """A beneficiary's awards of any fund, oldest first, in lists that were proposed.

    Among them are those of `members`, who turned out to be the same person. `paid_dong` (đồng) and
    `paid_awards` (suất) are what was paid of all of them and did not come back.
    """

    beneficiary: BeneficiaryOut
    members: Sequence[BeneficiaryOut]
    items: Sequence[Award]
    paid_dong: int
    paid_awards: int
    next_cursor: str | None
    known_at: AsOf


@resource.write("/beneficiaries", BeneficiaryIn, Action.REGISTER_BENEFICIARY)
def register_beneficiary(command: Command, new: dict[str, Any]) -> Receipt:
    """Register a beneficiary: the name goes to the people vault, an id into the book.

    Whoever has the same name and particulars in the association is registered already; what is told
    of him that his record does not say is named, and not kept.
    """
    association_id = new.pop("association_id")
    person, vault = _person(new), services().vault
    known = vault.find_identities(vault.identities([person], association_id))
    for beneficiary_id in known.values():
        person = msgspec.structs.replace(person, id=beneficiary_id)

    def record(asked: Command, id_: UUID) -> Receipt:
        return ledger().register_beneficiary(asked, BeneficiaryId(id_), association_id)

    try:
        return register_person(command, person, record, association_id, once=True)
    except AlreadyExists as known_already:
        (kept,) = _not_kept([person], [person.id])
        raise AlreadyExists(*known_already.fields, *kept) from None


@resource.write(
    "/beneficiaries/batch",
    BeneficiariesIn,
    Action.REGISTER_BENEFICIARY,
    answers=BeneficiariesOut,
    bytes_max=BATCH_BYTES_MAX,
    without=("If-Match",),
)
def register_many(command: Command, new: dict[str, Any]) -> Response:
    """Register many beneficiaries of an association; whoever it knows already keeps his id.

    The same name with the same particulars is the same person; what is told of him that his record
    does not say is named, and not kept. It takes no If-Match: each has a stream of its own.
    """
    association_id: AssociationId = new["association_id"]
    is_repeated = ledger().check_registration(command, association_id)
    if command.dry_run:
        return json_response(BeneficiariesOut(ids=None, lines=None))
    people = [_person(each) for each in new["beneficiaries"]]
    ids = [BeneficiaryId(each) for each in services().vault.keep_people(people, association_id)]
    last = ledger().register_beneficiaries(command, list(dict.fromkeys(ids)), association_id)
    told = zip(ids, _not_kept(people, ids), strict=True)
    lines = [KeptOut(id=id_, not_kept=fields) for id_, fields in told]
    response = json_response(BeneficiariesOut(ids=ids, lines=lines))
    if last is not None or is_repeated:
        response.status_code = HTTPStatus.CREATED
        # A command that comes again has registered the last of them: the others were there before.
        position = ledger().last_registered_at(ids) if last is None else last.position
        response.headers["Ledger-Position"] = str(position)
    if last is None and is_repeated:
        response.headers["Idempotent-Replayed"] = "true"
    return response


@resource.write("/staff/<uuid:staff_id>/beneficiaries", BeneficiaryLinkIn, Action.MANAGE_STAFF)
def link_beneficiary(
    command: Command, link: dict[str, BeneficiaryId], staff_id: StaffId
) -> Receipt:
    """Record that a member of staff is a beneficiary too, and acts on no award to himself."""
    return ledger().link_beneficiary(command, staff_id, link["beneficiary_id"])


@resource.read("/beneficiaries", ListOut[BeneficiaryOut], Action.READ, query=DonorsQuery)
def list_beneficiaries(asked: DonorsAsked) -> ListOut[BeneficiaryOut]:
    """List the beneficiaries that an association and all below it registered.

    Whom those registered that it succeeded are among them.
    """
    person = require_person()
    person.require(Action.READ, asked.association)
    with reading() as state:
        found = beneficiaries.registered_below(
            state, asked.association, person.desk.today, after=asked.after, limit=asked.limit
        )
    return ListOut(
        items=_with_names(found.items),
        next_cursor=next_cursor(found.after),
        known_at=found.as_of,
    )


@resource.read(
    "/beneficiaries/<uuid:beneficiary_id>/history",
    AwardHistoryOut,
    Action.READ,
    query=PageQuery,
    tells_version=True,
)
def read_award_history(asked: PageAsked, beneficiary_id: BeneficiaryId) -> Response:
    """Show what a beneficiary was to receive, and has received, of any fund."""
    person = require_person()
    with reading() as state:
        found = award_history.history(
            state,
            beneficiary_id,
            shown=lambda where: person.may(Action.READ, where),
            after=asked.after,
            limit=asked.limit,
        )
    shown = AwardHistoryOut(
        beneficiary=_with_names([found.beneficiary])[0],
        members=_with_names(found.members),
        items=found.awards,
        paid_dong=found.paid_dong,
        paid_awards=found.paid_awards,
        next_cursor=next_cursor(found.after),
        known_at=found.as_of,
    )
    return json_response(shown, ETag=etag(version_at(beneficiary_id, found.as_of.position)))


def _with_names(found: Sequence[Beneficiary]) -> list[BeneficiaryOut]:
    asked_for: dict[UUID, AssociationId] = {
        each.beneficiary_id: each.association_id for each in found
    }
    people = see(require_person(), asked_for)
    return [_shown(each, people.get(each.beneficiary_id, NOTHING)) for each in found]


def _person(told: dict[str, Any]) -> PersonRecord:
    return PersonRecord(id=uuid7(), kind=PersonKind.BENEFICIARY, **told)


def _not_kept(told: Sequence[PersonRecord], ids: Sequence[UUID]) -> list[list[str]]:
    """Return for each of these people what is told of him and stands in no record, by field.

    All else that is told of somebody is what he is known by.
    """
    people = services().vault.get_people(set(ids))
    nobody = PersonRecord(id=UUID(int=0), kind=PersonKind.BENEFICIARY, name="")
    return [
        [
            name
            for name in ("born_on", "representative")
            if getattr(each, name) not in ("", None, getattr(people.get(id_, nobody), name))
        ]
        for each, id_ in zip(told, ids, strict=True)
    ]


def _shown(beneficiary: Beneficiary, seen: Seen) -> BeneficiaryOut:
    return BeneficiaryOut(
        beneficiary=beneficiary,
        name=seen.name,
        phone=seen.phone,
        address=seen.address,
        note=seen.note,
        born_on=seen.born_on,
        representative=seen.representative,
    )
