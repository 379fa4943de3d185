"""Vouchers to print, with the seven elements of Law on Accounting 88/2015, Art. 16."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from flask import render_template, request, url_for
from flask_babel import gettext

from api.auth import require_person
from api.pages.book.attaching import document_href
from api.pages.book.forms import PRINT, THEN_FIELD, staff_blueprint
from api.pages.book.log_entries import ENTRY
from api.pages.entry_lines import MILLI, FundNames, awards_text
from api.pages.links import acts_in
from api.pages.presentation import code_names
from api.pages.presentation.language import in_vietnamese, language
from api.pages.reading import entry_of, look
from api.pages.visitors import require
from api.people.seen import see_donor
from api.services import services
from ledger.access import Action
from ledger.errors.missing import EntryNotFound
from ledger.events.fund.correcting import EntryReversed
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.transferring import TransferReceived, TransferReturned, TransferSent
from ledger.values import FundId, Series
from projections import entries, funds
from projections.associations import associations
from projections.entries import PrivateEntry, PublicEntry
from projections.spending import disbursements
from projections.transferring import transfers
from projections.views import Reading

vouchers = staff_blueprint("vouchers")

_PAPERS = ("a5", "a4")
_TRANSFERRED = {TransferSent.topic, TransferReceived.topic, TransferReturned.topic}

_SIGNATORIES: dict[Series, tuple[str, ...]] = {
    Series.CASH_RECEIPT: ("approver", "preparer", "cashier", "payer"),
    Series.CASH_PAYMENT: ("approver", "preparer", "cashier", "receiver"),
    Series.BANK_CREDIT: ("approver", "preparer"),
    Series.BANK_DEBIT: ("approver", "preparer"),
    Series.GOODS_RECEIVED: ("approver", "preparer", "deliverer", "receiver"),
    Series.GOODS_ISSUED: ("approver", "preparer", "deliverer", "receiver"),
}


@vouchers.get(f"/funds/<uuid:fund_id>/vouchers/{ENTRY}")
def show(fund_id: FundId, entry: int) -> str:
    """Show a voucher as it is printed: one on A5, or two copies on A4."""
    person, association_id = require(Action.READ, fund_id)
    asked = request.args.get("paper")
    with look() as reading:
        found = entry_of(reading, fund_id, entry)
        voucher = _Voucher(reading, found)
        with in_vietnamese():
            context = voucher.context()
        translated = None if language() == "vi" else voucher.context()
    return render_template(
        "book/voucher.html",
        voucher=context,
        translated=translated,
        paper=asked if asked in _PAPERS else _PAPERS[0],
        a5_href=url_for("pages.vouchers.show", fund_id=fund_id, entry=entry, paper="a5"),
        a4_href=url_for("pages.vouchers.show", fund_id=fund_id, entry=entry, paper="a4"),
        document_href=document_href(fund_id, person.desk.entry(fund_id, entry).private),
        prints=request.args.get(THEN_FIELD) == PRINT,
        again_href=url_for("pages.donations.new", fund_id=fund_id)
        if context["party"]["is_donor"] and person.may(Action.RECORD, association_id)
        else None,
        correct_href=acts_in(association_id)(found.entry).correct_href,
        back_href=url_for("pages.book.show"),
    )


class _Voucher:
    """A voucher in the making: the entry, and what it refers to."""

    def __init__(self, reading: Reading, found: PrivateEntry) -> None:
        """Take an entry that has a voucher of its own, or raise `EntryNotFound`.

        Whose name it shows is seen once, in however many languages it is told then.
        """
        if found.entry.voucher is None or found.entry.topic == EntryReversed.topic:
            raise EntryNotFound("entry")
        self._reading = reading
        self._found = found
        self._entry = found.entry
        self._names = FundNames.of(reading, found.entry.fund_id)
        self._number = found.entry.voucher
        self._series = Series(self._number.partition("-")[0])
        self._donor = see_donor(require_person(), found.private.donor_id)

    def context(self) -> dict[str, Any]:
        """Return what `book/voucher.html` needs."""
        entry = self._entry
        return {
            "number": self._number,
            "series": self._series,
            "effective_on": entry.effective_on,
            "issuer": self._issuer(),
            "party": self._party(),
            "content": self._content(),
            "account": self._names.accounts[entry.account_id] if entry.account_id else None,
            "amount_dong": abs(entry.amount_dong),
            "goods": self._goods(),
            "foreign": self._foreign(),
            "device_number": entry.device_number,
            "signatories": self._signatories(),
            "position": entry.position,
            "recorded_at": entry.recorded_at,
            "voided": self._voided(),
            "replaces": self._replaced(),
        }

    def _issuer(self) -> dict[str, str]:
        fund = funds.fund(self._reading, self._entry.fund_id)
        association = associations.association(self._reading, fund.association_id)
        return {"name": association.name, "fund": fund.name}

    def _party(self) -> dict[str, Any]:
        """Return who gave or got the money: a donor, another fund, or whoever signs by hand."""
        name = self._donor.name
        if self._entry.topic in _TRANSFERRED:
            transfer = transfers.at(self._reading, self._entry.position)
            assert transfer is not None, "either leg stands at its position"
            is_sender = transfer.from_fund_id == self._entry.fund_id
            name = transfer.to_fund if is_sender else transfer.from_fund
        return {
            "name": name,
            "address": self._donor.address,
            "is_donor": self._entry.topic == DonationReceived.topic,
        }

    def _content(self) -> str:
        """Return what the money or the goods were for, as one sentence without its stop."""
        entry, names = self._entry, self._names
        if entry.topic == DonationReceived.topic:
            told = [gettext("Ủng hộ %(fund)s", fund=names.fund)]
            if entry.mobilization_id is not None:
                appeal = names.mobilizations[entry.mobilization_id]
                told.append(gettext("cuộc vận động %(name)s", name=appeal))
            if entry.purpose in names.purposes:
                purpose = names.purposes[entry.purpose]
                told.append(gettext("dành cho %(purpose)s", purpose=purpose))
            return ", ".join(told)
        if entry.disbursement_id is not None:
            paid = disbursements.private_disbursement(
                self._reading, entry.fund_id, entry.disbursement_id
            ).disbursement
            spending = code_names.entry(entry.topic, paid.disbursement_class)
            awards = awards_text(paid.disbursement_class, entry.awards or 0)
            return f"{spending}: {', '.join(filter(None, (paid.programme, awards)))}"
        return code_names.entry(entry.topic)

    def _goods(self) -> list[dict[str, Any]]:
        goods = self._entry.goods
        if goods is None:
            return []
        return [
            {
                "name": goods.item,
                "quantity": Decimal(goods.quantity_milli) / MILLI,
                "unit": goods.unit,
                "value_dong": self._entry.in_kind_dong or None,
            }
        ]

    def _foreign(self) -> dict[str, Any] | None:
        foreign = self._entry.foreign
        if foreign is None:
            return None
        figures = {"amount": Decimal(foreign.amount), "rate": Decimal(foreign.rate)}
        return {**msgspec.structs.asdict(foreign), **figures}

    def _signatories(self) -> list[dict[str, str | None]]:
        """Return who signs, with the names of those who acted; the others sign by hand."""
        acted: dict[str, UUID | None] = {"preparer": self._found.private.recorded_by}
        if self._entry.disbursement_id is not None:
            paid = disbursements.private_disbursement(
                self._reading, self._entry.fund_id, self._entry.disbursement_id
            ).private
            acted = {
                "preparer": paid.proposed_by,
                "approver": paid.decided_by,
                "cashier": self._found.private.recorded_by,
            }
        signing = _SIGNATORIES[self._series]
        return [{"role": role, "name": _name(acted.get(role))} for role in signing]

    def _voided(self) -> dict[str, Any] | None:
        if self._entry.reversed_by is None:
            return None
        by = self._other(self._entry.reversed_by)
        return {"reason": by.reason, "effective_on": by.effective_on, "position": by.position}

    def _replaced(self) -> str | None:
        return None if self._entry.corrects is None else self._other(self._entry.corrects).voucher

    def _other(self, version: int) -> PublicEntry:
        return entries.private_entry(self._reading, self._entry.fund_id, version).entry


def _name(person_id: UUID | None) -> str | None:
    person = None if person_id is None else services().vault.get_person(person_id)
    return None if person is None else person.name
