"""What gunicorn itself has to tell, in lines of our own log: never what was sent, nor from where.

Its messages are made of what somebody typed – the first line of a request that is none, an
address – often before they come here. So a text is told only if it stands in gunicorn's own code
as it is, and of what is put into it only numbers, signals and what is our own making.
"""

import logging
import signal
import sys
from collections.abc import Mapping
from types import FrameType

from gunicorn.config import Config
from gunicorn.glogging import Logger

from api.serving.lines import chain_of, lines_to

_SIGNALS = {each.name for each in signal.Signals}
_SIGNALS |= {name.removeprefix("SIG").lower() for name in _SIGNALS}

_OURS = frozenset(
    {
        "Can't connect to %s",
        "Connection in use: %s",
        "Listening at: %s",
        "Listening at: %s (%s)",
        "Starting gunicorn %s",
        "Using worker: %s",
    }
)
"""Of these all is told: where we listen, and what with."""

_ELSE = "…"
_UNTOLD = "server"
"""The event of a line whose text may hold anything."""


class ServerLog(Logger):
    """Gunicorn's log, for its setting `logger_class`."""

    def setup(self, cfg: Config) -> None:
        """Write what it tells from the level that is set; see the library."""
        super().setup(cfg)  # type: ignore[no-untyped-call]  # the library says nothing
        self._lines = lines_to()
        # Parts of the library that have no such log write to one of Python's, below this name.
        others = logging.getLogger("gunicorn")
        others.handlers = [_Others(self)]

    def critical(self, msg: object, *args: object, **named: object) -> None:
        """Tell of what nobody survives."""
        self._tell(logging.CRITICAL, msg, args, named)

    def error(self, msg: object, *args: object, **named: object) -> None:
        """Tell of what failed."""
        self._tell(logging.ERROR, msg, args, named)

    def warning(self, msg: object, *args: object, **named: object) -> None:
        """Tell of what is odd: a request that is none, a worker that was killed."""
        self._tell(logging.WARNING, msg, args, named)

    def info(self, msg: object, *args: object, **named: object) -> None:
        """Tell of what happens."""
        self._tell(logging.INFO, msg, args, named)

    def debug(self, msg: object, *args: object, **named: object) -> None:
        """Tell of what may help whoever looks for a fault."""
        self._tell(logging.DEBUG, msg, args, named)

    def exception(self, msg: object, *args: object, **named: object) -> None:
        """Tell of what failed, and where it came from."""
        self._tell(logging.ERROR, msg, args, {**named, "exc_info": True})

    def log(self, lvl: int | str, msg: object, *args: object, **named: object) -> None:
        """Tell of something at a level."""
        level = self.LOG_LEVELS.get(lvl.lower(), logging.INFO) if isinstance(lvl, str) else lvl
        self._tell(level, msg, args, named)

    def _tell(
        self, level: int, msg: object, args: tuple[object, ...], named: Mapping[str, object]
    ) -> None:
        teller = sys._getframe(2)  # noqa: SLF001  # who called one of the methods above
        text = _safe(msg, args) if _stands_in(teller, msg) else _UNTOLD
        where = f"{teller.f_globals.get('__name__')}.{teller.f_code.co_name}"
        self.tell(level, text, where, with_frames=bool(named.get("exc_info")))

    def tell(self, level: int, text: str, where: str, *, with_frames: bool = False) -> None:
        """Write a line: what is told, from which place in the library, and of what error."""
        if not self.error_log.isEnabledFor(level):
            return
        chain = chain_of(sys.exception())
        if not with_frames:
            chain = [{"error": each["error"]} for each in chain]
        more = {"chain": chain} if chain else {}
        self._lines.log(max(level, logging.INFO), text, at=where, **more)


class _Others(logging.Handler):
    """Takes what parts of the library write to a log of Python's."""

    def __init__(self, log: ServerLog) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        arguments = record.args if isinstance(record.args, tuple) else ()
        text = _safe(record.msg, arguments) if arguments else _UNTOLD
        self._log.tell(record.levelno, text, f"{record.name}.{record.funcName}")


def _stands_in(teller: FrameType, text: object) -> bool:
    """Tell whether a text stands in the code of who tells it, in one piece or in two."""
    pieces = {each for each in teller.f_code.co_consts if isinstance(each, str) and each}
    return isinstance(text, str) and (
        text in pieces
        or any(text.startswith(each) and text.removeprefix(each) in pieces for each in pieces)
    )


def _safe(text: object, arguments: tuple[object, ...]) -> str:
    """Return a text of the library with as much of what belongs into it as may be told."""
    assert isinstance(text, str), "it stands in the code"
    if not arguments:
        return text
    told = arguments if text in _OURS else tuple(map(_told, arguments))
    try:
        return text % told
    except (TypeError, ValueError):
        return text


def _told(argument: object) -> object:
    is_told = isinstance(argument, int) or (isinstance(argument, str) and argument in _SIGNALS)
    return argument if is_told else _ELSE
