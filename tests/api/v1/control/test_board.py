"""What the board decides, over HTTP: controls and limits, for everybody to see."""

import pytest

from tests.api.site import Site

CONTROLS = {
    "payer_may_prepare": True,
    "cashier_exception": "15/QĐ-BQL",
    "administration_permille": 70,
    "effective_on": "2025-06-01",
    "decision_number": "12/QĐ-HKH",
}


def test_a_fund_is_controlled_as_usual_until_its_board_decides(site: Site) -> None:
    usual = site.public.get(f"{site.fund}/controls").json
    assert usual is not None
    assert usual["controls"] == {
        "payer_may_prepare": False,
        "cashier_exception": None,
        "administration_permille": None,
        "set_on": None,
        "position": None,
    }
    before = site.position()
    minutes = site.services.vault.put_document(site.book.fund_id, b"%PDF-1.7 minutes").sha256
    decided = {**CONTROLS, "document_sha256": minutes}
    assert site.administrator.post(f"{site.fund}/controls", decided).status_code == 201
    shown = site.public.get(f"{site.fund}/controls").json
    assert shown is not None
    assert shown["controls"] == {
        "payer_may_prepare": True,
        "cashier_exception": "15/QĐ-BQL",
        "administration_permille": 70,
        "set_on": "2025-06-01",
        "position": site.position(),
    }
    then = site.public.get(f"{site.fund}/controls", known_at=str(before)).json
    assert then is not None
    assert then["controls"] == usual["controls"]


def test_each_setting_replaces_the_one_before_whole(site: Site) -> None:
    site.administrator.post(f"{site.fund}/controls", CONTROLS)
    site.administrator.post(f"{site.fund}/controls", {"effective_on": "2025-06-02"})
    shown = site.public.get(f"{site.fund}/controls").json
    assert shown is not None
    assert (shown["controls"]["payer_may_prepare"], shown["controls"]["set_on"]) == (
        False,
        "2025-06-02",
    )


def test_limits_are_set_and_lifted_and_shown_to_everybody_without_the_decision(site: Site) -> None:
    path = f"{site.fund}/limits"
    for role, dong in (("approver", 5_000_000), ("cashier", 1_000_000), ("approver", 7_000_000)):
        limit = {"role": role, "limit_dong": dong, "effective_on": "2025-06-01"}
        assert site.administrator.post(path, limit).status_code == 201
    lifted = {"role": "cashier", "effective_on": "2025-06-02", "decision_number": "13/QĐ"}
    assert site.administrator.post(path, lifted).status_code == 201
    for caller in (site.public, site.auditor):
        shown = caller.get(path)
        assert shown.json is not None
        named = ("role", "limit_dong", "set_on")
        assert [[item[name] for name in named] for item in shown.json["items"]] == [
            ["approver", 7_000_000, "2025-06-01"],
            ["cashier", None, "2025-06-02"],
        ]
        assert "13/QĐ" not in shown.text


def test_only_an_administrator_sets_controls_and_limits(site: Site) -> None:
    limit = {"role": "approver", "limit_dong": 1, "effective_on": "2025-06-01"}
    for path, body in (("controls", CONTROLS), ("limits", limit)):
        for caller in (site.treasurer, site.approver, site.cashier, site.auditor):
            assert caller.post(f"{site.fund}/{path}", body).status_code == 403


@pytest.mark.parametrize(
    "path, change, field",
    [
        ("controls", {"administration_permille": 1_001}, "administration_permille"),
        ("controls", {"payer_may_prepare": "yes"}, "payer_may_prepare"),
        ("controls", {"document_sha256": "AB" * 32}, "document_sha256"),
        ("limits", {"role": "king"}, "role"),
        ("limits", {"limit_dong": -1}, "limit_dong"),
    ],
)
def test_what_no_board_can_decide_is_refused(
    site: Site, path: str, change: dict[str, object], field: str
) -> None:
    limit = {"role": "approver", "limit_dong": 1, "effective_on": "2025-06-01"}
    body = {**(CONTROLS if path == "controls" else limit), **change}
    answer = site.administrator.post(f"{site.fund}/{path}", body)
    assert answer.json is not None
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, field)
