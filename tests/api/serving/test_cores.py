"""Each worker keeps to a core of its own: its threads have one interpreter and no use for two."""

import os
import signal
from collections import Counter
from pathlib import Path
from time import monotonic, sleep

import pytest

from api.serving.cores import core_for_one_more, cores_here, keep_to
from tests.servers import Server, serving
from tests.stores import prepared_store

HERE = os.sched_getaffinity(0)


@pytest.mark.parametrize(
    "taken, left",
    [([], {4, 5, 7}), ([4], {5, 7}), ([4, 7], {5}), ([4, 5, 7, 5], {4, 7}), ([None, 9], {4, 5, 7})],
)
def test_the_next_worker_gets_a_core_that_the_fewest_have(
    taken: list[int | None], left: set[int]
) -> None:
    assert core_for_one_more([4, 5, 7], taken) in left


def test_as_many_workers_as_there_are_cores_have_one_each() -> None:
    cores = [0, 1, 2, 3, 8, 9]
    taken: list[int | None] = []
    for _ in range(2 * len(cores)):
        taken.append(core_for_one_more(cores, taken))
    assert Counter(taken) == dict.fromkeys(cores, 2)


def test_two_servers_of_one_machine_need_not_begin_with_the_same_core(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = set()
    for pid in range(100, 104):
        monkeypatch.setattr("os.getpid", lambda pid=pid: pid)
        first.add(core_for_one_more([0, 1, 2, 3], []))
    assert first == {0, 1, 2, 3}


def test_where_the_system_tells_of_no_cores_nobody_is_kept_to_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr("os.sched_getaffinity")
    assert core_for_one_more(cores_here(), []) is None
    keep_to(None)


def test_a_system_that_keeps_nobody_to_a_core_lets_everybody_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.sched_setaffinity", refuse)
    keep_to(0)


def test_workers_and_all_their_threads_keep_to_different_cores() -> None:
    with prepared_store("sqlite") as store, serving(store) as server:
        kept = _kept_by(server)
        assert all(len(cores) == 1 for cores in kept.values())
        assert len({min(cores) for cores in kept.values()}) == min(2, len(HERE))
        assert os.sched_getaffinity(server.process.pid) == HERE


def test_who_replaces_a_worker_that_died_has_its_core() -> None:
    with prepared_store("sqlite") as store, serving(store) as server:
        before = _kept_by(server)
        died = min(before)
        os.kill(died, signal.SIGKILL)
        deadline = monotonic() + 60
        while len(kept := _kept_by(server)) < 2 or died in kept:
            assert monotonic() < deadline, "nobody replaced it"
            sleep(0.05)
        (new,) = kept.keys() - before.keys()
        assert len(HERE) == 1 or kept[new] == before[died]


def _kept_by(server: Server) -> dict[int, frozenset[int]]:
    """Return which cores each worker may use, once all its threads may use the same."""
    deadline = monotonic() + 60
    while True:
        kept = {}
        for pid in server.workers():
            try:
                threads = [int(each.name) for each in Path(f"/proc/{pid}/task").iterdir()]
                cores = {frozenset(os.sched_getaffinity(each)) for each in threads}
            except (FileNotFoundError, ProcessLookupError):
                continue
            # One that was forked a moment ago has not come to it yet.
            if len(cores) == 1 and (len(HERE) == 1 or next(iter(cores)) != HERE):
                kept[pid] = cores.pop()
        if len(kept) == len(server.workers()):
            return kept
        assert monotonic() < deadline, "a worker may use every core"
        sleep(0.05)
