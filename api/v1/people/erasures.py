"""Erasures (xóa dữ liệu cá nhân): of donors and beneficiaries who asked to be forgotten."""

from typing import Any

from api.operations.resource import Resource
from api.people import erasure
from api.people.erasure import Outlook
from api.services import ledger, services
from api.v1.schemas.people import ErasureIn
from ledger.access import Action
from ledger.recording.commands import Command, Receipt
from ledger.values import BeneficiaryId, DonorId

resource = Resource("erasures", "Xóa dữ liệu cá nhân: forgetting people")


@resource.write("/donors/<uuid:donor_id>/erasure", ErasureIn, Action.ERASE)
def erase_donor(command: Command, _: dict[str, Any], donor_id: DonorId) -> Receipt:
    """Restrict a donor at once, and destroy name and particulars when the law allows.

    Until then only an auditor sees who it is, with a reason and on record. Where no voucher names
    the donor, that is now, and for ever.
    """
    return erasure.request_erasure(services(), command, donor_id)


@resource.read("/donors/<uuid:donor_id>/erasure", Outlook, Action.ERASE)
def look_at_donors_erasure(_: object, donor_id: DonorId) -> Outlook:
    """Show what would come of a request, or what comes of it."""
    return erasure.outlook(services(), donor_id)


@resource.write("/donors/<uuid:donor_id>/erasure/withdrawal", ErasureIn, Action.ERASE)
def restore_donor(command: Command, _: dict[str, Any], donor_id: DonorId) -> Receipt:
    """Take a request back that is not carried out yet."""
    return ledger().withdraw_erasure(command, donor_id)


@resource.write("/beneficiaries/<uuid:beneficiary_id>/erasure", ErasureIn, Action.ERASE)
def erase_beneficiary(
    command: Command, _: dict[str, Any], beneficiary_id: BeneficiaryId
) -> Receipt:
    """Restrict a beneficiary at once, and destroy name and particulars when the law allows."""
    return erasure.request_erasure(services(), command, beneficiary_id)


@resource.read("/beneficiaries/<uuid:beneficiary_id>/erasure", Outlook, Action.ERASE)
def look_at_beneficiarys_erasure(_: object, beneficiary_id: BeneficiaryId) -> Outlook:
    """Show what would come of a request, or what comes of it."""
    return erasure.outlook(services(), beneficiary_id)


@resource.write("/beneficiaries/<uuid:beneficiary_id>/erasure/withdrawal", ErasureIn, Action.ERASE)
def restore_beneficiary(
    command: Command, _: dict[str, Any], beneficiary_id: BeneficiaryId
) -> Receipt:
    """Take a request back that is not carried out yet."""
    return ledger().withdraw_erasure(command, beneficiary_id)


@resource.write("/donors/<uuid:donor_id>/representative/erasure", ErasureIn, Action.ERASE)
def erase_donors_representative(command: Command, _: dict[str, Any], donor_id: DonorId) -> Receipt:
    """Destroy at once, and for ever, what says who acts for a donor by law; the donor stays."""
    return ledger().erase_representative(command, donor_id)


@resource.write(
    "/beneficiaries/<uuid:beneficiary_id>/representative/erasure", ErasureIn, Action.ERASE
)
def erase_beneficiarys_representative(
    command: Command, _: dict[str, Any], beneficiary_id: BeneficiaryId
) -> Receipt:
    """Destroy at once, and for ever, what says who acts for a child by law; the child stays.

    No voucher names who that is. What was agreed to for the child, and the papers of it, stay.
    """
    return ledger().erase_representative(command, beneficiary_id)
