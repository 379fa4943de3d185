"""What a whole book is put through from the shell: the demo, read models, exports."""

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import update

from projections.tables import generations
from tests.api.cli.soquy import Soquy

# The demo


def test_the_demo_says_who_may_log_in_and_they_may(demo: Soquy) -> None:
    people = demo.ask("demo")
    assert {person["role"] for person in people} == {
        "administrator",
        "treasurer",
        "cashier",
        "approver",
        "auditor",
    }
    with demo.services() as services:
        for person in people:
            assert services.vault.check_password(person["login"], person["password"]) is not None


def test_the_demo_asked_for_again_only_says_so_again(demo: Soquy) -> None:
    before = demo.ask("project", "status")["head"]
    assert demo.ask("demo") == demo.ask("demo", "--if-empty")
    assert demo.ask("project", "status")["head"] == before


def test_the_demo_leaves_a_book_of_ones_own_alone(soquy: Soquy) -> None:
    soquy.central()
    assert soquy.refused("demo").startswith("Error: not_a_demo: ")
    assert "stays as it is" in soquy.do("demo", "--if-empty")
    assert soquy.ask("project", "status")["head"] == 1


def test_a_demo_that_was_cut_off_is_made_to_its_end(
    soquy: Soquy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_failure(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("api.demo.story._commune_fund", power_failure)
        assert soquy.run("demo").exit_code == 1
    cut_off = soquy.ask("project", "status")["head"]
    soquy.do("demo")
    assert soquy.ask("project", "status")["head"] > cut_off
    assert soquy.ask("verify")["ok"]


def test_a_demo_of_an_older_version_is_served_by_a_newer_one(demo: Soquy) -> None:
    with demo.services() as services, services.views.database.writing() as connection:
        connection.execute(update(generations.LIVE).values(revision="older"))
    assert demo.ask("project", "status")["needs_rebuild"]
    demo.do("demo", "--if-empty")
    assert demo.ask("verify")["ok"]


# The read models


def test_the_read_models_hold_the_whole_demo(demo: Soquy) -> None:
    assert demo.ask("project", "status")["lag"] == 0


def test_read_models_are_built_anew(demo: Soquy) -> None:
    head = demo.ask("project", "status")["head"]
    assert demo.ask("project", "rebuild") == {"position": head}
    assert demo.ask("verify")["ok"]


# Exports


def test_hledger_reads_the_whole_demo(demo: Soquy, hledger: Path) -> None:
    journal = demo.do("export", "--format", "hledger")
    command = [str(hledger), "-f", "-", "check", "--strict"]
    subprocess.run(command, input=journal.encode(), check=True)


def test_nothing_personal_is_in_a_journal(demo: Soquy) -> None:
    journal = demo.do("export", "--format", "hledger")
    for person in ("Nguyễn", "Trần", "Công ty TNHH", "chuyen tien"):
        assert person not in journal


def test_a_spreadsheet_gets_every_posting_and_nothing_personal(demo: Soquy) -> None:
    table = demo.do("export", "--format", "csv")
    found = list(csv.DictReader(StringIO(table.removeprefix("\ufeff"))))
    assert sum(int(row["amount_dong"] or 0) for row in found) == 0
    journal = demo.do("export", "--format", "hledger")
    assert len({row["position"] for row in found}) == journal.count("position:")
    for person in ("Nguyễn", "Trần", "Công ty TNHH", "chuyen tien"):
        assert person not in table
    fund_id = found[-1]["fund_id"]
    alone = demo.do("export", "--format", "csv", "--fund", fund_id, "--known-at", "0")
    assert len(alone.splitlines()) == 1


def test_stored_events_are_exported_byte_for_byte(demo: Soquy) -> None:
    lines = demo.do("export", "--format", "jsonl").splitlines()
    with demo.services() as services:
        rows = services.ledger.rows(0, 10_000)
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert line.endswith(f'"payload":{row.state.decode()}}}')
        assert json.loads(line)["position"] == row.id


def test_whoever_reads_no_further_than_a_line_is_told_of_no_error(demo: Soquy) -> None:
    command = [sys.executable, "-m", "api.cli", "export", "--format", "jsonl"]
    environ = {name: value for name, value in demo.environ.items() if value is not None}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as exporting:
        assert exporting.stdout is not None
        assert exporting.stderr is not None
        assert exporting.stdout.readline().startswith(b"{")
        exporting.stdout.close()
        assert exporting.stderr.read() == b""


def test_an_export_may_be_of_one_fund_or_as_of_a_position(demo: Soquy) -> None:
    assert demo.do("export", "--format", "jsonl", "--known-at", "0") == ""
    assert len(demo.do("export", "--format", "jsonl", "--known-at", "7").splitlines()) == 7
    line = demo.refused("export", "--format", "jsonl", "--known-at", "99999")
    assert line.startswith("Error: position_not_found: ")
    whole = map(json.loads, demo.do("export", "--format", "jsonl").splitlines())
    streams = [event["stream"] for event in whole if event["topic"] == "fund.opened"]
    alone = demo.do("export", "--format", "jsonl", "--fund", streams[-1]).splitlines()
    assert {json.loads(event)["stream"] for event in alone} == {streams[-1]}
