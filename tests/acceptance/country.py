"""The book of a small country, kept from January 2024 to December 2025 as newspapers told of it.

Printed figures are rounded ("hơn 36,7 tỷ"); the book has exact ones that round to them.
"""

from datetime import date
from typing import NamedTuple

from ledger.association.counting import NewStatistic, NewTarget
from ledger.association.on_paper import NewAidGiven
from ledger.association.succeeding import Succession
from ledger.events.association import GivenLine, Successor
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.shares import WHOLE
from ledger.values import (
    AccountId,
    AccountKind,
    AssociationId,
    Category,
    DisbursementClass,
    DisbursementId,
    FundId,
    HandoverId,
    Level,
    Measure,
    Role,
    TargetUnit,
)
from tests.books import Book
from tests.builders import OPENED, a_donation, a_proposal, an_association, goods

JUNE_13 = date(2025, 6, 13)
"""The day on which Hà Tĩnh stated its first half-year."""

JULY_1, JULY_15 = date(2025, 7, 1), date(2025, 7, 15)


class Kept(NamedTuple):
    """A fund with its bank account."""

    association_id: AssociationId
    fund_id: FundId
    bank: AccountId


class Country:
    """Five provinces, and what became of them day by day."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.ha_tinh = book.province
        self.phu_tho = self._province("Phú Thọ")
        self.thai_nguyen = self._province("Thái Nguyên")
        self.bac_kan = self._province("Bắc Kạn")
        self.quang_ninh = self._province("Quảng Ninh")
        self._phu_tho_in_2024()
        self._thai_nguyen_gives()
        self._ha_tinh_in_2025()
        self._thai_nguyen_absorbs_bac_kan()
        self._quang_ninh_in_five_years()

    def _province(self, name: str) -> AssociationId:
        book = self.book
        return book.establish(an_association(Level.PROVINCE, book.central, name=name))

    def _commune(self, province: AssociationId, name: str) -> Kept:
        book = self.book
        return self._fund(book.establish(an_association(Level.COMMUNE, province, name=name)))

    def _fund(self, association_id: AssociationId) -> Kept:
        book = self.book
        book.fund_id = book.open_fund(association_id)
        book.bank = book.open_account(AccountKind.BANK)
        return Kept(association_id, book.fund_id, book.bank)

    def _raise(self, kept: Kept, dong: int, on: date) -> None:
        self.book.fund_id, self.book.bank = kept.fund_id, kept.bank
        self.book.donate(dong, on=on)

    def _give(self, kept: Kept, kind: DisbursementClass, awards: int, dong: int, on: date) -> None:
        """Propose, approve and pay awards to as many recipients, by three people of the unit."""
        book = self.book
        book.fund_id, book.bank = kept.fund_id, kept.bank
        disbursement_id = DisbursementId(book.new_id())
        proposal = a_proposal(
            dong,
            on=on,
            disbursement_id=disbursement_id,
            disbursement_class=kind,
            awards=awards,
            instances=awards,
        )
        by = {
            role: book.person(role, kept.association_id)
            for role in (Role.TREASURER, Role.APPROVER, Role.CASHIER)
        }
        ledger = book.ledger
        ledger.propose_disbursement(book.command(by=by[Role.TREASURER]), kept.fund_id, proposal)
        book.approve(disbursement_id, on, by=by[Role.APPROVER])
        book.pay(disbursement_id, on=on, by=by[Role.CASHIER])

    def _tell(self, association_id: AssociationId, new: NewAidGiven) -> None:
        self.book.ledger.report_aid_given(self.book.command(), association_id, new)

    def _count(  # what a statistic says
        self,
        of: AssociationId,
        measure: Measure,
        value: int,
        on: date,
        since: date | None = None,
    ) -> None:
        new = NewStatistic(
            measure=measure,
            value=value,
            whole=True,
            since=since,
            effective_on=on,
            source="Báo cáo của Hội Khuyến học tỉnh",
        )
        self.book.ledger.report_statistic(self.book.command(), of, new)

    # What happened

    def _phu_tho_in_2024(self) -> None:
        """24.6 billion for education, of which 4.525 into the fund Đất Tổ; 70,000 gifts."""
        book, day = self.book, date(2024, 6, 28)
        book.clock.set_day(day)
        dat_to = self._fund(self.phu_tho)
        book.open_balance(2_000_000_000)
        self._raise(dat_to, 4_525_000_000, date(2024, 3, 20))
        self._give(dat_to, DisbursementClass.SCHOLARSHIP, 900, 450_000_000, date(2024, 5, 19))
        commune = self._commune(self.phu_tho, "Phú Lộc")
        self._raise(commune, 12_000_000_000, date(2024, 4, 2))
        bicycles = a_donation(
            5_000_000_000, on=date(2024, 4, 9), account_id=None, goods=goods("xe đạp", 2_500_000)
        )
        book.donate(gift=bicycles)
        appeal = book.launch(starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31))
        book.report_aid(appeal, 3_110_000_000, on=date(2024, 6, 3))
        self._tell(
            self.phu_tho,
            NewAidGiven(
                programme="Quà và phần thưởng từ đầu năm",
                whole=True,
                since=date(2024, 1, 1),
                effective_on=day,
                amount_dong=16_320_000_000,
                lines=(GivenLine(disbursement_class=DisbursementClass.SUPPORT, awards=70_000),),
                payer="Các cấp hội và các đơn vị phối hợp",
                source="Báo cáo 6 tháng đầu năm",
            ),
        )

    def _thai_nguyen_gives(self) -> None:
        """Ten scholarships at a school of another province, which still stood in May 2025."""
        book, day = self.book, date(2025, 5, 20)
        book.clock.set_day(day)
        self.giver = self._fund(self.thai_nguyen)
        self._raise(self.giver, 500_000_000, date(2025, 2, 3))
        self.ba_be = self._commune(self.bac_kan, "Ba Bể")
        self._raise(self.ba_be, 30_000_000, date(2025, 3, 3))
        self.taker = self._fund(self.bac_kan)
        self._raise(self.taker, 200_000_000, date(2025, 2, 4))
        book.fund_id, book.bank = self.giver.fund_id, self.giver.bank
        approver = book.person(Role.APPROVER, book.central)
        sent = book.send(self.taker.fund_id, 20_000_000, on=day, by=approver)
        book.receive_transfer(sent, self.taker.fund_id, self.taker.bank, on=day)
        self._tell(
            self.thai_nguyen,
            NewAidGiven(
                programme="Tiếp sức mùa thi",
                whole=False,
                effective_on=day,
                lines=(
                    GivenLine(
                        disbursement_class=DisbursementClass.SCHOLARSHIP,
                        categories=(Category.POOR, Category.EXCELLENT),
                        awards=10,
                    ),
                ),
                payer="Hội Khuyến học tỉnh Thái Nguyên",
                co_organisers=("Cụm thi đua số 2",),
                place="huyện Ba Bể, tỉnh Bắc Kạn",
                narrow_place="Trường Quảng Khê",
                source="Tin của Hội",
            ),
        )

    def _ha_tinh_in_2025(self) -> None:
        """36.7 billion raised and 32.4 given by 13 June; a gift was noted a week later."""
        book = self.book
        book.clock.set_day(JUNE_13)
        province = self._fund(self.ha_tinh)
        thach_ha = self._commune(self.ha_tinh, "Tượng Sơn")
        cam_xuyen = self._commune(self.ha_tinh, "Cẩm Hà")
        self._raise(province, 8_712_500_000, date(2025, 2, 10))
        self._raise(thach_ha, 16_000_000_000, date(2025, 3, 1))
        self._raise(cam_xuyen, 12_000_000_000, date(2025, 4, 1))
        book.fund_id, book.bank = province.fund_id, province.bank
        sent = book.send(thach_ha.fund_id, 2_000_000_000, on=date(2025, 4, 2))
        book.receive_transfer(sent, thach_ha.fund_id, thach_ha.bank, on=date(2025, 4, 3))
        day = date(2025, 5, 19)
        self._give(province, DisbursementClass.SCHOLARSHIP, 7_430, 5_415_000_000, day)
        self._give(thach_ha, DisbursementClass.SUPPORT, 30_000, 15_000_000_000, day)
        self._give(cam_xuyen, DisbursementClass.AWARD, 20_000, 12_000_000_000, day)
        year_end, new_year = date(2024, 12, 31), date(2025, 1, 1)
        self._count(self.ha_tinh, Measure.BOARDS, 6_338, year_end)
        self._count(self.ha_tinh, Measure.BOARDS, 8, JUNE_13, new_year)
        self._count(self.ha_tinh, Measure.BOARDS, 6_346, JUNE_13)
        self._count(self.ha_tinh, Measure.MEMBERS, 342, JUNE_13, new_year)
        self._count(self.ha_tinh, Measure.MEMBERS, 391_864, JUNE_13)
        self._count(self.ha_tinh, Measure.POPULATION, 1_342_000, year_end)
        target = NewTarget(
            measure=Measure.LEARNING_CITIZENS,
            value=400,
            unit=TargetUnit.PERMILLE_OF_POPULATION,
            due_on=date(2025, 12, 31),
            effective_on=new_year,
        )
        book.ledger.set_target(book.command(), self.ha_tinh, target)
        book.clock.set_day(date(2025, 6, 20))
        self._raise(cam_xuyen, 100_000_000, date(2025, 6, 10))

    def _thai_nguyen_absorbs_bac_kan(self) -> None:
        """Bắc Kạn ended on 1 July 2025; its fund was handed over a fortnight later."""
        book = self.book
        succession = Succession(
            successors=(Successor(association_id=self.thai_nguyen, share_millionths=WHOLE),),
            effective_on=JULY_1,
            decision_number="202/2025/QH15",
        )
        book.ledger.succeed_association(book.command(), self.bac_kan, succession)
        book.clock.set_day(JULY_15)
        heir = Heir(fund_id=self.giver.fund_id, accounts={self.taker.bank: self.giver.bank})
        handover = Handover(
            handover_id=HandoverId(book.new_id()),
            heirs=(heir,),
            effective_on=JULY_15,
            decision_number="01/BB-BG",
        )
        approver = book.person(Role.APPROVER, book.central)
        book.ledger.hand_over_fund(book.command(by=approver), self.taker.fund_id, handover)

    def _quang_ninh_in_five_years(self) -> None:
        """119,667 students helped, groups of whom overlap; nearly 42 billion in rewards."""
        since, day = date(2021, 1, 1), date(2025, 12, 10)
        self.book.clock.set_day(day)

        def some(count: int, *tags: Category) -> GivenLine:
            kind = DisbursementClass.SUPPORT
            return GivenLine(disbursement_class=kind, part_of=1, categories=tags, instances=count)

        self._tell(
            self.quang_ninh,
            NewAidGiven(
                programme="Giúp đỡ học sinh, sinh viên",
                whole=True,
                since=since,
                effective_on=day,
                lines=(
                    GivenLine(disbursement_class=DisbursementClass.SUPPORT, instances=119_667),
                    some(9_273, Category.POOR),
                    some(1_061, Category.DISABLED, Category.EXCELLENT),
                    some(3_433, Category.POOR, Category.EXCELLENT),
                ),
                payer="Doanh nghiệp, nhà hảo tâm",
                source="Báo cáo nhiệm kỳ",
            ),
        )
        award = DisbursementClass.AWARD
        self._tell(
            self.quang_ninh,
            NewAidGiven(
                programme="Khen thưởng",
                whole=True,
                since=since,
                effective_on=day,
                amount_dong=41_900_000_000,
                lines=(
                    GivenLine(
                        disbursement_class=award, categories=(Category.TEACHER,), instances=17_464
                    ),
                    GivenLine(disbursement_class=award, instances=370_424),
                ),
                payer="Các cấp hội",
                source="Báo cáo nhiệm kỳ",
            ),
        )
        self._count(self.quang_ninh, Measure.MEMBERS, 71_125, day, since)


BEGAN = OPENED
"""The day on which the country's first book was opened."""
