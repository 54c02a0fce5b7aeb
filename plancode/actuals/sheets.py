"""Excel sheets as tables of text: read row by row, with limits, because a small file can claim a million columns."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

MOST_ROWS: Final = 1_000_000
MOST_COLUMNS: Final = 200


def excel_rows(path: Path, sheet: str | None) -> Any:  # noqa: ANN401  # an Arrow table
    """Return a sheet (the first where none is named) as a table of text; its first row names the columns."""
    import pyarrow as pa
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book[sheet].iter_rows(values_only=True) if sheet else book.worksheets[0].iter_rows(values_only=True)
        heads = [str(one).strip() if one is not None else "" for one in next(rows, ())][:MOST_COLUMNS]
        kept = [number for number, head in enumerate(heads) if head]
        columns: dict[int, list[str | None]] = {number: [] for number in kept}
        for count, row in enumerate(rows):
            if count >= MOST_ROWS:
                break
            for number in kept:
                columns[number].append(_text(row[number]) if number < len(row) else None)
    finally:
        book.close()
    return pa.table({heads[number]: pa.array(values, pa.string()) for number, values in columns.items()})


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
