"""The next thing is made while the last one is used, and comes after it."""

from collections.abc import Iterator
from threading import Event, current_thread

import pytest

from api.statements.ahead import one_ahead

PATIENCE_SECONDS = 30


def test_all_come_in_their_order() -> None:
    assert list(one_ahead(str, range(5))) == ["0", "1", "2", "3", "4"]
    assert list(one_ahead(str, [])) == []


def test_while_one_is_used_the_next_is_being_made_and_no_more() -> None:
    made: list[int] = []
    begun = Event()

    def make(number: int) -> int:
        made.append(number)
        if number == 1:
            begun.set()
        return number

    drawn = one_ahead(make, range(4))
    assert next(drawn) == 0
    assert begun.wait(PATIENCE_SECONDS)
    drawn.close()
    assert made == [0, 1]


def test_things_are_read_by_who_draws_and_made_by_one_other_thread() -> None:
    read_by, made_by = set(), set()

    def things() -> Iterator[int]:
        for number in range(3):
            read_by.add(current_thread())
            yield number

    def make(number: int) -> int:
        made_by.add(current_thread())
        return number

    assert list(one_ahead(make, things())) == [0, 1, 2]
    assert read_by == {current_thread()}
    assert len(made_by) == 1
    assert current_thread() not in made_by


def test_what_cannot_be_made_is_told_after_all_before_it() -> None:
    drawn = one_ahead(lambda number: 1 // (2 - number), range(5))
    assert [next(drawn), next(drawn)] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(drawn)


def test_who_stops_half_way_leaves_no_thread() -> None:
    worker = []

    def make(number: int) -> int:
        worker.append(current_thread())
        return number

    drawn = one_ahead(make, range(5))
    next(drawn)
    drawn.close()
    assert not worker[0].is_alive()
