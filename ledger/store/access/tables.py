"""The tables of who comes in: sessions, one-time codes, failed attempts; beside the logins.

Moments are microseconds since 1970 UTC. Nothing here is a secret in clear: of a session's cookie
and of a code a digest is kept, of an address or login that failed a keyed hash.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table

from ledger.store.vault.database import METADATA

SESSIONS = Table(
    "vault_sessions",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("staff_id", LargeBinary(16), nullable=False),
    Column("begun_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("sealed_agent", LargeBinary, nullable=False),
    Index("vault_sessions_by_staff", "staff_id"),
)

CODES = Table(
    "vault_codes",
    METADATA,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("staff_id", LargeBinary(16), nullable=False, unique=True),
    Column("expires_at", BigInteger, nullable=False),
)

ATTEMPTS = Table(
    "vault_attempts",
    METADATA,
    Column("subject", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", BigInteger, nullable=False),
    Column("locked_until", BigInteger, nullable=False),
    Index("vault_attempts_by_moment", "failed_at"),
)
