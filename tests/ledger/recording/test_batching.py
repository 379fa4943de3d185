"""Many callers, one transaction: whoever comes first records for all who wait."""

from collections.abc import Callable, Sequence
from threading import Barrier, Event, Thread
from time import sleep

import pytest

from ledger.recording.batching import Batch, Batcher

Jobs = Batch[int, int]


def doubling(batch: Jobs) -> None:
    for job in batch.jobs:
        job.succeed(2 * job.work)


def until(condition: Callable[[], bool]) -> None:
    for _ in range(60_000):
        if condition():
            return
        sleep(0.001)
    raise AssertionError


def in_threads(batcher: Batcher[int, int], works: Sequence[int]) -> dict[int, int | Exception]:
    """Submit all works at once; what each caller got."""
    results: dict[int, int | Exception] = {}
    start = Barrier(len(works))

    def submit(work: int) -> None:
        start.wait()
        try:
            results[work] = batcher.submit(work)
        except ValueError as error:
            results[work] = error

    threads = [Thread(target=submit, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_caller_alone_gets_its_own_result() -> None:
    assert Batcher(doubling).submit(21) == 42


def test_every_caller_gets_its_own_result() -> None:
    works = range(50)
    assert in_threads(Batcher(doubling), works) == {work: 2 * work for work in works}


def test_who_comes_while_a_batch_runs_waits_for_the_next_and_shares_it() -> None:
    begun, all_here = Event(), Event()
    batches: list[list[int]] = []

    def run(batch: Jobs) -> None:
        batches.append([job.work for job in batch.jobs])
        begun.set()
        assert all_here.wait(60)
        doubling(batch)

    batcher = Batcher(run)
    first = Thread(target=batcher.submit, args=(0,))
    first.start()
    assert begun.wait(60)
    others = [Thread(target=batcher.submit, args=(work,)) for work in range(1, 6)]
    for thread in others:
        thread.start()
    until(lambda: batcher.waiting == 5)
    all_here.set()
    for thread in [first, *others]:
        thread.join()
    assert batches[0] == [0]
    assert sorted(batches[1]) == [1, 2, 3, 4, 5]
    assert len(batches) == 2


def test_who_comes_before_the_jobs_are_asked_for_shares_the_batch() -> None:
    """As while another process holds the lock of the store."""
    begun, all_here = Event(), Event()
    batches: list[list[int]] = []

    def run(batch: Jobs) -> None:
        begun.set()
        assert all_here.wait(60)
        batches.append([job.work for job in batch.jobs])
        doubling(batch)

    batcher = Batcher(run)
    threads = [Thread(target=batcher.submit, args=(work,)) for work in range(6)]
    threads[0].start()
    assert begun.wait(60)
    for thread in threads[1:]:
        thread.start()
    until(lambda: batcher.waiting == 6)
    all_here.set()
    for thread in threads:
        thread.join()
    assert [sorted(batch) for batch in batches] == [[0, 1, 2, 3, 4, 5]]


def test_who_is_done_does_not_wait_for_the_batch_after() -> None:
    begun, first_done = Event(), Event()

    def run(batch: Jobs) -> None:
        if batch.jobs[0].work == 0:
            begun.set()
            until(lambda: batcher.waiting == 1)
        else:
            assert first_done.wait(60)
        doubling(batch)

    def be_first() -> None:
        batcher.submit(0)
        first_done.set()

    batcher = Batcher(run)
    first, second = Thread(target=be_first), Thread(target=batcher.submit, args=(1,))
    first.start()
    assert begun.wait(60)
    second.start()
    first.join()
    second.join()
    assert first_done.is_set()


def test_a_batch_is_never_larger_than_the_largest() -> None:
    sizes: list[int] = []

    def run(batch: Jobs) -> None:
        sizes.append(len(batch.jobs))
        doubling(batch)

    assert len(in_threads(Batcher(run, largest=3), range(20))) == 20
    assert max(sizes) <= 3
    assert sum(sizes) == 20


def test_one_job_that_fails_leaves_the_others_their_results() -> None:
    def run(batch: Jobs) -> None:
        for job in batch.jobs:
            if job.work == 3:
                job.fail(ValueError("three"))
            else:
                job.succeed(2 * job.work)

    results = in_threads(Batcher(run), range(6))
    assert isinstance(results.pop(3), ValueError)
    assert results == {0: 0, 1: 2, 2: 4, 4: 8, 5: 10}


def test_a_batch_that_fails_fails_for_everybody_not_done() -> None:
    def run(batch: Jobs) -> None:
        raise ValueError(len(batch.jobs))

    batcher = Batcher(run)
    assert all(isinstance(each, ValueError) for each in in_threads(batcher, range(6)).values())
    with pytest.raises(ValueError, match="1"):
        batcher.submit(1)


def test_a_thread_stopped_in_the_middle_leaves_nobody_waiting_for_ever() -> None:
    begun, all_here = Event(), Event()
    stopped: list[BaseException] = []
    runs: list[int] = []

    def run(batch: Jobs) -> None:
        runs.append(len(batch.jobs))
        if len(runs) == 1:
            begun.set()
            assert all_here.wait(60)
            raise KeyboardInterrupt
        doubling(batch)

    batcher = Batcher(run)

    def be_stopped() -> None:
        try:
            batcher.submit(1)
        except KeyboardInterrupt as interrupt:
            stopped.append(interrupt)

    results: list[int] = []
    leader = Thread(target=be_stopped)
    leader.start()
    assert begun.wait(60)
    follower = Thread(target=lambda: results.append(batcher.submit(2)))
    follower.start()
    until(lambda: batcher.waiting == 1)
    all_here.set()
    leader.join()
    follower.join(60)
    assert len(stopped) == 1
    assert results == [4]


def test_one_caller_hands_in_many_and_they_share_batches() -> None:
    batches: list[int] = []

    def run(batch: Jobs) -> None:
        batches.append(len(batch.jobs))
        doubling(batch)

    batcher = Batcher(run, largest=4)
    assert batcher.submit_all(range(10)) == [2 * work for work in range(10)]
    assert batches == [4, 4, 2]
    assert batcher.submit_all([]) == []
    assert batcher.submit(1) == 2


def test_of_many_each_ends_by_itself_and_the_first_error_is_raised() -> None:
    ended: list[int] = []

    def run(batch: Jobs) -> None:
        for job in batch.jobs:
            ended.append(job.work)
            if job.work % 3:
                job.succeed(job.work)
            else:
                job.fail(ValueError(job.work))

    batcher = Batcher(run, largest=2)
    with pytest.raises(ValueError, match="3"):
        batcher.submit_all([1, 2, 3, 4, 6, 7])
    assert ended == [1, 2, 3, 4, 6, 7]
    assert batcher.waiting == 0
    assert batcher.submit(1) == 1


def test_many_of_one_and_single_ones_of_others_all_get_their_own() -> None:
    batcher = Batcher(doubling, largest=3)
    results: dict[int, list[int]] = {}

    def submit(start: int) -> None:
        for _ in range(20):
            works = range(start, start + start % 5 + 1)
            results[start] = batcher.submit_all(works)
            assert results[start] == [2 * work for work in works]

    threads = [Thread(target=submit, args=(start,)) for start in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    assert results.keys() == set(range(10))


def test_who_is_stopped_with_many_in_the_line_leaves_it_to_the_others() -> None:
    class Stopped(BaseException):
        pass

    def run(batch: Jobs) -> None:
        if batch.jobs[0].work < 0:
            raise Stopped
        doubling(batch)

    batcher = Batcher(run, largest=2)
    with pytest.raises(Stopped):
        batcher.submit_all([-1, -2, -3, -4])
    assert batcher.waiting == 0
    assert batcher.submit(21) == 42
