"""`soquy association` and `soquy fund`: what it takes to begin a book from the shell."""

from datetime import date
from typing import Any
from uuid import UUID

import click
import msgspec
from uuid_utils.compat import uuid7

from api.cli.shell import DAY, NAME, As, Shell, answer, as_json, in_shell, warned
from api.v1.schemas.funds import AccountIn
from ledger.association.establishing import NewAssociation
from ledger.errors.missing import DebitNotFound
from ledger.fund.opening import NewAccount, NewFund, OpeningBalance
from ledger.fund.receiving.banking import BankFee
from ledger.fund.receiving.mobilizing import NewMobilization
from ledger.recording.commands import Receipt
from ledger.values import (
    AMOUNT_DONG_MAX,
    AccountId,
    AccountKind,
    AssociationId,
    DebitId,
    FundId,
    LegalRegime,
    Level,
    MobilizationId,
)

_fund = click.option("--fund", "fund_id", type=click.UUID, required=True, help="Id of the fund.")
_account = click.option(
    "--account", "account_id", type=click.UUID, required=True, help="Id of the account."
)
_DONG = click.IntRange(1, AMOUNT_DONG_MAX)
_ACCOUNT: dict[str, Any] = AccountIn().fields
_on = click.option("--on", type=DAY, help="Effective date; today unless given.")
_name = click.option("--name", type=NAME, required=True, help="As it is shown in public.")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, and the position of the log it stands at."""

    id: UUID
    position: int | None


@click.group()
def association() -> None:
    """Associations (hội khuyến học) of every level."""


@association.command("add")
@_name
@click.option(
    "--level", type=click.Choice([level.value for level in Level]), required=True, help="Cấp."
)
@click.option("--parent", "parent_id", type=click.UUID, help="The association above it.")
@_on
@as_json
@in_shell
def add_association(
    shell: Shell, name: str, level: str, parent_id: UUID | None, on: date | None, *, as_json: bool
) -> None:
    """Establish an association under its parent; the central one has none."""
    new = NewAssociation(
        name=name,
        level=Level(level),
        parent_id=None if parent_id is None else AssociationId(parent_id),
        effective_on=on or shell.today,
    )
    _answer(shell.ledger.establish_association(shell.command(), new), as_json=as_json)


@click.group()
def fund() -> None:
    """Funds (quỹ): open one with its accounts."""


@fund.command("open")
@click.option("--association", "association_id", type=click.UUID, required=True, help="Whose.")
@_name
@click.option(
    "--regime",
    type=click.Choice([regime.value for regime in LegalRegime]),
    default=LegalRegime.INTERNAL_FUND.value,
    show_default=True,
    help="The law it stands under.",
)
@_on
@as_json
@in_shell
def open_fund(
    shell: Shell, association_id: UUID, name: str, regime: str, on: date | None, *, as_json: bool
) -> None:
    """Open a fund (lập quỹ)."""
    new = NewFund(
        association_id=AssociationId(association_id),
        name=name,
        legal_regime=LegalRegime(regime),
        effective_on=on or shell.today,
    )
    _answer(shell.ledger.open_fund(shell.command(), new), as_json=as_json)


@fund.command("account")
@_fund
@click.option(
    "--kind", type=click.Choice([kind.value for kind in AccountKind]), required=True, help="Loại."
)
@_name
@click.option(
    "--bank-bin",
    type=As(_ACCOUNT["bank_bin"]),
    help="The bank's BIN, six digits; a bank account needs it.",
)
@click.option(
    "--number", type=As(_ACCOUNT["number"]), help="The account's number; a bank account needs it."
)
@_on
@as_json
@in_shell
def open_account(
    shell: Shell,
    fund_id: UUID,
    kind: str,
    name: str,
    bank_bin: str | None,
    number: str | None,
    on: date | None,
    *,
    as_json: bool,
) -> None:
    """Open a cash box (két), bank account or term deposit."""
    new = NewAccount(
        account_id=AccountId(uuid7()),
        account_kind=AccountKind(kind),
        name=name,
        bank_bin=bank_bin,
        number=number,
        effective_on=on or shell.today,
    )
    _answer(shell.ledger.open_account(shell.command(), FundId(fund_id), new), as_json=as_json)


@fund.command("opening-balance")
@_fund
@_account
@click.option("--dong", type=_DONG, required=True, help="What the account held, in đồng.")
@_on
@as_json
@in_shell
def record_opening_balance(
    shell: Shell, fund_id: UUID, account_id: UUID, dong: int, on: date | None, *, as_json: bool
) -> None:
    """Record what an account held when the fund came into this book (số dư đầu kỳ)."""
    new = OpeningBalance(
        account_id=AccountId(account_id), amount_dong=dong, effective_on=on or shell.today
    )
    receipt = shell.ledger.record_opening_balance(shell.command(), FundId(fund_id), new)
    _answer(receipt, as_json=as_json)


@fund.command("mobilization")
@_fund
@_name
@click.option("--starts-on", type=DAY, required=True, help="Its first day.")
@click.option("--ends-on", type=DAY, help="Its last day; without one it is open-ended.")
@click.option("--target-dong", type=_DONG, help="What it hopes for, in đồng.")
@as_json
@in_shell
def launch_mobilization(
    shell: Shell,
    fund_id: UUID,
    name: str,
    starts_on: date,
    ends_on: date | None,
    target_dong: int | None,
    *,
    as_json: bool,
) -> None:
    """Launch an appeal (phát động vận động)."""
    new = NewMobilization(
        mobilization_id=MobilizationId(uuid7()),
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        target_dong=target_dong,
    )
    receipt = shell.ledger.launch_mobilization(shell.command(), FundId(fund_id), new)
    _answer(receipt, as_json=as_json)


@fund.command("debits")
@_fund
@as_json
@in_shell
def list_debits(shell: Shell, fund_id: UUID, *, as_json: bool) -> None:
    """List bank debits that wait for a person's decision (chưa rõ nội dung)."""
    debits = shell.ledger.desk().fund(FundId(fund_id)).debits
    lines = (f"{key}  {d.effective_on}  {d.amount_dong} VND" for key, d in debits.items())
    answer({str(key): debit for key, debit in debits.items()}, lines, as_json=as_json)


@fund.command("bank-fee")
@_fund
@click.option("--debit", "debit_id", type=click.UUID, required=True, help="From `fund debits`.")
@as_json
@in_shell
def charge_bank_fee(shell: Shell, fund_id: UUID, debit_id: UUID, *, as_json: bool) -> None:
    """Decide that a bank debit was a fee (phí ngân hàng)."""
    debit = shell.ledger.desk().fund(FundId(fund_id)).debits.get(DebitId(debit_id))
    if debit is None:
        raise DebitNotFound("debit_id")
    fee = BankFee(
        account_id=debit.account_id,
        amount_dong=debit.amount_dong,
        effective_on=debit.effective_on,
        debit_id=DebitId(debit_id),
    )
    receipt = shell.ledger.charge_bank_fee(shell.command(), FundId(fund_id), fee)
    told = [f"{receipt.balance_dong} VND", *warned(receipt.warnings)]
    answer(receipt, told, as_json=as_json)


def _answer(receipt: Receipt, *, as_json: bool) -> None:
    assert receipt.created_id is not None or receipt.entries
    made = Made(id=receipt.created_id or receipt.stream, position=receipt.position)
    answer(made, str(made.id), as_json=as_json)
