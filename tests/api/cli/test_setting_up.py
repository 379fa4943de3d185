"""`soquy association` and `soquy fund`: a book begun from the shell."""

import pytest

from ledger.values import AccountKind, AssociationId, Level
from tests.api.cli.soquy import Soquy


def test_a_tree_with_a_fund_and_its_accounts_is_set_up(soquy: Soquy) -> None:
    central = soquy.central()
    asked = ("association", "add", "--name", "Hội Khuyến học tỉnh Hà Tĩnh")
    beneath = ("--level", "province", "--parent", central, "--on", "1996-10-02")
    province = AssociationId(soquy.make(*asked, *beneath))
    fund_id, bank = soquy.fund(province)
    cash = soquy.make("fund", "account", "--fund", fund_id, "--kind", "cash_box", "--name", "Két")
    opening = ("--dong", 2_000_000, "--on", "2024-01-01")
    soquy.do("fund", "opening-balance", "--fund", fund_id, "--account", bank, *opening)
    with soquy.services() as services:
        desk = services.ledger.desk()
        assert desk.association(province).level is Level.PROVINCE
        fund = desk.fund(fund_id)
    assert fund.balance_dong == 2_000_000
    assert {account: held.kind for account, held in fund.accounts.items()} == {
        bank: AccountKind.BANK,
        cash: AccountKind.CASH_BOX,
    }


def test_what_was_made_is_told_by_its_id_alone(soquy: Soquy) -> None:
    soquy.do("init")
    told = soquy.do("association", "add", "--name", "Hội", "--level", "central")
    with soquy.services() as services:
        (established,) = services.ledger.read(0, 10)
    assert told.strip() == str(established.stream)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--bank-bin", "97043", "--number", "0011000000001"),
        ("--bank-bin", "970436", "--number", "1"),
        ("--name", "two\nlines"),
        ("--on", "2024-02-30"),
        ("--on", "30/09/2024"),
        ("--kind", "piggy_bank"),
    ],
)
def test_what_the_api_would_not_take_is_not_taken_here(
    soquy: Soquy, wrong: tuple[str, ...]
) -> None:
    fund_id, _ = soquy.fund(soquy.central())
    asked = ("fund", "account", "--fund", fund_id, "--kind", "bank", "--name", "Vietcombank")
    soquy.refused(*asked, *wrong, status=2)


def test_a_rule_of_the_ledger_is_told_as_such(soquy: Soquy) -> None:
    fund_id, _ = soquy.fund(soquy.central())
    account = ("fund", "account", "--fund", fund_id, "--kind", "bank", "--name", "Vietcombank")
    line = soquy.refused(*account, "--bank-bin", "970436", "--number", "0011000000001")
    assert line.startswith("Error: bank_account_taken: ")
    line = soquy.refused(*account)
    assert line.startswith("Error: wrong_account_kind: ")
