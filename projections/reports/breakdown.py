"""The totals of a report by level, and by what hangs directly below: the same sums once more."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from ledger.values import AssociationId, FundId, Level
from projections.reports import holding, receiving
from projections.reports.flows import Flow
from projections.reports.membership import FundMember, Membership, eve
from projections.reports.report import LevelLine, Unit, UnitLine
from projections.reports.sharing import ALL, Part, together
from projections.reports.telling import Others
from projections.tables.reports import CHAINS

_CASH = {name: at for at, name in enumerate(CHAINS["cash"])}
_HELD = [_CASH[kind] for kind in holding.KINDS]
_GIVEN = [_CASH[each.value] for each in receiving.AIDED]
_DONATIONS, _REFUNDS = _CASH["donations"], _CASH["refunds"]
_DIRECT_AID = CHAINS["aid"].index("direct_aid")
_RECEIVED, _ISSUED = (CHAINS["stock"].index(name) for name in ("received", "issued"))


class Raised(msgspec.Struct, kw_only=True):
    """What was raised, given and held, in đồng."""

    mobilized: int = 0
    supported: int = 0
    cash: int = 0

    def add(self, other: "Raised") -> None:
        """Grow by another."""
        self.mobilized += other.mobilized
        self.supported += other.supported
        self.cash += other.cash


class Share(NamedTuple):
    """A fund that counts, and what it has of the totals; None if it has nothing to do with them."""

    fund: FundMember
    raised: Raised | None


class Beside(NamedTuple):
    """What others gave, as an association told it, and what directly below the root has it."""

    level: Level
    branch: AssociationId
    raised: Raised


def shares(
    funds: Iterable[FundMember],
    cash: Iterable[Flow | None],
    aid: Iterable[Flow | None],
    stock: Iterable[Mapping[str, Flow]],
) -> list[Share]:
    """Return what each fund raised, gave and holds; its flows come in the order of the funds."""
    return [
        Share(fund, None if money is None and help_ is None and not goods else raised)
        for fund, money, help_, goods in zip(funds, cash, aid, stock, strict=True)
        for raised in [_raised(money, help_, goods.values())]
    ]


def _raised(cash: Flow | None, aid: Flow | None, stock: Iterable[Flow]) -> Raised:
    found = Raised()
    if cash is not None:
        moved, closing = cash.moved, cash.closing
        found.mobilized += moved[_DONATIONS] - moved[_REFUNDS]
        found.supported += sum([moved[at] for at in _GIVEN])
        found.cash += sum([closing[at] for at in _HELD])
    if aid is not None:
        found.mobilized += aid.moved[_DIRECT_AID]
        found.supported += aid.moved[_DIRECT_AID]
    for goods in stock:
        found.mobilized += goods.moved[_RECEIVED]
        found.supported += goods.moved[_ISSUED]
    return found


def beside(found: Membership, others: Others) -> list[Beside]:
    """Return what others gave, by who told it."""
    return [
        Beside(
            found.members[association_id].level,
            found.branch(association_id, found.seen(on)),
            Raised(supported=dong),
        )
        for association_id, on, dong in others.by_unit
    ]


def by_level(
    found: Membership, each: Iterable[Share], told: Iterable[Beside], on: date
) -> tuple[LevelLine, ...]:
    """Return a line for each level that has an association, or something of the totals."""
    with_fund = {fund.association_id for fund in found.funds if is_open(fund, on)}
    associations, covered = Counter[Level](), Counter[Level]()
    for member in found.members.values():
        if found.stands(member, found.on):
            associations[member.level] += 1
            covered[member.level] += member.association_id in with_fund
    raised: dict[Level, Raised] = defaultdict(Raised)
    counting: dict[Level, list[FundMember]] = defaultdict(list)
    for share in each:
        if share.raised is not None:
            level = found.members[share.fund.association_id].level
            raised[level].add(share.raised)
            counting[level].append(share.fund)
    for other in told:
        raised[other.level].add(other.raised)
    return tuple(
        LevelLine(
            level=level,
            associations=associations[level],
            with_fund=covered[level],
            estimated=_are_in_part(counting[level]),
            **msgspec.structs.asdict(raised[level]),
        )
        for level in Level
        if associations[level] or raised[level] != Raised()
    )


def branches(
    found: Membership, each: Iterable[Share], told: Iterable[Beside]
) -> dict[AssociationId, list[Share]]:
    """Return the funds by what directly below they hang at: the own ones first.

    A fund that left hangs where it did on its last day. What has no fund is there as well, and
    what told of help and left.
    """
    root_id, on = found.root.association_id, found.on
    hanging: dict[AssociationId, list[Share]] = {root_id: []}
    for member in found.members.values():
        if found.places.parent(member.association_id, on) == root_id and found.stands(member, on):
            hanging[member.association_id] = []
    for share in each:
        days = [min(eve(span.until), on) for span in share.fund.spans if span.since <= on]
        if days:
            branch = found.branch(share.fund.association_id, max(days))
            hanging.setdefault(branch, []).append(share)
    for other in told:
        hanging.setdefault(other.branch, [])
    return hanging


def by_unit(
    found: Membership,
    hanging: Mapping[AssociationId, Sequence[Share]],
    told: Iterable[Beside],
    units: Mapping[AssociationId, Unit],
    on: date,
) -> tuple[UnitLine, ...]:
    """Return a line for the association itself, and for each that hangs directly below it."""
    beside_it: dict[AssociationId, list[Raised]] = defaultdict(list)
    for other in told:
        beside_it[other.branch].append(other.raised)
    lines = []
    for association_id, of_branch in hanging.items():
        parts = [share.raised for share in of_branch if share.raised is not None]
        parts += beside_it.get(association_id, ())
        if parts or found.stands(found.members[association_id], found.on):
            whole = Raised()
            for part in parts:
                whole.add(part)
            line = UnitLine(
                unit=units[association_id],
                is_own=association_id == found.root.association_id,
                funds=open_funds((share.fund for share in of_branch), on),
                estimated=_are_in_part(share.fund for share in of_branch),
                mobilized=whole.mobilized,
                supported=whole.supported,
                cash=whole.cash,
            )
            lines.append(line)
    return tuple(lines)


def open_funds(funds: Iterable[FundMember], on: date) -> int:
    """Return how many of some funds are open on a day; one counts once for all who have a part."""
    return len({fund.fund_id for fund in funds if is_open(fund, on)})


def is_open(fund: FundMember, on: date) -> bool:
    """Tell whether a fund counts on a day, was opened by then and not handed over."""
    return fund.opened_on <= on < (fund.ended_on or date.max) and fund.is_inside(on)


def _are_in_part(funds: Iterable[FundMember]) -> bool:
    """Tell whether any fund counts among these in part."""
    parts: dict[FundId, list[Part]] = defaultdict(list)
    for fund in funds:
        if fund.part is not ALL:
            parts[fund.fund_id].append(fund.part)
    return not all(together(of_fund).is_whole for of_fund in parts.values())
