"""`kind: actuals`: where results come from, and how metrics are made of them. Nothing here is ever run as code."""

from typing import Annotated, ClassVar, Final, Literal

from annotated_types import MaxLen
from pydantic import Discriminator, StringConstraints, Tag, model_validator

from plancode.model.base import Authored, Document, MetricName, SourceName
from plancode.model.kinds import EntityKind
from plancode.model.methods.reading import Unit
from plancode.model.source_tables import (
    MOST_FILTERS,
    MOST_VALUES,
    Filter,
    HeldTable,
    Lines,
    Mapping,
    form_of,
)
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import CREDIT, PROSE, STRUCTURE
from plancode.shape.contradiction import contradiction, exactly_one, unlike
from plancode.shape.limits import Time
from plancode.shape.tables import ColumnName, TableForm, one_sheet
from plancode.shape.types import CONNECTION_PATTERN, Day, FileName, Id, InTurn, Many, Prose, Some, Text


class Unassigned(Shape, bears=CREDIT):
    """Codes of rows that are rightly nobody's."""

    values: Annotated[Many[Text], MaxLen(MOST_VALUES), says("The codes, exactly as in the source.", ["HOUSE", "WEB"])]
    reason: Annotated[Prose, says("Why they are nobody's.", "Orders of the online shop", bears=PROSE)]


BY_ID, BY_NAME = "id", "name"
"""Ways to name something beside the codes of a system: by its id, and by its name or title."""
MOST_WAYS: Final = 5
Ways = Annotated[Some[Id], MaxLen(MOST_WAYS), InTurn()]


class Matching(Shape, bears=CREDIT):
    """By what a source names things: systems whose codes it has, `id`, `name`; of several the first that fits."""

    person: Annotated[Ways, says("Sellers; by ids if absent.", ["crm", "name"])] = ()
    account: Annotated[Ways, says("Customers; by ids if absent.", "erp")] = ()
    territory: Annotated[Ways, says("Territories; by ids if absent.", "erp")] = ()
    product: Annotated[Ways, says("Products; by ids if absent.", "erp")] = ()


def _ways_or_mapping(value: object) -> str:
    return "<mapping>" if isinstance(value, dict | Matching) else "<list>"


_BY_ENDING: Final = {"parquet": "parquet", "xlsx": "excel", "xlsm": "excel", "duckdb": "duckdb", "db": "duckdb"}


class Source(Authored, TableForm, bears=CREDIT):
    """A table of results."""

    entity_kind: ClassVar = EntityKind.SOURCE

    format: Annotated[
        Literal["csv", "parquet", "excel", "duckdb", "postgres", "spark"] | None,
        says("The format of the source, where the ending of its file does not say it.", "csv"),
    ] = None
    file: Annotated[FileName | None, says("The file, below the plan's folder.", "data/orders.csv")] = None
    table: Annotated[Text | None, says("The table or view of a database, or the sheet of a workbook.", "orders")] = None
    connection: Annotated[
        Annotated[str, StringConstraints(pattern=CONNECTION_PATTERN)] | None,
        says("The environment variable that holds the address; never the address itself.", "PLANCODE_SOURCE_SALES"),
    ] = None
    columns: Annotated[Mapping, says("Which column says what.", {"date": "OrderDate", "amount": "SalesAmount"})]
    lines: Annotated[
        Lines | None,
        says(
            "The lines of its orders, in a table of their own.",
            {"file": "lines.csv", "key": "OrderNo", "columns": {"amount": "LineTotal"}},
        ),
    ] = None
    filters: Annotated[
        Many[Filter], MaxLen(MOST_FILTERS), says("Which rows count.", [{"column": "status", "is": "won"}])
    ] = ()
    returns: Annotated[
        Many[Filter],
        MaxLen(MOST_FILTERS),
        says(
            "Rows that take away although their amounts are positive, such as credit notes.",
            [{"column": "type", "is": "credit_note"}],
        ),
    ] = ()
    share_scale: Annotated[
        Literal["percent", "share"] | None,
        says("For `share` without `%`: whether 60 or 0.6 is 60 %.", "percent"),
    ] = None
    unit: Annotated[
        Annotated[str, StringConstraints(pattern=r"^(?:千|k|K|万|M|亿)元?$")] | None,
        says("What its amounts of money are counted in: thousands, 万.", "k"),
    ] = None
    match_by: Annotated[
        Annotated[Ways, Tag("<list>")] | Annotated[Matching, Tag("<mapping>")],
        Discriminator(_ways_or_mapping),
        says(
            "By what it names people, customers, territories and products: the system of the codes, `id` or `name`; "
            "of several the first that fits. Ids if absent.",
            {"person": ["crm", "name"], "account": "erp"},
        ),
    ] = ()
    credit: Annotated[
        Literal["seller", "owner"], says("Who gets the credit: the row's seller, or the customer's owner.", "seller")
    ] = "seller"
    unassigned: Annotated[
        Unassigned | None,
        says("Rows that are nobody's: shown, but no loss.", {"values": ["HOUSE"], "reason": "Sales of the house"}),
    ] = None
    complete_through: Annotated[
        Day | None, says("The last day that the source is complete for; that of its last row if absent.", "2026-03-31")
    ] = None
    refresh: Annotated[Time | None, says("How often the source is updated.", "1d", bears=STRUCTURE)] = None
    arrives: Annotated[
        Literal["daily", "batches"],
        says("`batches`: all rows fall on a few dates, so pace is judged only once a period is over.", "daily"),
    ] = "daily"
    note: Annotated[Prose | None, says("What readers should know about it.", "Monthly batches", bears=PROSE)] = None

    @property
    def tables(self) -> tuple[HeldTable, ...]:
        """Where its table is held; after it that of its lines."""
        own = HeldTable(self.file, self._format(self.file), self.table, form_of(self, self.table))
        if self.lines is None:
            return (own,)
        file = self.lines.file or self.file
        return own, HeldTable(file, self._format(file), self.lines.table, form_of(self.lines, self.lines.table))

    def _format(self, file: str | None) -> str:
        """Return the format of a file: that of its ending, where none is stated."""
        ending = (file or "").lower().removesuffix(".gz").rpartition(".")[2]
        return self.format or _BY_ENDING.get(ending, "csv")

    @property
    def mapping(self) -> Mapping:
        """Which column says what, of its table or of its lines, whose ids tell its rows apart."""
        if self.lines is None:
            return self.columns
        return self.columns.model_copy(update={"id": None, **self.lines.columns.named})

    @property
    def files(self) -> tuple[str, ...]:
        """Its files, each once."""
        return tuple(dict.fromkeys(held.file for held in self.tables if held.file is not None))

    @property
    def every_filter(self) -> tuple[Filter, ...]:
        """Which rows count, and which lines."""
        return (*self.filters, *(self.lines.filters if self.lines is not None else ()))

    def ways(self, kind: EntityKind) -> tuple[str, ...]:
        """Return by what its rows name things of a kind, in turn; channels have no codes."""
        if isinstance(self.match_by, Matching):
            return tuple(getattr(self.match_by, kind, ())) or (BY_ID,)
        return (self.match_by if kind is not EntityKind.CHANNEL else ()) or (BY_ID,)

    @model_validator(mode="after")
    def _one_place(self) -> "Source":
        exactly_one("source", {"file": self.file, "connection": self.connection})
        one_sheet(self.sheet, self.table)
        if self.lines is not None:
            if self.lines.file is not None and self.file is None:
                raise contradiction("lines_file", found=self.lines.file)
            twice = {key for key in self.lines.columns.named if key != "id" and getattr(self.columns, key) is not None}
            if twice:
                raise contradiction("lines_twice", found=min(twice))
        return self


_COUNTS: Final[tuple[Unit, ...]] = ("count", "units", "points")
_GIVES: Final[dict[str, tuple[Unit, ...]]] = {
    "count": _COUNTS,
    "distinct": _COUNTS,
    "duration": ("days",),
    "share": ("percent",),
    "csat": ("percent",),
    "nps": ("points",),
}
"""What measures give, and what can be counted in it."""


class Measure(Shape, bears=CREDIT):
    """How a metric is made of a source."""

    metric: Annotated[MetricName, says("The metric.", "revenue")]
    source: Annotated[SourceName, says("The source.", "orders")]
    measure: Annotated[
        Literal["sum", "count", "distinct", "mean", "ratio", "duration", "share", "nps", "csat"],
        says(
            "How the figure is computed; `nps` and `csat` of answers from 0 to 10 and from 1 to 5.",
            "sum",
        ),
    ]
    column: Annotated[
        ColumnName | None,
        says("The column to sum, count, ...; the amount if absent. For a duration, the earlier date.", "Quantity"),
    ] = None
    until: Annotated[ColumnName | None, says("For a duration, the later date.", "ShipDate")] = None
    denominator: Annotated[ColumnName | None, says("For a ratio, the column to divide by.", "Visits")] = None
    scale: Annotated[
        Literal["percent", "share"] | None,
        says("For a metric in percent whose cells have no `%`: whether 85 or 0.85 is 85 %.", "percent"),
    ] = None
    market: Annotated[SourceName | None, says("For a share, the table of the whole market.", "panel")] = None
    filters: Annotated[
        Many[Filter], MaxLen(MOST_FILTERS), says("Which rows count.", [{"column": "type", "is": "new"}])
    ] = ()

    @model_validator(mode="after")
    def _of_two(self) -> "Measure":
        unlike(("column", self.column), ("denominator", self.denominator))
        unlike(("column", self.column), ("until", self.until))
        return self

    @property
    def gives(self) -> tuple[Unit, ...]:
        """The units of what it gives; none where that is the unit of the column."""
        return _GIVES.get(self.measure, ())

    def fits(self, unit: Unit | None) -> bool:
        """Whether it gives what a metric is counted in."""
        return unit is None or not self.gives or unit in self.gives


class ActualsDocument(Document, bears=CREDIT):
    """Where results come from, and how metrics are computed from them."""

    entity_kind: ClassVar = EntityKind.ACTUALS

    kind: Annotated[Literal["actuals"], says("This document names sources of results.", "actuals", sensitivity=PUBLIC)]
    sources: Annotated[
        Many[Source], says("The sources.", [{"id": "orders", "file": "orders.csv", "columns": {"date": "OrderDate"}}])
    ] = ()
    metrics: Annotated[
        Many[Measure],
        says(
            "How metrics are computed from the sources.", [{"metric": "revenue", "source": "orders", "measure": "sum"}]
        ),
    ] = ()
