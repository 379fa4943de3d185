"""All parts of the pages, and how an application gets them."""

from flask import Blueprint, Flask

from api.pages.book.access.account import account
from api.pages.book.access.member import member
from api.pages.book.access.staff import staff
from api.pages.book.associations.on_paper import on_paper
from api.pages.book.associations.publishing import publishing
from api.pages.book.associations.statistics import statistics
from api.pages.book.associations.told import told
from api.pages.book.associations.withdrawing import withdrawing
from api.pages.book.attaching import attached_documents
from api.pages.book.control.corrections import corrections
from api.pages.book.control.counting import counting
from api.pages.book.control.sealing import sealing
from api.pages.book.keeping import keeping
from api.pages.book.overview import book
from api.pages.book.people.beneficiaries import beneficiary_pages
from api.pages.book.people.donors import donor_pages
from api.pages.book.people.forgetting import forgetting
from api.pages.book.people.merging import merging
from api.pages.book.people.naming import naming
from api.pages.book.receiving.appeals import appeals
from api.pages.book.receiving.custodies import custodies
from api.pages.book.receiving.debits import debits
from api.pages.book.receiving.donations import donations
from api.pages.book.receiving.promising import promising
from api.pages.book.receiving.statements import statement_pages
from api.pages.book.recorded import recorded
from api.pages.book.restricted.consents import purpose_consents
from api.pages.book.restricted.purposes import purpose_pages
from api.pages.book.restricted.releases import releases
from api.pages.book.spending.award_lists import award_list_pages
from api.pages.book.spending.disbursements import disbursements
from api.pages.book.spending.goods_issues import goods_issues
from api.pages.book.spending.own_awards import own_awards
from api.pages.book.spending.refunds import refunds
from api.pages.book.transferring.handing_over import handing_over
from api.pages.book.transferring.moving import moving
from api.pages.book.vouchers import vouchers
from api.pages.form_texts import refuse_broken_texts
from api.pages.frame import register_site
from api.pages.password import password
from api.pages.presentation.furnishing import furnish
from api.pages.public.account_books import books
from api.pages.public.book_files import book_files
from api.pages.public.controls import controls
from api.pages.public.figure_files import files
from api.pages.public.publications import publications
from api.pages.public.report_files import report_files
from api.pages.public.reports import reports
from api.pages.public.tree import public
from api.pages.session import session

_PARTS = (
    public,
    reports,
    report_files,
    publications,
    files,
    books,
    book_files,
    controls,
    session,
    password,
    account,
    staff,
    member,
    book,
    donations,
    corrections,
    debits,
    refunds,
    goods_issues,
    disbursements,
    award_list_pages,
    statement_pages,
    recorded,
    keeping,
    handing_over,
    moving,
    counting,
    sealing,
    vouchers,
    appeals,
    promising,
    custodies,
    purpose_pages,
    purpose_consents,
    releases,
    own_awards,
    told,
    withdrawing,
    publishing,
    statistics,
    on_paper,
    attached_documents,
    donor_pages,
    beneficiary_pages,
    naming,
    merging,
    forgetting,
)


def register(app: Flask) -> None:
    """Give an application its pages, their assets and their words."""
    furnish(app, default_language=app.config["DEFAULT_LOCALE"])
    register_site(app)
    pages = Blueprint("pages", __name__)
    pages.before_request(refuse_broken_texts)
    for part in _PARTS:
        pages.register_blueprint(part)
    app.register_blueprint(pages)
