"""What the bank did by itself, as it comes in: interest and fees."""

from api.operations.fields import Day, Dong, Identifier, Purpose
from api.operations.schema import In
from ledger.fund.receiving.banking import BankFee, Interest


class InterestIn(In):
    """Interest the bank credited (tiền lãi); `credit_id` names the unknown credit that it was."""

    makes = Interest

    account_id = Identifier(required=True)
    amount_dong = Dong(required=True)
    purpose = Purpose(allow_none=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    credit_id = Identifier(allow_none=True)


class BankFeeIn(In):
    """A fee the bank took (phí ngân hàng); `debit_id` names the undecided debit it was."""

    makes = BankFee

    account_id = Identifier(required=True)
    amount_dong = Dong(required=True)
    purpose = Purpose(allow_none=True)
    effective_on = Day(required=True)
    occurred_on = Day(allow_none=True)
    debit_id = Identifier(allow_none=True)
