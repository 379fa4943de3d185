"""`soquy beneficiary`: recipients are found, merged and forgotten from a shell."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from ledger.access import OPERATOR
from ledger.recording.commands import Command
from ledger.store.vault.records import PersonKind, PersonRecord
from ledger.values import AssociationId, BeneficiaryId
from projections.engine import Engine
from tests.api.cli.soquy import Soquy


class Office:
    """The association of a commune, and its command line."""

    def __init__(self, soquy: Soquy) -> None:
        self.soquy, self.unit = soquy, soquy.central()

    def register(self, name: str, unit: AssociationId | None = None, note: str = "") -> str:
        """Register a recipient; return the id."""
        beneficiary_id = BeneficiaryId(uuid7())
        with self.soquy.services() as services:
            person = PersonRecord(
                id=beneficiary_id, kind=PersonKind.BENEFICIARY, name=name, note=note
            )
            services.vault.keep_people([person], unit or self.unit)
            command = Command(command_id=str(uuid7()), digest=b"", by=OPERATOR)
            services.ledger.register_beneficiary(command, beneficiary_id, unit or self.unit)
        self.catch_up()
        return str(beneficiary_id)

    def catch_up(self) -> None:
        """Let the read models come to the end of the log."""
        with self.soquy.services() as services:
            Engine(services.views, services.ledger.read).catch_up()

    def ask(self, act: str, *arguments: object, words: str | None = None) -> Any:  # noqa: ANN401
        """Run one of its commands, and take its JSON apart."""
        return self.soquy.ask("beneficiary", act, *arguments, stdin=words)

    def found(self, words: str, unit: AssociationId | None = None) -> list[str]:
        """The ids of those who are found by name."""
        told = self.ask("find", "--association", unit or self.unit, words=words)
        return [each["beneficiary_id"] for each in told["beneficiaries"]]

    def listed(self, *options: object) -> list[dict[str, Any]]:
        """Who is listed."""
        told = self.ask("list", "--association", self.unit, *options)
        return list(told["beneficiaries"])

    def readings(self) -> list[tuple[str, str]]:
        """Whose names were read, and where."""
        with self.soquy.services() as services:
            made = services.vault.readings.of_associations([self.unit])
            assert {each.reader_id for each in made} <= {OPERATOR}
            return [(str(each.person_id), each.route) for each in made]


@pytest.fixture
def office(soquy: Soquy) -> Office:
    """An association with nobody registered."""
    return Office(soquy)


def test_recipients_are_found_by_name_and_each_reading_is_on_record(office: Office) -> None:
    an, binh = office.register("Lê Văn An", note="Lớp 6A"), office.register("Lê Thị Bình")
    assert office.readings() == []
    assert office.found("lê an\n") == [an]
    assert sorted(office.found("le")) == sorted([an, binh])
    assert office.found("Lề") == office.found("") == []
    assert {route for _, route in office.readings()} == {"soquy beneficiary find"}
    assert [person for person, _ in office.readings()].count(an) == 2


def test_everybody_is_listed_in_the_order_of_registration(office: Office) -> None:
    people = [office.register(f"Học sinh {n}") for n in range(3)]
    here = ("--association", office.unit)
    listed = office.listed()
    assert [each["beneficiary_id"] for each in listed] == people
    assert [each["name"] for each in listed] == ["Học sinh 0", "Học sinh 1", "Học sinh 2"]
    rest = office.listed("--most", 1, "--after", people[0])
    assert [each["beneficiary_id"] for each in rest] == [people[1]]
    text = office.soquy.do("beneficiary", "list", *here)
    assert [line.split()[0] for line in text.splitlines()] == people
    assert office.soquy.refused("beneficiary", "list", "--association", people[0]).startswith(
        "Error: association_not_found"
    )
    assert office.soquy.refused("beneficiary", "list", *here, "--after", office.unit).startswith(
        "Error: beneficiary_not_found"
    )


def test_whether_there_are_more_is_said_and_how_to_go_on(office: Office) -> None:
    people = [office.register(f"Lê Hoàng {n}") for n in range(3)]
    people.append(office.register("Lê Hoa"))
    here = ("--association", office.unit, "--most", 2)
    for act, words in (("list", None), ("find", "lê"), ("find", "hoa")):
        seen: list[str] = []
        after: list[object] = []
        while True:
            told = office.ask(act, *here, *after, words=words)
            seen += [each["beneficiary_id"] for each in told["beneficiaries"]]
            if told["after"] is None:
                break
            after = ["--after", told["after"]]
            text = office.soquy.run("beneficiary", act, *here, stdin=words)
            assert "There may be more: go on with --after " in text.stderr
        assert sorted(seen) == sorted(people), "everybody once"
    whole = office.soquy.run("beneficiary", "list", "--association", office.unit, "--most", 4)
    assert whole.stderr == ""
    asked = ("beneficiary", "find", *here, "--after", "there")
    assert "Must be what a search before said." in office.soquy.refused(*asked, status=2)


def test_only_who_is_shown_is_on_record(office: Office) -> None:
    people = [office.register("Lê Trùng Tên", note=f"Lớp {n}") for n in range(3)]
    told = office.ask("find", "--association", office.unit, "--most", 2, words="trùng tên")
    shown = {each["beneficiary_id"] for each in told["beneficiaries"]}
    assert len(shown) == 2
    assert sorted(person for person, _ in office.readings()) == sorted(shown)
    office.listed("--most", 1)
    assert sorted(person for person, _ in office.readings()) == sorted([*shown, people[0]])


def test_two_who_are_one_person_are_merged_and_parted(office: Office) -> None:
    one, other = office.register("Lê An", note="6A"), office.register("Lê An", note="7A")
    office.soquy.do("beneficiary", "merge", one, other)
    office.catch_up()
    merged = {each["beneficiary_id"]: each["merged_into"] for each in office.listed()}
    assert merged == {one: None, other: one}
    assert office.soquy.refused("beneficiary", "merge", one, other).startswith(
        "Error: already_merged"
    )
    office.soquy.do("beneficiary", "part", one, other)
    office.catch_up()
    assert not any(each["merged_into"] for each in office.listed())


def test_who_asked_is_forgotten_once_that_is_confirmed(office: Office) -> None:
    an = office.register("Lê Văn Quên")
    asked = office.soquy.run("beneficiary", "erase", an, stdin="n\n")
    assert asked.exit_code == 1
    assert office.found("quên") == [an]
    told = office.ask("erase", an, "--yes")
    assert (told["standing"], told["keep_until"]) == ("erased", None)
    office.catch_up()
    assert office.found("quên") == []
    (listed,) = office.listed()
    assert (listed["standing"], listed["name"]) == ("erased", None)
    with office.soquy.services() as services:
        assert services.vault.still_here([UUID(an)]) == []
    assert "erasure_not_found" in office.soquy.refused("beneficiary", "keep", an)


def test_a_request_is_taken_back_as_long_as_the_law_keeps_the_name(office: Office) -> None:
    an = BeneficiaryId(UUID(office.register("Lê Văn Còn")))
    with office.soquy.services() as services:
        command = Command(command_id=str(uuid7()), digest=b"", by=OPERATOR)
        services.ledger.request_erasure(command, an, date(2035, 12, 31))
    office.catch_up()
    (listed,) = office.listed()
    assert (listed["standing"], listed["name"]) == ("restricted", None)
    assert office.found("còn") == []
    assert office.soquy.do("beneficiary", "list", "--association", office.unit).endswith(
        "(restricted)\n"
    )
    office.soquy.do("beneficiary", "keep", an)
    office.catch_up()
    assert office.found("còn") == [str(an)]


def test_nobody_is_asked_about_whom_there_is_not(office: Office) -> None:
    for act in ("erase", "keep"):
        refused = office.soquy.refused("beneficiary", act, uuid7())
        assert refused.startswith("Error: beneficiary_not_found")
