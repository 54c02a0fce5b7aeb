"""Edits of one CSV file: rows stay as they are written but for the cells that change."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from plancode.document.csv_document import CsvDocument, read_csv
from plancode.document.limits import Limits
from plancode.document.signs import hidden_sign
from plancode.document.source import SourceText
from plancode.edit.edits import CellEdit, DeleteRow, InsertRow, SetCell
from plancode.edit.errors import EditError
from plancode.edit.patches import Patch, patched

_BREAK: Final = re.compile(r"\r?\n")
TextRows = list[list[str]]


def edited_table(source: SourceText, edits: Sequence[CellEdit], limits: Limits) -> str:
    """Return the text of a CSV file with edits made; raises EditError."""
    document = _read(source, limits)
    for edit in edits:
        _check(document, edit)
    _keep_apart(edits)
    text = _Table(document).edited(edits)
    try:
        changed = _read(SourceText(document.path, text), limits)
    except EditError as error:
        raise EditError("not_as_meant") from error
    if changed.header != document.header or changed.rows != _meant(document, edits):
        raise EditError("not_as_meant")
    return text


def _read(source: SourceText, limits: Limits) -> CsvDocument:
    document, problems = read_csv(source, limits)
    if document is None or problems:
        raise EditError("faults", detail=f"{problems[0].code} in line {problems[0].place.line}")
    return document


def _check(document: CsvDocument, edit: CellEdit) -> None:
    number, most = (edit.at, len(document.rows)) if isinstance(edit, InsertRow) else (edit.row, len(document.rows) - 1)
    if not 0 <= number <= most:
        raise EditError("no_row", detail=number)
    cells = {edit.column: edit.text} if isinstance(edit, SetCell) else edit.cells if isinstance(edit, InsertRow) else {}
    for column, text in cells.items():
        if column not in document.header:
            raise EditError("no_column", detail=repr(column))
        match = hidden_sign(text)
        if match:
            raise EditError("bad_text", detail=f"U+{ord(match[0]):04X}")


def _keep_apart(edits: Sequence[CellEdit]) -> None:
    gone = [edit.row for edit in edits if isinstance(edit, DeleteRow)]
    cells = [(edit.row, edit.column) for edit in edits if isinstance(edit, SetCell)]
    if len(set(gone)) < len(gone) or len(set(cells)) < len(cells) or {row for row, _ in cells} & set(gone):
        raise EditError("overlap")


def _meant(document: CsvDocument, edits: Sequence[CellEdit]) -> TextRows:
    """Return the rows that there are to be."""
    rows = [list(row) for row in document.rows]
    for edit in edits:
        if isinstance(edit, SetCell):
            rows[edit.row][document.header.index(edit.column)] = edit.text
    gone = {edit.row for edit in edits if isinstance(edit, DeleteRow)}
    meant: TextRows = []
    for number in range(len(rows) + 1):
        meant += [[edit.cells.get(column, "") for column in document.header] for edit in _put_at(edits, number)]
        meant += [rows[number]] if number < len(rows) and number not in gone else []
    return meant


def _put_at(edits: Sequence[CellEdit], number: int) -> list[InsertRow]:
    return [edit for edit in edits if isinstance(edit, InsertRow) and edit.at == number]


class _Table:
    """A CSV file as it is written: what stands before the rows, the rows, and what stands between them."""

    def __init__(self, document: CsvDocument) -> None:
        self.document, self.source, self.text = document, document.source, document.source.text
        first = _BREAK.search(self.text)
        self.line_break = first[0] if first else "\n"
        self.starts = [self.source.line_start(line) for line in document.lines]
        ends = [self._bounds(number, document.header[-1])[1] for number in range(len(self.starts))]
        self.ends = [match.end() if (match := _BREAK.match(self.text, end)) else end for end in ends]

    def edited(self, edits: Sequence[CellEdit]) -> str:
        """Return the text with edits made."""
        head = self.text[: self.starts[0]] if self.starts else self.text
        gone = {edit.row for edit in edits if isinstance(edit, DeleteRow)}
        parts = [head, *(part for number in range(len(self.starts) + 1) for part in self._at(edits, number, gone))]
        text = "".join(part if part.endswith("\n") else part + self.line_break for part in parts if part)
        return text if self.text.endswith("\n") else text.removesuffix("\n").removesuffix("\r")

    def _at(self, edits: Sequence[CellEdit], number: int, gone: set[int]) -> Iterator[str]:
        """Yield what stands at the number of a row: blank lines, new rows, the row; at the end blanks come last."""
        new = [self._new(edit) for edit in _put_at(edits, number)]
        if number == len(self.starts):
            yield from (*new, self._blank(number))
            return
        yield from (self._blank(number), *new)
        if number not in gone:
            yield self._row(number, [edit for edit in edits if isinstance(edit, SetCell) and edit.row == number])

    def _blank(self, number: int) -> str:
        """Return what stands between a row and the one before it."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.ends[number - 1] : end] if number else ""

    def _row(self, number: int, edits: Sequence[SetCell]) -> str:
        row, patches = self.starts[number], []
        for edit in edits:
            start, end = self._bounds(edit.row, edit.column)
            text = self._written(edit.text, is_quoted=self.text.startswith('"', start))
            patches.append(Patch(start - row, end - row, text))
        return patched(self.text[row : self.ends[number]], patches)

    def _bounds(self, row: int, column: str) -> tuple[int, int]:
        span = self.document.place((row, column)).span
        assert span is not None  # noqa: S101  # a cell has a place
        start = self.source.line_start(span.line) + span.column - 1
        return start, self.source.line_start(span.end_line) + span.end_column - 1

    def _new(self, edit: InsertRow) -> str:
        """Return a row, its cells in quotes where those of the row before, or else after, are."""
        like = min(max(edit.at - 1, 0), len(self.starts) - 1)
        cells = []
        for name in self.document.header:
            is_quoted = like >= 0 and self.text.startswith('"', self._bounds(like, name)[0])
            cells.append(self._written(edit.cells.get(name, ""), is_quoted=is_quoted))
        return self.document.delimiter.join(cells) + self.line_break

    def _written(self, text: str, *, is_quoted: bool) -> str:
        signs = (self.document.delimiter, '"', "\n")
        if is_quoted or any(sign in text for sign in signs):
            return '"' + text.replace('"', '""') + '"'
        return text
