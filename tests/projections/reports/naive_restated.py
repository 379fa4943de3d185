"""A second opinion on restated reports: what of each fund is whose, as plain fractions."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from ledger.events.association import Succeeded
from ledger.events.fund.handing_over import FundHandedOver
from ledger.store.log.codec import Recorded
from ledger.values import AssociationId, Level
from tests.projections.reports.naive import KINDS, PURPOSES, Naive, held
from tests.projections.reports.naive_paper import Books

Figures = Mapping[tuple[str, ...], int]

UNSHARED = {"transfers", "recipients", "by_level", "from_paper", "goods_milli"}
"""What is no amount that each fund has a part of."""

BETWEEN = ("transfers_in", "handovers_in", "in_transit_net", "transfers_out", "handovers_out")


class Restated(Naive):
    """What the events say of an association under the tree of one day."""

    def __init__(
        self,
        events: Sequence[Recorded],
        root: AssociationId,
        first: date,
        last: date,
        *,
        own: bool,
        on: date,
    ) -> None:
        super().__init__(events, root, first, last, own=own)
        self.on = on
        self.shares: dict[UUID, list[tuple[UUID, Fraction]]] = {
            each.stream: [
                (heir.association_id, Fraction(heir.share_millionths, 10**6))
                for heir in each.event.successors
            ]
            for each in events
            if isinstance(each.event, Succeeded)
        }

    def heirs(self, association: UUID) -> dict[UUID, Fraction]:
        """Who is there on the day for an association, and with what share of it."""
        found: dict[UUID, Fraction] = defaultdict(Fraction)
        if not self.has_ended(association, self.on) or association not in self.shares:
            return {association: Fraction(1)}
        for successor, share in self.shares[association]:
            for heir, of_heir in self.heirs(successor).items():
                found[heir] += share * of_heir
        return found

    def is_there(self, association: UUID) -> bool:
        """Whether an association is there on the day."""
        since = self.established.get(association)
        return since is not None and since <= self.on and not self.has_ended(association, self.on)

    def share(self, association: UUID) -> Fraction:
        """What of an association counts."""
        return sum(
            (share for heir, share in self.heirs(association).items() if self.lies_inside(heir)),
            Fraction(0),
        )

    def lies_inside(self, association: UUID) -> bool:
        return super().inside(association, self.on)

    def inside(self, association: UUID, on: date) -> bool:  # noqa: ARG002  # on any day alike
        return self.share(association) > 0

    def all_whole(self) -> bool:
        """Whether nothing counts in part."""
        return all(self.share(each) in {0, 1} for each in self.levels)

    def held(self, parts: Sequence[Counter[str]]) -> dict[str, Any]:
        return by_kinds(parts)

    def moves(self) -> list[date]:
        return super().changes()

    def changes(self) -> list[date]:
        """Nothing joins or leaves."""
        return []

    def books(self) -> Books:
        return super().books()._replace(days=[self.first, *self.moves(), self.last])

    def by_level(self, *_: object) -> list[dict[str, Any]]:
        """Who is there on the day; what their funds come to is asked of the totals."""
        there = [each for each in self.levels if self.is_there(each) and self.lies_inside(each)]
        handed_over = {
            each.stream
            for each in self.events
            if isinstance(each.event, FundHandedOver) and each.event.effective_on <= self.last
        }
        covered = {
            heir
            for fund, (association, since) in self.funds.items()
            if since <= self.last and fund not in handed_over
            for heir in self.heirs(association)
        }
        counted = []
        for level in Level:
            here = {each for each in there if self.levels[each] is level}
            if here:
                counted.append(
                    {
                        "level": level.value,
                        "associations": len(here),
                        "with_fund": len(here & covered),
                    }
                )
        return counted

    def expected(self) -> dict[tuple[str, ...], Fraction]:
        """What each figure comes to, as the sum of each fund's by its share."""
        found: dict[tuple[str, ...], Fraction] = defaultdict(Fraction)
        for fund, (association, _) in self.funds.items():
            share = self.share(association)
            if share:
                alone = _Alone(self.events, self.root, self.first, self.last, fund)
                for name, dong in figures(alone.report()).items():
                    found[name] += share * dong
        return found


class _Alone(Naive):
    """One fund, as if there were no other."""

    def __init__(
        self, events: Sequence[Recorded], root: AssociationId, first: date, last: date, fund: UUID
    ) -> None:
        super().__init__(events, root, first, last, own=True)
        self.fund = fund

    def counts(self, fund: UUID, on: date) -> bool:  # noqa: ARG002  # on any day alike
        return fund == self.fund

    def inside(self, association: UUID, on: date) -> bool:  # noqa: ARG002
        return False

    def held(self, parts: Sequence[Counter[str]]) -> dict[str, Any]:
        return by_kinds(parts)

    def changes(self) -> list[date]:
        return []


def by_kinds(parts: Sequence[Counter[str]]) -> dict[str, Any]:
    """The money by the kinds of accounts and purposes alone: those of others are among them."""
    return {
        "by_account": [held(kind, "account_id", *parts) for kind in KINDS],
        "by_purpose": [held(kind, "purpose", *parts) for kind in PURPOSES],
    }


def figures(report: dict[str, Any]) -> dict[tuple[str, ...], int]:
    """Return the amounts of a report that each fund has a part of, by their paths.

    What went between funds is one amount: what of it is taken out depends on who is inside.
    """
    found = dict(_figures({k: v for k, v in report.items() if k not in UNSHARED}, ()))
    found["cash", "between"] = sum(
        found.pop(("cash", name)) * (-1 if name.endswith("out") else 1) for name in BETWEEN
    )
    for name in ("total", "by_others"):
        found.pop(("supported", name))
    return found


def _figures(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:  # noqa: ANN401
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _figures(below, (*path, name))
    elif isinstance(value, list):
        for each in value:
            if "kind" in each:
                yield from _figures(each, (*path, each["kind"]))
    elif isinstance(value, int):
        yield path, value
