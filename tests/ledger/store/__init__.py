"""Tests of `ledger/store/`."""
