"""How fast and how lean, as ratios: each against a baseline measured in the same run, in turns.

`python -m tests.benchmarks --help` says what there is; docs/benchmarks.md how to read it.
"""
