"""Recipients of what is handed over unpaid: those that were counted stay counted."""

from msgspec.structs import replace

from ledger.events.base import Event
from ledger.events.fund.handing_over import (
    DisbursementTakenOver,
)
from ledger.events.fund.spending import (
    AwardLine,
    DisbursementProposed,
    PaymentPrivate,
    ProposalPrivate,
)
from ledger.values import (
    BeneficiaryId,
)
from tests.builders import CASHIER, DISBURSEMENT, TREASURER, an_id
from tests.ledger.fund.handing_over.handing import BEGINNINGS, handed
from tests.ledger.happened import AUTHORITY
from tests.ledger.happened.opening import A_FUND
from tests.ledger.happened.receiving import (
    donation_received,
)
from tests.ledger.happened.spending import (
    disbursement_approved,
    disbursement_paid,
    disbursement_proposed,
)
from tests.ledger.specification import given


def recipients_of(proposed: DisbursementProposed, *since: Event) -> tuple[int | None, int | None]:
    """Hand over what is left of a disbursement; return how many recipients the heir is told of."""
    book = given(*A_FUND, donation_received(900_000), proposed, disbursement_approved(), *since)
    beginnings = replace(BEGINNINGS, disbursements={DISBURSEMENT: proposed})
    [taken] = [
        event
        for event in handed(book, beginnings=beginnings).of_heirs[0]
        if isinstance(event, DisbursementTakenOver)
    ]
    return taken.instances, taken.persons


def test_recipients_that_were_counted_stay_counted() -> None:
    proposed = disbursement_proposed(400_000, instances=2, persons=1)
    assert recipients_of(proposed) == (2, 1)
    assert recipients_of(disbursement_proposed(400_000)) == (None, None)


def test_of_the_rest_of_a_disbursement_nobody_knows_how_many_recipients_it_has() -> None:
    proposed = disbursement_proposed(400_000, instances=2, persons=1)
    assert recipients_of(proposed, disbursement_paid(100_000, awards=1)) == (None, None)


def test_lines_that_are_left_are_counted() -> None:
    twice, once = BeneficiaryId(an_id("twice")), BeneficiaryId(an_id("once"))
    lines = tuple(
        AwardLine(number=number, beneficiary_id=each, amount_dong=100_000)
        for number, each in enumerate((twice, once, twice), 1)
    )
    private = ProposalPrivate(recorded_by=TREASURER, lines=lines)
    proposed = disbursement_proposed(300_000, awards=3, instances=3, persons=2, private=private)
    assert recipients_of(proposed) == (3, 2)
    paid = PaymentPrivate(recorded_by=CASHIER, authority=AUTHORITY, lines=(2,))
    assert recipients_of(
        proposed, disbursement_paid(100_000, awards=1, instances=1, private=paid)
    ) == (2, 1)
