"""The naive ledger: appeals, pledges, help that never entered a fund, and donors' consents."""

from datetime import date
from uuid import UUID

from ledger.errors.conflicts import MemoCodeTaken
from ledger.errors.missing import (
    ConsentNotFound,
    EntryNotFound,
    MobilizationNotFound,
    PledgeNotFound,
)
from ledger.errors.money import (
    BadAmount,
    BadWindow,
    DatedAhead,
    DatedBeforeEntry,
    DatedBeforeFund,
    MobilizationIsClosed,
    OutsideMobilization,
    WrongEntry,
)
from ledger.errors.people import WrongDonor
from ledger.errors.restricted import GiftNotNamed, NotDocumented
from ledger.events.fund.mobilizing import DirectAidReported
from ledger.events.fund.opening import OpeningBalanceRecorded
from ledger.events.fund.receiving import DonationReceived
from ledger.events.fund.transferring import TransferReceived
from ledger.fund.receiving.mobilizing import DirectAid, NewMobilization, NewPledge
from ledger.people.donor import NewConsent
from ledger.values import (
    AMOUNT_DONG_MAX,
    GENERAL,
    ConsentId,
    DonorId,
    FundId,
    MobilizationId,
    PledgeId,
    Role,
    StaffId,
)
from tests.ledger.laws.naive.book import Vouchers
from tests.ledger.laws.naive.refusing import Rules, refuse_if
from tests.ledger.laws.naive.things import AConsent, AnAppeal, AnEntry, APledge


class Mobilizing(Rules):
    """What is promised, and what is only counted."""

    def launch_mobilization(self, by: StaffId, fund: FundId, new: NewMobilization) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        self.check_purpose(fund, new.purpose)
        refuse_if(DatedBeforeFund, when=new.starts_on < self.a_fund(fund).opened_on)
        refuse_if(BadWindow, when=new.ends_on is not None and new.ends_on < new.starts_on)
        taken = any(self.share_a_code(each, new) for each in self.of(fund, self.appeals))
        refuse_if(MemoCodeTaken, when=taken)
        launched = AnAppeal(
            fund=fund,
            appeal=new.mobilization_id,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            purpose=new.purpose,
            code=new.memo_code,
        )
        self.appeals.append(launched)
        self.event(fund)
        return [None]

    def share_a_code(self, one: AnAppeal, new: NewMobilization) -> bool:
        """Whether an appeal that is open on a day of a new one has a code that could be its own."""
        days = (one.starts_on, new.starts_on), (one.ends_on or date.max, new.ends_on or date.max)
        if one.closed_on is not None or max(days[0]) > min(days[1]):
            return False
        words, others = words_of(one.code), words_of(new.memo_code)
        if not words or not others:
            return False
        short, long = sorted((words, others), key=len)
        runs = [long[at : at + len(short)] for at in range(len(long))]
        return short in runs or "".join(words) == "".join(others)

    def close_mobilization(
        self, by: StaffId, fund: FundId, appeal: MobilizationId, on: date
    ) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        found = self.an_appeal(fund, appeal)
        refuse_if(MobilizationIsClosed, when=found.closed_on is not None)
        self.check_date(fund, on)
        refuse_if(OutsideMobilization, when=on < found.starts_on)
        found.closed_on = on
        self.event(fund)
        return [None]

    def make_pledge(self, by: StaffId, fund: FundId, new: NewPledge) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        self.permit_donor(by, new.donor_id)
        self.check_date(fund, new.effective_on)
        self.check_window(fund, new.mobilization_id, new.effective_on)
        refuse_if(BadWindow, when=new.due_on is not None and new.due_on < new.effective_on)
        pledge = APledge(
            fund=fund,
            pledge=new.pledge_id,
            dong=new.amount_dong,
            since=new.effective_on,
            donor=new.donor_id,
            appeal=new.mobilization_id,
        )
        self.pledges.append(pledge)
        self.event(fund)
        return [None]

    def withdraw_pledge(self, by: StaffId, fund: FundId, pledge: PledgeId, on: date) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        found = self.a_pledge(fund, pledge)
        self.check_date(fund, on)
        refuse_if(DatedBeforeEntry, when=on < found.since)
        found.withdrawn_dong += self.outstanding(found)
        self.event(fund)
        return [None]

    def report_direct_aid(self, by: StaffId, fund: FundId, aid: DirectAid) -> Vouchers:
        self.permit(by, fund, Role.TREASURER)
        self.check_date(fund, aid.effective_on)
        self.check_window(fund, aid.mobilization_id, aid.effective_on)
        entry = AnEntry(
            fund=fund,
            topic=DirectAidReported.topic,
            on=aid.effective_on,
            dong=aid.amount_dong,
        )
        return [self.enter(entry)]

    def give_consent(self, by: StaffId, donor: DonorId, new: NewConsent) -> Vouchers:
        self.permit_donor(by, donor)
        refuse_if(EntryNotFound, when=not 1 <= new.entry <= self.versions[new.fund_id])
        refuse_if(BadAmount, when=not 1 <= new.amount_dong <= AMOUNT_DONG_MAX)
        refuse_if(DatedAhead, when=new.effective_on > self.today)
        elsewhere = None
        if new.gift_fund_id is not None:
            assert new.gift_entry is not None
            elsewhere = new.gift_fund_id, new.gift_entry
            self.standing_entry(*elsewhere)
        self.check_given(new.fund_id, new.entry, donor)
        entry = self.entry(new.fund_id, new.entry)
        assert entry is not None
        unsigned = entry.topic != DonationReceived.topic and not new.document_sha256
        refuse_if(NotDocumented, when=unsigned)
        if entry.topic != TransferReceived.topic:
            refuse_if(WrongEntry, when=elsewhere is not None)
        else:
            refuse_if(GiftNotNamed, when=elsewhere is None)
            assert elsewhere is not None
            given = self.entry(*elsewhere)
            refuse_if(WrongEntry, when=given is None or given.topic == TransferReceived.topic)
            self.check_given(*elsewhere, donor)
        consent = AConsent(
            fund=new.fund_id,
            consent=new.consent_id,
            donor=donor,
            entry=new.entry,
            to_purpose=new.to_purpose,
            dong=new.amount_dong,
            on=new.effective_on,
            recorded_by=by,
            elsewhere=elsewhere,
        )
        self.consents.append(consent)
        self.event(donor)
        return [None]

    def withdraw_consent(self, by: StaffId, donor: DonorId, consent: ConsentId) -> Vouchers:
        self.permit_donor(by, donor)
        self.a_consent(donor, consent).is_withdrawn = True
        self.event(donor)
        return [None]

    def a_consent(self, donor: DonorId, consent: ConsentId, fund: UUID | None = None) -> AConsent:
        """The consent that a donor gave, for a fund, and did not take back, or refuse."""
        for each in self.consents:
            asked_for = (each.donor, each.consent) == (donor, consent)
            if asked_for and not each.is_withdrawn and fund in (None, each.fund):
                return each
        refuse_if(ConsentNotFound, when=True)
        raise AssertionError

    def check_given(self, fund: FundId, version: int, donor: DonorId) -> None:
        """Refuse what is no money given for a purpose, or known to be given by another."""
        entry = self.entry(fund, version)
        known = entry is not None and entry.topic == DonationReceived.topic
        without_donor = (OpeningBalanceRecorded.topic, TransferReceived.topic)
        told = entry is not None and entry.topic in without_donor
        refuse_if(WrongEntry, when=not (known or told))
        assert entry is not None
        refuse_if(WrongEntry, when=not entry.moves or entry.purpose == GENERAL)
        refuse_if(WrongDonor, when=known and entry.donor != donor)

    def an_appeal(self, fund: FundId, appeal: MobilizationId) -> AnAppeal:
        """The fund's appeal, or refuse."""
        found = [each for each in self.of(fund, self.appeals) if each.appeal == appeal]
        refuse_if(MobilizationNotFound, when=not found)
        return found[0]

    def a_pledge(self, fund: FundId, pledge: PledgeId) -> APledge:
        """The fund's pledge, of which something is outstanding, or refuse."""
        found = [
            each
            for each in self.of(fund, self.pledges)
            if each.pledge == pledge and self.outstanding(each)
        ]
        refuse_if(PledgeNotFound, when=not found)
        return found[0]

    def check_window(self, fund: FundId, appeal: MobilizationId | None, on: date) -> None:
        """Refuse what does not count for an appeal."""
        if appeal is None:
            return
        found = self.an_appeal(fund, appeal)
        if found.closed_on is not None:
            last = min(found.closed_on, found.ends_on or found.closed_on)
            refuse_if(MobilizationIsClosed, when=on > last)
        elif found.ends_on is not None:
            refuse_if(OutsideMobilization, when=on > found.ends_on)
        refuse_if(OutsideMobilization, when=on < found.starts_on)


PLAIN = str.maketrans("ẾếẤấỔổĐđ", "eeaaoodd", "")


def words_of(code: str | None) -> list[str]:
    """The words of a code as the drawn ones have them: capitals and marks tell nothing."""
    return (code or "").translate(PLAIN).lower().replace("-", " ").split()
