"""The journal over HTTP."""

from tests.api.site import Site, a_gift

NAME = "Nguyễn Thị Mai"


def donor_of(site: Site) -> str:
    donor = {"association_id": str(site.book.commune), "name": NAME}
    registered = site.treasurer.post("/donors", donor).json
    assert registered is not None
    donor_id: str = registered["id"]
    return donor_id


def last_entry(site: Site) -> dict[str, object]:
    page = site.public.get(f"{site.fund}/entries").json
    assert page is not None
    entry: dict[str, object] = page["items"][-1]
    return entry


def test_an_entry_says_what_was_recorded_when(site: Site) -> None:
    receipt = site.treasurer.post(f"{site.fund}/donations", a_gift(site, 500_000)).json
    assert receipt is not None
    entry = last_entry(site)
    assert entry["version"] == receipt["version"]
    assert entry["position"] == receipt["position"]
    assert entry["voucher"] == "BC-2025-00001"
    assert (entry["money_dong"], entry["side"]) == (500_000, "received")
    assert (entry["effective_on"], entry["purpose"]) == ("2025-06-16", "general")


def test_a_donor_is_named_only_where_the_gift_says_so(site: Site) -> None:
    donor_id = donor_of(site)
    path = f"{site.fund}/donations"
    site.treasurer.post(path, a_gift(site, donor_id=donor_id))
    assert last_entry(site)["donor_name"] is None
    site.treasurer.post(path, a_gift(site, donor_id=donor_id, named=True))
    assert last_entry(site)["donor_name"] == NAME


def test_a_donor_who_hides_is_named_nowhere(site: Site) -> None:
    donor_id = donor_of(site)
    gift = a_gift(site, donor_id=donor_id, named=True)
    site.treasurer.post(f"{site.fund}/donations", gift)
    for visibility, name in (("hidden", None), ("as_consented", NAME)):
        site.treasurer.post(f"/donors/{donor_id}/visibility", {"visibility": visibility})
        assert last_entry(site)["donor_name"] == name


def test_ids_of_people_are_for_entitled_readers(site: Site) -> None:
    donor_id = donor_of(site)
    site.treasurer.post(f"{site.fund}/donations", a_gift(site, donor_id=donor_id))
    assert last_entry(site)["private"] is None
    seen = site.auditor.get(f"{site.fund}/entries").json
    assert seen is not None
    assert seen["items"][-1]["private"]["donor_id"] == donor_id
    assert donor_id not in site.public.get(f"{site.fund}/entries").text
    outsider = site.someone().get(f"{site.fund}/entries")
    assert donor_id not in outsider.text
