"""The tables of the journal, and of the sums that go with it."""

from sqlalchemy import BigInteger, Boolean, Date, Integer, SmallInteger, Text, Uuid, and_

from projections.movements import Sums
from projections.tables.columns import TableMaker, key, maybe, must, numbers, private, texts

POSITION = BigInteger().with_variant(Integer, "sqlite")  # SQLite: an alias of the rowid
SIDES = Sums.__struct_fields__


class JournalTables(TableMaker):
    """The tables of entries, postings and balances, of one generation."""

    def _define_journal(self) -> None:
        self.entries = self._table(
            "entries",
            key("position", POSITION),
            must("fund_id", Uuid),
            *numbers("version", "recorded_at_micros", "order_key"),
            *texts("topic", "side", "purpose"),
            must("effective_on", Date),
            maybe("occurred_on", Date),
            *numbers("amount_dong", "money_dong", *SIDES, "gifts"),
            *(
                maybe(name, Text)
                for name in ("voucher", "voucher_in", "device_number", "device_key", "reason")
            ),
            *(
                maybe(name, Uuid)
                for name in (
                    "account_id",
                    "mobilization_id",
                    "disbursement_id",
                    "debit_id",
                    "credit_id",
                )
            ),
            *(maybe(name, Text) for name in ("disbursement_class", "foreign", "goods")),
            maybe("awards", BigInteger),
            must("named", Boolean),
            *(
                maybe(name, BigInteger)
                for name in ("draws_on", "reverses", "corrects", "reversed_by", "corrected_by")
            ),
            maybe("reversed_position", BigInteger),
            maybe("corrected_position", BigInteger),
            *(private(name, Uuid) for name in ("donor_id", "memo_id", "recorded_by")),
            private("document_sha256", Text),
            clustered=False,
        )
        self._index(self.entries, "by_version", "fund_id", "version", unique=True)
        self._index(self.entries, "by_day", "fund_id", "order_key")
        for number in ("voucher", "voucher_in", "device_key"):
            has_one = self.entries.c[number].is_not(None)
            self._index(self.entries, f"by_{number}", "fund_id", number, where=has_one)
        self._index(self.entries, "by_amount", "fund_id", "amount_dong", "order_key")
        late = self.entries.c.occurred_on.is_not(None)
        self._index(self.entries, "by_occurrence", "fund_id", "occurred_on", where=late)
        with_donor = self.entries.c.donor_id.is_not(None)
        self._index(self.entries, "by_donor", "donor_id", "order_key", where=with_donor)
        drawing = self.entries.c.draws_on.is_not(None)
        self._index(self.entries, "by_gift", "fund_id", "draws_on", where=drawing)
        told = and_(self.entries.c.memo_id.is_not(None), with_donor)
        self._index(self.entries, "by_memo", "memo_id", where=told)
        placed = and_(self.entries.c.credit_id.is_not(None), with_donor)
        self._index(self.entries, "by_credit", "credit_id", where=placed)
        self.postings = self._table(
            "postings",
            key("fund_id", Uuid),
            key("position", BigInteger),
            key("line", SmallInteger),
            *texts("chart", "commodity"),
            maybe("account_id", Uuid),
            *texts("purpose"),
            *numbers("amount"),
            must("effective_on", Date),
        )

    def _define_sums(self) -> None:
        held = (key("fund_id", Uuid), key("account_id", Uuid), key("purpose", Text))
        self.balances = self._table("balances", *held, *numbers("dong"))
        held = (key("fund_id", Uuid), key("account_id", Uuid), key("purpose", Text))
        self.balances_by_day = self._table(
            "balances_by_day", *held, key("day", Date), *numbers("dong")
        )
        self.months = self._table(
            "months", key("fund_id", Uuid), key("month", Date), *numbers(*SIDES)
        )
        self.mobilization_totals = self._table(
            "mobilization_totals",
            key("fund_id", Uuid),
            key("mobilization_id", Uuid),
            *numbers("money_dong", "in_kind_dong", "gifts"),
        )
