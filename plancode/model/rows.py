"""Rows of a table as models: empty cells are absent, dotted columns are mappings, names in a cell make a list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from plancode.document.table_document import Arrangement, TableDocument
from plancode.document.typed import TYPED
from plancode.findings.likeness import Nearest
from plancode.findings.problem import Problem
from plancode.model.base import Keyed, Named, To
from plancode.model.cell_records import CellOf, Unlike, records
from plancode.model.cells import RowFault, fill_down, names_of, texts_of
from plancode.model.columns import ListColumn, ListColumns, TableReading, columns_of
from plancode.model.figures import has_another_sign, plainly
from plancode.model.kinds import ACTORS
from plancode.model.made_ids import RowIds, row_ids
from plancode.model.naming import CalledNames, NamesOfFile, is_id
from plancode.numeral import Notation
from plancode.said.value import KindName, Said
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

IsLost = Callable[[To, str], bool]
"""Whether a name may be defined in what could not be read."""


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model made of a row, and where the row stands."""

    model: Keyed
    document: TableDocument
    index: int


@dataclass
class ListRows:
    """The rows of one list that could be made into models, and what is wrong with the others."""

    rows: list[ModelRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class ListTable:
    """A list in a table whose columns are known: what its rows are called, and its rows once all names are known."""

    def __init__(self, model: type[Keyed], document: TableDocument, nearest: Nearest, reading: TableReading) -> None:
        """Find its columns, which are checked once, not for every row."""
        self.model, self.document, self.nearest, self.reading = model, document, nearest, reading
        self.ids: RowIds | None = None
        self.columns = columns = columns_of(model, document, reading, nearest)
        self.problems = columns.problems
        lacking = _lacking(model, columns, reading)
        meant = {problem.values["near"] for problem in self.problems if problem.code == "SHP101"}
        for key in lacking:
            if key not in meant:  # else the column is there, under another name, which is told
                self.problems.append(Problem(document.place((), key=True), "column", {"key": key}, code="SHP102"))
        self.is_unusable = bool(lacking) or columns.unclear
        if self.is_unusable:
            return
        if document.is_header_alone:
            self.problems.append(Problem(document.place((document.header[0],), key=True), "plain", code="DAT138"))
        if reading.form.is_arranged or any(column.field != document.header[column.number] for column in columns.each):
            document.arrangement = _arrangement(document, columns, reading)
        fill_down(document.rows, columns.filled)
        if columns.id_from is not None:
            self.ids = row_ids(document, columns.id_from)

    def call(self, names: CalledNames) -> None:
        """Take in what its rows are called, by which other tables can name them."""
        if self.is_unusable or not issubclass(self.model, Named):
            return
        at = {column.field: column.number for column in self.columns.each}
        called = [at[key] for key in ("name", "title") if key in at]
        codes = [(key.removeprefix("codes."), number) for key, number in at.items() if key.startswith("codes.")]
        for number, cells in enumerate(self.document.rows):
            own_id = self.ids.of[number] if self.ids is not None else cells[at["id"]].strip()
            texts = filter(None, (cells[column].strip() for column in called))
            held = ((system, code) for system, column in codes for code in texts_of(cells[column].strip()))
            names.add(self.model.entity_kind, own_id, texts, held)

    def read(self, naming: NamesOfFile, is_lost: IsLost) -> ListRows:
        """Return its rows as models."""
        result = ListRows(problems=self.problems)
        if not self.is_unusable:
            _Rows(self, naming, is_lost).read(result)
        return result


def _lacking(model: type[Keyed], columns: ListColumns, reading: TableReading) -> list[str]:
    """Return the fields that every row must have, and no column gives."""
    present = {column.field.partition(".")[0] for column in columns.each}
    present |= {"id"} if columns.id_from is not None else set()
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

    def __init__(self, table: ListTable, naming: NamesOfFile, is_lost: IsLost) -> None:
        self.model, self.document, self.nearest = table.model, table.document, table.nearest
        self.columns, self.form, self.ids = table.columns, table.reading.form, table.ids
        self.naming, self.is_lost = naming, is_lost
        self.notations, self.crowd = table.columns.notations, Crowd()
        self.commas = {at: notation for at, notation in self.notations.items() if notation.decimal == ","}
        self.total: Problem | None = None
        self.faults: list[RowFault] = []
        """What is wrong with the row that is being read."""

    def read(self, result: ListRows) -> None:
        """Make models of the rows."""
        index = -1
        for number, cells in enumerate(self.document.rows):
            odd = self._odd(number, cells)
            for data in (
                (self._values(number, self.columns.each),) if self.form.wide is None else self._unfolded(number)
            ):
                index += 1
                odd = self._told(number) if odd is None and self.faults else odd
                if odd is not None:
                    continue
                made = validate(self.model, data, self.document, (index,), nearest=self.nearest, crowd=self.crowd)
                if isinstance(made, list):
                    result.problems.extend(made)
                else:
                    result.rows.append(ModelRow(made, self.document, index))
            result.problems += odd or []
            self.faults.clear()
        result.problems = [*self.crowd.told(result.problems), *filter(None, [self.total])]

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

    def _told(self, number: int) -> list[Problem]:
        """Return what is wrong with the names of a row, each fault where it stands."""
        problems = []
        for fault in self.faults:
            place = self.document.place_of_cell(self.document.lines[number], fault.column)
            made = partial(Problem, place, fault.variant, fault.values, code=fault.code)
            problems.append(self.crowd.take(fault.code, made, lambda fault=fault: (number, fault.column)))  # type: ignore[misc]
        return [problem for problem in problems if problem is not None]

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

    def _unfolded(self, number: int) -> Iterator[dict[str, object]]:
        """Yield what each cell of a row says whose columns are values of one."""
        wide = self.form.wide
        for column in self.columns.wide:
            if wide is not None and self.document.rows[number][column.number].strip():
                heading = self.columns.headings[column.number]
                yield self._values(number, [*self.columns.each, column]) | {wide.of: heading}

    def _values(self, number: int, columns: list[ListColumn]) -> dict[str, object]:
        data: dict[str, object] = {}
        cells, words, notations = self.document.rows[number], self.form.values, self.notations
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
            value = self._read(column, cell)
            key, _, below = column.field.partition(".")
            if not below:
                data[key] = value
            elif isinstance(inner := data.setdefault(key, {}), dict):
                inner[below] = value
        for key, columns_of_key in self.columns.records.items():
            data |= self._records(key, columns_of_key, cells)
        if self.ids is not None:
            data["id"] = self.ids.of[number]
            self.faults += self.ids.faults.get(number, ())
        return data

    def _read(self, column: ListColumn, cell: str) -> object:
        """Return the value of a cell: ids for names, words of the table for what they mean."""
        to, words = column.to, self.form.values
        if to is None:
            return column.read(cell) if column.read else cell
        if column.read is None:
            return self._id(column, to, cell)
        names = names_of(cell, lambda text: text in words or bool(self.naming.ids(to, text)))
        said = (words.get(name, name) for name in names)
        return [self._id(column, to, name) for name in said if name]

    def _id(self, column: ListColumn, to: To, text: str) -> str:
        """Return the id that a name means; the name itself, with why, where it means none or several."""
        ids = self.naming.ids(to, text)
        if len(ids) == 1:
            return ids[0]
        kind = KindName("actor" if to.kinds == ACTORS else to.kinds[0].value)
        values: dict[str, Said] = {"name": text[:_LONGEST], "kind": kind}
        if ids:
            values["known"] = self.naming.names.refs(to.kinds, ids)
            self.faults.append(RowFault(column.number, "SHP135", "plain", values))
        elif not is_id(text) and not self.is_lost(to, text):
            near = self.naming.names.near(to.kinds, text, self.nearest)
            values["near"] = self.naming.names.refs(to.kinds, near)
            self.faults.append(RowFault(column.number, "SHP136", "near" if near else "plain", values))
        return text

    def _records(self, key: str, columns: list[ListColumn], cells: list[str]) -> dict[str, object]:
        """Return the records of a row under their key; nothing where its cells have none, or do not match."""
        said = [CellOf(column.field.partition(".")[2], cells[column.number].strip(), column.read) for column in columns]
        record, to = columns[0].record, columns[0].to
        if record is None or not any(cell.text for cell in said):
            return {}
        made = records(record, said, self.form.values, lambda text: to is not None and bool(self.naming.ids(to, text)))
        if isinstance(made, Unlike):
            at = next(one.number for one in columns if one.field.endswith(f".{made.key}"))
            values: dict[str, Said] = {"names": made.names, "key": made.key, "others": made.others}
            self.faults.append(RowFault(at, "SHP137", "plain", values | {"found": cells[at].strip()[:_LONGEST]}))
            return {}
        if to is not None:
            named = next((column for column in columns if column.field in (key, f"{key}.{record.name}")), columns[0])
            made = [one | {record.name: self._id(named, to, str(one[record.name]))} for one in made]
        return {key: made}
