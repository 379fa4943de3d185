"""Periods without a book and help of others, told by forms, put right, and taken back."""

import pytest

from ledger.events.association import GivenLine, PaperBalance
from ledger.values import AssociationId, Category, DisbursementClass, Level, Role
from projections.associations import on_paper
from projections.associations.on_paper import AidGiven, PeriodSummary
from projections.associations.told import Asked
from tests.api.pages.visiting import Visitor, staff
from tests.api.site import Site
from tests.builders import an_association


@pytest.fixture
def commune(site: Site) -> AssociationId:
    """A commune without a book."""
    return site.book.establish(an_association(Level.COMMUNE, site.book.province, name="Yên Hồ"))


def told(commune: AssociationId, kind: str = "period-summaries") -> str:
    return f"/book/associations/{commune}/told/{kind}"


def summaries(site: Site, commune: AssociationId) -> tuple[PeriodSummary, ...]:
    site.catch_up()
    with site.services.views.reading() as reading:
        return tuple(on_paper.summaries(reading, commune, Asked(), entitled=True).items)


def aid(site: Site, commune: AssociationId) -> tuple[AidGiven, ...]:
    site.catch_up()
    with site.services.views.reading() as reading:
        return tuple(on_paper.aid_given(reading, commune, Asked(), entitled=True).items)


def test_a_period_on_paper_is_told_with_who_received(
    site: Site, keeper: Visitor, commune: AssociationId
) -> None:
    form = keeper.open(keeper.open(told(commune)).link_ending("/period-summaries/new")).form()
    more = keeper.post(form, more="yes", mobilized_dong="512.000.000")
    assert more.status == 200
    assert summaries(site, commune) == ()
    assert more.form().fields["mobilized_dong"] == "512.000.000"
    assert "line-5-awards" in more.form().fields
    sent = {
        "since": "2025-01-01",
        "effective_on": "2025-06-13",
        "cash_dong": "400.000.000",
        "supported_dong": "430.000.000",
        "closing_dong": "90.000.000",
        "source": "Sổ giấy",
        "line-2-disbursement_class": "award",
        "line-2-awards": "1.831",
        "line-4-disbursement_class": "award",
        "line-4-part_of": "2",
        "line-4-awards": "264",
        "line-4-tag-disabled": "yes",
    }
    page = keeper.send(more.form(), **sent)
    assert "Đã ghi báo cáo giấy." in page.words
    assert "01/01/2025 – 13/06/2025" in page.words
    assert "Đã vận động 512.000.000 đ Đã trao 430.000.000 đ Số dư 90.000.000 đ" in page.words
    assert "Suất 1.831" in page.words
    (summary,) = summaries(site, commune)
    assert (summary.mobilized_dong, summary.cash_dong, summary.whole) == (
        512_000_000,
        400_000_000,
        False,
    )
    assert summary.closing == PaperBalance(amount_dong=90_000_000, on=summary.effective_on)
    award = DisbursementClass.AWARD
    assert summary.lines == (
        GivenLine(disbursement_class=award, awards=1_831),
        GivenLine(disbursement_class=award, awards=264, part_of=1, categories=(Category.DISABLED,)),
    )


def test_what_is_wrong_in_a_group_is_told_at_the_group(
    site: Site, keeper: Visitor, commune: AssociationId
) -> None:
    form = keeper.open(f"/book/associations/{commune}/period-summaries/new").form()
    kinds = {"line-2-disbursement_class": "support", "source": "Sổ giấy"}
    cases = {
        "Chọn loại.": {"line-2-disbursement_class": "", "line-2-awards": "3"},
        "Ghi một số nguyên.": {"line-2-awards": "ba"},
        "Chọn một nhóm có điền ở trên.": {"line-2-awards": "3", "line-2-part_of": "1"},
        "Danh sách có dòng chưa đúng.": {"line-2-tag-poor": "yes"},
    }
    for sentence, wrong in cases.items():
        refused = keeper.send(form, **kinds | wrong)
        assert refused.status == 422
        assert sentence in refused.words
        assert "line-2-" in refused.response.text.split("field__error")[1]
    nothing = keeper.send(form, source="Sổ giấy")
    assert "Điền ít nhất một số." in nothing.words
    assert summaries(site, commune) == ()


def test_a_period_is_put_right_and_then_taken_back(
    site: Site, keeper: Visitor, commune: AssociationId
) -> None:
    form = keeper.open(f"/book/associations/{commune}/period-summaries/new").form()
    few = {
        "line-1-disbursement_class": "scholarship",
        "line-1-persons": "3",
        "line-1-tag-orphaned": "yes",
    }
    keeper.send(form, supported_dong="1.000.000", source="Sổ giấy", **few)
    (link,) = [each for each in keeper.open(told(commune)).links if "earlier=" in each]
    form = keeper.open(link).form()
    assert form.fields["line-1-tag-orphaned"] == "yes"
    page = keeper.send(form, supported_dong="1.500.000")
    assert page.words.count("Đã thay") == 1
    now, before = summaries(site, commune)
    assert (before.supported_dong, now.supported_dong) == (1_000_000, 1_500_000)
    assert now.private == before.private
    assert now.lines == before.lines
    (link,) = [each for each in page.links if each.endswith("/withdrawal")]
    asking = keeper.open(link)
    assert "1.500.000 đ" in asking.words
    refused = keeper.send(asking.form(), source="")
    assert "Ghi lấy số liệu từ đâu." in refused.words
    form = refused.form()
    first, second = keeper.post(form, source="Báo nhầm"), keeper.post(form, source="Báo nhầm")
    assert first.location == second.location
    assert "Đã rút lại" in keeper.open(told(commune)).words
    assert [each.is_empty for each in summaries(site, commune)] == [True, False, False]
    assert not [each for each in keeper.open(told(commune)).links if each.endswith("/withdrawal")]


def test_help_of_others_is_told_with_the_own_share_apart(
    site: Site, keeper: Visitor, commune: AssociationId
) -> None:
    form = keeper.open(keeper.open(told(commune, "aid-given")).link_ending("/aid-given/new")).form()
    sent = {
        "programme": "Tiếp sức đến trường",
        "payer": "GPI/Hàn Quốc",
        "co_organisers": "Báo Dân trí; Huyện đoàn",
        "amount_dong": "4.200.000.000",
        "own_share_dong": "300.000.000",
        "place": "Huyện Đức Thọ",
        "narrow_place": "Trường Tiểu học Phú Lộc",
        "source": "Biên bản bàn giao",
    }
    too_much = keeper.send(form, **sent | {"own_share_dong": "4.200.000.001"})
    assert too_much.status == 422
    page = keeper.send(form, **sent)
    assert "Đã ghi phần nơi khác trao." in page.words
    assert "Trong đó quỹ của hội chi 300.000.000 đ" in page.words
    assert "GPI/Hàn Quốc · Báo Dân trí · Huyện đoàn · Huyện Đức Thọ" in page.words
    assert "Phú Lộc" not in page.words
    (given,) = aid(site, commune)
    assert (given.amount_dong, given.own_share_dong) == (4_200_000_000, 300_000_000)
    assert given.co_organisers == ("Báo Dân trí", "Huyện đoàn")
    assert given.private is not None
    assert given.private.place == "Trường Tiểu học Phú Lộc"
    (link,) = [each for each in page.links if "earlier=" in each]
    assert keeper.open(link).form().fields["narrow_place"] == "Trường Tiểu học Phú Lộc"
    (link,) = [each for each in page.links if each.endswith("/withdrawal")]
    keeper.send(keeper.open(link).form(), source="Báo nhầm")
    assert aid(site, commune)[0].is_empty


def test_help_needs_an_amount_or_recipients_and_who_paid(
    keeper: Visitor, commune: AssociationId
) -> None:
    form = keeper.open(f"/book/associations/{commune}/aid-given/new").form()
    for sentence, sent in {
        "Điền số tiền hoặc một nhóm người nhận.": {},
        "Ghi chương trình.": {"amount_dong": "1.000"},
        "Ghi đơn vị nào chi.": {"amount_dong": "1.000", "programme": "Tết"},
        "Nhiều nhất 20 đơn vị": {
            "amount_dong": "1.000",
            "programme": "Tết",
            "payer": "Xã",
            "co_organisers": ";".join(map(str, range(21))),
        },
    }.items():
        refused = keeper.send(form, **sent)
        assert refused.status == 422
        assert sentence in refused.words


def test_paper_is_told_by_whom_the_roles_say(
    site: Site, keeper: Visitor, commune: AssociationId
) -> None:
    form = keeper.open(f"/book/associations/{commune}/period-summaries/new").form()
    page = keeper.send(form, supported_dong="1.000.000", source="Sổ giấy")
    (withdrawal,) = [each for each in page.links if each.endswith("/withdrawal")]
    cashier = staff(site, Role.CASHIER)
    listed = cashier.open(told(commune))
    assert listed.status == 200
    assert withdrawal not in listed.links
    for path in (withdrawal, form.action, f"/book/associations/{commune}/aid-given/new"):
        assert cashier.open(path).status == 403
    assert keeper.open(withdrawal.replace(f"/{commune}/", f"/{site.book.commune}/")).status == 404
