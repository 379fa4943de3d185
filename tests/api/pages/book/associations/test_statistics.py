"""Figures and targets of an association, reported and set by forms, and listed with what holds."""

import pytest

from ledger.values import AssociationId, Level, Role
from projections.associations.statistics import of_association as reported
from projections.associations.statistics import targets as aims
from projections.associations.told import Asked
from tests.api.pages.visiting import Visitor, staff, treasurer
from tests.api.site import Site
from tests.builders import an_association


@pytest.fixture
def commune(site: Site) -> AssociationId:
    """A commune of which nothing was told yet."""
    return site.book.establish(an_association(Level.COMMUNE, site.book.province, name="Yên Hồ"))


def told(commune: AssociationId, kind: str = "statistics") -> str:
    return f"/book/associations/{commune}/told/{kind}"


def figures(site: Site, commune: AssociationId) -> list[tuple[str, int, bool, str | None, str]]:
    site.catch_up()
    with site.services.views.reading() as reading:
        found = reported(reading, commune, Asked()).items
    return [
        (
            each.measure.value,
            each.value,
            each.whole,
            None if each.since is None else each.since.isoformat(),
            each.effective_on.isoformat(),
        )
        for each in found
    ]


def test_a_figure_is_reported_from_the_book_and_listed(
    site: Site, keeper: Visitor, commune: AssociationId
) -> None:
    assert "/told/statistics" in " ".join(keeper.open("/book").links)
    form = keeper.open(keeper.open(told(commune)).link_ending("/statistics/new")).form()
    page = keeper.send(
        form,
        measure="members",
        whole="yes",
        value="391.800",
        effective_on="2025-06-13",
        source="Báo cáo 6 tháng",
    )
    assert "Đã ghi số liệu." in page.words
    assert "Hội viên" in page.words
    assert "Có 391.800" in page.words
    assert "Cả các hội trực thuộc" in page.words
    assert "Báo cáo 6 tháng" in page.words
    assert figures(site, commune) == [("members", 391_800, True, None, "2025-06-13")]


def test_what_was_added_may_be_fewer(site: Site, keeper: Visitor, commune: AssociationId) -> None:
    form = keeper.open(f"/book/associations/{commune}/statistics/new").form()
    sent = {"measure": "members", "value": "-12", "source": "Sổ hội viên"}
    refused = keeper.send(form, **sent)
    assert refused.status == 422
    assert "Ghi một số nguyên." in refused.words
    assert "Sổ hội viên" in str(refused.form().fields)
    page = keeper.send(refused.form(), since="2025-01-01")
    assert "Tăng thêm −12" in page.words
    assert figures(site, commune) == [("members", -12, False, "2025-01-01", "2025-06-16")]


def test_a_figure_is_put_right_and_the_list_says_which_holds(
    site: Site, keeper: Visitor, commune: AssociationId
) -> None:
    form = keeper.open(f"/book/associations/{commune}/statistics/new").form()
    keeper.send(form, measure="boards", value="6.346", source="Báo cáo")
    (wrong,) = [link for link in keeper.open(told(commune)).links if "earlier=" in link]
    form = keeper.open(wrong).form()
    assert form.fields["value"] == "6.346"
    assert form.fields["measure"] == "boards"
    page = keeper.send(form, value="6.364")
    assert page.words.count("Đã thay") == 1
    assert len([link for link in page.links if "earlier=" in link]) == 1
    assert [value for _, value, *_ in figures(site, commune)] == [6_364, 6_346]


def test_a_target_is_set_in_numbers_or_in_percent_of_the_population(
    site: Site, administrator: Visitor, commune: AssociationId
) -> None:
    new = administrator.open(told(commune, "targets")).link_ending("/targets/new")
    sent = {"unit": "permille_of_population", "due_on": "2025-12-31"}
    for value, sentence in {
        "29,55": "nhiều nhất một chữ số sau dấu phẩy",
        "một phần ba": "Ghi phần trăm",
        "101": "Số liệu này nằm ngoài giới hạn cho phép.",
    }.items():
        refused = administrator.send(administrator.open(new).form(), value=value, **sent)
        assert refused.status == 422
        assert sentence in refused.words
    form = administrator.open(new).form()
    page = administrator.send(form, **sent, value="29,5", decision_number="387/QĐ-TTg")
    assert "Đã đặt chỉ tiêu." in page.words
    assert "Phải đạt 29,5 % dân số" in page.words
    assert "Quyết định số 387/QĐ-TTg" in page.words
    counted = administrator.send(
        administrator.open(new).form(), measure="boards", value="7.000", due_on="2025-12-31"
    )
    assert "Phải đạt 7.000" in counted.words
    site.catch_up()
    with site.services.views.reading() as reading:
        boards, members = aims(reading, commune, Asked()).items
    assert (boards.value, boards.unit.value) == (7_000, "count")
    assert (members.value, members.unit.value) == (295, "permille_of_population")


def test_each_list_leads_to_those_right_below(site: Site, keeper: Visitor) -> None:
    book = site.book
    district = book.establish(an_association(Level.DISTRICT, book.province, name="Đức Thọ"))
    below = book.establish(an_association(Level.COMMUNE, district, name="Tùng Ảnh"))
    assert told(below) in keeper.open(told(district)).links


def test_figures_are_told_by_whom_the_roles_say(site: Site, commune: AssociationId) -> None:
    auditor = staff(site, Role.AUDITOR)
    page = auditor.open(told(commune))
    assert page.status == 200
    assert f"/book/associations/{commune}/statistics/new" not in page.links
    assert auditor.open(f"/book/associations/{commune}/statistics/new").status == 403
    recording = treasurer(site)
    assert recording.open(f"/book/associations/{commune}/targets/new").status == 403
    assert recording.open(told(AssociationId(site.book.new_id()))).status == 404
