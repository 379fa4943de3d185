"""How stored payloads of older versions are read, shown on an event that exists here only."""

import json
from datetime import date
from typing import Any, ClassVar

import pytest

from ledger.errors.unavailable import UnreadableEvent
from ledger.events.base import Event, Private
from ledger.store.log.codec import Codec
from tests.builders import TREASURER


class LanternLit(Event, frozen=True, kw_only=True):
    """The third version: a lantern was lit, in a colour, by a number of hands."""

    topic: ClassVar[str] = "fund.lantern_lit.v3"

    colour: str
    hands: int = 1
    effective_on: date


def from_v1(payload: dict[str, Any]) -> dict[str, Any]:
    """In the first version it was called `color`, and the day was in parts."""
    year, month, day = payload.pop("day")
    payload["effective_on"] = f"{year:04}-{month:02}-{day:02}"
    payload["colour"] = payload.pop("color")
    return payload


def to_v3(payload: dict[str, Any]) -> dict[str, Any]:
    """In the second version hands were counted in pairs."""
    payload["hands"] = 2 * payload.pop("pairs", 1)
    return payload


UPCASTS = {
    "fund.lantern_lit": (LanternLit, lambda payload: to_v3(from_v1(payload))),
    "fund.lantern_lit.v2": (LanternLit, to_v3),
}
CODEC = Codec((LanternLit,), UPCASTS)
PRIVATE = {"salt": "00" * 16, "recorded_by": str(TREASURER)}


def lit(hands: int) -> LanternLit:
    return LanternLit(
        colour="red",
        hands=hands,
        effective_on=date(2025, 6, 16),
        private=Private(salt="00" * 16, recorded_by=TREASURER),
    )


@pytest.mark.parametrize(
    "topic, payload, hands",
    [
        ("fund.lantern_lit", {"color": "red", "day": [2025, 6, 16]}, 2),
        ("fund.lantern_lit.v2", {"colour": "red", "effective_on": "2025-06-16", "pairs": 3}, 6),
        ("fund.lantern_lit.v2", {"colour": "red", "effective_on": "2025-06-16"}, 2),
        ("fund.lantern_lit.v3", {"colour": "red", "effective_on": "2025-06-16"}, 1),
    ],
)
def test_every_version_is_lifted_to_the_class_of_today(
    topic: str, payload: dict[str, Any], hands: int
) -> None:
    stored = json.dumps({"private": PRIVATE, **payload}).encode()
    assert CODEC.decode(topic, stored) == lit(hands)


def test_what_is_lifted_is_still_checked() -> None:
    stored = json.dumps(
        {"private": PRIVATE, "colour": "red", "effective_on": "2025-06-16", "pairs": "many"}
    ).encode()
    with pytest.raises(UnreadableEvent):
        CODEC.decode("fund.lantern_lit.v2", stored)


def test_a_version_of_the_future_is_not_guessed() -> None:
    with pytest.raises(UnreadableEvent):
        CODEC.decode("fund.lantern_lit.v4", b"{}")
