"""Who comes to the pages of those who keep the book, each logged in once for a module."""

import pytest

from ledger.values import Role
from tests.api.pages.visiting import Visitor, staff, treasurer
from tests.api.site import Site


@pytest.fixture(scope="module")
def keeper(shared_site: Site) -> Visitor:
    """Whoever keeps the book."""
    return treasurer(shared_site)


@pytest.fixture(scope="module")
def cashier(shared_site: Site) -> Visitor:
    """Whoever holds money and goods, and pays out."""
    return staff(shared_site, Role.CASHIER)


@pytest.fixture(scope="module")
def approver(shared_site: Site) -> Visitor:
    """Whoever decides on spending, and sends money away."""
    return staff(shared_site, Role.APPROVER)


@pytest.fixture(scope="module")
def administrator(shared_site: Site) -> Visitor:
    """Whoever looks after the tree, and may open closed books again."""
    return staff(shared_site, Role.ADMINISTRATOR)
