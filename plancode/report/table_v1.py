"""Tables for programs: JSON with a format version, and CSV that spreadsheets open as it is meant."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from plancode.findings.unjudged import Unjudged
from plancode.locale.catalogue import Language, word
from plancode.locale.width import steadied
from plancode.period import Period
from plancode.quantity import Quantity
from plancode.report.json_v1 import UnjudgedRecord, unjudged_records
from plancode.report.records import (
    AsMade,
    Datum,
    PlaceRecord,
    Published,
    datum_of,
    digits,
    place_record,
    write_record,
)
from plancode.said.speaker import plain
from plancode.said.value import Against, Fixed, Joined, Ref, Rounded, Said
from plancode.tables.table import Column, FigureKind, Row, Table, Why

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")

_NUMBERS: Final = (Decimal, Quantity, int, Rounded, Fixed)


class InputRecord(Published):
    """Something that a figure is made of: what it is, its value, and where that is written."""

    label: str
    value: Datum
    place: PlaceRecord | None


class WhyRecord(Published):
    """Where a figure comes from: its definition, what went into it, the policy that judges it, whose method it is."""

    formula: str
    text: str
    value: Datum
    inputs: tuple[InputRecord, ...]
    policy: dict[str, Datum]
    source: str


RowData = dict[str, Datum | tuple[WhyRecord, ...]]
"""The cells of a row by the keys of their columns, and under `why` where they come from."""


class ColumnRecord(Published):
    """A column: its key in each row, and what its cells are."""

    key: str
    kind: FigureKind


class TableRecord(Published):
    """A table of a plan, format version 1. Numbers are decimal texts, so that none loses a digit.

    Later versions of plancode may add keys, which their schemas have, columns and tables.
    """

    format_version: Literal[1]
    table: str
    plan: str
    as_of: date
    columns: tuple[ColumnRecord, ...]
    rows: Annotated[tuple[RowData, ...], AsMade()]
    notes: tuple[Datum, ...]
    unjudged: tuple[UnjudgedRecord, ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """The check of a plan that a table belongs to: which plan, as of which day, and what was not judged in it."""

    plan: str
    as_of: date
    unjudged: tuple[Unjudged, ...]


def table_json(table: Table, checkup: Checkup, language: Language, *, why: bool) -> str:
    """Return a table as JSON; with `why`, where the figures of each row come from."""
    record = TableRecord(
        format_version=1,
        table=table.name,
        plan=checkup.plan,
        as_of=checkup.as_of,
        columns=tuple(ColumnRecord(key=column.key, kind=column.kind) for column in table.columns),
        rows=tuple(_row(table.columns, row, language, why=why) for row in table.rows),
        notes=tuple(datum_of(note, language) for note in table.notes),
        unjudged=unjudged_records(checkup.unjudged, language),
    )
    return write_record(record, indent=1)


def _row(columns: tuple[Column, ...], row: Row, language: Language, *, why: bool) -> RowData:
    data: RowData = {column.key: datum_of(cell, language) for column, cell in zip(columns, row.cells, strict=True)}
    if why:
        data["why"] = tuple(_why(origin, language) for origin in (row.why() if row.why else ()))
    return data


def _why(why: Why, language: Language) -> WhyRecord:
    inputs = (
        InputRecord(
            label=plain(language).say(part.label),
            value=datum_of(part.value, language),
            place=place_record(part.place) if part.place is not None else None,
        )
        for part in why.inputs
        if part.value is not None
    )
    return WhyRecord(
        formula=why.formula,
        text=word(f"why.{why.formula}", language),
        value=datum_of(why.value, language),
        inputs=tuple(inputs),
        policy={key: datum_of(value, language) for key, value in why.policy},
        source=why.source,
    )


def table_csv(table: Table, language: Language) -> str:
    """Return a table as CSV: names as id and, in a column of their own, title; no cell can become a formula."""
    heads = [[column.key, f"{column.key}_title"] if column.form == "name" else [column.key] for column in table.columns]
    lines = [[head for column_heads in heads for head in column_heads]]
    for row in table.rows:
        pairs = zip(table.columns, row.cells, strict=True)
        lines.append([cell for column, value in pairs for cell in _cells(column, value, language)])
    return write_csv(lines)


def write_csv(lines: Iterable[Iterable[str]], *, marked: bool = True) -> str:
    """Return lines as CSV; `marked` so that a spreadsheet reads it as UTF-8, which other programs take for a name."""
    file = io.StringIO()
    csv.writer(file).writerows(lines)
    return f"\ufeff{file.getvalue()}" if marked else file.getvalue()


def _cells(column: Column, cell: Said, language: Language) -> list[str]:
    if column.form == "name":
        parts = cell if isinstance(cell, tuple) else (cell,)
        ids = [part.id if isinstance(part, Ref) else _text(part, language) for part in parts]
        return [harmless(";".join(ids)), harmless(_text(cell, language))]
    text = _text(cell, language)
    is_number = isinstance(cell.value if isinstance(cell, Against) else cell, _NUMBERS)
    return [text if is_number else harmless(text)]


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that cannot steer a terminal."""
    return f"'{steadied(text)}" if text.startswith(_FORMULA) else steadied(text)


def _text(cell: Said, language: Language) -> str:
    """Return what a cell says in a form that programs read: plain digits, days as written, words of a language."""
    if isinstance(cell, Joined | tuple):
        parts = cell.parts if isinstance(cell, Joined) else cell
        return word("list.semicolon", language).join(_text(part, language) for part in parts if part is not None)
    if isinstance(cell, Period):
        return cell.name or f"{cell.start.isoformat()}..{cell.last.isoformat()}"
    if isinstance(cell, Quantity):
        return digits(cell.number) + (f" {cell.unit}" if cell.unit and not cell.is_share else "")
    if isinstance(cell, Against | Rounded | Fixed | Decimal | date | int):
        return str(datum_of(cell, language))
    return plain(language).say(cell)
