"""What somebody writes by hand into an account while a statement of it is recorded.

The rows were proposed before, and a large file takes minutes: what they would bring once more is
left for a person.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from api.statements.candidate import Candidate
from api.statements.decisions import Decided
from api.statements.proposals.kinds import Kind
from api.statements.proposals.proposing import NEAR_DAYS
from ledger.application import Ledger
from ledger.events.base import Event
from ledger.fund.receiving.matching import by_hand_dong, happened_on
from ledger.recording.commands import Receipt
from ledger.store.log.codec import Codec
from ledger.values import AccountId, FundId

_PAGE = 1_000
_NEAR = timedelta(days=NEAR_DAYS)


class Meanwhile:
    """Looks at what others append to the fund between the appends of one import."""

    def __init__(
        self, ledger: Ledger, fund_id: FundId, account_id: AccountId, version: int
    ) -> None:
        """Begin at the version of the fund that was known when rows were proposed."""
        self._ledger = ledger
        self._fund_id = fund_id
        self._account_id = account_id
        self._seen = version
        self._days: defaultdict[int, list[date]] = defaultdict(list)
        self._ahead: tuple[int, Sequence[Event]] | None = None
        self._codec = Codec()

    def of(
        self, decided: Sequence[Decided], version: int, ahead: Sequence[Event] = ()
    ) -> dict[str, Candidate]:
        """Return the rows that somebody has written by a version of the fund, by identity.

        The last events up to it are `ahead`: they are stored together with these rows.
        """
        self._look(version - len(ahead))
        self._ahead = version, ahead
        left = {dong: list(days) for dong, days in self._days.items()}
        for dong, day in self._by_hand(ahead):
            left.setdefault(dong, []).append(day)
        if not left:
            return {}
        return {
            candidate.identity: candidate
            for candidate, proposal in decided
            if not candidate.known
            and proposal.kind is not Kind.MATCHED
            and _take_near(left.get(_dong(candidate), []), candidate.row.booked_on)
        }

    def note(self, receipt: Receipt, written: Iterable[Candidate]) -> None:
        """Pass over the rows that this import has appended itself, which are of one stream.

        What was `written` is no other row's.
        """
        if self._ahead is not None and not receipt.replayed:
            self._take_in(*self._ahead)
        self._ahead = None
        for each in written:
            _take_near(self._days[_dong(each)], each.row.booked_on)
        if self._seen + receipt.recorded == receipt.version:
            self._seen = receipt.version  # else something of its batch is still to be looked at

    def _look(self, until: int) -> None:
        while self._seen < until:
            limit = min(until - self._seen, _PAGE)
            page = self._ledger.stream_rows(self._fund_id, self._seen, limit)
            events = [self._codec.to_domain_event(stored).event for stored in page]
            self._take_in(self._seen + len(page), events)
            if len(page) < limit:
                return  # a row that was decided twice saw more of the batch than was stored

    def _take_in(self, version: int, events: Sequence[Event]) -> None:
        """Take in the events that follow what was seen, up to a version."""
        if self._seen + len(events) == version:
            self._seen = version
            for dong, day in self._by_hand(events):
                self._days[dong].append(day)

    def _by_hand(self, events: Sequence[Event]) -> Iterator[tuple[int, date]]:
        for event in events:
            dong = by_hand_dong(event, self._account_id)
            if dong:
                yield dong, happened_on(event)


def _dong(candidate: Candidate) -> int:
    return candidate.row.credit_dong - candidate.row.debit_dong


def _take_near(days: list[date], on: date) -> bool:
    """Take a day out that is near another, and tell whether there is one."""
    near = next((each for each in days if abs(each - on) <= _NEAR), None)
    if near is not None:
        days.remove(near)
    return near is not None
