"""A list kept as CSV beside the YAML: rows by column, and the place of every cell."""

import csv
import io
import re
from array import array
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.findings.place import Place, Route, Span
from plancode.findings.problem import Problem
from plancode.findings.values import Choices, Value

if TYPE_CHECKING:
    from _csv import Reader

_DELIMITERS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t])[ ]*\r?\n", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
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

    @property
    def path(self) -> str:
        """The file the rows stand in."""
        return self.source.path

    def place(self, route: Route, *, key: bool = False) -> Place:
        """Return the place of a row `(3,)`, of a cell `(3, "class")`, or of a column's name (`key`)."""
        row, column = _row_and_column(route)
        if key and column in self.header:
            return Place(self.path, self._cell(self.header_line, self.header.index(column)))
        if row is None:
            return Place(self.path)
        line = self.lines[row]
        if column in self.header:
            return Place(self.path, self._cell(line, self.header.index(column)))
        return Place(self.path, Span(line, 1, line, len(self.source.line(line)) + 1))

    def real_route(self, route: Route) -> Route:
        """Return a route as it is: rows have no unions."""
        return route

    def _cell(self, line: int, number: int) -> Span:
        start = self.source.line_start(line)
        ends = _cell_bounds(self.source.text, start, self.delimiter, number)
        return self.source.span(*ends)


def read_csv(source: SourceText, limits: Limits) -> tuple[CsvDocument | None, list[Problem]]:
    """Return the rows of a CSV file as Excel or a colleague may have saved it, and what is wrong with it."""
    text, first_line, declared = _without_separator_line(source.text)
    delimiter = declared or _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, None)
    except csv.Error:
        return None, [_broken(source, first_line)]
    if not header or not any(cell.strip() for cell in header):
        return None, [Problem(Place(source.path), "no_header", code="TXT120")]
    document = CsvDocument(source, delimiter, tuple(cell.strip() for cell in header), first_line)
    return document, _fill(document, reader, first_line - 1, limits)


def _fill(document: CsvDocument, reader: "Reader", skipped: int, limits: Limits) -> list[Problem]:
    problems = _twice(document)
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
        elif any(row):
            problems.append(_ragged(document, line, len(row)))
    values: dict[str, Value] = {"limit": limits.rows}
    return [*problems, Problem(Place(document.path), "rows", values, code="TXT104")]


def _broken(source: SourceText, line: int) -> Problem:
    place = Place(source.path, Span(line, 1, line, len(source.line(line)) + 1))
    return Problem(place, "broken", code="TXT120")


def _twice(document: CsvDocument) -> list[Problem]:
    twice = tuple(name for name, count in Counter(document.header).items() if count > 1)
    if not twice:
        return []
    return [Problem(document.place((twice[0],), key=True), "column_twice", {"columns": Choices(twice)}, code="TXT120")]


def _ragged(document: CsvDocument, line: int, found: int) -> Problem:
    place = Place(document.path, Span(line, 1, line, len(document.source.line(line)) + 1))
    return Problem(place, "ragged", {"found": found, "expected": len(document.header)}, code="TXT120")


def _without_separator_line(text: str) -> tuple[str, int, str]:
    """Return the text without the `sep=;` line that Excel writes, the line it begins on, and what that line says."""
    match = _SEPARATOR_LINE.match(text)
    return (text[match.end() :], 2, match[1]) if match else (text, 1, "")


def _delimiter(text: str) -> str:
    """Return the separator that the header has most of, those in quotes not counting."""
    header = _QUOTED.sub("", text[:_LONGEST_HEADER]).partition("\n")[0]
    return max(_DELIMITERS, key=lambda delimiter: (header.count(delimiter), -_DELIMITERS.index(delimiter)))


def _row_and_column(route: Route) -> tuple[int | None, str]:
    row = next((step for step in route if isinstance(step, int)), None)
    return row, ".".join(step for step in route if isinstance(step, str))


def _cell_bounds(text: str, start: int, delimiter: str, number: int) -> tuple[int, int]:
    """Return where a cell of the row that begins at `start` stands. Quotes count only where a cell begins with one."""
    quoted, at = text[start : start + 1] == '"', start + (text[start : start + 1] == '"')
    while at < len(text):
        character = text[at]
        if character == '"' and quoted:
            quoted = False
        elif character == '"' and text[at - 1] == '"' and text[start] == '"':
            quoted = True
        elif not quoted and (character == delimiter or character in "\r\n"):
            if number == 0 or character != delimiter:
                break
            number, start = number - 1, at + 1
            quoted = text[start : start + 1] == '"'
            at += quoted
        at += 1
    return start, at
