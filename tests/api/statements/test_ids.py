"""Many ids at once: as good as one by one."""

from time import time_ns
from uuid import RFC_4122

from api.statements.ids import new_ids


def test_new_ids_are_uuids_of_version_7_of_this_very_millisecond() -> None:
    before = time_ns() // 1_000_000
    ids = new_ids(1_000)
    after = time_ns() // 1_000_000
    assert {(id_.version, id_.variant) for id_ in ids} == {(7, RFC_4122)}
    (moment,) = {id_.int >> 80 for id_ in ids}
    assert before <= moment <= after


def test_new_ids_stand_in_their_order_and_differ_in_all_that_is_random() -> None:
    ids = new_ids(1_000)
    assert ids == sorted(set(ids))
    assert len({id_.int & (2**62 - 1) for id_ in ids}) == 1_000


def test_each_random_bit_is_taken_from_what_is_drawn() -> None:
    (none,) = new_ids(1, bytes)
    (every,) = new_ids(1, lambda size: b"\xff" * size)
    assert f"{none.int ^ every.int:032x}"[12:] == "0fff3fffffffffffffff"  # all but 6 of 80


def test_no_ids_are_none() -> None:
    assert new_ids(0) == []
