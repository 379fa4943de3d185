"""The tables of what is promised, what nobody can place, what is held for others, and goods."""

from sqlalchemy import BigInteger, Boolean, Date, Text, Uuid

from projections.tables.columns import TableMaker, key, maybe, must, numbers, private, texts


class ReceivingTables(TableMaker):
    """The tables of mobilizing and receiving, of one generation."""

    def _define_receiving(self) -> None:
        self.pledges = self._table(
            "pledges",
            key("fund_id", Uuid),
            key("pledge_id", Uuid),
            maybe("mobilization_id", Uuid),
            *numbers("amount_dong", "position"),
            must("pledged_on", Date),
            maybe("due_on", Date),
            must("named", Boolean),
            private("donor_id", Uuid),
            private("recorded_by", Uuid),
        )
        self.pledge_steps = self._table(
            "pledge_steps",
            key("fund_id", Uuid),
            key("pledge_id", Uuid),
            key("position", BigInteger),
            must("effective_on", Date),
            *numbers("entry", "fulfilled_dong", "withdrawn_dong", "handed_over_dong"),
        )
        self._index(self.pledge_steps, "by_entry", "fund_id", "entry")
        self._index(self.pledges, "by_pledge", "pledge_id")
        self.direct_aid = self._table(
            "direct_aid",
            key("fund_id", Uuid),
            key("version", BigInteger),
            must("mobilization_id", Uuid),
            *numbers("amount_dong", "position"),
            maybe("goods", Text),
            must("effective_on", Date),
            *(maybe(name, BigInteger) for name in ("reversed_by", "reversed_position")),
            private("recorded_by", Uuid),
            *(private(name, Text) for name in ("decision_number", "document_sha256")),
        )
        self.credits = self._table(
            "credits",
            key("fund_id", Uuid),
            key("credit_id", Uuid),
            must("account_id", Uuid),
            *numbers("amount_dong", "version", "position"),
            must("effective_on", Date),
            maybe("occurred_on", Date),
            *texts("voucher"),
            private("memo_id", Uuid),
        )
        self._index(self.credits, "by_memo", "memo_id")
        self.credit_totals = self._table(
            "credit_totals", key("fund_id", Uuid), key("credit_id", Uuid), *numbers("left_dong")
        )
        self.matches = self._table(
            "matches",
            key("fund_id", Uuid),
            key("entry", BigInteger),
            key("account_id", Uuid),
            *numbers("version", "position"),
            must("booked_on", Date),
            private("memo_id", Uuid),
        )
        self.custodies = self._table(
            "custodies",
            key("fund_id", Uuid),
            key("custody_id", Uuid),
            *texts("name"),
            must("effective_on", Date),
            *numbers("position"),
        )
        self.goods_issues = self._table(
            "goods_issues",
            key("fund_id", Uuid),
            key("version", BigInteger),
            *texts("disbursement_class", "programme", "purpose", "goods", "voucher"),
            *numbers("amount_dong", "awards", "position"),
            maybe("instances", BigInteger),
            must("effective_on", Date),
            maybe("occurred_on", Date),
            *(maybe(name, BigInteger) for name in ("reversed_by", "reversed_position")),
            *(private(name, Text) for name in ("categories", "place")),
            *(private(name, Text) for name in ("decision_number", "document_sha256")),
            private("recorded_by", Uuid),
        )
        self.goods_by_day = self._table(
            "goods_by_day",
            key("fund_id", Uuid),
            key("commodity", Text),
            key("purpose", Text),
            key("day", Date),
            *numbers("quantity_milli", "dong"),
        )

    def _define_activities(self) -> None:
        self.mobilizations = self._table(
            "mobilizations",
            key("fund_id", Uuid),
            key("mobilization_id", Uuid),
            *texts("name", "purpose"),
            must("starts_on", Date),
            maybe("ends_on", Date),
            maybe("target_dong", BigInteger),
            maybe("memo_code", Text),
            *numbers("position"),
            maybe("closed_on", Date),
            maybe("closed_position", BigInteger),
        )
        self.debits = self._table(
            "debits",
            key("fund_id", Uuid),
            key("debit_id", Uuid),
            must("account_id", Uuid),
            *numbers("amount_dong", "position"),
            must("effective_on", Date),
            maybe("occurred_on", Date),
            maybe("decided_by", BigInteger),
            private("memo_id", Uuid),
        )
