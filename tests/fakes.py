"""The only things tests put something else in place of: the clock, and where new ids come from."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID

from ledger.errors.missing import DocumentNotFound, RepresentativeNotFound
from ledger.values import VIETNAM, from_micros

TODAY = date(2025, 6, 16)
"""What day it is in Vietnam in every test that does not say otherwise."""


class Clock:
    """A clock that stands still, at nine in the morning of `TODAY` in Vietnam, until it is set.

    With a `tick` it moves on by that much whenever it is looked at.
    """

    def __init__(self) -> None:
        self.tick = timedelta()
        self.set_day(TODAY)

    def __call__(self) -> datetime:
        self.now += self.tick
        return self.now

    def set_day(self, day: date) -> None:
        """Make it nine in the morning of a day in Vietnam."""
        self.now = datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)

    def advance(self, **by: float) -> None:
        """Move on, or back: `clock.advance(days=1)`, `clock.advance(hours=-2)`."""
        self.now += timedelta(**by)


class Ids:
    """UUIDs that count up; two sources of different `family` never give the same."""

    def __init__(self, family: int = 0) -> None:
        self._family = family
        self._next = count(1)

    def __call__(self) -> UUID:
        return UUID(fields=(self._family, 0, 0x7000, 0x80, 0, next(self._next)))


class Memos:
    """A people vault that keeps memos in memory, for books that are not about people.

    `documents` are those that a fund keeps, by fund and SHA-256.
    """

    def __init__(self) -> None:
        self.memos: dict[UUID, str] = {}
        self.documents: set[tuple[UUID, str]] = set()
        self.birthdays: dict[UUID, date] = {}
        self._since: dict[UUID, datetime] = {}
        self._moments = count(1)
        self.destroyed: set[UUID] = set()
        self.represented: set[UUID] = set()
        self.unrepresented: set[UUID] = set()

    def check_document(self, fund_id: UUID, sha256: str) -> None:
        if (fund_id, sha256) not in self.documents:
            raise DocumentNotFound("document_sha256")

    def born_on(self, person_id: UUID) -> date | None:
        return self.birthdays.get(person_id)

    @property
    def restricted(self) -> set[UUID]:
        """Who is shown to nobody."""
        return set(self._since)

    def restrict(self, person_id: UUID) -> datetime:
        self._since[person_id] = since = from_micros(next(self._moments))
        return since

    def restricted_since(self, person_id: UUID) -> datetime | None:
        return self._since.get(person_id)

    def lift(self, person_id: UUID, since: datetime) -> None:
        if self._since.get(person_id) == since:
            del self._since[person_id]

    def check_representative(self, person_id: UUID) -> None:
        if person_id not in self.represented | self.unrepresented:
            raise RepresentativeNotFound

    def forget_representative(self, person_id: UUID) -> None:
        self.represented.discard(person_id)
        self.unrepresented.add(person_id)

    def destroy_all(self, ids: Collection[UUID]) -> None:
        self.destroyed.update(ids)

    def put_memos(self, memos: Sequence[tuple[UUID, str]]) -> None:
        self.memos = {**dict(memos), **self.memos}
