"""Rows become a plan: who stands, who begins, in what shares; what is unclear is named."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from api.reorganisations.planning import Planned, Unit, plan_of
from api.reorganisations.rows import Fault, Row
from ledger.errors.associations import AssociationEnded, WrongLevel
from ledger.events.association import Successor
from ledger.shares import WHOLE
from ledger.values import AssociationId, Level
from tests.builders import an_id
from tests.fakes import Ids

JULY_1 = date(2025, 7, 1)
PROVINCE, DISTRICT, A, B, C, ALSO_C = (
    AssociationId(an_id(name)) for name in ("province", "district", "A", "B", "C", "C again")
)
UNITS = (
    Unit(PROVINCE, "Hà Tĩnh", Level.PROVINCE),
    Unit(DISTRICT, "Huyện Thạch Hà", Level.DISTRICT),
    Unit(A, "Xã A", Level.COMMUNE),
    Unit(B, "Xã B", Level.COMMUNE),
    Unit(C, "Xã C", Level.COMMUNE),
    Unit(ALSO_C, "xã  c", Level.COMMUNE),
)


def row(
    line: int, old: str, new: str | None = None, share: str | None = None, **fields: object
) -> Row:
    made = Row(
        line=line,
        old=old,
        new=new,
        share=None if share is None else Fraction(share),
        on=JULY_1,
        decision="1283/NQ",
        level=None,
    )
    return replace(made, **fields)


def planned(*rows: Row) -> Planned:
    return plan_of(rows, UNITS, below=PROVINCE, new_id=Ids())


def heirs(plan: Planned, at: int = 0) -> Sequence[Successor]:
    return plan.plan.ends[at].succession.successors


def test_two_units_go_into_a_new_one() -> None:
    found = planned(row(2, "Xã A", "Xã Mới"), row(3, "Xã B", "xã mới"))
    assert found.faults == ()
    [begins] = found.plan.begins
    assert (begins.new.name, begins.new.level) == ("Xã Mới", Level.COMMUNE)
    assert (begins.new.parent_id, begins.new.effective_on) == (PROVINCE, JULY_1)
    assert [ending.association_id for ending in found.plan.ends] == [A, B]
    whole = (Successor(association_id=begins.association_id, share_millionths=WHOLE),)
    assert heirs(found, 0) == heirs(found, 1) == whole


def test_a_new_unit_may_bear_the_name_of_an_old_one() -> None:
    found = planned(row(2, "Xã A", "Xã A"), row(3, "Xã B", "Xã A"))
    [begins] = found.plan.begins
    assert begins.new.name == "Xã A"
    assert begins.association_id not in (A, B)
    assert heirs(found)[0].association_id == begins.association_id


def test_two_units_of_one_name_go_into_a_new_one_of_that_name() -> None:
    """They are told apart by their ids. While one of them goes on, the name may mean that one."""
    both = [row(2, str(C), "Xã C"), row(3, str(ALSO_C), "Xã C")]
    found = planned(*both)
    assert found.faults == ()
    [begins] = found.plan.begins
    assert begins.new.name == "Xã C"
    assert heirs(found, 0)[0].association_id == heirs(found, 1)[0].association_id
    assert heirs(found)[0].association_id == begins.association_id
    assert planned(both[0]).faults == (Fault(line=2, column="new", code="ambiguous_unit"),)
    assert heirs(planned(row(2, str(C), str(ALSO_C))))[0].association_id == ALSO_C


def test_one_unit_told_by_its_id_may_go_into_a_new_one_of_its_name() -> None:
    found = planned(row(2, str(A), "Xã A"), row(3, "Xã B", "Xã A"))
    [begins] = found.plan.begins
    assert begins.association_id not in (A, B)
    assert heirs(found)[0].association_id == begins.association_id


def test_a_level_that_all_rows_of_a_new_unit_agree_on_is_no_fault() -> None:
    rows = (row(2, "Xã A", "M", level=Level.COMMUNE), row(3, "Xã B", "M"))
    assert planned(*rows).faults == ()


def test_a_unit_that_stands_may_take_over() -> None:
    found = planned(row(2, "Xã A", "Xã B"))
    assert found.plan.begins == ()
    assert heirs(found)[0].association_id == B


def test_one_unit_is_split_in_exact_thirds() -> None:
    thirds = [row(line, "Xã A", f"Mới {line}", "1/3") for line in (2, 3, 4)]
    found = planned(*thirds)
    assert found.faults == ()
    assert [each.share_millionths for each in heirs(found)] == [333_334, 333_333, 333_333]


def test_a_district_goes_to_communes_or_to_its_province() -> None:
    found = planned(
        row(2, "Huyện Thạch Hà", "Xã Mới", "1/2"), row(3, "Huyện Thạch Hà", "Hà Tĩnh", "1/2")
    )
    assert [begins.new.level for begins in found.plan.begins] == [Level.COMMUNE]
    assert {each.association_id for each in heirs(found)} >= {PROVINCE}


def test_a_unit_without_a_new_one_is_dissolved() -> None:
    for share in (None, "1"):
        found = planned(row(2, "Xã A", share=share))
        assert (heirs(found), found.faults) == ((), ())


def test_units_are_named_by_id_too() -> None:
    assert planned(row(2, str(A), str(B))).faults == ()


@pytest.mark.parametrize(
    "rows, fault",
    [
        ((row(2, "Xã X", "Xã B"),), Fault(line=2, column="old", code="unknown_unit")),
        ((row(2, "Xã C", "Xã B"),), Fault(line=2, column="old", code="ambiguous_unit")),
        ((row(2, "Xã A", "Xã C"),), Fault(line=2, column="new", code="ambiguous_unit")),
        ((row(2, "Xã A", str(an_id("?"))),), Fault(line=2, column="new", code="unknown_unit")),
        (
            (row(2, "Xã A", "M", "1/2"), row(3, "Xã A", "N", "1/3")),
            Fault(line=2, column="share", code="bad_shares"),
        ),
        (
            (row(2, "Xã A", "M", "1/2"), row(3, "Xã A", "N")),
            Fault(line=2, column="share", code="bad_shares"),
        ),
        (
            (row(2, "Xã A", "M", "1/2"), row(3, "Xã A", "N", "1/2", decision="2/QĐ")),
            Fault(line=3, column="decision", code="rows_differ"),
        ),
        (
            (row(2, "Xã A", "M", "1/2"), row(3, "Xã A")),
            Fault(line=2, column="new", code="rows_differ"),
        ),
        ((row(2, "Xã A", share="2/5"),), Fault(line=2, column="share", code="bad_shares")),
        (
            (row(2, "Xã A", "M"), row(3, "Xã B", "M", on=date(2025, 8, 1))),
            Fault(line=3, column="on", code="dates_differ"),
        ),
        (
            (
                row(2, "Xã A", "M", level=Level.COMMUNE),
                row(3, "Xã B", "M", level=Level.PROVINCE),
            ),
            Fault(line=3, column="level", code="levels_differ"),
        ),
        (
            (row(2, "Xã A", "M"), row(3, "Xã B", "M", level=Level.PROVINCE)),
            Fault(line=3, column="level", code="levels_differ"),
        ),
        (
            (row(2, "Xã A", "Xã B", level=Level.PROVINCE),),
            Fault(line=2, column="level", code="levels_differ"),
        ),
    ],
)
def test_what_is_unclear_is_named_by_its_line(rows: Sequence[Row], fault: Fault) -> None:
    assert fault in planned(*rows).faults


def test_what_the_ledger_refuses_is_found_in_the_file() -> None:
    found = planned(row(2, "Xã A", "M"), row(5, "Xã B", "N"))
    assert found.line_of(AssociationEnded("ends.1.effective_on")) == 5
    assert found.line_of(WrongLevel("begins.1.level")) == 5
    assert found.line_of(AssociationEnded("effective_on")) is None
