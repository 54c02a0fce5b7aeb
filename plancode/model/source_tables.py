"""The tables of a source of results: which column says what, which rows count, and the lines of orders beside them."""

from dataclasses import replace
from typing import Annotated, Final, NamedTuple

from annotated_types import MaxLen
from pydantic import model_validator

from plancode.document.form import StatedForm
from plancode.shape.base import Shape, says
from plancode.shape.bearing import CREDIT
from plancode.shape.contradiction import at_least_one
from plancode.shape.tables import ColumnName, DateColumns, TableLayout, one_sheet
from plancode.shape.types import FileName, Many, Prose, Text

MOST_FILTERS: Final = 50
MOST_VALUES: Final = 1_000
"""Each is looked at for every row."""


class Filter(Shape, bears=CREDIT):
    """Which rows count."""

    column: Annotated[ColumnName, says("The column.", "status")]
    is_: Annotated[Text | None, says("Exactly this value.", "won", alias="is")] = None
    in_: Annotated[Many[Text], MaxLen(MOST_VALUES), says("One of these values.", ["won", "closed"], alias="in")] = ()
    from_: Annotated[Text | None, says("At least this value.", "2026-01-01", alias="from")] = None
    to: Annotated[Text | None, says("Up to this value, inclusive.", "2026-12-31")] = None

    @property
    def texts(self) -> tuple[tuple[str, ...], ...]:
        """Sets of texts, of each of which a row must have one."""
        return tuple(texts for texts in ((self.is_,) if self.is_ is not None else (), self.in_) if texts)

    @model_validator(mode="after")
    def _says_something(self) -> "Filter":
        at_least_one("filter", {"is": self.is_, "in": self.in_, "from": self.from_, "to": self.to})
        return self


class Mapping(Shape, bears=CREDIT):
    """Which column says what."""

    date: Annotated[
        DateColumns,
        says(
            "The date that decides about the period; year and month may stand in columns of their own, "
            "`{year: Jahr, month: Monat}`.",
            "OrderDate",
        ),
    ]
    person: Annotated[ColumnName | None, says("The seller.", "SalesPersonID")] = None
    account: Annotated[ColumnName | None, says("The customer.", "ResellerKey")] = None
    territory: Annotated[ColumnName | None, says("The territory.", "SalesTerritoryID")] = None
    product: Annotated[ColumnName | None, says("The product.", "ProductKey")] = None
    channel: Annotated[ColumnName | None, says("The channel.", "Channel")] = None
    amount: Annotated[ColumnName | None, says("The amount.", "SalesAmount")] = None
    share: Annotated[
        ColumnName | None,
        says("The part of the sale that the row's seller gets; each seller has a row of their own.", "SplitPercent"),
    ] = None
    currency: Annotated[ColumnName | None, says("The currency, if it is not the plan's.", "CurrencyCode")] = None
    id: Annotated[ColumnName | None, says("The id of the row, used to find duplicates.", "SalesOrderNumber")] = None

    @property
    def day(self) -> str:
        """The column of the date; of several the name of what they make together."""
        return self.date if isinstance(self.date, str) else self.date.name

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns that make the date together, where there are several."""
        return () if isinstance(self.date, str) else self.date.headings

    @property
    def named(self) -> dict[str, str]:
        """The columns that are named, by what they say."""
        return {key: name if isinstance(name, str) else name.name for key, name in self if name is not None}


class LineColumns(Shape, bears=CREDIT):
    """Which column of the lines says what."""

    person: Annotated[ColumnName | None, says("The seller.", "SalesPersonID")] = None
    product: Annotated[ColumnName | None, says("The product.", "ProductKey")] = None
    amount: Annotated[ColumnName | None, says("The amount.", "LineTotal")] = None
    share: Annotated[ColumnName | None, says("The part of the sale that the row's seller gets.", "SplitPercent")] = None
    currency: Annotated[ColumnName | None, says("The currency, if it is not the plan's.", "CurrencyCode")] = None
    id: Annotated[ColumnName | None, says("The id of the line, used to find duplicates.", "LineNumber")] = None

    @property
    def named(self) -> dict[str, str]:
        """The columns that are named, by what they say."""
        return {key: name for key, name in self if name is not None}


class Lines(TableLayout, bears=CREDIT):
    """The lines of what a source has one row of each: the items of orders. Each counts on the date of its order."""

    file: Annotated[
        FileName | None, says("The file of the lines; that of the source, or its database, if absent.", "lines.csv")
    ] = None
    table: Annotated[
        Text | None, says("The table or view of a database, or the sheet of a workbook.", "order_lines")
    ] = None
    key: Annotated[ColumnName, says("The column of the lines that says of which order they are.", "OrderNo")]
    of: Annotated[
        ColumnName | None, says("The column of the source with the same, where it is called otherwise.", "OrderID")
    ] = None
    columns: Annotated[LineColumns, says("Which column of the lines says what.", {"amount": "LineTotal"})]
    filters: Annotated[
        Many[Filter], MaxLen(MOST_FILTERS), says("Which lines count.", [{"column": "type", "is": "item"}])
    ] = ()
    no_header: Annotated[
        Prose | None,
        says("Why lines may rightly be of no order here; they are then left out.", "Orders of earlier years"),
    ] = None

    @property
    def looked_for(self) -> tuple[str, ...]:
        """Every column of either table that it names."""
        return (self.of or self.key, self.key, *self.columns.named.values(), *(one.column for one in self.filters))

    @model_validator(mode="after")
    def _one_sheet(self) -> "Lines":
        one_sheet(self.sheet, self.table)
        return self


class HeldTable(NamedTuple):
    """Where one table of a source is held, and how it stands there."""

    file: str | None
    format: str
    table: str | None
    form: StatedForm


def form_of(stated: TableLayout, table: str | None) -> StatedForm:
    """Return what is said of where a table stands, its sheet under either name."""
    return replace(stated.form, sheet=stated.sheet or table)
