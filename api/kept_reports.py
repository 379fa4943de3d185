"""Reports that were made lately, so that what many ask for is made once: a nation takes seconds.

A report follows from what is asked and from the position it is known at, and nothing else. So one
that was made is right for ever, and the same for everybody who may see as much; it is forgotten
only to make room. Whoever asks for one that is just being made waits for that one.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from threading import Lock

import msgspec

from ledger.errors.unavailable import StoreBusy
from projections.reports import composing
from projections.reports.composing import Asked
from projections.reports.report import Report
from projections.views import Reading

KEPT_MAX = 64
"""So many are kept in each process: some ten kilobytes each, of a fund with many purposes more."""

WAIT_SECONDS_MAX = 20.0
"""So long a question to the read models may take: who waited longer would wait for nothing."""

_Key = tuple[int, datetime | None, Asked]


class KeptReports:
    """The reports that a process made lately."""

    def __init__(
        self,
        make: Callable[[Reading, Asked], Report] = composing.report,
        *,
        wait_seconds: float = WAIT_SECONDS_MAX,
    ) -> None:
        """Keep what `make` makes, and wait so long for what another is just making."""
        self._make, self._wait_seconds = make, wait_seconds
        self._lock = Lock()
        self._kept: OrderedDict[_Key, Report] = OrderedDict()
        self._under_way: dict[_Key, Lock] = {}

    def report(self, reading: Reading, asked: Asked) -> Report:
        """Return the report that is asked for.

        Raises what `composing.report` raises, and `StoreBusy` where others take too long with it.
        """
        as_of = reading.as_of(asked.known_at)
        # Tables that were rebuilt by another version may say something else of the same position,
        # and so may a log that went back, in which something else was recorded there since.
        exactly = msgspec.structs.replace(asked, known_at=as_of.position)
        key = (reading.tables.generation, as_of.recorded_at, exactly)
        with self._lock:
            turn = self._under_way.setdefault(key, Lock())
        if not turn.acquire(timeout=self._wait_seconds):
            raise StoreBusy
        try:
            found = self._look_up(key)
            if found is None:
                found = self._make(reading, asked)
                self._keep(key, found)
        finally:
            # Whoever waits for this turn still has it; who comes later finds what is kept.
            with self._lock:
                self._under_way.pop(key, None)
            turn.release()
        return found

    def _look_up(self, key: _Key) -> Report | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: _Key, report: Report) -> None:
        with self._lock:
            self._kept[key] = report
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
