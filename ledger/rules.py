"""Rules of law with the days they hold, as data: never a number of a decree in code.

What could not be read in the decree itself only warns. A change of law is a new row.
"""

from datetime import date
from enum import StrEnum

import msgspec

from ledger.values import LegalRegime, Level, Party


class Effect(StrEnum):
    """What happens when a rule is broken."""

    REFUSE = "refuse"
    WARN = "warn"


class AdministrationCap(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a year's receipts administration may take, in thousandths.

    The base leaves out gifts in kind and gifts whose recipients the donors named. The board may
    decide on another share (`FundControlsSet`).
    """

    regime: LegalRegime
    since: date
    until: date | None = None
    permille: int
    effect: Effect
    source: str


ADMINISTRATION_CAPS: tuple[AdministrationCap, ...] = (
    AdministrationCap(
        regime=LegalRegime.LICENSED_FUND,
        since=date(2020, 1, 15),
        until=date(2026, 2, 28),
        permille=50,
        effect=Effect.REFUSE,
        source="NĐ 93/2019/NĐ-CP, Art. 37",
    ),
    AdministrationCap(
        regime=LegalRegime.LICENSED_FUND,
        since=date(2026, 3, 1),
        permille=50,
        effect=Effect.WARN,
        source="NĐ 03/2026/NĐ-CP; its figure is not verified, so the former one only warns",
    ),
    AdministrationCap(
        regime=LegalRegime.INTERNAL_FUND,
        since=date(1996, 10, 2),
        permille=50,
        effect=Effect.WARN,
        source="custom after NĐ 93/2019/NĐ-CP, Art. 37; the fund's own charter decides",
    ),
)
"""Campaign and custodial funds have none: what may be taken from them is not settled here."""


def administration_cap(regime: LegalRegime, on: date) -> AdministrationCap | None:
    """Return the cap that holds for funds of a regime on a day, if there is one."""
    for cap in ADMINISTRATION_CAPS:
        if cap.regime is regime and cap.since <= on and (cap.until is None or on <= cap.until):
            return cap
    return None


class LevelEnd(msgspec.Struct, frozen=True, kw_only=True):
    """When a level of the association ended: the first day that it was no more."""

    on: date
    source: str


LEVEL_ENDS: dict[Level, LevelEnd] = {
    Level.DISTRICT: LevelEnd(
        on=date(2025, 7, 1),
        source="Luật Tổ chức chính quyền địa phương 72/2025/QH15; 05/HD-MTTW-BTT of the "
        "Fatherland Front arranges associations at province and commune only",
    ),
}
"""Levels that are no more; an association of one may be succeeded by others of any level."""


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """How many years after its fiscal year a voucher used for posting is kept."""

    since: date
    until: date | None = None
    years: int
    source: str


RETENTIONS: tuple[Retention, ...] = (
    Retention(
        since=date(1996, 10, 2),
        until=date(2016, 12, 31),
        years=10,
        source="NĐ 128/2004/NĐ-CP and before; the years of its successor are taken for certain",
    ),
    Retention(
        since=date(2017, 1, 1),
        years=10,
        source="Law on Accounting 88/2015, Art. 41; NĐ 174/2016/NĐ-CP, Art. 13 and 15",
    ),
)
"""What is of permanent historical value goes to an archive, and is none of these."""


def keep_until(last_voucher_on: date | None) -> date | None:
    """Return the last day on which vouchers must be kept, the last of them dated that day.

    The years are counted from the end of the fiscal year. None where there is no voucher.
    """
    if last_voucher_on is None:
        return None
    for rule in RETENTIONS:
        if rule.since <= last_voucher_on and (rule.until is None or last_voucher_on <= rule.until):
            return date(last_voucher_on.year + rule.years, 12, 31)
    return date(last_voucher_on.year + RETENTIONS[0].years, 12, 31)


class ChildRule(msgspec.Struct, frozen=True, kw_only=True):
    """From which ages on a child has a say, a child is a child no more, a minor none."""

    since: date
    until: date | None = None
    say_from_age: int
    grown_from_age: int
    of_age_from: int
    source: str


CHILD_RULES: tuple[ChildRule, ...] = (
    ChildRule(
        since=date(1996, 10, 2),
        say_from_age=7,
        grown_from_age=16,
        of_age_from=18,
        source="Law 91/2025, Art. 24; NĐ 56/2017, Art. 36; Law on Children 102/2016, Art. 1; "
        "Civil Code 91/2015, Art. 20",
    ),
)


def parties_needed(born_on: date | None, on: date) -> frozenset[Party]:
    """Return who has to agree before someone is named; of unknown age, as of a child of seven."""
    rule = _child_rule(on)
    if born_on is None:
        return frozenset(Party)
    age = _age(born_on, on)
    if age >= rule.grown_from_age:
        return frozenset({Party.SELF})
    return frozenset(Party) if age >= rule.say_from_age else frozenset({Party.REPRESENTATIVE})


def is_minor(born_on: date, on: date) -> bool:
    """Tell whether someone is not of age on a day."""
    return _age(born_on, on) < _child_rule(on).of_age_from


def _child_rule(on: date) -> ChildRule:
    for rule in CHILD_RULES:
        if rule.since <= on and (rule.until is None or on <= rule.until):
            return rule
    return CHILD_RULES[-1]


def _age(born_on: date, on: date) -> int:
    """Return how many birthdays someone has had by a day; one of 29 February on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
