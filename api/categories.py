"""Whether whoever asks for a report sees the recipients' categories in it."""

from api.auth import current_person
from ledger.access import Action
from projections.reports import composing
from projections.reports.composing import Asked
from projections.views import Reading


def may_see_categories(reading: Reading, asked: Asked) -> bool:
    """Tell whether whoever is asking is entitled to what is private in all that a report counts.

    Restated to the tree of another day, past or to come, it counts units that are below others now,
    whose recipients are nothing to whoever has a role here.

    Raises what `composing.report` raises, and as `current_person`.
    """
    person = current_person()
    if person is None or not person.may(Action.READ, asked.association_id):
        return False
    return asked.restated is None or all(
        person.may(Action.READ, each) for each in composing.counted(reading, asked)
    )
