"""What was done on paper, as it comes in: summaries of periods, and help that others gave."""

from typing import Any

from marshmallow import fields, post_load

from api.operations.fields import Choice, Day, Dong, Flag, Several, Text, Whole
from api.operations.schema import In
from api.v1.schemas.disbursements import Categories
from ledger.association.on_paper import LINES_MAX, NewAidGiven, NewPeriodSummary
from ledger.events.association import GivenLine, PaperBalance
from ledger.values import FIGURE_MAX, DisbursementClass

CO_ORGANISERS_MAX = 20


class GivenLineIn(In):
    """Whom help reached: awards (suất), instances (lượt), persons, đồng, as far as it was told.

    With `part_of` its recipients are some of those of an earlier line, by number from 1. Tags may
    overlap; those of fewer than five, or of days that are no quarter, school year or longer, are
    shown to entitled readers only, and so are those that would tell of a few beside what others
    told, or of single payments beside a book.
    """

    disbursement_class = Choice(DisbursementClass, required=True)
    part_of = Whole(most=LINES_MAX, allow_none=True)
    categories = Categories()
    awards = Whole(most=FIGURE_MAX, allow_none=True)
    instances = Whole(most=FIGURE_MAX, allow_none=True)
    persons = Whole(most=FIGURE_MAX, allow_none=True)
    amount_dong = Dong(allow_none=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> GivenLine:
        """Return the line."""
        given = {name: data[name] for name in data if data[name] is not None}
        return GivenLine(**{**given, "categories": tuple(given.get("categories", ()))})


class PaperBalanceIn(In):
    """What was left at the end of a day."""

    makes = PaperBalance

    amount_dong = Dong(least=0, required=True)
    on = Day(required=True)


class _Told(In):
    """What both kinds say; `whole` says that all below the association is in it."""

    whole = Flag(required=True)
    effective_on = Day(required=True)
    lines = Several(fields.Nested(GivenLineIn), allow_none=True, most=LINES_MAX)
    source = Text(required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: object) -> object:
        """Return what it makes, with lists as tuples."""
        given = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in data.items()
            if value is not None
        }
        return type(self).makes(**given)


class PeriodSummaryIn(_Told):
    """What an association without a book did on paper from `since` to `effective_on`.

    `mobilized_dong` is the total; of it `cash_dong`, `in_kind_dong` and `direct_aid_dong` may be
    known. What paper does not say is left out; a summary that says nothing takes back an earlier
    one of the same days.
    """

    makes = NewPeriodSummary

    since = Day(required=True)
    mobilized_dong = Dong(least=0, allow_none=True)
    cash_dong = Dong(least=0, allow_none=True)
    in_kind_dong = Dong(least=0, allow_none=True)
    direct_aid_dong = Dong(least=0, allow_none=True)
    supported_dong = Dong(least=0, allow_none=True)
    closing = fields.Nested(PaperBalanceIn, allow_none=True)


class AidGivenIn(_Told):
    """Help that partners gave, or gave with the association, from `since` to `effective_on`.

    `amount_dong` is all of it, as far as it is known, and is not split among the lines; of it the
    own funds paid `own_share_dong`, which their books have already: leave it out if nobody knows,
    and write 0 if others paid all. Payer, co-organisers and place are names of organisations and
    of places, never of people; `narrow_place`, such as a school, is shown to entitled readers.
    A later report of the same programme and days takes the place of an earlier one; without lines
    and amount it takes it back.
    """

    makes = NewAidGiven

    programme = Text(required=True)
    since = Day(allow_none=True)
    amount_dong = Dong(least=0, allow_none=True)
    own_share_dong = Dong(least=0, allow_none=True)
    payer = Text(required=True)
    co_organisers = Several(Text(), allow_none=True, most=CO_ORGANISERS_MAX)
    place = Text(allow_none=True)
    narrow_place = Text(allow_none=True)
