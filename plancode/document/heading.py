"""Which lines of a table name its columns, and how."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Final

from plancode.document.form import StatedForm

_MOST_TITLES: Final = 30
_WIDE: Final = str.maketrans({chr(0xFF01 + at): chr(0x21 + at) for at in range(94)} | {"\u3000": " "})
RowCells = Sequence[str]


def first_lines(form: StatedForm) -> int:
    """Return among how many lines those are that name the columns: they may stand further down where that is stated."""
    return max(_MOST_TITLES, *form.header) if form.header else _MOST_TITLES


def folded(name: str) -> str:
    """Return the name of a column without what people do not see, or take for the same: case, width, blanks."""
    return "_".join(name.translate(_WIDE).casefold().split())


def heading_at(rows: Sequence[tuple[int, RowCells]], form: StatedForm, names: Collection[str]) -> int:
    """Return which of the first rows (line and cells) is the last that names columns; -1 where none does.

    That is the stated one; else the first that has the most of the names looked for, else the first with any text.
    """
    if form.headless:
        return -1
    if form.header:
        return next((at for at, (line, _) in enumerate(rows) if line == form.header[-1]), -1)
    filled = [at for at, (_, cells) in enumerate(rows) if any(cell.strip() for cell in cells)]
    counts = {at: score(rows[at][1], form, names) for at in filled}
    if names and not any(counts.values()):  # none of them is known: the first line names them, or nothing does
        return 0 if filled[:1] == [0] else -1
    return max(counts, key=lambda at: (counts[at], -at), default=-1)


def score(cells: RowCells, form: StatedForm, names: Collection[str]) -> int:
    """Return how many of some cells are names looked for."""
    looked_for = {
        folded(name) for name in (*names, *form.columns, *form.columns.values(), *chain(*form.parts.values()))
    }
    return sum(folded(cell) in looked_for for cell in cells)


def named(rows: Sequence[tuple[int, RowCells]], at: int, form: StatedForm, width: int) -> tuple[str, ...]:
    """Return the name of each column; of several lines of names those above each other, one that is blank as before.

    A table without names has the numbers of its columns, from 1.
    """
    if at < 0:
        return tuple(str(number + 1) for number in range(width))
    lower = [cell.strip() for cell in rows[at][1]]
    above = [cells for line, cells in rows if line in form.header[:-1]]
    for cells in reversed(above):
        last = ""
        for number in range(len(lower)):
            last = (cells[number].strip() if number < len(cells) else "") or last
            lower[number] = f"{last} {lower[number]}".strip()
    return tuple(lower)


def number_of(header: Sequence[str], heading: str) -> int | None:
    """Return the number of a column by its name, as it is written, or else in other letters; None where none has it."""
    if heading in header:
        return header.index(heading)
    return next((number for number, name in enumerate(header) if name.casefold() == heading.casefold()), None)


def spanned(header: Sequence[str], texts: Iterable[str]) -> tuple[list[int], list[str]]:
    """Return the numbers of the columns that texts name, `first .. last` with all between, and names that none has."""
    numbers, missing = dict[int, None](), list[str]()
    for text in texts:
        ends = {end.strip(): number_of(header, end.strip()) for end in text.split("..")}
        found = [number for number in ends.values() if number is not None]
        missing += [end for end, number in ends.items() if number is None]
        numbers |= dict.fromkeys(range(min(found, default=0), max(found, default=-1) + 1))
    return list(numbers), missing
