"""Use cases of money between funds, and between a fund's own accounts."""

from ledger.access import Action
from ledger.commands import Command, Receipt
from ledger.decision import Decision
from ledger.desk import Desk
from ledger.errors import FundNotFound, TransferNotFound
from ledger.events.fund.transferring import TransferSent
from ledger.fund import transferring
from ledger.store.codec import Recorded
from ledger.store.facts import transfer_fact
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
        desk.fund(fund_id)
    except FundNotFound:
        raise FundNotFound("to_fund_id") from None


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
