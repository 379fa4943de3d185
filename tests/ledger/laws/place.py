"""One fund of the world, and how small numbers pick among all there is in it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar
from uuid import UUID

from ledger.values import GENERAL, AccountId, FundId, PurposeId, StaffId
from tests.builders import an_id
from tests.ledger.laws.naive import NaiveLedger

T = TypeVar("T")


class Who(Enum):
    """Who asks: people with one role in the province, one with all, one of the commune beside."""

    OPERATOR = "operator"
    TREASURER = "treasurer"
    APPROVER = "approver"
    CASHIER = "cashier"
    ADMINISTRATOR = "administrator"
    FOR_ALL = "for all"
    NEIGHBOUR = "neighbour"


PAPER = "cd" * 32
"""The SHA-256 of a document that every fund of a history keeps."""


class Place:
    """A fund, seen through what the naive ledger knows of it.

    A number picks from the end: 0 is the newest of its kind. Where there is nothing to pick, it
    picks something of nobody.
    """

    def __init__(
        self,
        fund: FundId,
        naive: NaiveLedger,
        people: dict[Who, StaffId],
        new_id: Callable[[], UUID],
    ) -> None:
        self.fund, self.naive, self.people, self.new_id = fund, naive, people, new_id

    def day(self, days_ago: int) -> date:
        """The day that lies so many days back or, below zero, ahead."""
        return self.naive.today - timedelta(days=days_ago)

    def of(self, things: list[T]) -> list[T]:
        """What of a list is this fund's."""
        return self.naive.of(self.fund, things)

    def account(self, number: int) -> AccountId:
        """The cash box (0), the bank account (1), the deposit (2), or a later one."""
        accounts = self.of(self.naive.accounts)
        return accounts[number % len(accounts)].account

    def purpose(self, number: int) -> PurposeId:
        """The purpose `general` (0), one that is defined, or (-1) one that is not."""
        if number < 0:
            return PurposeId(str(an_id("a purpose of nobody")))
        defined = [e.purpose for e in self.of(self.naive.purposes) if e.restriction is not None]
        return [GENERAL, *defined][number % (len(defined) + 1)]

    def entry(self, number: int, *topics: str) -> int:
        """The version of an entry, those of the topics first and standing ones before the others.

        Whatever else there is comes after them, and one version more than there is.
        """
        entries = sorted(
            self.of(self.naive.entries),
            key=lambda each: (each.topic not in topics, not each.stands, -each.version),
        )
        versions = [each.version for each in entries]
        others = set(range(1, self.naive.versions[self.fund] + 2)) - set(versions)
        versions += sorted(others)
        return versions[number % len(versions)]

    def pick(self, ids: Sequence[T], number: int | None, make: Callable[[UUID], T]) -> T | None:
        """One of many, the newest first, or one of nobody; none if none is asked for."""
        if number is None:
            return None
        return ids[-1 - number % len(ids)] if ids else make(an_id("of nobody"))
