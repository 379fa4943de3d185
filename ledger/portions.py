"""Long sequences in portions that a database takes in one statement."""

from collections.abc import Sequence
from typing import TypeVar

AT_ONCE = 500
"""How much is named in one statement: an older SQLite takes no more than 999 variables."""

T = TypeVar("T")


def portions(items: Sequence[T], size: int = AT_ONCE) -> list[Sequence[T]]:
    """Return the items of a sequence in their order, at most `size` together."""
    return [items[at : at + size] for at in range(0, len(items), size)]
