"""Funds (quỹ): what they are and what they hold."""

from datetime import date

import msgspec
from flask import Response

from api.operations.commands import etag
from api.operations.reading import known_position, reading, version_at
from api.operations.resource import Resource, json_response
from api.services import ledger
from api.v1.schemas.funds import BalanceAsked, BalanceQuery, FundIn
from ledger.access import Action
from ledger.fund.opening import NewFund
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId
from projections import balances, funds
from projections.balances import AccountBalance, Holding, PurposeBalance, Stock
from projections.control import overdrafts
from projections.control.overdrafts import Overdraft
from projections.funds import Account, Fund, Purpose
from projections.views import AsOf

resource = Resource("funds", "Quỹ: funds, and what they hold")


class FundOut(msgspec.Struct, frozen=True, kw_only=True):
    """A fund, its accounts and purposes; `version` is that of the last event known here.

    `overdrafts` are all the days on which anything was below zero, the latest first: a fact is
    recorded whatever is left, and what it uncovers is told here, whatever came since.
    """

    fund: Fund
    balance_dong: int
    accounts: tuple[Account, ...]
    purposes: tuple[Purpose, ...]
    overdrafts: tuple[Overdraft, ...]
    version: int
    known_at: AsOf


class BalanceOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a fund held at the end of a day: the same money by account and by purpose, in đồng.

    `as_of` is that day, null for all that is known. Goods stand apart: their value, and in
    `stock` thousandths of what they are counted in.
    """

    fund_id: FundId
    as_of: date | None
    known_at: AsOf
    balance_dong: int
    by_account: tuple[AccountBalance, ...]
    by_purpose: tuple[PurposeBalance, ...]
    holdings: tuple[Holding, ...]
    in_kind_dong: int
    stock: tuple[Stock, ...]


@resource.write("/funds", FundIn, Action.OPEN_FUND)
def open_fund(command: Command, new: NewFund) -> Receipt:
    """Open a fund of an association (lập quỹ)."""
    return ledger().open_fund(command, new)


@resource.read("/funds/<uuid:fund_id>", FundOut, None, tells_version=True)
def read_fund(_: object, fund_id: FundId) -> Response:
    """Show a fund; its ETag is what If-Match of a write compares."""
    with reading() as state:
        fund = funds.fund(state, fund_id)
        found = FundOut(
            fund=fund,
            balance_dong=fund.totals.balance_dong,
            accounts=funds.accounts(state, fund_id),
            purposes=funds.purposes(state, fund_id),
            overdrafts=overdrafts.of_fund(state, fund_id),
            version=version_at(fund_id, state.position),
            known_at=state.as_of(),
        )
    return json_response(found, ETag=etag(found.version))


@resource.read("/funds/<uuid:fund_id>/balance", BalanceOut, None, query=BalanceQuery)
def read_balance(asked: BalanceAsked, fund_id: FundId) -> BalanceOut:
    """Show what a fund held at the end of a day, as it was known at a position or moment."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = balances.balance(state, fund_id, as_of=asked.as_of, known_at=known_at)
    return BalanceOut(
        fund_id=fund_id,
        as_of=found.on,
        known_at=found.as_of,
        balance_dong=found.dong,
        by_account=found.by_account,
        by_purpose=found.by_purpose,
        holdings=found.holdings,
        in_kind_dong=found.in_kind_dong,
        stock=found.stock,
    )
