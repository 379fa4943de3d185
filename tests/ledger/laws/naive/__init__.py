"""A deliberately naive ledger: plain lists, added up anew for every question.

It has the door of the real one: for every use case of a fund a method of the same name, which
takes who asks and the same intent. What it knows of the real ledger is its words, not its sums.
"""

from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.closing import Closing
from tests.ledger.laws.naive.correcting import Correcting
from tests.ledger.laws.naive.opening import Opening
from tests.ledger.laws.naive.refusing import Refusal
from tests.ledger.laws.naive.spending import Spending
from tests.ledger.laws.naive.transferring import Transferring


class NaiveLedger(Opening, Spending, Correcting, Transferring, Closing):
    """The naive ledger, whole."""


__all__ = ["NaiveLedger", "Refusal", "Vouchers"]
