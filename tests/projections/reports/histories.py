"""Random histories of a tree of funds that is reorganised while money moves in it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st

from ledger.association.establishing import NewName, NewParent
from ledger.association.on_paper import NewAidGiven, NewPeriodSummary
from ledger.association.succeeding import Succession
from ledger.errors import LedgerError
from ledger.events.association import GivenLine, PaperBalance, Successor
from ledger.events.fund.spending import DisbursementPaid
from ledger.fund.handing_over.handovers import Handover, Heir
from ledger.fund.spending.returning import Return
from ledger.rules import LEVEL_ENDS
from ledger.shares import WHOLE
from ledger.values import (
    AccountKind,
    AssociationId,
    Category,
    DisbursementClass,
    DisbursementId,
    HandoverId,
    Level,
    Role,
)
from tests.books import Book
from tests.builders import a_donation, a_list, an_association, an_award
from tests.fakes import TODAY
from tests.projections.histories import DAYS, HAPPENINGS, Life, Step

_TAGS = (
    (),
    (Category.POOR,),
    (Category.POOR, Category.ORPHANED),
    (Category.TEACHER,),
)


class Tree(Life):
    """Two provinces, a district, communes that move between them, and a branch; each has a fund."""

    def __init__(self, book: Book) -> None:
        super().__init__(book)
        self.heir = book.ledger.desk().fund(self.funds[1][0]).association_id
        self.other_province = book.establish(
            an_association(Level.PROVINCE, book.central, name="Quảng Bình", on=DAYS[0])
        )
        self.district = book.establish(
            an_association(Level.DISTRICT, book.province, name="Huyện Thạch Hà")
        )
        below_district = book.establish(
            an_association(Level.COMMUNE, self.district, name="Tượng Sơn")
        )
        branch = book.establish(an_association(Level.BRANCH, book.commune, name="Chi hội Đông"))
        for association_id in (self.other_province, below_district, branch):
            book.fund_id = book.open_fund(association_id)
            book.bank = book.open_account(AccountKind.BANK)
            self.funds.append((book.fund_id, book.bank))
        self.communes = (book.commune, below_district)
        self.without_book = book.establish(
            an_association(Level.DISTRICT, book.province, name="Huyện Cẩm Xuyên")
        )
        below = book.establish(an_association(Level.COMMUNE, self.without_book, name="Cẩm Hà"))
        self.tellers = (*self.associations, self.without_book, below)
        self.people = [*(book.register_beneficiary() for _ in range(4)), None]

    @property
    def associations(self) -> Sequence[AssociationId]:
        """All whose report may be asked for."""
        book = self.book
        return (book.central, book.province, self.other_province, self.district, *self.communes)

    def attached(self, step: Step) -> None:
        moved = (*self.communes, self.district, self.tellers[-1])[step.pick % 4]
        parents = (self.book.province, self.other_province, self.district, self.book.central)
        parent_id = parents[step.dong % 4]
        new = NewParent(parent_id=parent_id, decision_number="7/QĐ", effective_on=step.on)
        self.book.ledger.attach_association(self.book.command(), moved, new)

    def succeeded(self, step: Step) -> None:
        """Let one or two take over from an association that ends, or nobody."""
        ended = (*self.communes, self.district, self.other_province)[step.pick % 4]
        heirs = [
            (self.book.province, self.other_province, *self.communes, self.district)[each % 5]
            for each in (step.dong, step.dong // 5)
        ][: step.pick // 4 % 3]
        shares = {0: (), 1: (WHOLE,), 2: (WHOLE // 4, WHOLE - WHOLE // 4)}[len(heirs)]
        succession = Succession(
            successors=tuple(
                Successor(association_id=heir, share_millionths=share)
                for heir, share in zip(heirs, shares, strict=True)
            ),
            effective_on=LEVEL_ENDS[Level.DISTRICT].on if step.pick % 3 else step.on,
            decision_number="9/QĐ",
        )
        self.book.ledger.succeed_association(self.book.command(), ended, succession)

    def day(self, step: Step) -> None:
        """Let days pass, so that what was decided ahead comes into force."""
        self.book.clock.advance(days=step.pick)

    def renamed(self, step: Step) -> None:
        new = NewName(name=f"Hội {step.dong}", decision_number="8/QĐ", effective_on=step.on)
        self.book.ledger.rename_association(self.book.command(), self.communes[step.pick % 2], new)

    def summary(self, step: Step) -> None:
        """Tell what was done on paper up to a day: by anybody, also by whom has a book."""
        teller = self.tellers[step.pick % 8]
        new = NewPeriodSummary(
            whole=step.dong % 3 == 0,
            since=min(DAYS[step.dong % len(DAYS)], step.on),
            effective_on=step.on,
            mobilized_dong=None if step.dong % 11 == 0 else step.dong + step.pick,
            cash_dong=step.pick if step.pick % 2 else None,
            supported_dong=step.dong if step.pick % 5 else None,
            closing=PaperBalance(amount_dong=step.dong, on=step.on) if step.dong % 2 else None,
            lines=self._told(step),
            source="Sổ giấy",
        )
        self.book.ledger.report_period_summary(self.book.command(), teller, new)

    def partners(self, step: Step) -> None:
        """Tell of help that partners gave."""
        teller = self.tellers[step.pick % 8]
        new = NewAidGiven(
            programme=("Tiếp sức", "tiếp sức", "Áo ấm")[step.dong % 3],
            whole=step.dong % 4 == 0,
            since=min(DAYS[step.dong % len(DAYS)], step.on),
            effective_on=step.on,
            amount_dong=step.dong + 70 if step.dong % 5 else None,
            own_share_dong=step.pick if step.dong % 5 > 1 else None,
            lines=self._told(step),
            payer="Công ty",
            source="Báo cáo",
        )
        self.book.ledger.report_aid_given(self.book.command(), teller, new)

    def _told(self, step: Step) -> tuple[GivenLine, ...]:
        classes = (DisbursementClass.SCHOLARSHIP, DisbursementClass.AWARD)
        return tuple(
            GivenLine(
                disbursement_class=classes[(step.pick + number) % 2],
                part_of=1 if number == 2 else None,
                categories=_TAGS[(step.dong + number) % len(_TAGS)],
                awards=30 - number if step.dong % 2 else None,
                instances=40 - step.pick % 7 - number,
                persons=30 - number,
            )
            for number in range(step.pick % 4)
        )

    def award_list(self, step: Step) -> None:
        awards = [
            an_award(
                dong=step.dong // 30 + 1 + number,
                categories=_TAGS[(step.pick + number) % len(_TAGS)],
                beneficiary_id=self.people[(step.pick + number) % len(self.people)],
            )
            for number in range(3)
        ]
        disbursement_id = DisbursementId(self.book.new_id())
        proposal = a_list(*awards, disbursement_id=disbursement_id, effective_on=step.on)
        proposed = self.book.propose(proposal=proposal)
        self.disbursements[self.book.fund_id].append(proposed)
        self.book.approve(proposed, step.on)
        self.book.pay(proposed, on=step.on, lines=(1, 3) if step.pick % 2 else ())

    def merger(self, step: Step) -> None:
        """Let two recipients turn out to be one, or two again."""
        one, other = (self.people[at % 4] for at in (step.pick, step.pick // 4))
        assert one is not None
        assert other is not None
        ledger, command = self.book.ledger, self.book.command()
        if other in ledger.desk().beneficiary(one).members:
            ledger.undo_beneficiary_merge(command, one, other)
        else:
            ledger.merge_beneficiaries(command, one, other)

    def return_(self, step: Step) -> None:
        paid = [
            each
            for each in self.book.events()
            if each.stream == self.book.fund_id and isinstance(each.event, DisbursementPaid)
        ]
        if paid:
            payment = paid[step.pick % len(paid)]
            event = payment.event
            assert isinstance(event, DisbursementPaid)
            part = Return(
                disbursement_id=event.disbursement_id,
                payment=payment.version,
                account_id=self.book.bank,
                amount_dong=None if event.private.lines else event.amount_dong // 2 + 1,
                awards=None if event.private.lines else 1 + step.pick % 2,
                lines=event.private.lines[:1],
                effective_on=step.on,
            )
            command = self.book.command(by=self.book.person(Role.TREASURER))
            self.book.ledger.return_disbursement(command, self.book.fund_id, part)

    def go_through(self, steps: Sequence[Step]) -> None:
        """Let things happen; what the ledger refuses has not happened."""
        for step in steps:
            happen = getattr(self, step.what)
            with suppress(LedgerError):
                happen(step)


class SplitTree(Tree):
    """A tree in which communes are divided among others, some of them more than once."""

    def __init__(self, book: Book) -> None:
        super().__init__(book)
        for parent_id in (book.province, self.other_province):
            new = an_association(Level.COMMUNE, parent_id, name="Xã mới", on=DAYS[0])
            book.fund_id = book.open_fund(book.establish(new))
            book.bank = book.open_account(AccountKind.BANK)
            self.funds.append((book.fund_id, book.bank))
        communes = [each for at, each in enumerate(self.funds) if at != OTHER_PROVINCES]
        desk = book.ledger.desk()
        self.dividing = [(desk.fund(each).association_id, each, bank) for each, bank in communes]

    @property
    def everybody(self) -> Sequence[AssociationId]:
        """All whose report may be asked for, every commune with a fund among them."""
        above = (self.book.central, self.book.province, self.other_province, self.district)
        return (*above, *(association_id for association_id, _, _ in self.dividing))

    def divided(self, step: Step) -> None:
        """Divide a commune among two or three others, and hand over its fund if its day is here."""
        count, book = 2 + step.dong % 2, self.book
        at = step.pick % len(self.dividing)
        ended, fund_id, bank = self.dividing[at]
        heirs = [self.dividing[(at + 1 + n) % len(self.dividing)] for n in range(count)]
        book.fund_id = fund_id
        for day in DAYS[1:3]:
            book.donate(gift=a_donation(step.dong + step.pick, account_id=bank, on=day))
        first = 1 + step.dong % 499_999
        shares = (first, WHOLE - first) if count == 2 else (first, first, WHOLE - 2 * first)
        on = TODAY + timedelta(days=(0, 0, 10)[step.pick % 3])
        succession = Succession(
            successors=tuple(
                Successor(association_id=heir_id, share_millionths=share)
                for (heir_id, _, _), share in zip(heirs, shares, strict=True)
            ),
            effective_on=on,
            decision_number="11/NQ",
        )
        book.ledger.succeed_association(book.command(), ended, succession)
        if step.pick % 4:
            old = book.fund
            for debit_id, debit in old.debits.items():
                book.charge_fee(debit.amount_dong, debit_id, on=debit.effective_on)
            for disbursement_id, open_ in old.disbursements.items():
                if open_.authority is None:
                    book.reject(disbursement_id, TODAY)
            handover = Handover(
                handover_id=HandoverId(book.new_id()),
                heirs=tuple(
                    Heir(fund_id=heir, accounts=dict.fromkeys(old.accounts, into))
                    for _, heir, into in heirs
                ),
                effective_on=TODAY,
            )
            by = book.command(by=book.person(Role.APPROVER))
            book.ledger.hand_over_fund(by, fund_id, handover)


OTHER_PROVINCES = 2
"""Which of the funds is the other province's."""

WHAT = [
    *HAPPENINGS,
    *4 * ["attached", "award_list", "transfer", "arrival", "other_fund", "gift"],
    *4 * ["summary", "partners"],
    *3 * ["succeeded", "merger"],
    "day",
    *2 * ["renamed", "return_", "reversal", "goods", "issue", "pledge"],
]

TREES = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(sorted(WHAT)),
        dong=st.integers(1, 3_000_000),
        on=st.sampled_from(DAYS),
        pick=st.integers(0, 60),
    ),
    min_size=15,
    max_size=70,
)

SPLITS = st.tuples(
    TREES,
    st.lists(
        st.builds(
            Step,
            what=st.just("divided"),
            dong=st.integers(1, 3_000_000),
            on=st.just(TODAY),
            pick=st.integers(0, 60),
        ),
        min_size=1,
        max_size=3,
    ),
    TREES,
).map(lambda parts: [*parts[0][:40], *parts[1], *parts[2][:15]])
"""Money that moves, communes that are divided, and money that still moves."""

TOLD = st.lists(
    st.builds(
        Step,
        what=st.sampled_from([*4 * ["summary", "partners"], "attached", "succeeded", "other_fund"]),
        dong=st.integers(1, 120),
        on=st.sampled_from(DAYS[1:]),
        pick=st.integers(0, 60),
    ),
    min_size=10,
    max_size=30,
)
"""Much that is told on paper, of few days and by few: so that it meets."""
