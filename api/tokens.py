"""Tokens for programs: one text that says whose it is, which one, and proves it."""

import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID

from ledger.values import StaffId, TokenId

PREFIX = "sq_"
SECRET_BYTES = 32

# Of the last letter's six bits only two are the token's; the others are zero.
_TOKEN = re.compile(f"{PREFIX}[A-Za-z0-9_-]{{85}}[AQgw]")


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
        if not _TOKEN.fullmatch(text):
            raise ValueError(PREFIX)
        packed = urlsafe_b64decode(text[len(PREFIX) :] + "==")
        staff_id, token_id = UUID(bytes=packed[:16]), UUID(bytes=packed[16:32])
        return cls(StaffId(staff_id), TokenId(token_id), packed[32:].hex())

    def __str__(self) -> str:
        """Return the token as its holder keeps it: `sq_` and 86 letters, digits, `-` and `_`."""
        packed = self.staff_id.bytes + self.token_id.bytes + bytes.fromhex(self.secret)
        return PREFIX + urlsafe_b64encode(packed).rstrip(b"=").decode()

    def __repr__(self) -> str:
        """Leave the secret out: what is shown here ends up in logs."""
        return f"Token(staff_id={self.staff_id}, token_id={self.token_id})"
