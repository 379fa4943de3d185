"""Fuzzing that coverage guides, for as long as one likes; `make test-long` gives it two minutes."""
