"""`kind: actuals`: where results come from, and how metrics are made of them. Nothing here is ever run as code."""

from dataclasses import replace
from typing import Annotated, ClassVar, Final, Literal

from annotated_types import MaxLen
from pydantic import Discriminator, StringConstraints, Tag, model_validator

from plancode.document.form import StatedForm
from plancode.model.base import Authored, Document, MetricName, SourceName
from plancode.model.kinds import EntityKind
from plancode.model.methods.reading import Unit
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import CREDIT, PROSE, STRUCTURE
from plancode.shape.contradiction import at_least_one, contradiction, exactly_one, unlike
from plancode.shape.limits import Time
from plancode.shape.tables import ColumnName, TableForm
from plancode.shape.types import CONNECTION_PATTERN, Day, FileName, Id, Many, Prose, Some, Text

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

    date: Annotated[ColumnName, says("The date that decides about the period.", "OrderDate")]
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


class Unassigned(Shape, bears=CREDIT):
    """Codes of rows that are rightly nobody's."""

    values: Annotated[Many[Text], MaxLen(MOST_VALUES), says("The codes, exactly as in the source.", ["HOUSE", "WEB"])]
    reason: Annotated[Prose, says("Why they are nobody's.", "Orders of the online shop", bears=PROSE)]


BY_ID, BY_NAME = "id", "name"
"""Ways to name something beside the codes of a system: by its id, and by its name or title."""
MOST_WAYS: Final = 5
Ways = Annotated[Some[Id], MaxLen(MOST_WAYS)]


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
    def held_as(self) -> str:
        """The format, as it is stated, or else by the ending of the file."""
        ending = (self.file or "").lower().removesuffix(".gz").rpartition(".")[2]
        return self.format or _BY_ENDING.get(ending, "csv")

    @property
    def form(self) -> StatedForm:
        """What is said of where things stand."""
        return replace(super().form, sheet=self.sheet or self.table)

    def ways(self, kind: EntityKind) -> tuple[str, ...]:
        """Return by what its rows name things of a kind, in turn; channels have no codes."""
        if isinstance(self.match_by, Matching):
            return tuple(getattr(self.match_by, kind, ())) or (BY_ID,)
        return (self.match_by if kind is not EntityKind.CHANNEL else ()) or (BY_ID,)

    @model_validator(mode="after")
    def _one_place(self) -> "Source":
        exactly_one("source", {"file": self.file, "connection": self.connection})
        if self.table is not None and self.sheet is not None:
            raise contradiction("sheet", found=self.table)
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
