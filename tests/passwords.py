"""What a password costs: next to nothing in tests, but where its cost is the point.

Hashing one in earnest takes 25 ms of work, on purpose, and tests log in by the hundred.
"""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher

from ledger.store.access import logins

_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_HASH_OF_NOBODY = _CHEAP.hash("of nobody")


@pytest.fixture(scope="module", autouse=True)
def password_cost() -> Iterator[None]:
    """Let Argon2id take the least it can; a file or room of tests that minds says so itself."""
    with (
        patch.object(logins, "_HASHER", _CHEAP),
        patch.object(logins, "_HASH_OF_NOBODY", _HASH_OF_NOBODY),
    ):
        yield
