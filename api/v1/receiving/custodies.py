"""Custody (thu hộ – chi hộ): money of others that passes through a fund, a debt to them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from uuid_utils.compat import uuid7

from api.operations.reading import known_position, reading
from api.operations.resource import Resource
from api.people.seen import see_memos
from api.services import ledger
from api.v1.schemas.funds import BalanceAsked, BalanceQuery
from api.v1.schemas.holding import CustodialPaymentIn, CustodialReceiptIn, CustodyIn
from ledger.access import Action
from ledger.errors.missing import CustodyNotFound
from ledger.fund.receiving.holding import CustodialPayment, CustodialReceipt
from ledger.recording.commands import Command, Receipt
from ledger.values import CustodyId, FundId
from projections.receiving import custodies
from projections.receiving.custodies import Custody
from projections.views import AsOf

resource = Resource("custodies", "Thu hộ, chi hộ: money of others")

ONE = "/funds/<uuid:fund_id>/custodies/<uuid:custody_id>"


class CustodiesOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a fund holds, or held, for others, the eldest first."""

    items: Sequence[Custody]
    known_at: AsOf


class CustodyOut(msgspec.Struct, frozen=True, kw_only=True):
    """One custody, and whom its money is held for, unless that was forgotten."""

    custody: Custody
    held_for: str | None
    known_at: AsOf


@resource.write("/funds/<uuid:fund_id>/custodies", CustodyIn, Action.RECORD)
def begin_custody(command: Command, receipt: dict[str, Any], fund_id: FundId) -> Receipt:
    """Take in money for others, and say whom it is to be handed on to."""
    first = CustodialReceipt(custody_id=CustodyId(uuid7()), **receipt)
    return ledger().receive_custodial(command, fund_id, first)


@resource.write(f"{ONE}/receipts", CustodialReceiptIn, Action.RECORD)
def receive_custodial(
    command: Command, receipt: dict[str, Any], fund_id: FundId, custody_id: CustodyId
) -> Receipt:
    """Take in more money for the same others."""
    more = CustodialReceipt(custody_id=custody_id, **receipt)
    return ledger().receive_custodial(command, fund_id, more)


@resource.write(f"{ONE}/payments", CustodialPaymentIn, Action.PAY)
def pay_custodial(
    command: Command, payment: dict[str, Any], fund_id: FundId, custody_id: CustodyId
) -> Receipt:
    """Hand money on to those it is held for."""
    paid = CustodialPayment(custody_id=custody_id, **payment)
    return ledger().pay_custodial(command, fund_id, paid)


@resource.read("/funds/<uuid:fund_id>/custodies", CustodiesOut, None, query=BalanceQuery)
def list_custodies(asked: BalanceAsked, fund_id: FundId) -> CustodiesOut:
    """List what a fund held for others at the end of a day, as it was known."""
    known_at = known_position(asked.known_at)
    with reading() as state:
        found = custodies.of_fund(state, fund_id, as_of=asked.as_of, known_at=known_at)
        return CustodiesOut(items=found, known_at=state.as_of(known_at))


@resource.read(ONE, CustodyOut, Action.READ)
def get_custody(_: object, fund_id: FundId, custody_id: CustodyId) -> CustodyOut:
    """Read what a fund holds for others of one custody, and whom it is for."""
    with reading() as state:
        held, known_at = custodies.of_fund(state, fund_id), state.as_of()
    found = next((each for each in held if each.custody_id == custody_id), None)
    if found is None:
        raise CustodyNotFound("custody_id")
    held_for = see_memos(fund_id, [custody_id]).get(custody_id)
    return CustodyOut(custody=found, held_for=held_for, known_at=known_at)
