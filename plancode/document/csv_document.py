"""A table kept as CSV beside the YAML: rows by column, and the place of every cell."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from plancode.document.form import PLAIN, StatedForm
from plancode.document.heading import first_lines, heading_at, named, score
from plancode.document.limits import Limits
from plancode.document.source import SourceText
from plancode.document.table_document import TableDocument
from plancode.findings.place import Place, Span
from plancode.findings.problem import MOST_APART, Problem

if TYPE_CHECKING:
    from _csv import Reader

    from plancode.said.value import Said

_DELIMITERS: Final = (",", ";", "\t")
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t])[ ]*\r?\n", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_STATED: Final = "|"
"""What parts cells only where that is stated."""
_CELLS: Final = {
    mark: re.compile(rf'"[^"]*(?:""[^"]*)*"?[^{mark}\r\n]*|[^{mark}\r\n]*') for mark in (*_DELIMITERS, _STATED)
}
_EMPTY: Final = "".join(_DELIMITERS) + "\r\n "
_LONGEST_CELL: Final = 2**31 - 1
_LONGEST_HEADER: Final = 100_000
NumberedRow = tuple[int, list[str]]
"""The number of the line a row begins on, and its cells."""


class CsvDocument(TableDocument):
    """The rows of a CSV file."""

    def __init__(self, source: SourceText, delimiter: str, header: tuple[str, ...], header_line: int) -> None:
        """Begin without rows."""
        super().__init__(source.path, header, header_line, by_commas=delimiter == ",")
        self.source, self.delimiter = source, delimiter
        self._bounds: tuple[int, list[tuple[int, int]]] = (0, [])
        """The line of a row, and start and end offset of its cells: who asks for one asks for its neighbours next."""

    @property
    def text(self) -> str:
        """All that the file says."""
        return self.source.text

    @property
    def written(self) -> tuple[str, str]:
        """How it is stored, and what stands between its cells."""
        return self.source.encoding, self.delimiter

    @property
    def is_header_alone(self) -> bool:
        """Whether nothing stands below the header, not even what is no row."""
        lines = range(self.header_line + 1, self.source.lines + 1) if not self.rows else ()
        return not self.rows and not any(self.source.line(line).strip(_EMPTY) for line in lines)

    def _cell_at(self, line: int, number: int) -> Place:
        """Return the place of a cell."""
        if self._bounds[0] != line:
            self._bounds = (line, _bounds(self.source.text, self.source.line_start(line), self.delimiter))
        cells = self._bounds[1]
        return Place(self.path, self.source.span(*cells[min(number, len(cells) - 1)]))

    def place_of_line(self, line: int) -> Place:
        """Return the place of a row."""
        return _line_place(self.source, line)


def read_csv(
    source: SourceText, limits: Limits, form: StatedForm = PLAIN, names: Collection[str] = ()
) -> tuple[CsvDocument | None, list[Problem]]:
    """Return the rows of a CSV file as Excel or a colleague may have saved it, and what is wrong with it.

    `names` are the columns that are looked for: the line that has the most of them is the header.
    """
    declared = _SEPARATOR_LINE.match(source.text)  # the `sep=;` line that Excel writes
    text, skipped = (source.text[declared.end() :], 1) if declared else (source.text, 0)
    delimiter = declared[1] if declared else form.delimiter or _delimiter(text, form, names)
    lines = _Lines(text, delimiter, skipped)
    try:
        first = list(islice(lines, first_lines(form)))
    except csv.Error:
        return None, [_broken(source, lines.line)]
    at = heading_at(first, form, names)
    if at < 0 and (not form.headless or not first):
        place = Place(source.path) if not form.header else _line_place(source, min(form.header[-1], source.lines))
        return None, [Problem(place, "no_header", code="TXT120")]
    header = named(first, at, form, max(map(len, (cells for _, cells in first))))
    document = CsvDocument(source, delimiter, header, first[at][0] if at >= 0 else 0)
    return document, _fill(document, first[at + 1 :], lines, form, limits)


class _Lines:
    """The rows of a file with the numbers of their lines; `line` is that of the row asked for last."""

    def __init__(self, text: str, delimiter: str, skipped: int) -> None:
        self.reader, self.skipped, self.line = rows_in(io.StringIO(text, newline=""), delimiter), skipped, 1

    def __iter__(self) -> Iterator[NumberedRow]:
        return self

    def __next__(self) -> NumberedRow:
        self.line = self.reader.line_num + 1 + self.skipped
        return self.line, next(self.reader)


def rows_in(lines: Iterable[str], delimiter: str) -> "Reader":
    """Return a reader of rows that fails of a quote out of place; a cell may be as long as its file."""
    csv.field_size_limit(_LONGEST_CELL)  # of the process: past 128 KB it would be told as a quote that never closes
    return csv.reader(lines, delimiter=delimiter, strict=True)


def _fill(
    document: CsvDocument, first: list[NumberedRow], lines: _Lines, form: StatedForm, limits: Limits
) -> list[Problem]:
    problems: list[Problem] = []
    twice = tuple(name for name, count in Counter(filter(None, document.header)).items() if count > 1)
    if twice:
        place = document.place((twice[0],), key=True)
        problems.append(Problem(place, "column_twice", {"columns": twice}, code="TXT120"))
    ragged, rows, width = 0, chain(first, lines), len(document.header)
    while len(document.rows) <= limits.rows:
        try:
            line, row = next(rows, (0, []))
        except csv.Error:
            return [*problems, _broken(document.source, lines.line)]
        if not line:
            return problems
        if form.left_out and not form.left_out.isdisjoint(cell.strip() for cell in row):
            document.left_out.append(line)
        elif len(row) == width and any(row):
            document.rows.append(row)
            document.lines.append(line)
        elif any(row) and ragged == MOST_APART:
            problems[-1] = problems[-1].with_another()
        elif any(row):
            ragged += 1
            values: dict[str, Said] = {"found": len(row), "expected": width}
            problems.append(Problem(_line_place(document.source, line), "ragged", values, code="TXT120"))
    return [*problems, Problem(Place(document.path), "rows", {"limit": limits.rows}, code="TXT104")]


def _broken(source: SourceText, line: int) -> Problem:
    return Problem(_line_place(source, line), "broken", code="TXT120")


def _line_place(source: SourceText, line: int) -> Place:
    return Place(source.path, Span(line, 1, line, source.line_end(line) - source.line_start(line) + 1))


def _delimiter(text: str, form: StatedForm, names: Collection[str]) -> str:
    """Return the separator by which the first lines have the most of the names looked for; else of the header most.

    Those in quotes do not count.
    """
    head = _QUOTED.sub("", text[:_LONGEST_HEADER])
    lines = [line.rstrip("\r") for line in head.split("\n")[: first_lines(form)]]
    stated = lines[form.header[-1] - 1 :][:1] if form.header else ()
    first = next((line for line in (*stated, *lines) if line.strip(" ")), "")

    def fits(delimiter: str) -> tuple[int, int, int]:
        most = max((score(line.split(delimiter), form, names) for line in lines), default=0)
        return most, first.count(delimiter), -_DELIMITERS.index(delimiter)

    return max(_DELIMITERS, key=fits)


def _bounds(text: str, start: int, delimiter: str) -> list[tuple[int, int]]:
    """Return where the cells of the row that begins at `start` stand. Quotes count where a cell begins with one."""
    cell, bounds = _CELLS[delimiter], []
    while match := cell.match(text, start):
        bounds.append(match.span())
        if not text.startswith(delimiter, match.end()):
            break
        start = match.end() + 1
    return bounds
