"""Tests of the house itself: its tools, its stores for tests, its arrows."""
