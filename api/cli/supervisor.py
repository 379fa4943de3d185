"""A few processes that live and die together."""

import ctypes
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Event
from typing import BinaryIO

_PAUSE_SECONDS = 0.2
_PATIENCE_SECONDS = 35
"""A little more than gunicorn gives its workers to finish what they have begun."""

_PR_SET_PDEATHSIG = 1


def supervise(
    commands: Sequence[Sequence[str]],
    *,
    address: tuple[str, int],
    on_ready: Callable[[], None],
    log: BinaryIO | None = None,
) -> int:
    """Run commands until SIGTERM or SIGINT, or until one ends; then stop all.

    Returns an exit status: 0 if we were told to stop, 1 if one of them ended by itself. Once
    something listens at `address`, `on_ready` is called. Should we be killed, they end too. What
    they say goes to `log`, if there is one, else to where we say things.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [_start(command, log) for command in commands]
    try:
        ready = False
        while not stop.wait(_PAUSE_SECONDS):
            if any(child.poll() is not None for child in children):
                return 1
            if not ready and _is_listening(address):
                ready = True
                on_ready()
        return 0
    finally:
        _stop(children)


def _start(command: Sequence[str], log: BinaryIO | None) -> "subprocess.Popen[bytes]":
    # A session of its own: what is typed at the terminal reaches us, and we tell them.
    return subprocess.Popen(  # noqa: S603  # our own programs
        command,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509  # no threads here that could hold a lock
    )


def _die_with_parent() -> None:
    """Have the kernel stop us when our parent dies, even of SIGKILL (Linux; elsewhere nothing)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _is_listening(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(address, timeout=_PAUSE_SECONDS):
            return True
    except OSError:
        return False


def _stop(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
