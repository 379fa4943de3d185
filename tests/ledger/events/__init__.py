"""Tests that hold for every event class, whichever comes."""
