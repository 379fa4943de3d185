"""Where a gift on the form comes from: a pledge it fulfils, or a credit nobody could place."""

from collections.abc import Iterable
from typing import Any

import msgspec
from flask import request

from api.auth import require_person
from api.pages.book.receiving.gift_form import GiftRead
from api.pages.book.receiving.known_donors import DONOR, is_meant, picked
from api.pages.presentation import formatting
from api.pages.presentation.language import language
from api.people.seen import see_donor, see_memos
from api.services import ledger
from ledger.errors.missing import CreditNotFound
from ledger.errors.people import WrongDonor
from ledger.values import CreditId, DonorId, FundId
from projections import funds
from projections.receiving import unknown_credits
from projections.receiving.unknown_credits import WaitingCredit
from projections.views import Reading


def with_known_donor(read: GiftRead, fund_id: FundId) -> tuple[GiftRead, DonorId | None]:
    """Return a gift with the donor of the pledge it fulfils, or whom the form picked, if any.

    Raises `WrongDonor` where the form names, or picked, another than whoever pledged.
    """
    desk, pledge_id = ledger().desk(), read.gift.pledge_id
    pledge = None if pledge_id is None else desk.fund(fund_id).pledges.get(pledge_id)
    if pledge is None or pledge.donor_id is None:
        return with_picked_donor(read)
    person = see_donor(require_person(), pledge.donor_id)
    name, said = person.name, request.form.get(DONOR, "")
    if read.donor_name is not None:
        is_another = said != "" and said not in map(str, desk.all_of(pledge.donor_id))
        if name is None or is_another or not is_meant(name, read.donor_name):
            raise WrongDonor("donor_id")
    gift = msgspec.structs.replace(read.gift, donor_id=pledge.donor_id)
    address = read.donor_address or person.address or ""
    return GiftRead(gift, name, address), pledge.donor_id


def with_picked_donor(read: GiftRead) -> tuple[GiftRead, DonorId | None]:
    """Return a gift with the registered donor whom its form picked, if it did."""
    found = picked(request.form, read.donor_name)
    if found is None:
        return read, None
    gift = msgspec.structs.replace(read.gift, donor_id=found.donor_id)
    address = read.donor_address or found.seen.address or ""
    return GiftRead(gift, found.seen.name, address), found.donor_id


def waiting_credit(reading: Reading, fund_id: FundId, credit_id: CreditId) -> WaitingCredit:
    """Return a credit that waits, or raise `CreditNotFound`."""
    for credit in unknown_credits.waiting(reading, fund_id):
        if credit.credit_id == credit_id:
            return credit
    raise CreditNotFound("credit_id")


def shown(reading: Reading, fund_id: FundId, credit: WaitingCredit) -> dict[str, Any]:
    """Return a credit as forms show it, with the bank's memo: for entitled readers only."""
    names = {each.account_id: each.name for each in funds.accounts(reading, fund_id)}
    memo_id = credit.memo_id
    return {
        "day": credit.effective_on,
        "account": names[credit.account_id],
        "amount_dong": credit.amount_dong,
        "left_dong": credit.left_dong,
        "memo": None if memo_id is None else see_memos(fund_id, [memo_id]).get(memo_id),
    }


def filled_in(credit: WaitingCredit) -> Iterable[tuple[str, str]]:
    """Yield what stands in a form that places all that is left of a credit."""
    yield "credit_id", str(credit.credit_id)
    yield "account_id", str(credit.account_id)
    yield "amount_dong", formatting.grouped(credit.left_dong, language())
    yield "effective_on", credit.effective_on.isoformat()
