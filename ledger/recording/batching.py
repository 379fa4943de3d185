"""Many callers, one transaction: whoever comes first records for all who wait."""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Job(Generic[T, R]):
    """One caller's work and, once the batch is through, its result or error."""

    __slots__ = ("_gate", "done", "error", "is_called", "result", "work")

    def __init__(self, work: T) -> None:
        """Wait with `work` for a batch."""
        self.work = work
        self.done = False
        self.result: R | None = None
        self.error: Exception | None = None
        self.is_called = False
        self._gate = Lock()
        self._gate.acquire()

    def succeed(self, result: R) -> None:
        """End the job with a result."""
        self.result, self.done = result, True

    def fail(self, error: Exception) -> None:
        """End the job with an error that its caller gets raised."""
        self.error, self.done = error, True

    def call(self) -> None:
        """Let the caller go on: the job is done, or the next batch is this caller's to lead."""
        if not self.is_called:
            self.is_called = True
            self._gate.release()

    def wait(self) -> None:
        """Wait until called."""
        self._gate.acquire()


class Batch(Generic[T, R]):
    """The jobs of one transaction: all that wait when they are first asked for, not earlier.

    Whoever runs it asks once it holds the lock of the store, so that what comes in while another
    process holds it is in the batch too.
    """

    def __init__(self, draw: Callable[[], Sequence[Job[T, R]]]) -> None:
        """Take the jobs from `draw`, once."""
        self._draw = draw
        self._jobs: Sequence[Job[T, R]] | None = None

    @classmethod
    def of(cls, job: Job[T, R]) -> "Batch[T, R]":
        """Return a batch of just one job."""
        return cls(lambda: [job])

    @property
    def jobs(self) -> Sequence[Job[T, R]]:
        """All jobs of the batch."""
        if self._jobs is None:
            self._jobs = self._draw()
        return self._jobs

    @property
    def undone(self) -> Sequence[Job[T, R]]:
        """The jobs that have not ended yet."""
        return [job for job in self.jobs if not job.done]


class Batcher(Generic[T, R]):
    """Group commit without a thread of its own, so that it survives a fork.

    The caller who finds nobody at work leads a batch; later callers gather for the next, and the
    first of them is called to lead it. A disk that takes its time makes batches larger, not slower.
    """

    def __init__(self, run: Callable[[Batch[T, R]], None], *, largest: int = 128) -> None:
        """Run batches of up to `largest` jobs with `run`, which must end every job."""
        self._run = run
        self._largest = largest
        self._waiting: deque[Job[T, R]] = deque()
        self._is_led = False
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """How many callers stand in the line, whoever waits for the lock of the store included."""
        return len(self._waiting)

    def submit(self, work: T) -> R:
        """Return the result of `work`, or raise its error, once its batch has committed."""
        return self.submit_all([work])[0]

    def submit_all(self, works: Sequence[T]) -> list[R]:
        """Return the results of many, which one caller hands in together, in their order.

        They share as few batches as they fit into, and each ends by itself: if some have errors,
        the first of those is raised when all have ended.
        """
        jobs: list[Job[T, R]] = [Job(work) for work in works]
        if not jobs:
            return []
        with self._lock:
            self._waiting.extend(jobs)
            leads, self._is_led = not self._is_led, True
        try:
            for job in jobs:
                if not (leads or job.done):
                    job.wait()
                if not job.done:
                    self._lead(job)
                leads = False
        except BaseException:
            # This thread is being stopped: it leaves the line, and the lead if that was its own.
            self._leave(jobs)
            raise
        return [_result(job) for job in jobs]

    def _leave(self, jobs: Sequence[Job[T, R]]) -> None:
        with self._lock:
            own = [job for job in jobs if job in self._waiting]
            for job in own:
                self._waiting.remove(job)
            if any(job.is_called for job in own):
                self._call_next()

    def _lead(self, leader: Job[T, R]) -> None:
        batch = Batch(self._draw)
        try:
            self._run(batch)
            assert not batch.undone, "a batch ends every job in it"
        except Exception as error:
            if not batch.undone:
                raise
            for job in batch.undone:
                job.fail(error)
        finally:
            self._hand_over(batch, leader)

    def _draw(self) -> Sequence[Job[T, R]]:
        with self._lock:
            count = min(len(self._waiting), self._largest)
            return [self._waiting.popleft() for _ in range(count)]

    def _hand_over(self, batch: Batch[T, R], leader: Job[T, R]) -> None:
        """Call who leads next, and then all whose jobs are done.

        There are others only if this thread is being stopped in the middle: those go on waiting.
        """
        others = [job for job in batch.jobs if job is not leader]
        with self._lock:
            self._waiting.extendleft(job for job in reversed(others) if not job.done)
            self._call_next()
        for job in others:
            if job.done:
                job.call()

    def _call_next(self) -> None:
        if self._waiting:
            self._waiting[0].call()
        else:
            self._is_led = False


def _result(job: Job[T, R]) -> R:
    if job.error is not None:
        raise job.error
    assert job.result is not None
    return job.result
