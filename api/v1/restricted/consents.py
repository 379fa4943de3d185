"""Consents of donors (đồng ý của nhà hảo tâm): a part of a gift may serve another purpose."""

from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from api.operations.reading import reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.consents import ConsentIn, ConsentWithdrawalIn
from ledger.access import Action
from ledger.people.donor import NewConsent
from ledger.recording.commands import Command, Receipt
from ledger.values import ConsentId, DonorId
from projections.restricted import consents
from projections.restricted.consents import Consent
from projections.views import AsOf

resource = Resource("consents", "Đồng ý: what donors agreed to")


class ConsentsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The consents of a donor, in the order they were recorded."""

    items: tuple[Consent, ...]
    known_at: AsOf


@resource.write("/donors/<uuid:donor_id>/consents", ConsentIn, Action.REGISTER_DONOR)
def give_consent(command: Command, new: dict[str, Any], donor_id: DonorId) -> Receipt:
    """Record that a donor agreed, in writing, that a part of a gift serves another purpose."""
    consent = NewConsent(consent_id=ConsentId(uuid7()), **new)
    return ledger().give_consent(command, donor_id, consent)


@resource.write(
    "/donors/<uuid:donor_id>/consents/<uuid:consent_id>/withdrawal",
    ConsentWithdrawalIn,
    Action.REGISTER_DONOR,
)
def withdraw_consent(
    command: Command, _: dict[str, Any], donor_id: DonorId, consent_id: ConsentId
) -> Receipt:
    """Record that a donor took a consent back; what was released on it stays released."""
    return ledger().withdraw_consent(command, donor_id, consent_id)


@resource.read("/donors/<uuid:donor_id>/consents", ConsentsOut, Action.READ)
def list_consents(_: object, donor_id: DonorId) -> ConsentsOut:
    """List what a donor agreed to, and how much was released on it."""
    with reading() as state:
        found = consents.of_donor(state, donor_id)
        return ConsentsOut(items=found, known_at=state.as_of())
