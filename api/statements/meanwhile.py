"""What somebody writes by hand into an account while a statement of it is recorded.

The rows were proposed before, and a large file takes minutes: what they would bring once more is
left for a person.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from api.statements.candidate import Candidate
from api.statements.proposals.kinds import Kind, Proposal
from api.statements.proposals.proposing import NEAR_DAYS
from ledger.application import Ledger
from ledger.fund.receiving.matching import by_hand_dong
from ledger.recording.commands import Receipt
from ledger.store.log.codec import Codec
from ledger.values import AccountId, FundId

Decided = tuple[Candidate, Proposal]

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
        self._codec = Codec()

    def separate(self, decided: Sequence[Decided]) -> tuple[Sequence[Decided], list[Decided]]:
        """Return the rows that may be recorded, and those that somebody has written since."""
        found = self._ledger.desk().versioned(self._fund_id)
        self._look(0 if found is None else found.version)
        if not self._days:
            return decided, []
        kept: list[Decided] = []
        written: list[Decided] = []
        for each in decided:
            (written if self._takes(*each) else kept).append(each)
        return kept, written

    def note(self, receipt: Receipt) -> None:
        """Pass over the rows that this import has appended itself: they are of one stream."""
        if receipt.position is not None and not receipt.replayed:
            self._look(receipt.version - receipt.recorded)
            self._seen = max(self._seen, receipt.version)

    def _takes(self, candidate: Candidate, proposal: Proposal) -> bool:
        """Tell whether a row is what was written, which is then no other row's."""
        if candidate.known or proposal.kind in (Kind.SKIP, Kind.MATCHED):
            return False
        row = candidate.row
        days = self._days.get(row.credit_dong - row.debit_dong, [])
        near = next((each for each in days if abs(each - row.booked_on) <= _NEAR), None)
        if near is not None:
            days.remove(near)
        return near is not None

    def _look(self, until: int) -> None:
        while self._seen < until:
            limit = min(until - self._seen, _PAGE)
            for stored in self._ledger.stream_rows(self._fund_id, self._seen, limit):
                event = self._codec.to_domain_event(stored).event
                dong = by_hand_dong(event, self._account_id)
                if dong:
                    on = getattr(event, "occurred_on", None) or event.effective_on  # type: ignore[attr-defined]
                    self._days[dong].append(on)
            self._seen += limit
