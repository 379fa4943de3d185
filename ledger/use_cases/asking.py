"""How a use case asks: who may, on which stream, and what is decided; the rest is recording's."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVarTuple
from uuid import UUID

import msgspec

from ledger.access import Action
from ledger.context import Context
from ledger.errors.associations import FundHasEnded
from ledger.events.base import Event
from ledger.events.fund.money import Documented
from ledger.fund import Fund, evolve
from ledger.fund.control import overdrafts
from ledger.fund.handing_over.winding_up import check_winding_up
from ledger.recording.commands import Command, Receipt, Warned
from ledger.recording.decision import Decision, Work
from ledger.recording.desk import Desk
from ledger.recording.recording import Recording
from ledger.values import AssociationId, FundId

Ts = TypeVarTuple("Ts")


class PeopleVault(Protocol):
    """What the ledger needs of the place where personal data and documents lie."""

    def put_memos(self, memos: Sequence[tuple[UUID, str]]) -> None:
        """Keep memos, each under a key of its own; an id that is there already is left alone."""

    def check_document(self, fund_id: UUID, sha256: str) -> None:
        """Raise `DocumentNotFound` unless the fund keeps a file with this SHA-256."""

    def born_on(self, person_id: UUID) -> date | None:
        """Return the day a person was born, where it is known."""

    def restrict(self, person_id: UUID) -> datetime:
        """Show nobody any more who a person is, but auditors who give a reason.

        Returns the moment since when, which is another with each time it is asked.
        """

    def restricted_since(self, person_id: UUID) -> datetime | None:
        """Return that moment of the last time; None if a person is shown."""

    def lift(self, person_id: UUID, since: datetime) -> None:
        """Show again who a person is, unless it was restricted again since that moment."""

    def check_representative(self, person_id: UUID) -> None:
        """Raise `RepresentativeNotFound` unless somebody acts for a person, or was forgotten."""

    def forget_representative(self, person_id: UUID) -> None:
        """Make unreadable for ever who acts for a person by law, and nothing else."""

    def destroy_all(self, ids: Collection[UUID]) -> None:
        """Make people, memos and documents unreadable for ever, by the ids of their keys."""


class UseCases:
    """What every group of use cases is made with; `ledger.application` sets it up."""

    _recording: Recording
    _vault: PeopleVault
    _new_id: Callable[[], UUID]

    def _do(
        self,
        command: Command,
        stream: UUID,
        action: Action,
        where: Callable[[Desk], AssociationId | None],
        decide: Callable[[Desk], Decision],
    ) -> Receipt:
        def permit(desk: Desk) -> None:
            desk.require(command.by, action, where(desk))

        return self._recording.execute(Work(command, stream, permit, decide))

    def _do_on_fund(
        self,
        command: Command,
        action: Action,
        fund_id: FundId,
        decide: Callable[[Desk], Decision],
    ) -> Receipt:
        def decide_on_kept_documents(desk: Desk) -> Decision:
            fund = desk.fund(fund_id)
            if fund.ended_on is not None:
                raise FundHasEnded("fund_id", ended_on=fund.ended_on.isoformat())
            decision = decide(desk)
            check_winding_up(desk.association(fund.association_id), decision.events)
            self._check_documents(fund_id, decision)
            return _flagged(fund, decision)

        def permit(desk: Desk) -> None:
            desk.require_on_fund(command.by, action, fund_id)

        work = Work(command, fund_id, permit, decide_on_kept_documents)
        return self._recording.execute(work)

    def _check_documents(self, fund_id: FundId, decision: Decision) -> None:
        """Raise `DocumentNotFound` unless the fund keeps every document that an event names.

        Decisions are pure and take the hash as it is; here, last of all, it is looked up.
        """
        named = {
            event.private.document_sha256
            for event in decision.events
            if isinstance(event.private, Documented)
        }
        for sha256 in named - {None}:
            assert sha256 is not None
            self._vault.check_document(fund_id, sha256)

    def _on_fund(
        self,
        command: Command,
        action: Action,
        fund_id: FundId,
        decision: Callable[[Fund, *Ts, Context], Event],
        *asked: *Ts,
        created_id: UUID | None = None,
    ) -> Receipt:
        """Record the one event that `decision` makes of the fund and what is asked."""

        def decide(desk: Desk) -> Decision:
            event = decision(desk.fund(fund_id), *asked, desk.context(command))
            return Decision(events=[event], created_id=created_id)

        return self._do_on_fund(command, action, fund_id, decide)


def _flagged(fund: Fund, decision: Decision) -> Decision:
    """Return a decision that tells what its facts take below zero; any other as it is."""
    if not overdrafts.may_uncover(decision.events):
        return decision
    after = decision.after
    if after is None:
        after = fund
        for event in decision.events:
            after = evolve(after, event)
    assert isinstance(after, Fund), "what happens to a fund leaves a fund"
    found = (Warned(each.code, each.limits) for each in overdrafts.uncovered(fund, after))
    warnings = (*decision.warnings, *found)
    return msgspec.structs.replace(decision, after=after, warnings=warnings)
