"""Donors and beneficiaries as they come in; what is personal goes to the vault, ids to the book."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

import msgspec
from marshmallow import fields

from api.operations.fields import Choice, Day, Identifier, Several, Sha256, Text, Whole
from api.operations.queries import PageAsked, PageQuery
from api.operations.schema import In
from api.services import ledger
from api.texts import UNCLEAN
from ledger.events.donor import Visibility
from ledger.values import BALANCE_DONG_MAX, AssociationId, Party, business_day

BENEFICIARIES_MAX = 1_000
"""As many as an award list has lines."""

_PHONE = r"\+?[0-9 .()-]{8,20}"
_EMAIL = rf"[^@\s{UNCLEAN}]{{1,100}}@[^@\s{UNCLEAN}]{{1,100}}"


def _parties() -> Several:
    return Several(Choice(Party), required=True, least=1, most=len(Party))


class Birthday(Day):
    """A day on which somebody was born: who is yet to be born is nobody's donor or pupil."""

    must = "Must be a date that is not after today, as YYYY-MM-DD."

    def read(self, value: object) -> date | None:
        """Return a date that is not after today."""
        day = super().read(value)
        return day if day is not None and day <= business_day(ledger().now()) else None


class DonorIn(In):
    """A donor (nhà hảo tâm) to register."""

    association_id = Identifier(required=True)
    name = Text(required=True)
    phone = Text(allow_none=True, pattern=_PHONE)
    email = Text(allow_none=True, pattern=_EMAIL)
    address = Text(allow_none=True, most=500)
    born_on = Birthday(allow_none=True)
    representative = Text(allow_none=True, most=500)


class VisibilityIn(In):
    """Whether a donor's name may appear: as each gift's consent says, or not at all."""

    visibility = Choice(Visibility, required=True)


class PersonIn(In):
    """What is known of a beneficiary; it tells two of the same name apart.

    `born_on` and `representative` (người đại diện theo pháp luật) do not: whoever tells them of
    somebody who is known already by all else, means that one, of whom nothing new is kept; the
    answer names what is not.
    """

    name = Text(required=True)
    phone = Text(allow_none=True, pattern=_PHONE)
    address = Text(allow_none=True, most=500)
    note = Text(allow_none=True, most=500)
    born_on = Birthday(allow_none=True)
    representative = Text(allow_none=True, most=500)


class BeneficiaryIn(PersonIn):
    """A beneficiary (người thụ hưởng) to register."""

    association_id = Identifier(required=True)


class BeneficiariesIn(In):
    """Many beneficiaries of one association to register."""

    association_id = Identifier(required=True)
    beneficiaries = Several(fields.Nested(PersonIn), required=True, least=1, most=BENEFICIARIES_MAX)


class BeneficiaryLinkIn(In):
    """The beneficiary that a member of staff is as well."""

    beneficiary_id = Identifier(required=True)


class GiftNamingIn(In):
    """A gift – the entry of that version in the fund's stream – and who speaks of the name.

    `document_sha256` is that of what was signed, which the gift's fund keeps; a representative's
    consent needs one.
    """

    fund_id = Identifier(required=True)
    entry = Whole(required=True, most=BALANCE_DONG_MAX)
    said_by = _parties()
    document_sha256 = Sha256(allow_none=True)


class AwardNamingIn(In):
    """A disbursement whose list names the recipient, and who speaks of the name; see gifts."""

    fund_id = Identifier(required=True)
    disbursement_id = Identifier(required=True)
    said_by = _parties()
    document_sha256 = Sha256(allow_none=True)


class MergeIn(In):
    """The donor, or beneficiary, who turned out to be this one."""

    other_id = Identifier(required=True)


class UndoingIn(In):
    """Nothing: the path says which two."""


class ErasureIn(In):
    """Nothing: the path says who, and the law until when."""


class ReadingReason(StrEnum):
    """Why an auditor has to know who it was."""

    ACCOUNTING_INSPECTION = "accounting_inspection"
    TAX_INSPECTION = "tax_inspection"
    AUTHORITY = "authority"
    DISPUTE = "dispute"
    CORRECTION = "correction"


class ReasonAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Why a name is asked for."""

    reason: ReadingReason


class ReasonQuery(In):
    """Why a name is asked for; it is written down."""

    makes: ClassVar[Callable[..., Any]] = ReasonAsked

    reason = Choice(ReadingReason, required=True)


class DocumentAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Why a document is asked for, where it takes a reason."""

    reason: ReadingReason | None = None


class DocumentQuery(In):
    """Why a document is asked for that names somebody who asked to be erased; written down."""

    makes: ClassVar[Callable[..., Any]] = DocumentAsked

    reason = Choice(ReadingReason)


class DonorsAsked(PageAsked, frozen=True, kw_only=True):
    """Which donors."""

    association: AssociationId


class DonorsQuery(PageQuery):
    """The donors that an association and all below it registered."""

    makes = DonorsAsked

    association = Identifier(required=True)
