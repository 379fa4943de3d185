"""What somebody writes by hand into an account while a statement of it is recorded.

The rows were proposed before, and a large file takes minutes: what they would bring once more is
left for a person.
"""

from collections.abc import Sequence
from datetime import timedelta

from api.statements.candidate import Candidate
from api.statements.proposals.kinds import Kind, Proposal
from api.statements.proposals.known import Written
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
        self._written: list[Written] = []
        self._codec = Codec()

    def part(self, decided: Sequence[Decided]) -> tuple[Sequence[Decided], list[Decided]]:
        """Return the rows that may be recorded, and those that somebody has written since."""
        found = self._ledger.desk().versioned(self._fund_id)
        self._look(0 if found is None else found.version)
        if not self._written:
            return decided, []
        kept: list[Decided] = []
        written: list[Decided] = []
        for each in decided:
            (written if self._takes(*each) else kept).append(each)
        return kept, written

    def note(self, receipt: Receipt) -> None:
        """Pass over what this import has appended itself."""
        if receipt.position is not None and not receipt.replayed:
            self._look(receipt.version - receipt.recorded)
            self._seen = max(self._seen, receipt.version)

    def _takes(self, candidate: Candidate, proposal: Proposal) -> bool:
        """Tell whether a row is what was written, which is then no other row's."""
        if candidate.known or proposal.kind in (Kind.SKIP, Kind.MATCHED):
            return False
        row = candidate.row
        for at, each in enumerate(self._written):
            is_near = abs(each.happened_on - row.booked_on) <= _NEAR
            if is_near and each.dong == row.credit_dong - row.debit_dong:
                del self._written[at]
                return True
        return False

    def _look(self, until: int) -> None:
        while self._seen < until:
            limit = min(until - self._seen, _PAGE)
            for stored in self._ledger.stream_rows(self._fund_id, self._seen, limit):
                recorded = self._codec.to_domain_event(stored)
                event = recorded.event
                dong = by_hand_dong(event, self._account_id)
                if dong:
                    on = getattr(event, "occurred_on", None) or event.effective_on  # type: ignore[attr-defined]
                    self._written.append(Written(entry=recorded.version, dong=dong, happened_on=on))
            self._seen += limit
