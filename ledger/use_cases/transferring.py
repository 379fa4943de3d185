"""Use cases of money between funds, and between a fund's own accounts."""

from uuid import UUID

from ledger.access import Action
from ledger.errors.associations import FundHasEnded
from ledger.errors.conflicts import TransfersInTransit
from ledger.errors.missing import FundNotFound, TransferNotFound
from ledger.events.fund.transferring import TransferSent
from ledger.fund import transferring
from ledger.recording.commands import Command, Receipt
from ledger.recording.decision import Decision
from ledger.recording.desk import Desk
from ledger.store.log.codec import Recorded
from ledger.store.log.facts import legs_of, settlement_fact, transfer_fact
from ledger.use_cases.asking import UseCases
from ledger.values import FundId, TransferId


class Transferring(UseCases):
    """Transfers in two legs; moves between accounts."""

    def send_transfer(
        self, command: Command, fund_id: FundId, sending: transferring.Sending
    ) -> Receipt:
        """Send money to another fund (điều chuyển)."""

        def decide(desk: Desk) -> Decision:
            fund, context = desk.fund(fund_id), desk.context(command)
            _require_receiver(desk, sending.to_fund_id)
            event = transferring.send_transfer(fund, fund_id, sending, context)
            return Decision(events=[event], created_id=sending.transfer_id)

        return self._do_on_fund(command, Action.TRANSFER, fund_id, decide)

    def receive_transfer(
        self, command: Command, fund_id: FundId, arrival: transferring.Arrival
    ) -> Receipt:
        """Take in what another fund sent to this one."""

        def decide(desk: Desk) -> Decision:
            recorded, sent = sent_transfer(desk, arrival.transfer_id)
            if sent.to_fund_id != fund_id:
                raise TransferNotFound("transfer_id")
            sender = FundId(recorded.stream)
            event = transferring.receive_transfer(
                desk.fund(fund_id),
                sent,
                sender,
                next_attempt(desk, sender, sent),
                arrival,
                desk.context(command),
            )
            return Decision(events=[event])

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def return_transfer(
        self, command: Command, fund_id: FundId, arrival: transferring.Arrival
    ) -> Receipt:
        """Take back what this fund sent and the other never had."""

        def decide(desk: Desk) -> Decision:
            recorded, sent = sent_transfer(desk, arrival.transfer_id)
            if recorded.stream != fund_id:
                raise TransferNotFound("transfer_id")
            event = transferring.return_transfer(
                desk.fund(fund_id),
                sent,
                next_attempt(desk, fund_id, sent),
                arrival,
                desk.context(command),
            )
            return Decision(events=[event])

        return self._do_on_fund(command, Action.RECORD, fund_id, decide)

    def move_money(self, command: Command, fund_id: FundId, move: transferring.Move) -> Receipt:
        """Move money between two accounts of the fund: bank it, draw it, place it."""
        return self._on_fund(command, Action.RECORD, fund_id, transferring.move_money, move)

    def transfer_ends(self, transfer_id: TransferId) -> tuple[FundId, FundId]:
        """Return the funds that sent a transfer and that it is for; raise `TransferNotFound`."""
        recorded, sent = sent_transfer(self._recording.desk(), transfer_id)
        return FundId(recorded.stream), sent.to_fund_id


def _require_receiver(desk: Desk, fund_id: FundId) -> None:
    try:
        receiver = desk.fund(fund_id)
    except FundNotFound:
        raise FundNotFound("to_fund_id") from None
    if receiver.ended_on is not None:
        raise FundHasEnded("to_fund_id", ended_on=receiver.ended_on.isoformat())


def check_none_in_transit(desk: Desk, fund_id: FundId) -> None:
    """Raise `TransfersInTransit` while money is on its way to a fund, or from it.

    A transfer is settled by the funds that it names, and one that is handed over records nothing.
    """
    on_their_way = [
        transfer_id
        for fact in desk.facts_beginning(legs_of(fund_id))
        if _is_in_transit(desk, transfer_id := TransferId(UUID(fact.rpartition(":")[2])))
    ]
    if on_their_way:
        raise TransfersInTransit(
            "fund_id",
            in_transit=len(on_their_way),
            transfer_ids=", ".join(str(each) for each in on_their_way[:_NAMED]),
        )


_NAMED = 10
"""So many transfers on their way are named; what more there are is counted."""


def _is_in_transit(desk: Desk, transfer_id: TransferId) -> bool:
    recorded, sent = sent_transfer(desk, transfer_id)
    attempt = next_attempt(desk, FundId(recorded.stream), sent)
    return not desk.taken([settlement_fact(transfer_id, attempt)])


def sent_transfer(desk: Desk, transfer_id: TransferId) -> tuple[Recorded, TransferSent]:
    """Return the first leg of a transfer, or raise `TransferNotFound`."""
    recorded = desk.recorded(transfer_fact(transfer_id))
    if recorded is None:
        raise TransferNotFound("transfer_id")
    assert isinstance(recorded.event, TransferSent)
    return recorded, recorded.event


def next_attempt(desk: Desk, sender: FundId, sent: TransferSent) -> int:
    """Return the number under which a transfer can be settled now; it can be once under each."""
    funds = (desk.fund(sender), desk.fund(sent.to_fund_id))
    return 1 + sum(fund.undone.get(sent.transfer_id, 0) for fund in funds)
