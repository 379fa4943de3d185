"""Consents to be named (đồng ý nêu tên): with one gift, with one award, until withdrawn."""

from collections.abc import Sequence
from typing import Any

import msgspec

from api.operations.reading import reading
from api.operations.resource import Resource
from api.people.birthdays import children
from api.services import ledger, services
from api.v1.schemas.people import AwardNamingIn, GiftNamingIn
from ledger.access import Action
from ledger.people.naming import AwardNaming, GiftNaming
from ledger.recording.commands import Command, Receipt
from ledger.values import BeneficiaryId, DisbursementId, DonorId, FundId
from projections.people import beneficiaries
from projections.reports import disclosing
from projections.views import AsOf

resource = Resource("namings", "Đồng ý nêu tên: who agreed to be named with what")


class NamedOut(msgspec.Struct, frozen=True, kw_only=True):
    """The names of those recipients of a disbursement who agreed to be named with it."""

    names: Sequence[str]
    known_at: AsOf


@resource.write("/donors/<uuid:donor_id>/namings", GiftNamingIn, Action.REGISTER_DONOR)
def name_donor(command: Command, wish: dict[str, Any], donor_id: DonorId) -> Receipt:
    """Record that a donor agreed to be named with one gift; of a child, the representative too."""
    return ledger().give_naming_consent(command, donor_id, _gift(wish))


@resource.write("/donors/<uuid:donor_id>/namings/withdrawal", GiftNamingIn, Action.REGISTER_DONOR)
def unname_donor(command: Command, wish: dict[str, Any], donor_id: DonorId) -> Receipt:
    """Record that a donor is named with one gift no more; at once no page does."""
    return ledger().withdraw_naming_consent(command, donor_id, _gift(wish))


@resource.write(
    "/beneficiaries/<uuid:beneficiary_id>/namings", AwardNamingIn, Action.REGISTER_BENEFICIARY
)
def name_beneficiary(
    command: Command, wish: dict[str, Any], beneficiary_id: BeneficiaryId
) -> Receipt:
    """Record that a recipient, and of a child a representative, agreed to be named."""
    return ledger().give_award_naming_consent(command, beneficiary_id, _award(wish))


@resource.write(
    "/beneficiaries/<uuid:beneficiary_id>/namings/withdrawal",
    AwardNamingIn,
    Action.REGISTER_BENEFICIARY,
)
def unname_beneficiary(
    command: Command, wish: dict[str, Any], beneficiary_id: BeneficiaryId
) -> Receipt:
    """Record that a recipient is named with a disbursement no more, whoever of the two says so."""
    return ledger().withdraw_award_naming_consent(command, beneficiary_id, _award(wish))


@resource.read(
    "/funds/<uuid:fund_id>/disbursements/<uuid:disbursement_id>/named-recipients",
    NamedOut,
    None,
    is_costly=True,
)
def list_named(_: object, fund_id: FundId, disbursement_id: DisbursementId) -> NamedOut:
    """List the names of those who agreed to be named with a disbursement, and of nobody else.

    They agreed to be named, not to what they are: where a published report tells the category of
    all who received by it, there are none.
    """
    with reading() as state:
        ids = beneficiaries.named_with(state, fund_id, disbursement_id)
        if ids and disclosing.tells(state, fund_id, disbursement_id):
            ids = []
        people = services().vault.get_people(ids)
        silent = children(services(), state, people) if people else set()
        silent -= beneficiaries.spoken_for(state, fund_id, disbursement_id)
        as_of = state.as_of()
    names = [people[each].name for each in ids if each in people and each not in silent]
    return NamedOut(names=names, known_at=as_of)


def _gift(wish: dict[str, Any]) -> GiftNaming:
    return GiftNaming(**{**wish, "said_by": tuple(dict.fromkeys(wish["said_by"]))})


def _award(wish: dict[str, Any]) -> AwardNaming:
    return AwardNaming(**{**wish, "said_by": tuple(dict.fromkeys(wish["said_by"]))})
