"""A commune that ends, its fund, and those that take over: to be told through the whole ledger."""

from datetime import date

from ledger.association.succeeding import Succession
from ledger.events.association import Successor
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.recording.commands import Receipt
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    FundId,
    HandoverId,
    Level,
    Role,
)
from tests.books import Book
from tests.builders import an_association

MAY_1, JULY_1, JULY_15 = date(2025, 5, 1), date(2025, 7, 1), date(2025, 7, 15)


class Reorganisation:
    """The commune of a book, and two new ones beside it with a fund each."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.first, self.first_fund, self.first_bank = self._commune("Đồng Lộc")
        self.second, self.second_fund, self.second_bank = self._commune("Cẩm Xuyên")
        self.approver = book.person(Role.APPROVER)

    def _commune(self, name: str) -> tuple[AssociationId, FundId, AccountId]:
        book = self.book
        here = book.fund_id
        commune = book.establish(an_association(Level.COMMUNE, book.province, name=name))
        book.fund_id = fund_id = book.open_fund(commune)
        bank = book.open_account(AccountKind.BANK)
        book.fund_id = here
        return commune, fund_id, bank

    def succeed(self, *shares: int, on: date = JULY_1, **asked: object) -> Receipt:
        """Decide that the new communes succeed the old one in these shares."""
        heirs = zip((self.first, self.second), shares, strict=False)
        succession = Succession(
            successors=tuple(
                Successor(association_id=heir, share_millionths=share) for heir, share in heirs
            ),
            effective_on=on,
            decision_number="1283/NQ-UBTVQH15",
        )
        book = self.book
        return book.ledger.succeed_association(book.command(**asked), book.commune, succession)  # type: ignore[arg-type]

    def hand_over(self, *heirs: Heir, on: date = JULY_15, **asked: object) -> Receipt:
        """Hand the old commune's fund over, by default to both new ones."""
        book = self.book
        handover = Handover(
            handover_id=HandoverId(book.new_id()), heirs=heirs or self.heirs(), effective_on=on
        )
        asked.setdefault("by", self.approver)
        command = book.command(**asked)  # type: ignore[arg-type]
        return book.ledger.hand_over_fund(command, book.fund_id, handover)

    def heirs(self, count: int = 2) -> tuple[Heir, ...]:
        """The heirs, each with the bank account that takes all money."""
        book = self.book
        funds = ((self.first_fund, self.first_bank), (self.second_fund, self.second_bank))
        return tuple(
            Heir(fund_id=fund_id, accounts=dict.fromkeys((book.bank, book.cash_box), bank))
            for fund_id, bank in funds[:count]
        )

    def balance(self, fund_id: FundId) -> int:
        """All money of a fund."""
        return self.book.ledger.desk().fund(fund_id).balance_dong
