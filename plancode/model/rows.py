"""Rows of a table as models: empty cells are absent, dotted columns are mappings, names in a cell make a list."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from plancode.document.form import StatedForm
from plancode.document.table_document import Arrangement, TableDocument
from plancode.document.typed import TYPED
from plancode.findings.likeness import Nearest
from plancode.findings.problem import Problem
from plancode.model.base import Keyed
from plancode.model.cell_records import CellOf, Unlike, records
from plancode.model.columns import ListColumn, ListColumns, TableReading, columns_of
from plancode.model.figures import has_another_sign, plainly
from plancode.numeral import Notation
from plancode.shape.crowd import Crowd
from plancode.shape.fields import fields_by_key
from plancode.shape.validate import validate

TOTALS: Final = frozenset({
    "total", "totals", "grand total", "subtotal", "summe", "gesamt", "gesamtsumme", "zwischensumme",
    "somme", "total général", "totale", "totaal", "suma", "合计", "总计", "小计", "共计", "总和", "汇总",
})  # fmt: skip
"""What begins a row that adds others up."""
_LONGEST: Final = 60
_POINT: Final = Notation()
"""How a table that knows what is a number writes them."""

if TYPE_CHECKING:
    from plancode.said.value import Said


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model made of a row, and where the row stands."""

    model: Keyed
    document: TableDocument
    index: int


@dataclass
class ListRows:
    """The rows of one list that could be made into models, and what is wrong with the others.

    A list is unusable where its header lacks a column that every row must have.
    """

    rows: list[ModelRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unusable: bool = False


def read_rows(model: type[Keyed], document: TableDocument, nearest: Nearest, reading: TableReading) -> ListRows:
    """Return the rows of a table as models. ListColumns are checked once, not for every row."""
    columns = columns_of(model, document, reading, nearest)
    result = ListRows(problems=columns.problems)
    lacking = _lacking(model, columns, reading)
    meant = {problem.values["near"] for problem in result.problems if problem.code == "SHP101"}
    for key in lacking:
        if key not in meant:  # else the column is there, under another name, which is told
            result.problems.append(Problem(document.place((), key=True), "column", {"key": key}, code="SHP102"))
    result.unusable = bool(lacking) or columns.unclear
    if result.unusable:
        return result
    if document.is_header_alone:
        result.problems.append(Problem(document.place((document.header[0],), key=True), "plain", code="DAT138"))
    if reading.form.is_arranged or any(column.field != document.header[column.number] for column in columns.each):
        document.arrangement = _arrangement(document, columns, reading)
    _Rows(model, document, columns, reading.form).read(result, nearest)
    return result


def _lacking(model: type[Keyed], columns: ListColumns, reading: TableReading) -> list[str]:
    """Return the fields that every row must have, and no column gives."""
    present = {column.field.partition(".")[0] for column in columns.each}
    if reading.form.wide is not None:
        present |= {reading.form.wide.of, reading.form.wide.to}
    return [key for key, info in fields_by_key(model).items() if info.is_required() and key not in present]


def _arrangement(document: TableDocument, columns: ListColumns, reading: TableReading) -> Arrangement:
    fields, wide = {column.field: column.number for column in columns.each}, reading.form.wide
    if wide is None or not columns.wide:
        return Arrangement(fields)
    made = [(at, c.number) for at, row in enumerate(document.rows) for c in columns.wide if row[c.number].strip()]
    return Arrangement(fields, made, wide.of, wide.to)


class _Rows:
    """The rows of one table."""

    def __init__(self, model: type[Keyed], document: TableDocument, columns: ListColumns, form: StatedForm) -> None:
        self.model, self.document, self.columns, self.form = model, document, columns, form
        self.notations, self.crowd = columns.notations, Crowd()
        self.commas = {at: notation for at, notation in self.notations.items() if notation.decimal == ","}
        self.last: dict[int, str] = {}
        self.total: Problem | None = None
        self.unlike: tuple[Unlike, int] | None = None
        """What in the row that is being read does not match, and the number of its column."""

    def read(self, result: ListRows, nearest: Nearest) -> None:
        """Make models of the rows."""
        index = -1
        for number, cells in enumerate(self.document.rows):
            if self.columns.filled:
                self._fill_down(cells)
            odd = self._odd(number, cells)
            for data in (self._values(cells, self.columns.each),) if self.form.wide is None else self._unfolded(cells):
                index += 1
                odd = self._unmatched(number) if odd is None else odd
                if odd is not None:
                    continue
                made = validate(self.model, data, self.document, (index,), nearest=nearest, crowd=self.crowd)
                if isinstance(made, list):
                    result.problems.extend(made)
                else:
                    result.rows.append(ModelRow(made, self.document, index))
            result.problems += odd or []
        result.problems = [*self.crowd.told(result.problems), *filter(None, [self.total])]

    def _fill_down(self, cells: list[str]) -> None:
        """Let a blank cell of a column that is to be filled mean what stands above it."""
        for number in self.columns.filled:
            cells[number] = self.last[number] = cells[number].strip() or self.last.get(number, "")

    def _odd(self, number: int, cells: list[str]) -> list[Problem] | None:
        """Return why a row is not read, which may have been told; None where it can be."""
        word = next((text for cell in cells if any(map(str.isalpha, text := cell.strip()))), "")
        if word.casefold().rstrip(":：") in TOTALS:
            return self._total(number, cells, word)
        for at in self.notations:
            if cells[at].startswith("="):
                return self._formula(number, cells, at)
        return self._of_another_sign(number, cells) if self.commas else None

    def _formula(self, number: int, cells: list[str], at: int) -> list[Problem]:
        """Return that a figure is a formula whose value nobody has worked out."""
        place = self.document.place_of_cell(self.document.lines[number], at)
        values: dict[str, Said] = {"found": cells[at][:_LONGEST]}
        problem = self.crowd.take("formula", lambda: Problem(place, "formula", values, code="TXT120"), lambda: number)
        return [problem] if problem is not None else []

    def _total(self, number: int, cells: list[str], word: str) -> list[Problem]:
        """Note that a row is the total of others; it is told once for all."""
        if self.total is not None:
            self.total = self.total.with_another()
            return []
        at = next(at for at, cell in enumerate(cells) if cell.strip() == word)
        place = self.document.place_of_cell(self.document.lines[number], at)
        self.total = Problem(place, "plain", {"found": word}, code="SHP134")
        return []

    def _unmatched(self, number: int) -> list[Problem] | None:
        """Return that a row names more, or fewer, than it says something of; None where it does not."""
        if self.unlike is None:
            return None
        (unlike, at), self.unlike = self.unlike, None
        values: dict[str, Said] = {"names": unlike.names, "key": unlike.key, "others": unlike.others}
        values["found"] = self.document.rows[number][at].strip()[:_LONGEST]
        place = self.document.place_of_cell(self.document.lines[number], at)
        problem = self.crowd.take("unlike", lambda: Problem(place, "plain", values, code="SHP137"), lambda: number)
        return [problem] if problem is not None else []

    def _of_another_sign(self, number: int, cells: list[str]) -> list[Problem] | None:
        """Return the faults of figures that have another decimal sign than their list; None where none has."""
        odd = [
            at
            for at, notation in self.commas.items()
            if not cells[at].endswith(TYPED) and has_another_sign(cells[at].strip(), notation)
        ]

        def stated() -> Problem:
            cell = cells[odd[0]].strip()
            values: dict[str, Said] = {"found": cell, "write": cell.replace(".", ",")}
            place = self.document.place_of_cell(self.document.lines[number], odd[0])
            return Problem(place, "plain", values, code="SHP128")

        problem = self.crowd.take("another_sign", stated, lambda: number) if odd else None
        return [problem] if problem is not None else [] if odd else None

    def _unfolded(self, cells: list[str]) -> Iterator[dict[str, object]]:
        """Yield what each cell of a row says whose columns are values of one."""
        wide = self.form.wide
        for column in self.columns.wide:
            if wide is not None and cells[column.number].strip():
                heading = self.columns.headings[column.number]
                yield self._values(cells, [*self.columns.each, column]) | {wide.of: heading}

    def _values(self, cells: list[str], columns: list[ListColumn]) -> dict[str, object]:
        data: dict[str, object] = {}
        words, notations = self.form.values, self.notations
        for column in columns:
            found = cells[column.number]
            cell = found.strip()
            if words:
                cell = words.get(cell, cell)
            if not cell or column.record is not None:
                continue
            if column.number in notations:
                notation = _POINT if found.endswith(TYPED) else notations[column.number]
                cell = plainly(cell, notation, self.columns.counted.get(column.number))
            value = column.read(cell) if column.read else cell
            if isinstance(value, list):
                value = [words.get(one, one) for one in value]
            key, _, below = column.field.partition(".")
            if not below:
                data[key] = value
            elif isinstance(inner := data.setdefault(key, {}), dict):
                inner[below] = value
        for key, columns_of_key in self.columns.records.items():
            data |= self._records(key, columns_of_key, cells)
        return data

    def _records(self, key: str, columns: list[ListColumn], cells: list[str]) -> dict[str, object]:
        """Return the records of a row under their key; nothing where its cells have none, or do not match."""
        said = [CellOf(column.field.partition(".")[2], cells[column.number].strip(), column.read) for column in columns]
        if columns[0].record is None or not any(cell.text for cell in said):
            return {}
        made = records(columns[0].record, said, self.form.values)
        if not isinstance(made, Unlike):
            return {key: made}
        self.unlike = made, next(one.number for one in columns if one.field.endswith(f".{made.key}"))
        return {}
