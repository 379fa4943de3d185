"""Composes the report of an association: every total in it comes from the same running sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from ledger.shares import WHOLE
from ledger.values import AssociationId, ReportScope
from projections.reports import (
    breakdown,
    dividing,
    figures,
    holding,
    membership,
    receiving,
    restating,
    running_sums,
    telling,
    transferring,
)
from projections.reports.flows import Flow, Named, of_funds, total
from projections.reports.membership import Member, Membership
from projections.reports.money import (
    Cash,
    Eliminated,
    GoodsFlow,
    InKind,
    Payments,
    Perimeter,
    Receipts,
)
from projections.reports.report import (
    Days,
    Mobilized,
    Report,
    Restated,
    SharedUnit,
    Supported,
    Unit,
)
from projections.reports.running_sums import Key
from projections.reports.sharing import Part
from projections.reports.telling import Others
from projections.tables.reports import CHAINS, ChainName
from projections.views import Reading

_AID = {name: at for at, name in enumerate(CHAINS["aid"])}
_CHAINS: tuple[ChainName, ...] = ("cash", "aid", "stock", "legs")
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


def report(reading: Reading, asked: Asked) -> Report:
    """Return the report of an association.

    Raises `PositionNotFound`, `AssociationNotFound`, `AssociationNotInPeriod`,
    `AssociationNotOnDay`.
    """
    as_of = reading.as_of(asked.known_at)
    known_at, period = as_of.position, Days(first=asked.first, last=asked.last)
    found = _membership(reading, asked, period, known_at)
    funds = found.funds
    keys = running_sums.keys(reading, [each.fund_id for each in funds], *_CHAINS)
    whole = {
        chain: of_funds(reading, chain, keys[chain], funds, period, known_at)
        for chain in ("cash", "aid", "stock")
    }
    cash = dividing.of_funds(whole["cash"], funds, dividing.of_cash)
    aid = dividing.of_funds(whole["aid"], funds, dividing.of_aid)
    stock = dividing.goods_of_funds(whole["stock"], funds)
    between = transferring.between(reading, found, keys["legs"], period, known_at)
    of_cash = total("cash", (flow for flow in cash if flow is not None))
    of_aid = total("aid", (flow for flow in aid if flow is not None))
    of_stock = total("stock", (flow for goods in stock for flow in goods.values()))
    parts = holding.parts(reading, of_cash, found, asked.scope, period, known_at)
    mobilized = _mobilized(of_cash, of_aid, of_stock)
    is_deep = asked.scope is ReportScope.CONSOLIDATED
    others = telling.others(reading, found, period, known_at, deep=is_deep)
    supported = _supported(of_cash, of_aid, of_stock, others)
    counted = figures.lines(reading, found, asked.scope, period, known_at)
    each = breakdown.shares(found.funds, cash, aid, stock)
    beside = breakdown.beside(found, others)
    branches = breakdown.branches(found, each, beside) if is_deep else {}
    shares = _shares(found, period.last)
    named = {asked.association_id, *branches, *shares}
    units = membership.units(reading, named, found.on, known_at)
    return Report(
        association=units[asked.association_id],
        period=period,
        scope=asked.scope,
        restated=_restated(asked.restated, shares, units),
        known_at=as_of,
        funds=breakdown.open_funds(found.funds, period.last),
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
            are_shared=_gave_in_part(found, whole["aid"]),
            with_categories=asked.with_categories,
        ),
        by_level=breakdown.by_level(found, each, beside, period.last),
        by_unit=breakdown.by_unit(found, branches, beside, units, period.last),
        statistics=counted,
        # An aim is one of the whole: what an association reached alone says nothing of it.
        targets=figures.aims(
            reading, asked.association_id, counted if is_deep else (), period, known_at
        ),
        per_inhabitant=figures.per_inhabitant(
            counted, mobilized, supported, _money(of_cash.closing)
        ),
        from_paper=telling.from_paper(reading, found, period, known_at, deep=is_deep),
    )


def counted(reading: Reading, asked: Asked) -> frozenset[AssociationId]:
    """Return the associations that count in a report, whenever they do.

    Raises what `report` raises.
    """
    period = Days(first=asked.first, last=asked.last)
    found = _membership(reading, asked, period, reading.as_of(asked.known_at).position)
    return frozenset(each for each in found.members if found.counts_for(each))


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


def _gave_in_part(found: Membership, aid: Mapping[Key, Flow]) -> bool:
    """Tell whether a fund gave awards in the period that counts in part."""
    parts = found.parts()
    return any(
        not parts[fund_id].is_whole and any(flow.moved[at] for at in _AWARDS)
        for (fund_id, _), flow in aid.items()
        if fund_id in parts
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


def _in_kind(stock: Named, by_fund: Iterable[Mapping[str, Flow]]) -> InKind:
    return InKind(
        opening=_value(stock.opening),
        received=stock.moved["received"],
        issued=stock.moved["issued"],
        handovers_net=stock.moved["taken_over"] - stock.moved["handed_over"],
        perimeter=Perimeter(joined=_value(stock.joined), left=_value(stock.left)),
        closing=_value(stock.closing),
        goods=_goods(by_fund),
    )


def _value(sums: Mapping[str, int]) -> int:
    return sums["received"] - sums["issued"] + sums["taken_over"] - sums["handed_over"]


def _goods(by_fund: Iterable[Mapping[str, Flow]]) -> tuple[GoodsFlow, ...]:
    by_commodity: dict[str, list[Flow]] = defaultdict(list)
    for of_fund in by_fund:
        for commodity, flow in of_fund.items():
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
