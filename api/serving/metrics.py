"""Figures for Prometheus: how many requests, how fast, how far the read models are.

Labels are routes, methods, statuses and codes: names of ours, never what anybody sent. The
processes of a web server add up theirs in files of a folder that `api.serving.gunicorn` makes.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

_SHARED = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_EVENTS = (1, 2, 4, 8, 16, 32, 64, 128, 1_000, 5_000)


class Positions(NamedTuple):
    """Where the log ends, and how far the read models have come."""

    log: int
    views: int


class Metrics:
    """What one app counts; its processes add up."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "soquy_requests",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "soquy_request_seconds",
            "From the first byte of a request read to the first byte of its answer.",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._of_answers: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._problems = Counter(
            "soquy_problems",
            "Requests refused or failed, by code.",
            ["code"],
            registry=self.registry,
        )
        self._appended = Histogram(
            "soquy_appended_events",
            "Events recorded in one transaction.",
            buckets=_EVENTS,
            registry=self.registry,
        )

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request that was answered; `route` is the template, None where there is none."""
        # A method is whatever somebody sent, and each new label would be kept for ever.
        method, route = method if method in METHODS else "other", route or "none"
        kept = self._of_answers.get((method, route, status))
        if kept is None:  # looking them up by their labels takes longer than counting
            kept = (
                self._requests.labels(method, route, status),
                self._seconds.labels(method, route),
            )
            self._of_answers[method, route, status] = kept
        requests, observed = kept
        requests.inc()
        observed.observe(seconds)

    def refused(self, code: str) -> None:
        """Count a problem."""
        self._problems.labels(code).inc()

    def appended(self, events: int) -> None:
        """Count what one transaction recorded."""
        self._appended.observe(events)

    def text(
        self,
        positions: Callable[[], Positions],
        free: Callable[[], dict[str, int]],
        swept_at: Callable[[], datetime | None],
    ) -> bytes:
        """Return all figures, of all processes, in Prometheus's text format.

        `free` is how many bytes are free on the disk of what lies there, `swept_at` when a sweep
        last came to its end.
        """
        registry = self.registry
        if _SHARED in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        looked_up = CollectorRegistry()
        looked_up.register(_LookedUp(positions, free, swept_at))
        return generate_latest(registry) + generate_latest(looked_up)


class _LookedUp(Collector):
    """Where log and read models stand, what room is left, and when it was swept, when asked."""

    def __init__(
        self,
        positions: Callable[[], Positions],
        free: Callable[[], dict[str, int]],
        swept_at: Callable[[], datetime | None],
    ) -> None:
        self._positions, self._free, self._swept_at = positions, free, swept_at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        log, views = self._positions()
        for name, told, value in (
            ("soquy_log_position", "The last position of the log.", log),
            ("soquy_views_position", "The last position in the read models.", views),
            ("soquy_views_lag_events", "Events that are not in the read models.", log - views),
        ):
            yield GaugeMetricFamily(name, told, value=value)
        room = GaugeMetricFamily(
            "soquy_disk_free_bytes", "Bytes free on the disk of what lies there.", labels=["of"]
        )
        for lies_there, free in self._free().items():
            room.add_metric([lies_there], free)
        yield room
        swept_at = self._swept_at()
        if swept_at is not None:
            name, told = "soquy_swept_timestamp_seconds", "When a sweep last came to its end."
            yield GaugeMetricFamily(name, told, value=swept_at.timestamp())
