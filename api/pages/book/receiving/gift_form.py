"""Reading the form of a gift: what a person typed becomes an intent, or words at each field."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

from flask_babel import gettext
from marshmallow import Schema

from api.errors import InvalidRequest
from api.operations.bodies import load
from api.operations.fields import Text
from api.operations.schema import In
from api.pages.book.fields import NO_DAY, NO_QUANTITY, read_milli, read_number
from api.pages.entry_lines import MILLI
from api.pages.presentation import formatting
from api.pages.presentation.formatting import iso_day, read_decimal, read_dong
from api.pages.presentation.language import language
from api.pages.presentation.refusals import N_, SENTENCES
from api.people.seen import Seen
from api.v1.schemas.donations import DonationIn
from ledger.events.fund.receiving import DonationReceived
from ledger.fund.receiving.donations import Donation
from ledger.values import GENERAL

GOODS: Final = "goods"
"""What stands in the place of an account when goods came."""

FIELDS: Final = {
    "account_id": "account_id",
    "amount_dong": "amount_dong",
    "effective_on": "effective_on",
    "occurred_on": "occurred_on",
    "goods": "goods_item",
    "goods.item": "goods_item",
    "goods.quantity_milli": "goods_quantity",
    "goods.unit": "goods_unit",
    "goods.valuation": "goods_valuation",
    "name": "donor_name",
    "address": "donor_address",
    "donor_id": "donor_name",
    "mobilization_id": "mobilization_id",
    "pledge_id": "pledge_id",
    "purpose": "purpose",
    "foreign": "currency",
    "foreign.currency": "currency",
    "foreign.amount": "foreign_amount",
    "foreign.rate": "rate",
    "foreign.rate_on": "rate_on",
    "foreign.rate_source": "rate_source",
    "device_number": "device_number",
}
"""The input that stands for each part of a gift."""

FORM: Final = tuple(dict.fromkeys(FIELDS.values()))
"""The inputs, in the order in which they stand on the form."""

_MULTIPLIED = {"foreign_amount", "rate"}
_FOREIGN = ("currency", "foreign_amount", "rate", "rate_source")


_WRONG: Final = {
    "account_id": N_("Chọn nơi nhận."),
    "amount_dong": N_("Ghi số tiền là số nguyên lớn hơn 0, không quá 1.000.000 tỷ đồng."),
    "effective_on": NO_DAY,
    "occurred_on": NO_DAY,
    "donor_name": N_("Ghi tên bằng chữ thường đọc được, không quá 200 chữ."),
    "donor_address": N_("Ghi địa chỉ trên một dòng, không quá 300 chữ."),
    "goods_item": N_("Ghi tên hiện vật."),
    "goods_quantity": NO_QUANTITY,
    "goods_unit": N_("Ghi đơn vị tính, ví dụ: quyển, kg."),
    "currency": N_("Ghi ba chữ cái của loại tiền, ví dụ: USD."),
    "foreign_amount": N_("Ghi số ngoại tệ."),
    "rate": N_("Ghi tỷ giá, bằng đồng."),
    "rate_on": N_("Ghi ngày của tỷ giá."),
    "rate_source": N_("Ghi nguồn của tỷ giá, ví dụ: tên ngân hàng."),
}


class GiftRead(NamedTuple):
    """A gift as its form says, and who gave it, if a name was given."""

    gift: Donation
    donor_name: str | None
    donor_address: str


class _DonorIn(In):
    """Who gave, as it will stand on the voucher."""

    name = Text()
    address = Text(most=300)


def read_gift(form: Mapping[str, str]) -> GiftRead:
    """Return the gift a form tells of; raise `InvalidRequest` with a sentence for each field."""
    reading = _Reading(form)
    gift = reading.checked(DonationIn(), reading.gift())
    donor = reading.checked(_DonorIn(), reading.donor())
    if reading.wrong.keys() & _MULTIPLIED and not form.get("amount_dong", "").strip():
        reading.wrong.pop("amount_dong", None)  # it would have been reckoned from these
    if reading.wrong:
        raise InvalidRequest({name: reading.wrong[name] for name in FORM if name in reading.wrong})
    assert isinstance(gift, Donation)
    assert isinstance(donor, dict)
    return GiftRead(gift, donor.get("name"), donor.get("address", ""))


def typed(event: DonationReceived, donor: Seen | None, *, named: bool) -> dict[str, str]:
    """Return what would stand in the form of a gift that is recorded; `named` as holds by now."""
    goods, foreign = event.goods, event.foreign
    values: dict[str, object] = {
        "account_id": event.account_id or GOODS,
        "amount_dong": event.amount_dong and formatting.grouped(event.amount_dong, language()),
        "effective_on": event.effective_on,
        "occurred_on": event.occurred_on,
        "purpose": event.purpose,
        "mobilization_id": event.mobilization_id,
        "named": named and "yes",
        "device_number": event.device_number,
    }
    if donor is not None:
        values |= {"donor_name": donor.name, "donor_address": donor.address or ""}
    if goods is not None:
        quantity = Decimal(goods.quantity_milli) / MILLI
        values |= {
            "goods_item": goods.item,
            "goods_quantity": formatting.typed_quantity(quantity, language()),
            "goods_unit": goods.unit,
            "goods_valuation": goods.valuation,
        }
    if foreign is not None:
        values |= {
            "currency": foreign.currency,
            "foreign_amount": formatting.typed_quantity(Decimal(foreign.amount), language()),
            "rate": formatting.typed_quantity(Decimal(foreign.rate), language()),
            "rate_on": foreign.rate_on,
            "rate_source": foreign.rate_source,
        }
    return {name: str(value) for name, value in values.items() if value}


class _Reading:
    """One form, and what is wrong with it so far: a sentence for each input."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.wrong: dict[str, str] = {}
        self._is_goods = form.get("account_id") == GOODS

    def gift(self) -> dict[str, Any]:
        """Return the members of `DonationIn`."""
        members: dict[str, Any] = {
            "amount_dong": self._amount(),
            "effective_on": self._day("effective_on"),
            "occurred_on": self._day("occurred_on"),
            "purpose": self._purpose(),
            "mobilization_id": self._text("mobilization_id"),
            "outside_mobilization": "outside_mobilization" in self._form,
            "pledge_id": self._text("pledge_id"),
            "credit_id": self._text("credit_id"),
            "named": "named" in self._form,
            "device_number": self._text("device_number"),
        }
        if self._is_goods:
            members["goods"] = self._goods()
        else:
            members["account_id"] = self._text("account_id")
            members["foreign"] = self._foreign()
        return {name: value for name, value in members.items() if value is not None}

    def donor(self) -> dict[str, Any]:
        """Return the members of `_DonorIn`; who wants to be named needs a name."""
        name, address = self._text("donor_name"), self._text("donor_address")
        if "named" in self._form and name is None:
            self.wrong["donor_name"] = gettext("Muốn công khai tên thì phải ghi tên.")
        members = {"name": name, "address": address}
        return {name: value for name, value in members.items() if value is not None}

    def checked(self, schema: Schema, members: dict[str, Any]) -> object:
        """Return what a schema makes of members; note what it finds wrong at the inputs."""
        try:
            return load(schema, members)
        except InvalidRequest as error:
            for part in error.messages:
                self._note(FIELDS.get(part, part))
            return None

    def _goods(self) -> dict[str, Any]:
        members = {
            "item": self._text("goods_item"),
            "quantity_milli": self._milli("goods_quantity"),
            "unit": self._text("goods_unit"),
            "valuation": self._text("goods_valuation"),
        }
        return {name: value for name, value in members.items() if value is not None}

    def _foreign(self) -> dict[str, Any] | None:
        if not any(self._text(name) for name in _FOREIGN):
            return None
        currency = self._text("currency")
        members = {
            "currency": None if currency is None else currency.upper(),
            "amount": _plain(self._decimal("foreign_amount")),
            "rate": _plain(self._decimal("rate")),
            "rate_on": self._day("rate_on") or self._day("effective_on"),
            "rate_source": self._text("rate_source"),
        }
        return {name: value for name, value in members.items() if value is not None}

    def _amount(self) -> int | None:
        text = self._text("amount_dong")
        if text is None:
            return 0 if self._is_goods else self._worth()
        try:
            return read_dong(text)
        except ValueError:
            return None

    def _worth(self) -> int | None:
        """Return what foreign money is worth, for whoever leaves the reckoning to us."""
        amount, rate = self._asked("foreign_amount"), self._asked("rate")
        if amount is None or rate is None:
            return None
        return int((amount * rate).to_integral_value(ROUND_HALF_UP))

    def _purpose(self) -> str | None:
        """Return the purpose; an appeal's money goes to the appeal's unless another is chosen."""
        purpose = self._text("purpose")
        for_an_appeal = self._text("mobilization_id") or self._text("pledge_id")
        return None if purpose == GENERAL and for_an_appeal else purpose

    def _milli(self, name: str) -> int | None:
        try:
            return read_milli(self._form, name)
        except InvalidRequest as error:
            self.wrong |= error.messages
            return None

    def _asked(self, name: str) -> Decimal | None:
        """Return a number that no other number is held against: what reads two ways is none."""
        if self._text(name) is None:
            return None
        try:
            return read_number(self._form, name, gettext(_WRONG[name]))
        except InvalidRequest as error:
            self.wrong |= error.messages
            return None

    def _decimal(self, name: str) -> Decimal | None:
        """Return a number that the amount of đồng is held against."""
        text = self._text(name)
        if text is None:
            return None
        try:
            return read_decimal(text, language())
        except ValueError:
            self._note(name)
            return None

    def _day(self, name: str) -> str | None:
        text = self._text(name)
        return None if text is None else iso_day(text)

    def _text(self, name: str) -> str | None:
        return self._form.get(name, "").strip() or None

    def _note(self, name: str) -> None:
        self.wrong.setdefault(name, gettext(_WRONG.get(name, SENTENCES["invalid_request"])))


def _plain(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
