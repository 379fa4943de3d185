"""Tests of `api/statements/`."""
