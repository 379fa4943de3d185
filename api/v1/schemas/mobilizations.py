"""Appeals (vận động) as they come in."""

from api.operations.fields import Day, Dong, Purpose, Text
from api.operations.schema import In

MEMO_CODE = "[0-9A-Z]{2,20}"
"""What donors write into a transfer so that it is known to be for an appeal."""


class MobilizationIn(In):
    """An appeal to launch; `ends_on` is its last day, none if open-ended.

    By its `memo_code` the rows of bank statements are told to be gifts for it: an open appeal that
    takes gifts of the same days has another.
    """

    name = Text(required=True)
    starts_on = Day(required=True)
    ends_on = Day(allow_none=True)
    target_dong = Dong(allow_none=True)
    purpose = Purpose(allow_none=True)
    memo_code = Text(pattern=MEMO_CODE, allow_none=True)


class ClosingIn(In):
    """The day an appeal is closed on; gifts of later days are no longer taken for it."""

    effective_on = Day(required=True)
