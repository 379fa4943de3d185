"""An export read by hledger itself."""

import csv
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from ledger.values import GENERAL

Balances: TypeAlias = dict[str, dict[str, int]]
"""What each account holds: whole đồng, or thousandths of any other commodity."""


class Journal:
    """A journal that hledger has read and found nothing wrong with."""

    def __init__(self, program: Path, text: str) -> None:
        self._program = program
        self.text = text
        self.run("check", "--strict")

    def balances(self, *asked: str) -> Balances:
        """Return what hledger says each account holds, the empty ones apart."""
        report = self.run("balance", "--flat", "-O", "csv", *asked)
        rows = [row for row in csv.reader(io.StringIO(report)) if row[0] != "total"]
        return {account: _amounts(text) for account, text in rows[1:]}

    def run(self, *arguments: str) -> str:
        """Run hledger over the journal and return what it prints."""
        command = [str(self._program), "-f", "-", *arguments]
        done = subprocess.run(command, input=self.text.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()


Read: TypeAlias = Callable[..., Journal]


def tail(key: UUID | str) -> str:
    """Return how the journal tells things of the same name apart."""
    return str(key) if key == GENERAL else str(key).replace("-", "")[-12:]


def _amounts(text: str) -> dict[str, int]:
    """Read `1000 VND, 1.5 "quyển vở"`: amounts by their commodities."""
    amounts = {}
    for number, quoted, plain in re.findall(r'(-?[\d.]+) (?:"([^"]*)"|(\w+))', text):
        whole, _, fraction = number.partition(".")
        if plain:
            amounts[plain] = int(whole)
        else:
            amounts[quoted] = int(whole + fraction.ljust(3, "0"))
    return amounts
