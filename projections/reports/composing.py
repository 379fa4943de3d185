"""Composes the report of an association: every total in it comes from the same running sums."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from ledger.shares import WHOLE
from ledger.values import AssociationId, FundId, Level, ReportScope
from projections.reports import (
    dividing,
    figures,
    holding,
    membership,
    receiving,
    restating,
    telling,
    transferring,
)
from projections.reports.dividing import PartKey
from projections.reports.flows import Flow, Named, of_funds, of_parts, total
from projections.reports.membership import FundMember, Member, Membership, Slot, eve
from projections.reports.report import (
    Cash,
    Days,
    Eliminated,
    GoodsFlow,
    InKind,
    LevelLine,
    Mobilized,
    Payments,
    Perimeter,
    Receipts,
    Report,
    Restated,
    SharedUnit,
    Supported,
    Unit,
    UnitLine,
)
from projections.reports.sharing import ALL, Part, together
from projections.reports.telling import Others
from projections.tables.reports import CHAINS
from projections.views import Reading

_CASH = {name: at for at, name in enumerate(CHAINS["cash"])}
_AID = {name: at for at, name in enumerate(CHAINS["aid"])}
_STOCK = {name: at for at, name in enumerate(CHAINS["stock"])}
_AWARDS = [_AID[f"{each.value}_awards"] for each in receiving.AIDED]
_KINDS = holding.KINDS


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which report: whose, of which days and funds, as it was known at which position.

    With `restated`, as if the tree of that day had been there all the time. `with_categories` is
    for those who may see what is known of the recipients.
    """

    association_id: AssociationId
    first: date
    last: date
    scope: ReportScope = ReportScope.CONSOLIDATED
    known_at: int | None = None
    restated: date | None = None
    with_categories: bool = False


class _Raised(msgspec.Struct, kw_only=True):
    """What one fund raised, gave and holds, in đồng."""

    mobilized: int = 0
    supported: int = 0
    cash: int = 0


def report(reading: Reading, asked: Asked) -> Report:
    """Return the report of an association.

    Raises `PositionNotFound`, `AssociationNotFound`, `AssociationNotInPeriod`,
    `AssociationNotOnDay`.
    """
    as_of = reading.as_of(asked.known_at)
    known_at, period = as_of.position, Days(first=asked.first, last=asked.last)
    found = _membership(reading, asked, period, known_at)
    whole_cash = of_funds(reading, "cash", found.funds, period, known_at)
    whole_aid = of_funds(reading, "aid", found.funds, period, known_at)
    whole_stock = of_parts(reading, "stock", found.funds, period, known_at)
    cash = dividing.by_slot(whole_cash, found.funds, dividing.of_cash)
    aid = dividing.by_slot(whole_aid, found.funds, dividing.of_aid)
    stock = dividing.goods_by_slot(whole_stock, found.funds)
    between = transferring.between(reading, found, period, known_at)
    of_cash, of_aid = total("cash", cash.values()), total("aid", aid.values())
    of_stock = total("stock", stock.values())
    parts = holding.parts(reading, of_cash, found, asked.scope, period, known_at)
    mobilized = _mobilized(of_cash, of_aid, of_stock)
    is_deep = asked.scope is ReportScope.CONSOLIDATED
    others = telling.others(reading, found, period, known_at, deep=is_deep)
    supported = _supported(of_cash, of_aid, of_stock, others)
    counted = figures.lines(reading, found, asked.scope, period, known_at)
    each = _each(cash, aid, stock)
    beside = _beside(found, others)
    shown = _branches(found, beside) if is_deep else {}
    shares = _shares(found, period.last)
    named = {asked.association_id, *shown, *shares}
    units = membership.units(reading, named, found.on, known_at)
    return Report(
        association=units[asked.association_id],
        period=period,
        scope=asked.scope,
        restated=_restated(asked.restated, shares, units),
        known_at=as_of,
        funds=len({fund.fund_id for fund in found.funds if _is_open(fund, period.last)}),
        cash=_cash(of_cash, between.eliminated, parts),
        in_kind=_in_kind(of_stock, stock),
        transfers=between,
        mobilized=mobilized,
        supported=supported,
        recipients=receiving.recipients(
            reading,
            found,
            period,
            known_at,
            of_aid.moved,
            others.recipients,
            are_shared=_gave_in_part(found, whole_aid),
            with_categories=asked.with_categories,
        ),
        by_level=_by_level(found, each, beside, period.last),
        by_unit=_by_unit(found, each, beside, shown, units, period.last),
        statistics=counted,
        targets=figures.aims(reading, asked.association_id, counted, period, known_at),
        per_inhabitant=figures.per_inhabitant(
            counted, mobilized, supported, _money(of_cash.closing)
        ),
        from_paper=telling.from_paper(reading, found, period, known_at, deep=is_deep),
    )


def _membership(reading: Reading, asked: Asked, period: Days, known_at: int) -> Membership:
    whose, scope = asked.association_id, asked.scope
    if asked.restated is not None:
        return restating.find(reading, whose, scope, asked.restated, known_at)
    return membership.find(reading, whose, scope, period, known_at)


# What counts by a share


def _shares(found: Membership, on: date) -> dict[AssociationId, Part]:
    """Return what counts of those that began by a day and count in part."""
    if found.heirs is None:
        return {}
    parts = {each.association_id: found.part(each.association_id) for each in _begun(found, on)}
    return {each: part for each, part in parts.items() if part.ways and not part.is_whole}


def _begun(found: Membership, on: date) -> Iterable[Member]:
    return (member for member in found.members.values() if member.established_on <= on)


def _restated(
    on: date | None, shares: Mapping[AssociationId, Part], units: Mapping[AssociationId, Unit]
) -> Restated | None:
    if on is None:
        return None
    return Restated(
        on=on,
        estimated=bool(shares),
        shares=tuple(
            SharedUnit(unit=units[each], share_millionths=round(part.share * WHOLE))
            for each, part in shares.items()
        ),
    )


def _gave_in_part(found: Membership, aid: Mapping[FundId, Flow]) -> bool:
    """Tell whether a fund gave awards in the period that counts in part."""
    return any(
        not part.is_whole and any(aid[fund_id].moved[at] for at in _AWARDS)
        for fund_id, part in found.parts().items()
        if fund_id in aid
    )


# The lines of the totals


def _cash(cash: Named, eliminated: Eliminated, parts: holding.Parts) -> Cash:
    moved = cash.moved
    recorded = sum(moved[f"opened_{kind}"] for kind in _KINDS)
    return Cash(
        opening=_money(cash.opening) + recorded,
        opening_recorded=recorded,
        receipts=Receipts(donations=moved["donations"], interest=moved["interest"]),
        transfers_in=moved["transfers_in"] - eliminated.received.dong,
        transfers_out=moved["transfers_out"] - eliminated.sent.dong,
        handovers_in=moved["handovers_in"] - eliminated.taken_over,
        handovers_out=moved["handovers_out"] - eliminated.handed_over,
        in_transit_net=eliminated.received.dong
        + eliminated.taken_over
        - eliminated.sent.dong
        - eliminated.handed_over,
        payments=_payments(moved),
        bank_fees=moved["bank_fees"],
        refunds=moved["refunds"],
        differences=moved["differences"],
        custodial_net=moved["custodial"],
        unallocated_net=moved["unallocated"],
        perimeter=Perimeter(joined=_money(cash.joined), left=_money(cash.left)),
        closing=_money(cash.closing),
        by_account=parts.by_account,
        by_purpose=parts.by_purpose,
    )


def _payments(moved: Mapping[str, int]) -> Payments:
    return Payments(**{name: moved[name] for name in Payments.__struct_fields__})


def _money(sums: Mapping[str, int]) -> int:
    return sum(sums[kind] for kind in _KINDS)


def _in_kind(stock: Named, by_part: Mapping[PartKey, Flow]) -> InKind:
    return InKind(
        opening=_value(stock.opening),
        received=stock.moved["received"],
        issued=stock.moved["issued"],
        handovers_net=stock.moved["taken_over"] - stock.moved["handed_over"],
        perimeter=Perimeter(joined=_value(stock.joined), left=_value(stock.left)),
        closing=_value(stock.closing),
        goods=_goods(by_part),
    )


def _value(sums: Mapping[str, int]) -> int:
    return sums["received"] - sums["issued"] + sums["taken_over"] - sums["handed_over"]


def _goods(by_part: Mapping[PartKey, Flow]) -> tuple[GoodsFlow, ...]:
    by_commodity: dict[str, list[Flow]] = defaultdict(list)
    for (_, commodity), flow in by_part.items():
        by_commodity[commodity].append(flow)
    found = []
    for commodity, flows in sorted(by_commodity.items()):
        stock = total("stock", flows)
        goods = GoodsFlow(
            commodity=commodity,
            opening_milli=_quantity(stock.opening),
            received_milli=stock.moved["received_milli"],
            issued_milli=stock.moved["issued_milli"],
            handovers_net_milli=stock.moved["taken_over_milli"] - stock.moved["handed_over_milli"],
            joined_milli=_quantity(stock.joined),
            left_milli=_quantity(stock.left),
            closing_milli=_quantity(stock.closing),
        )
        if goods != GoodsFlow(commodity=commodity):
            found.append(goods)
    return tuple(found)


def _quantity(sums: Mapping[str, int]) -> int:
    came = sums["received_milli"] + sums["taken_over_milli"]
    return came - sums["issued_milli"] - sums["handed_over_milli"]


def _mobilized(cash: Named, aid: Named, stock: Named) -> Mobilized:
    money = cash.moved["donations"] - cash.moved["refunds"]
    in_kind, direct_aid = stock.moved["received"], aid.moved["direct_aid"]
    return Mobilized(
        total=money + in_kind + direct_aid,
        cash=money,
        in_kind=in_kind,
        direct_aid=direct_aid,
        pledged_outstanding=aid.closing["pledged"],
        custodial=cash.moved["held_in"],
        gifts=cash.moved["gifts"],
    )


def _supported(cash: Named, aid: Named, stock: Named, others: Others) -> Supported:
    from_fund, in_kind = _payments(cash.moved).aid, stock.moved["issued"]
    direct_aid = aid.moved["direct_aid"]
    return Supported(
        total=from_fund + in_kind + direct_aid + others.dong,
        from_fund=from_fund,
        in_kind=in_kind,
        direct_aid=direct_aid,
        by_others=others.dong,
        custodial=cash.moved["held_out"],
        joint=others.joint,
    )


# Of what which fund has a part


def _each(
    cash: Mapping[Slot, Flow], aid: Mapping[Slot, Flow], stock: Mapping[PartKey, Flow]
) -> dict[Slot, _Raised]:
    """Return what each fund raised, gave and holds: the same sums as in the totals."""
    found: dict[Slot, _Raised] = defaultdict(_Raised)
    for slot, flow in cash.items():
        moved, raised = flow.moved, found[slot]
        raised.mobilized += moved[_CASH["donations"]] - moved[_CASH["refunds"]]
        raised.supported += sum(moved[_CASH[each.value]] for each in receiving.AIDED)
        raised.cash += sum(flow.closing[_CASH[kind]] for kind in _KINDS)
    for slot, flow in aid.items():
        found[slot].mobilized += flow.moved[_AID["direct_aid"]]
        found[slot].supported += flow.moved[_AID["direct_aid"]]
    for (slot, _), flow in stock.items():
        found[slot].mobilized += flow.moved[_STOCK["received"]]
        found[slot].supported += flow.moved[_STOCK["issued"]]
    return found


class _Beside(NamedTuple):
    """What others gave, as an association told it, and what directly below the root has it."""

    level: Level
    branch: AssociationId
    raised: _Raised


def _beside(found: Membership, others: Others) -> list[_Beside]:
    return [
        _Beside(
            found.members[association_id].level,
            found.branch(association_id, found.seen(on)),
            _Raised(supported=dong),
        )
        for association_id, on, dong in others.by_unit
    ]


def _by_level(
    found: Membership, each: Mapping[Slot, _Raised], beside: Iterable[_Beside], on: date
) -> tuple[LevelLine, ...]:
    with_fund = {fund.association_id for fund in found.funds if _is_open(fund, on)}
    associations, covered = Counter[Level](), Counter[Level]()
    for member in found.members.values():
        if found.stands(member, found.on):
            associations[member.level] += 1
            covered[member.level] += member.association_id in with_fund
    of_level: dict[Level, list[_Raised]] = defaultdict(list)
    for fund in found.funds:
        if fund.slot in each:
            of_level[found.members[fund.association_id].level].append(each[fund.slot])
    for told in beside:
        of_level[told.level].append(told.raised)
    return tuple(
        LevelLine(
            level=level,
            associations=associations[level],
            with_fund=covered[level],
            estimated=_are_in_part(
                fund
                for fund in found.funds
                if found.members[fund.association_id].level is level and fund.slot in each
            ),
            **_together(of_level[level]),
        )
        for level in Level
        if associations[level] or any(_together(of_level[level]).values())
    )


def _branches(
    found: Membership, beside: Iterable[_Beside]
) -> dict[AssociationId, list[FundMember]]:
    """Return the funds by what directly below they hang at: the own ones first.

    A fund that left hangs where it did on its last day. What has no fund is there as well, and
    what told of help and left.
    """
    root_id, on = found.root.association_id, found.on
    branches: dict[AssociationId, list[FundMember]] = {root_id: []}
    for member in found.members.values():
        if found.places.parent(member.association_id, on) == root_id and found.stands(member, on):
            branches[member.association_id] = []
    for fund in found.funds:
        days = [min(eve(span.until), on) for span in fund.spans if span.since <= on]
        if days:
            branches.setdefault(found.branch(fund.association_id, max(days)), []).append(fund)
    for told in beside:
        branches.setdefault(told.branch, [])
    return branches


def _by_unit(
    found: Membership,
    each: Mapping[Slot, _Raised],
    beside: Sequence[_Beside],
    branches: Mapping[AssociationId, Iterable[FundMember]],
    units: Mapping[AssociationId, Unit],
    on: date,
) -> tuple[UnitLine, ...]:
    lines = []
    for association_id, funds in branches.items():
        raised = [each[fund.slot] for fund in funds if fund.slot in each]
        raised += [told.raised for told in beside if told.branch == association_id]
        is_there = found.stands(found.members[association_id], found.on)
        if is_there or raised:
            line = UnitLine(
                unit=units[association_id],
                is_own=association_id == found.root.association_id,
                funds=len({fund.fund_id for fund in funds if _is_open(fund, on)}),
                estimated=_are_in_part(funds),
                **_together(raised),
            )
            lines.append(line)
    return tuple(lines)


def _together(raised: Iterable[_Raised]) -> dict[str, int]:
    every = list(raised)
    return {name: sum(getattr(each, name) for each in every) for name in _Raised.__struct_fields__}


def _are_in_part(funds: Iterable[FundMember]) -> bool:
    """Tell whether any fund counts among these in part."""
    parts: dict[FundId, list[Part]] = defaultdict(list)
    for fund in funds:
        if fund.part is not ALL:
            parts[fund.fund_id].append(fund.part)
    return not all(together(of_fund).is_whole for of_fund in parts.values())


def _is_open(fund: FundMember, on: date) -> bool:
    """Tell whether a fund counts on a day, was opened by then and not handed over."""
    return fund.opened_on <= on < (fund.ended_on or date.max) and fund.is_inside(on)
