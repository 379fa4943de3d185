"""A report is published at its page: looked at, confirmed, and then everybody's for ever."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

import pytest

from ledger.report import NewPublication
from ledger.values import ReportScope, Role
from tests.api.pages.visiting import Form, VisitedPage, Visitor, staff
from tests.api.site import Site
from tests.builders import a_donation


@pytest.fixture
def approver(empty_site: Site) -> Visitor:
    """Whoever holds the account, and may publish."""
    return staff(empty_site, Role.APPROVER)


def path(site: Site, query: str = "?period=2025-H1") -> str:
    return f"/book/associations/{site.book.province}/report/publication{query}"


def give(site: Site, dong: int) -> None:
    site.book.donate(gift=a_donation(dong, account_id=site.book.bank))


def words(page: VisitedPage) -> str:
    return page.words.replace("\N{NO-BREAK SPACE}", " ")


def published(visitor: Visitor, form: Form, **typed: str) -> VisitedPage:
    return visitor.send(form, confirmed="yes", **typed)


def reports(site: Site) -> list[Mapping[str, object]]:
    site.catch_up()
    answer = site.public.get(f"/associations/{site.book.province}/reports", None)
    assert answer.json is not None
    found: list[Mapping[str, object]] = answer.json["items"]
    return found


def test_what_was_looked_at_is_published_and_everybody_sees_position_and_hash(
    empty_site: Site, approver: Visitor
) -> None:
    site = empty_site
    give(site, 70_000)
    seen = approver.open(path(site))
    position = site.position()
    assert "Sẽ công bố" in seen.words
    assert "70.000 đ" in words(seen)
    assert reports(site) == []
    give(site, 5_000)  # comes after what was looked at, and is not in it
    page = published(approver, seen.form())
    assert "Đã công bố." in page.words
    (told,) = reports(site)
    assert told["known_at"] == position
    anybody = Visitor(site).open(page.path)
    for shown in (str(told["digest"]), f"Tính đến bút toán số {position}", "70.000 đ"):
        assert shown in words(anybody)
    content = Visitor(site).client.get(anybody.link_ending(f"/api/v1{page.path}")).data
    assert sha256(content).hexdigest() == told["digest"]
    assert "Vận động: 70.000 đ → 75.000 đ +5.000 đ" in words(anybody)


def test_it_is_a_step_from_the_report_and_from_ones_own_book_for_whoever_may(
    empty_site: Site, approver: Visitor
) -> None:
    site = empty_site
    report = f"/associations/{site.book.province}/report?period=2025-H1&scope=own"
    link = approver.open(report).link_ending("/report/publication?period=2025-H1&scope=own")
    assert "Riêng hội này" in approver.open(link).words
    assert approver.open("/book").link_ending("/report/publication")
    for nobody in (Visitor(site), staff(site, Role.TREASURER)):
        assert "publication" not in "".join(nobody.open(report).links)


def test_nothing_is_published_unseen(empty_site: Site, approver: Visitor) -> None:
    site = empty_site
    form = approver.open(path(site)).form()
    refused = approver.send(form)
    assert refused.status == 422
    assert "Lỗi: Hãy xem các số, rồi đánh dấu ở đây." in refused.words
    assert refused.form().fields["period"] == "2025-H1"
    assert reports(site) == []
    other = approver.send(form, confirmed="yes", digest="0" * 64)
    assert other.status == 409
    assert "Người khác vừa công bố báo cáo cùng kỳ." in other.words
    assert other.form().fields["digest"] == form.fields["digest"]
    assert reports(site) == []
    assert "Đã công bố." in published(approver, other.form()).words


@pytest.mark.parametrize(
    "query, status, told",
    [
        ("?period=soon", 400, "Lỗi: Kỳ này không đúng."),
        ("?period=2026", 422, "Lỗi: Kỳ này chưa bắt đầu."),
        ("?period=2025-H1&scope=all", 422, "Lỗi: Có chỗ chưa điền hoặc điền chưa đúng."),
        ("?period=2025-H1&restated=soon", 400, "Lỗi: Ngày này không đúng."),
        ("?period=2025-H1&known_at=999999", 404, "Lỗi: Sổ chưa ghi đến bút toán số này."),
        ("?period=1950", 404, "Lỗi: Hội này thành lập sau kỳ báo cáo"),
    ],
)
def test_a_period_of_which_nothing_can_be_published_is_told_at_its_field(
    empty_site: Site, approver: Visitor, query: str, status: int, told: str
) -> None:
    page = approver.open(path(empty_site, query))
    assert page.status == status
    assert told in page.words
    assert "Sẽ công bố" not in page.words


def test_two_taps_publish_once(empty_site: Site, approver: Visitor) -> None:
    site = empty_site
    form = approver.open(path(site)).form()
    first, second = published(approver, form), published(approver, form)
    assert (first.path, second.path) == (second.path, first.path)
    assert len(reports(site)) == 1


def test_publishing_again_leaves_the_first_and_each_leads_to_the_latest(
    empty_site: Site, approver: Visitor
) -> None:
    site = empty_site
    give(site, 70_000)
    first = published(approver, approver.open(path(site)).form())
    give(site, 5_000)
    again = approver.open(path(site))
    assert "Báo cáo này đã công bố ngày 16/06/2025." in again.words
    assert "Vận động: 70.000 đ → 75.000 đ" in words(again)
    second = published(approver, again.form())
    earlier = Visitor(site).open(first.path)
    assert "Báo cáo này đã được công bố lại ngày 16/06/2025." in earlier.words
    assert second.path in earlier.links
    report = Visitor(site).open(f"/associations/{site.book.province}/report?period=2025-H1")
    assert {first.path, second.path} <= set(report.links)
    assert "Các báo cáo đã công bố" in report.words


def test_a_period_that_is_not_over_is_told_so(empty_site: Site, approver: Visitor) -> None:
    assert "Kỳ này chưa hết" in approver.open(path(empty_site, "?period=2025")).words
    assert "Kỳ này chưa hết" not in approver.open(path(empty_site, "?period=2025-05")).words


def test_it_is_in_english_too(empty_site: Site, approver: Visitor) -> None:
    page = approver.open(path(empty_site, "?period=2025-H1&lang=en"))
    assert "To be published" in page.words
    assert (
        "Published. Nobody can alter or delete this report."
        in published(approver, page.form()).words
    )


def test_a_report_of_another_version_is_only_in_its_file(empty_site: Site) -> None:
    site, book = empty_site, empty_site.book
    of_old = NewPublication(
        association_id=book.province,
        first=date(2025, 1, 1),
        last=date(2025, 6, 30),
        scope=ReportScope.CONSOLIDATED,
        known_at=site.position(),
        content='{"recipients":{"by_category":null}}',
    )
    receipt = book.ledger.publish_report(book.command(), of_old)
    page = Visitor(site).open(f"/reports/{receipt.created_id}")
    assert page.status == 200
    assert "chỉ xem được trong tệp" in page.words
