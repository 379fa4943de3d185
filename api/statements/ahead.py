"""Making the next thing while the last one is used."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
Made = TypeVar("Made")


def one_ahead(make: Callable[[T], Made], things: Iterable[T]) -> Generator[Made, None, None]:
    """Yield what is made of things, in their order; another thread makes the next one meanwhile.

    What making one raises is raised when it is drawn, after all before it. Whoever draws no more
    waits for the one that is being made.
    """
    with ThreadPoolExecutor(max_workers=1) as other:
        made: Future[Made] | None = None
        for thing in things:
            following = other.submit(make, thing)
            if made is not None:
                yield made.result()
            made = following
        if made is not None:
            yield made.result()
