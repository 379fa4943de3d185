"""How much each benchmark does: enough for figures that hold, or just enough to see it work."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Sizes of one run; `rounds` is how often what is compared takes turns."""

    rounds: int = 5
    http_seconds: float = 3.0
    http_warm_up_seconds: float = 1.0
    http_connections: int = 16
    http_funds: int = 64
    import_rows: int = 50_000
    preview_rows: int = 200_000
    long_fund_events: int = 100_000
    growth_donations: int = 500
    catch_up_events: int = 10_000
    list_lines: int = 1_000
    list_decisions: int = 20
    memory_events: tuple[int, int] = (20_000, 200_000)
    report_units: int = 700
    report_entries: tuple[int, ...] = (10_000, 100_000)


NORMAL = Scale()

FULL = replace(
    NORMAL, memory_events=(100_000, 1_000_000), report_entries=(10_000, 100_000, 1_000_000)
)
"""As the promises about memory and reports are worded; an hour, and 4 GB of disk."""

QUICK = Scale(
    rounds=1,
    http_seconds=0.2,
    http_warm_up_seconds=0.1,
    http_connections=4,
    http_funds=2,
    import_rows=300,
    preview_rows=300,
    long_fund_events=1_000,
    growth_donations=20,
    catch_up_events=500,
    list_lines=100,
    list_decisions=2,
    memory_events=(200, 400),
    report_units=5,
    report_entries=(300,),
)
"""Whether everything runs; its figures say nothing."""
