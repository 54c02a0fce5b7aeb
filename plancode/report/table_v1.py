"""Sheets for programs: JSON with a format version, and CSV that spreadsheets open as it is meant."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.findings.place import Place
from plancode.findings.values import Ref
from plancode.locale.catalogue import Language, word
from plancode.locale.width import steadied
from plancode.period import Period
from plancode.quantity import Quantity, rounded
from plancode.sheets.sheet import Cell, Column, Row, Sheet, Why, Word

FORMAT_VERSION: Final = 1
_MARK: Final = "\ufeff"
"""What makes a spreadsheet read a CSV file as UTF-8."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MOST_DECIMALS: Final = 6
Json = str | int | bool | None | dict[str, "Json"] | list["Json"]


def table_json(sheet: Sheet, plan: str, as_of: date, language: Language, *, why: bool) -> str:
    """Return a sheet as JSON: numbers as exact decimal texts, words with their key and text."""
    rows = [_row(sheet.columns, row, language, why=why) for row in sheet.rows]
    found: Json = {
        "format_version": FORMAT_VERSION,
        "table": sheet.name,
        "plan": plan,
        "as_of": as_of.isoformat(),
        "columns": [{"key": column.key, "kind": column.kind} for column in sheet.columns],
        "rows": list(rows),
        "notes": [_json(note, language) for note in sheet.notes],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _row(columns: tuple[Column, ...], row: Row, language: Language, *, why: bool) -> Json:
    found = {column.key: _json(cell, language) for column, cell in zip(columns, row.cells, strict=True)}
    if why:
        found["why"] = [_why(one, language) for one in (row.why() if row.why else ())]
    return found


def _why(one: Why, language: Language) -> Json:
    return {
        "formula": one.formula,
        "text": word(f"why.{one.formula}", language),
        "value": _json(one.value, language),
        "inputs": [
            {"label": _text(each.label, language), "value": _json(each.value, language), "place": _place(each.place)}
            for each in one.inputs
            if each.value is not None
        ],
        "policy": {key: _json(value, language) for key, value in one.policy},
        "source": one.source,
    }


def _place(place: Place | None) -> Json:
    if place is None:
        return None
    span = place.span
    return {"path": place.path, "line": span.line if span else None, "column": span.column if span else None}


def _json(cell: Cell, language: Language) -> Json:
    if isinstance(cell, Ref):
        return {"kind": cell.kind, "id": cell.id, "title": cell.title}
    if isinstance(cell, Word):
        return {"word": cell.key, "text": _text(cell, language)}
    if isinstance(cell, Period):
        return {"name": cell.name, "from": cell.start.isoformat(), "to": cell.last.isoformat()}
    if isinstance(cell, tuple):
        return [_json(one, language) for one in cell]
    if isinstance(cell, Decimal | Quantity):
        return _number(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


def _number(value: Decimal | Quantity) -> str:
    """Return a number in plain digits, with six decimals at most and no zeros at the end."""
    number = value.number if isinstance(value, Quantity) else value
    cut = rounded(number, _MOST_DECIMALS)
    text = format(number if number == cut else cut, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    unit = value.unit if isinstance(value, Quantity) and value.unit and not value.is_share else ""
    return f"{text} {unit}" if unit else text


def table_csv(sheet: Sheet, language: Language) -> str:
    """Return a sheet as CSV: names as id and, in a column of their own, title; no cell can become a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([head for column in sheet.columns for head in _heads(column)])
    for row in sheet.rows:
        pairs = zip(sheet.columns, row.cells, strict=True)
        writer.writerow([cell for column, value in pairs for cell in _cells(column, value, language)])
    return _MARK + file.getvalue()


def _heads(column: Column) -> list[str]:
    return [column.key, f"{column.key}_title"] if column.kind == "name" else [column.key]


def _cells(column: Column, cell: Cell, language: Language) -> list[str]:
    if column.kind == "name":
        parts = cell if isinstance(cell, tuple) else (cell,)
        ids = [one.id if isinstance(one, Ref) else _text(one, language) for one in parts]
        return [harmless(";".join(ids)), harmless(_text(cell, language))]
    if isinstance(cell, Decimal | Quantity | int):
        return [_number(cell) if not isinstance(cell, int) else str(cell)]
    return [harmless(_text(cell, language))]


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that cannot steer a terminal."""
    return f"'{steadied(text)}" if text.startswith(_FORMULA) else steadied(text)


def _text(cell: Cell, language: Language) -> str:
    """Return what a cell says, as text of a language."""
    if isinstance(cell, Ref):
        return cell.title or cell.id
    if isinstance(cell, Word):
        return word(cell.key, language).format_map({name: _text(value, language) for name, value in cell.values})
    if isinstance(cell, tuple):
        return word("list.semicolon", language).join(_text(one, language) for one in cell)
    return _plain(cell)


def _plain(cell: Period | Decimal | Quantity | date | int | str | None) -> str:
    if isinstance(cell, Period):
        return cell.name or f"{cell.start.isoformat()}..{cell.last.isoformat()}"
    if isinstance(cell, Decimal | Quantity):
        return _number(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)
