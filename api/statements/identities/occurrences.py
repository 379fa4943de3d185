"""Which of its equals in a file a row is, and the digest that tells it from them."""

from array import array
from collections.abc import Callable
from hashlib import blake2b
from struct import Struct


def nth_digest(seed: blake2b, text: str, count: Callable[[bytes], int]) -> tuple[bytes, int]:
    """Return the digest of the n-th row with this text, and its n."""
    mac = seed.copy()
    mac.update(text.encode())
    digest = mac.digest()
    n = count(digest)
    if n > 1:
        mac.update(b"\0%d" % n)
        digest = mac.digest()
    return digest, n


FINGERPRINT = Struct("<Q24x").unpack


class Occurrences:
    """How often each digest was seen, in 12 bytes a slot, however many digests there are.

    An open-addressed table of the digests' first 64 bits. Among a million rows two different ones
    are taken for equal once in 30 million files; both are kept even then.
    """

    def __init__(self, *, slots: int = 1 << 20) -> None:
        """Begin with this many slots, a power of two; there will be more when they fill."""
        self._used = 0
        self._allocate(slots)

    def _allocate(self, slots: int) -> None:
        self._prints = array("Q", [0]) * slots  # 0 is a free slot
        self._repeats = array("I", [0]) * slots

    def add(self, digest: bytes) -> int:
        """Count a digest once more and return its count."""
        prints = self._prints
        mask = len(prints) - 1
        fingerprint = FINGERPRINT(digest)[0] or 1
        slot = fingerprint & mask
        while found := prints[slot]:
            if found == fingerprint:
                self._repeats[slot] += 1
                return self._repeats[slot] + 1
            slot = (slot + 1) & mask
        prints[slot] = fingerprint
        self._used += 1
        if self._used * 3 > mask * 2:
            self._grow()
        return 1

    def _grow(self) -> None:
        old = zip(self._prints, self._repeats, strict=True)
        self._allocate(2 * len(self._prints))
        prints = self._prints
        mask = len(prints) - 1
        for fingerprint, repeats in old:
            if fingerprint:
                slot = fingerprint & mask
                while prints[slot]:
                    slot = (slot + 1) & mask
                prints[slot] = fingerprint
                self._repeats[slot] = repeats
