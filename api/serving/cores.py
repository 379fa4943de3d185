"""Which processor core each worker keeps to: one, and not that of another while there are enough.

The threads of a worker take turns at one interpreter, so two cores are of no use to it. Left to
the system, each turn is as likely as not on another core than the last, where nothing of what it
works on is at hand, and in the way of another worker: see decision 0011.
"""

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress


def cores_here() -> list[int]:
    """Return the cores that this process may use; none where the system does not tell."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def core_for_one_more(cores: list[int], taken: Iterable[int | None]) -> int | None:
    """Return the core that the fewest have taken, or none where there are none to choose from.

    Of several it is the first behind one that differs from server to server.
    """
    counts = Counter(taken)
    first = os.getpid() % len(cores) if cores else 0
    return min(cores[first:] + cores[:first], key=counts.__getitem__, default=None)


def keep_to(core: int | None) -> None:
    """Keep this process to a core, with all threads it will have, if the system lets it."""
    if core is not None:
        with suppress(OSError):
            os.sched_setaffinity(0, {core})
