"""Restricting: what money given for a purpose may be spent on, and how it becomes free."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from ledger.context import Context
from ledger.errors.access import SamePerson
from ledger.errors.conflicts import AlreadyReversed
from ledger.errors.missing import PurposeNotFound
from ledger.errors.money import DatedBeforeEntry, InsufficientFunds, WrongEntry
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import (
    CategoryNotAllowed,
    ClassNotAllowed,
    GiftNotNamed,
    NotDocumented,
    PurposeExpired,
    WrongPlace,
    WrongProgramme,
)
from ledger.events.base import Event
from ledger.events.fund.handing_over import MoneyTakenOver
from ledger.events.fund.opening import OpeningBalanceRecorded, Restriction
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import PurposeReleased, PurposeReleasePrivate
from ledger.events.fund.transferring import TransferReceived
from ledger.fund.checks import (
    check_amount,
    check_cover,
    check_date,
    check_limit,
    check_purpose,
    check_room,
)
from ledger.fund.state import Fund, evolves
from ledger.people.donor import Consent, NewConsent
from ledger.values import (
    AMOUNT_DONG_MAX,
    GENERAL,
    Category,
    ConsentId,
    DisbursementClass,
    DonorId,
    PurposeId,
    Role,
)

CameFromElsewhere = TransferReceived | MoneyTakenOver
CameWithoutDonor = OpeningBalanceRecorded | CameFromElsewhere
"""What brings money for a purpose into a book that does not know its donor."""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """What someone wants to spend money or goods of a purpose on.

    `recipients` are the tags of each line of an award list; without a list, those of all
    recipients together, each of which must then be allowed.
    """

    disbursement_class: DisbursementClass
    programme: str
    categories: tuple[Category, ...] = ()
    recipients: tuple[tuple[Category, ...], ...] = ()
    place: str | None = None


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a gift (`entry`, its version) to be released from its purpose for another."""

    entry: int
    to_purpose: PurposeId = GENERAL
    amount_dong: int
    donor_id: DonorId
    consent_id: ConsentId
    effective_on: date
    decision_number: str | None = None
    document_sha256: str | None = None


def check_use(fund: Fund, purpose: PurposeId, use: Use, on: date) -> None:
    """Hold a use on some day against what the purpose's money may be spent on.

    Raises `PurposeNotFound`, `PurposeExpired`, `WrongProgramme`, `ClassNotAllowed`,
    `CategoryNotAllowed`, `WrongPlace`.
    """
    check_purpose(fund, purpose)
    restriction = fund.purposes.get(purpose)
    if restriction is None:
        return
    check_not_expired(fund, purpose, on)
    if restriction.programme is not None and not _same(restriction.programme, use.programme):
        raise WrongProgramme("programme", must_be=restriction.programme)
    if restriction.classes and use.disbursement_class not in restriction.classes:
        raise ClassNotAllowed("disbursement_class", allowed=", ".join(restriction.classes))
    _check_categories(restriction, use)
    if restriction.place is not None and not _lies_in(restriction.place, use.place):
        raise WrongPlace("place", must_be=restriction.place)


def check_not_expired(fund: Fund, purpose: PurposeId, on: date) -> None:
    """Raise `PurposeExpired` unless money of the purpose may still be spent on that day."""
    restriction = fund.purposes.get(purpose)
    expires_on = None if restriction is None else restriction.expires_on
    if expires_on is not None and on > expires_on:
        raise PurposeExpired("purpose", expired_on=expires_on.isoformat())


def check_bears(fund: Fund, purpose: PurposeId, on: date) -> None:
    """Hold what a bank or a cash box took against what a purpose's money may be spent on.

    One person books it, so that no purpose bears it but `general`, and those whose donors said in
    so many words that they pay for administration. Raises `PurposeExpired`, `ClassNotAllowed`.
    """
    restriction = fund.purposes.get(purpose)
    if restriction is None:
        return
    check_not_expired(fund, purpose, on)
    if DisbursementClass.ADMINISTRATION not in restriction.classes:
        raise ClassNotAllowed("purpose", allowed=", ".join(restriction.classes))


def binds_as(own: Restriction, given: Restriction) -> bool:
    """Tell whether a restriction binds money at least as much as the one it was given under."""
    return (
        (given.programme is None or _same(given.programme, own.programme or ""))
        and (given.place is None or _lies_in(given.place, own.place))
        and (not given.classes or _all_in(own.classes, given.classes))
        and (not given.categories or _all_in(own.categories, given.categories))
        and (given.expires_on is None or (own.expires_on or date.max) <= given.expires_on)
        and own.names_recipients >= given.names_recipients
    )


def release_purpose(  # what the book, the donor and the other books say of it
    fund: Fund,
    entry: Event,
    consent: Consent,
    release: Release,
    context: Context,
    left_of_gift: int | None = AMOUNT_DONG_MAX,
) -> PurposeReleased:
    """Release a part of a gift from its purpose, as its donor consented in writing.

    The consent was recorded by another person. No more is released than is left of the gift, than
    is left of the consent, and than the purpose holds free on every day.

    Of money that came for a purpose without its donor – an opening balance, a transfer, what a fund
    that ended handed over – this book does not know whose gift it was. Its release therefore rests
    on paper as well: the board's decision, by its number, that finds this donor to be the one,
    and what shows it, by its SHA-256.

    `left_of_gift` is what all books together have left of the gift, where its donor gave it: money
    that came from another fund may have been released there, and the other way round. None says
    that the gift was reversed there since its donor consented.

    Raises `BadAmount`, `WrongEntry`, `WrongDonor`, `AlreadyReversed`, `SamePerson`,
    `NotDocumented`, `OverLimit`, `PurposeNotFound`, `DatedAhead`, `DatedBeforeFund`,
    `PeriodIsClosed`, `DatedBeforeEntry`, `InsufficientFunds`, `BalanceTooLarge`.
    """
    check_amount(release.amount_dong)
    gift = _restricted_gift(entry, release.donor_id)
    if consent.entry != release.entry or consent.to_purpose != release.to_purpose:
        raise WrongDonor("consent_id")
    if left_of_gift is None:
        raise AlreadyReversed("consent_id")
    if context.by == consent.recorded_by:
        raise SamePerson
    if not isinstance(gift, DonationReceived):
        _check_documented(
            decision_number=release.decision_number, document_sha256=release.document_sha256
        )
    check_limit(fund, Role.APPROVER, release.amount_dong)
    check_purpose(fund, release.to_purpose, field="to_purpose")
    if release.to_purpose == gift.purpose:
        raise PurposeNotFound("to_purpose")
    on, dong = release.effective_on, release.amount_dong
    check_date(fund, on, context)
    if on < gift.effective_on:
        raise DatedBeforeEntry("effective_on", entry_on=gift.effective_on.isoformat())
    if on < consent.given_on:
        raise DatedBeforeEntry("effective_on", consent_on=consent.given_on.isoformat())
    left = gift.amount_dong - fund.drawn_of(release.entry)
    _check_left("entry", min(left, left_of_gift), dong)
    _check_left("consent_id", consent.amount_dong - fund.drawn_by(release.consent_id), dong)
    check_cover(fund, None, gift.purpose, dong, on)
    check_room(fund, 2 * dong)
    assert gift.account_id is not None, "money lies in an account"
    assert gift.account_kind is not None, "money lies in an account"
    return PurposeReleased(
        account_id=gift.account_id,
        account_kind=gift.account_kind,
        purpose=gift.purpose,
        to_purpose=release.to_purpose,
        entry=release.entry,
        amount_dong=dong,
        effective_on=on,
        private=PurposeReleasePrivate(
            recorded_by=context.by,
            donor_id=release.donor_id,
            consent_id=release.consent_id,
            decision_number=release.decision_number,
            document_sha256=release.document_sha256,
        ),
    )


def check_consent(
    entry: Event, donor_id: DonorId, new: NewConsent, elsewhere: Event | None = None
) -> None:
    """Refuse a consent that could release nothing: it is to a gift of just that donor's.

    Of what came without its donor only paper can say so; what he signed is then named with it. If
    it came from another fund, so is the entry by which he gave it (`elsewhere`): a gift of his, or
    an opening balance. Or else both funds might release it.

    Raises `WrongEntry`, `WrongDonor`, `NotDocumented`, `GiftNotNamed`.
    """
    gift = _restricted_gift(entry, donor_id)
    if not isinstance(gift, DonationReceived):
        _check_documented(document_sha256=new.document_sha256)
    if not isinstance(gift, CameFromElsewhere):
        if elsewhere is not None:
            raise WrongEntry("gift_entry")
        return
    if elsewhere is None:
        raise GiftNotNamed("gift_fund_id", "gift_entry")
    if isinstance(elsewhere, CameFromElsewhere):
        raise WrongEntry("gift_entry")
    _restricted_gift(elsewhere, donor_id, "gift_entry")


def _check_documented(**named: str | None) -> None:
    missing = [field for field, value in named.items() if value is None]
    if missing:
        raise NotDocumented(*missing)


def _restricted_gift(
    entry: Event, donor_id: DonorId, field: str = "entry"
) -> DonationReceived | CameWithoutDonor:
    """Return the money that a donor gave for some purpose: here, elsewhere, or before this book."""
    if isinstance(entry, DonationReceived) and entry.goods is None and entry.purpose != GENERAL:
        if entry.private.donor_id != donor_id:
            raise WrongDonor("donor_id")
        return entry
    if isinstance(entry, CameWithoutDonor) and entry.purpose != GENERAL:
        return entry
    raise WrongEntry(field)


def _check_left(field: str, left_dong: int, dong: int) -> None:
    if dong > left_dong:
        raise InsufficientFunds(field, available_dong=left_dong, asked_dong=dong)


def _check_categories(restriction: Restriction, use: Use) -> None:
    if not restriction.categories:
        return
    allowed = frozenset(restriction.categories)
    named = ", ".join(restriction.categories)
    if use.recipients:
        wrong = [at for at, tags in enumerate(use.recipients) if allowed.isdisjoint(tags)]
        if wrong:
            fields = (f"lines.{at}.categories" for at in wrong)
            raise CategoryNotAllowed(*fields, allowed=named)
    elif not _all_in(use.categories, allowed):
        raise CategoryNotAllowed("categories", allowed=named)


def _all_in(tags: Collection[str], allowed: Iterable[str]) -> bool:
    return bool(tags) and set(tags) <= set(allowed)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _lies_in(place: str, narrower: str | None) -> bool:
    """Tell whether a place is the one named, or ends with it: `Thôn Đông, xã Thạch Hà`."""
    if narrower is None:
        return False
    return f", {narrower.casefold()}".endswith(f", {place.casefold()}")


@evolves(PurposeReleased)
def _purpose_released(fund: Fund, event: PurposeReleased) -> Fund:
    on, dong = event.effective_on, event.amount_dong
    return (
        fund.with_money(event.account_id, event.to_purpose, on, dong)
        .with_money(event.account_id, event.purpose, on, -dong)
        .with_drawn(event.entry, dong)
        .with_drawn_by(event.private.consent_id, dong)
    )
