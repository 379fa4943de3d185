"""Servers here are processes of their own, which know one cost of a password: that in earnest."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def password_cost() -> None:
    """Hash passwords as the servers do, or the first to log in would have his hash renewed."""
