"""Funds, their accounts, purposes and opening balances, as they come in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from marshmallow import fields

from api.operations.fields import (
    Choice,
    Day,
    DecisionNumber,
    Dong,
    Flag,
    Identifier,
    Purpose,
    Several,
    Sha256,
    Text,
    Whole,
)
from api.operations.queries import AsOfText, KnownAt, KnownAtText
from api.operations.schema import In
from ledger.events.fund.opening import Restriction
from ledger.fund.opening import NewControls, NewFund, NewLimit, OpeningBalance
from ledger.fund.restricting import Release
from ledger.values import (
    BALANCE_DONG_MAX,
    AccountKind,
    Category,
    DisbursementClass,
    LegalRegime,
    Role,
)


class FundIn(In):
    """A fund of an association to open (lập quỹ)."""

    makes = NewFund

    association_id = Identifier(required=True)
    name = Text(required=True)
    legal_regime = Choice(LegalRegime)
    effective_on = Day(required=True)


class AccountIn(In):
    """A cash box, bank account or term deposit to open; a bank account is BIN and number."""

    account_kind = Choice(AccountKind, required=True)
    name = Text(required=True)
    bank_bin = Text(pattern="[0-9]{6}", allow_none=True)
    number = Text(pattern="[0-9A-Z]{3,30}", allow_none=True)
    effective_on = Day(required=True)


def _restriction(
    *,
    classes: Iterable[DisbursementClass] = (),
    categories: Iterable[Category] = (),
    **named: Any,  # noqa: ANN401  # members of different types
) -> Restriction:
    return Restriction(classes=tuple(classes), categories=tuple(categories), **named)


class RestrictionIn(In):
    """What money given for a purpose may be spent on; what is not named is free.

    `programme` and `place` are what a disbursement must name, `classes` what it may be. Each
    recipient is of one of `categories` at least. `expires_on` is the last day to spend.
    `names_recipients`: donors named recipients and amounts, so it is no base for administration.
    """

    makes = _restriction

    programme = Text(allow_none=True)
    classes = Several(Choice(DisbursementClass), most=len(DisbursementClass))
    categories = Several(Choice(Category), most=len(Category))
    place = Text(allow_none=True)
    expires_on = Day(allow_none=True)
    names_recipients = Flag()


class PurposeIn(In):
    """A purpose to define, that money can be given for, and what it may be spent on."""

    name = Text(required=True)
    restriction = fields.Nested(RestrictionIn, allow_none=True)
    effective_on = Day(required=True)


class DocumentedIn(In):
    """The number of a decision (số quyết định), and the document that the fund keeps of it."""

    decision_number = DecisionNumber(allow_none=True)
    document_sha256 = Sha256(allow_none=True)


class ControlsIn(DocumentedIn):
    """How the board wants the fund controlled, in public; what is not named is as usual.

    `payer_may_prepare` lets whoever prepared a disbursement pay it out too. `cashier_exception` is
    the number of the decision that lets one person be both treasurer and cashier of the fund (Law
    on Accounting 88/2015, Art. 52); everybody may read it.
    `administration_permille` is the board's own share of a year's receipts for administration.
    """

    makes = NewControls

    payer_may_prepare = Flag()
    cashier_exception = DecisionNumber(allow_none=True)
    administration_permille = Whole(allow_none=True, least=0, most=1_000)
    effective_on = Day(required=True)


class LimitIn(DocumentedIn):
    """What one person of a role may decide on in one step; without `limit_dong` it is lifted."""

    makes = NewLimit

    role = Choice(Role, required=True)
    limit_dong = Dong(allow_none=True, least=0)
    effective_on = Day(required=True)


class ReleaseIn(DocumentedIn):
    """A part of a gift, the entry of that version, to be released for another purpose."""

    makes = Release

    entry = Whole(required=True, most=BALANCE_DONG_MAX)
    to_purpose = Purpose(allow_none=True)
    amount_dong = Dong(required=True)
    donor_id = Identifier(required=True)
    consent_id = Identifier(required=True)
    effective_on = Day(required=True)


class OpeningBalanceIn(In):
    """What an account held for a purpose when the fund came into this book (số dư đầu kỳ)."""

    makes = OpeningBalance

    account_id = Identifier(required=True)
    purpose = Purpose(allow_none=True)
    amount_dong = Dong(required=True)
    effective_on = Day(required=True)


class BalanceAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which balance: at the end of which day, as it was known when."""

    as_of: date | None = None
    known_at: KnownAt | None = None


class BalanceQuery(In):
    """The balance at the end of a day, as it was known at a position or moment; without, now."""

    makes = BalanceAsked

    as_of = AsOfText()
    known_at = KnownAtText()
