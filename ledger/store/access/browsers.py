"""Browsers that somebody came in by before: each is known by a mark that it was given then.

Whoever knows a login can fail at it on purpose, as long as he likes, and keep its holder waiting.
So while an account waits, a browser with a mark is counted by itself (OWASP, *Slow Down Online
Guessing Attacks with Device Cookies*). A mark says nothing to who has it, is kept
nowhere here, and is worth nothing once the password is another.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from secrets import token_bytes

from ledger.store.access.attempts import Kind, Subject
from ledger.store.access.logins import Known, Logins
from ledger.store.vault.keys import KeyStore

_NAME_BYTES = 16
_SEAL_BYTES = 32
MARK_LENGTH = (_NAME_BYTES + _SEAL_BYTES) * 4 // 3


class Browsers:
    """Gives marks, and finds out what one is worth."""

    def __init__(self, logins: Logins, keys: KeyStore) -> None:
        """Use the vault's logins, and a key of its own."""
        self._logins = logins
        self._keys = keys

    def mark(self, known: Known) -> str:
        """Return what the browser shows, whenever its owner comes again."""
        name = token_bytes(_NAME_BYTES)
        return urlsafe_b64encode(name + self._seal(name, known.password_hash)).decode()

    def find(self, login: str, mark: str | None) -> Subject | None:
        """Return what a browser is counted as, if its mark was given with today's password."""
        if mark is None or len(mark) != MARK_LENGTH or not mark.isascii():
            return None
        try:
            told = urlsafe_b64decode(mark)
        except NotBase64:
            return None
        name, seal = told[:_NAME_BYTES], told[_NAME_BYTES:]
        password_hash = self._logins.find_hash(login)
        if not password_hash or not hmac.compare_digest(seal, self._seal(name, password_hash)):
            return None
        return Subject(Kind.BROWSER, name)

    def _seal(self, name: bytes, password_hash: str) -> bytes:
        # A hash has a salt of its own, so it tells whose password it is, too.
        return hmac.digest(
            self._keys.named_key("browsers"), name + password_hash.encode(), "sha256"
        )
