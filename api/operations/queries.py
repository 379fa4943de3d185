"""Query strings: their values are texts, read as strictly as bodies.

Along which axes of time something is asked for has one word each, wherever it is asked: what is no
period, no point of knowledge, no day of a tree is refused by a code of its own.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeAlias, Unpack

import msgspec
from marshmallow import fields
from marshmallow.fields import _BaseFieldKwargs

from api.errors import BadAsOf, BadKnownAt, BadPeriod, BadRestated
from api.operations.cursors import CURSOR_PATTERN
from api.operations.fields import Day, Flag, Strict, Whole
from api.operations.schema import In
from api.periods import PERIOD_PATTERN, Period, parse_period
from ledger.values import BALANCE_DONG_MAX
from projections.answers import LIMIT_MAX

KnownAt: TypeAlias = int | datetime
"""A position of the log, or a moment (aware)."""

_DIGITS = re.compile(r"[0-9]{1,19}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)


class WholeText(Whole):
    """A whole number in digits."""

    def read(self, value: object) -> int | None:
        """Return a whole number within the bounds."""
        if type(value) is not str or not _DIGITS.fullmatch(value):
            return None
        return super().read(int(value))


class FlagText(Flag):
    """`true` or `false`."""

    def read(self, value: object) -> bool | None:
        """Return a boolean."""
        return {"true": True, "false": False}.get(value) if type(value) is str else None


class KnownAtText(Strict[KnownAt]):
    """A position of the log, or a moment with its offset from UTC; else `bad_known_at`."""

    must = "Must be a position, or a moment such as 2025-01-15T17:00:00+07:00."
    refusal = BadKnownAt

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document both forms."""
        super().__init__(**kwargs)
        self._document(
            description="What was known at a position of the log, or at a moment; without, now."
            " Anything else is `bad_known_at`.",
            anyOf=[
                {"type": "integer", "minimum": 0, "maximum": BALANCE_DONG_MAX},
                {"type": "string", "format": "date-time"},
            ],
            examples=[4711, "2025-01-15T17:00:00+07:00"],
        )

    def read(self, value: object) -> KnownAt | None:
        """Return a position or an aware moment."""
        if type(value) is not str:
            return None
        if _DIGITS.fullmatch(value):
            position = int(value)
            return position if position <= BALANCE_DONG_MAX else None
        # A plus sign that nobody escaped has come as a space.
        text = value.replace(" ", "+")
        try:
            return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
        except ValueError:
            return None


class PeriodText(Strict[Period]):
    """A period such as `2025`, `2025-Q2`, `2024/2025` or `2025-01-01..2025-06-13`.

    Anything else is refused as `bad_period`.
    """

    must = "Must be a period such as 2025, 2025-H1, 2025-Q2, 2025-06, 2025-06-13, 2024/2025."
    refusal = BadPeriod

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document the forms."""
        super().__init__(**kwargs)
        self._document(
            type="string",
            format="period",
            pattern=PERIOD_PATTERN,
            examples=["2025", "2025-H1", "2025-Q2", "2025-06", "2024/2025"],
            description="A span of days in Vietnam; what names none is `bad_period`.",
        )

    def read(self, value: object) -> Period | None:
        """Return a period."""
        return parse_period(value) if type(value) is str else None


class AsOfText(Day):
    """The day at whose end something is looked at; anything else is refused as `bad_as_of`."""

    refusal = BadAsOf

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document what it is for."""
        super().__init__(**kwargs)
        self._document(
            description="At the end of which day; without, today. What is no day is `bad_as_of`."
        )


class RestatedText(Day):
    """A day whose tree to show; anything else is refused as `bad_restated`."""

    refusal = BadRestated

    def __init__(self, **kwargs: Unpack[_BaseFieldKwargs]) -> None:
        """Document what it is for."""
        super().__init__(**kwargs)
        self._document(
            description="A day whose units to show: what had ended counts for its successors."
            " What is no day is `bad_restated`."
        )


class WriteAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How a write is meant."""

    dry_run: bool = False
    continue_on_error: bool = False


class WriteQuery(In):
    """What every write takes: with `dry_run` it says what would happen, and stores nothing."""

    makes: ClassVar[Callable[..., Any]] = WriteAsked

    dry_run = FlagText()


class BatchQuery(WriteQuery):
    """With `continue_on_error`, what can be recorded is, and the rest is reported."""

    continue_on_error = FlagText()


class NoQuery(In):
    """No parameters."""


class KnownAsked(msgspec.Struct, frozen=True, kw_only=True):
    """As it was known when; none for now."""

    known_at: KnownAt | None = None


class KnownQuery(In):
    """What was known at a position of the log or at a moment; without, what is known now."""

    makes: ClassVar[Callable[..., Any]] = KnownAsked

    known_at = KnownAtText()


class PageAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of a list; `after` is where the page before ended, as its cursor says."""

    limit: int = 100
    after: int | None = None
    known_at: KnownAt | None = None
    period: Period | None = None


class PageQuery(In):
    """A page of a list; `cursor` is where the last page said that the next one begins."""

    makes: ClassVar[Callable[..., Any]] = PageAsked

    cursor = fields.String(metadata={"pattern": CURSOR_PATTERN})
    limit = WholeText(most=LIMIT_MAX)


class PeriodQuery(PageQuery):
    """A page of what is dated in a period, as it was known at a position or moment."""

    period = PeriodText()
    known_at = KnownAtText()
