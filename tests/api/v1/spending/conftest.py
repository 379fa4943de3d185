"""What tests of spending share."""

import pytest

from tests.api.site import Site, a_gift


@pytest.fixture
def rich_site(site: Site) -> Site:
    """A fund that can pay."""
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, 5_000_000))
    return site
