"""Donations (ủng hộ): gifts of money and of goods, one by one or many at once."""

from typing import Any

import msgspec
from flask import g
from marshmallow import ValidationError

from api.errors import InvalidRequest
from api.operations.bodies import BATCH_BYTES_MAX
from api.operations.queries import BatchQuery
from api.operations.resource import Resource
from api.problems import invalid
from api.services import ledger
from api.v1.schemas.donations import DonationBatchIn, DonationIn
from ledger.access import Action
from ledger.fund.receiving.donations import Donation
from ledger.recording.commands import Command, Failure, Receipt
from ledger.values import FundId

resource = Resource("donations", "Ủng hộ: gifts of money and of goods")


@resource.write("/funds/<uuid:fund_id>/donations", DonationIn, Action.RECORD, at_a_glance=True)
def receive_donation(command: Command, gift: Donation, fund_id: FundId) -> Receipt:
    """Record a gift (ghi khoản ủng hộ)."""
    return ledger().receive_donation(command, fund_id, gift)


@resource.write(
    "/funds/<uuid:fund_id>/donations/batch",
    DonationBatchIn,
    Action.RECORD,
    query=BatchQuery,
    bytes_max=BATCH_BYTES_MAX,
)
def receive_donations(command: Command, batch: dict[str, Any], fund_id: FundId) -> Receipt:
    """Record many gifts: all or none, or with `continue_on_error` all that can be recorded."""
    given: list[Donation | ValidationError] = batch["donations"]
    wrong = {at: invalid(gift) for at, gift in enumerate(given) if not isinstance(gift, Donation)}
    continue_on_error: bool = g.asked.continue_on_error
    if wrong and not continue_on_error:
        raise InvalidRequest(
            {
                f"donations.{at}.{field}": message
                for at, error in wrong.items()
                for field, message in error.messages.items()
            }
        )
    right = [(at, gift) for at, gift in enumerate(given) if isinstance(gift, Donation)]
    receipt = ledger().receive_donations(
        command, fund_id, [gift for _, gift in right], continue_on_error=continue_on_error
    )
    return msgspec.structs.replace(
        receipt, failures=_failures(receipt, [at for at, _ in right], wrong)
    )


def _failures(
    receipt: Receipt, places: list[int], wrong: dict[int, InvalidRequest]
) -> tuple[Failure, ...]:
    """Return all failures by their index in what was sent."""
    refused = [
        msgspec.structs.replace(failure, index=places[failure.index])
        for failure in receipt.failures
    ]
    malformed = [Failure(at, error.code, error.fields, {}) for at, error in wrong.items()]
    return tuple(sorted([*refused, *malformed], key=lambda failure: failure.index))
