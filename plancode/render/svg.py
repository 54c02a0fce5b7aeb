"""Charts as SVG: whole numbers for places, text escaped, a background of its own, nothing that runs or is fetched."""

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from typing import Final

from plancode.locale.catalogue import Language
from plancode.locale.width import visible, width
from plancode.quantity import rounded
from plancode.render.blocks import Chart, Series
from plancode.said.speaker import plain
from plancode.said.value import Rounded, Said

WIDTH: Final = 760
HEIGHT: Final = 340
LEFT, RIGHT, TOP, BOTTOM = 92, 744, 84, 300
INK, PALE, PAPER = "#1f2933", "#d7dde3", "#ffffff"
BAR, LINE, HIGH, LOW = "#4c78a8", "#b45309", "#fde8cf", "#dbeafe"
FONT: Final = (
    "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC',"
    " sans-serif"
)
_SMALL, _LARGE = 12, 14
_COLUMN: Final = 7
_TICKS: Final = 4
_STEPS: Final = tuple(map(Decimal, ("1", "2", "2.5", "5", "10")))
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"}


def write_svg(chart: Chart, language: Language) -> str:
    """Return a chart as an SVG file: the same chart gives the same bytes."""
    return "\n".join(_Writer(chart, language).lines()) + "\n"


def escape_xml(text: str) -> str:
    """Return an author's text so that XML shows it, in one line."""
    line = " ".join(_NO_XML.sub("\ufffd", visible(" ".join(text.split()))).split())
    return "".join(_NAMES.get(character, character) for character in line)


def shortened(text: str, columns: int) -> str:
    """Return a text that takes at most so many columns, cut with an ellipsis where it is longer."""
    if width(text) <= columns:
        return text
    kept = ""
    for character in text:
        if width(kept + character) > columns - 1:
            break
        kept += character
    return kept.rstrip() + "…"


class _Writer:
    """The lines of one chart. Places are whole numbers from the upper left corner."""

    def __init__(self, chart: Chart, language: Language) -> None:
        self.chart = chart
        self.speaker = plain(language)
        values = [value for series in chart.series for value in series.values if value is not None]
        self.step = max(_step(max(values, default=Decimal(0))), chart.finest)
        self.most = self.step * _TICKS
        self.slot = Decimal(RIGHT - LEFT) / max(len(chart.labels), 1)

    def lines(self) -> Iterator[str]:
        """Yield the chart from what lies below to what lies above."""
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' role="img" aria-labelledby="title desc" font-family="{FONT}" font-size="{_SMALL}" fill="{INK}">'
        )
        yield f'<title id="title">{escape_xml(self.speaker.say(self.chart.title))}</title>'
        yield f'<desc id="desc">{escape_xml(self.speaker.say(self.chart.alt))}</desc>'
        yield f'<rect x="0" y="0" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{PAPER}" stroke="{PALE}"/>'
        yield self._text(16, 26, self._cut(self.chart.title, WIDTH - 32), size=_LARGE)
        yield from self._legend()
        for mark in self.chart.marks:
            left, right = self._left(mark.first), self._left(mark.last + 1)
            size = f'width="{right - left}" height="{BOTTOM - TOP + 18}"'
            yield f'<rect x="{left}" y="{TOP - 18}" {size} fill="{HIGH if mark.form == "high" else LOW}"/>'
            yield self._text((left + right) // 2, TOP - 5, self._cut(mark.text, right - left), anchor="middle")
        for number in range(_TICKS + 1):
            y, tick = self._y(self.step * number), self.speaker.say(Rounded(self.step * number, self.chart.places))
            yield f'<line x1="{LEFT}" y1="{y}" x2="{RIGHT}" y2="{y}" stroke="{PALE}"/>'
            yield self._text(LEFT - 8, y + 4, escape_xml(tick), anchor="end")
        for series in self.chart.series:
            yield from self._bars(series) if series.form == "bars" else self._line(series)
        yield from self._labels()
        yield "</svg>"

    def _cut(self, value: Said, room: int) -> str:
        return escape_xml(shortened(self.speaker.say(value), max(room // _COLUMN, 2)))

    def _text(self, x: int, y: int, text: str, *, anchor: str = "start", size: int = _SMALL) -> str:
        return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}">{text}</text>'

    def _legend(self) -> Iterator[str]:
        x = 16
        for series in self.chart.series:
            colour, high = (BAR, 10) if series.form == "bars" else (LINE, 3)
            yield f'<rect x="{x}" y="{46 - high // 2}" width="14" height="{high}" fill="{colour}"/>'
            title = shortened(self.speaker.say(series.title), 40)
            yield self._text(x + 20, 50, escape_xml(title))
            x += 44 + width(title) * _COLUMN

    def _bars(self, series: Series) -> Iterator[str]:
        wide = max(int(rounded(self.slot * 3 / 5)), 1)
        for number, value in enumerate(series.values):
            if value is not None and value > 0:
                x, y = self._middle(number) - wide // 2, self._y(value)
                yield f'<rect x="{x}" y="{y}" width="{wide}" height="{BOTTOM - y}" fill="{BAR}"/>'

    def _line(self, series: Series) -> Iterator[str]:
        """Yield a line with a dot for each figure, broken where one is missing."""
        for is_known, stretch in groupby(enumerate(series.values), key=lambda pair: pair[1] is not None):
            if is_known:
                points = [(self._middle(number), self._y(value)) for number, value in stretch if value is not None]
                path = " ".join(f"{x},{y}" for x, y in points)
                yield f'<polyline points="{path}" fill="none" stroke="{LINE}" stroke-width="2"/>'
                yield from (f'<circle cx="{x}" cy="{y}" r="3" fill="{LINE}"/>' for x, y in points)

    def _labels(self) -> Iterator[str]:
        """Yield as many labels as there is room for: all, every second, every third."""
        said = [self.speaker.say(label) for label in self.chart.labels]
        longest = min(max(map(width, said), default=1), 12)
        apart = max(int((Decimal((longest + 1) * _COLUMN) / self.slot).to_integral_value(ROUND_CEILING)), 1)
        for number, text in list(enumerate(said))[::apart]:
            label = escape_xml(shortened(text, 12))
            yield self._text(self._middle(number), BOTTOM + 20, label, anchor="middle")

    def _left(self, number: int) -> int:
        return LEFT + int(rounded(self.slot * number))

    def _middle(self, number: int) -> int:
        return LEFT + int(rounded(self.slot * number + self.slot / 2))

    def _y(self, value: Decimal) -> int:
        high = max(value, Decimal(0)) / self.most
        return BOTTOM - int(rounded(high * (BOTTOM - TOP)))


def _step(most: Decimal) -> Decimal:
    """Return a round step of which some make at least the largest figure."""
    if most <= 0:
        return Decimal(1)
    least = most / _TICKS
    scale = Decimal(1).scaleb(least.adjusted())
    return next(step * scale for step in _STEPS if step * scale >= least)
