"""Lines of the log: JSON, one per event, of ids and figures only, never of people or bodies."""

import os
from functools import partial
from traceback import extract_tb
from typing import Any, BinaryIO

import msgspec
import structlog
from structlog.typing import FilteringBoundLogger

_STDERR = 2


def lines_to(stream: BinaryIO | None = None) -> FilteringBoundLogger:
    """Return a log that writes lines to a stream (stderr)."""
    log: FilteringBoundLogger = structlog.wrap_logger(
        _Lines(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_to_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("INFO"),
    )
    return log.bind()


def chain_of(error: BaseException | None) -> list[dict[str, Any]]:
    """Return where an error and its causes came from; not their text, which may quote somebody."""
    chain = []
    cause = error
    while cause is not None:
        frames = [f"{f.filename}:{f.lineno} {f.name}" for f in extract_tb(cause.__traceback__)]
        chain.append({"error": type(cause).__qualname__, "frames": frames})
        cause = cause.__cause__ or cause.__context__
    return chain


class _Lines:
    """Writes each line by one call of the system: none is torn, and no thread waits for another.

    Nobody is kept from being served because it cannot be written down: on a disk that is full, or
    to a reader that is gone, a line is lost. The next one that can be written begins anew, behind
    one that says how many were.
    """

    def __init__(self, stream: BinaryIO | None) -> None:
        self._write = partial(os.write, _STDERR) if stream is None else stream.write
        self._lost = 0
        self._torn = b""

    def info(self, line: bytes) -> None:
        told = line + b"\n"
        lost, torn = self._lost, self._torn
        if lost:
            told = b"%b%b\n%b" % (torn, _to_json({"event": "lines lost", "lost": lost}), told)
        try:
            written = self._write(told)
        except OSError:
            written = 0
        if written == len(told):
            self._lost -= lost
            self._torn = b""
        else:
            self._lost += 1
            self._torn = b"\n" if written else torn

    critical = error = warning = info


def _to_json(event: dict[str, Any], **_: object) -> bytes:
    return msgspec.json.encode(event)
