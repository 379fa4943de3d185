"""What of a fund's flow counts where its association was split: every part comes out even.

Columns that are one sum are divided in a run (`Part.run`), in the order of the lines of a report.
A handover comes last: a fund that handed everything over is empty, and so is each part of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ledger.values import FundId
from projections.reports.flows import Flow
from projections.reports.membership import FundMember
from projections.reports.running_sums import Key, Sums
from projections.reports.sharing import Part
from projections.tables.reports import CHAINS, ChainName

_HELD = ("cash_box", "bank", "term_deposit")
_OWN = ("general", "restricted")
_KEPT_FOR = (*_OWN, "unallocated", "custodial")
_CAME = ("donations", "interest", "transfers_in", "handovers_in", "differences")
_WENT = (
    "transfers_out",
    "scholarship",
    "support",
    "award",
    "administration",
    "bank_fees",
    "refunds",
    "handovers_out",
)
_CLASSES = ("scholarship", "support", "award")
_SAID = frozenset(
    {*(f"{each}_uncounted" for each in _CLASSES), "unnamed", "untagged", "overlapping"}
)
"""What says only whether something is known of all: it holds for each part as for the whole."""

Named: TypeAlias = Mapping[str, int]


def of_funds(
    flows: Mapping[Key, Flow],
    funds: Iterable[FundMember],
    divide: Callable[[Part, Flow], Flow],
) -> list[Flow | None]:
    """Return, for each of the funds in their order, its flow as far as it counts, if it has any.

    The flows are of a chain without parts.
    """
    found = ((fund.part, flows.get((fund.fund_id, ""))) for fund in funds)
    return [flow if flow is None or part.is_whole else divide(part, flow) for part, flow in found]


def goods_of_funds(flows: Mapping[Key, Flow], funds: Iterable[FundMember]) -> list[dict[str, Flow]]:
    """Return, for each of the funds in their order, the flows of its goods by their kinds."""
    by_fund: dict[FundId, dict[str, Flow]] = defaultdict(dict)
    for (fund_id, commodity), flow in flows.items():
        by_fund[fund_id][commodity] = flow
    nothing: dict[str, Flow] = {}
    return [
        {
            commodity: flow if fund.part.is_whole else of_stock(fund.part, flow)
            for commodity, flow in by_fund.get(fund.fund_id, nothing).items()
        }
        for fund in funds
    ]


def of_cash(part: Part, flow: Flow) -> Flow:
    """Return the part of a fund's money: its accounts and its purposes stay the same money."""
    opening, moved, closing = _named("cash", flow)
    first = _run(part, opening, _HELD) | _run(part, opening, _KEPT_FOR)
    last = _run(part, closing, _HELD) | _run(part, closing, _KEPT_FOR)
    grew = {name: last[name] - first[name] for name in first}
    own = sum(opening[name] for name in _OWN)
    opened = tuple(f"opened_{name}" for name in _HELD)
    grew |= _run(part, moved, opened, start=own)
    grew |= _run(part, moved, tuple(f"opened_{name}" for name in _OWN), start=own)
    own += sum(moved[name] for name in opened)
    went = {name: -moved[name] for name in _WENT}
    lines = _run(part, {**moved, **went}, (*_CAME, *_WENT), start=own)
    grew |= {name: -dong if name in went else dong for name, dong in lines.items()}
    grew |= {name: part.of(moved[name]) for name in ("held_in", "held_out", "gifts")}
    return _flow("cash", first, grew, last)


def of_aid(part: Part, flow: Flow) -> Flow:
    """Return the part of a fund's help and promises."""
    opening, moved, closing = _named("aid", flow)
    sides = []
    for side in (opening, moved, closing):
        divided = {name: side[name] if name in _SAID else part.of(side[name]) for name in side}
        for counted in ("awards", "instances"):
            divided |= _run(part, side, tuple(f"{each}_{counted}" for each in _CLASSES))
        sides.append(divided)
    return _flow("aid", *sides)


def of_stock(part: Part, flow: Flow) -> Flow:
    """Return the part of a fund's goods of one kind."""
    opening, moved, closing = _named("stock", flow)
    first: dict[str, int] = {}
    grew: dict[str, int] = {}
    last: dict[str, int] = {}
    for unit in ("", "_milli"):
        came = tuple(f"{name}{unit}" for name in ("received", "taken_over"))
        went = tuple(f"{name}{unit}" for name in ("issued", "handed_over"))
        start = sum(opening[name] for name in came) - sum(opening[name] for name in went)
        for side, into, since in ((opening, first, 0), (moved, grew, start), (closing, last, 0)):
            less = {name: -side[name] for name in went}
            divided = _run(part, {**side, **less}, (*came, *went), start=since)
            into.update({n: -dong if n in less else dong for n, dong in divided.items()})
    return _flow("stock", first, grew, last)


def of_tagged(flows: Mapping[Key, Flow], parts: Mapping[FundId, Part]) -> dict[Key, Flow]:
    """Return the parts of what funds gave by tags: of each fund they sum to the part of the sum."""
    by_fund: dict[FundId, list[Key]] = defaultdict(list)
    for key in sorted(flows, key=lambda key: key[1]):
        by_fund[key[0]].append(key)
    found = dict(flows)
    at = {name: number for number, name in enumerate(CHAINS["tagged"])}
    for fund_id, keys in by_fund.items():
        part = parts[fund_id]
        if part.is_whole:
            continue
        columns = {
            name: part.run(flows[key].moved[at[name]] for key in keys)
            for name in ("awards", "instances", "dong")
        }
        for name in ("uncounted", "others"):
            columns[name] = [flows[key].moved[at[name]] for key in keys]
        for number, key in enumerate(keys):
            moved = [columns[name][number] for name in CHAINS["tagged"]]
            found[key] = flows[key]._replace(moved=moved)
    return found


def _run(part: Part, amounts: Named, names: Sequence[str], start: int = 0) -> dict[str, int]:
    return dict(zip(names, part.run((amounts[name] for name in names), start), strict=True))


def _named(chain: ChainName, flow: Flow) -> Iterator[dict[str, int]]:
    columns = CHAINS[chain]
    for side in (flow.opening, flow.moved, flow.closing):
        yield dict(zip(columns, side, strict=True))


def _flow(chain: ChainName, first: Named, grew: Named, last: Named) -> Flow:
    """Return a flow of named columns; what nobody asks of a side is nothing there."""

    def side(amounts: Named) -> Sums:
        return [amounts.get(name, 0) for name in CHAINS[chain]]

    nothing = side({})
    return Flow(side(first), side(grew), nothing, nothing, side(last))
