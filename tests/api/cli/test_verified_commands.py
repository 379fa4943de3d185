"""`soquy verify` lays the commands over the log: none is missing, made up, or says otherwise."""

import json

import pytest

from tests.api.cli.soquy import Soquy
from tests.api.cli.test_verification import tamper
from tests.stores import Store

RULE = "commands are those of the log"
OF_LAST = "command_id = (SELECT max(command_id) FROM commands)"


def faults(soquy: Soquy) -> list[str]:
    found = json.loads(soquy.run("verify", "--json").stdout)["faults"]
    assert {fault["rule"] for fault in found} <= {RULE}
    return [fault["where"] for fault in found]


def receipts_changed(store: Store, to: str) -> None:
    """Let receipts be what an expression makes of them as texts."""
    as_text, as_bytes = {
        "sqlite": ("CAST(receipt AS TEXT)", "CAST({} AS BLOB)"),
        "postgresql": ("convert_from(receipt, 'UTF8')", "convert_to({}, 'UTF8')"),
    }[store.kind]
    changed = as_bytes.format(to.replace("receipt", as_text))
    tamper(store, f"UPDATE commands SET receipt = {changed} WHERE {OF_LAST}")  # noqa: S608


def test_a_command_that_was_taken_away_leaves_its_entries_bare(soquy: Soquy, store: Store) -> None:
    soquy.fund(soquy.central())
    tamper(store, f"DELETE FROM commands WHERE {OF_LAST}")  # noqa: S608
    assert faults(soquy) == ["position 3 without a command"]
    tamper(store, "DELETE FROM commands")
    assert faults(soquy) == ["positions 1 to 3 without a command"]


def test_a_command_that_was_made_up_has_no_entries(soquy: Soquy, store: Store) -> None:
    soquy.fund(soquy.central())
    tamper(
        store,
        "INSERT INTO commands SELECT 'cli:made up', digest, receipt FROM commands"  # noqa: S608
        f" WHERE {OF_LAST}",
    )
    assert faults(soquy) == ["position 3 has two commands"]


def test_a_receipt_behind_the_end_of_the_log_is_found(soquy: Soquy, store: Store) -> None:
    soquy.fund(soquy.central())
    receipts_changed(store, """replace(receipt, '"position":3', '"position":9')""")
    assert faults(soquy) == [
        "position 3 without a command",
        "1 end behind the log, the first at position 9",
    ]


@pytest.mark.parametrize(
    "old, new, names",
    [
        ('"version":2', '"version":1', "version, entries"),
        ('"balance_dong":0', '"balance_dong":5', "balance_dong"),
        ("fund.account_opened", "fund.donation_received", "entries"),
        ('"recorded_at":"2', '"recorded_at":"1', "recorded_at"),
        ('"created_id":"0', '"created_id":"f', "created_id"),
        ('"position":3', '"replayed":true,"position":3', "replayed"),
    ],
)
def test_a_receipt_that_says_something_else_is_found(
    soquy: Soquy, store: Store, old: str, new: str, names: str
) -> None:
    soquy.fund(soquy.central())
    assert faults(soquy) == []
    receipts_changed(store, f"replace(receipt, '{old}', '{new}')")
    assert faults(soquy) == [f"position 3: the receipt's {names}"]


@pytest.mark.parametrize("receipt", ["", "{{}}", "no JSON", '{{"position":3}}'])
def test_a_receipt_that_is_none_is_found(soquy: Soquy, store: Store, receipt: str) -> None:
    soquy.fund(soquy.central())
    receipts_changed(store, f"'{receipt}'")
    nothing, bare = faults(soquy)
    assert (nothing.startswith("the receipt of 'cli:"), bare) == (
        True,
        "position 3 without a command",
    )


def test_every_receipt_of_a_whole_book_is_what_the_log_says(demo: Soquy, demo_store: Store) -> None:
    """Commands of a thousand entries, in two books at once, and with nothing in their own."""
    assert faults(demo) == []
    tamper(demo_store, f"DELETE FROM commands WHERE {OF_LAST}")  # noqa: S608
    (where,) = faults(demo)
    assert where.endswith(" without a command")
