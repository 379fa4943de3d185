"""The tables of the read models; every generation of them has a prefix of its own.

Money is đồng in signed 64 bits. Columns that not everybody may see are marked `private`; queries
that serve the public never select them.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Literal, get_args

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
)

from projections.movements import Sums
from projections.tables.columns import key as _key
from projections.tables.columns import maybe as _maybe
from projections.tables.columns import must as _must
from projections.tables.columns import numbers as _numbers
from projections.tables.columns import private as _private
from projections.tables.columns import texts as _texts
from projections.tables.control import ControlTables
from projections.tables.purposes import PurposeTables
from projections.tables.receiving import ReceivingTables
from projections.tables.reports import ReportTables

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
    "same_persons",
]

MEANING = 1
"""Raise it when the same columns come to mean something else: then a rebuild is due as well."""

_POSITION = BigInteger().with_variant(Integer, "sqlite")  # SQLite: an alias of the rowid
_SIDES = Sums.__struct_fields__

STEP_SUMS = (
    "paid_dong",
    "paid_awards",
    "paid_instances",
    "returned_dong",
    "returned_awards",
    "returned_instances",
    "rejected_dong",
    "rejected_awards",
    "handed_over_dong",
    "handed_over_awards",
)
"""What a step adds to its disbursement; a step back adds the same below zero."""


class Tables(ControlTables, PurposeTables, ReceivingTables, ReportTables):
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
            "moments", _key("position", _POSITION), *_numbers("recorded_at_micros"), clustered=False
        )
        self.associations = self._table(
            "associations",
            _key("association_id", Uuid),
            *_texts("name", "level"),
            _maybe("parent_id", Uuid),
            _must("effective_on", Date),
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
        self.staff_places = self._table(
            "staff_places",
            _key("association_id", Uuid),
            _key("staff_id", Uuid),
            *_numbers("position"),
        )

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
            "fund_totals", _key("fund_id", Uuid), *_numbers(*_SIDES, "gifts", "entries")
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
        self.donors = self._table(
            "donors",
            _key("donor_id", Uuid),
            _must("association_id", Uuid),
            *_texts("visibility", "standing"),
            _must("effective_on", Date),
            *_numbers("position"),
            _private("merged_into", Uuid),
        )
        self._index(self.donors, "by_association", "association_id", "position")
        merged = self.donors.c.merged_into.is_not(None)
        self._index(self.donors, "by_survivor", "merged_into", where=merged)
        self.gift_namings = self._table(
            "gift_namings",
            _key("donor_id", Uuid),
            _key("position", BigInteger),
            _must("fund_id", Uuid),
            *_numbers("entry"),
            _must("named", Boolean),
            _private("document_sha256", Text),
        )

    def _define_journal(self) -> None:
        self.entries = self._table(
            "entries",
            _key("position", _POSITION),
            _must("fund_id", Uuid),
            *_numbers("version", "recorded_at_micros", "order_key"),
            *_texts("topic", "side", "purpose"),
            _must("effective_on", Date),
            _maybe("occurred_on", Date),
            *_numbers("amount_dong", "money_dong", *_SIDES, "gifts"),
            *(_maybe(name, Text) for name in ("voucher", "voucher_in", "device_number", "reason")),
            *(
                _maybe(name, Uuid)
                for name in (
                    "account_id",
                    "mobilization_id",
                    "disbursement_id",
                    "debit_id",
                    "credit_id",
                )
            ),
            *(_maybe(name, Text) for name in ("disbursement_class", "foreign", "goods")),
            _maybe("awards", BigInteger),
            _must("named", Boolean),
            *(
                _maybe(name, BigInteger)
                for name in ("draws_on", "reverses", "corrects", "reversed_by", "corrected_by")
            ),
            _maybe("reversed_position", BigInteger),
            _maybe("corrected_position", BigInteger),
            *(_private(name, Uuid) for name in ("donor_id", "memo_id", "recorded_by")),
            _private("document_sha256", Text),
            clustered=False,
        )
        self._index(self.entries, "by_version", "fund_id", "version", unique=True)
        self._index(self.entries, "by_day", "fund_id", "order_key")
        with_donor = self.entries.c.donor_id.is_not(None)
        self._index(self.entries, "by_donor", "donor_id", "order_key", where=with_donor)
        self.postings = self._table(
            "postings",
            _key("fund_id", Uuid),
            _key("position", BigInteger),
            _key("line", SmallInteger),
            *_texts("chart", "commodity"),
            _maybe("account_id", Uuid),
            *_texts("purpose"),
            *_numbers("amount"),
            _must("effective_on", Date),
        )

    def _define_sums(self) -> None:
        held = (_key("fund_id", Uuid), _key("account_id", Uuid), _key("purpose", Text))
        self.balances = self._table("balances", *held, *_numbers("dong"))
        held = (_key("fund_id", Uuid), _key("account_id", Uuid), _key("purpose", Text))
        self.balances_by_day = self._table(
            "balances_by_day", *held, _key("day", Date), *_numbers("dong")
        )
        self.months = self._table(
            "months", _key("fund_id", Uuid), _key("month", Date), *_numbers(*_SIDES)
        )
        self.mobilization_totals = self._table(
            "mobilization_totals",
            _key("fund_id", Uuid),
            _key("mobilization_id", Uuid),
            *_numbers("money_dong", "in_kind_dong", "gifts"),
        )

    def _define_activities(self) -> None:
        self.mobilizations = self._table(
            "mobilizations",
            _key("fund_id", Uuid),
            _key("mobilization_id", Uuid),
            *_texts("name", "purpose"),
            _must("starts_on", Date),
            _maybe("ends_on", Date),
            _maybe("target_dong", BigInteger),
            _maybe("memo_code", Text),
            *_numbers("position"),
            _maybe("closed_on", Date),
            _maybe("closed_position", BigInteger),
        )
        self.debits = self._table(
            "debits",
            _key("fund_id", Uuid),
            _key("debit_id", Uuid),
            _must("account_id", Uuid),
            *_numbers("amount_dong", "position"),
            _must("effective_on", Date),
            _maybe("decided_by", BigInteger),
            _private("memo_id", Uuid),
        )

    def _define_spending(self) -> None:
        of_one = ("fund_id", "disbursement_id")
        self.disbursements = self._table(
            "disbursements",
            *(_key(name, Uuid) for name in of_one),
            *_texts("disbursement_class", "programme", "purpose"),
            *_numbers("amount_dong", "awards", "position"),
            *(_maybe(name, BigInteger) for name in ("instances", "persons")),
            _must("has_lines", Boolean),
            _must("proposed_on", Date),
            _private("proposed_by", Uuid),
            *(_private(name, Text) for name in ("categories", "place")),
            *(_private(name, Text) for name in ("decision_number", "document_sha256")),
        )
        self._index(self.disbursements, "by_position", "fund_id", "position")
        self.disbursement_steps = self._table(
            "disbursement_steps",
            *(_key(name, Uuid) for name in of_one),
            _key("position", BigInteger),
            *_texts("step"),
            _must("effective_on", Date),
            *_numbers("entry", *STEP_SUMS),
            *(_maybe(name, BigInteger) for name in ("payment", "undoes")),
            _maybe("account_id", Uuid),
            _maybe("voucher", Text),
            _private("recorded_by", Uuid),
            *(_private(name, Text) for name in ("decision_number", "document_sha256")),
        )
        self.award_lines = self._table(
            "award_lines",
            *(_key(name, Uuid) for name in of_one),
            _key("number", BigInteger),
            *_numbers("position"),
            _private("beneficiary_id", Uuid),
            _private("categories", Text),
            *(_private(name, BigInteger) for name in ("amount_dong", "awards")),
        )
        known = self.award_lines.c.beneficiary_id.is_not(None)
        self._index(self.award_lines, "by_beneficiary", "beneficiary_id", where=known)
        self.award_line_steps = self._table(
            "award_line_steps",
            *(_key(name, Uuid) for name in of_one),
            *(_key(name, BigInteger) for name in ("number", "position")),
            _private("state", Text),
            _private("entry", BigInteger),
        )
        self.beneficiaries = self._table(
            "beneficiaries",
            _key("beneficiary_id", Uuid),
            _must("association_id", Uuid),
            *_texts("standing"),
            _must("effective_on", Date),
            *_numbers("position"),
            _private("merged_into", Uuid),
        )
        self._index(self.beneficiaries, "by_association", "association_id", "position")
        merged = self.beneficiaries.c.merged_into.is_not(None)
        self._index(self.beneficiaries, "by_survivor", "merged_into", where=merged)
        self.award_namings = self._table(
            "award_namings",
            *(_key(name, Uuid) for name in ("fund_id", "disbursement_id", "beneficiary_id")),
            _must("named", Boolean),
            *_numbers("position"),
            _private("document_sha256", Text),
        )
        self._index(self.award_namings, "by_beneficiary", "beneficiary_id")


@lru_cache(maxsize=8)
def tables(generation: int) -> Tables:
    """Return the tables of a generation, the same objects each time."""
    return Tables(generation)


@lru_cache(maxsize=1)
def revision() -> str:
    """Return what changes whenever tables must be rebuilt: a digest of columns and meaning."""
    of_none = Tables(0)
    described = [
        f"{name}.{column.name} {column.type!r} {column.primary_key} {column.nullable}"
        for name in get_args(TableName)
        for column in of_none[name].columns
    ]
    return sha256("\n".join((str(MEANING), *described)).encode()).hexdigest()[:16]
