"""`soquy reorganise`: a file is looked at, tried out, and carried out as one."""

from datetime import date
from pathlib import Path

import pytest

from ledger.values import AssociationId
from tests.api.cli.soquy import Soquy

HEADING = "đơn vị cũ;đơn vị mới;tỷ lệ;ngày hiệu lực;quyết định\n"


@pytest.fixture
def province(soquy: Soquy) -> AssociationId:
    """A province with two communes."""
    central = soquy.central()
    add = ("association", "add", "--on", "1996-10-02", "--name")
    province = AssociationId(
        soquy.make(*add, "Hội Khuyến học Hà Tĩnh", "--level", "province", "--parent", central)
    )
    for name in ("Xã Thạch Hà", "Xã Cẩm Xuyên"):
        soquy.make(*add, name, "--level", "commune", "--parent", province)
    return province


def a_file(folder: Path, *lines: str) -> Path:
    path = folder / "sáp nhập.csv"
    path.write_text(HEADING + "\n".join(lines), "utf-8")
    return path


def test_two_communes_become_one(soquy: Soquy, province: AssociationId, tmp_path: Path) -> None:
    file = a_file(
        tmp_path,
        "Xã Thạch Hà;Xã Đồng Lộc;;01/07/2025;1283/NQ-UBTVQH15",
        "Xã Cẩm Xuyên;Xã Đồng Lộc;;01/07/2025;1283/NQ-UBTVQH15",
    )
    asked = ("reorganise", file, "--below", province)
    shown = soquy.ask(*asked, "--dry-run")
    assert (shown["begins"], shown["ends"], shown["recorded"]) == (1, 2, 0)
    done = soquy.ask(*asked, "--yes")
    assert done["recorded"] == 6
    with soquy.services() as services:
        ended = [each.event for each in services.ledger.read(0, 100)][-6:]
        assert sorted(event.topic for event in ended) == [
            "association.established",
            "association.inherited",
            "association.inherited",
            "association.reorganised",
            "association.succeeded",
            "association.succeeded",
        ]
    again = soquy.refused(*asked, "--yes")
    assert again.startswith("Error: association_ended: ")
    assert date(2025, 7, 1).isoformat() in again


def test_every_wrong_line_is_named_and_nothing_recorded(
    soquy: Soquy, province: AssociationId, tmp_path: Path
) -> None:
    file = a_file(
        tmp_path,
        "Xã Thạch Hà;Xã Đồng Lộc;nửa;01/07/2025;1/QĐ",
        "Xã Nào Đó;Xã Đồng Lộc;;01/07/2025;1/QĐ",
    )
    result = soquy.run("reorganise", file, "--below", province, "--yes")
    assert result.exit_code == 1
    assert "line 2: share: unreadable" in result.stdout
    assert "line 3: old: unknown_unit" in result.stdout
    assert "share: 60%, 33,5%, 60, 0.6, 1/3;" in result.stdout, "what can be read is told"
    with soquy.services() as services:
        assert services.ledger.position() == 4


def test_nobody_is_dissolved_by_a_cell_that_was_forgotten(
    soquy: Soquy, province: AssociationId, tmp_path: Path
) -> None:
    forgotten = a_file(tmp_path, "Xã Thạch Hà;;100%;01/07/2025;1/QĐ")
    asked = ("reorganise", forgotten, "--below", province)
    assert "line 2: new: missing" in soquy.run(*asked, "--yes").stdout
    a_file(tmp_path, "Xã Thạch Hà;giải thể;100%;01/07/2025;1/QĐ")
    shown = soquy.ask(*asked, "--dry-run")
    assert (shown["begins"], shown["ends"], shown["faults"]) == (0, 1, [])
    a_file(tmp_path, "Xã Thạch Hà;Xã Mới;100%;01/07/2025;1/QĐ;thừa")
    assert "line 2: 6: too_many_cells" in soquy.run(*asked, "--yes").stdout


def test_a_rule_of_the_ledger_is_told_with_its_line(
    soquy: Soquy, province: AssociationId, tmp_path: Path
) -> None:
    file = a_file(tmp_path, "Xã Thạch Hà;Xã Cẩm Xuyên;;01/07/1990;1/QĐ")
    line = soquy.refused("reorganise", file, "--below", province, "--yes", "--json")
    assert line.startswith("Error: dated_before_association: ")
    assert "line 2" in line


def test_a_file_that_is_no_plan_is_refused(
    soquy: Soquy, province: AssociationId, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(b"a,b\n1,2\n")
    line = soquy.refused("reorganise", file, "--below", province, "--dry-run")
    assert line.startswith("Error: unreadable_plan: ")
