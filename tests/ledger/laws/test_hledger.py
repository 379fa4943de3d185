"""Law 3, the fourth way: hledger, reading our export, finds what the naive ledger says."""

import csv
import io
import subprocess
from collections import Counter
from datetime import date
from pathlib import Path

from api.documents import log
from api.documents.hledger import journal
from ledger.values import GENERAL, FundId
from tests.ledger.laws.books import Books
from tests.ledger.laws.histories import HISTORIES, OF_A_TREE
from tests.ledger.laws.machines import SmallTree
from tests.ledger.laws.world import World
from tests.stores import StoreKind

MONEY = "^assets:(cash|bank|term-deposit):"


def test_hledger_finds_what_every_kept_history_ends_in(
    store_kind: StoreKind, hledger: Path
) -> None:
    with Books(store_kind) as books:
        for kept in HISTORIES.values():
            world = books.world()
            world.play(kept)
            hold(hledger, world)
        for kept in OF_A_TREE.values():
            world = books.world(SmallTree.regimes)
            world.play(kept)
            hold(hledger, world)


def hold(hledger: Path, world: World) -> None:
    """Hold that hledger says of every account and purpose what the naive ledger says."""
    naive = world.naive
    for each in naive.funds:
        by_account, by_purpose = read(hledger, world, each.fund)
        for account in naive.of(each.fund, naive.accounts):
            held = naive.held(each.fund, date.max, account=account.account)
            assert by_account[tail(account.account)] == held
        assert by_purpose[GENERAL] == naive.held(each.fund, date.max, purpose=GENERAL)
        for purpose in naive.of(each.fund, naive.purposes):
            held = naive.held(each.fund, date.max, purpose=purpose.purpose)
            assert by_purpose[tail(purpose.purpose)] == held
        assert by_purpose.total() == by_account.total() == naive.held(each.fund, date.max)


def read(hledger: Path, world: World, fund: FundId) -> tuple[Counter[str], Counter[str]]:
    """Return what hledger finds in each account and for each purpose, by the ends of their ids."""
    position = world.book.ledger.position()
    events = log.events(world.book.ledger, until=position, stream=fund)
    text = "".join(journal(events, position=position))
    run(hledger, text, "check", "--strict")
    report = run(hledger, text, "balance", "--flat", "-O", "csv", MONEY)
    by_account: Counter[str] = Counter()
    by_purpose: Counter[str] = Counter()
    for name, amount in csv.reader(io.StringIO(report)):
        if name.startswith("assets:"):
            dong = int(amount.removesuffix(" VND"))
            account, _, purpose = name.rpartition(":")
            by_account[account[-12:]] += dong
            by_purpose[purpose if purpose in (GENERAL, "unallocated") else purpose[-12:]] += dong
    return by_account, by_purpose


def run(hledger: Path, text: str, *arguments: str) -> str:
    command = [str(hledger), "-f", "-", *arguments]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def tail(key: object) -> str:
    """Return the end of an id, by which the journal tells things of the same name apart."""
    return str(key).replace("-", "")[-12:]
