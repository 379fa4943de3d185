"""Rules of law hold on the days they hold, one at a time, each with its source."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from ledger.rules import ADMINISTRATION_CAPS, Effect, administration_cap
from ledger.values import LegalRegime


@pytest.mark.parametrize(
    "regime, on, expected",
    [
        (LegalRegime.LICENSED_FUND, date(2020, 1, 14), None),
        (LegalRegime.LICENSED_FUND, date(2020, 1, 15), (50, Effect.REFUSE)),
        (LegalRegime.LICENSED_FUND, date(2026, 2, 28), (50, Effect.REFUSE)),
        (LegalRegime.LICENSED_FUND, date(2026, 3, 1), (50, Effect.WARN)),
        (LegalRegime.LICENSED_FUND, date(2030, 1, 1), (50, Effect.WARN)),
        (LegalRegime.INTERNAL_FUND, date(1996, 10, 1), None),
        (LegalRegime.INTERNAL_FUND, date(1996, 10, 2), (50, Effect.WARN)),
        (LegalRegime.CAMPAIGN, date(2025, 6, 16), None),
        (LegalRegime.CUSTODIAL, date(2025, 6, 16), None),
    ],
)
def test_the_cap_of_a_regime_is_that_of_the_day(
    regime: LegalRegime, on: date, expected: tuple[int, Effect] | None
) -> None:
    cap = administration_cap(regime, on)
    assert (None if cap is None else (cap.permille, cap.effect)) == expected


def test_no_two_caps_of_a_regime_hold_on_one_day() -> None:
    for regime in LegalRegime:
        caps = sorted(
            (cap for cap in ADMINISTRATION_CAPS if cap.regime is regime), key=lambda cap: cap.since
        )
        for earlier, later in pairwise(caps):
            assert earlier.until is not None
            assert earlier.until + timedelta(days=1) == later.since


def test_every_cap_names_its_source_and_is_a_share() -> None:
    for cap in ADMINISTRATION_CAPS:
        assert "NĐ" in cap.source
        assert 0 <= cap.permille <= 1_000
        assert cap.until is None or cap.since <= cap.until


def test_only_what_was_read_in_the_decree_itself_refuses() -> None:
    refusing = [cap.source for cap in ADMINISTRATION_CAPS if cap.effect is Effect.REFUSE]
    assert refusing == ["NĐ 93/2019/NĐ-CP, Art. 37"]
