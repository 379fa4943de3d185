"""What was given in single acts, as everybody may read it, with the tags that nobody may."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import or_, select

from ledger.values import AssociationId, DisbursementId, FundId
from projections.reports.exchanging import Act, Counted, Figures
from projections.reports.membership import FundMember
from projections.reports.protection import FEW
from projections.reports.report import Days
from projections.tables import bulk
from projections.views import Reading


class Given(NamedTuple):
    """What one entry gave, or took back (below zero), by tag.

    Of a tag: awards, lượt, awards whose recipients were not counted, đồng, and recipients whom no
    line names, at the most.
    """

    fund_id: FundId
    on: date
    position: int
    act: str
    awards: int
    recipients: int
    is_list: bool
    overlaps: bool
    tags: Mapping[str, tuple[int, int, int, int, int]]


class Window(NamedTuple):
    """What a publication counts: entries of these funds that were known at its position."""

    funds: Mapping[FundId, FundMember]
    known_at: int

    def has(self, given: Given) -> bool:
        """Tell whether an entry is counted."""
        fund = self.funds.get(given.fund_id)
        return given.position <= self.known_at and fund is not None and fund.is_inside(given.on)


def count(reading: Reading, funds: Iterable[FundId], period: Days) -> int:
    """Return how many entries of a period gave something."""
    listed, params = _listed(reading, funds)
    name = reading.tables.givings.name
    query = f"""
        SELECT count(*) FROM {listed} a CROSS JOIN {name} g
        WHERE g.fund_id = a.fund_id AND {_inside(period)}
    """  # noqa: S608  # our own names and days
    counted: int = reading.connection.exec_driver_sql(query, params).scalar_one()
    return counted


def given(
    reading: Reading, funds: Iterable[FundId], period: Days, known_at: int, since: int = 0
) -> Iterator[Given]:
    """Yield what was given in a period, recorded behind a position and up to another."""
    listed, params = _listed(reading, funds)
    name = reading.tables.givings.name
    query = f"""
        SELECT g.fund_id, g.effective_on, g.position, g.act, g.awards, g.recipients,
               g.is_list, g.overlaps, g.tags
        FROM {listed} a CROSS JOIN {name} g
        WHERE g.fund_id = a.fund_id AND {_inside(period)}
          AND g.position > {since} AND g.position <= {known_at}
    """  # noqa: S608  # our own names, days and whole numbers
    decoder = msgspec.json.Decoder(dict[str, tuple[int, int, int, int, int]])
    for row in reading.connection.exec_driver_sql(query, params):
        fund_id, on, position, act, awards, recipients, is_list, overlaps, tags = row
        yield Given(
            FundId(UUID(str(fund_id))),
            on if isinstance(on, date) else date.fromisoformat(on),
            position,
            act,
            awards,
            recipients,
            bool(is_list),
            bool(overlaps),
            decoder.decode(tags),
        )


def acts(
    reading: Reading,
    funds: Mapping[FundId, tuple[AssociationId, ...]],
    period: Days,
    windows: Sequence[Window],
) -> list[Act]:
    """Return the acts of a period that any of some publications counts, by funds and where."""
    ids = list(funds)
    known_at = max(each.known_at for each in windows)
    by_act: dict[tuple[str, FundId], list[Given]] = defaultdict(list)
    for entry in given(reading, ids, period, known_at):
        by_act[entry.act, entry.fund_id].append(entry)
    by_fund = {
        fund_id: [at for at, each in enumerate(windows) if fund_id in each.funds] for fund_id in ids
    }
    elsewhere = _elsewhere(reading, ids, period, known_at)
    line = _in_one_line(reading, set(ids))
    divided, to_few = _divided(reading, line), _to_few(reading, {*ids, *line})
    named = _named(reading, ids)
    found = []
    for (name, fund_id), entries in by_act.items():
        parts = _parts(entries, by_fund, windows)
        if parts:
            began_here = any(each.awards > 0 for each in entries)
            disbursement, _, _ = name.partition(" ")
            act = Act(
                parts=parts,
                is_single=name in to_few or any(0 < each.recipients < FEW for each in entries),
                is_list=entries[0].is_list,
                overlaps=any(each.overlaps for each in entries),
                is_divided=name in elsewhere or name in divided or not began_here,
                is_named=disbursement in named,
                disbursement=disbursement,
                places=funds[fund_id],
            )
            found.append(act)
    return found


def _parts(
    entries: Sequence[Given],
    by_fund: Mapping[FundId, Sequence[int]],
    windows: Sequence[Window],
) -> dict[str, Counted]:
    sums: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for entry in entries:
        for at in by_fund[entry.fund_id]:
            if windows[at].has(entry):
                for tag, amounts in entry.tags.items():
                    summed = sums[tag].setdefault(at, [0] * len(amounts))
                    for n, amount in enumerate(amounts):
                        summed[n] += amount
    found: dict[str, Counted] = {}
    for tag, by_window in sums.items():
        counted = tuple(
            (at, Figures(awards, None if uncounted else instances, dong))
            for at, (awards, instances, uncounted, dong, _) in sorted(by_window.items())
            if awards or instances or uncounted or dong
        )
        if counted:
            found[tag] = counted
    return found


def _elsewhere(
    reading: Reading, funds: Iterable[FundId], period: Days, known_at: int
) -> frozenset[str]:
    """Return the acts of which a part was given, or came back, in another year."""
    listed, params = _listed(reading, funds)
    name = reading.tables.givings.name
    query = f"""
        SELECT DISTINCT g.act FROM {listed} a CROSS JOIN {name} g
        WHERE g.fund_id = a.fund_id AND NOT ({_inside(period)})
          AND g.position <= {known_at} AND (g.awards < 0 OR NOT g.is_whole)
    """  # noqa: S608  # our own names, days and a whole number
    return frozenset(act for (act,) in reading.connection.exec_driver_sql(query, params))


def _to_few(reading: Reading, funds: Iterable[FundId]) -> frozenset[str]:
    """Return the acts of which a few ever received a part, or gave one back, in whichever year.

    All that such an act gave has one tag: what tells it of nine who received in one year, tells it
    of the tenth in the next.
    """
    listed, params = _listed(reading, funds)
    name = reading.tables.givings.name
    query = f"""
        SELECT DISTINCT g.act FROM {listed} a CROSS JOIN {name} g
        WHERE g.fund_id = a.fund_id AND NOT g.is_list AND g.recipients BETWEEN 1 AND {FEW - 1}
    """  # noqa: S608  # our own names and a whole number
    return frozenset(act for (act,) in reading.connection.exec_driver_sql(query, params))


def _divided(reading: Reading, funds: Iterable[FundId]) -> frozenset[str]:
    """Return the acts of which a fund gave a part, and one that took over from it another.

    Whatever is published of either, and of which days: everybody can see that it is one act.
    """
    listed, params = _listed(reading, funds)
    name = reading.tables.givings.name
    query = f"""
        SELECT g.act FROM {listed} a CROSS JOIN {name} g
        WHERE g.fund_id = a.fund_id AND NOT g.is_list
        GROUP BY g.act HAVING count(DISTINCT g.fund_id) > 1
    """  # noqa: S608  # our own names
    return frozenset(act for (act,) in reading.connection.exec_driver_sql(query, params))


def _in_one_line(reading: Reading, funds: AbstractSet[FundId]) -> set[FundId]:
    """Return what was handed over to or by any of some funds, and those it went to, and so on."""
    h = reading.tables.handovers
    beside: dict[FundId, list[FundId]] = defaultdict(list)
    for row in reading.all(select(h.c.from_fund_id, h.c.to_fund_id)):
        beside[row.from_fund_id].append(row.to_fund_id)
        beside[row.to_fund_id].append(row.from_fund_id)
    found, left = set[FundId](), [each for each in funds if each in beside]
    while left:
        fund_id = left.pop()
        if fund_id not in found:
            found.add(fund_id)
            left += beside[fund_id]
    return found


def _named(reading: Reading, funds: Iterable[FundId]) -> frozenset[str]:
    """Return the disbursements with which somebody was ever named, whenever that was agreed to."""
    n = reading.tables.award_namings
    query = select(n.c.disbursement_id).where(
        bulk.among(reading.connection, n.c.fund_id, set(funds))
    )
    return frozenset(row.disbursement_id.hex for row in reading.all(query))


def years(reading: Reading, fund_id: FundId, disbursement_id: DisbursementId) -> list[int]:
    """Return the calendar years in which a disbursement gave something, or something came back."""
    g = reading.tables.givings
    act = disbursement_id.hex
    query = select(g.c.effective_on).where(
        g.c.fund_id == fund_id, or_(g.c.act == act, g.c.act.startswith(f"{act} "))
    )
    return sorted({row.effective_on.year for row in reading.all(query)})


def _inside(period: Days) -> str:
    return f"g.effective_on BETWEEN '{period.first}' AND '{period.last}'"


def _listed(reading: Reading, funds: Iterable[FundId]) -> tuple[str, tuple[object, ...]]:
    rows = [(fund_id,) for fund_id in dict.fromkeys(funds)]
    return bulk.listed(reading.connection, {"fund_id": UUID}, rows)
