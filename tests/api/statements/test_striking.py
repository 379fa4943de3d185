"""Who is to be forgotten is struck out of statements that wait; the money in them stays."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from typing import Any
from unittest.mock import patch
from uuid import UUID

import msgspec
import pytest
from uuid_utils.compat import uuid7

from api.people import erasure
from api.people.sweeping import sweep
from api.statements.decisions import Decision
from api.statements.keeping import StatementDesk
from api.statements.proposals.kinds import Kind
from api.statements.striking import Named
from ledger.events.fund.receiving import DonationReceived
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.store.vault.statements import Rewritten
from ledger.values import Standing
from tests.api.site import Site
from tests.api.v1.people.test_erasures import erase, given_to, id_of, registered, standing
from tests.api.v1.receiving.uploading import a_file, confirm, kept, told, upload

DAY = "01/09/2024"
MAI = PersonRecord(
    id=uuid7(), kind=PersonKind.DONOR, name="Nguyễn Thị  Mai", phone="+84 912 345 678"
)


def row(dong: str, memo: str) -> str:
    return f"1,{DAY},5213.{dong},,{dong}.000,,{memo}"


@pytest.mark.parametrize(
    "memo",
    [
        "NGUYEN THI MAI ung ho",
        "ung ho quy;Nguyễn Thị Mai-Hà Tĩnh",
        "MBVCB.123.NGUYENTHIMAI chuyen tien",
        "CK 0912.345.678 ung ho",
        "84912345678 gui tang",
        "Chúc các em học giỏi",
    ],
)
def test_a_memo_names_who_it_names_however_banks_write_it(memo: str) -> None:
    assert Named([MAI], ["Chúc các em học giỏi\n1034567 QUY"]).are_in(memo)


@pytest.mark.parametrize("memo", ["NGUYEN THI MAIX", "Nguyen Mai Thi", "0912345679", "ung ho", ""])
def test_another_memo_names_nobody(memo: str) -> None:
    assert not Named([MAI], [""]).are_in(memo)


def test_one_short_word_is_nobodys_name_and_nobody_is_looked_for_by_nothing() -> None:
    an = PersonRecord(id=uuid7(), kind=PersonKind.BENEFICIARY, name="An", phone="12")
    assert not Named([an])
    assert not Named([])
    company = PersonRecord(id=uuid7(), kind=PersonKind.DONOR, name="Vinamilk")
    assert Named([company]).are_in("VINAMILK trao hoc bong")


# In the vault


def memos(site: Site, path: str) -> list[str]:
    return [each["memo"] for each in told(site.treasurer.get(path))["items"]]


def desk_of(site: Site) -> StatementDesk:
    here = site.services
    return StatementDesk(here.ledger, here.vault, here.views, site.book.fund_id)


def a_statement(site: Site) -> str:
    return kept(
        site,
        row("51", "NGUYEN THI MAI ung ho"),
        row("52", "TRAN VAN BINH ung ho"),
        row("53", "chuyen tien 0912345678"),
    )


def test_whoever_asks_is_struck_out_at_once_and_every_row_can_still_be_confirmed(
    site: Site,
) -> None:
    donor, path = registered(site), a_statement(site)
    desk = desk_of(site)
    statement_id = UUID(path.rpartition("/")[2])
    rules = [
        Decision(kind=Kind.DONATION, memo_contains="Nguyễn Thị Mai"),
        Decision(kind=Kind.DONATION, memo_contains="Trần Văn Bình"),
    ]
    desk.put_draft(statement_id, rules)
    assert memos(site, path) == [
        "NGUYEN THI MAI ung ho",
        "TRAN VAN BINH ung ho",
        "chuyen tien 0912345678",
    ]
    assert erase(site.treasurer, donor).status_code == 201
    assert standing(site, donor) is Standing.ERASED
    assert memos(site, path) == ["", "TRAN VAN BINH ung ho", ""]
    assert desk.draft(statement_id) == rules[1:]
    before = len(site.book.events())
    assert confirm(site, path).status_code == 201
    gifts = [each.event for each in site.book.events()[before:]]
    assert sum(each.amount_dong for each in gifts if isinstance(each, DonationReceived)) == 156_000
    again = told(upload(site, a_file(row("51", "NGUYEN THI MAI ung ho"))))["preview"]
    assert (again["known"], again["new"]) == (1, 0)


def test_who_is_struck_out_in_the_midst_of_a_confirmation_stays_so(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps rows that have changed as what they are by now: but not as they were before."""
    donor, path = registered(site), a_statement(site)
    site.book.donate(52_000, on=date(2024, 9, 1))
    site.catch_up()
    statements = site.services.vault.statements
    change = statements.change_piece

    def overtaken(statement_id: UUID, number: int, other: Rewritten) -> bool:
        monkeypatch.undo()
        assert erase(site.treasurer, donor).status_code == 201
        return change(statement_id, number, other)

    monkeypatch.setattr(statements, "change_piece", overtaken)
    assert told(confirm(site, path))["changed_count"] == 1
    assert standing(site, donor) is Standing.ERASED
    assert memos(site, path) == ["", "TRAN VAN BINH ung ho", ""]
    assert told(confirm(site, path))["changed_count"] == 1
    assert told(confirm(site, path))["changed_count"] == 0


def test_what_is_decided_in_the_midst_of_striking_out_is_kept(site: Site) -> None:
    path = a_statement(site)
    statement_id = UUID(path.rpartition("/")[2])
    statements, desk = site.services.vault.statements, desk_of(site)
    meanwhile = [Decision(kind=Kind.DONATION, memo_contains="Trần Văn Bình")]
    desk.put_draft(statement_id, [Decision(kind=Kind.DONATION, memo_contains="Nguyễn Thị Mai")])
    with ThreadPoolExecutor() as pool:
        deciding: list[Future[None]] = []

        def struck_out(_: bytes) -> bytes:
            deciding.append(pool.submit(desk.put_draft, statement_id, meanwhile))
            wait(deciding, timeout=0.2)  # over in a moment, unless it is made to wait
            return msgspec.msgpack.encode([])

        assert statements.rewrite(lambda _: None, struck_out, lambda: True)
        assert deciding
    assert desk.draft(statement_id) == meanwhile


def test_what_was_confirmed_is_struck_out_by_the_memos_of_the_gifts(site: Site) -> None:
    donor = registered(site, name="Phạm Văn Tám", phone=None)
    given_to(site, donor)
    path = kept(site, row("54", "Chau ngoan cua ba Tam"), row("55", "Chau ngoan cua ong Chin"))
    owned: Any = {id_of(donor): "Chau ngoan cua ba Tam"}
    with patch.object(site.services.vault, "get_memos", return_value=owned):
        assert erase(site.treasurer, donor).status_code == 201
    assert memos(site, path) == ["", "Chau ngoan cua ong Chin"]


def test_what_is_uploaded_later_is_struck_out_by_the_next_sweep(site: Site) -> None:
    donor = registered(site)
    given_to(site, donor)
    assert erase(site.treasurer, donor).status_code == 201
    assert standing(site, donor) is Standing.RESTRICTED
    path = a_statement(site)
    assert "NGUYEN THI MAI ung ho" in memos(site, path)
    site.catch_up()
    sweep(site.services)
    assert memos(site, path) == ["", "TRAN VAN BINH ung ho", ""]


def test_nothing_is_destroyed_before_statements_are_looked_through(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    donor, path = registered(site), a_statement(site)
    monkeypatch.setattr(erasure, "_STRIKING_SECONDS_MAX", -1.0)
    assert erase(site.treasurer, donor).status_code == 201
    assert standing(site, donor) is Standing.RESTRICTED
    assert site.services.vault.get_restricted(id_of(donor)) is not None
    site.catch_up()
    sweep(site.services)
    assert standing(site, donor) is Standing.ERASED
    assert memos(site, path) == ["", "TRAN VAN BINH ung ho", ""]


def test_a_request_that_is_only_tried_strikes_nobody_out(site: Site) -> None:
    donor, path = registered(site), a_statement(site)
    assert erase(site.treasurer, donor, dry_run="true").status_code == 200
    assert memos(site, path)[0] == "NGUYEN THI MAI ung ho"
