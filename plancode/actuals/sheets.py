"""Excel sheets as tables of text: read row by row, with limits, because a small file can claim a million columns."""

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from plancode.actuals.numerals import TYPED
from plancode.actuals.refusals import RefusedError
from plancode.actuals.watch import OverBudgetError, Watch

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 200
MOST_BYTES: Final = 400_000_000
MOST_STRINGS: Final = 64_000_000
"""Bytes of all parts of a file, and of the texts that its cells share, which are held in memory at once."""
_BATCH: Final = 10_000
SheetRow = tuple[object, ...]


def excel_rows(path: Path, sheet: str | None, watch: Watch) -> Any:  # noqa: ANN401  # an Arrow table
    """Return a sheet (the first where none is named) as a table of text; its first row names the columns."""
    from openpyxl import load_workbook

    with path.open("rb") as file, warnings.catch_warnings(action="ignore"):
        sizes = {part.filename: part.file_size for part in ZipFile(file).infolist()}  # no part gives more than it says
        if sum(sizes.values()) > MOST_BYTES or sizes.get("xl/sharedStrings.xml", 0) > MOST_STRINGS:
            raise OverBudgetError("bytes", MOST_BYTES)
        book = load_workbook(file, read_only=True, data_only=True)
        try:
            if sheet is not None and sheet not in book.sheetnames:
                raise RefusedError("no_table")
            chosen = book[sheet] if sheet else book.worksheets[0]
            return _table(chosen.iter_rows(values_only=True, max_col=MOST_COLUMNS), watch)
        finally:
            book.close()


def _table(rows: Iterator[SheetRow], watch: Watch) -> Any:  # noqa: ANN401  # an Arrow table
    import pyarrow as pa

    names = _names(next(rows, ()))
    if not names:
        raise RefusedError("empty")
    schema = pa.schema([(name, pa.string()) for name in names])
    batches, filled = [], _filled(rows)
    while some := list(islice(filled, _BATCH)):
        watch.check()
        columns = ([_text(row[number]) if number < len(row) else None for row in some] for number in names.values())
        batches.append(pa.record_batch([pa.array(column, pa.string()) for column in columns], schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _names(heads: SheetRow) -> dict[str, int]:
    """Return the number of each named column; of two with one name the first, as everywhere."""
    names: dict[str, int] = {}
    for number, head in enumerate(heads):
        name = str(head).strip() if head is not None else ""
        if name and name.casefold() not in {taken.casefold() for taken in names}:
            names[name] = number
    return names


def _filled(rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """Yield the rows that are not blank; fail on more than any sheet can have, rather than to leave some out."""
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise OverBudgetError("rows", MOST_ROWS)
        if any(value is not None for value in row):
            yield row


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value) + TYPED
    return str(value).lower() if isinstance(value, bool) else str(value).rstrip(TYPED)
