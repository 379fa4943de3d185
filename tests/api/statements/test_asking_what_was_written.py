"""What was written by hand is asked for as far as a file goes, and not for every row."""

from datetime import date

import pytest

from api.statements.proposals.kinds import Kind
from api.statements.proposals.known import Known, Written
from api.statements.proposals.proposing import Proposer
from api.statements.rows import Row
from api.statements.words import Words


def a_gift_on(day: date) -> Row:
    return Row(2, day, "", "", "", 0, 50_000, None, "ung ho", "")


def test_what_was_written_by_hand_is_asked_for_once_for_each_day_near_a_row() -> None:
    """Only near its rows, however old a file is; one that goes on, either way, asks a month ahead.

    So a file of a year asks a dozen times, however many rows it has.
    """
    asked: list[tuple[date, date]] = []

    def written(since: date, until: date) -> list[Written]:
        asked.append((since, until))
        days = [date(2004, 9, day) for day in (6, 7, 14)]
        return [
            Written(entry=day.day, dong=50_000, happened_on=day)
            for day in days
            if since <= day <= until
        ]

    proposer = Proposer(Known(written=written), Words())
    days = [date(2004, 9, 10), date(2004, 9, 12), date(2004, 9, 9), date(2004, 9, 11)]
    found = [proposer.propose(a_gift_on(day)).entry for day in days]
    assert asked == [
        (date(2004, 9, 7), date(2004, 9, 13)),
        (date(2004, 9, 14), date(2004, 10, 16)),
        (date(2004, 8, 6), date(2004, 9, 6)),
    ]
    assert found == [7, 14, 6, None]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_there_is_nothing_to_ask_for_beyond_the_calendar(day: date) -> None:
    asked: list[date] = []

    def written(since: date, until: date) -> list[Written]:
        asked.extend((since, until))
        return []

    proposer = Proposer(Known(written=written), Words())
    for each in (day, date(2004, 9, 10), day):
        assert proposer.propose(a_gift_on(each)).kind is Kind.DONATION
    assert day in asked
