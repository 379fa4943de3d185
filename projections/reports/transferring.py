"""Transfers of a report: those between funds inside are taken out of every total, and said."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from ledger.values import FundId
from projections.reports import running_sums
from projections.reports.flows import of_keys, total
from projections.reports.membership import FundMember, common
from projections.reports.report import Days, Eliminated, InTransit, Legs, Transfers
from projections.reports.running_sums import Key
from projections.tables.reports import CHAINS
from projections.views import Reading

_COLUMNS = CHAINS["legs"]


def between(
    reading: Reading, funds: Sequence[FundMember], period: Days, known_at: int
) -> Transfers:
    """Return what funds that count sent and received, among themselves and beyond."""
    spans = {fund.fund_id: fund.spans for fund in funds}
    keys = running_sums.parts(reading, "legs", list(spans))
    within = {
        key: common(spans[key[0]], spans[other]) for key in keys if (other := _other(key)) in spans
    }
    moved = total("legs", of_keys(reading, "legs", within, period, known_at).values()).moved
    eliminated = Eliminated(
        sent=Legs(transfers=moved["sent_legs"], dong=moved["sent"]),
        received=Legs(transfers=moved["received_legs"], dong=moved["received"]),
        handed_over=moved["handed_over"],
        taken_over=moved["taken_over"],
    )
    inside = {fund.fund_id for fund in funds if fund.is_inside(period.last)}
    in_transit = _in_transit(reading, inside, period.last, known_at)
    return Transfers(eliminated=eliminated, in_transit=in_transit)


def _in_transit(reading: Reading, inside: set[FundId], on: date, known_at: int) -> InTransit:
    """Return what was sent and had not arrived: the sender's legs less the receiver's."""
    funds = list(inside)
    keys = sorted(
        {
            *running_sums.parts(reading, "legs", funds),
            *running_sums.funds_of_parts(reading, "legs", [each.hex for each in funds]),
        }
    )
    left: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    [of_each] = running_sums.read(reading, "legs", keys, [on], known_at)
    for key, sums in zip(keys, of_each, strict=True):
        if sums is None:
            continue
        named = dict(zip(_COLUMNS, sums, strict=True))
        here, there = key[0] in inside, _other(key) in inside
        sender = "within" if here and there else "outgoing" if here else "incoming"
        receiver = "within" if here and there else "incoming" if here else "outgoing"
        left[sender][0] += named["sent_legs"]
        left[sender][1] += named["sent"]
        left[receiver][0] -= named["received_legs"]
        left[receiver][1] -= named["received"]
    legs = {name: Legs(transfers=legs, dong=dong) for name, (legs, dong) in left.items()}
    nothing = Legs()
    return InTransit(
        within=legs.get("within", nothing),
        outgoing=legs.get("outgoing", nothing),
        incoming=legs.get("incoming", nothing),
    )


def _other(key: Key) -> FundId:
    return FundId(UUID(key[1]))
