"""What has happened when money went to another place."""

from msgspec.structs import replace

from ledger.events.fund.money import Documented, FromStatement
from ledger.events.fund.transferring import (
    AccountMoved,
    SentPrivate,
    TransferReceived,
    TransferReturned,
    TransferSent,
)
from ledger.values import AccountKind, Series
from tests.builders import APPROVER, BANK, TERM_DEPOSIT, TREASURER
from tests.fakes import TODAY
from tests.ledger.happened import OTHER_FUND, TRANSFER, voucher


def transfer_sent(dong: int = 1_000_000, **fields: object) -> TransferSent:
    event = TransferSent(
        transfer_id=TRANSFER,
        to_fund_id=OTHER_FUND,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_DEBIT),
        private=SentPrivate(recorded_by=APPROVER),
    )
    return replace(event, **fields)


def transfer_received(dong: int = 1_000_000, **fields: object) -> TransferReceived:
    event = TransferReceived(
        transfer_id=TRANSFER,
        from_fund_id=OTHER_FUND,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=FromStatement(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def transfer_returned(dong: int = 1_000_000, **fields: object) -> TransferReturned:
    event = TransferReturned(
        transfer_id=TRANSFER,
        to_fund_id=OTHER_FUND,
        account_id=BANK,
        account_kind=AccountKind.BANK,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_CREDIT),
        private=FromStatement(recorded_by=TREASURER),
    )
    return replace(event, **fields)


def account_moved(dong: int = 1_000_000, **fields: object) -> AccountMoved:
    event = AccountMoved(
        from_account_id=BANK,
        from_account_kind=AccountKind.BANK,
        to_account_id=TERM_DEPOSIT,
        to_account_kind=AccountKind.TERM_DEPOSIT,
        amount_dong=dong,
        effective_on=TODAY,
        voucher=voucher(Series.BANK_DEBIT),
        voucher_in=voucher(Series.BANK_CREDIT),
        private=Documented(recorded_by=TREASURER),
    )
    return replace(event, **fields)
