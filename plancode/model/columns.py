"""ListColumns of a table as fields of a model: which is which, and what makes values of their cells."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from plancode.dating import DayOrder, order_of, period_of, read_day
from plancode.document.form import StatedForm, Wide
from plancode.document.heading import number_of, spanned
from plancode.document.table_document import ColumnRead, TableDocument
from plancode.document.typed import TYPED
from plancode.findings.likeness import Nearest
from plancode.findings.problem import Problem
from plancode.model.base import Keyed, To
from plancode.model.cell_records import ListedRecord, headings_of, record_of
from plancode.model.cells import Reader, cell_reader, dated, holds_figures, kinds_of, reference_of, said_twice
from plancode.model.figures import notation_of
from plancode.numeral import DECIMAL_SIGNS, CountedIn, Notation, all_signs, read_cell
from plancode.quantity import Quantity
from plancode.shape.fields import fields_by_key
from plancode.shape.keys import unknown_name

if TYPE_CHECKING:
    from datetime import date

    from plancode.said.value import Said


_FIRST_OF_MONTH: Final = 1
_ISO: Final = re.compile(r"[0-9]{4}(?:-[0-9A-Z]{2,3}){0,2}")


@dataclass(frozen=True, slots=True)
class TableReading:
    """How a table is read, as far as it is stated: its form, how it writes numbers, and in which order days."""

    form: StatedForm
    notation: Notation | None = None
    dates: DayOrder | None = None
    unit: CountedIn | None = None
    id_from: str | None = None
    match_by: str | None = None


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column that is a field, by its dotted name; `read` makes a value of a text, nothing where the text is it.

    Of a list of records (`record`) it says what the row tells of them, or one key of theirs.
    """

    number: int
    field: str
    read: Reader | None = None
    record: ListedRecord | None = None
    to: To | None = None
    """What it names, where it names something of the plan."""


@dataclass
class ListColumns:
    """The columns of a table that are fields, those that are values of one (`wide`), and how figures are written.

    `headings` holds what each of the wide columns stands for.
    """

    each: list[ListColumn] = field(default_factory=list)
    wide: list[ListColumn] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    headings: dict[int, object] = field(default_factory=dict)
    notations: dict[int, Notation] = field(default_factory=dict)
    counted: dict[int, CountedIn] = field(default_factory=dict)
    records: dict[str, list[ListColumn]] = field(default_factory=dict)
    """The columns that make records, by the field of their list."""
    problems: list[Problem] = field(default_factory=list)
    id_from: int | None = None
    """The column that ids are made of, where the table has none."""
    unclear: bool = False


def columns_of(model: type[Keyed], document: TableDocument, reading: TableReading, nearest: Nearest) -> ListColumns:
    """Return the columns of a table, and what is wrong with them."""
    return _Finder(model, document, reading, nearest).found()


class _Finder:
    """The columns of one table."""

    def __init__(self, model: type[Keyed], document: TableDocument, reading: TableReading, nearest: Nearest) -> None:
        self.model, self.document, self.reading, self.nearest = model, document, reading, nearest
        self.known, self.form = fields_by_key(model), reading.form
        self.headings = headings_of(model)
        self.columns = ListColumns()
        self.parts: set[int] = set()
        self.orders: dict[int, DayOrder] = {}
        """In which order days are named, where some are not written year, month, day."""

    def found(self) -> ListColumns:
        """Return them."""
        made = self._of_parts()
        wide = self._wide()
        mapped = made | self._mapped()
        for number, heading in enumerate(self.document.header):
            if number in wide or number in self.parts:
                continue
            name = mapped.get(number) or self._meant(number, heading)
            if name is not None and (number in mapped or name not in mapped.values()):
                self.columns.each += self._alike([number], name)
        if self.form.wide is not None and wide:
            self.columns.wide = self._alike(wide, self.form.wide.to)
            self._headings(wide, self.form.wide)
        for column in self.columns.each:
            if column.record is not None:
                self.columns.records.setdefault(column.field.partition(".")[0], []).append(column)
        self._fill()
        self.columns.id_from = self._id_from()
        for column in (*self.columns.each, *self.columns.wide):
            self.document.columns_read[column.number] = self._read_as(column)
        return self.columns

    def _read_as(self, column: ListColumn) -> ColumnRead:
        notation = self.columns.notations.get(column.number)
        counted = self.columns.counted.get(column.number)
        unit = f"{counted.currency} x {10**counted.digits:,}".strip() if counted is not None else ""
        decimal = notation.decimal if notation is not None else None
        heading = self.columns.headings.get(column.number)
        field = f"{column.field}, {heading}" if heading is not None else column.field
        return ColumnRead(field, decimal or "", self.orders.get(column.number, ""), unit)

    def _wide(self) -> list[int]:
        """Return the numbers of the columns that are values of one."""
        if self.form.wide is None:
            return []
        strange = [name for name in (self.form.wide.of, self.form.wide.to) if not self._is_field(name)]
        for name in strange:
            self._unknown(name)
        if strange:
            self.columns.unclear = True
            return []
        numbers, missing = spanned(self.document.header, self.form.wide.columns)
        for heading in missing:
            self._lacks(heading)
        return numbers

    def _fill(self) -> None:
        """Note the columns in which a blank means what stands above it, named by field or heading."""
        for name in sorted(self.form.fill):
            number = number_of(self.document.header, name)
            if number in self.parts:
                continue
            found = [one.number for one in self.columns.each if name == one.field or number == one.number]
            self.columns.filled += found
            if not found and number is None:
                self._lacks(name)

    def _id_from(self) -> int | None:
        """Return the number of the column that makes ids: the stated one, else the name where there are no ids."""
        at = {column.field: column.number for column in self.columns.each}
        stated = self.reading.id_from
        if "id" not in self.known or (stated is None and "id" in at):
            return None
        if stated is None:
            return at.get("name", at.get("title"))
        number = at.get(stated, number_of(self.document.header, stated))
        if number is None:
            self._lacks(stated)
        return number

    def _headings(self, numbers: list[int], wide: Wide) -> None:
        """Note what the headings of columns that are values of one stand for."""
        texts = tuple(self.document.header[number] for number in numbers)
        read: Reader | None = None
        if self._kind(wide.of) == "period":
            read = self._periods(texts, "d/m/y")
        for number, text in zip(numbers, texts, strict=True):
            said = self.form.values.get(text, text)
            self.columns.headings[number] = read(said) if read is not None else said

    def _mapped(self) -> dict[int, str]:
        """Return the field of each column that is said to be one."""
        mapped: dict[int, str] = {}
        for one, other in self.form.columns.items():
            is_turned = not self._is_field(one) and self._is_field(other)
            name, heading = (other, one) if is_turned else (one, other)
            number = number_of(self.document.header, heading)
            if number is None:
                self._lacks(heading)
            elif self._is_field(name):
                mapped[number] = self.headings.get(name, name)
            else:
                self._unknown(name)
        return mapped

    def _of_parts(self) -> dict[int, str]:
        """Return the field of each column that is made of those of year, month and day."""
        mapped: dict[int, str] = {}
        for name, headings in self.form.parts.items():
            numbers = {heading: number_of(self.document.header, heading) for heading in headings}
            found = [number for number in numbers.values() if number is not None]
            for heading in [heading for heading, number in numbers.items() if number is None]:
                self._lacks(heading)
            if not self._is_field(name):
                self._unknown(name)
            elif len(found) == len(headings):
                filled = [number for number in found if self.document.header[number] in self.form.fill]
                mapped[self.document.join_days(found, filled)] = name
            self.parts.update(found)
        return mapped

    def _is_field(self, name: str) -> bool:
        key, dot, below = name.partition(".")
        return name in self.headings or (key in self.known and (not dot or bool(below)))

    def _meant(self, number: int, heading: str) -> str | None:
        """Return the field that a heading names, in letters of any case and in both languages; tell of all others.

        Where the columns of a table are named, it may have more.
        """
        if self._is_field(heading):
            return self.headings.get(heading, heading)
        variant, values = self._near(heading, tuple(sorted(self.headings)))
        if "meant" in values and (values["near"] == heading or values["near"] not in self.document.header):
            return self.headings[str(values["near"])]
        is_told = any(problem.code == "SHP132" for problem in self.columns.problems)
        if not (self.form.columns or self.form.parts or is_told) and (heading or any(self._cells(number))):
            place = self.document.place((heading,), key=True)
            variant = "column" if variant == "plain" else variant
            self.columns.problems.append(Problem(place, variant, values, subject=heading, code="SHP101"))
        return None

    def _unknown(self, name: str) -> None:
        variant, values = self._near(name, tuple(sorted(self.known)))
        self.columns.problems.append(Problem(self.document.place(()), variant, values, subject=name, code="SHP101"))

    def _near(self, name: str, known: tuple[str, ...]) -> "tuple[str, dict[str, Said]]":
        return unknown_name(name, known, self.model.__name__, self.nearest)

    def _lacks(self, heading: str) -> None:
        self.columns.unclear = True
        values: dict[str, Said] = {
            "column": heading,
            "known": tuple(f"`{name}`" for name in self.document.header if name),
        }
        place = self.document.place((), key=True)
        self.columns.problems.append(Problem(place, "plain", values, subject=heading, code="SHP132"))

    def _cells(self, *numbers: int) -> tuple[str, ...]:
        return tuple(row[number].strip() for number in numbers for row in self.document.rows)

    def _alike(self, numbers: Sequence[int], name: str) -> list[ListColumn]:
        """Return columns that are one field; together they tell how they are written."""
        annotation, record = self._annotation(name), record_of(self._annotation(name.partition(".")[0]))
        read = cell_reader(annotation, dotted="." in name) if record is None else None
        if record is None and holds_figures(annotation):
            self._figures(numbers, name)
            if self.reading.unit is not None and Quantity in kinds_of(annotation)[1]:
                self.columns.counted |= dict.fromkeys(numbers, self.reading.unit)
        elif (kind := self._kind(name)) is not None:
            read = self._dates(numbers, name, kind) or read
        to = reference_of(self.known[name.partition(".")[0]]) if "." not in name else None
        to = record.to if record is not None else to
        return [ListColumn(number, name, read, record, to) for number in numbers]

    def _annotation(self, name: str) -> Hashable:
        """Return what a column is: a field, or a key of the records of one."""
        key, _, below = name.partition(".")
        record = record_of(cast("Hashable", self.known[key].annotation))
        fields = fields_by_key(record.model) if record is not None and below else {}
        return cast("Hashable", fields.get(below, self.known[key]).annotation)

    def _kind(self, name: str) -> str | None:
        """Return whether a field is a day or a period; None where it is neither."""
        marks = tuple(mark for mark in self.known[name.partition(".")[0]].metadata if isinstance(mark, str))
        return dated(self._annotation(name), marks)

    def _figures(self, numbers: Sequence[int], name: str) -> None:
        """Note how columns of figures write their numbers; where nobody can tell, that is a problem."""
        untyped = (row[at].strip() for at in numbers for row in self.document.rows if not row[at].endswith(TYPED))
        told = notation_of(untyped, self.reading.notation, by_commas=self.document.by_commas)
        if isinstance(told, Notation):
            self.columns.notations |= dict.fromkeys(numbers, told)
            return
        point, comma = (read_cell(told, Notation(sign), all_signs(), "money") for sign in DECIMAL_SIGNS)
        values: dict[str, Said] = {"found": told, "point": point, "comma": comma}
        self._two_readings("SHP124", numbers, name, told, values)

    def _dates(self, numbers: Sequence[int], name: str, kind: str) -> Reader | None:
        """Return what reads the days or periods of columns; nothing where all are written as plancode writes them."""
        cells = self._cells(*numbers)
        order, sample = order_of(cells, self.reading.dates)
        if order is None:
            self._two_readings("SHP133", numbers, name, sample, {"found": sample, **said_twice(sample)})
            return None
        if any(cell and not _ISO.fullmatch(cell) for cell in cells):
            self.orders |= dict.fromkeys(numbers, order)
        if kind == "day":
            return lambda cell: _day_text(read_day(cell, order), cell)
        return self._periods(cells, order)

    def _periods(self, cells: tuple[str, ...], order: DayOrder) -> Reader:
        """Return what reads periods: days are their months where all are the first of one."""
        days = [read_day(cell, order) for cell in cells if cell]
        is_month = bool(days) and all(day is not None and day.day == _FIRST_OF_MONTH for day in days)
        year = self.form.wide.year if self.form.wide is not None else None
        return lambda cell: period_of(cell, order, is_month=is_month, year=year) or cell

    def _two_readings(
        self, code: str, numbers: Sequence[int], name: str, sample: str, values: "dict[str, Said]"
    ) -> None:
        rows = zip(self.document.lines, self.document.rows, strict=True)
        line, number = next((line, at) for line, row in rows for at in numbers if row[at].strip() == sample)
        place = self.document.place_of_cell(line, number)
        heading = self.document.header[number]
        column = heading if heading != str(number + 1) else name
        self.columns.problems.append(Problem(place, "plain", {"column": column, **values}, subject=name, code=code))
        self.columns.unclear = True


def _day_text(day: "date | None", cell: str) -> str:
    return day.isoformat() if day is not None else cell
