"""Many callers, one transaction: whoever comes first records for all who wait."""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Job(Generic[T, R]):
    """One caller's work and, once the batch is through, its result or error."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: T) -> None:
        """Wait with `work` for a batch."""
        self.work = work
        self.done = False
        self.result: R | None = None
        self.error: Exception | None = None

    def succeed(self, result: R) -> None:
        """End the job with a result."""
        self.result, self.done = result, True

    def fail(self, error: Exception) -> None:
        """End the job with an error that its caller gets raised."""
        self.error, self.done = error, True


class Batcher(Generic[T, R]):
    """Group commit without a thread of its own, so that it survives a fork.

    Callers queue up; the one who gets the lock runs all that wait by then, while later callers
    gather for the next batch. A disk that takes its time makes batches larger, not slower.
    """

    def __init__(self, run: Callable[[Sequence[Job[T, R]]], None], *, largest: int = 128) -> None:
        """Run batches of up to `largest` jobs with `run`, which must end every job."""
        self._run = run
        self._largest = largest
        self._waiting: deque[Job[T, R]] = deque()
        self._turn = Lock()

    @property
    def waiting(self) -> int:
        """How many jobs gather for the next batch."""
        return len(self._waiting)

    def submit(self, work: T) -> R:
        """Return the result of `work`, or raise its error, once its batch has committed."""
        job: Job[T, R] = Job(work)
        self._waiting.append(job)
        while not job.done:
            with self._turn:
                if not job.done:
                    self._run_next()
        if job.error is not None:
            raise job.error
        assert job.result is not None
        return job.result

    def _run_next(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._largest))]
        try:
            self._run(batch)
        except Exception as error:  # noqa: BLE001  # each caller gets it raised
            for job in batch:
                if not job.done:
                    job.fail(error)
        except BaseException:
            # This thread is being stopped in the middle; who waits in another goes on waiting.
            self._waiting.extendleft(job for job in reversed(batch) if not job.done)
            raise
        assert all(job.done for job in batch), "a batch ends every job in it"
