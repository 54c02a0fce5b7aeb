"""Sheets as the bytes of a workbook: the same for the same sheets, and nothing in it that runs.

A text stays a text whatever it begins with; the only formulas are ours, and locked.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from plancode.document.workbook import MOST_COLUMNS, name_of_cell
from plancode.exchange.workbook.cells import CellValue, text_of
from plancode.exchange.workbook.choices import Choices
from plancode.exchange.workbook.columns import BookColumn
from plancode.exchange.workbook.layout import HEADS, KEY_COLUMN, KEYS, MARK, ROWS, SPARE
from plancode.exchange.workbook.seal import SHEET, SealLine
from plancode.exchange.workbook.sheets import BookCell, BookSheet
from plancode.locale.catalogue import Language, word
from plancode.locale.width import width
from plancode.model.schema import describe
from plancode.quantity import Quantity
from plancode.said.speaker import plain
from plancode.said.value import Said

_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001  # a workbook has no time zones
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_REFERENCE: Final = re.compile(r"\[([^\[\]]+)\]")
_FORMATS: Final = {"number": "#,##0.####", "whole": "#,##0", "share": "0.####%", "day": "yyyy-mm-dd", "text": "@"}
_WIDEST, _SENTENCE, _LEAST, _EDGE = 42, 50, 9, 3
_HEAD: Final = "#1F3864"
_LOCKED: Final = "#F2F2F2"
_LINE: Final = "#D9D9D9"
_NOTE_WIDTH, _NOTE_LINE, _NOTE_SIGNS = 260, 18, 36
"""How wide the note of a heading is, how high one of its lines, and how many signs such a line has."""
_FREE: Final = {
    "format_cells": True, "format_columns": True, "format_rows": True, "sort": True, "autofilter": True,
    "insert_rows": True,
}  # fmt: skip
"""What may be done to a sheet whose formulas are locked."""


def write_workbook(
    sheets: Sequence[BookSheet], overview: Sequence[tuple[Said, ...]], seal: Sequence[SealLine], choices: Choices
) -> bytes:
    """Return the bytes of a workbook: what it is, its sheets, and hidden what it carries of where it comes from."""
    import xlsxwriter

    file = io.BytesIO()
    quiet = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
    book = xlsxwriter.Workbook(file, {"in_memory": True, **quiet})
    book.set_properties({"created": _MADE})
    book.set_calc_mode("auto")
    writer = _Writer(book, choices)
    writer.overview(overview)
    for sheet in sheets:
        writer.sheet(sheet)
    writer.lists()
    writer.seal(seal)
    book.close()
    return file.getvalue()


@dataclass
class _Writer:
    """A workbook that is being written."""

    book: Any
    choices: Choices
    formats: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language of its words."""
        return self.choices.language

    def format(self, **how: object) -> Any:  # noqa: ANN401  # a format of xlsxwriter
        """Return a format; the same for the same."""
        key = tuple(sorted(how.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", "font_size": 10, **how})
        return self.formats[key]

    def say(self, value: Said) -> str:
        """Return a value in the language of the workbook."""
        return plain(self.language).say(value)

    def overview(self, lines: Sequence[tuple[Said, ...]]) -> None:
        """Write the first sheet: lines of what the workbook is, and how it is filled in."""
        page = self.book.add_worksheet(word("book.sheet.overview", self.language))
        page.hide_gridlines(2)
        page.set_column(0, 0, 18)
        page.set_column(1, 1, 96)
        page.set_row(0, 26)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for number, line in enumerate(lines):
            for column, said in enumerate(line):
                is_head = not column
                how = {"bold": True, "font_size": 16} if not number else {"bold": is_head, "text_wrap": column > 0}
                if said is not None:
                    page.write_string(number, column, self.say(said), self.format(**how))
        page.protect("", _FREE)

    def sheet(self, sheet: BookSheet) -> None:
        """Write a sheet."""
        page = self.book.add_worksheet(self.say(sheet.title))
        columns = sheet.columns[: MOST_COLUMNS - 2]
        last = ROWS + len(sheet.rows) + (SPARE if sheet.model is not None else 0)
        page.write_string(0, 1, self.say(sheet.title), self.format(bold=True, font_size=14))
        page.write_string(1, 1, self.say(sheet.help), self.format(italic=True, font_color="#595959"))
        page.write_string(KEYS, KEY_COLUMN, f"{MARK}{sheet.name}")
        page.set_row(KEYS, None, None, {"hidden": True})
        page.set_column(KEY_COLUMN, KEY_COLUMN, None, None, {"hidden": True})
        for at, column in enumerate(columns, KEY_COLUMN + 1):
            self._head(page, at, column)
            self._column(page, at, column, [row.cells[at - 1] for row in sheet.rows])
            self._choose(page, at, column, last)
        for line, row in enumerate(sheet.rows, ROWS):
            page.write_string(line, KEY_COLUMN, row.key)
            for at, cell in enumerate(row.cells[: len(columns)], KEY_COLUMN + 1):
                self._cell(page, sheet, line, at, cell)
        if sheet.model is not None:
            self._spare(page, columns, ROWS + len(sheet.rows), last)
        page.freeze_panes(ROWS, KEY_COLUMN + 1 + _names(columns))
        page.autofilter(HEADS, KEY_COLUMN + 1, max(last - 1, HEADS), len(columns))
        page.protect("", _FREE)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADS)

    def _head(self, page: Any, at: int, column: BookColumn) -> None:  # noqa: ANN401
        heading = self.say(column.heading)
        page.write_string(KEYS, at, column.key)
        style = self.format(
            bold=True, font_color="#FFFFFF", bg_color=_HEAD, text_wrap=True, border=1, border_color=_LINE
        )
        page.write_string(HEADS, at, f"{heading[:1].upper()}{heading[1:]}", style)
        note = (
            describe(column.model, column.key.partition("@")[0].partition(".")[0], self.language)
            if column.model
            else ""
        )
        if note:
            height = _NOTE_LINE * (2 + width(note) // _NOTE_SIGNS)
            page.write_comment(HEADS, at, note, {"width": _NOTE_WIDTH, "height": height, "author": "plancode"})

    def _column(self, page: Any, at: int, column: BookColumn, cells: Sequence[BookCell]) -> None:  # noqa: ANN401
        heading = self.say(column.heading)
        longest = max((max(map(width, _shown(cell.value).split("\n"))) for cell in cells), default=0)
        most = _SENTENCE if column.is_wide else _WIDEST
        page.set_column(at, at, min(max(longest, min(width(heading), 14), _LEAST) + _EDGE, most))

    def _choose(self, page: Any, at: int, column: BookColumn, last: int) -> None:  # noqa: ANN401
        """Let people choose among what a cell can say; of names and lists they may also write others."""
        texts = self.choices.of(column)
        if texts:
            source = self.choices.range_of(texts)
            told = {"error_title": self.say(column.heading)[:32], "error_message": word("book.choose", self.language)}
            kind = "stop" if column.form in ("word", "flag") else "information"
            rule = {"validate": "list", "source": source, "error_type": kind, **told}
            page.data_validation(ROWS, at, max(last - 1, ROWS), at, rule)

    def _cell(self, page: Any, sheet: BookSheet, line: int, at: int, cell: BookCell) -> None:  # noqa: ANN401
        style = self._style(cell.value, sheet.columns[at - 1], is_open=cell.spot is not None)
        if cell.formula:
            formula = _REFERENCE.sub(lambda match: _name(sheet, match[1], line), cell.formula)
            value = float(cell.value) if isinstance(cell.value, Decimal) else 0
            page.write_formula(line, at, f"={formula}", style, value)
        else:
            _write(page, line, at, cell.value, style)

    def _style(self, value: CellValue, column: BookColumn, *, is_open: bool) -> Any:  # noqa: ANN401
        form = _form(value, column)
        how: dict[str, object] = {
            "num_format": _FORMATS[form],
            "locked": not is_open,
            "border": 1,
            "border_color": _LINE,
        }
        if column.is_wide:
            how["text_wrap"] = True
        if not is_open:
            how["bg_color"] = _LOCKED
        if isinstance(value, str) and value.startswith(_FORMULA):
            how["quote_prefix"] = True
        return self.format(**how)

    def _spare(self, page: Any, columns: Sequence[BookColumn], first: int, last: int) -> None:  # noqa: ANN401
        """Write rows in which new things can be put."""
        for line in range(first, last):
            for at, column in enumerate(columns, KEY_COLUMN + 1):
                page.write_blank(line, at, None, self._style(None, column, is_open=column.form is not None))

    def lists(self) -> None:
        """Write what people choose from, on a hidden sheet."""
        page = self.book.add_worksheet(Choices.SHEET)
        for column, texts in enumerate(self.choices.lists):
            for line, text in enumerate(texts):
                page.write_string(line, column, text)
        page.hide()
        page.protect()

    def seal(self, lines: Iterable[SealLine]) -> None:
        """Write what the workbook carries of where it comes from."""
        page = self.book.add_worksheet(SHEET)
        for line, texts in enumerate(lines):
            for column, text in enumerate(texts[:MOST_COLUMNS]):
                if text:
                    page.write_string(line, column, text)
        page.very_hidden()
        page.protect()


def _form(value: CellValue, column: BookColumn) -> str:
    """Return how a cell is written; a blank one as others of its column are."""
    if isinstance(value, Quantity):
        return "share"
    if isinstance(value, Decimal):
        return "whole" if value == value.to_integral_value() else "number"
    if isinstance(value, date) or (value is None and column.form == "day"):
        return "day"
    if value is None and column.form in ("figure", "number"):
        return "share" if column.key in ("share", "growth", "over_assign") else "number"
    return "text"


def _write(page: Any, line: int, at: int, value: CellValue, style: Any) -> None:  # noqa: ANN401
    if value is None:
        page.write_blank(line, at, None, style)
    elif isinstance(value, Decimal):
        page.write_number(line, at, float(value), style)
    elif isinstance(value, Quantity):
        _write_share(page, line, at, value, style)
    elif isinstance(value, date):
        page.write_datetime(line, at, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    else:
        page.write_string(line, at, value, style)


def _write_share(page: Any, line: int, at: int, value: Quantity, style: Any) -> None:  # noqa: ANN401
    page.write_number(line, at, float(value.number), style)


def _shown(value: CellValue) -> str:
    """Return how wide a value is shown."""
    return f"{value:,}" if isinstance(value, Decimal) else text_of(value)


def _name(sheet: BookSheet, key: str, line: int) -> str:
    """Return the cell of a column in a line, or in that of another row: `F7`."""
    column, _, row = key.partition("|")
    line = sheet.lines[row] + ROWS if row else line
    return name_of_cell("", line + 1, sheet.index(column) + KEY_COLUMN + 1).removeprefix("!")


def _names(columns: Sequence[BookColumn]) -> int:
    """Return how many columns at the left say what a row is."""
    keys = [column.key for column in columns]
    return next((keys.index(key) + 1 for key in ("name", "title", "scope") if key in keys), 1)
