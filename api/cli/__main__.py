"""What `soquy` and `python -m api.cli` run."""

import signal
import sys
from types import FrameType

from api.cli import main
from api.cli.garbage import look_seldom

_SIGNAL = 128
"""A shell's exit status of whom a signal ended is this and the signal's number."""


def run() -> None:
    """Run the command line. Who is told to end puts away first what he has begun.

    That is what SIGTERM says, and a terminal that is closed; nothing can be done about SIGKILL.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # else somebody said `nohup`
            signal.signal(number, _end)
    look_seldom()
    main()


def _end(number: int, _: FrameType | None) -> None:
    sys.exit(_SIGNAL + number)


if __name__ == "__main__":
    run()
