"""`soquy staff` and `soquy token`."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from api.tokens import Token
from ledger.access import OPERATOR
from ledger.association.succeeding import Succession
from ledger.people.staff import Staff
from ledger.recording.commands import Command
from ledger.values import AssociationId, Level, StaffId
from tests.api.cli.soquy import Soquy
from tests.builders import an_association


@pytest.fixture
def central(soquy: Soquy) -> str:
    """The id of the central association."""
    return str(soquy.central())


def staff_of(soquy: Soquy, login: str) -> Staff:
    with soquy.services() as services:
        staff_id = services.vault.find_login(login)
        assert staff_id is not None
        return services.ledger.desk().staff(StaffId(staff_id))


def test_someone_is_enrolled_with_roles_and_a_password_that_is_shown_once(
    soquy: Soquy, central: str
) -> None:
    enrolled = soquy.ask(
        *("staff", "add", "--login", "ketoan", "--name", "Nguyễn Văn A"),
        *("--association", central, "--role", "treasurer", "--role", "auditor"),
    )
    assert enrolled["login"] == "ketoan"
    with soquy.services() as services:
        who = services.vault.check_password("ketoan", enrolled["password"])
    assert who == UUID(enrolled["staff_id"])
    assert [grant.role for grant in staff_of(soquy, "ketoan").grants] == ["treasurer", "auditor"]


def test_a_password_from_standard_input_is_not_shown(soquy: Soquy, central: str) -> None:
    asked = ("staff", "add", "--login", "anh", "--name", "A", "--association", central)
    written = soquy.do(*asked, "--password-stdin", stdin="mật khẩu dài\n")
    assert "mật khẩu dài" not in written
    with soquy.services() as services:
        assert services.vault.check_password("anh", "mật khẩu dài") is not None
    for bad in ("\n", "short\n"):
        assert soquy.run(*asked, "--password-stdin", stdin=bad).exit_code == 2


def test_a_login_is_given_once_and_the_second_leaves_nothing(soquy: Soquy, central: str) -> None:
    asked = ("staff", "add", "--login", "anh", "--name", "A", "--association", central)
    soquy.do(*asked)
    before = soquy.ask("project", "status")["head"]
    assert soquy.refused(*asked).startswith("Error: login_taken: ")
    assert soquy.ask("project", "status")["head"] == before
    assert len(soquy.ask("staff", "list")) == 1


@pytest.mark.parametrize(
    "wrong, code",
    [
        (("--association", "00000000-0000-7000-8000-00000000000a"), "association_not_found"),
        (("--role", "treasurer", "--role", "cashier"), "incompatible_roles"),
    ],
)
def test_whoever_is_refused_a_place_or_a_role_is_enrolled_afterwards_under_the_same_login(
    soquy: Soquy, central: str, wrong: tuple[str, ...], code: str
) -> None:
    asked = ("staff", "add", "--login", "binh", "--name", "B", "--association", central)
    before = soquy.ask("project", "status")["head"]
    assert soquy.refused(*asked, *wrong).startswith(f"Error: {code}: ")
    assert soquy.ask("project", "status")["head"] == before
    assert soquy.ask("staff", "list") == []
    soquy.do(*asked)


@pytest.mark.parametrize("login", ["an", "bình", "an binh", "a" * 101])
def test_the_shell_takes_the_logins_that_the_api_takes(
    soquy: Soquy, central: str, login: str
) -> None:
    asked = ("staff", "add", "--login", login, "--name", "A", "--association", central)
    assert "[0-9A-Za-z._@-]{3,100}" in soquy.refused(*asked, status=2)


def test_roles_need_a_place(soquy: Soquy, central: str) -> None:
    del central
    asked = ("staff", "add", "--login", "anh", "--name", "A", "--role", "auditor")
    soquy.refused(*asked, status=2)


def test_roles_come_and_go(soquy: Soquy, central: str) -> None:
    soquy.do("staff", "add", "--login", "anh", "--name", "A", "--association", central)
    here = ("--login", "anh", "--role", "cashier", "--association", central)
    soquy.do("staff", "grant", *here, "--since", "2025-01-01", "--until", "2025-12-31")
    (grant,) = staff_of(soquy, "anh").grants
    assert (str(grant.since), str(grant.until)) == ("2025-01-01", "2025-12-31")
    soquy.do("staff", "revoke", *here)
    assert staff_of(soquy, "anh").grants == ()
    assert soquy.refused("staff", "revoke", *here).startswith("Error: role_not_held: ")


def test_roles_at_an_association_that_ended_are_listed_until_they_are_over(
    soquy: Soquy, central: str
) -> None:
    with soquy.services() as services:
        command = Command(command_id="ended", digest=b"", by=OPERATOR)
        new = an_association(Level.PROVINCE, AssociationId(UUID(central)))
        province = services.ledger.establish_association(command, new).created_id
        assert province is not None
    add = ("staff", "add", "--association", province, "--role", "auditor")
    soquy.do(*add, "--login", "anh", "--name", "Anh")
    soquy.do(
        "staff", "grant", "--login", "anh", "--role", "administrator", "--association", province
    )
    with soquy.services() as services:
        command = Command(command_id="ending", digest=b"", by=OPERATOR)
        ending = Succession(effective_on=date(2025, 7, 1), decision_number="1/QĐ")
        services.ledger.succeed_association(command, AssociationId(province), ending)
    auditor = f"auditor @ {province} until 2025-07-31"
    administrator = f"administrator @ {province} until 2025-06-30"
    assert soquy.do("staff", "list") == f"anh  Anh  {auditor}, {administrator}\n"
    (listed,) = soquy.ask("staff", "list")
    assert [each["until"] for each in listed["grants"]] == ["2025-07-31", "2025-06-30"]
    refused = soquy.refused(*add, "--login", "binh", "--name", "Bình")
    assert refused.startswith("Error: association_ended: ")
    assert len(soquy.ask("staff", "list")) == 1
    gone = ("--login", "anh", "--role", "auditor", "--association", province)
    soquy.do("staff", "revoke", *gone)
    assert soquy.do("staff", "list") == f"anh  Anh  {administrator}\n"


def test_everyone_is_listed_with_name_and_roles(soquy: Soquy, central: str) -> None:
    soquy.do(
        *("staff", "add", "--login", "anh", "--name", "Nguyễn Văn A"),
        *("--association", central, "--role", "approver"),
    )
    assert soquy.do("staff", "list") == f"anh  Nguyễn Văn A  approver @ {central}\n"
    (listed,) = soquy.ask("staff", "list")
    assert (listed["login"], listed["name"]) == ("anh", "Nguyễn Văn A")
    assert listed["grants"][0]["association_id"] == central


def test_however_many_are_listed_the_vault_is_asked_as_often(soquy: Soquy, central: str) -> None:
    asked: list[str] = []

    def ask(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    def listed() -> int:
        asked.clear()
        event.listen(Engine, "before_cursor_execute", ask)
        soquy.do("staff", "list")
        event.remove(Engine, "before_cursor_execute", ask)
        return len(asked)

    add = ("staff", "add", "--association", central, "--name", "A", "--login")
    soquy.do(*add, "anh")
    one = listed()
    assert one > 0
    for login in ("binh", "cuc", "dung"):
        soquy.do(*add, login)
    assert listed() == one


def test_a_token_is_shown_once_and_works_until_it_is_revoked(soquy: Soquy, central: str) -> None:
    soquy.do("staff", "add", "--login", "anh", "--name", "A", "--association", central)
    token = Token.parse(soquy.do("token", "create", "--login", "anh").strip())
    assert staff_of(soquy, "anh").admits_token(token.token_id, date(2025, 6, 16))
    soquy.do("token", "revoke", "--login", "anh", token.token_id)
    assert not staff_of(soquy, "anh").admits_token(token.token_id, date(2025, 6, 16))


def test_nobody_has_an_unknown_login(soquy: Soquy, central: str) -> None:
    del central
    line = soquy.refused("token", "create", "--login", "nobody")
    assert line == "Error: login_not_found: Nobody has this login. (login)"


def test_a_password_is_reset_by_who_keeps_the_machine(soquy: Soquy, central: str) -> None:
    added = ("staff", "add", "--login", "anh", "--name", "A", "--association", central)
    password = soquy.ask(*added)["password"]
    given = soquy.ask("staff", "reset-password", "--login", "anh")
    with soquy.services() as services:
        gate, now = services.vault.gate, services.ledger.now()
        assert services.vault.check_password("anh", password) is None
        chosen = gate.choose_password(given["code"], "cá chép hóa rồng", "192.0.2.1", now)
        assert chosen == UUID(given["staff_id"])
        assert services.vault.check_password("anh", "cá chép hóa rồng") is not None


def test_a_login_that_waits_is_unlocked_by_who_keeps_the_machine(
    soquy: Soquy, central: str
) -> None:
    soquy.do("staff", "add", "--login", "anh", "--name", "A", "--association", central)
    with soquy.services() as services:
        now, staff_id = services.ledger.now(), services.vault.find_login("anh")
        assert staff_id is not None
        for _ in range(5):
            services.vault.gate.check("anh", "wrong", "192.0.2.1", now)
        assert services.vault.gate.locked_until(staff_id, now) is not None
    soquy.do("staff", "unlock", "--login", "anh")
    with soquy.services() as services:
        assert services.vault.gate.locked_until(staff_id, now) is None


def test_a_token_may_have_a_last_day(soquy: Soquy, central: str) -> None:
    soquy.do("staff", "add", "--login", "anh", "--name", "A", "--association", central)
    soquy.do("token", "create", "--login", "anh", "--until", "2199-12-31")
    (held,) = staff_of(soquy, "anh").tokens.values()
    assert held.until == date(2199, 12, 31)
    asked = ("token", "create", "--login", "anh", "--until", "2024-12-31")
    assert soquy.refused(*asked).startswith("Error: bad_window: ")
