"""Tables in files: how an author says what stands where, and lists that may live in one."""

from dataclasses import replace
from typing import Annotated, Final

from annotated_types import MaxLen
from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from plancode.dating import DayOrder
from plancode.document.form import StatedForm, Wide
from plancode.numeral import UNIT, CountedIn, Notation, counted_in, stated
from plancode.shape.base import Shape, says
from plancode.shape.bearing import CREDIT
from plancode.shape.contradiction import contradiction, unlike
from plancode.shape.types import FileName, Id, Many, Some, T, Text

MOST_COLUMNS: Final = 200
MOST_LINES: Final = 1_000
MOST_WORDS: Final = 1_000


def _heading(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


ColumnName = Annotated[str, BeforeValidator(_heading), StringConstraints(min_length=1, max_length=128)]
"""The heading of a column; its number, from 1, where a table has no headings."""
DecimalMark = Annotated[str, StringConstraints(pattern=r"^[.,]$")]
ThousandsMark = Annotated[str, StringConstraints(pattern=r"^[., ']$")]
Meaning = Annotated[str, StringConstraints(max_length=300)]
StatedUnit = Annotated[str, StringConstraints(pattern=UNIT, min_length=1)]
StatedEncoding = Annotated[
    str,
    StringConstraints(pattern=r"^(?:utf-8|utf-16|gb18030|big5|shift_jis|euc-kr|cp1250|cp1251|cp1252|latin-1)$"),
]
CellMark = Annotated[str, StringConstraints(pattern=r"^[,;|\t]$")]


class DateParts(Shape, bears=CREDIT):
    """The columns of year and month, and of the day where there is one, of a date or period that is made of them."""

    year: Annotated[ColumnName, says("The column of the year.", "Year")]
    month: Annotated[ColumnName, says("The column of the month, or quarter.", "Month")]
    day: Annotated[ColumnName | None, says("The column of the day.", "Day")] = None

    @property
    def headings(self) -> tuple[str, ...]:
        """The columns."""
        return tuple(filter(None, (self.year, self.month, self.day)))

    @property
    def name(self) -> str:
        """The name of the column that they make together."""
        return " ".join(self.headings)


def _parts_or_word(value: object) -> str:
    return "<mapping>" if isinstance(value, dict | DateParts) else "<word>"


DateColumns = Annotated[
    Annotated[ColumnName, Tag("<word>")] | Annotated[DateParts, Tag("<mapping>")], Discriminator(_parts_or_word)
]


class WideColumns(Shape, bears=CREDIT):
    """Columns that are values of one: a row is made of each filled cell."""

    columns: Annotated[
        Some[ColumnName],
        MaxLen(MOST_COLUMNS),
        says("The columns by their headings; `first .. last` are all between them, too.", ["Jan-26 .. Dec-26"]),
    ]
    of: Annotated[ColumnName, says("What the headings say.", "period")] = "period"
    to: Annotated[ColumnName, says("What the cells say.", "amount")] = "amount"
    year: Annotated[int | None, says("The year of headings that name none, such as `Jan`.", 2026)] = None


class TableLayout(Shape):
    """Where in its file a table stands. What is not said is found out."""

    sheet: Annotated[Text | None, says("The sheet of a workbook; the first if absent.", "Targets")] = None
    header: Annotated[
        Some[Annotated[int, Field(ge=0, le=MOST_LINES)]],
        says("The line, or lines, that name the columns; 0 where none does, and columns go by number.", 3),
    ] = ()
    encoding: Annotated[
        StatedEncoding | None, says("How a CSV file is stored, where it is neither UTF-8 nor UTF-16.", "gb18030")
    ] = None
    delimiter: Annotated[CellMark | None, says("What stands between the cells of a CSV file.", ";")] = None
    leave_out: Annotated[
        Some[Text],
        MaxLen(MOST_WORDS),
        says("Rows that have one of these texts in a cell are none.", ["Total", "合计"]),
    ] = ()
    values: Annotated[
        dict[Text, Meaning],
        MaxLen(MOST_WORDS),
        says(
            "What words of the table mean here; nothing, where that is left blank.", {"王芳": "wang-fang", "A类": "A"}
        ),
    ] = Field(default_factory=dict)
    fill: Annotated[
        Some[ColumnName],
        MaxLen(MOST_COLUMNS),
        says("Columns in which a blank cell means the same as the one above.", ["person"]),
    ] = ()
    wide: Annotated[
        WideColumns | None, says("Columns that are values of one, such as months.", {"columns": ["Jan-26 .. Dec-26"]})
    ] = None

    @property
    def form(self) -> StatedForm:
        """What is said of where things stand."""
        wide = self.wide
        return StatedForm(
            sheet=self.sheet,
            encoding=self.encoding,
            delimiter=self.delimiter,
            header=tuple(sorted(filter(None, self.header))),
            headless=self.header == (0,),
            values=dict(self.values),
            left_out=frozenset(self.leave_out),
            fill=frozenset(self.fill),
            wide=Wide(wide.columns, wide.of, wide.to, wide.year) if wide is not None else None,
        )


class TableForm(TableLayout):
    """How a table stands in its file. What is not said is found out from all of its cells."""

    decimal: Annotated[
        DecimalMark | None, says("The decimal sign of its numbers, where their form does not tell it.", ",")
    ] = None
    thousands: Annotated[ThousandsMark | None, says("The sign that parts thousands in its numbers.", ".")] = None
    dates: Annotated[
        DayOrder | None,
        says("The order of day, month and year in its dates, where their form does not tell it.", "d/m/y"),
    ] = None

    @model_validator(mode="after")
    def _two_signs(self) -> "TableForm":
        unlike(("decimal", self.decimal), ("thousands", self.thousands), "signs")
        return self

    @property
    def notation(self) -> Notation | None:
        """How numbers are written, where that is stated."""
        return stated(self.decimal, self.thousands)


def one_sheet(sheet: str | None, table: str | None) -> None:
    """Raise a contradiction where a sheet is named twice."""
    if table is not None and sheet is not None:
        raise contradiction("sheet", found=table)


class File(TableForm):
    """A list kept in a table below the plan's folder: CSV, Parquet, a sheet of a workbook, a table of DuckDB."""

    file: Annotated[
        FileName,
        says("The file, relative to this YAML file.", "accounts/pudong.csv"),
    ]
    table: Annotated[
        Text | None,
        says("The table of a DuckDB file, its only one if absent; or the sheet of a workbook.", "accounts"),
    ] = None
    columns: Annotated[
        dict[ColumnName, DateColumns],
        MaxLen(MOST_COLUMNS),
        says(
            "Which column says what, field and heading in either order; the table may have more. Year and month may "
            "stand in columns of their own, `period: {year: Jahr, month: Monat}`.",
            {"name": "客户"},
        ),
    ] = Field(default_factory=dict)

    unit: Annotated[
        StatedUnit | None, says("What bare amounts of money are counted in: thousands, 万, another currency.", "USD k")
    ] = None

    match_by: Annotated[
        Id | None,
        says("The system whose codes may stand for people, customers, ... beside ids and names.", "crm"),
    ] = None
    id_from: Annotated[
        ColumnName | None, says("The column that ids are made of; the name, where the table has no ids.", "Customer No")
    ] = None

    @property
    def counted_in(self) -> CountedIn | None:
        """What bare amounts are counted in, where that is stated."""
        return counted_in(self.unit) if self.unit is not None else None

    @property
    def form(self) -> StatedForm:
        """What is said of where things stand."""
        return replace(
            super().form,
            columns={key: name for key, name in self.columns.items() if isinstance(name, str)},
            parts={key: parts.headings for key, parts in self.columns.items() if isinstance(parts, DateParts)},
            sheet=self.sheet or self.table,
        )

    @model_validator(mode="after")
    def _one_sheet(self) -> "File":
        one_sheet(self.sheet, self.table)
        return self


def _list_or_file(value: object) -> str:
    return "<file>" if isinstance(value, dict | File) else "<list>"


Listed = Annotated[
    Annotated[Many[T], Tag("<list>")] | Annotated[File, Tag("<file>")],
    Discriminator(_list_or_file),
]
