"""The tables of transfers, closings, counts and corrections."""

from sqlalchemy import BigInteger, Boolean, Date, Text, Uuid

from projections.tables.columns import TableMaker, key, maybe, must, numbers, private, texts


class ControlTables(TableMaker):
    """The tables of transferring, correcting and closing, of one generation."""

    def _define_transfers(self) -> None:
        self.transfers = self._table(
            "transfers",
            key("transfer_id", Uuid),
            must("from_fund_id", Uuid),
            must("to_fund_id", Uuid),
            *texts("purpose", "voucher"),
            *numbers("amount_dong", "entry", "position"),
            must("sent_on", Date),
        )
        self._index(self.transfers, "by_sender", "from_fund_id", "position")
        self._index(self.transfers, "by_receiver", "to_fund_id", "position")
        self.transfer_steps = self._table(
            "transfer_steps",
            key("transfer_id", Uuid),
            key("position", BigInteger),
            *texts("status"),
            must("effective_on", Date),
            must("entry", BigInteger),
        )
        self._index(self.transfers, "by_position", "position")
        self.handovers = self._table(
            "handovers",
            key("handover_id", Uuid),
            key("to_fund_id", Uuid),
            must("from_fund_id", Uuid),
            *numbers("amount_dong", "entry", "position"),
            must("effective_on", Date),
        )
        self._index(self.handovers, "by_sender", "from_fund_id", "position")
        self._index(self.handovers, "by_receiver", "to_fund_id", "position")
        self._index(self.transfer_steps, "by_position", "position")

    def _define_control(self) -> None:
        self.closings = self._table(
            "closings",
            key("fund_id", Uuid),
            key("position", BigInteger),
            *numbers("version", "recorded_at_micros"),
            maybe("through", Date),
            maybe("since", Date),
            maybe("reason", Text),
            *texts("seal"),
            private("recorded_by", Uuid),
        )
        self.counts = self._table(
            "counts",
            key("fund_id", Uuid),
            key("version", BigInteger),
            must("account_id", Uuid),
            must("of_bank", Boolean),
            *numbers("position", "found_dong", "book_dong", "undecided_dong"),
            must("effective_on", Date),
            *texts("denominations"),
            private("recorded_by", Uuid),
        )
        self._index(self.counts, "by_position", "fund_id", "position")
        self.count_postings = self._table(
            "count_postings",
            key("fund_id", Uuid),
            key("count", BigInteger),
            key("position", BigInteger),
            must("entry", BigInteger),
            must("posted", Boolean),
        )
        self.corrections = self._table(
            "corrections", key("fund_id", Uuid), key("position", BigInteger), *texts("kind")
        )
