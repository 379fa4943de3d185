"""The tables of wrapped keys, in a database of their own."""

from ledger.store.vault.key_files import KEY_BYTES
from ledger.store.vault.sealing import NONCE_BYTES

WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + 16

# Keys are appended and overwritten where they stand, never moved from page to page, so that none
# can leave a copy behind. The index holds ids only.
TABLES = f"""
    CREATE TABLE IF NOT EXISTS root (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        wrapped BLOB NOT NULL CHECK (length(wrapped) = {WRAPPED_BYTES})
    );
    CREATE TABLE IF NOT EXISTS keys (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        wrapped BLOB NOT NULL CHECK (length(wrapped) = {WRAPPED_BYTES})
    );
"""
