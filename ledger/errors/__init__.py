"""One tree of errors with stable codes; the domain's side of every refusal, free of HTTP.

Here are its families; each error stands in the file of what it is about.
"""

from typing import ClassVar


class LedgerError(Exception):
    """Something was asked that cannot be done.

    `code` is permanent. `fields` names the offending parts of the request, `limits` carries the
    figures of the rule (đồng, dates as ISO text); neither ever holds personal data.
    """

    code: ClassVar[str] = "ledger_error"

    def __init__(self, *fields: str, **limits: int | str) -> None:
        """Name the offending fields, and by keyword the figures that explain the refusal."""
        doc = (type(self).__doc__ or "").partition("\n")[0]
        super().__init__(doc)
        self.fields = fields
        self.limits = limits

    def __init_subclass__(cls) -> None:
        """Give every error the code that its name spells in snake case."""
        cls.code = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")


class NotFound(LedgerError):
    """There is no such thing."""


class Conflict(LedgerError):
    """The request contradicts what is already in the book."""


class Refused(LedgerError):
    """A rule of the ledger forbids this."""


class Unavailable(LedgerError):
    """The service cannot do this now; the same command may be sent again."""
