"""Accounts of a fund: cash boxes, bank accounts, term deposits."""

from typing import Any

from uuid_utils.compat import uuid7

from api.operations.resource import Resource
from api.services import ledger
from api.v1.schemas.funds import AccountIn
from ledger.access import Action
from ledger.fund.opening import NewAccount
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountId, FundId

resource = Resource("accounts", "Tài khoản: where a fund's money lies")


@resource.write("/funds/<uuid:fund_id>/accounts", AccountIn, Action.SET_UP_FUND)
def open_account(command: Command, new: dict[str, Any], fund_id: FundId) -> Receipt:
    """Open a cash box, a bank account or a term deposit."""
    account = NewAccount(account_id=AccountId(uuid7()), **new)
    return ledger().open_account(command, fund_id, account)
