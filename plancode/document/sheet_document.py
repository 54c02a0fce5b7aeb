"""A sheet of a workbook kept beside the YAML: rows by column, and the place of every cell."""

import io
from itertools import chain, islice
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from plancode.document.form import StatedForm
from plancode.document.heading import first_lines, heading_at, named
from plancode.document.limits import Limits
from plancode.document.table_document import TableDocument
from plancode.document.workbook import MOST_BYTES, TextRow, WorkbookError, name_of_cell, open_sheet
from plancode.findings.place import Place, Span
from plancode.findings.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from plancode.said.value import Said

ENDINGS = (".xlsx", ".xlsm")


class SheetDocument(TableDocument):
    """The rows of a sheet; its lines are the rows of the sheet, its columns are counted."""

    def __init__(self, path: str, sheet: str, header: tuple[str, ...], header_line: int) -> None:
        """Begin without rows."""
        super().__init__(path, header, header_line)
        self.sheet = sheet

    @property
    def name(self) -> str:
        """What people call it: its file and its sheet."""
        return f"{self.path} {self.sheet}"

    @property
    def is_header_alone(self) -> bool:
        """Whether nothing stands below the header."""
        return not self.rows

    def _cell_at(self, line: int, number: int) -> Place:
        """Return the place of a cell."""
        return Place(self.path, Span(line, number + 1, line, number + 2), name_of_cell(self.sheet, line, number))

    def place_of_line(self, line: int) -> Place:
        """Return the place of a row."""
        return Place(self.path, Span(line, 1, line, len(self.header) + 1), f"{self.sheet}!{line}:{line}")


def is_workbook(path: str) -> bool:
    """Whether a path ends like a workbook."""
    return path.lower().endswith(ENDINGS)


def read_sheet(
    path: str, data: bytes, limits: Limits, form: StatedForm, names: "Collection[str]"
) -> tuple[SheetDocument | None, list[Problem]]:
    """Return the rows of a sheet, and what is wrong with it; `names` are the columns that are looked for."""
    try:
        with open_sheet(io.BytesIO(data), form.sheet) as (sheet, rows):
            return _Sheet(path, limits, form).read(sheet, rows, names)
    except WorkbookError as error:
        values: dict[str, Said] = {"sheet": form.sheet or "", "names": error.names, "limit": MOST_BYTES}
        code = "TXT104" if error.reason == "bytes" else "TXT120"
        return None, [Problem(Place(path), "unpacked" if code == "TXT104" else error.reason, values, code=code)]
    except (BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError):  # whatever openpyxl does of other files
        return None, [Problem(Place(path), "no_workbook", code="TXT120")]


class _Sheet:
    """A sheet that is read."""

    def __init__(self, path: str, limits: Limits, form: StatedForm) -> None:
        self.path, self.limits, self.form = path, limits, form

    def read(
        self, sheet: str, rows: "Iterator[TextRow]", names: "Collection[str]"
    ) -> tuple[SheetDocument | None, list[Problem]]:
        """Return its rows, and what is wrong with it."""
        lines = ((line, [cell or "" for cell in row]) for line, row in enumerate(rows, 1))
        first = list(islice(lines, first_lines(self.form)))
        at = heading_at(first, self.form, names)
        if at < 0 and (not self.form.headless or not first):
            return None, [Problem(Place(self.path), "no_header", code="TXT120")]
        header = named(first, at, self.form, max(len(cells) for _, cells in first))
        while header and not header[-1]:
            header = header[:-1]
        document = SheetDocument(self.path, sheet, header, first[at][0] if at >= 0 else 0)
        return document, document.take(chain(first[at + 1 :], lines), self.form.left_out, self.limits.rows)
