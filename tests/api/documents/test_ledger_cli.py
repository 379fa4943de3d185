"""The journal: ledger, another program, finds in it what hledger and the book find (law 3)."""

import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings

from api.documents import log
from api.documents.hledger import commodity, journal
from ledger.accounts import VND, Chart
from ledger.values import GENERAL
from tests.api.documents.hledger_journal import tail
from tests.books import Book, open_book
from tests.builders import a_donation, goods
from tests.projections.histories import HISTORIES, Life, Step
from tests.stores import StoreKind, prepared_store

EXAMPLES = settings(max_examples=settings().max_examples // 10)


@EXAMPLES
@given(history=HISTORIES)
def test_ledger_finds_in_every_account_what_the_funds_states_say(
    ledger_cli: Path, store_kind: StoreKind, history: Sequence[Step]
) -> None:
    with prepared_store(store_kind) as store, open_book(store) as book:
        life = Life(book)
        life.go_through(history)
        found: dict[str, int] = defaultdict(int)
        for name, amount in balances(ledger_cli, book):
            if name.startswith((Chart.CASH, Chart.BANK, Chart.TERM_DEPOSIT)) and amount != "0":
                account = name.rpartition(":")[0][-12:]
                found[account] += int(amount.removesuffix(f" {VND}"))
        held = {
            tail(account_id): days.total
            for fund_id, _ in life.funds
            for account_id, days in book.ledger.desk().fund(fund_id).by_account.items()
        }
        assert {key: dong for key, dong in found.items() if dong} == {
            key: dong for key, dong in held.items() if dong
        }


def test_goods_of_whatever_name_are_told_apart(ledger_cli: Path, store_kind: StoreKind) -> None:
    names = ["vở", "vở\\", 'vở "lớn"', "a;b", "[x] {y}", "%5c", "12 bút", "a\n b"]
    with prepared_store(store_kind) as store, open_book(store) as book:
        for units, name in enumerate(names, 1):
            book.donate(gift=a_donation(0, account_id=None, goods=goods(name, units * 1_000)))
        held = [amount for name, amount in balances(ledger_cli, book) if name == STOCK]
    counted_in = [commodity(goods(name).commodity) for name in names]
    assert [each.replace('"', "") for each in sorted(held, key=units_of)] == [
        f"{units} {each}".replace('"', "") for units, each in enumerate(counted_in, 1)
    ]


STOCK = f"{Chart.STOCK.value}:{GENERAL}"


def units_of(amount: str) -> int:
    """Return how many units an amount of goods is."""
    return int(amount.partition(" ")[0])


def balances(ledger_cli: Path, book: Book) -> list[tuple[str, str]]:
    """Return what ledger finds in each account, once for each commodity there."""
    position = book.ledger.position()
    text = "".join(journal(log.events(book.ledger, until=position), position=position))
    command = [
        str(ledger_cli),
        "-f",
        "-",
        "balance",
        "--flat",
        "--format",
        "%(account)\t%(amount)\n",
    ]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    lines, account = [], ""
    for line in done.stdout.decode().splitlines():
        name, tab, amount = line.rpartition("\t")
        account = name if tab else account
        lines.append((account, amount))
    return lines
