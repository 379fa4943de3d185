"""A second opinion on every figure of a report: one pass over all events, in the plainest way."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from ledger.accounts import Chart
from ledger.events.base import Event
from ledger.events.fund.handing_over import (
    GoodsHandedOver,
    GoodsTakenOver,
    MoneyHandedOver,
    MoneyTakenOver,
    PledgeHandedOver,
)
from ledger.events.fund.mobilizing import DirectAidReported, PledgeMade, PledgeWithdrawn
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import CustodialPaid, CustodialReceived, DonationReceived
from ledger.events.fund.spending import GoodsIssued
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.postings import postings
from ledger.store.log.codec import Recorded
from ledger.values import Level
from tests.projections.reports import naive_holding
from tests.projections.reports.naive_events import DAY, Events
from tests.projections.reports.naive_paper import Books, from_paper, others
from tests.projections.reports.naive_receiving import AIDED, recipients
from tests.projections.reports.naive_receiving import given as given_by

KINDS = ("cash_box", "bank", "term_deposit")
CAME = {Chart.DONATIONS, Chart.INTEREST, Chart.TRANSFERS_IN, Chart.HANDOVERS_IN}
PURPOSES = ("general", "restricted", "unallocated", "custodial")


class Naive(Events):
    """All that the events up to a position say, asked about one association and its period."""

    def report(self) -> dict[str, Any]:
        funds = set(self.funds)
        before = self.first - DAY
        opening = self.balances(before, {f for f in funds if self.counts(f, before)})
        closing = self.balances(self.last, {f for f in funds if self.counts(f, self.last)})
        joined, left = Counter[str](), Counter[str]()
        for day in self.changes():
            came = {f for f in funds if self.counts(f, day) and not self.counts(f, day - DAY)}
            went = {f for f in funds if self.counts(f, day - DAY) and not self.counts(f, day)}
            joined.update(self.balances(day - DAY, came))
            left.update(self.balances(day - DAY, went))
        moved, opened, sums = Counter[str](), Counter[str](), Counter[str]()
        for each in self.in_period():
            event, sign = self.original(each)
            moved.update(self.money(each))
            if isinstance(event, OpeningBalanceRecorded):
                opened.update(self.money(each))
            sums.update(self.lines(each, event, sign))
        between = self.between()
        raised = self.raised()
        by_others, joint, helped = others(self.events, self.books())
        parts = (opening, moved, opened, joined, left, closing)
        return {
            "cash": {
                "opening": total(opening) + total(opened),
                "opening_recorded": total(opened),
                "receipts": {name: sums[name] for name in ("donations", "interest")},
                "transfers_in": sums["transfers_in"] - between["received"],
                "transfers_out": sums["transfers_out"] - between["sent"],
                "handovers_in": sums["handovers_in"] - between["taken"],
                "handovers_out": sums["handovers_out"] - between["handed"],
                "in_transit_net": between["received"]
                + between["taken"]
                - between["sent"]
                - between["handed"],
                "payments": {name: sums[name] for name in (*AIDED, "administration")},
                "bank_fees": sums["bank_fees"],
                "refunds": sums["refunds"],
                "differences": sums["differences"],
                "custodial_net": moved["custodial"],
                "unallocated_net": moved["unallocated"],
                "perimeter": {"joined": total(joined), "left": total(left)},
                "closing": total(closing),
                **self.held(parts),
            },
            "in_kind": {
                "opening": opening["goods"],
                "received": sums["goods_received"],
                "issued": sums["goods_issued"],
                "handovers_net": sums["goods_over"],
                "perimeter": {"joined": joined["goods"], "left": left["goods"]},
                "closing": closing["goods"],
            },
            "goods_milli": {k: v for k, v in closing.items() if k.startswith("#") and v},
            "mobilized": {
                "total": sum(raised["mobilized"].values()),
                "cash": sums["donations"] - sums["refunds"],
                "in_kind": sums["goods_received"],
                "direct_aid": sums["direct_aid"],
                "pledged_outstanding": self.pledged(),
                "custodial": sums["held_in"],
                "gifts": sums["gifts"],
            },
            "supported": {
                "total": sum(raised["supported"].values()) + sum(by_others.values()),
                "from_fund": sum(sums[name] for name in AIDED),
                "in_kind": sums["goods_issued"],
                "direct_aid": sums["direct_aid"],
                "by_others": sum(by_others.values()),
                "custodial": sums["held_out"],
                "joint": joint,
            },
            "transfers": between["shown"],
            "recipients": {
                **recipients(
                    given._replace(whom=self.who(given.whom, each.stream), undoes=self.undoes(each))
                    for each in self.in_period()
                    for given in given_by(*self.original(each), self.proposals)
                ),
                "by_others": helped,
            },
            "by_level": self.by_level(raised, by_others),
            "from_paper": from_paper(self.events, self.books()),
        }

    def held(self, parts: Sequence[Counter[str]]) -> dict[str, Any]:
        """The money by account and purpose: each of own ones, or their kinds."""
        by_account = [held(kind, "account_id", *parts) for kind in KINDS]
        by_purpose = [held(kind, "purpose", *parts) for kind in PURPOSES]
        if self.own:
            funds = [f for f, (a, on) in self.funds.items() if a == self.root and on <= self.last]
            by_account, by_purpose = naive_holding.own(self.events, funds, self.first, self.last)
        return {"by_account": by_account, "by_purpose": by_purpose}

    def changes(self) -> list[date]:
        dated = {since for places in self.places.values() for since, _, _ in places}
        dated |= {on for on, _ in self.ends.values()}
        return sorted(day for day in dated if self.first <= day <= self.last)

    def charts(self, each: Recorded) -> Counter[str]:
        sums: Counter[str] = Counter()
        for line in postings(each.event):
            chart, dong = line.chart.value.rpartition(":")[2].replace("-", "_"), line.amount
            if line.chart in {
                Chart.DONATIONS,
                Chart.INTEREST,
                Chart.TRANSFERS_IN,
                Chart.HANDOVERS_IN,
            }:
                sums[chart] -= dong
            elif line.chart in {Chart.SURPLUS, Chart.SHORTAGE}:
                sums["differences"] -= dong
            elif line.chart is not Chart.GOODS_ISSUED:
                sums[chart] += dong
        return sums

    def lines(self, each: Recorded, event: Event, sign: int) -> Counter[str]:
        sums = self.charts(each)
        match event:
            case CustodialReceived():
                sums["held_in"] += sign * event.amount_dong
            case CustodialPaid():
                sums["held_out"] += sign * event.amount_dong
            case DonationReceived():
                sums["gifts"] += sign
                if event.goods is not None:
                    sums["goods_received"] += sign * event.amount_dong
            case GoodsIssued():
                sums["goods_issued"] += sign * event.amount_dong
            case GoodsTakenOver():
                sums["goods_over"] += event.amount_dong
            case GoodsHandedOver():
                sums["goods_over"] -= event.amount_dong
            case DirectAidReported():
                sums["direct_aid"] += sign * event.amount_dong
        return sums

    def raised(self) -> dict[str, Counter[UUID]]:
        """What each fund mobilised and supported in the period."""
        mobilized, supported = Counter[UUID](), Counter[UUID]()
        for each in self.in_period():
            event, sign = self.original(each)
            sums = self.lines(each, event, sign)
            mobilized[each.stream] += (
                sums["donations"] - sums["refunds"] + sums["goods_received"] + sums["direct_aid"]
            )
            supported[each.stream] += sums["goods_issued"] + sums["direct_aid"]
            supported[each.stream] += sum(sums[name] for name in AIDED)
        return {"mobilized": mobilized, "supported": supported}

    def pledged(self) -> int:
        left = 0
        for fund, each in self.until(self.last):
            if not self.counts(fund, self.last):
                continue
            event, sign = self.original(each)
            if isinstance(event, PledgeMade):
                left += event.amount_dong
            elif isinstance(event, PledgeWithdrawn | PledgeHandedOver):
                left -= event.amount_dong
            elif isinstance(event, DonationReceived) and event.pledge is not None:
                left -= sign * event.pledge.amount_dong
        return left

    def legs(self, each: Recorded) -> tuple[str, UUID, int] | None:
        """Which leg of a transfer it is, with whom, of how much (below zero: undone)."""
        event, sign = self.original(each)
        if not isinstance(event, TransferSent | TransferReceived | TransferReturned):
            return None
        from_fund, to_fund = self.transfers[event.transfer_id]
        other = to_fund if each.stream == from_fund else from_fund
        if isinstance(event, TransferReturned):
            sign = -sign
        side = "received" if isinstance(event, TransferReceived) else "sent"
        return side, other, sign * event.amount_dong

    def is_known(self, leg: Recorded, other: UUID) -> bool:
        """Whether a leg is told of: one in a book of others no later than that here was closed."""
        if self.counts(leg.stream, self.last):
            return True
        sealed_at = self.sealed_at(other)
        return sealed_at is None or leg.position <= sealed_at

    def between(self) -> dict[str, Any]:
        eliminated: dict[str, Counter[str]] = {"sent": Counter(), "received": Counter()}
        handed = taken = 0
        for each in self.in_period():
            match each.event:
                case MoneyHandedOver(to_fund_id=to, effective_on=on) if self.counts(to, on):
                    handed += each.event.amount_dong
                case MoneyTakenOver(from_fund_id=of, effective_on=on) if self.counts(of, on):
                    taken += each.event.amount_dong
            leg = self.legs(each)
            if leg is not None and self.counts(leg[1], each.event.effective_on):  # type: ignore[attr-defined]
                eliminated[leg[0]].update(dong=leg[2], transfers=1 if leg[2] > 0 else -1)
        transit: dict[str, Counter[str]] = defaultdict(Counter)
        for fund, each in self.until(self.last):
            leg = self.legs(each)
            if leg is None:
                continue
            side, other, dong = leg
            from_fund, to_fund = (fund, other) if side == "sent" else (other, fund)
            here, there = self.counts(from_fund, self.last), self.counts(to_fund, self.last)
            if (here or there) and self.is_known(each, other):
                name = "within" if here and there else "outgoing" if here else "incoming"
                by = 1 if side == "sent" else -1
                transit[name].update(dong=by * dong, transfers=by * (1 if dong > 0 else -1))
        return {
            "sent": eliminated["sent"]["dong"],
            "received": eliminated["received"]["dong"],
            "handed": handed,
            "taken": taken,
            "shown": {
                "eliminated": {
                    **{side: counted(legs) for side, legs in eliminated.items()},
                    "handed_over": handed,
                    "taken_over": taken,
                },
                "in_transit": {
                    name: counted(transit[name]) for name in ("within", "outgoing", "incoming")
                },
            },
        }

    def books(self) -> Books:
        return Books(
            first=self.first,
            last=self.last,
            own=self.own,
            days=[self.first, *self.changes(), self.last],
            above=self.above,
            inside=self.inside,
            levels=self.levels,
            funds=self.funds,
        )

    def above(self, association: UUID, on: date) -> set[UUID]:
        found, at = {association}, self.parent(association, on)
        while at is not None:
            found.add(at)
            at = self.parent(at, on)
        return found

    def by_level(
        self, raised: dict[str, Counter[UUID]], by_others: dict[UUID, int]
    ) -> list[dict[str, Any]]:
        found = []
        inside = [
            each
            for each, since in self.established.items()
            if self.inside(each, self.last)
            and since <= self.last
            and not self.has_ended(each, self.last)
        ]
        open_ = {a for f, (a, since) in self.funds.items() if since <= self.last and a in inside}
        cash = {
            fund: total(self.balances(self.last, {fund}))
            for fund in self.funds
            if self.counts(fund, self.last)
        }
        for level in Level:
            here = {a for a in inside if self.levels[a] is level}
            funds = [f for f, (a, _) in self.funds.items() if self.levels[a] is level]
            sums = {
                "mobilized": sum(raised["mobilized"][f] for f in funds),
                "supported": sum(raised["supported"][f] for f in funds)
                + sum(dong for a, dong in by_others.items() if self.levels[a] is level),
                "cash": sum(cash.get(f, 0) for f in funds),
            }
            if here or any(sums.values()):
                found.append(
                    {
                        "level": level.value,
                        "associations": len(here),
                        "with_fund": len(here & open_),
                        **sums,
                    }
                )
        return found


def total(counted_dong: Counter[str]) -> int:
    return sum(counted_dong[kind] for kind in KINDS)


def held(kind: str, named_by: str, *parts: Counter[str]) -> dict[str, Any]:
    opening, moved, opened, joined, left, closing = parts
    return {
        "kind": kind,
        "fund_id": None,
        named_by: None,
        "name": None,
        "opening": opening[kind] + opened[kind],
        "moved": moved[kind] - opened[kind],
        "joined": joined[kind],
        "left": left[kind],
        "closing": closing[kind],
    }


def counted(legs: Counter[str]) -> dict[str, int]:
    return {"transfers": legs["transfers"], "dong": legs["dong"]}


def shown(report: msgspec.Struct) -> dict[str, Any]:
    """Return those parts of a report that the naive fold has an opinion on, in its form."""
    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(report))
    goods = told["in_kind"].pop("goods")
    told["goods_milli"] = {
        f"#{each['commodity']}": each["closing_milli"] for each in goods if each["closing_milli"]
    }
    names = ("cash", "in_kind", "goods_milli", "mobilized", "supported", "transfers", "recipients")
    told["from_paper"] = {
        name: date.fromisoformat(value) if name in {"since", "as_of"} and value else value
        for name, value in told["from_paper"].items()
    }
    for line in told["by_level"]:
        line.pop("estimated")
    return {name: told[name] for name in (*names, "by_level", "from_paper")}
