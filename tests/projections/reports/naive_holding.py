"""A second opinion on where own money lies and what it is for: every posting, line by line."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ledger.accounts import Chart
from ledger.events.fund.handing_over import AccountTakenOver, CustodyTakenOver, PurposeTakenOver
from ledger.events.fund.opening import AccountOpened, PurposeDefined
from ledger.events.fund.receiving import CustodialReceived
from ledger.postings import postings
from ledger.store.log.codec import Recorded

Line = dict[str, Any]
Cells = dict[tuple[UUID, str], Counter[str]]


def own(
    events: Sequence[Recorded], funds: Iterable[UUID], first: date, last: date
) -> tuple[list[Line], list[Line]]:
    """Each account and each purpose of funds that never come or go."""
    accounts, purposes = moved(events, first, last)
    by_account, by_purpose = [], []
    for fund in funds:
        here = [each.event for each in events if each.stream == fund]
        for event in here:
            if isinstance(event, AccountOpened | AccountTakenOver) and event.effective_on <= last:
                sums = accounts[fund, str(event.account_id)]
                line = {"account_id": str(event.account_id), "name": event.name}
                by_account.append(held(fund, event.account_kind.value, line, sums))
        sums = purposes[fund, "general"]
        by_purpose.append(held(fund, "general", {"purpose": "general", "name": None}, sums))
        for event in here:
            if isinstance(event, PurposeDefined | PurposeTakenOver) and event.effective_on <= last:
                line = {"purpose": event.purpose, "name": event.name}
                sums = purposes[fund, event.purpose]
                by_purpose.append(held(fund, "restricted", line, sums))
        owed: list[tuple[str, str, str | None]] = [("unallocated", "unallocated", None)]
        owed.extend(
            ("custodial", str(event.custody_id), event.label)
            for event in here
            if isinstance(event, CustodialReceived | CustodyTakenOver) and event.label
        )
        for kind, purpose, name in owed:
            if any(purposes[fund, purpose].values()):
                owing = {"purpose": purpose, "name": name}
                by_purpose.append(held(fund, kind, owing, purposes[fund, purpose]))
    return by_account, by_purpose


def moved(events: Sequence[Recorded], first: date, last: date) -> tuple[Cells, Cells]:
    """What accounts and purposes held, and how much of it moved in the period."""
    accounts: Cells = defaultdict(Counter)
    purposes: Cells = defaultdict(Counter)
    for each in events:
        lines = postings(each.event)
        opens = any(line.chart is Chart.OPENING for line in lines)
        for line in lines:
            on = getattr(each.event, "effective_on", last)
            if line.account_id is None or on > last:
                continue
            side = "opening" if on < first or opens else "moved"
            for cell in (
                accounts[each.stream, str(line.account_id)],
                purposes[each.stream, line.purpose],
            ):
                cell.update({side: line.amount, "closing": line.amount})
    return accounts, purposes


def held(fund: UUID, kind: str, line: Line, sums: Counter[str]) -> Line:
    return {
        "kind": kind,
        "fund_id": str(fund),
        **line,
        **{name: sums[name] for name in ("opening", "moved", "joined", "left", "closing")},
    }
