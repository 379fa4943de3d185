"""What a fund that ends leaves behind, and which heir gets what of it. Arithmetic only.

Own money and goods are divided by the heirs' shares, by largest remainder; so every purpose of the
old book is whole again in those of the heirs. What is owed, promised or approved goes undivided to
the heir with the largest share, of equal ones the first.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ledger.errors.associations import HandoverUnplaced
from ledger.errors.money import InsufficientFunds
from ledger.fund.state import Fund
from ledger.shares import divided, placed
from ledger.values import UNALLOCATED, AccountId, CreditId, PurposeId


class Cell(msgspec.Struct, frozen=True):
    """So much money of a purpose in an account; of what credit, if nobody could place it."""

    account_id: AccountId
    purpose: PurposeId
    amount_dong: int
    credit_id: CreditId | None = None


class Lot(msgspec.Struct, frozen=True):
    """So much of some goods of a purpose: thousandths of their unit, and đồng."""

    purpose: PurposeId
    commodity: str
    quantity_milli: int
    amount_dong: int


class Part(msgspec.Struct, frozen=True):
    """What one heir gets: its money, its goods, and whether it is the one who keeps the papers."""

    cells: tuple[Cell, ...]
    lots: tuple[Lot, ...]
    keeps_papers: bool

    @property
    def amount_dong(self) -> int:
        """All the money of it, that of others included."""
        return sum(cell.amount_dong for cell in self.cells)


Ways = Sequence[Mapping[AccountId, AccountId]]
"""For each heir: which accounts of the old fund its money may come out of, and where it goes."""


def divide(fund: Fund, shares: Sequence[int], ways: Ways) -> list[Part]:
    """Divide a fund between heirs with these shares, of which one at least is above zero.

    Raises `InsufficientFunds` while anything is overdrawn, and `HandoverUnplaced` if the ways of
    the heirs do not take all the money.
    """
    _check_sound(fund)
    keeper = max(range(len(shares)), key=lambda heir: (shares[heir], -heir))
    lots = _lots(fund, shares)
    return [
        Part(tuple(cells), tuple(lots[heir]), heir == keeper)
        for heir, cells in enumerate(_cells(fund, shares, ways, keeper))
    ]


def _check_sound(fund: Fund) -> None:
    for account_id, days in fund.by_account.items():
        credited = _credited(fund, account_id)
        if days.total < credited:
            raise InsufficientFunds("account_id", available_dong=days.total, asked_dong=credited)
    for days in fund.by_purpose.values():
        if days.total < 0:
            raise InsufficientFunds("purpose", available_dong=days.total, asked_dong=0)
    for held in fund.stock.values():
        if held.quantity.total < 0 or held.value.total < 0:
            raise InsufficientFunds("goods", available_dong=held.value.total, asked_dong=0)


def _credited(fund: Fund, account_id: AccountId) -> int:
    return sum(c.amount_dong for c in fund.credits.values() if c.account_id == account_id)


def _cells(fund: Fund, shares: Sequence[int], ways: Ways, keeper: int) -> Iterator[list[Cell]]:
    credits_ = [
        Cell(credit.account_id, UNALLOCATED, credit.amount_dong, credit_id)
        for credit_id, credit in fund.credits.items()
    ]
    owed_at = {cell.account_id for cell in credits_}
    accounts = [a for a, days in fund.by_account.items() if days.total > _credited(fund, a)]
    stranded = [a for a in accounts if not any(a in way for way in ways)]
    stranded += sorted(owed_at - ways[keeper].keys())
    if stranded:
        raise HandoverUnplaced("heirs", account_id=str(stranded[0]))
    wanted = _wanted(fund, shares, keeper)
    supplies = [fund.by_account[a].total - _credited(fund, a) for a in accounts]
    taken = placed(
        [sum(of_heir.values()) for of_heir in wanted],
        supplies,
        [[a in way for a in accounts] for way in ways],
    )
    if taken is None:
        raise HandoverUnplaced("heirs")
    for heir, of_heir in enumerate(wanted):
        cells = _paired(dict(zip(accounts, taken[heir], strict=True)), of_heir)
        yield [*credits_, *cells] if heir == keeper else list(cells)


def _wanted(fund: Fund, shares: Sequence[int], keeper: int) -> list[dict[PurposeId, int]]:
    """Return what each heir gets of each purpose, credits apart."""
    wanted: list[dict[PurposeId, int]] = [{} for _ in shares]
    for purpose, days in fund.by_purpose.items():
        if purpose == UNALLOCATED:
            continue
        if purpose in fund.custodies:
            wanted[keeper][purpose] = days.total
            continue
        for heir, dong in enumerate(divided(days.total, shares)):
            wanted[heir][purpose] = dong
    return wanted


def _paired(accounts: Mapping[AccountId, int], purposes: Mapping[PurposeId, int]) -> Iterator[Cell]:
    """Pair two partitions of the same money, in their order, in as few cells as can be."""
    left = deque((account_id, dong) for account_id, dong in accounts.items() if dong)
    for purpose, dong in purposes.items():
        wanted = dong
        while wanted:
            account_id, there = left.popleft()
            taken = min(wanted, there)
            yield Cell(account_id, purpose, taken)
            wanted -= taken
            if there > taken:
                left.appendleft((account_id, there - taken))


def _lots(fund: Fund, shares: Sequence[int]) -> list[list[Lot]]:
    """Divide goods: by whole units where they are whole, and their value as their quantity."""
    lots: list[list[Lot]] = [[] for _ in shares]
    for (purpose, commodity), held in fund.goods():
        quantity, value = held.quantity.total, held.value.total
        unit = 1 if quantity % 1_000 else 1_000
        quantities = [part * unit for part in divided(quantity // unit, shares)]
        values = divided(value, quantities if quantity else shares)
        for heir, (milli, dong) in enumerate(zip(quantities, values, strict=True)):
            if milli or dong:
                lots[heir].append(Lot(purpose, commodity, milli, dong))
    return lots
