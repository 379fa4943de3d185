"""Funds, their accounts, purposes and opening balances, as they come in."""

from datetime import date

import msgspec

from api.operations.fields import Choice, Day, Dong, Identifier, Purpose, Text
from api.operations.queries import KnownAt, KnownAtText
from api.operations.schema import In
from ledger.fund.opening import NewFund, OpeningBalance
from ledger.values import AccountKind, LegalRegime


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


class PurposeIn(In):
    """A purpose to define, that money can be given for."""

    name = Text(required=True)
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

    as_of = Day()
    known_at = KnownAtText()
