"""What all tests share: stores, outside programs, Hypothesis's profiles, and no way out."""

import gc
import os
import shutil
import sys
import tempfile
import warnings
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.programs",
    "tests.stores",
    "tests.books",
    "tests.ledger.store.processes",
    "tests.kept",
    "tests.passwords",
]

# How long an example takes is the machine's affair, never a reason to fail. The examples are the
# same each time: who sees a law fail has broken it. For what is rare, a long run draws others.
settings.register_profile(
    "soquy",
    deadline=None,
    derandomize=True,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", parent=settings.get_profile("soquy"), derandomize=False, max_examples=2_000
)
settings.load_profile("soquy")

ROOM_BYTES = 4 * 2**30
"""Seven times what three test processes with a PostgreSQL each were seen to need."""


def stay_at_home(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse every connection that would leave this machine."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if not isinstance(address, tuple) or address[0] == "localhost":
        return  # a socket in the file system, or ourselves by name
    if not ip_address(address[0]).is_loopback:
        raise PermissionError(f"a test tried to connect to {address[0]}")


def write_in_memory() -> None:
    """Let what is temporary lie in memory if there is room: no test outlives the machine's power.

    Databases come and go by the thousand here, and a disk would be waited for each time. Whoever
    sets TMPDIR decides otherwise.
    """
    memory = Path("/dev/shm")  # noqa: S108  # no file of a known name is made there
    if "TMPDIR" in os.environ or not os.access(memory, os.W_OK):
        return
    if shutil.disk_usage(memory).free >= ROOM_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(memory)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Let one process more test than the machine has processors.

    A test waits a quarter of its time for servers, stores and browsers, which have less to do.
    """
    return len(os.sched_getaffinity(0)) + 1


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let each of several processes begin with modules of its own, and find the others' compiled.

    All look for tests in the same order: on a fresh copy each would compile every module.
    """
    worker: dict[str, Any] | None = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    number, processes = int(worker["workerid"].removeprefix("gw")), worker["workercount"]
    paths = sorted(path for name in session.config.args for path in Path(name).rglob("test_*.py"))
    with warnings.catch_warnings(action="error"):  # as where tests are looked for
        for path in paths[number::processes]:
            module = path.resolve().relative_to(session.config.rootpath).with_suffix("")
            import_module(".".join(module.parts))


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what stays: apps, schemas and tests by the thousand.

    It would walk through all of it again and again, which took up to half of the time, and a third
    of the time in which tests are found: it does not begin before.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)
    gc.enable()


gc.disable()
sys.addaudithook(stay_at_home)
write_in_memory()
