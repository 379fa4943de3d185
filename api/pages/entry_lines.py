"""Entries as lines of a journal: ids become names, and donors appear as they consented."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import msgspec
from flask_babel import gettext

from api.pages.presentation import formatting
from api.pages.presentation.language import language, ngettext
from api.people.consented import names_of_donors
from ledger.events.fund.money import Foreign, Goods
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.spending import DisbursementPaid
from ledger.values import (
    UNALLOCATED,
    AccountId,
    DisbursementClass,
    FundId,
    MobilizationId,
    PurposeId,
)
from projections import entries, funds
from projections.entries import PublicEntry
from projections.movements import Side
from projections.receiving import mobilizations
from projections.spending import disbursements
from projections.views import Reading

MILLI = 1_000

_JOINT = " · "


class Acts(msgspec.Struct, frozen=True):
    """Where a reader may correct an entry, print its voucher, and refund it; none where not."""

    correct_href: str | None = None
    voucher_href: str | None = None
    refund_href: str | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with the names of what it refers to.

    `donor` is a name that the reader may see; `reverses` and `reversed_by` are positions
    in the log, `replaces` and `replaced_by` vouchers of corrections; `fund` is named where entries
    of many funds stand together.
    """

    entry: PublicEntry
    account: str | None
    purpose: str | None
    fund: str | None
    donor: str | None
    mobilization: str | None
    programme: str | None
    reverses: int | None
    reversed_by: int | None
    replaces: str | None
    replaced_by: str | None
    acts: Acts

    @property
    def matter(self) -> str:
        """What it was for, or what was given, in one row of words."""
        entry = self.entry
        told = (
            None if entry.goods is None else goods_text(entry.goods),
            None if entry.foreign is None else foreign_text(entry.foreign),
            self.mobilization,
            self.programme,
            awards_text(entry.disbursement_class, entry.awards),
        )
        return _JOINT.join(filter(None, told))

    @property
    def papers(self) -> str:
        """What other papers belong to it than its own voucher."""
        told = (
            (self.entry.voucher_in, gettext("bên nhận: %(number)s", number=self.entry.voucher_in)),
            (
                self.entry.device_number,
                gettext("phiếu viết tay số %(number)s", number=self.entry.device_number),
            ),
            (self.replaces, gettext("thay cho %(number)s", number=self.replaces)),
            (self.replaced_by, gettext("thay bằng %(number)s", number=self.replaced_by)),
        )
        return _JOINT.join(words for number, words in told if number)

    @property
    def giver(self) -> str | None:
        """Who gave, as everybody may know; none for what is no gift."""
        if self.entry.topic != DonationReceived.topic:
            return None
        return self.donor or gettext("Nhà hảo tâm")

    @property
    def spending(self) -> DisbursementClass | None:
        """The class of a payment; none for its reversal, which is called one."""
        is_payment = self.entry.topic == DisbursementPaid.topic
        return self.entry.disbursement_class if is_payment else None

    def shown(self) -> dict[str, object]:
        """Return what `macros.html` needs of an entry."""
        entry = self.entry
        return {
            "topic": entry.topic,
            "spending": self.spending,
            "in_kind": entry.goods is not None or bool(entry.in_kind_dong),
            "moved": entry.side == Side.MOVED,
            "effective_on": entry.effective_on,
            "amount_dong": entry.money_dong or entry.in_kind_dong or entry.amount_dong,
            "voucher": entry.voucher,
            "account": self.account,
            "purpose": self.purpose,
            "detail": _JOINT.join(filter(None, (self.fund, self.giver, self.matter, self.papers))),
            "reason": entry.reason,
            "reversed_by": self.reversed_by,
            "correct_href": self.acts.correct_href,
            "voucher_href": self.acts.voucher_href,
            "refund_href": self.acts.refund_href,
        }


ActsOf = Callable[[PublicEntry], Acts]


def nobody(_: PublicEntry) -> Acts:
    """Return what the public may do to an entry."""
    return Acts()


def lines_of(
    reading: Reading,
    shown: Sequence[PublicEntry],
    *,
    donors: Mapping[int, str] | None = None,
    acts_of: ActsOf = nobody,
    with_fund: bool = False,
) -> list[Line]:
    """Return the lines of entries, in their order.

    `donors` says by position which names the reader sees; without it, those of donors who agreed
    to be named.
    """
    names = names_of_donors(reading, shown) if donors is None else donors
    found = _Found(reading, shown)
    return [
        _line(entry, found, names.get(entry.position), acts_of(entry), with_fund=with_fund)
        for entry in shown
    ]


def goods_text(goods: Goods) -> str:
    """Write goods as people say them: "1.200 quyển vở"."""
    quantity = formatting.quantity(Decimal(goods.quantity_milli) / MILLI, language())
    return f"{quantity} {goods.commodity}"


def foreign_text(foreign: Foreign) -> str:
    """Write foreign money: "4.725,5 USD"."""
    return f"{formatting.quantity(Decimal(foreign.amount), language())} {foreign.currency}"


def awards_text(spending: DisbursementClass | None, awards: int | None) -> str | None:
    """Write a number of awards: "80 suất". What a fund spends on itself is none."""
    if awards is None or spending is DisbursementClass.ADMINISTRATION:
        return None
    return ngettext("%(num)s suất", "%(num)s suất", awards)


class FundNames(msgspec.Struct, frozen=True, kw_only=True):
    """What the parts of one fund are called; the general purpose has no name."""

    fund: str
    accounts: dict[AccountId, str]
    purposes: dict[PurposeId, str]
    mobilizations: dict[MobilizationId, str]

    @classmethod
    def of(cls, reading: Reading, fund_id: FundId) -> "FundNames":
        """Look the names of a fund's parts up."""
        purposes = {each.purpose: each.name for each in funds.purposes(reading, fund_id)}
        return cls(
            fund=funds.names(reading, [fund_id])[fund_id],
            accounts={each.account_id: each.name for each in funds.accounts(reading, fund_id)},
            purposes={
                UNALLOCATED: UNALLOCATED,  # `names.html` has the word for it
                **purposes,
                **funds.custody_names(reading, fund_id),
            },
            mobilizations=mobilizations.names(reading, fund_id),
        )


class _Found:
    """What the entries of one page refer to, each looked up once."""

    def __init__(self, reading: Reading, shown: Sequence[PublicEntry]) -> None:
        self._reading = reading
        self._names: dict[FundId, FundNames] = {}
        paid = [
            (each.fund_id, each.disbursement_id)
            for each in shown
            if each.disbursement_id is not None
        ]
        self._programmes = disbursements.programmes(reading, paid) if paid else {}
        self._positions = {(each.fund_id, each.version): each.position for each in shown}
        self._vouchers = _vouchers_beside(reading, shown)

    def names(self, fund_id: FundId) -> FundNames:
        """Return what the parts of a fund are called."""
        if fund_id not in self._names:
            self._names[fund_id] = FundNames.of(self._reading, fund_id)
        return self._names[fund_id]

    def programme(self, entry: PublicEntry) -> str | None:
        """Return the programme that an entry paid for."""
        sought = entry.disbursement_id
        return None if sought is None else self._programmes[entry.fund_id, sought]

    def voucher(self, entry: PublicEntry, version: int | None) -> str | None:
        """Return the voucher of what an entry of the same fund replaced, or is replaced by."""
        return None if version is None else self._vouchers[entry.fund_id, version]

    def position(self, entry: PublicEntry, version: int | None) -> int | None:
        """Return where another entry of the same fund stands in the log."""
        if version is None:
            return None
        at = (entry.fund_id, version)
        if at not in self._positions:
            self._positions[at] = entries.position_of(self._reading, entry.fund_id, version)
        return self._positions[at]


def _vouchers_beside(
    reading: Reading, shown: Sequence[PublicEntry]
) -> dict[tuple[FundId, int], str | None]:
    """Return the vouchers of what replaced, or was replaced by, entries; a fund at a time."""
    sought: dict[FundId, set[int]] = {}
    for each in shown:
        beside = filter(None, (each.corrects, each.corrected_by))
        sought.setdefault(each.fund_id, set()).update(beside)
    return {
        (fund_id, version): entry.voucher
        for fund_id, versions in sought.items()
        if versions
        for version, entry in entries.by_version(reading, fund_id, versions).items()
    }


def _line(
    entry: PublicEntry, found: _Found, donor: str | None, acts: Acts, *, with_fund: bool
) -> Line:
    names = found.names(entry.fund_id)
    return Line(
        entry=entry,
        account=names.accounts[entry.account_id] if entry.account_id else None,
        purpose=names.purposes.get(entry.purpose),
        fund=names.fund if with_fund else None,
        donor=donor,
        mobilization=names.mobilizations[entry.mobilization_id] if entry.mobilization_id else None,
        programme=found.programme(entry),
        reverses=found.position(entry, entry.reverses),
        reversed_by=found.position(entry, entry.reversed_by),
        replaces=found.voucher(entry, entry.corrects),
        replaced_by=found.voucher(entry, entry.corrected_by),
        acts=acts,
    )
