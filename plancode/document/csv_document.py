"""A list kept as CSV beside the YAML: rows by column, and the place of every cell."""

import csv
import io
import re
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.findings.place import Place, Route, Span
from plancode.findings.problem import MOST_APART, Problem

if TYPE_CHECKING:
    from _csv import Reader

    from plancode.said.value import Said

_DELIMITERS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t])[ ]*\r?\n", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_CELLS: Final = {mark: re.compile(rf'"[^"]*(?:""[^"]*)*"?[^{mark}\r\n]*|[^{mark}\r\n]*') for mark in _DELIMITERS}
_EMPTY: Final = "".join(_DELIMITERS) + "\r\n "
_LONGEST_CELL: Final = 2**31 - 1
_LONGEST_HEADER: Final = 100_000


@dataclass(eq=False)
class CsvDocument:
    """The rows of a file below its header; `lines` holds the line each row starts on."""

    source: SourceText
    delimiter: str
    header: tuple[str, ...]
    header_line: int = 1
    rows: list[list[str]] = field(default_factory=list)
    lines: "array[int]" = field(default_factory=lambda: array("I"))
    _bounds: tuple[int, list[tuple[int, int]]] = field(default=(0, []), init=False)
    """The line of a row, and start and end offset of its cells: who asks for one asks for its neighbours next."""

    @property
    def path(self) -> str:
        """The file the rows stand in."""
        return self.source.path

    def place(self, route: Route, *, key: bool = False) -> Place:
        """Return the place of a row `(3,)`, of a cell `(3, "class")`, or of a column's name (`key`)."""
        row = next((step for step in route if isinstance(step, int)), None)
        number = self._columns.get(".".join(step for step in route if isinstance(step, str)))
        if key and number is not None:
            return Place(self.path, self._cell(self.header_line, number))
        if row is None:
            return Place(self.path)
        line = self.lines[row]
        if number is not None:
            return Place(self.path, self._cell(line, number))
        return _line_place(self.source, line)

    @property
    def is_header_alone(self) -> bool:
        """Whether nothing stands below the header, not even what is no row."""
        lines = range(self.header_line + 1, self.source.lines + 1) if not self.rows else ()
        return not self.rows and not any(self.source.line(line).strip(_EMPTY) for line in lines)

    def real_route(self, route: Route) -> Route:
        """Return a route as it is: rows have no unions."""
        return route

    @cached_property
    def _columns(self) -> dict[str, int]:
        """The number of each column; of several with one name the first."""
        return {name: number for number, name in reversed(list(enumerate(self.header)))}

    def _cell(self, line: int, number: int) -> Span:
        if self._bounds[0] != line:
            self._bounds = (line, _bounds(self.source.text, self.source.line_start(line), self.delimiter))
        cells = self._bounds[1]
        return self.source.span(*cells[min(number, len(cells) - 1)])


def read_csv(source: SourceText, limits: Limits) -> tuple[CsvDocument | None, list[Problem]]:
    """Return the rows of a CSV file as Excel or a colleague may have saved it, and what is wrong with it."""
    declared = _SEPARATOR_LINE.match(source.text)  # the `sep=;` line that Excel writes
    text, first_line = (source.text[declared.end() :], 2) if declared else (source.text, 1)
    delimiter = declared[1] if declared else _delimiter(text)
    reader = rows_in(io.StringIO(text, newline=""), delimiter)
    try:
        header = next(reader, None)
    except csv.Error:
        return None, [_broken(source, first_line)]
    if not header or not any(cell.strip() for cell in header):
        return None, [Problem(Place(source.path), "no_header", code="TXT120")]
    document = CsvDocument(source, delimiter, tuple(cell.strip() for cell in header), first_line)
    return document, _fill(document, reader, first_line - 1, limits)


def rows_in(lines: Iterable[str], delimiter: str) -> "Reader":
    """Return a reader of rows that fails of a quote out of place; a cell may be as long as its file."""
    csv.field_size_limit(_LONGEST_CELL)  # of the process: past 128 KB it would be told as a quote that never closes
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _fill(document: CsvDocument, reader: "Reader", skipped: int, limits: Limits) -> list[Problem]:
    problems: list[Problem] = []
    twice = tuple(name for name, count in Counter(document.header).items() if count > 1)
    if twice:
        place = document.place((twice[0],), key=True)
        problems.append(Problem(place, "column_twice", {"columns": twice}, code="TXT120"))
    ragged = 0
    while len(document.rows) <= limits.rows:
        line = reader.line_num + 1 + skipped
        try:
            row = next(reader, None)
        except csv.Error:
            return [*problems, _broken(document.source, line)]
        if row is None:
            return problems
        if len(row) == len(document.header) and any(row):
            document.rows.append(row)
            document.lines.append(line)
        elif any(row) and ragged == MOST_APART:
            problems[-1] = problems[-1].with_another()
        elif any(row):
            ragged += 1
            values: dict[str, Said] = {"found": len(row), "expected": len(document.header)}
            problems.append(Problem(_line_place(document.source, line), "ragged", values, code="TXT120"))
    return [*problems, Problem(Place(document.path), "rows", {"limit": limits.rows}, code="TXT104")]


def _broken(source: SourceText, line: int) -> Problem:
    return Problem(_line_place(source, line), "broken", code="TXT120")


def _line_place(source: SourceText, line: int) -> Place:
    return Place(source.path, Span(line, 1, line, source.line_end(line) - source.line_start(line) + 1))


def _delimiter(text: str) -> str:
    """Return the separator that the header has most of, those in quotes not counting."""
    header = _QUOTED.sub("", text[:_LONGEST_HEADER]).partition("\n")[0]
    return max(_DELIMITERS, key=lambda delimiter: (header.count(delimiter), -_DELIMITERS.index(delimiter)))


def _bounds(text: str, start: int, delimiter: str) -> list[tuple[int, int]]:
    """Return where the cells of the row that begins at `start` stand. Quotes count where a cell begins with one."""
    cell, bounds = _CELLS[delimiter], []
    while match := cell.match(text, start):
        bounds.append(match.span())
        if not text.startswith(delimiter, match.end()):
            break
        start = match.end() + 1
    return bounds
