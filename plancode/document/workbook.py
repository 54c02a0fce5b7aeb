"""Sheets of workbooks as rows of texts, read with limits: a small file can claim a million columns."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import IO, Any, Final, Literal
from zipfile import ZipFile

from plancode.document.typed import TYPED, typed

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 200
MOST_BYTES: Final = 400_000_000
MOST_STRINGS: Final = 64_000_000
"""Bytes of all parts of a file, and of the texts that its cells share, which are held in memory at once."""
_CHUNK: Final = 1 << 20
_FORMULA: Final = (b"<f>", b"<f ")
TextRow = list[str | None]


class WorkbookError(Exception):
    """A workbook is not read on: it unpacks to more than it may, or has no such sheet; `names` are those it has."""

    def __init__(self, reason: Literal["bytes", "no_sheet"], names: tuple[str, ...] = ()) -> None:
        """Keep why."""
        self.reason, self.names = reason, names
        super().__init__(reason)


@contextmanager
def open_sheet(file: IO[bytes], sheet: str | None) -> Iterator[tuple[str, Iterator[TextRow]]]:
    """Give the name of a sheet, the first where none is named, and its rows; raises WorkbookError, or what zip does."""
    from openpyxl import load_workbook

    with warnings.catch_warnings(action="ignore"):
        with ZipFile(file) as parts:
            sizes = {part.filename: part.file_size for part in parts.infolist()}  # no part gives more than it says
            if sum(sizes.values()) > MOST_BYTES or sizes.get("xl/sharedStrings.xml", 0) > MOST_STRINGS:
                raise WorkbookError("bytes")
            has_formulas = any(_holds_formula(parts, name) for name in sizes if name.startswith("xl/worksheets/"))
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            if sheet is not None and sheet not in book.sheetnames:
                raise WorkbookError("no_sheet", tuple(book.sheetnames))
            chosen = book[sheet] if sheet is not None else book.worksheets[0]
            rows = chosen.iter_rows(max_col=MOST_COLUMNS)
            if has_formulas:
                formulas = load_workbook(file, read_only=True)[chosen.title].iter_rows(max_col=MOST_COLUMNS)
                yield chosen.title, _with_formulas(rows, formulas)
            else:
                yield chosen.title, ([_text(cell) for cell in row] for row in rows)
        finally:
            book.close()


def name_of_cell(sheet: str, line: int, number: int) -> str:
    """Return the name of a cell as spreadsheets have it: `Targets!B7`."""
    letters, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{sheet}!{letters}{line}"


def _holds_formula(parts: ZipFile, name: str) -> bool:
    """Whether any cell of a sheet is a formula."""
    before = b""
    with parts.open(name) as part:
        while chunk := part.read(_CHUNK):
            if any(mark in before + chunk for mark in _FORMULA):
                return True
            before = chunk[-len(_FORMULA[0]) :]
    return False


def _with_formulas(rows: Iterator[Any], formulas: Iterator[Any]) -> Iterator[TextRow]:
    """Yield rows; a formula that no program has worked out, so that its value is nowhere, is its own text."""
    for row, written in zip(rows, formulas, strict=True):
        texts = [_text(cell) for cell in row]
        for at, cell in enumerate(written):
            if cell.data_type == "f" and texts[at] is None:
                texts[at] = str(cell.value)
        yield texts


def _text(cell: Any) -> str | None:  # noqa: ANN401  # a cell of openpyxl
    value = cell.value
    if value is None:
        return None
    if isinstance(value, date):  # with or without a time
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if "%" in (cell.number_format or ""):
            return typed((number * 100).normalize(), "%")
        return typed(number)
    return str(value).rstrip(TYPED)
