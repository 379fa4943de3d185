"""Award lists as files: uploaded as CSV or XLSX, previewed, proposed; and an empty one to fill."""

from datetime import date
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response, g
from uuid_utils.compat import uuid7

from api.auth import require_person
from api.award_lists.template import template
from api.award_lists.uploading import ListPreview, Upload, preview_list, propose_list
from api.operations.bodies import BATCH_BYTES_MAX
from api.operations.commands import ReceiptOut, answer, derive, receipt_out
from api.operations.fields import Choice, Day, DecisionNumber, Purpose, Sha256, Text
from api.operations.openapi import FileBody
from api.operations.queries import WriteAsked, WriteQuery
from api.operations.resource import Resource, json_response
from api.people.registering import uuid_from
from ledger.access import Action
from ledger.fund.spending.disbursements import Proposal
from ledger.recording.commands import Command
from ledger.store.vault.media_types import MediaType
from ledger.values import GENERAL, DisbursementClass, DisbursementId, FundId, PurposeId

LIST = FileBody((MediaType.CSV, MediaType.XLSX))
TEMPLATE_NAME = "danh-sach-nhan.xlsx"

resource = Resource("award list files", "Danh sách nhận: uploaded as CSV or XLSX")


class AwardListAsked(WriteAsked, frozen=True, kw_only=True):
    """What all lines of a list have in common."""

    disbursement_class: DisbursementClass
    programme: str
    purpose: PurposeId = GENERAL
    place: str | None = None
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


class AwardListQuery(WriteQuery):
    """What all lines of a list have in common; with `dry_run` the answer is its preview.

    Without `document_sha256` the list itself is the document that the disbursements rest on.
    """

    makes = AwardListAsked

    disbursement_class = Choice(DisbursementClass, required=True)
    programme = Text(required=True)
    purpose = Purpose()
    place = Text()
    effective_on = Day(required=True)
    decision_number = DecisionNumber()
    document_sha256 = Sha256()


class AwardListOut(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a list, and what was recorded; `receipt` is null in a preview."""

    preview: ListPreview
    receipt: ReceiptOut | None


@resource.write(
    "/funds/<uuid:fund_id>/disbursements/award-list",
    LIST,
    Action.PROPOSE,
    query=AwardListQuery,
    answers=AwardListOut,
    bytes_max=BATCH_BYTES_MAX,
)
def upload_award_list(command: Command, content: bytes, fund_id: FundId) -> Response:
    """Propose an award list as disbursements of a thousand lines at most, all or none."""
    asked: AwardListAsked = g.asked
    upload = Upload(
        fund_id=fund_id,
        association_id=require_person().desk.fund(fund_id).association_id,
        content=content,
        id_of=lambda part: uuid_from(derive(command, f"disbursement/{part}")),
        common=Proposal(
            disbursement_id=DisbursementId(uuid7()),
            amount_dong=0,
            awards=0,
            **{name: getattr(asked, name) for name in _COMMON},
        ),
    )
    if command.dry_run:
        shown: Any = AwardListOut(preview=preview_list(command, upload), receipt=None)
        return json_response(shown)
    preview, receipt = propose_list(command, upload)
    return answer(receipt, AwardListOut(preview=preview, receipt=receipt_out(receipt)))


@resource.read("/award-list-template", FileBody((MediaType.XLSX,)), None)
def read_template(_: object) -> Response:
    """Return an empty list to fill in."""
    found = Response(template(), HTTPStatus.OK, content_type=MediaType.XLSX.value)
    found.headers["Content-Disposition"] = f'attachment; filename="{TEMPLATE_NAME}"'
    return found


_COMMON = (
    "disbursement_class",
    "programme",
    "purpose",
    "place",
    "effective_on",
    "decision_number",
    "document_sha256",
)
