"""An importer that is killed half-way: started again, it loses nothing and doubles nothing."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import sleep

from ledger.events.fund.receiving import DebitUnallocated, DonationReceived
from tests.api.cli.soquy import Soquy
from tests.api.statements.files import HEADER
from tests.servers import environment_of
from tests.stores import Store

ROWS = 12_000
ROWS_PER_KILL = 1_000
"""So many at least: however late we come to kill, there is something left to do."""
KILLS = 3


def a_statement(folder: Path) -> Path:
    """A file in which every amount occurs twice, mostly in rows that are equal throughout."""
    file = folder / "statement.csv"
    with file.open("w", newline="") as lines:
        lines.write(f"{HEADER}\r\n")
        for number in range(1, ROWS + 1):
            amount = f"{(number + 1) // 2:,}.000".replace(",", ".")
            debit, credit = (amount, "") if number % 1_000 == 0 else ("", amount)
            day = number * 28 // (ROWS + 1) + 1
            lines.write(f"1,{day:02}/09/2024,5213.{number // 3},{debit},{credit},,ung ho\r\n")
    return file


def test_an_import_killed_again_and_again_ends_with_every_row_once(
    store: Store, tmp_path: Path
) -> None:
    soquy = Soquy(store)
    fund_id, account_id = soquy.fund(soquy.central())
    file = a_statement(tmp_path)
    place = ("--fund", fund_id, "--account", account_id, "--layout", "vietcombank", file)
    command = [sys.executable, "-m", "api.cli", "import-statement", *map(str, place), "--yes"]
    with soquy.services() as services:
        for _ in range(KILLS):
            goal = services.ledger.position() + ROWS_PER_KILL
            process = subprocess.Popen(
                command, env=environment_of(store), stdout=subprocess.DEVNULL
            )
            while process.poll() is None and services.ledger.position() < goal:
                sleep(0.001)
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL, "it was done before it could be killed"
        done = soquy.ask("import-statement", *place, "--yes")
        assert done["recorded"] == done["preview"]["new"] < ROWS
        gifts: Counter[int] = Counter()
        debits: Counter[int] = Counter()
        for each in services.ledger.read(0, 2 * ROWS):
            if isinstance(each.event, DonationReceived):
                gifts[each.event.amount_dong] += 1
            elif isinstance(each.event, DebitUnallocated):
                debits[each.event.amount_dong] += 1
        both = gifts + debits
        assert both == {thousand * 1_000: 2 for thousand in range(1, ROWS // 2 + 1)}
        assert set(debits.values()) == {1}
        assert debits.total() == ROWS // 1_000
        assert services.ledger.desk().fund(fund_id).balance_dong == sum(gifts.elements())
    assert soquy.ask("verify")["faults"] == []
