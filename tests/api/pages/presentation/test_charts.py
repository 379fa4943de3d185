from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.pages.presentation.charts import MonthFlow, last_months, money_by_month
from api.pages.presentation.scales import Scale, ticks

YAGI = [MonthFlow("2024-08", 0, 0), MonthFlow("2024-09", 8_789_133_706, 55_000)]
AMOUNT = st.integers(0, 10**15)
FLOWS = st.lists(st.tuples(AMOUNT, AMOUNT), min_size=1, max_size=60).map(
    lambda pairs: [
        MonthFlow(f"{2020 + index // 12}-{index % 12 + 1:02}", *pair)
        for index, pair in enumerate(pairs)
    ]
)


def drawings(markup: str) -> list[ET.Element]:
    """Read the wide and the narrow drawing; whatever is not well-formed fails here."""
    return list(ET.fromstring(markup))  # noqa: S314 - our own output


def bars(drawing: ET.Element, kind: str) -> list[ET.Element]:
    return [node for node in drawing.iter("rect") if node.get("class") == f"chart__{kind}"]


def text_of(drawing: ET.Element) -> str:
    return "\n".join(part.replace("\N{NO-BREAK SPACE}", " ") for part in drawing.itertext())


def test_a_reader_who_sees_nothing_is_told_the_title_and_the_sums() -> None:
    for drawing in drawings(money_by_month(YAGI)):
        title, description = drawing[0], drawing[1]
        assert drawing.get("role") == "img"
        assert drawing.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text == "Thu vào và chi ra theo tháng"
        assert description.text is not None
        assert description.text.replace("\N{NO-BREAK SPACE}", " ") == (
            "Từ tháng 8/2024 đến tháng 9/2024: thu vào 8.789.133.706 đ, chi ra 55.000 đ. "
            "Thu nhiều nhất: tháng 9/2024, 8.789.133.706 đ."
        )


def test_the_axis_counts_in_the_unit_that_suits_the_figures() -> None:
    wide, _ = drawings(money_by_month(YAGI))
    assert [node.text for node in wide.iter("text")][:6] == [
        "tỷ đồng",
        *("0", "2,5", "5", "7,5", "10"),
    ]
    wide, _ = drawings(money_by_month([MonthFlow("2024-09", 930_000_000, 0)], "en"))
    assert [node.text for node in wide.iter("text")][:6] == [
        "million VND",
        *("0", "250", "500", "750", "1,000"),
    ]


def test_every_bar_tells_its_exact_figures() -> None:
    wide, _ = drawings(money_by_month(YAGI))
    assert "tháng 9/2024: thu vào 8.789.133.706 đ, chi ra 55.000 đ" in text_of(wide)


def test_where_no_money_moved_there_is_nothing_to_draw() -> None:
    assert money_by_month([]) == ""
    assert money_by_month([MonthFlow("2024-09", 0, 0)]) == ""


@pytest.mark.parametrize("count, wide_max, narrow_max", [(12, 14, 6), (24, 14, 6), (60, 14, 6)])
def test_only_as_many_months_are_named_as_fit_and_always_the_newest(
    count: int, wide_max: int, narrow_max: int
) -> None:
    flows = last_months([MonthFlow("2024-09", 5, 0)], through="2024-09", count=count)
    for drawing, most in zip(drawings(money_by_month(flows)), (wide_max, narrow_max), strict=True):
        names = [n.text for n in drawing.iter("text") if n.get("class") == "chart__month"]
        assert 2 <= len(names) <= most
        assert names[-1] == "T9"


@given(FLOWS)
def test_money_in_rises_and_money_out_hangs_and_the_least_amount_is_seen(
    flows: list[MonthFlow],
) -> None:
    assume(any(flow.in_dong or flow.out_dong for flow in flows))
    for drawing in drawings(money_by_month(flows)):
        zero = next(n for n in drawing.iter("line") if n.get("class") == "chart__zero")
        line = float(zero.get("y1", "nan"))
        assert len(bars(drawing, "in")) == sum(flow.in_dong > 0 for flow in flows)
        assert len(bars(drawing, "out")) == sum(flow.out_dong > 0 for flow in flows)
        for bar in bars(drawing, "in"):
            foot = float(bar.get("y", "nan")) + float(bar.get("height", "nan"))
            assert foot == pytest.approx(line, abs=0.2)
        for bar in bars(drawing, "out"):
            assert float(bar.get("y", "nan")) == pytest.approx(line, abs=0.2)
        for bar in [*bars(drawing, "in"), *bars(drawing, "out")]:
            assert float(bar.get("height", "nan")) >= 2


@given(FLOWS)
def test_nothing_is_drawn_outside_the_frame(flows: list[MonthFlow]) -> None:
    assume(any(flow.in_dong or flow.out_dong for flow in flows))
    for drawing in drawings(money_by_month(flows)):
        _, _, width, height = (float(part) for part in drawing.get("viewBox", "").split())
        for bar in drawing.iter("rect"):
            assert float(bar.get("x", "nan")) >= 0
            assert float(bar.get("x", "nan")) + float(bar.get("width", "nan")) <= width
            assert float(bar.get("y", "nan")) >= 0
            assert float(bar.get("y", "nan")) + float(bar.get("height", "nan")) <= height


@pytest.mark.parametrize("dong", [1, 9_500_000, 8_789_133_706, 10**13, 10**15, 4 * 10**15])
def test_what_stands_at_the_axis_fits_beside_it(dong: int) -> None:
    for drawing in drawings(money_by_month([MonthFlow("2026-11", dong, 0)])):
        ticks_ = [node for node in drawing.iter("text") if node.get("class") == "chart__tick"]
        letter = 0.6 * float(drawing.get("font-size", "0"))
        for node in ticks_:
            assert node.text is not None
            assert float(node.get("x", "0")) >= letter * len(node.text)


def test_a_drawing_obeys_a_policy_without_inline_style_and_script() -> None:
    for drawing in drawings(money_by_month(YAGI)):
        for node in drawing.iter():
            assert node.tag not in {"style", "script"}
            assert "style" not in node.attrib
            assert not [name for name in node.attrib if name.startswith("on")]


def test_two_charts_on_one_page_share_no_id() -> None:
    ids = [
        node.get("id")
        for name in ("fund", "tree")
        for drawing in drawings(money_by_month(YAGI, name=name))
        for node in drawing.iter()
        if node.get("id")
    ]
    assert len(ids) == len(set(ids)) == 8


def test_the_last_months_include_the_quiet_ones() -> None:
    known = [MonthFlow("2024-01", 7, 1), MonthFlow("2023-11", 5, 0), MonthFlow("2020-01", 9, 9)]
    assert last_months(known, through="2024-02", count=4) == [
        MonthFlow("2023-11", 5, 0),
        MonthFlow("2023-12", 0, 0),
        MonthFlow("2024-01", 7, 1),
        MonthFlow("2024-02", 0, 0),
    ]


@given(st.integers(0, 10**16), st.integers(0, 10**16))
def test_an_axis_has_few_round_values_and_holds_every_amount(up: int, down: int) -> None:
    assume(up or down)
    values = ticks(up, down)
    steps = {high - low for low, high in pairwise(values)}
    assert 0 in values
    assert len(values) <= 12
    assert len(steps) <= 1
    scale = Scale.reaching(up, down, height=200)
    for amount in (up, -down):
        assert -1e-9 <= scale.depth(amount) <= 200 + 1e-9
