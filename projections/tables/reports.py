"""The tables of reports: running sums, the dated tree, and who received what.

`projections.reports.running_sums` says how the sums run, docs/decisions says why.
"""

from typing import Any, Literal

from sqlalchemy import BigInteger, Boolean, Column, Date, SmallInteger, Text, Uuid

from projections.tables.columns import TableMaker, key, maybe, must, numbers, private, texts

ChainName = Literal["cash", "held", "aid", "stock", "legs", "tagged"]
"""What runs along: a fund's money, its help and promises; and by part what it holds, its goods, its
transfers and tags.

The part is the account's id (hexadecimal) and the purpose, the commodity, the other fund's id
(hexadecimal), or the recipients' tags.
"""

CHAINS: dict[ChainName, tuple[str, ...]] = {
    "cash": (
        "cash_box",
        "bank",
        "term_deposit",
        "general",
        "restricted",
        "unallocated",
        "custodial",
        "opened_cash_box",
        "opened_bank",
        "opened_term_deposit",
        "opened_general",
        "opened_restricted",
        "donations",
        "interest",
        "transfers_in",
        "transfers_out",
        "handovers_in",
        "handovers_out",
        "scholarship",
        "support",
        "award",
        "administration",
        "bank_fees",
        "refunds",
        "differences",
        "held_in",
        "held_out",
        "gifts",
    ),
    "held": ("dong", "opened"),
    "aid": (
        "direct_aid",
        "pledged",
        "scholarship_awards",
        "support_awards",
        "award_awards",
        "scholarship_instances",
        "support_instances",
        "award_instances",
        "scholarship_uncounted",
        "support_uncounted",
        "award_uncounted",
        "unnamed",
        "untagged",
        "overlapping",
    ),
    "stock": (
        "received_milli",
        "received",
        "issued_milli",
        "issued",
        "taken_over_milli",
        "taken_over",
        "handed_over_milli",
        "handed_over",
    ),
    "legs": ("sent", "sent_legs", "received", "received_legs", "handed_over", "taken_over"),
    "tagged": ("awards", "instances", "uncounted", "dong", "others"),
}
"""The columns of each chain: đồng, or counts, or thousandths (`_milli`).

Of tags, `others` are recipients whom no award line names, at the most.
"""

UNKNOWN = ("uncounted", "unnamed", "untagged", "overlapping")
"""How columns end that say only whether something is known of all awards.

They count awards that were given and those that came back alike: two that are not known never
cancel each other, and zero says that all is known of all.
"""


class ReportTables(TableMaker):
    """The tables of reports, of one generation."""

    def _define_reports(self) -> None:
        self.cash_sums, self.cash_buckets = self._chain("cash")
        self.held_sums, self.held_buckets = self._chain("held")
        self.aid_sums, self.aid_buckets = self._chain("aid")
        self.stock_sums, self.stock_buckets = self._chain("stock")
        self.legs_sums, self.legs_buckets = self._chain("legs")
        self.tagged_sums, self.tagged_buckets = self._chain("tagged")
        self.chain_parts = self._table(
            "chain_parts", key("fund_id", Uuid), key("chain", Text), key("part", Text)
        )
        self._index(self.chain_parts, "by_part", "chain", "part")
        self.growths = self._table(
            "growths",
            key("position", BigInteger),
            key("number", SmallInteger),
            *texts("chain"),
            must("fund_id", Uuid),
            *texts("part"),
            must("effective_on", Date),
            private("amounts", Text),
        )
        self.recipients = self._table(
            "recipients",
            key("fund_id", Uuid),
            key("position", BigInteger),
            key("number", BigInteger),
            must("effective_on", Date),
            private("beneficiary_id", Uuid),
            *numbers("received"),
            private("tags", Text),
        )
        self._index(
            self.recipients,
            "by_day",
            "fund_id",
            "effective_on",
            "beneficiary_id",
            "position",
            "received",
        )

        self.givings = self._table(
            "givings",
            key("fund_id", Uuid),
            key("effective_on", Date),
            key("position", BigInteger),
            *texts("act"),
            *numbers("awards", "recipients"),
            must("is_list", Boolean),
            must("is_whole", Boolean),
            must("overlaps", Boolean),
            private("tags", Text),
        )
        self.same_persons = self._table(
            "same_persons",
            key("other_id", Uuid),
            key("position", BigInteger),
            private("survivor_id", Uuid),
        )

    def _define_dated_tree(self) -> None:
        self.association_places = self._table(
            "association_places",
            key("association_id", Uuid),
            key("position", BigInteger),
            maybe("parent_id", Uuid),
            must("effective_on", Date),
            must("ends", Boolean),
            maybe("decision_number", Text),
        )
        self._index(self.association_places, "by_parent", "parent_id", "association_id")
        self.successions = self._table(
            "successions",
            key("association_id", Uuid),
            key("number", SmallInteger),
            must("successor_id", Uuid),
            *numbers("share_millionths", "position"),
            must("effective_on", Date),
        )
        self._index(self.successions, "by_successor", "successor_id", "association_id")
        self.association_names = self._table(
            "association_names",
            key("association_id", Uuid),
            key("position", BigInteger),
            *texts("name"),
            must("effective_on", Date),
            maybe("decision_number", Text),
        )

    def _define_statistics(self) -> None:
        self.statistics = self._table(
            "statistics",
            key("association_id", Uuid),
            key("position", BigInteger),
            *texts("measure"),
            *numbers("value"),
            must("whole", Boolean),
            maybe("since", Date),
            must("effective_on", Date),
            *texts("source"),
        )
        self.targets = self._table(
            "targets",
            key("association_id", Uuid),
            key("position", BigInteger),
            *texts("measure", "unit"),
            *numbers("value"),
            must("due_on", Date),
            must("effective_on", Date),
            maybe("decision_number", Text),
        )

    def _define_publications(self) -> None:
        self.published_reports = self._table(
            "published_reports",
            key("report_id", Uuid),
            must("association_id", Uuid),
            must("first", Date),
            must("last", Date),
            *texts("scope", "digest"),
            *numbers("known_at", "position"),
            must("published_on", Date),
            maybe("restated", Date),
            maybe("categories", Text),
        )
        self._index(self.published_reports, "by_association", "association_id", "position")

    def _define_on_paper(self) -> None:
        def said() -> tuple[Column[Any], ...]:
            return (
                key("association_id", Uuid),
                key("position", BigInteger),
                must("whole", Boolean),
                must("since", Date),
                must("effective_on", Date),
                *texts("lines", "source"),
                private("few", Text),
            )

        self.period_summaries = self._table(
            "period_summaries",
            *said(),
            *(
                maybe(name, BigInteger)
                for name in (
                    "mobilized_dong",
                    "cash_dong",
                    "in_kind_dong",
                    "direct_aid_dong",
                    "supported_dong",
                    "closing_dong",
                )
            ),
            maybe("closing_on", Date),
        )
        self.aid_given = self._table(
            "aid_given",
            *said(),
            *texts("programme", "payer", "co_organisers"),
            maybe("amount_dong", BigInteger),
            maybe("own_share_dong", BigInteger),
            maybe("place", Text),
            private("narrow_place", Text),
        )

    def _chain(self, name: ChainName) -> tuple[Any, Any]:
        """Return the tables of a chain: its sums, version by version, and which buckets it has."""

        def of_bucket() -> tuple[Column[Any], ...]:
            return key("fund_id", Uuid), key("part", Text), key("bucket", BigInteger)

        sums = self._table(
            f"{name}_sums", *of_bucket(), key("block", BigInteger), *numbers(*CHAINS[name])
        )
        return sums, self._table(f"{name}_buckets", *of_bucket(), *numbers("since"))
