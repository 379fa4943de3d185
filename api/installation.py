"""An installation, opened: what every request and every command works with."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from api.settings import Settings
from ledger.application import Ledger
from ledger.store.backups import unfinished
from ledger.store.backups.errors import RestoreUnfinished
from ledger.store.environment import environment
from ledger.store.vault.people import Vault
from projections.views import Views


@dataclass(kw_only=True)
class Services:
    """The parts of one installation, opened."""

    settings: Settings
    ledger: Ledger
    vault: Vault
    views: Views
    before_closing: list[Callable[[], None]] = field(default_factory=list)
    """What ends whoever else works with these parts, asked before they are closed."""

    @classmethod
    def open(cls, settings: Settings, *, to_restore: bool = False) -> "Services":
        """Open everything that `settings` name; `soquy init` has made tables and keys.

        Raises `RestoreUnfinished` for a book that only a restore may open: whoever goes on with it.
        """
        vault = Vault(settings.people_database_url, settings.keys_dir)
        ledger = Ledger(environment(settings.database_url), vault)
        if not to_restore:
            try:
                unfinished.check_finished(settings.database_url)
            except RestoreUnfinished:
                ledger.close()
                raise
        views = Views(settings.views_database_url)
        return cls(settings=settings, ledger=ledger, vault=vault, views=views)

    def close(self) -> None:
        """Close every connection, when nobody of our own is looking any more."""
        for end in self.before_closing:
            end()
        self.views.close()
        self.vault.close()
        self.ledger.close()

    @cached_property
    def command_key(self) -> bytes:
        """The permanent key that digests of commands are made with.

        It outlives `secret_key`, which may be changed to end all sessions: a command repeated in
        ten years is still recognised.
        """
        return self.vault.named_key("commands")

    @cached_property
    def _keyed(self) -> hmac.HMAC:
        return hmac.new(self.command_key, digestmod="sha256")

    def command_hmac(self, message: bytes) -> bytes:
        """Return the HMAC-SHA256 of a message under `command_key`.

        `hmac.digest` would let go of the interpreter for it, and then wait behind other requests.
        """
        keyed = self._keyed.copy()
        keyed.update(message)
        return keyed.digest()

    @cached_property
    def cursor_key(self) -> bytes:
        """The key that cursors are signed with."""
        return self.settings.key_for("cursors")
