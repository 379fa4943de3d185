"""One-time codes, by which somebody chooses a password: when he is invited, or has lost it.

A code is given out once and kept as a digest. It can be read out over a telephone: 16 letters and
digits in groups of four, 80 random bits, of which nobody tries out many (see `attempts` beside).
"""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from ledger.store.access.tables import CODES
from ledger.store.vault.keys import KeyStore
from ledger.values import to_micros

INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(days=1)
_CLOCKS_DIFFER_MAX = timedelta(hours=1)

CODE_BYTES = 10
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none looks like another
_LOOKALIKES = str.maketrans("OIL", "011", " -–—\t")
_GROUP = 4


def code_text(drawn: bytes) -> str:
    """Return ten random bytes as a code: `7QK4-0ZV9-…`."""
    number = int.from_bytes(drawn[:CODE_BYTES])
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(75, -1, -5))
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


class Codes:
    """The codes in the people vault; each method works within a transaction of its caller."""

    def __init__(self, keys: KeyStore) -> None:
        """Use a key of its own, so that a stolen database gives nothing to try codes against."""
        self._keys = keys

    def give(self, connection: Connection, staff_id: UUID, code: str, expires_at: datetime) -> None:
        """Keep a code in place of any earlier one of the same person."""
        connection.execute(delete(CODES).where(CODES.c.staff_id == staff_id.bytes))
        row = {
            "digest": self._digest(code),
            "staff_id": staff_id.bytes,
            "expires_at": to_micros(expires_at),
        }
        connection.execute(insert(CODES).values(row))

    def holder(self, connection: Connection, code: str, now: datetime) -> UUID | None:
        """Return whose code it is, if it is one and has not expired."""
        given = CODES.c.digest == self._digest(code)
        whose = select(CODES.c.staff_id).where(given, _good(now))
        staff_id = connection.scalar(whose)
        return None if staff_id is None else UUID(bytes=staff_id)

    def take(self, connection: Connection, code: str, now: datetime) -> UUID | None:
        """Use a code up and return whose it was, if it is one and has not expired."""
        given = CODES.c.digest == self._digest(code)
        taken = delete(CODES).where(given, _good(now))
        staff_id = connection.scalar(taken.returning(CODES.c.staff_id))
        return None if staff_id is None else UUID(bytes=staff_id)

    def withdraw(self, connection: Connection, staff_id: UUID) -> None:
        """Let a person's code open nothing any more."""
        connection.execute(delete(CODES).where(CODES.c.staff_id == staff_id.bytes))

    def _digest(self, code: str) -> bytes:
        told = code.upper().translate(_LOOKALIKES).encode()
        return hmac.digest(self._keys.named_key("codes"), told, "sha256")


def _good(now: datetime) -> ColumnElement[bool]:
    return and_(
        CODES.c.expires_at > to_micros(now),
        # Not given by a clock that ran far ahead: it would be good for longer than any is.
        CODES.c.expires_at <= to_micros(now + INVITATION_LASTS + _CLOCKS_DIFFER_MAX),
    )
