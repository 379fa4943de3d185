"""Rules of law with the days they hold, as data: never a number of a decree in code.

What could not be read in the decree itself only warns. A change of law is a new row.
"""

from datetime import date
from enum import StrEnum

import msgspec

from ledger.values import LegalRegime, Level


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
