"""Charts as SVG made on the server: they need no script, follow the page's colours, and print.

Colours stand twice: as attributes, for a drawing taken out of its page, and as classes, which the
stylesheet paints for light, dark and paper. Money in rises above the line and money out hangs below
it, so the two are told apart without colour. The figures themselves belong in a table beside.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import ceil
from typing import Final, NamedTuple

from markupsafe import Markup

from api.pages.presentation import formatting
from api.pages.presentation.formatting import Language
from api.pages.presentation.scales import Scale

_TEXTS: Final[dict[Language, dict[str, str]]] = {
    "vi": {
        "title": "Thu vào và chi ra theo tháng",
        "summary": "Từ {first} đến {last}: thu vào {in_dong}, chi ra {out_dong}.",
        "peak": "Thu nhiều nhất: {month}, {in_dong}.",
        "bar": "{month}: thu vào {in_dong}, chi ra {out_dong}",
        "unit": "{scale} đồng",
    },
    "en": {
        "title": "Money in and out by month",
        "summary": "From {first} to {last}: {in_dong} in, {out_dong} out.",
        "peak": "Most came in {month}: {in_dong}.",
        "bar": "{month}: {in_dong} in, {out_dong} out",
        "unit": "{scale} VND",
    },
}
_MONTHS_IN_A_YEAR: Final = 12

# What a page draws by the dozen is filled in by `%`, which takes a third of the time of `format`.
_TICK: Final = Markup(
    '<line class="chart__%(kind)s" x1="%(left)s" x2="%(right)s" y1="%(y)s" y2="%(y)s" '
    'stroke="%(colour)s"/>'
    '<text class="chart__tick" x="%(text_x)s" y="%(text_y)s" text-anchor="end">%(label)s</text>'
)
_MONTH: Final = Markup("<g><title>%s</title>%s%s</g>")
_BAR: Final = Markup('<rect class="chart__%s" x="%s" y="%s" width="%s" height="%s" fill="%s"/>')
_MONTH_LABEL: Final = Markup(
    '<text class="chart__month" x="%(x)s" y="%(y)s" text-anchor="middle">%(month)s'
    '<tspan class="chart__year" x="%(x)s" dy="17">%(year)s</tspan></text>'
)


class MonthFlow(NamedTuple):
    """What came into a fund and went out of it in one month ("2024-09"), in đồng, both positive."""

    month: str
    in_dong: int
    out_dong: int


class _Frame(NamedTuple):
    """The measures of one drawing, in its own units: pixels where it is shown at full size."""

    name: str
    width: int
    plot_height: int
    left: int
    font_size: int
    labels_max: int

    @property
    def plot_width(self) -> int:
        return self.width - self.left - _RIGHT

    def with_room_for(self, letters: int) -> "_Frame":
        """Return the frame, with more room on the left if labels of so many letters need it."""
        return self._replace(left=max(self.left, ceil(letters * self.font_size * 0.6) + 8))


_NARROW: Final = _Frame("narrow", 360, 190, 44, 13, 6)  # a phone held upright
_WIDE: Final = _Frame("wide", 720, 230, 60, 14, 14)
_TOP, _BELOW, _RIGHT = 30, 46, 8  # room for the unit above, for months and years below


def money_by_month(
    flows: Sequence[MonthFlow], language: Language = "vi", *, name: str = "flow"
) -> Markup:
    """Draw months in order as bars, in a wide and a narrow version of which the page shows one.

    `name` begins the ids of the drawing and must be its own on a page. Where no money moved there
    is nothing to draw, and the answer is empty.
    """
    if not any(flow.in_dong or flow.out_dong for flow in flows):
        return Markup()
    drawings = Markup().join(_draw(flows, frame, language, name) for frame in (_WIDE, _NARROW))
    return Markup('<div class="chart">{}</div>').format(drawings)


def last_months(flows: Iterable[MonthFlow], *, through: str, count: int = 12) -> list[MonthFlow]:
    """Return the `count` months that end with `through` ("2024-09"), quiet ones as zeros."""
    known = {flow.month: flow for flow in flows}
    year, month = (int(part) for part in through.split("-"))
    newest = year * _MONTHS_IN_A_YEAR + month - 1
    names = (_month_name(index) for index in range(newest - count + 1, newest + 1))
    return [known.get(name, MonthFlow(name, 0, 0)) for name in names]


def _draw(flows: Sequence[MonthFlow], frame: _Frame, language: Language, name: str) -> Markup:
    texts, prefix = _TEXTS[language], f"{name}-{frame.name}"
    scale = Scale.reaching(
        max(flow.in_dong for flow in flows),
        max(flow.out_dong for flow in flows),
        height=frame.plot_height,
    )
    unit, labels = _axis(scale, language)
    frame = frame.with_room_for(max(map(len, labels)))
    parts = [
        Markup('<title id="{}-title">{}</title>').format(prefix, texts["title"]),
        Markup('<desc id="{}-desc">{}</desc>').format(prefix, _summary(flows, language)),
        *_grid(scale, frame, unit, labels),
        *_bars(flows, scale, frame, language),
        *_month_labels(flows, frame, language),
    ]
    return Markup(
        '<svg class="chart__drawing chart__drawing--{frame}" role="img" '
        'aria-labelledby="{prefix}-title {prefix}-desc" viewBox="0 0 {width} {height}" '
        'font-size="{font_size}" fill="#5a6270">{parts}</svg>'
    ).format(
        frame=frame.name,
        prefix=prefix,
        width=frame.width,
        height=_TOP + frame.plot_height + _BELOW,
        font_size=frame.font_size,
        parts=Markup().join(parts),
    )


def _axis(scale: Scale, language: Language) -> tuple[str, list[str]]:
    """Return the unit of an axis, and what stands at each of its round values."""
    # Half of it: up to 2 tỷ, "500, 1.000, 1.500 triệu" reads better than "0,5, 1, 1,5 tỷ".
    divisor, name = formatting.scale_name(max(scale.ticks[-1], -scale.ticks[0]) // 2, language)
    labels = [formatting.quantity(Decimal(abs(each)) / divisor, language) for each in scale.ticks]
    return _TEXTS[language]["unit"].format(scale=name).strip(), labels


def _grid(scale: Scale, frame: _Frame, unit: str, labels: Sequence[str]) -> Iterable[Markup]:
    yield Markup('<text class="chart__unit" x="0" y="14">{}</text>').format(unit)
    for value, label in zip(scale.ticks, labels, strict=True):
        y = round(_TOP + scale.depth(value), 1)
        yield _TICK % {
            "kind": "zero" if value == 0 else "line",
            "colour": "#1b2330" if value == 0 else "#ddd8cc",
            "left": frame.left,
            "right": frame.width - _RIGHT,
            "y": y,
            "text_x": frame.left - 8,
            "text_y": y + 4,
            "label": label,
        }


def _bars(
    flows: Sequence[MonthFlow], scale: Scale, frame: _Frame, language: Language
) -> Iterable[Markup]:
    slot = frame.plot_width / len(flows)
    width = round(min(slot * 0.62, 44), 1)
    zero = _TOP + scale.depth(0)
    for index, flow in enumerate(flows):
        x = round(frame.left + slot * (index + 0.5) - width / 2, 1)
        yield _MONTH % (
            _bar_title(flow, language),
            _bar("in", "#0b6b53", x, zero, width, -scale.length(flow.in_dong)),
            _bar("out", "#a34a12", x, zero, width, scale.length(flow.out_dong)),
        )


def _bar(kind: str, colour: str, x: float, zero: float, width: float, length: float) -> Markup:
    """Draw from the zero line, up for a negative length; the least amount is still to be seen."""
    if length == 0:
        return Markup()
    height = round(max(abs(length), 2), 1)
    y = round(zero - height if length < 0 else zero, 1)
    return _BAR % (kind, x, y, width, height, colour)


def _month_labels(
    flows: Sequence[MonthFlow], frame: _Frame, language: Language
) -> Iterable[Markup]:
    """Name the newest month and as many before it as fit; write each year once, under its first."""
    slot = frame.plot_width / len(flows)
    step = -(-len(flows) // frame.labels_max)
    baseline = _TOP + frame.plot_height + 20
    year_before = ""
    for index, flow in enumerate(flows):
        if (len(flows) - 1 - index) % step:
            continue
        year = flow.month.partition("-")[0]
        yield _MONTH_LABEL % {
            "x": round(frame.left + slot * (index + 0.5), 1),
            "y": baseline,
            "month": formatting.short_month(flow.month, language),
            "year": year if year != year_before else "",
        }
        year_before = year


def _summary(flows: Sequence[MonthFlow], language: Language) -> str:
    texts = _TEXTS[language]
    peak = max(flows, key=lambda flow: flow.in_dong)
    summary = texts["summary"].format(
        first=formatting.month(flows[0].month, language),
        last=formatting.month(flows[-1].month, language),
        in_dong=formatting.dong(sum(flow.in_dong for flow in flows), language),
        out_dong=formatting.dong(sum(flow.out_dong for flow in flows), language),
    )
    if not peak.in_dong:
        return summary
    most = texts["peak"].format(
        month=formatting.month(peak.month, language),
        in_dong=formatting.dong(peak.in_dong, language),
    )
    return f"{summary} {most}"


def _bar_title(flow: MonthFlow, language: Language) -> str:
    return _TEXTS[language]["bar"].format(
        month=formatting.month(flow.month, language),
        in_dong=formatting.dong(flow.in_dong, language),
        out_dong=formatting.dong(flow.out_dong, language),
    )


def _month_name(index: int) -> str:
    return f"{index // _MONTHS_IN_A_YEAR:04}-{index % _MONTHS_IN_A_YEAR + 1:02}"
