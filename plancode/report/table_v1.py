"""Tables for programs: JSON with a format version, and CSV that spreadsheets open as it is meant."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.locale.catalogue import Language, word
from plancode.locale.width import steadied
from plancode.period import Period
from plancode.quantity import Quantity
from plancode.report.json_v1 import place_record
from plancode.said.data import Data, data_of, digits
from plancode.said.speaker import plain
from plancode.said.value import Fixed, Joined, Ref, Rounded, Said
from plancode.tables.table import Column, Row, Table, Why

FORMAT_VERSION: Final = 1
_MARK: Final = "\ufeff"
"""What makes a spreadsheet read a CSV file as UTF-8."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def table_json(table: Table, plan: str, as_of: date, language: Language, *, why: bool) -> str:
    """Return a table as JSON: numbers as exact decimal texts, words with their key and text."""
    found: Data = {
        "format_version": FORMAT_VERSION,
        "table": table.name,
        "plan": plan,
        "as_of": as_of.isoformat(),
        "columns": [{"key": column.key, "kind": column.form} for column in table.columns],
        "rows": [_row(table.columns, row, language, why=why) for row in table.rows],
        "notes": [data_of(note, language) for note in table.notes],
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _row(columns: tuple[Column, ...], row: Row, language: Language, *, why: bool) -> Data:
    found = {column.key: data_of(cell, language) for column, cell in zip(columns, row.cells, strict=True)}
    if why:
        found["why"] = [_why(one, language) for one in (row.why() if row.why else ())]
    return found


def _why(one: Why, language: Language) -> Data:
    return {
        "formula": one.formula,
        "text": word(f"why.{one.formula}", language),
        "value": data_of(one.value, language),
        "inputs": [
            {
                "label": plain(language).say(each.label),
                "value": data_of(each.value, language),
                "place": place_record(each.place) if each.place is not None else None,
            }
            for each in one.inputs
            if each.value is not None
        ],
        "policy": {key: data_of(value, language) for key, value in one.policy},
        "source": one.source,
    }


def table_csv(table: Table, language: Language) -> str:
    """Return a table as CSV: names as id and, in a column of their own, title; no cell can become a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([head for column in table.columns for head in _heads(column)])
    for row in table.rows:
        pairs = zip(table.columns, row.cells, strict=True)
        writer.writerow([cell for column, value in pairs for cell in _cells(column, value, language)])
    return _MARK + file.getvalue()


def _heads(column: Column) -> list[str]:
    return [column.key, f"{column.key}_title"] if column.form == "name" else [column.key]


def _cells(column: Column, cell: Said, language: Language) -> list[str]:
    if column.form == "name":
        parts = cell if isinstance(cell, tuple) else (cell,)
        ids = [one.id if isinstance(one, Ref) else _text(one, language) for one in parts]
        return [harmless(";".join(ids)), harmless(_text(cell, language))]
    text = _text(cell, language)
    return [text if isinstance(cell, Decimal | Quantity | int) else harmless(text)]


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that cannot steer a terminal."""
    return f"'{steadied(text)}" if text.startswith(_FORMULA) else steadied(text)


def _text(cell: Said, language: Language) -> str:
    """Return what a cell says in a form that programs read: plain digits, days as written, words of a language."""
    if isinstance(cell, Joined | tuple):
        parts = cell.parts if isinstance(cell, Joined) else cell
        return word("list.semicolon", language).join(_text(one, language) for one in parts if one is not None)
    if isinstance(cell, Period):
        return cell.name or f"{cell.start.isoformat()}..{cell.last.isoformat()}"
    if isinstance(cell, Quantity):
        return digits(cell.number) + (f" {cell.unit}" if cell.unit and not cell.is_share else "")
    return _plain(cell, language)


def _plain(cell: Said, language: Language) -> str:
    if isinstance(cell, Rounded | Fixed):
        return digits(cell.value)
    if isinstance(cell, Decimal):
        return digits(cell)
    return str(cell) if isinstance(cell, date | int) else plain(language).say(cell)
