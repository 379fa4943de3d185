"""What the tests of the OpenAPI document call: the document itself, and a book full of things."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from api.operations.openapi import Document
from api.v1.resources import RESOURCES
from ledger.fund.opening import NewControls
from ledger.values import Level, Role
from tests.api.site import Site, open_site
from tests.builders import OPENED, an_association
from tests.stores import Store


def document() -> dict[str, Any]:
    """Return the document, which follows from the resources alone."""
    made = Document(Flask(__name__))
    for resource in RESOURCES:
        resource.register_on(made)
    return made.as_dict()


class Through:
    """The app of whichever site is open, for a schema that is read before any is."""

    app: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        """Let the app answer."""
        assert self.app is not None, "somebody opened a site"
        return self.app(environ, respond)


class Called:
    """A site, and who calls it: somebody with every role, an auditor, and nobody."""

    def __init__(self, site: Site) -> None:
        self.site = site
        staff_id, book = site.enrol(), site.book
        self._let_one_be_both()
        for role in Role:
            site.services.ledger.grant_role(
                book.command(), staff_id, role, book.central, OPENED, exception_of=book.fund_id
            )
        self.callers: dict[str, Mapping[str, str]] = {
            "nobody": {},
            "an auditor": site.auditor.headers,
            "somebody with every role": site.caller(staff_id).headers,
        }
        self.known = cache(self._known)

    @classmethod
    @contextmanager
    def opened(cls, store: Store) -> Iterator["Called"]:
        """Open a site on an empty store."""
        with open_site(store) as site:
            yield cls(site)

    def _let_one_be_both(self) -> None:
        """Have the fund's board decide that its treasurer may be its cashier."""
        book = self.site.book
        controls = NewControls(cashier_exception="15/QĐ-BQL", effective_on=OPENED)
        book.ledger.set_controls(book.command(), book.fund_id, controls)

    def _known(self, operation: str) -> dict[str, str]:
        """Return things that are there, by what an id of them is called, for one operation alone.

        What it does to them – closing the books, ending the association – leaves those of the
        others as they are.
        """
        book = self.site.book
        book.commune = book.establish(
            an_association(Level.COMMUNE, book.province, name=operation[:100])
        )
        self.site.renew()
        self._let_one_be_both()
        book.donate(100_000_000)
        known = {
            "account_id": book.bank,
            "association": book.commune,
            "association_id": book.commune,
            "beneficiary_id": book.register_beneficiary(),
            "credit_id": book.note_credit(),
            "custody_id": book.hold(),
            "disbursement_id": book.propose(),
            "donor_id": book.register_donor(),
            "from_account_id": book.bank,
            "from_fund_id": book.fund_id,
            "fund_id": book.fund_id,
            "mobilization": book.launch(),
            "mobilization_id": book.launch(),
            "parent": book.province,
            "parent_id": book.province,
            "pledge_id": book.pledge(),
            "staff_id": self.site.enrol(),
            "to_account_id": book.cash_box,
            "to_fund_id": book.open_fund(book.province),
        }
        return {name: str(value) for name, value in known.items()}
