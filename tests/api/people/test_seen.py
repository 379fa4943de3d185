"""What of a person each role sees: every field, asked for as every role, against the one table."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace
from uuid_utils.compat import uuid7

import api.people.seen
from api.people.seen import ALL_FIELDS, MEMO_SEEN_BY, SEEN
from ledger.fund.receiving.importing import RowKind
from ledger.store.vault.readings import MadeReading
from ledger.store.vault.records import PersonKind
from ledger.values import AssociationId, DonorId, Level, MemoId, Role
from tests.api.site import Caller, Site, open_site
from tests.api.v1.receiving.uploading import GIFT, kept
from tests.builders import OPENED, a_credit, a_debit, a_donation, an_association
from tests.stores import Store

DONOR = {
    "name": "Nguyễn Thị Mai",
    "phone": "0912 345 678",
    "email": "mai@example.vn",
    "address": "Thạch Hà",
    "born_on": "1970-01-01",
    "representative": "Không có",
}
PUPIL = {
    "name": "Lê Văn An",
    "phone": "0987 654 321",
    "address": "Thôn Đông",
    "note": "lớp 6A",
    "born_on": "2013-05-05",
    "representative": "Mẹ: Lê Thị Bình",
}
PATHS = {PersonKind.DONOR: "donors", PersonKind.BENEFICIARY: "beneficiaries"}
TOLD = {PersonKind.DONOR: DONOR, PersonKind.BENEFICIARY: PUPIL}


@pytest.fixture
def own_site(store: Store) -> Iterator[Site]:
    """A site where nothing else was read."""
    with open_site(store) as opened:
        yield opened


@pytest.fixture
def unit(site: Site) -> AssociationId:
    """A commune that knows nobody yet."""
    return site.book.establish(an_association(Level.COMMUNE, site.book.province, name="Thạch Khê"))


def register(site: Site, kind: PersonKind, where: AssociationId, **members: object) -> str:
    body = {"association_id": str(where), **TOLD[kind], **members}
    answer = site.treasurer.post(f"/{PATHS[kind]}", body)
    assert answer.json is not None
    assert answer.status_code == 201, answer.json
    person_id: str = answer.json["id"]
    return person_id


def listed(caller: Caller, kind: PersonKind, where: AssociationId) -> dict[str, object]:
    page = caller.get(f"/{PATHS[kind]}", association=str(where)).json
    assert page is not None
    (found,) = page["items"]
    return {name: found[name] for name in TOLD[kind]}


def readings(site: Site, where: AssociationId) -> list[MadeReading]:
    return list(site.services.vault.readings.of_associations([where]))


@pytest.mark.parametrize("kind", TOLD)
def test_each_role_sees_the_fields_of_the_table_and_no_others(
    site: Site, unit: AssociationId, kind: PersonKind
) -> None:
    register(site, kind, unit)
    for role in Role:
        allowed = SEEN[kind][role]
        expected = {name: told if name in allowed else None for name, told in TOLD[kind].items()}
        assert listed(site.someone(role), kind, unit) == expected, role


def test_the_table_speaks_of_every_role_and_of_fields_that_there_are() -> None:
    for kind in TOLD:
        assert SEEN[kind].keys() == set(Role)
        assert all(fields <= ALL_FIELDS for fields in SEEN[kind].values())


def test_memos_of_the_bank_are_seen_by_who_deals_with_them_and_no_others(site: Site) -> None:
    unplaced = replace(a_credit(60_000, f"credit {site.fund}"), kind=RowKind.UNALLOCATED)
    site.book.import_rows(a_debit(55_000, f"debit {site.fund}"), unplaced)
    custody = f"{site.fund}/custodies/{site.book.hold(40_000)}"
    statement = kept(site, GIFT)
    for role in Role:
        caller = site.someone(role)
        lists = [caller.get(path).json for path in (f"{site.fund}/debits", f"{site.fund}/credits")]
        told = [each["items"][0]["memo"] for each in lists if each is not None]
        row = (caller.get(statement).json or {})["items"][0]
        told += [row["memo"], row["counterparty"]]
        told.append((caller.get(custody).json or {})["held_for"])
        assert [each is not None for each in told] == [role in MEMO_SEEN_BY] * 5, role


def a_memo_of(site: Site, donor_id: str) -> MemoId:
    """The memo of money that waits again: it was placed as a gift of somebody's and reversed."""
    book = site.book
    memo_id, row = MemoId(uuid7()), f"row {uuid7()}"
    site.services.vault.put_memos([(memo_id, "BE NA 5 TUOI UNG HO")])
    unplaced = replace(a_credit(60_000, row), kind=RowKind.UNALLOCATED, memo_id=memo_id, memo="")
    book.import_rows(unplaced)
    credit_id = next(key for key, each in book.fund.credits.items() if each.amount_dong == 60_000)
    gift = a_donation(
        60_000, account_id=book.bank, donor_id=DonorId(UUID(donor_id)), credit_id=credit_id
    )
    book.reverse(book.donate(gift=gift))
    site.catch_up()
    return memo_id


def memo_seen(caller: Caller, site: Site) -> str | None:
    found = caller.get(f"{site.fund}/credits").json
    assert found is not None
    (item,) = found["items"]
    memo: str | None = item["memo"]
    return memo


@pytest.mark.parametrize("born_on, is_written", [("2016-01-01", True), ("1970-01-01", False)])
def test_a_memo_that_came_with_a_childs_gift_is_read_on_record(
    own_site: Site, born_on: str, *, is_written: bool
) -> None:
    site, unit = own_site, own_site.book.commune
    donor = register(site, PersonKind.DONOR, unit, born_on=born_on)
    a_memo_of(site, donor)
    auditor, approver = site.enrol(Role.AUDITOR), site.someone(Role.APPROVER)
    assert memo_seen(approver, site) is None
    assert readings(site, unit) == []
    assert memo_seen(site.caller(auditor), site) == "BE NA 5 TUOI UNG HO"
    made = {(str(each.person_id), each.reader_id, each.route) for each in readings(site, unit)}
    where = "GET /api/v1/funds/<uuid:fund_id>/credits"
    assert made == ({(donor, auditor, where)} if is_written else set())


def test_a_memo_that_came_with_the_gift_of_who_asked_to_be_erased_is_not_shown(
    own_site: Site,
) -> None:
    site = own_site
    donor = register(site, PersonKind.DONOR, site.book.commune)
    memo_id = a_memo_of(site, donor)
    assert memo_seen(site.treasurer, site) is not None
    assert site.treasurer.post(f"/donors/{donor}/erasure", {}).status_code in {200, 201}
    site.catch_up()
    assert memo_seen(site.treasurer, site) is None
    assert site.services.vault.get_memos([memo_id]), "the law still keeps it"


def test_two_roles_see_what_either_sees(site: Site, unit: AssociationId) -> None:
    register(site, PersonKind.BENEFICIARY, unit)
    staff_id = site.enrol(Role.CASHIER)
    caller = site.caller(staff_id)
    assert listed(caller, PersonKind.BENEFICIARY, unit)["address"] is None
    ledger, command = site.services.ledger, site.book.command()
    ledger.grant_role(command, staff_id, Role.AUDITOR, site.book.province, OPENED)
    assert listed(caller, PersonKind.BENEFICIARY, unit)["address"] == PUPIL["address"]


def test_a_role_elsewhere_shows_nothing_in_an_award_list(site: Site, unit: AssociationId) -> None:
    """A fund may give to children of other units; their names are those units' business."""
    registered = site.treasurer.post(
        "/beneficiaries", {"association_id": str(unit), "name": "Phan Ở Xa"}
    ).json
    assert registered is not None
    site.book.donate(5_000_000)
    proposed = site.treasurer.post(
        f"{site.fund}/disbursements",
        {
            "disbursement_class": "scholarship",
            "programme": "Tiếp sức đến trường",
            "lines": [{"beneficiary_id": registered["id"], "amount_dong": 500_000}],
            "effective_on": "2025-06-16",
        },
    ).json
    assert proposed is not None
    path = f"{site.fund}/disbursements/{proposed['id']}/lines"
    for caller, name, traces in (
        (site.someone(Role.TREASURER, site.book.commune), None, 0),
        (site.someone(Role.TREASURER, site.book.province), "Phan Ở Xa", 1),
    ):
        page = caller.get(path).json
        assert page is not None
        assert [each["name"] for each in page["items"]] == [name]
        assert len(readings(site, unit)) == traces


# The log of readings


def test_each_reading_of_a_childs_name_is_written_down_without_it(
    site: Site, unit: AssociationId
) -> None:
    child = register(site, PersonKind.BENEFICIARY, unit)
    staff_id = site.enrol(Role.AUDITOR)
    caller = site.caller(staff_id)
    for _ in range(2):
        listed(caller, PersonKind.BENEFICIARY, unit)
    log = readings(site, unit)
    assert [(each.reader_id, each.person_id, each.route, each.reason) for each in log] == [
        (staff_id, UUID(child), "GET /api/v1/beneficiaries", None)
    ] * 2
    assert PUPIL["name"] not in str(log)


@pytest.mark.parametrize(
    "kind, born_on, is_written",
    [
        (PersonKind.BENEFICIARY, None, True),  # a child, for all we know
        (PersonKind.BENEFICIARY, "1980-01-01", False),  # a teacher
        (PersonKind.DONOR, None, False),
        (PersonKind.DONOR, "2015-01-01", True),  # savings of a child
    ],
)
def test_whose_reading_is_written_down(
    site: Site, unit: AssociationId, kind: PersonKind, born_on: str | None, *, is_written: bool
) -> None:
    register(site, kind, unit, born_on=born_on)
    listed(site.auditor, kind, unit)
    assert bool(readings(site, unit)) is is_written


# No way round the table

BESIDE = {
    "api/people/birthdays.py": "days of birth, shown to nobody",
    "api/people/consented.py": "donors who agreed to be named",
    "api/v1/people/beneficiaries.py": "what is kept to compare, shown to nobody",
    "api/v1/people/namings.py": "recipients who agreed to be named",
    "api/v1/people/readings.py": "restricted people, for a reason that is written down",
    "api/v1/access/sessions.py": "oneself",
    "api/v1/access/staff.py": "staff",
    "api/people/erasure.py": "names to strike out of what waits, shown to nobody",
    "api/people/finding.py": "names to compare, shown by the table or on record",
    "api/people/sweeping.py": "names to index, shown to nobody",
    "api/cli/access.py": "staff",
    "api/cli/beneficiaries.py": "whom the operator lists, each on record",
    "api/statements/knowledge.py": "donors to compare with a memo, shown to nobody",
    "api/pages/book/access/account.py": "oneself",
    "api/pages/book/receiving/known_donors.py": "names to compare, shown to nobody",
    "api/pages/book/receiving/gift_recording.py": "an address to be changed, of a shown name",
    "api/pages/book/access/member.py": "staff",
    "api/pages/book/overview.py": "oneself",
    "api/pages/book/spending/own_awards.py": "staff; and names to compare, shown by the table",
    "api/pages/book/people/duplicates.py": "a phone to compare, shown by the table",
    "api/pages/book/access/staff.py": "staff",
    "api/pages/book/vouchers.py": "staff who signed",
}
"""Who asks the vault for people beside `api.people.seen`, and for whom."""


def test_nothing_else_asks_the_vault_who_people_are() -> None:
    asking = re.compile(r"\.(get_person|get_people|get_restricted|list_people)\(")
    root = Path(api.people.seen.__file__).parents[2]
    found = {
        str(path.relative_to(root))
        for path in (root / "api").rglob("*.py")
        if asking.search(path.read_text())
    }
    assert found - {"api/people/seen.py"} == BESIDE.keys()
