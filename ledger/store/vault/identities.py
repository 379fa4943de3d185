"""Who is the same person within a scope: whoever was told of in the same words.

What they have in common is kept as a keyed hash, in a row that goes with the person.
"""

import hmac
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from ledger.letters import normalized
from ledger.portions import portions
from ledger.store.vault.database import IDENTITIES, unrestricted


def identity(key: bytes, kind: str, scope: UUID, texts: Sequence[str]) -> bytes:
    """Return what equal texts of a kind and scope have in common, in 32 bytes.

    It is the same however they are spaced and capitalised.
    """
    same = "\0".join(" ".join(normalized("NFC", each).casefold().split()) for each in texts)
    told = b"\0".join((kind.encode(), scope.bytes, same.encode()))
    return hmac.digest(key, told, "sha256")


def find(connection: Connection, identities: Sequence[bytes]) -> dict[bytes, UUID]:
    """Return whose these are, of those that are known; of several people, who came first."""
    found: dict[bytes, UUID] = {}
    query = unrestricted(select(IDENTITIES.c.identity_index, IDENTITIES.c.id), IDENTITIES)
    for some in portions(identities):
        same = IDENTITIES.c.identity_index.in_(some)
        rows = connection.execute(query.where(same).order_by(IDENTITIES.c.id.desc()))
        found.update((row.identity_index, UUID(bytes=row.id)) for row in rows)
    return found


def normal_phone(phone: str) -> str:
    """Return the digits of a Vietnamese number as dialled at home: `+84 912 …` is `0912…`."""
    digits = "".join(filter(str.isdecimal, phone)).removeprefix("00")
    is_international = digits.startswith("84") and len(digits) > len("0912345678")
    return f"0{digits[2:]}" if is_international else digits
