"""`soquy verify` finds what was done to a book, and calls a whole one whole."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import get_args
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import delete, select, text, update

from api.verifying.verification import Verification
from ledger.access import OPERATOR
from ledger.events.association import AssociationEstablished
from ledger.events.fund.closing import PeriodClosed
from ledger.events.fund.receiving import DonationReceived
from ledger.fund.receiving.banking import BankFee
from ledger.recording.commands import Command
from ledger.recording.desk import Desk
from ledger.report import NewPublication
from ledger.store.log.facts import unique_facts
from ledger.values import AssociationId, ReportScope
from projections.engine import Engine
from projections.tables import generations
from projections.tables.schema import TableName
from projections.views import Reading, Views
from tests.api.cli.soquy import Soquy
from tests.stores import Store

CHANGED = "UPDATE stored_events SET state = {{replace}} WHERE position = {}"


def test_a_whole_book_is_ok(demo: Soquy) -> None:
    assert demo.do("verify").startswith("OK: ")


def test_a_whole_book_in_which_a_fact_took_something_below_zero_is_ok_with_a_remark(
    soquy: Soquy,
) -> None:
    fund_id, account_id = soquy.fund(soquy.central())
    assert soquy.ask("verify")["remarks"] == []
    with soquy.services() as services:
        fee = BankFee(account_id=account_id, amount_dong=20, effective_on=date(2024, 9, 3))
        command = Command(command_id="a fee", digest=b"", by=OPERATOR)
        services.ledger.charge_bank_fee(command, fund_id, fee)
    found = soquy.ask("verify")
    assert (found["ok"], found["faults"]) == (True, [])
    figures = {"available_dong": -20, "since_on": "2024-09-03", "times": 1}
    assert found["remarks"] == [
        {"about": "overdrawn", "where": f"fund {fund_id}", "limits": {**holder, **figures}}
        for holder in ({"account_id": str(account_id)}, {"purpose": "general"})
    ]
    told = soquy.do("verify")
    assert told.startswith("OK: ")
    assert f"  overdrawn: fund {fund_id} (purpose general, available_dong -20, since_on" in told


@pytest.mark.parametrize(
    "tampering, rule",
    [
        (
            "UPDATE stored_events SET state = {replace}",
            "read models are a fold of the log",
        ),
        ("DELETE FROM stored_events WHERE position = 20", "positions have no gaps"),
        ("DELETE FROM unique_facts", "unique facts are noted"),
        ("UPDATE unique_facts SET position = position - 1", "unique facts are noted"),
        ("UPDATE unique_facts SET position = position + 1", "unique facts are noted"),
        ("INSERT INTO unique_facts VALUES ('reversal:of:nothing', 1)", "unique facts are noted"),
        (
            "UPDATE stored_events SET recorded_at_micros = 1 WHERE position = 20",
            "recorded_at never decreases",
        ),
        (
            "UPDATE stored_events SET topic = 'fund.moon_landed' WHERE position = 20",
            "payloads can be read: position 20",
        ),
    ],
)
def test_what_was_tampered_with_is_found(
    demo: Soquy, demo_store: Store, tampering: str, rule: str
) -> None:
    tamper(demo_store, tampering)
    found = demo.run("verify")
    assert found.exit_code == 1
    assert rule in found.stdout


@pytest.mark.parametrize("noting", [("verify", "--note-facts"), ("init",)])
def test_what_an_older_version_did_not_note_as_unique_is_noted_and_holds(
    demo: Soquy, demo_store: Store, *, noting: tuple[str, ...]
) -> None:
    tamper(demo_store, "DELETE FROM unique_facts WHERE fact < 'fund'")
    rules = {fault["rule"] for fault in json.loads(demo.run("verify", "--json").stdout)["faults"]}
    assert rules == {"unique facts are noted"}
    demo.do(*noting)
    assert demo.ask("verify")["ok"]
    with demo.services() as services:
        recorded = services.ledger.read(0, 10_000)
        assert services.ledger.note_facts(recorded) == 0
        claimed = {
            fact: each.position
            for each in recorded
            for fact, _ in unique_facts(each.stream, [each.event])
        }
        assert {fact: services.ledger.desk().recorded(fact) for fact in claimed} == {
            fact: recorded[position - 1] for fact, position in claimed.items()
        }


@pytest.mark.parametrize(
    "table, column",
    [
        ("fund_totals", "owed_dong"),
        ("fund_totals", "paid_dong"),
        ("goods_by_day", "quantity_milli"),
        ("months", "received_dong"),
        ("balances_by_day", "dong"),
        ("cash_sums", "donations"),
        ("mobilization_totals", "gifts"),
    ],
)
def test_a_total_that_is_off_by_one_is_found(demo: Soquy, table: TableName, column: str) -> None:
    with demo.services() as services:
        with services.views.reading() as reading:
            changed = reading.tables[table]
        with services.views.database.writing() as connection:
            connection.execute(update(changed).values({column: changed.c[column] + 1}))
    found = demo.run("verify")
    assert found.exit_code == 1
    assert "read models are a fold of the log" in found.stdout


def test_what_a_newer_version_recorded_is_told_in_one_line(demo: Soquy, demo_store: Store) -> None:
    tamper(demo_store, "UPDATE stored_events SET topic = 'fund.moon_landed' WHERE position = 20")
    for command in ("rebuild", "run"):
        with demo.services() as services, services.views.database.writing() as connection:
            connection.execute(update(generations.LIVE).values(revision="of another version"))
        line = demo.refused("project", command)
        assert line.startswith("Error: unreadable_event: ")
        assert line.endswith("(topic fund.moon_landed)")


def test_a_row_that_is_gone_is_found_whatever_table_it_was_in(demo: Soquy) -> None:
    gone: set[TableName] = set()
    with demo.services() as services:
        with services.views.reading() as reading:
            tables = reading.tables
        with services.views.database.writing() as connection:
            for name in get_args(TableName):
                table = tables[name]
                key = connection.execute(select(*table.primary_key)).first()
                if name != "tracking" and key is not None:
                    at = zip(table.primary_key, key, strict=True)
                    connection.execute(
                        delete(table).where(*(column == each for column, each in at))
                    )
                    gone.add(name)
    assert len(gone) > 40
    found = json.loads(demo.run("verify", "--json").stdout)["faults"]
    named = {fault["where"].split()[1] for fault in found if fault["where"].startswith("table ")}
    assert named == gone


def test_read_models_with_what_cannot_even_be_read_are_found(demo: Soquy) -> None:
    with demo.services() as services:
        if services.views.database.kind == "postgresql":
            return  # it takes in no date that is none
        with services.views.reading() as reading:
            entries = reading.tables.entries.name
        with services.views.database.writing() as connection:
            wrong = f"UPDATE {entries} SET effective_on = '2024-13-45'"  # noqa: S608  # our own name
            connection.execute(text(wrong))
    assert "table entries (unreadable, told anew " in demo.run("verify").stdout


def test_a_book_in_which_something_is_recorded_just_when_it_is_looked_at_is_whole(
    soquy: Soquy,
) -> None:
    fund_id, account_id = soquy.fund(soquy.central())
    with soquy.services() as services:

        class Meanwhile(Views):
            @contextmanager
            def reading(self) -> Iterator[Reading]:
                fee = BankFee(account_id=account_id, amount_dong=20, effective_on=date(2024, 9, 3))
                command = Command(command_id=uuid4().hex, digest=b"", by=OPERATOR)
                services.ledger.charge_bank_fee(command, fund_id, fee)
                Engine(services.views, services.ledger.read).catch_up()
                with super().reading() as reading:
                    yield reading

        with closing(Meanwhile(services.settings.views_database_url)) as views:
            assert Verification(services.ledger, views).run(lambda _: None) == []


def test_a_book_in_which_something_is_recorded_while_its_states_are_compared_is_whole(
    soquy: Soquy, monkeypatch: pytest.MonkeyPatch
) -> None:
    fund_id, account_id = soquy.fund(soquy.central())
    with soquy.services() as services:
        desk = services.ledger.desk

        def meanwhile() -> Desk:
            fee = BankFee(account_id=account_id, amount_dong=20, effective_on=date(2024, 9, 3))
            command = Command(command_id=uuid4().hex, digest=b"", by=OPERATOR)
            services.ledger.charge_bank_fee(command, fund_id, fee)
            return desk()

        Engine(services.views, services.ledger.read).catch_up()
        verification = Verification(services.ledger, services.views)
        monkeypatch.setattr(services.ledger, "desk", meanwhile)
        assert verification.run(lambda _: None) == []


def test_what_was_changed_before_a_seal_is_found_though_the_read_models_were_built_anew(
    demo: Soquy, demo_store: Store
) -> None:
    with demo.services() as services:
        recorded = services.ledger.read(0, 10_000)
    seal, through = next(
        (each, each.event.effective_on) for each in recorded if isinstance(each.event, PeriodClosed)
    )
    dong, position = next(
        (each.event.amount_dong, each.position)
        for each in recorded
        if isinstance(each.event, DonationReceived)
        and each.stream == seal.stream
        and each.event.effective_on <= through
    )
    amount = f'"amount_dong":{dong}'
    tamper(demo_store, CHANGED.format(position), amount, f"{amount}0")
    demo.do("project", "rebuild")
    found = demo.run("verify")
    assert f"seals say what the book says: position {seal.position}" in found.stdout


def test_a_published_report_whose_bytes_were_changed_is_found(
    demo: Soquy, demo_store: Store
) -> None:
    with demo.services() as services:
        ledger = services.ledger
        (central,) = (
            AssociationId(each.stream)
            for each in ledger.read(0, 10_000)
            if isinstance(each.event, AssociationEstablished) and each.event.parent_id is None
        )
        report = NewPublication(
            association_id=central,
            first=date(2024, 1, 1),
            last=date(2024, 12, 31),
            scope=ReportScope.OWN,
            known_at=1,
            content='{"recipients":{"by_category":null},"closing":35000000}',
        )
        command = Command(command_id="a report", digest=b"", by=OPERATOR)
        position = ledger.publish_report(command, report).position
    demo.do("project", "rebuild")
    assert demo.ask("verify")["ok"]
    tamper(demo_store, CHANGED.format(position))
    assert f"published bytes are their digest's: position {position}" in demo.run("verify").stdout


def tamper(store: Store, statement: str, old: str = "35000000", new: str = "36000000") -> None:
    """Do behind the ledger's back what it forbids; `{replace}` is a state with `new` for `old`."""
    if store.kind == "sqlite":
        replaced = f"CAST(replace(CAST(state AS TEXT), '{old}', '{new}') AS BLOB)"
        connection = sqlite3.connect(store.events_url.removeprefix("sqlite:///"))
        connection.execute("DROP TRIGGER IF EXISTS stored_events_no_update")
        connection.execute("DROP TRIGGER IF EXISTS stored_events_no_delete")
        connection.execute(statement.format(replace=replaced))
        connection.commit()
        connection.close()
        return
    changed = f"replace(convert_from(state, 'UTF8'), '{old}', '{new}')"
    with psycopg.connect(store.events_url) as server:
        server.execute("DROP TRIGGER IF EXISTS stored_events_are_append_only ON stored_events")
        replaced = f"convert_to({changed}, 'UTF8')"
        server.execute(statement.format(replace=replaced).encode())
