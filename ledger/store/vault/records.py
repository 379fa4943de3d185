"""What is known of one person, as the vault keeps it and gives it back."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from ledger.rules import is_minor


class PersonKind(StrEnum):
    """Whom the vault knows."""

    DONOR = "donor"  # nhà hảo tâm
    STAFF = "staff"  # cán bộ
    BENEFICIARY = "beneficiary"  # người thụ hưởng


class PersonRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one person; only id and kind may ever be seen outside.

    `representative` says who acts for a child by law, and how to reach them.
    """

    id: UUID
    kind: PersonKind
    name: str
    phone: str = ""
    address: str = ""
    email: str = ""
    bank_account: str = ""
    note: str = ""
    born_on: date | None = None
    representative: str = ""

    def is_protected(self, on: date) -> bool:
        """Tell whether each reading of the name is logged: of minors, and who may be one."""
        if self.born_on is None:
            return self.kind is PersonKind.BENEFICIARY
        return is_minor(self.born_on, on)

    def __repr__(self) -> str:
        """Name id and kind only: what is shown here ends up in logs."""
        return f"PersonRecord(id={self.id}, kind={self.kind.value})"
