"""The tables of purposes: their lines, what is promised of them, and what board and donors say."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Text, Uuid

from projections.tables.columns import TableMaker, key, maybe, must, numbers, private, texts


class PurposeTables(TableMaker):
    """Makes the tables of purposes."""

    def _define_lines(self) -> None:
        """Define the lines of purposes; `projections.restricted.lines` says what they are."""

        def on_line() -> tuple[Column[Any], ...]:
            return key("fund_id", Uuid), key("purpose", Text)

        def places(whose: str) -> tuple[Column[Any], ...]:
            return (*on_line(), key("start", BigInteger), *numbers("stop", whose))

        self.purpose_lines = self._table(
            "purpose_lines", *on_line(), *numbers("came_to", "went_to")
        )
        self.purpose_inflows = self._table(
            "purpose_inflows", *places("entry"), *numbers("gift", "position")
        )
        self._index(self.purpose_inflows, "by_entry", "fund_id", "entry")
        self._index(self.purpose_inflows, "by_gift", "fund_id", "gift")
        self.purpose_outflows = self._table(
            "purpose_outflows",
            *places("entry"),
            maybe("transfer_id", Uuid),
            *numbers("position"),
        )
        self._index(self.purpose_outflows, "by_entry", "fund_id", "entry")
        sent = self.purpose_outflows.c.transfer_id.is_not(None)
        self._index(self.purpose_outflows, "by_transfer", "transfer_id", where=sent)
        self.purpose_voids = self._table(
            "purpose_voids", *places("entry"), *texts("why"), *numbers("position")
        )
        self._index(self.purpose_voids, "by_entry", "fund_id", "entry")

    def _define_board(self) -> None:
        """Define what is promised and agreed: by those who approve, by the board, by donors."""
        self.commitments = self._table(
            "commitments",
            key("fund_id", Uuid),
            key("disbursement_id", Uuid),
            key("position", BigInteger),
            *texts("purpose"),
            *numbers("dong"),
        )
        self.committed = self._table(
            "committed", key("fund_id", Uuid), key("purpose", Text), *numbers("dong")
        )
        self.controls = self._table(
            "controls",
            key("fund_id", Uuid),
            key("position", BigInteger),
            must("payer_may_prepare", Boolean),
            maybe("cashier_exception", Text),
            maybe("administration_permille", Integer),
            must("effective_on", Date),
            *(private(name, Text) for name in ("decision_number", "document_sha256")),
            private("recorded_by", Uuid),
        )
        self.spending_limits = self._table(
            "spending_limits",
            key("fund_id", Uuid),
            key("role", Text),
            key("position", BigInteger),
            maybe("limit_dong", BigInteger),
            must("effective_on", Date),
            *(private(name, Text) for name in ("decision_number", "document_sha256")),
            private("recorded_by", Uuid),
        )
        self.consents = self._table(
            "consents",
            key("consent_id", Uuid),
            must("donor_id", Uuid),
            must("fund_id", Uuid),
            *numbers("entry", "amount_dong", "position"),
            *texts("to_purpose"),
            must("effective_on", Date),
            maybe("withdrawn_on", Date),
            private("gift_fund_id", Uuid),
            private("gift_entry", BigInteger),
            private("document_sha256", Text),
            private("recorded_by", Uuid),
        )
        self._index(self.consents, "by_donor", "donor_id", "position")
        self._index(self.consents, "by_fund", "fund_id", "position")
        self.consent_totals = self._table(
            "consent_totals", key("consent_id", Uuid), *numbers("released_dong")
        )
