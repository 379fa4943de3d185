"""`soquy import-statement`, from an empty store to a balance."""

from pathlib import Path

import pytest

from api.statements import layout
from api.statements.layout import BadLayout
from ledger.values import AccountId, FundId
from tests.api.cli.soquy import Soquy
from tests.api.statements.files import EXTRACTS, HEADER, real_files
from tests.builders import an_id

GIFT = "1,01/09/2024,5213.45946,,50.000,,NGUYEN VAN A ung ho"
FEE = "1,03/09/2024,9915.10293,55.000,,,RUT TIEN MAT"

NONE = an_id("no disbursement")


class Bank:
    """A fund with a bank account, set up from the shell."""

    def __init__(self, soquy: Soquy, folder: Path) -> None:
        self._folder = folder
        self.central = soquy.central()
        self.fund_id: FundId
        self.account_id: AccountId
        self.fund_id, self.account_id = soquy.fund(self.central)

    def asked(self, *lines: str) -> tuple[object, ...]:
        """How the import of a file of these lines is asked for."""
        file = self._folder / "statement.csv"
        file.write_bytes("".join(f"{line}\r\n" for line in (HEADER, *lines)).encode())
        return self.asked_for(file)

    def asked_for(self, file: Path) -> tuple[object, ...]:
        """How the import of a file is asked for."""
        place = ("--fund", self.fund_id, "--account", self.account_id)
        return ("import-statement", *place, "--layout", "vietcombank", file)


@pytest.fixture
def bank(soquy: Soquy, tmp_path: Path) -> Bank:
    """A fund with a bank account."""
    return Bank(soquy, tmp_path)


def test_a_dry_run_tells_everything_and_records_nothing(soquy: Soquy, bank: Bank) -> None:
    told = soquy.run(*bank.asked(GIFT, FEE, "1,half"), "--dry-run")
    assert told.exit_code == 3
    assert "50.000" in told.stdout
    assert "55.000" in told.stdout
    assert "line 4: too_few_cells" in told.stdout
    assert soquy.ask(*bank.asked(GIFT, FEE), "--dry-run")["preview"]["new"] == 2


def test_a_dry_run_tells_which_rows_would_wait(soquy: Soquy, bank: Bank) -> None:
    asked = bank.asked(GIFT, FEE)
    decisions = ("--decide", f"line:2=move:{bank.account_id}", "--decide", f"line:3=payment:{NONE}")
    tried = soquy.ask(*asked, *decisions, "--dry-run")
    told = soquy.do(*asked, *decisions, "--dry-run")
    done = soquy.ask(*asked, *decisions, "--yes")
    assert (
        tried["unplaced"]
        == done["unplaced"]
        == [
            {"line": 2, "code": "same_account"},
            {"line": 3, "code": "forbidden"},
        ]
    )
    assert (tried["recorded"], done["recorded"]) == (0, 2)
    assert "line 2: same_account, để chờ · waits" in told


def test_a_decision_on_a_line_that_is_no_row_is_refused(soquy: Soquy, bank: Bank) -> None:
    told = soquy.refused(*bank.asked(GIFT, FEE), "--decide", "line:2,99=skip", "--yes")
    assert told.startswith("Error: bad_decision: ")
    assert "99" in told
    assert soquy.ask(*bank.asked(GIFT, FEE), "--dry-run")["preview"]["new"] == 2


def test_rows_are_recorded_once_confirmed(soquy: Soquy, bank: Bank) -> None:
    told = soquy.do(*bank.asked(GIFT, FEE), stdin="y\n")
    assert "Đã ghi · recorded: 2." in told
    assert "Nothing new" in soquy.do(*bank.asked(GIFT, FEE), stdin="y\n")


def test_rows_are_not_recorded_without_confirmation(soquy: Soquy, bank: Bank) -> None:
    assert soquy.run(*bank.asked(GIFT), stdin="n\n").exit_code == 1
    assert soquy.ask(*bank.asked(GIFT), "--dry-run")["preview"]["new"] == 1


def test_a_program_is_answered_in_json_but_never_asked(soquy: Soquy, bank: Bank) -> None:
    soquy.refused(*bank.asked(GIFT), "--json", status=2)
    done = soquy.ask(*bank.asked(GIFT, FEE), "--yes")
    assert (done["recorded"], done["skipped"], done["balance_dong"]) == (2, 0, 50_000)
    again = soquy.ask(*bank.asked(GIFT, FEE), "--yes")
    assert (again["recorded"], again["preview"]["new"], again["preview"]["known"]) == (0, 0, 2)


def test_a_debit_waits_until_a_person_decides_that_it_was_a_fee(soquy: Soquy, bank: Bank) -> None:
    soquy.do(*bank.asked(GIFT, GIFT, FEE), "--yes")
    ((debit_id, debit),) = soquy.ask("fund", "debits", "--fund", bank.fund_id).items()
    assert debit["amount_dong"] == 55_000
    decided = soquy.ask("fund", "bank-fee", "--fund", bank.fund_id, "--debit", debit_id)
    assert decided["balance_dong"] == 45_000
    assert soquy.ask("fund", "debits", "--fund", bank.fund_id) == {}
    line = soquy.refused("fund", "bank-fee", "--fund", bank.fund_id, "--debit", debit_id)
    assert line.startswith("Error: debit_not_found: ")


def test_a_fee_that_the_money_does_not_reach_for_is_warned_of(soquy: Soquy, bank: Bank) -> None:
    account = f"account_id {bank.account_id}, available_dong -5000, since_on 2024-09-03, times 1"
    fee = ("--decide", "line:3=fee")
    for how in (("--dry-run", *fee), ("--yes", *fee)):
        told = soquy.do(*bank.asked(GIFT, FEE), *how)
        assert f"cảnh báo · warning: insufficient_funds ({account})" in told
    again = soquy.ask(*bank.asked(GIFT, FEE, FEE), "--yes")
    assert again["warnings"] == []
    ((debit_id, _),) = soquy.ask("fund", "debits", "--fund", bank.fund_id).items()
    decided = soquy.do("fund", "bank-fee", "--fund", bank.fund_id, "--debit", debit_id)
    assert (
        "cảnh báo · warning: insufficient_funds (purpose general, available_dong -60000" in decided
    )


def test_rows_are_recorded_in_the_name_of_someone_who_may(soquy: Soquy, bank: Bank) -> None:
    for login, role in (("ketoan", "treasurer"), ("kiemtra", "auditor")):
        soquy.do(
            *("staff", "add", "--login", login, "--name", "A"),
            *("--association", bank.central, "--role", role),
        )
    line = soquy.refused(*bank.asked(GIFT), "--yes", "--json", "--as", "kiemtra")
    assert line.startswith("Error: forbidden: ")
    soquy.do(*bank.asked(GIFT), "--yes", "--as", "ketoan")
    with soquy.services() as services:
        treasurer = services.vault.find_login("ketoan")
        (last,) = services.ledger.read(services.ledger.position() - 1, 1)
    assert last.event.private.recorded_by == treasurer


def test_rows_are_gifts_to_the_appeal_that_is_named(soquy: Soquy, bank: Bank) -> None:
    appeal = soquy.make(
        *("fund", "mobilization", "--fund", bank.fund_id, "--name", "Vì em hiếu học"),
        *("--starts-on", "2024-09-01", "--ends-on", "2024-09-30"),
    )
    soquy.do(*bank.asked(GIFT), "--yes", "--mobilization", appeal)
    outside = GIFT.replace("/09/", "/10/")
    line = soquy.refused(*bank.asked(outside), "--yes", "--json", "--mobilization", appeal)
    assert line.startswith("Error: outside_mobilization: ")
    assert "line 2" in line


def test_a_file_that_is_not_what_it_claims_is_refused_whole(
    soquy: Soquy, bank: Bank, tmp_path: Path
) -> None:
    file = tmp_path / "statement.pdf"
    file.write_bytes(b"%PDF-1.7")
    before = soquy.ask("project", "status")["head"]
    line = soquy.refused(*bank.asked_for(file), "--yes", "--json")
    assert line.startswith("Error: not_csv: ")
    assert soquy.ask("project", "status")["head"] == before
    soquy.refused(*bank.asked_for(tmp_path / "no such file"), status=2)


def test_the_real_statement(soquy: Soquy, bank: Bank) -> None:
    name = "vietcombank-2024-09.csv"
    file = real_files().get(name, EXTRACTS / "vietcombank-extract.csv")
    done = soquy.ask(*bank.asked_for(file), "--yes")
    seen = done["preview"]
    if file.name == name:
        assert (seen["rows"], seen["credits"], seen["debits"]) == (7_000, 6_999, 1)
        assert seen["credits_dong"] == 8_789_133_706
    assert done["recorded"] == seen["new"] == seen["rows"]
    assert done["balance_dong"] == seen["credits_dong"]
    assert seen["debits_dong"] == 55_000
    assert soquy.ask(*bank.asked_for(file), "--yes")["recorded"] == 0
    (debit_id,) = soquy.ask("fund", "debits", "--fund", bank.fund_id)
    decided = soquy.ask("fund", "bank-fee", "--fund", bank.fund_id, "--debit", debit_id)
    assert decided["balance_dong"] == seen["credits_dong"] - 55_000


def test_rows_are_decided_by_rule_and_by_line(soquy: Soquy, bank: Bank) -> None:
    interest = "1,04/09/2024,1,,1.234,,lai ky nay"
    asked = bank.asked(GIFT, FEE, interest)
    rules = ("--decide", "memo:ky nay=interest", "--decide", "line:3=fee", "--yes")
    done = soquy.ask(*asked, *rules)
    assert (done["recorded"], done["balance_dong"]) == (3, 50_000 + 1_234 - 55_000)
    with soquy.services() as services:
        topics = [each.event.topic for each in services.ledger.read(0, 1_000)][-4:]
    assert topics == [
        "fund.donation_received",
        "fund.debit_unallocated",
        "fund.bank_fee_charged",
        "fund.interest_credited",
    ]


def test_what_is_not_decided_may_be_left(soquy: Soquy, bank: Bank) -> None:
    asked = bank.asked(GIFT, FEE)
    done = soquy.ask(*asked, "--decide", "proposed:waiting=skip", "--decided-only", "--yes")
    assert (done["recorded"], done["left"]) == (0, 2)
    assert (
        soquy.ask(*asked, "--decide", "all=as_proposed", "--decided-only", "--yes")["recorded"] == 2
    )


@pytest.mark.parametrize(
    "rule", ["fee", "lines:1=fee", "line:x=fee", "proposed:gift=fee", "all=gift", "all=fee:1"]
)
def test_a_decision_that_says_nothing_is_misuse(soquy: Soquy, bank: Bank, rule: str) -> None:
    soquy.refused(*bank.asked(GIFT), "--decide", rule, "--yes", status=2)


def test_a_row_without_amount_is_told_with_what_the_balance_implies(
    soquy: Soquy, bank: Bank
) -> None:
    def row(number: int, credit: str, balance: str) -> str:
        return f"1,01/09/2024,{number},,{credit},{balance},ung ho"

    asked = bank.asked(
        row(1, "50.000", "1.050.000"),
        row(2, "", "1.150.000"),
        row(3, "30.000", "1.180.000"),
        row(4, "30.000", "1.300.000"),
    )
    answer = soquy.run(*asked, "--dry-run")
    assert answer.exit_code == 3
    told = answer.stdout.replace("\xa0", " ")
    assert "line 3: no_amount – số dư cho thấy · the balance implies 100.000 đ" in told
    assert "line 5: 30.000 đ, số dư · balance 1.300.000 đ, phải là · expected 1.210.000 đ" in told
    assert soquy.run(*asked, "--yes").exit_code == 3
    done = soquy.ask(*asked, "--decide", "line:3=as_proposed", "--yes")
    assert (done["recorded"], done["balance_dong"]) == (1, 210_000)


def test_a_file_of_another_account_is_taken_only_if_that_is_said(soquy: Soquy, bank: Bank) -> None:
    file = bank.asked("Số tài khoản: 99990000123", HEADER, GIFT)
    told = soquy.refused(*file, "--yes")
    assert told.startswith("Error: other_account: ")
    assert "line 2" in told
    soquy.refused(*file, "--trust", "dates", "--yes")
    taken = soquy.run(*file, "--trust", "account", "--yes")
    assert (taken.exit_code, "Đã ghi · recorded: 1." in taken.stdout) == (3, True)
    soquy.refused(*file, "--trust", "me", "--yes", status=2)


def test_a_layout_that_cannot_be_is_told_by_its_file_and_field(
    soquy: Soquy, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong() -> None:
        message = "mb.toml: date_format: what tells as much as %d/%m/%Y"
        raise BadLayout(message)

    monkeypatch.setattr(layout, "layouts", wrong)
    told = soquy.refused(*bank.asked(GIFT), "--yes", status=2)
    assert told == "Error: mb.toml: date_format: what tells as much as %d/%m/%Y"
