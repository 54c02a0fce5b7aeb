"""What a workbook carries of where it comes from: the plan, its state, and what every cell said when it was written."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from plancode.exchange.workbook.cells import text_of
from plancode.exchange.workbook.sheets import BookSheet

SHEET: Final = "plancode"
"""The hidden sheet that carries it."""
VERSION: Final = "1"
SealLine = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealedSheet:
    """What a sheet said: its columns, and of each row, by its key, the texts of its cells."""

    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a workbook comes from; `is_whole` says whether what its cells said is as it was written."""

    plan: str
    state: str
    language: str
    team: str
    sheets: dict[str, SealedSheet]
    is_whole: bool = True


def seal_lines(seal: Seal) -> list[SealLine]:
    """Return a seal as the lines of its sheet."""
    lines = [*_head(seal), *_body(seal)]
    return [("plancode", VERSION), ("seal", _digest(lines)), *lines]


def sealed(sheets: Iterable[BookSheet]) -> dict[str, SealedSheet]:
    """Return what the cells of sheets say."""
    return {
        sheet.name: SealedSheet(
            tuple(column.key for column in sheet.columns),
            {row.key: tuple(text_of(cell.value) for cell in row.cells) for row in sheet.rows},
        )
        for sheet in sheets
    }


def _head(seal: Seal) -> Iterator[SealLine]:
    yield from (("plan", seal.plan), ("state", seal.state), ("language", seal.language), ("team", seal.team))


def _body(seal: Seal) -> Iterator[SealLine]:
    for name, sheet in seal.sheets.items():
        yield ("sheet", name, *sheet.columns)
        yield from (("row", key, *texts) for key, texts in sheet.rows.items())


def _digest(lines: Iterable[Sequence[str]]) -> str:
    stripped = [_without_blanks(line) for line in lines]
    return hashlib.sha256(json.dumps(stripped, ensure_ascii=False).encode()).hexdigest()


def _without_blanks(line: Sequence[str]) -> list[str]:
    """Return a line without the blank cells at its end, which a spreadsheet does not keep."""
    texts = [text.replace("\r\n", "\n") for text in line]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def read_seal(lines: Iterable[Sequence[str]]) -> Seal | None:
    """Return what the lines of a seal say; None where they are none."""
    rows = [_without_blanks(line) for line in lines]
    if not rows or rows[0] != ["plancode", VERSION]:
        return None
    said = {row[0]: row[1] if len(row) > 1 else "" for row in rows[1:] if row and row[0] not in ("sheet", "row")}
    sheets: dict[str, SealedSheet] = {}
    columns: tuple[str, ...] = ()
    last: SealedSheet | None = None
    for row in rows:
        if row[:1] == ["sheet"] and len(row) > 1:
            columns = tuple(row[2:])
            last = sheets.setdefault(row[1], SealedSheet(columns))
        elif row[:1] == ["row"] and len(row) > 1 and last is not None:
            last.rows[row[1]] = (*row[2 : len(columns) + 2], *[""] * (len(columns) - len(row) + 2))
    is_whole = said.get("seal") == _digest(rows[2:])
    plan, state, language, team = (said.get(name, "") for name in ("plan", "state", "language", "team"))
    return Seal(plan, state, language, team, sheets, is_whole)
