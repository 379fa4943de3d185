"""What can be wrong with the read models themselves."""

from ledger.errors import Unavailable


class ViewsOutdated(Unavailable):
    """The read models were built by another version; rebuild them (`soquy project rebuild`)."""


class ViewsNewer(Unavailable):
    """A newer version built the read models: end it, and rebuild them (`soquy project rebuild`)."""


class RebuildRunning(Unavailable):
    """Another process is rebuilding the read models already."""


class ProjectionsBehind(Unavailable):
    """The read models have not reached the position that was asked for."""
