"""The tables of donors, beneficiaries and staff: ids, and who may be named with what."""

from sqlalchemy import BigInteger, Boolean, Date, Text, Uuid

from projections.tables.columns import TableMaker, key, must, numbers, private, texts


class PeopleTables(TableMaker):
    """The tables of people, of one generation."""

    def _define_people(self) -> None:
        self.donors = self._table(
            "donors",
            key("donor_id", Uuid),
            must("association_id", Uuid),
            *texts("visibility", "standing"),
            must("effective_on", Date),
            *numbers("position"),
            private("merged_into", Uuid),
        )
        self._index(self.donors, "by_association", "association_id", "position")
        merged = self.donors.c.merged_into.is_not(None)
        self._index(self.donors, "by_survivor", "merged_into", where=merged)
        self.gift_namings = self._table(
            "gift_namings",
            key("donor_id", Uuid),
            key("position", BigInteger),
            must("fund_id", Uuid),
            *numbers("entry"),
            *(must(name, Boolean) for name in ("named", "by_representative")),
            private("document_sha256", Text),
        )
        self.beneficiaries = self._table(
            "beneficiaries",
            key("beneficiary_id", Uuid),
            must("association_id", Uuid),
            *texts("standing"),
            must("effective_on", Date),
            *numbers("position"),
            private("merged_into", Uuid),
        )
        self._index(self.beneficiaries, "by_association", "association_id", "position")
        merged = self.beneficiaries.c.merged_into.is_not(None)
        self._index(self.beneficiaries, "by_survivor", "merged_into", where=merged)
        self.award_namings = self._table(
            "award_namings",
            *(key(name, Uuid) for name in ("fund_id", "disbursement_id", "beneficiary_id")),
            *(must(name, Boolean) for name in ("named", "by_representative")),
            *numbers("position"),
            private("document_sha256", Text),
        )
        self._index(self.award_namings, "by_beneficiary", "beneficiary_id")
        self.named_documents = self._table(
            "named_documents", key("document_sha256", Text), key("fund_id", Uuid)
        )
        self.staff_places = self._table(
            "staff_places",
            key("association_id", Uuid),
            key("staff_id", Uuid),
            *numbers("position"),
        )
