"""Tokens for programs: one text that says whose it is, which one, and proves it."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from typing import NamedTuple
from uuid import UUID

from ledger.values import StaffId, TokenId

PREFIX = "sq_"
SECRET_BYTES = 32


class Token(NamedTuple):
    """A token taken apart; `secret` is what only its holder knows."""

    staff_id: StaffId
    token_id: TokenId
    secret: str

    @classmethod
    def make(cls, staff_id: StaffId, token_id: TokenId, secret: bytes | None = None) -> "Token":
        """Make a token from 32 random bytes, drawn here if none are given."""
        secret = os.urandom(SECRET_BYTES) if secret is None else secret
        return cls(staff_id, token_id, secret.hex())

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Read what `str()` of a token wrote; raises `ValueError` for any other text."""
        if not text.startswith(PREFIX):
            raise ValueError(PREFIX)
        try:
            packed = urlsafe_b64decode(text.removeprefix(PREFIX) + "==")
        except BadBase64:
            raise ValueError(PREFIX) from None
        token = cls(
            StaffId(UUID(bytes=packed[:16])),
            TokenId(UUID(bytes=packed[16:32])),
            packed[32:].hex(),
        )
        if str(token) != text:
            raise ValueError(PREFIX)
        return token

    def __str__(self) -> str:
        """Return the token as its holder keeps it: `sq_` and 86 letters, digits, `-` and `_`."""
        packed = self.staff_id.bytes + self.token_id.bytes + bytes.fromhex(self.secret)
        return PREFIX + urlsafe_b64encode(packed).rstrip(b"=").decode()

    def __repr__(self) -> str:
        """Leave the secret out: what is shown here ends up in logs."""
        return f"Token(staff_id={self.staff_id}, token_id={self.token_id})"
