"""A standby takes over that had not got all of the log: nobody decides on what is lost."""

from pathlib import Path
from uuid import uuid4

import pytest

from api.installation import Services
from api.serving import logs
from api.web import create_app
from ledger.access import OPERATOR
from ledger.recording.commands import Command, Receipt
from ledger.values import AccountId, FundId
from tests.api.cli.soquy import Soquy
from tests.api.cli.test_verification import tamper
from tests.builders import a_donation
from tests.stores import Store

KEPT = 4
"""Positions that the standby had: a fund with an account, and the first of five gifts."""


@pytest.fixture
def soquy(store: Store) -> Soquy:
    """The command line on an empty store of each kind in turn."""
    return Soquy(store)


def give(services: Services, fund: tuple[FundId, AccountId], dong: int) -> Receipt:
    command = Command(command_id=uuid4().hex, digest=b"", by=OPERATOR)
    gift = a_donation(dong, account_id=fund[1])
    return services.ledger.receive_donation(command, fund[0], gift)


def go_back(store: Store) -> None:
    """Take away what the standby had not got."""
    behind = f"CAST(receipt AS TEXT) GLOB '*\"position\":[{KEPT + 1}-9]*'"
    if store.kind == "postgresql":
        behind = f"convert_from(receipt, 'UTF8') ~ '\"position\":[{KEPT + 1}-9]'"
    tamper(store, f"DELETE FROM commands WHERE {behind}")  # noqa: S608  # our own words
    tamper(store, f"DELETE FROM stored_events WHERE position > {KEPT}")  # noqa: S608


@pytest.mark.parametrize("since", [0, 1, 4, 9], ids="{} recorded since".format)
def test_who_knew_what_is_lost_decides_on_what_is_there(
    soquy: Soquy, store: Store, since: int
) -> None:
    fund = soquy.fund(soquy.central())
    told: list[tuple[int, int]] = []
    with soquy.services() as before:
        before.ledger.on_loss = lambda known, position: told.append((known, position))
        for _ in range(5):
            give(before, fund, 1_000)
        go_back(store)
        with soquy.services() as after:
            for _ in range(since):
                give(after, fund, 7)
        receipt = give(before, fund, 50)
        assert receipt.balance_dong == 1_000 + 7 * since + 50
        assert receipt.position == KEPT + since + 1
        assert told == [(KEPT + 4, KEPT + since)]
        give(before, fund, 50)
        assert len(told) == 1
    soquy.do("project", "rebuild")
    assert soquy.ask("verify")["ok"]


def test_who_only_looks_sees_what_is_there(soquy: Soquy, store: Store) -> None:
    """Or a token that was revoked since would open here."""
    fund = soquy.fund(soquy.central())
    with soquy.services() as before:
        for _ in range(5):
            give(before, fund, 1_000)
        go_back(store)
        with soquy.services() as after:
            give(after, fund, 7)
        assert before.ledger.desk().fund(fund[0]).balance_dong == 1_007


def test_the_log_of_the_server_tells_of_it(soquy: Soquy, store: Store, tmp_path: Path) -> None:
    fund = soquy.fund(soquy.central())
    lines = tmp_path / "log"
    with soquy.services() as services, lines.open("wb") as stream:
        app = create_app(services.settings, services)
        logs.register_logs(app, stream)
        logs.register_losses(app)
        for _ in range(5):
            give(services, fund, 1_000)
        go_back(store)
        give(services, fund, 50)
    assert '"event":"log went back"' in lines.read_text()
    assert '"known":8,"position":4' in lines.read_text()
