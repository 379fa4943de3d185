"""Given these events, when this is asked, then exactly these events, or exactly this refusal.

    given(*A_FUND).when(receive_donation, a_donation(1)).then(donation_received(1))
    given(*A_FUND).when(receive_donation, a_donation(0)).then(BadAmount("amount_dong", …))

Each `then` also holds what is true of every decision: asked again it answers the same, what it
decides balances, and the state can take it in.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from ledger.context import Context
from ledger.errors import LedgerError
from ledger.events.base import Event
from ledger.recording.states import State, evolve
from ledger.values import BeneficiaryId, StaffId
from tests.builders import TREASURER
from tests.fakes import TODAY
from tests.ledger.balance import unbalanced

Decision = Callable[..., Event | Sequence[Event]]


class When:
    """A decision that was asked for."""

    def __init__(self, state: State | None, decide: Callable[[], Event | Sequence[Event]]) -> None:
        self._state = state
        self._decide = decide

    def then(self, *expected: Event | LedgerError) -> None:
        """Hold that it ends in exactly these events, or in exactly this refusal."""
        for _ in range(2):
            assert self.answer() == [_comparable(each) for each in expected]

    def is_accepted(self) -> None:
        """Hold that it is not refused."""
        for each in self.outcome():
            assert isinstance(each, Event), told(each)

    def is_not_refused_for(self, refusal: type[LedgerError]) -> None:
        """Hold that it is accepted, or refused for another reason."""
        for each in self.outcome():
            assert not isinstance(each, refusal), told(each)

    def answer(self) -> list[object]:
        """Return the outcome in a form in which refusals, too, can be compared."""
        return [_comparable(each) for each in self.outcome()]

    def outcome(self) -> Sequence[Event | LedgerError]:
        """Return the events, which balance and fit the state, or the refusal."""
        try:
            decided = self._decide()
        except LedgerError as refusal:
            return [refusal]
        events = [decided] if isinstance(decided, Event) else decided
        assert not any(unbalanced(event) for event in events)
        _after(self._state, events)
        return events


class Given:
    """What has happened in one stream, and who asks, on which day."""

    def __init__(self, state: State | None, context: Context) -> None:
        self.state = state
        self.context = context

    def by(self, staff_id: StaffId, *is_also: BeneficiaryId) -> "Given":
        """The same, but asked by another person than the treasurer, a beneficiary perhaps."""
        return Given(self.state, Context(staff_id, self.context.today, frozenset(is_also)))

    def on(self, today: date) -> "Given":
        """The same, but asked on another day than `TODAY`."""
        return Given(self.state, replace(self.context, today=today))

    def after(self, *events: Event) -> "Given":
        """The same, but more has happened."""
        return Given(_after(self.state, events), self.context)

    def when(self, decision: Decision, *asked: object, **options: object) -> When:
        """Ask `decision(state, *asked, context=…, **options)`."""
        return When(
            self.state, lambda: decision(self.state, *asked, context=self.context, **options)
        )


def given(*events: Event) -> Given:
    """Begin with a stream in which these events have happened."""
    return Given(_after(None, events), Context(TREASURER, TODAY))


def mended_one_by_one(
    case: Given,
    decision: Decision,
    asked: Any,  # noqa: ANN401  # an intent, or the arguments of a decision without one
    *faults: tuple[LedgerError, dict[str, Any]],
    elsewhere: Iterable[type[LedgerError]] = (),
) -> None:
    """Hold that of all that is wrong in what is asked, the first is what it is refused for.

    `faults` are, in order of precedence, each refusal and the fields that mend it (`by` mends who
    asks). When all is mended, nothing is refused. The decision's docstring must name just these
    refusals in just this order, and those that can only be shown `elsewhere`.
    """
    for refusal, mended in faults:
        _ask(case, decision, asked).then(refusal)
        changes = {**mended}
        case = case.by(changes.pop("by")) if "by" in changes else case
        asked = {**asked, **changes} if isinstance(asked, dict) else replace(asked, **changes)
    _ask(case, decision, asked).is_accepted()
    shown = list(dict.fromkeys(type(refusal).__name__ for refusal, _ in faults))
    others = {error.__name__ for error in elsewhere}
    assert [name for name in named_refusals(decision) if name not in others] == shown
    assert others <= set(named_refusals(decision))


def mended_within(
    name: str,
    asked: Any,  # noqa: ANN401  # an intent of any kind
    *faults: tuple[LedgerError, dict[str, Any]],
) -> list[tuple[LedgerError, dict[str, Any]]]:
    """Return the faults of an intent that is one argument of several, named `name`."""
    steps: list[tuple[LedgerError, dict[str, Any]]] = []
    for refusal, mended in faults:
        asked = replace(asked, **mended)
        steps.append((refusal, {name: asked}))
    return steps


def _ask(case: Given, decision: Decision, asked: Any) -> When:  # noqa: ANN401  # as above
    if isinstance(asked, dict):
        return case.when(decision, **asked)
    return case.when(decision, asked)


def named_refusals(decision: Callable[..., object]) -> list[str]:
    """Return the errors that a decision's docstring says it raises, in order of precedence."""
    sentence = re.search(r"\b[Rr]aises? (.*?)(?:\.\s|\.?\Z)", decision.__doc__ or "", re.DOTALL)
    return re.findall(r"`([A-Z]\w+)`", sentence[1]) if sentence else []


def told(error: LedgerError) -> tuple[str, tuple[str, ...], dict[str, int | str]]:
    """Return all that an error says, so that two can be compared."""
    return error.code, error.fields, error.limits


def _after(state: State | None, events: Iterable[Event]) -> State | None:
    for event in events:
        state = evolve(state, event)
    return state


def _comparable(outcome: Event | LedgerError) -> object:
    return told(outcome) if isinstance(outcome, LedgerError) else outcome
