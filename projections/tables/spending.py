"""The tables of disbursements and of the lines of their award lists."""

from sqlalchemy import BigInteger, Boolean, Date, Text, Uuid

from projections.tables.columns import TableMaker, key, maybe, must, numbers, private, texts

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


class SpendingTables(TableMaker):
    """The tables of spending, of one generation."""

    def _define_spending(self) -> None:
        of_one = ("fund_id", "disbursement_id")
        self.disbursements = self._table(
            "disbursements",
            *(key(name, Uuid) for name in of_one),
            *texts("disbursement_class", "programme", "purpose"),
            *numbers("amount_dong", "awards", "position"),
            *(maybe(name, BigInteger) for name in ("instances", "persons")),
            must("has_lines", Boolean),
            must("proposed_on", Date),
            private("proposed_by", Uuid),
            *(private(name, Text) for name in ("categories", "place")),
            *(private(name, Text) for name in ("decision_number", "document_sha256")),
        )
        self._index(self.disbursements, "by_position", "fund_id", "position")
        self.disbursement_steps = self._table(
            "disbursement_steps",
            *(key(name, Uuid) for name in of_one),
            key("position", BigInteger),
            *texts("step"),
            must("effective_on", Date),
            *numbers("entry", *STEP_SUMS),
            *(maybe(name, BigInteger) for name in ("payment", "undoes")),
            maybe("account_id", Uuid),
            maybe("voucher", Text),
            private("recorded_by", Uuid),
            *(private(name, Text) for name in ("decision_number", "document_sha256")),
        )
        self.award_lines = self._table(
            "award_lines",
            *(key(name, Uuid) for name in of_one),
            key("number", BigInteger),
            *numbers("position"),
            private("beneficiary_id", Uuid),
            private("categories", Text),
            *(private(name, BigInteger) for name in ("amount_dong", "awards")),
        )
        known = self.award_lines.c.beneficiary_id.is_not(None)
        self._index(self.award_lines, "by_beneficiary", "beneficiary_id", where=known)
        self.award_line_steps = self._table(
            "award_line_steps",
            *(key(name, Uuid) for name in of_one),
            *(key(name, BigInteger) for name in ("number", "position")),
            private("state", Text),
            private("entry", BigInteger),
        )
