"""A fund's journal page by page, both ways: of a year, a month or a day, or what is looked for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
from flask import url_for
from flask_babel import gettext

from api.errors import InvalidRequest
from api.operations.fields import Day
from api.pages.entry_lines import ActsOf, Line, lines_of
from api.pages.links import place
from api.pages.presentation.formatting import iso_day, read_dong
from api.papers import read_number
from api.periods import Period, parse_period
from ledger.values import AMOUNT_DONG_MAX, FundId
from projections import entries, funds
from projections.entries import Asked, PublicEntry
from projections.funds import Month
from projections.movements import order_key
from projections.papers import Sought
from projections.transferring import handovers
from projections.views import Reading

PAGE_LENGTH = 50
FIND_FIELD = "find"

_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


class AskedEntries(NamedTuple):
    """Those of a year, a month, a day, or without text all; of them those that are looked for.

    `typed` is what is known of these, `sought` what that may mean; a day means its entries.
    """

    text: str
    period: Period | None
    typed: str = ""
    sought: tuple[Sought, ...] = ()

    @property
    def day(self) -> date | None:
        """The day, if it is one."""
        return self.period.first if self.period and self.period.first == self.period.last else None

    @property
    def asked(self) -> Asked:
        """The entries that are meant."""
        if self.period is None:
            return Asked(sought=self.sought)
        return Asked(period_from=self.period.first, period_to=self.period.last, sought=self.sought)

    @property
    def query(self) -> dict[str, str]:
        """What asks for the same in a query string."""
        asked = {"period": self.text, FIND_FIELD: self.typed}
        return {name: text for name, text in asked.items() if text}


class JournalPage(NamedTuple):
    """A page of a journal, the newest entry first, and where its neighbours are."""

    lines: list[Line]
    newer_href: str | None
    older_href: str | None


def asked_entries(query: Mapping[str, str]) -> AskedEntries:
    """Return the entries asked for in a query string, or raise `InvalidRequest`."""
    asked, typed = asked_period(query), query.get(FIND_FIELD, "").strip()
    if not typed:
        return asked
    day = Day().read(iso_day(typed))
    if day is not None:
        return AskedEntries(day.isoformat(), Period(day, day), typed)
    sought = tuple(_meanings(typed))
    if not sought:
        raise InvalidRequest({FIND_FIELD: gettext("Ghi số chứng từ, số tiền hoặc ngày.")})
    return asked._replace(typed=typed, sought=sought)


def _meanings(typed: str) -> Iterator[Sought]:
    """Yield what somebody may look for who types this: a number on paper, an amount of đồng."""
    if number := read_number(typed):
        yield number
    try:
        amount_dong = read_dong(typed.lstrip("+-−"))
    except ValueError:
        return
    if 0 < amount_dong <= AMOUNT_DONG_MAX:
        yield Sought(amount_dong=amount_dong)


def asked_period(query: Mapping[str, str]) -> AskedEntries:
    """Return those of the period asked for in a query string, or raise `InvalidRequest`."""
    text = query.get("period", "")
    period = parse_period(text) if _PERIOD.fullmatch(text) else None
    if text and period is None:
        message = "Must be a year, a month or a day, such as 2025, 2025-06 or 2025-06-13."
        raise InvalidRequest({"period": message})
    return AskedEntries(text, period)


def periods(
    reading: Reading, fund_id: FundId, months: Sequence[Month], chosen: AskedEntries
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
    asked: AskedEntries,
    query: Mapping[str, str],
    acts_of: ActsOf,
) -> JournalPage:
    """Return the page of a journal that a query string asks for.

    `older` and `newer` name the place to go on from, as links of the pages beside carry it.
    Raises `BadCursor`, `FundNotFound`.
    """
    shown, has_newer, has_older = _shown(reading, fund_id, asked.asked, query)

    def beside(way: str, at: PublicEntry) -> str:
        return entries_href(
            fund_id, **asked.query, **{way: order_key(at.effective_on, at.position)}
        )

    return JournalPage(
        lines=lines_of(reading, shown, acts_of=acts_of),
        newer_href=beside("newer", shown[0]) if shown and has_newer else None,
        older_href=beside("older", shown[-1]) if shown and has_older else None,
    )


def other_books(reading: Reading, fund_id: FundId, typed: str) -> list[dict[str, str]]:
    """Return where else a paper may be in the book: with the funds before this one, and its heirs.

    A paper keeps the number that its own fund gave it, whoever keeps that fund's money now.
    """
    heirs = [
        each.to_fund_id
        for each in handovers.of_fund(reading, fund_id)
        if each.from_fund_id == fund_id
    ]
    others = list(dict.fromkeys([*heirs, *handovers.predecessors(reading, fund_id)]))
    names = funds.names(reading, others)
    return [
        {"name": names[each], "href": entries_href(each, **{FIND_FIELD: typed})} for each in others
    ]


def entries_href(fund_id: FundId, **asked: object) -> str:
    """Return where the journal of a fund is, or those of its entries that are asked for."""
    return url_for("pages.public.entries", fund_id=fund_id, **asked)  # type: ignore[arg-type]


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
