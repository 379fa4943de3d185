"""A fund's journal page by page, both ways, within a year, a month or a day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from flask import url_for

from api.errors import BadCursor, InvalidRequest
from api.pages.entry_lines import ActsOf, Line, lines_of
from api.periods import Period, parse_period
from ledger.values import BALANCE_DONG_MAX, FundId
from projections import entries
from projections.entries import Asked, PublicEntry
from projections.funds import Month
from projections.movements import order_key
from projections.views import Reading

PAGE_LENGTH = 50

_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_PLACE = re.compile(r"[0-9]{1,19}")


class AskedPeriod(NamedTuple):
    """A year, a month, a day, or without text everything."""

    text: str
    period: Period | None

    @property
    def day(self) -> date | None:
        """The day, if it is one."""
        return self.period.first if self.period and self.period.first == self.period.last else None

    @property
    def asked(self) -> Asked:
        """The entries dated in it."""
        if self.period is None:
            return Asked()
        return Asked(period_from=self.period.first, period_to=self.period.last)


class JournalPage(NamedTuple):
    """A page of a journal, the newest entry first, and where its neighbours are."""

    lines: list[Line]
    newer_href: str | None
    older_href: str | None


def asked_period(query: Mapping[str, str]) -> AskedPeriod:
    """Return the period asked for in a query string, or raise `InvalidRequest`."""
    text = query.get("period", "")
    period = parse_period(text) if _PERIOD.fullmatch(text) else None
    if text and period is None:
        message = "Must be a year, a month or a day, such as 2025, 2025-06 or 2025-06-13."
        raise InvalidRequest({"period": message})
    return AskedPeriod(text, period)


def periods(
    reading: Reading, fund_id: FundId, months: Sequence[Month], chosen: AskedPeriod
) -> list[dict[str, Any]]:
    """Return what a reader may choose from: all, each year, and its months, the newest first.

    Below the month that is chosen, or has the day that is, stand its days with entries: who looks
    for a gift knows the day, and a month may have thousands.
    """
    days: dict[str, date | None] = {"": None}
    for month in reversed(months):
        text = f"{month.month:%Y-%m}"
        days |= {f"{month.month:%Y}": None, text: None}
        within = parse_period(text)
        if within is not None and chosen.text.startswith(text):
            found = entries.days(reading, fund_id, *within)
            days |= {each.isoformat(): each for each in found}
    days.setdefault(chosen.text, chosen.day)
    return [
        {"value": value, "day": day, "chosen": value == chosen.text} for value, day in days.items()
    ]


def journal_page(
    reading: Reading,
    fund_id: FundId,
    period: AskedPeriod,
    query: Mapping[str, str],
    acts_of: ActsOf,
) -> JournalPage:
    """Return the page of a journal that a query string asks for.

    `older` and `newer` name the place to go on from, as links of the pages beside carry it.
    Raises `BadCursor`, `FundNotFound`.
    """
    shown, has_newer, has_older = _shown(reading, fund_id, period.asked, query)

    def beside(way: str, at: PublicEntry) -> str:
        asked = {"period": period.text or None, way: order_key(at.effective_on, at.position)}
        return url_for("pages.public.entries", fund_id=fund_id, **asked)  # type: ignore[arg-type]

    return JournalPage(
        lines=lines_of(reading, shown, acts_of=acts_of),
        newer_href=beside("newer", shown[0]) if shown and has_newer else None,
        older_href=beside("older", shown[-1]) if shown and has_older else None,
    )


def _shown(
    reading: Reading, fund_id: FundId, asked: Asked, query: Mapping[str, str]
) -> tuple[Sequence[PublicEntry], bool, bool]:
    """Return a page's entries, and whether there are newer and older ones beside it."""
    newer, older = place(query, "newer"), place(query, "older")
    asked = msgspec.structs.replace(asked, limit=PAGE_LENGTH)
    if newer is not None:
        up = msgspec.structs.replace(asked, after=newer)
        found = entries.public_entries(reading, fund_id, up)
        if found.after is not None:
            return found.items[::-1], True, True
        older = None  # so near the newest that the first page shows them all
    down = msgspec.structs.replace(asked, after=older, newest_first=True)
    found = entries.public_entries(reading, fund_id, down)
    return found.items, older is not None, found.after is not None


def place(query: Mapping[str, str], way: str) -> int | None:
    """Return the place in a list that a link of a page carries, or raise `BadCursor`."""
    text = query.get(way)
    if text is None:
        return None
    if not _PLACE.fullmatch(text) or int(text) > BALANCE_DONG_MAX:
        raise BadCursor(way)
    return int(text)
