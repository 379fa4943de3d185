"""Overdrafts in words: what lay below zero, from which day until which, and how low at worst."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
from flask import url_for
from flask_babel import gettext

from api.pages.entry_lines import MILLI
from api.pages.presentation import code_names, formatting
from api.pages.presentation.language import language, ngettext
from ledger.errors.money import InsufficientFunds, NotEnoughGoods
from ledger.recording.commands import Warned
from ledger.values import GENERAL, AccountId, FundId, PurposeId
from projections import funds
from projections.control.overdrafts import Overdraft
from projections.views import Reading

OVERDRAFTS = frozenset({InsufficientFunds.code, NotEnoughGoods.code})
"""The warnings that tell of overdrafts."""

_TOLD = 4
"""So many of them are told in words; the others are counted."""


class Overdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """An overdraft as a page shows it: since when, until when unless it lasts, how low at worst.

    `href` is the book of an account. `lowest` is đồng, or a quantity of goods. `words` is a
    sentence that says all of it.
    """

    name: str
    href: str | None
    since_on: date
    until_on: date | None
    lowest: str
    words: str


def shown(reading: Reading, fund_id: FundId, found: Iterable[Overdraft]) -> list[Overdrawn]:
    """Return overdrafts of a fund as pages show them, in their order."""
    each_once = [(each, 1) for each in found]
    return _shown(reading, fund_id, each_once)


def told(reading: Reading, fund_id: FundId, warnings: Iterable[Warned]) -> str | None:
    """Return what is said after facts took something below zero; None if they did not."""
    return _said(reading, fund_id, warnings, gettext("Sổ đã ghi, nhưng có ngày số dư âm."))


def foretold(reading: Reading, fund_id: FundId, warnings: Iterable[Warned], on: date) -> str | None:
    """Return what is said before a reversal of a day takes something below zero, or None."""
    day = formatting.day(on, language())
    first = gettext("Nếu ghi đảo vào ngày %(day)s, sẽ có ngày số dư âm.", day=day)
    return _said(reading, fund_id, warnings, first)


def foretold_of_correction(
    reading: Reading, fund_id: FundId, warnings: Iterable[Warned]
) -> str | None:
    """Return what is said before a correction takes something below zero, or None."""
    return _said(reading, fund_id, warnings, gettext("Nếu sửa như thế, sẽ có ngày số dư âm."))


def _said(reading: Reading, fund_id: FundId, warnings: Iterable[Warned], first: str) -> str | None:
    found = [_read(each.limits) for each in warnings if each.code in OVERDRAFTS]
    if not found:
        return None
    sentences = [first]
    sentences += [each.words for each in _shown(reading, fund_id, found[:_TOLD])]
    if len(found) > _TOLD:
        more = len(found) - _TOLD
        sentences.append(ngettext("Và %(num)s chỗ khác.", "Và %(num)s chỗ khác.", more))
    if any(each.until_on is None for each, _ in found):
        sentences.append(gettext("Sổ không cho chi phần tiền này cho đến khi bù đủ."))
    return " ".join(sentences)


def _read(limits: Mapping[str, int | str]) -> tuple[Overdraft, int]:
    """Return the overdraft that a warning tells of, and how many times it came about."""
    account_id, purpose, until_on = (
        limits.get(name) for name in ("account_id", "purpose", "until_on")
    )
    milli, commodity = limits.get("available_milli"), limits.get("commodity")
    overdraft = Overdraft(
        account_id=None if account_id is None else AccountId(UUID(str(account_id))),
        purpose=None if purpose is None else PurposeId(str(purpose)),
        commodity=None if commodity is None else str(commodity),
        since_on=date.fromisoformat(str(limits["since_on"])),
        until_on=None if until_on is None else date.fromisoformat(str(until_on)),
        lowest_dong=int(limits["available_dong"]),
        lowest_milli=None if milli is None else int(milli),
    )
    return overdraft, int(limits["times"])


def _shown(
    reading: Reading, fund_id: FundId, found: Iterable[tuple[Overdraft, int]]
) -> list[Overdrawn]:
    accounts = {each.account_id: each.name for each in funds.accounts(reading, fund_id)}
    purposes = {each.purpose: each.name for each in funds.purposes(reading, fund_id)}
    purposes |= funds.custody_names(reading, fund_id)
    made = []
    for each, times in found:
        if each.account_id is not None:
            name = accounts.get(each.account_id, gettext("Tài khoản"))
        elif each.commodity is not None:
            name = gettext("Hiện vật trong kho")
        else:
            assert each.purpose is not None
            own = None if each.purpose == GENERAL else str(each.purpose)
            name = code_names.purpose(purposes.get(each.purpose, own))
        lowest = _lowest(each)
        made.append(
            Overdrawn(
                name=name,
                href=_href(fund_id, each),
                since_on=each.since_on,
                until_on=each.until_on,
                lowest=lowest,
                words=_sentence(each, times, name, lowest),
            )
        )
    return made


def _href(fund_id: FundId, each: Overdraft) -> str | None:
    """Return where the book of an account tells of the month in which it began."""
    if each.account_id is None:
        return None
    month = f"{each.since_on:%Y-%m}"
    return url_for("pages.books.show", fund_id=fund_id, account_id=each.account_id, period=month)


def _lowest(each: Overdraft) -> str:
    if each.lowest_milli is None or each.lowest_milli >= 0:
        return formatting.dong(each.lowest_dong, language())
    quantity = formatting.quantity(Decimal(each.lowest_milli) / MILLI, language())
    return f"{quantity} {each.commodity}"


def _sentence(each: Overdraft, times: int, name: str, lowest: str) -> str:
    since = formatting.day(each.since_on, language())
    if each.until_on is None:
        if times > 1:
            return gettext(
                "%(name)s: âm %(times)s lần từ ngày %(since)s và nay vẫn âm, thấp nhất %(lowest)s.",
                name=name,
                times=times,
                since=since,
                lowest=lowest,
            )
        return gettext(
            "%(name)s: âm từ ngày %(since)s đến nay, thấp nhất %(lowest)s.",
            name=name,
            since=since,
            lowest=lowest,
        )
    if each.until_on == each.since_on:
        return gettext(
            "%(name)s: âm ngày %(since)s, %(lowest)s.", name=name, since=since, lowest=lowest
        )
    until = formatting.day(each.until_on, language())
    if times > 1:
        return gettext(
            "%(name)s: âm %(times)s lần từ ngày %(since)s đến hết ngày %(until)s, thấp nhất"
            " %(lowest)s.",
            name=name,
            times=times,
            since=since,
            until=until,
            lowest=lowest,
        )
    return gettext(
        "%(name)s: âm từ ngày %(since)s đến hết ngày %(until)s, thấp nhất %(lowest)s.",
        name=name,
        since=since,
        until=until,
        lowest=lowest,
    )
