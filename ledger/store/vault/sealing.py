"""AES-256-GCM as the vault uses it: what is sealed opens only with its key, as what it was."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors.unavailable import KeysUnavailable

NONCE_BYTES = 12


def seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a random nonce, which leads the result."""
    return wrap(AESGCM(key), plain, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Decrypt what `seal` made; raises `KeysUnavailable` if key, text or binding is another."""
    return unwrap(AESGCM(key), sealed, bound)


def wrap(master: AESGCM, key: bytes, bound: bytes) -> bytes:
    """Encrypt a key as `seal` does."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + master.encrypt(nonce, key, bound)


def unwrap(master: AESGCM, wrapped: bytes, bound: bytes) -> bytes:
    """Decrypt what `wrap` made; raises as `unseal` does."""
    try:
        return master.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound)
    except InvalidTag:
        raise KeysUnavailable from None
