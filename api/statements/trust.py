"""What a person says of a file against what it seems to be."""

from enum import StrEnum


class Trust(StrEnum):
    """What of a file is taken for right although something speaks against it."""

    ACCOUNT = "account"  # it is of this account, whatever number it tells
    DATES = "dates"  # its days are days and its months are months
    ALL = "all"

    @property
    def is_of_account(self) -> bool:
        """Whether the account is."""
        return self is not Trust.DATES

    @property
    def is_of_dates(self) -> bool:
        """Whether the dates are."""
        return self is not Trust.ACCOUNT
