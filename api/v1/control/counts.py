"""Cash counts (kiểm kê quỹ) and bank reconciliations (đối soát): the book beside what is there."""

import msgspec

from api.auth import may_read
from api.operations.queries import PageAsked
from api.operations.reading import ListOut, known_position, next_cursor, reading
from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.counts import CountIn, CountQuery, DifferenceIn, ReconciliationIn
from ledger.access import Action
from ledger.fund.control.counting import Count as NewCount
from ledger.fund.control.counting import Difference, Reconciliation
from ledger.recording.commands import Command, Receipt
from ledger.values import FundId, StaffId
from projections.control import counts
from projections.control.counts import Asked, Count

resource = Resource("counts", "Kiểm kê, đối soát: cash counts and bank reconciliations")


class CountOut(msgspec.Struct, frozen=True, kw_only=True):
    """A count or reconciliation; `recorded_by` is null for those who are not entitled."""

    count: Count
    recorded_by: StaffId | None


@resource.write("/funds/<uuid:fund_id>/cash-counts", CountIn, Action.RECORD)
def count_cash(command: Command, count: NewCount, fund_id: FundId) -> Receipt:
    """Record what a cash box held when it was counted; it moves nothing."""
    return ledger().count_cash(command, fund_id, _as_kept(count))


@resource.write("/funds/<uuid:fund_id>/cash-differences", DifferenceIn, Action.RECORD)
def post_difference(command: Command, difference: Difference, fund_id: FundId) -> Receipt:
    """Post the difference that a count found, once."""
    return ledger().post_difference(command, fund_id, difference)


@resource.write("/funds/<uuid:fund_id>/reconciliations", ReconciliationIn, Action.RECORD)
def reconcile_bank(command: Command, reconciliation: Reconciliation, fund_id: FundId) -> Receipt:
    """Record the bank's balance of a day's end beside the book's."""
    return ledger().reconcile_bank(command, fund_id, reconciliation)


@resource.read("/funds/<uuid:fund_id>/cash-counts", ListOut[CountOut], None, query=CountQuery)
def list_cash_counts(asked: PageAsked, fund_id: FundId) -> ListOut[CountOut]:
    """List the counts of a fund's cash boxes with what they found to differ, the latest first."""
    return _listed(asked, fund_id, of_bank=False)


@resource.read("/funds/<uuid:fund_id>/reconciliations", ListOut[CountOut], None, query=CountQuery)
def list_reconciliations(asked: PageAsked, fund_id: FundId) -> ListOut[CountOut]:
    """List the reconciliations of a fund's bank accounts, the latest first."""
    return _listed(asked, fund_id, of_bank=True)


def _as_kept(count: NewCount) -> NewCount:
    return msgspec.structs.replace(count, denominations=tuple(count.denominations))


def _listed(asked: PageAsked, fund_id: FundId, *, of_bank: bool) -> ListOut[CountOut]:
    entitled = may_read(fund_id)
    with reading() as state:
        wanted = Asked(
            of_bank=of_bank,
            known_at=state.as_of(known_position(asked.known_at)).position,
            after=asked.after,
            limit=asked.limit,
        )
        found = counts.of_fund(state, fund_id, wanted)
    return ListOut(
        items=[
            CountOut(count=each.count, recorded_by=each.recorded_by if entitled else None)
            for each in found.items
        ],
        next_cursor=next_cursor(found.after, found.as_of.position),
        known_at=found.as_of,
    )
