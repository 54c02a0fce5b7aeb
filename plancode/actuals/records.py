"""What comes back from sources: aggregated facts, and how each source reconciles."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from plancode.actuals.groupings import Kind

Refusal = Literal[
    "missing", "outside", "empty", "columns", "table", "no_table", "no_sheet",
    "numerals", "days", "repeated", "twice",
    "encoding", "ragged", "unmerged", "quote", "long_line", "line_breaks", "mixed_ends",
    "unreadable", "reaches",
    "connection", "scheme", "inside", "no_database", "library", "refuses",
    "unasked", "forbidden",
    "seconds", "together", "rows", "groups", "memory", "bytes", "wide",
]  # fmt: skip
"""Why a source gives nothing: its file; how the file is written; the database and its address; no address may be asked
here; it takes more than it may."""
Trouble = Literal[
    "person", "account", "territory", "product", "channel", "date", "period", "number", "bounds", "currency",
    "duplicate", "negative", "scale", "outside", "unassigned", "spelling", "stray", "part", "no_order", "no_lines",
]  # fmt: skip
"""What is wrong with rows: a code that nobody has, no date, a date outside the plan, no number, a number beyond all
bounds, no plan rate, an id that comes twice, less than nothing (which may be a correction), a bare number that should
be a percentage, a value that its metric cannot have, a code that is nobody's, a text that a filter spells
otherwise, a percentage on another scale than its column, a part of a sale that is none, a line of no order, an order
without lines."""


EARLIER: Final = "earlier"
"""The text under which rows of the year before stand among those outside the plan."""


@dataclass(frozen=True, slots=True)
class NoReading:
    """A source that could not be read, and why: never what an engine says of it, which may hold anything.

    `line` is the line of the file that does not fit, `found` and `limit` how much there is and may be. `names` are what
    the reason speaks of: the columns that are missing and, after an empty one, those that are there; the name of a
    connection or library; the column whose numbers have two readings, and one of them; keys of orders that stand twice.
    Where only some `metrics` of the source cannot be read, they alone are refused. `of_lines` tells of the table of
    lines.
    """

    source: str
    reason: Refusal
    names: tuple[str, ...] = ()
    line: int = 0
    found: int = 0
    limit: int = 0
    metrics: tuple[str, ...] = ()
    of_lines: bool = False


Unread = Literal["date", "order", "number", "currency", "spelling"]
"""What of a row cannot be read: its day, or that of the order it is a line of; a value that is to be counted, its money
without a plan rate; or whether it counts, because a filter spells its text otherwise."""
OF_ANY: Final[frozenset[Unread]] = frozenset({"date", "order"})
"""Such rows may be of any day, and so of anybody."""


class Fact(NamedTuple):
    """An aggregate of rows of one slice of time: `num`, over `den` of a quotient, or the distinct `values` seen.

    Person, account and territory are ids of the plan; `""` where the source says none, None where it says a code that
    the plan does not have. The person is the row's seller. A fact of the `market` is what a share divides by. What is
    `unassigned` has a code of which the source says that it is nobody's.
    """

    metric: str
    start: date
    person: str | None
    account: str | None
    territory: str | None
    product: str | None
    channel: str | None
    rows: int
    num: Decimal
    den: Decimal | None
    values: frozenset[str] = frozenset()
    market: bool = False
    unassigned: bool = False
    promoters: Decimal | None = None
    """Of answers that make a net promoter score, those of 9 and 10."""


class Lost(NamedTuple):
    """Rows that cannot be read, and so lack in a metric: `fact` says of whom they are, and when where that is known."""

    kind: Unread
    fact: Fact


class Sifted(NamedTuple):
    """What is odd about the texts that a filter asks for, known by its number, of a metric or (`""`) of the source.

    `texts` are some that the column has, most rows first: those that the filter spells otherwise, or all. `returns`
    says that it is a filter of what takes away.
    """

    metric: str
    number: int
    asked: tuple[str, ...]
    texts: tuple[str, ...]
    rows: int = 0
    returns: bool = False


class Apart(NamedTuple):
    """Values of a metric far from all the others, whose median is `usual`: a scale or a point slipped. They count."""

    metric: str
    usual: Decimal
    rows: int
    texts: tuple[str, ...]


class ProductRows(NamedTuple):
    """Rows of one slice of time that name one product, or a code that the plan does not have (`product` None), or none.

    `amount` is that of the first metric of the source, where it has one.
    """

    start: date
    code: str
    product: str | None
    rows: int
    amount: Decimal | None


class LeftOut(NamedTuple):
    """Rows that are left out by one text: of the column of a filter, or (`""`) by a word that says they are none."""

    column: str
    text: str
    rows: int


class Sample(NamedTuple):
    """A code or value that is in trouble: how many rows have it, and their amount."""

    text: str
    rows: int
    amount: Decimal


@dataclass(slots=True)
class Aggregates:
    """What was read in one grouping of the rows, and what of it cannot be read."""

    facts: list[Fact] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)


@dataclass(slots=True)
class SourceReading:
    """Everything that was read of one source.

    `rows` are those that its filters let through, beside them those that they do not (`filtered`), and those without
    any value (`blank`). `last_inside` is the last day in the plan that has rows. `by_day` has the rows of each slice of
    time, `shown` some texts that are no day, or no number of a metric.
    """

    source: str
    rows: int = 0
    blank: int = 0
    filtered: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    """What most of those rows are left out by."""
    first: date | None = None
    last: date | None = None
    last_inside: date | None = None
    by_day: dict[date, int] = field(default_factory=dict)
    credit: Aggregates = field(default_factory=Aggregates)
    """What was read as credit is given for it."""
    is_alike: bool = False
    """Whether a customer of that stands for all that are alike in credit."""
    cuts: dict[tuple[str, Kind], Aggregates] = field(default_factory=dict)
    """What was read of a metric for scopes of some kind, where credit is not enough for that."""
    earlier: list[Fact] = field(default_factory=list)
    """Those of the year before the plan, where growth over it is scored; they stand among the rows outside it, too."""
    earlier_lost: list[Lost] = field(default_factory=list)
    returned: int = 0
    """Rows that take away."""
    products: list[ProductRows] = field(default_factory=list)
    """What rows in the plan say of products, whatever else they are asked for."""
    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    """Some texts that are no part of a sale."""
    misspelt: list[Sifted] = field(default_factory=list)
    barren: list[Sifted] = field(default_factory=list)
    """Filters that let no row through but for case, width or blanks; and those that let none through at all."""
    rescaled: set[str] = field(default_factory=set)
    """Metrics whose bare percentages are all on another scale than is said."""
    apart: list[Apart] = field(default_factory=list)
    refused: list[NoReading] = field(default_factory=list)
    """Metrics of which nothing was read, for what a column of theirs lacks."""
    troubles: dict[Trouble, dict[str, Sample]] = field(default_factory=dict)
    """By what is wrong and the text that has it."""

    def cut(self, metric: str, kind: Kind) -> Aggregates:
        """Return what was read of a metric for scopes of some kind: nothing where the plan does not ask for that."""
        otherwise = Aggregates() if self.is_alike and kind - {"person"} else self.credit
        return self.cuts.get((metric, kind), otherwise)

    def trouble(self, kind: Trouble, text: str, rows: int, amount: Decimal = Decimal(0)) -> None:
        """Keep a trouble, rows of the same text together."""
        samples = self.troubles.setdefault(kind, {})
        before = samples.get(text, Sample(text, 0, Decimal(0)))
        samples[text] = Sample(text, before.rows + rows, before.amount + amount)

    def samples(self, kind: Trouble) -> list[Sample]:
        """Return what has a trouble, most rows first, then by text."""
        return sorted(self.troubles.get(kind, {}).values(), key=lambda sample: (-sample.rows, sample.text))
