"""Proposing the rows of a kept statement anew: a week is long, and the book goes on.

Somebody writes by hand what a row is a gift of, pays what it was to pay, or closes its appeal. What
was proposed before that would then be recorded twice, or wrongly.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from api.statements.candidate import Candidate
from api.statements.layout import Layout
from api.statements.proposals.kinds import Why
from api.statements.proposals.known import Known
from api.statements.proposals.proposing import Proposer
from api.statements.recording import PLACED
from ledger.application import Ledger
from ledger.values import CreditId, DebitId, FundId


class Renewed(NamedTuple):
    """A row as it was kept, and as it would be proposed now."""

    kept: Candidate
    now: Candidate

    @property
    def is_changed(self) -> bool:
        """Whether it is proposed as something else; what the book has is not proposed at all."""
        return not self.now.known and self.now.proposal != self.kept.proposal


class Renewal:
    """Looks once more at the rows of one statement, piece by piece in their order."""

    def __init__(self, ledger: Ledger, fund_id: FundId, layout: Layout, known: Known) -> None:
        """Propose by what is known now, and by the words that the bank uses."""
        self._ledger = ledger
        self._proposer = Proposer(known, layout.words)
        fund = ledger.desk().fund(fund_id)
        self._credits, self._debits = fund.credits, fund.debits

    def of(self, chunk: Sequence[Candidate]) -> list[Renewed]:
        """Return the rows of the next piece."""
        there = self._ledger.known_rows([each.identity for each in chunk])
        return [
            Renewed(each, self._known(each) if each.identity in there else self._anew(each))
            for each in chunk
        ]

    def _known(self, candidate: Candidate) -> Candidate:
        """Return a row that the book has; what still waits of it takes what it belongs to."""
        if candidate.proposal.kind in PLACED and self._waits(candidate):
            self._proposer.propose(candidate.row)
        return msgspec.structs.replace(candidate, known=True)

    def _anew(self, candidate: Candidate) -> Candidate:
        proposal = self._proposer.propose(candidate.row)
        # A memo of somebody who is to be forgotten was struck out: it had told what it had to tell.
        is_struck = proposal.why is Why.NO_MEMO
        if is_struck or proposal == candidate.proposal:
            return candidate
        return msgspec.structs.replace(candidate, proposal=proposal)

    def _waits(self, candidate: Candidate) -> bool:
        memo_id = candidate.memo_id
        return DebitId(memo_id) in self._debits or CreditId(memo_id) in self._credits
