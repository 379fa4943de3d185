"""Keys for what is told of, maybe again after it was given up because no event spoke of it."""

from collections.abc import Sequence
from uuid import UUID

from ledger.store.vault.erasures import ErasureLog
from ledger.store.vault.keys import KeyKind, KeyStore


def keys_for(
    keys: KeyStore, erasures: ErasureLog, kind: KeyKind, ids: Sequence[UUID]
) -> list[bytes | None]:
    """Return a key for each id, in their order; none for what was destroyed with whom it names.

    Only that stands in the log of erasures. What was given up has no key any more, and gets a new
    one. Raises `KeysUnavailable`, `StoreBusy`.
    """
    found = keys.make(kind, ids)
    if None not in found:
        return found
    erased = {each.id for each in erasures.read()}
    return [
        keys.renew(kind, id_) if key is None and id_ not in erased else key
        for id_, key in zip(ids, found, strict=True)
    ]
