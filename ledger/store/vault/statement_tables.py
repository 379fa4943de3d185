"""The tables of the people vault that uploaded statements lie in while they wait."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from ledger.store.vault.database import METADATA

STATEMENTS = Table(
    "vault_statements",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("fund_id", LargeBinary(16), nullable=False),
    Column("made_at_micros", BigInteger, nullable=False),
    Column("expires_at_micros", BigInteger, nullable=False),
    Column("about", LargeBinary, nullable=False),
    Column("draft", LargeBinary),
    Index("vault_statements_by_fund", "fund_id", "made_at_micros"),
)

PIECES = Table(
    "vault_statement_pieces",
    METADATA,
    Column("statement_id", LargeBinary(16), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("made_at_micros", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

ANSWERS = Table(
    "vault_statement_answers",
    METADATA,
    Column("command_id", Text, primary_key=True),
    Column("statement_id", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
)
