"""Rows of a CSV list as models: empty cells are absent, dotted columns are mappings, ids in a cell make a list."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Annotated, Final, cast, get_args, get_origin

from plancode.document.csv_document import CsvDocument
from plancode.document.scalars import is_ambiguous, type_plain
from plancode.findings.likeness import Nearest
from plancode.findings.problem import Problem
from plancode.model.base import Keyed
from plancode.model.figures import has_another_sign, notation_of, plainly
from plancode.numeral import DECIMAL_SIGNS, Notation, all_signs, read_cell
from plancode.quantity import Quantity
from plancode.shape.base import Shape
from plancode.shape.crowd import Crowd
from plancode.shape.fields import fields_by_key
from plancode.shape.keys import unknown_name
from plancode.shape.validate import validate
from plancode.shape.wanted import names_at

if TYPE_CHECKING:
    from plancode.said.value import Said

_BETWEEN_IDS: Final = re.compile(r"[;,\s\u3001\uff0c\uff1b]+")
Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model made of a row, and where the row stands."""

    model: Keyed
    document: CsvDocument
    index: int


@dataclass
class ListRows:
    """The rows of one list that could be made into models, and what is wrong with the others.

    A list is unusable where its header lacks a column that every row must have.
    """

    rows: list[ModelRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unusable: bool = False


def read_rows(model: type[Keyed], document: CsvDocument, nearest: Nearest, stated: Notation | None = None) -> ListRows:
    """Return the rows of a file as models. Columns are checked once, not for every row.

    `stated` is how numbers are written, where whoever names the file says it.
    """
    result = ListRows()
    columns = list(_columns(model, document, result.problems, nearest))
    present = {column.partition(".")[0] for _, column, _ in columns}
    meant = {problem.values["near"] for problem in result.problems if problem.code == "SHP101"}
    lacking = [key for key, info in fields_by_key(model).items() if info.is_required() and key not in present]
    for key in lacking:
        if key not in meant:  # else the column is there, under another name, which is told
            result.problems.append(Problem(document.place((), key=True), "column", {"key": key}, code="SHP102"))
    result.unusable = bool(lacking)
    if result.unusable:
        return result
    if document.is_header_alone:
        result.problems.append(Problem(document.place((document.header[0],), key=True), "plain", code="DAT138"))
    figures = [(at, column) for at, column, _ in columns if holds_figures(_annotation(model, column))]
    crowd, notations = Crowd(), _notations(document, figures, stated, result.problems)
    if any(problem.code == "SHP124" for problem in result.problems):
        result.unusable = True
        return result
    for index, cells in enumerate(document.rows):
        odd = _of_another_sign(document, index, notations, crowd)
        if odd is not None:
            result.problems += odd
            continue
        data = _data(cells, columns, notations)
        made = validate(model, data, document, (index,), nearest=nearest, crowd=crowd)
        if isinstance(made, list):
            result.problems.extend(made)
        else:
            result.rows.append(ModelRow(made, document, index))
    result.problems = crowd.told(result.problems)
    return result


def _annotation(model: type[Keyed], column: str) -> Hashable:
    return cast("Hashable", fields_by_key(model)[column.partition(".")[0]].annotation)


def _notations(
    document: CsvDocument, columns: list[tuple[int, str]], stated: Notation | None, problems: list[Problem]
) -> dict[int, Notation]:
    """Return how each column of figures writes its numbers; where nobody can tell, that is a problem."""
    notations: dict[int, Notation] = {}
    for number, column in columns:
        cells = (row[number].strip() for row in document.rows)
        told = notation_of(cells, stated, by_commas=document.delimiter == ",")
        if isinstance(told, str):
            problems.append(_two_readings(document, column, told))
        else:
            notations[number] = told
    return notations


def _two_readings(document: CsvDocument, column: str, cell: str) -> Problem:
    point, comma = (read_cell(cell, Notation(sign), all_signs(), "money") for sign in DECIMAL_SIGNS)
    index = next(at for at, row in enumerate(document.rows) if row[document.header.index(column)].strip() == cell)
    values: dict[str, Said] = {"column": column, "found": cell, "point": point, "comma": comma}
    return Problem(document.place((index, column)), "plain", values, subject=column, code="SHP124")


def _of_another_sign(
    document: CsvDocument, index: int, notations: Mapping[int, Notation], crowd: Crowd
) -> list[Problem] | None:
    """Return the faults of figures in a row that have another decimal sign than their list; None where none has."""
    numbers = [at for at, notation in notations.items() if has_another_sign(document.rows[index][at].strip(), notation)]

    def stated() -> Problem:
        at = numbers[0]
        cell = document.rows[index][at].strip()
        values: dict[str, Said] = {"found": cell, "write": cell.replace(".", ",")}
        return Problem(document.place((index, document.header[at])), "plain", values, code="SHP128")

    problem = crowd.take("another_sign", stated, lambda: index) if numbers else None
    return [problem] if problem is not None else [] if numbers else None


def _columns(
    model: type[Shape], document: CsvDocument, problems: list[Problem], nearest: Nearest
) -> Iterator[tuple[int, str, Reader | None]]:
    known, names = fields_by_key(model), names_at(model, ())
    for number, column in enumerate(document.header):
        key, dot, below = column.partition(".")
        if key not in known or (dot and not below):
            variant, values = unknown_name(column, names, model.__name__, nearest)
            problems.append(
                Problem(document.place((column,), key=True), variant, values, subject=column, code="SHP101")
            )
        else:
            yield number, column, cell_reader(cast("Hashable", known[key].annotation), dotted=bool(dot))


def _data(
    cells: list[str], columns: list[tuple[int, str, Reader | None]], notations: Mapping[int, Notation]
) -> dict[str, object]:
    data: dict[str, object] = {}
    for number, column, read in columns:
        cell = cells[number].strip()
        if not cell:
            continue
        if number in notations:
            cell = plainly(cell, notations[number])
        value = read(cell) if read else cell
        if "." in column:
            key, _, below = column.partition(".")
            inner = data.setdefault(key, {})
            if isinstance(inner, dict):
                inner[below] = value
        else:
            data[column] = value
    return data


@cache
def holds_figures(annotation: Hashable) -> bool:
    """Whether the cells of a column are amounts, shares or numbers with decimals."""
    origins, leaves = _parts(annotation)
    return not origins & {tuple, dict} and bool(leaves & {Quantity, Decimal})


@cache
def cell_reader(annotation: Hashable, *, dotted: bool) -> Reader | None:
    """Return what makes a value of a cell, or None where its text is the value."""
    origins, leaves = _parts(annotation)
    if dict in origins and dotted:
        return _typed if int in leaves else None
    if tuple in origins:
        return _ids
    return _typed if leaves & {int, bool, Decimal} and str not in leaves else None


def _parts(annotation: object) -> tuple[set[object], set[object]]:
    """Return what an annotation is made of: generic types, and all others."""
    origins: set[object] = set()
    leaves: set[object] = set()
    pending: list[object] = [annotation]
    while pending:
        part = pending.pop()
        origin = get_origin(part)
        if origin is Annotated:
            pending.append(get_args(part)[0])
        elif origin is not None:
            origins.add(origin)
            pending.extend(get_args(part))
        else:
            leaves.add(part)
    return origins, leaves


def _typed(cell: str) -> object:
    return cell if is_ambiguous(cell) else type_plain(cell)


def _ids(cell: str) -> object:
    return [part for part in _BETWEEN_IDS.split(cell) if part]
