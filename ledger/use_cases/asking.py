"""How a use case asks: who may, on which stream, and what is decided; the rest is recording's."""

from collections.abc import Callable
from typing import TypeVarTuple
from uuid import UUID

from ledger.access import Action
from ledger.commands import Command, Receipt
from ledger.context import Context
from ledger.desk import Desk
from ledger.events.base import Event
from ledger.fund import Fund
from ledger.recording import Decision, Recording, Work
from ledger.values import AssociationId, FundId

Ts = TypeVarTuple("Ts")


class UseCases:
    """What every group of use cases is made with; `ledger.application` sets it up."""

    _recording: Recording
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
        return self._do(
            command, fund_id, action, lambda desk: desk.fund(fund_id).association_id, decide
        )

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
