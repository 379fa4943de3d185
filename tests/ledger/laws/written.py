"""Histories written as code, so that one that failed can be kept and played again."""

from dataclasses import Field, fields, is_dataclass
from enum import Enum
from typing import Any

from tests.ledger.laws.world import History, How, Wait


def as_code(history: History) -> str:
    """Return a history as the arguments of `history`, one step a line."""
    return "\n".join(f"    {_taken(*taken)}," for taken in history)


def _taken(step: Any, how: How, where: int) -> str:  # noqa: ANN401  # any step
    if isinstance(step, Wait) or (how is How.PLAINLY and where == 0):
        return _code(step)
    return f"({_code(step)}, {_code(how)}, {where})"


def _code(value: Any) -> str:  # noqa: ANN401  # whatever a step is made of
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, tuple):
        return f"({''.join(f'{_code(each)}, ' for each in value).rstrip()})"
    if not is_dataclass(value) or isinstance(value, type):
        return repr(value)
    said = (
        f"{each.name}={_code(getattr(value, each.name))}"
        for each in fields(value)
        if _is_told(each, getattr(value, each.name))
    )
    return f"{type(value).__name__}({', '.join(said)})"


def _is_told(field: Field[Any], value: object) -> bool:
    return value != field.default
