"""Structured logs: one JSON line per event, of ids and figures only, never of people or bodies."""

import sys
from time import perf_counter
from traceback import extract_tb
from typing import Any, BinaryIO

import msgspec
import structlog
from flask import Flask, Response, current_app, g, request
from structlog.typing import FilteringBoundLogger


def register_logs(app: Flask, stream: BinaryIO | None = None) -> None:
    """Log each request that was answered, and each failure, as a line to `stream` (stderr)."""
    app.extensions["log"] = structlog.wrap_logger(
        structlog.BytesLogger(stream or sys.stderr.buffer),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_to_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("INFO"),
    ).bind()
    app.before_request(_start)
    app.after_request(_log_request)


def log_failure(error: BaseException) -> None:
    """Log where an error came from; not its text, which may quote what someone typed."""
    chain = []
    cause: BaseException | None = error
    while cause is not None:
        frames = [f"{f.filename}:{f.lineno} {f.name}" for f in extract_tb(cause.__traceback__)]
        chain.append({"error": type(cause).__qualname__, "frames": frames})
        cause = cause.__cause__ or cause.__context__
    _log().error("failed", route=_route(), chain=chain)


def _start() -> None:
    g.started = perf_counter()


def _log_request(response: Response) -> Response:
    _log().info(
        "request",
        method=request.method,
        route=_route(),
        status=response.status_code,
        duration_ms=round((perf_counter() - g.started) * 1000, 2),
    )
    return response


def _route() -> str | None:
    return None if request.url_rule is None else request.url_rule.rule


def _log() -> FilteringBoundLogger:
    log: FilteringBoundLogger = current_app.extensions["log"]
    return log


def _to_json(event: dict[str, Any], **_: object) -> bytes:
    return msgspec.json.encode(event)
