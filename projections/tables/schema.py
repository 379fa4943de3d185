"""The tables of the read models; every generation of them has a prefix of its own.

Money is đồng in signed 64 bits. Columns that not everybody may see are marked `private`; queries
that serve the public never select them.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Literal, get_args

from sqlalchemy import BigInteger, Date, SmallInteger, Table, Text, Uuid

from projections.tables.columns import key as _key
from projections.tables.columns import maybe as _maybe
from projections.tables.columns import must as _must
from projections.tables.columns import numbers as _numbers
from projections.tables.columns import private as _private
from projections.tables.columns import texts as _texts
from projections.tables.control import ControlTables
from projections.tables.journal import POSITION, SIDES, JournalTables
from projections.tables.people import PeopleTables
from projections.tables.purposes import PurposeTables
from projections.tables.receiving import ReceivingTables
from projections.tables.reports import ReportTables
from projections.tables.spending import SpendingTables

TableName = Literal[
    "tracking",
    "moments",
    "associations",
    "association_ancestors",
    "staff_places",
    "association_places",
    "successions",
    "association_names",
    "published_reports",
    "statistics",
    "targets",
    "period_summaries",
    "aid_given",
    "funds",
    "fund_totals",
    "accounts",
    "purposes",
    "entries",
    "postings",
    "balances",
    "balances_by_day",
    "goods_by_day",
    "months",
    "donors",
    "gift_namings",
    "mobilizations",
    "mobilization_totals",
    "disbursements",
    "disbursement_steps",
    "award_lines",
    "award_line_steps",
    "beneficiaries",
    "award_namings",
    "debits",
    "transfers",
    "transfer_steps",
    "handovers",
    "closings",
    "counts",
    "count_postings",
    "corrections",
    "purpose_lines",
    "purpose_inflows",
    "purpose_outflows",
    "purpose_voids",
    "commitments",
    "committed",
    "controls",
    "spending_limits",
    "consents",
    "consent_totals",
    "pledges",
    "pledge_steps",
    "direct_aid",
    "credits",
    "credit_totals",
    "matches",
    "custodies",
    "goods_issues",
    "cash_sums",
    "cash_buckets",
    "held_sums",
    "held_buckets",
    "aid_sums",
    "aid_buckets",
    "stock_sums",
    "stock_buckets",
    "legs_sums",
    "legs_buckets",
    "tagged_sums",
    "tagged_buckets",
    "chain_parts",
    "growths",
    "recipients",
    "givings",
    "same_persons",
    "named_documents",
]

MEANING = 3
"""Raise it when there are other columns or indexes, or when columns come to mean something else.

Then a rebuild is due; and an older version leaves tables alone that have a higher number.
"""


class Tables(
    ControlTables,
    JournalTables,
    PeopleTables,
    PurposeTables,
    ReceivingTables,
    ReportTables,
    SpendingTables,
):
    """The tables of one generation, as attributes named as in `TableName`."""

    def __init__(self, generation: int) -> None:
        """Describe the tables of a generation; nothing is created yet."""
        super().__init__(generation)
        self._define_tree()
        self._define_funds()
        self._define_journal()
        self._define_sums()
        self._define_activities()
        self._define_spending()
        self._define_people()
        self._define_transfers()
        self._define_control()
        self._define_lines()
        self._define_board()
        self._define_receiving()
        self._define_dated_tree()
        self._define_statistics()
        self._define_publications()
        self._define_on_paper()
        self._define_reports()

    def __getitem__(self, name: TableName) -> Table:
        """Return a table by its name without prefix."""
        table: Table = getattr(self, name)
        return table

    def _define_tree(self) -> None:
        self.tracking = self._table(
            "tracking", _key("one", SmallInteger), *_numbers("position", "recorded_at_micros")
        )
        self.moments = self._table(
            "moments", _key("position", POSITION), *_numbers("recorded_at_micros"), clustered=False
        )
        self.associations = self._table(
            "associations",
            _key("association_id", Uuid),
            *_texts("name", "level"),
            _maybe("parent_id", Uuid),
            _must("effective_on", Date),
            _maybe("ended_on", Date),
            *_numbers("position"),
        )
        self._index(self.associations, "by_parent", "parent_id")
        self.association_ancestors = self._table(
            "association_ancestors",
            _key("association_id", Uuid),
            _key("ancestor_id", Uuid),
            _must("depth", SmallInteger),
        )
        self._index(self.association_ancestors, "by_ancestor", "ancestor_id")

    def _define_funds(self) -> None:
        self.funds = self._table(
            "funds",
            _key("fund_id", Uuid),
            _must("association_id", Uuid),
            *_texts("name", "legal_regime"),
            _must("effective_on", Date),
            *_numbers("position"),
            _maybe("ended_on", Date),
            _maybe("ended_position", BigInteger),
        )
        self._index(self.funds, "by_association", "association_id")
        self.fund_totals = self._table(
            "fund_totals", _key("fund_id", Uuid), *_numbers(*SIDES, "gifts", "entries")
        )
        self.accounts = self._table(
            "accounts",
            _key("fund_id", Uuid),
            _key("account_id", Uuid),
            *_texts("kind", "name"),
            _maybe("bank_bin", Text),
            _maybe("number", Text),
            _must("effective_on", Date),
            *_numbers("position"),
        )
        self.purposes = self._table(
            "purposes",
            _key("fund_id", Uuid),
            _key("purpose", Text),
            *_texts("name", "restriction"),
            _private("binding", Text),
            _must("effective_on", Date),
            *_numbers("position"),
        )


@lru_cache(maxsize=8)
def tables(generation: int) -> Tables:
    """Return the tables of a generation, the same objects each time."""
    return Tables(generation)


@lru_cache(maxsize=1)
def revision() -> str:
    """Return what changes whenever tables must be rebuilt: number of meaning, digest of columns."""
    of_none = Tables(0)
    described = [
        f"{name}.{column.name} {column.type!r} {column.primary_key} {column.nullable}"
        for name in get_args(TableName)
        for column in of_none[name].columns
    ]
    digest = sha256("\n".join(described).encode()).hexdigest()[:16]
    return f"{MEANING}.{digest}"


def is_newer(made_by: str) -> bool:
    """Tell whether tables of this revision were made by a newer version than this one."""
    number, _, digest = made_by.partition(".")
    return bool(digest) and number.isdecimal() and int(number) > MEANING
