"""An association with something in each part of its report."""

from ledger.values import AssociationId, Category, Level
from tests.api.site import Site
from tests.builders import a_donation, a_proposal, an_association, goods


def a_full_report(site: Site) -> AssociationId:
    """Bring all that a report tells of into a book; return whose report it is."""
    book, told = site.book, site.treasurer
    book.open_balance(1_000_000, book.cash_box)
    book.launch()
    book.donate(5_000_000)
    book.donate(gift=a_donation(300_000, account_id=None, goods=goods(quantity_milli=1_250_500)))
    proposal = a_proposal(2_000_000, categories=(Category.POOR,))
    disbursement_id = book.propose(proposal=proposal)
    book.approve(disbursement_id)
    book.pay(disbursement_id)
    book.hold(250_000)
    beside = book.establish(an_association(Level.COMMUNE, book.province, name="Cẩm Hà"))
    days = {"since": "2025-01-01", "effective_on": "2025-06-13", "source": "Báo cáo năm"}
    lines = [{"disbursement_class": "award", "categories": ["teacher"], "instances": 17}]
    bodies: list[tuple[AssociationId, str, dict[str, object]]] = [
        (beside, "period-summaries", {"mobilized_dong": 70, "cash_dong": 50, "supported_dong": 40}),
        (book.province, "aid-given", {"programme": "Trao quà", "payer": "Hội", "amount_dong": 42}),
    ]
    for whose, part, body in bodies:
        whole = {"whole": False, "lines": lines, **days, **body}
        answer = told.post(f"/associations/{whose}/{part}", whole)
        assert answer.status_code == 201, answer.text
    measures = {"whole": True, "effective_on": "2025-06-13", "source": "Tổng điều tra"}
    for measure, value in (("population", 1_300_000), ("members", 130_000)):
        answer = site.administrator.post(
            f"/associations/{book.province}/statistics",
            {"measure": measure, "value": value, **measures},
        )
        assert answer.status_code == 201, answer.text
    for unit, value in (("count", 200_000), ("permille_of_population", 150)):
        target = {"measure": "members", "unit": unit, "value": value}
        dated = {"due_on": "2025-12-31", "effective_on": "2025-01-02"}
        answer = site.administrator.post(
            f"/associations/{book.province}/targets", {**target, **dated}
        )
        assert answer.status_code == 201, answer.text
    return book.province
