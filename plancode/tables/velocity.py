"""The table of sales velocity: what open deals bring a day, by the sales cycle that fits them."""

from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.velocity import Velocity, velocities
from plancode.findings.place import Place
from plancode.model.plan import Cycle
from plancode.quantity import rounded
from plancode.said.value import Said, Term
from plancode.tables.deals import selected
from plancode.tables.scopes import measured, part_ref
from plancode.tables.selection import Selection
from plancode.tables.table import Cells, Column, Input, Row, Table, Why

SOURCE: Final = "docs/numbers.md#sales-velocity"
COLUMNS: Final = (
    Column("sales_cycle", "name"), Column("open_deals", "count"), Column("mean_value", "amount"),
    Column("win_rate", "share"), Column("rate_from", "word", detail=True), Column("cycle_days", "count"),
    Column("velocity", "exact"),
)  # fmt: skip
_DIMENSIONS: Final = ("channel", "segment", "product")
_CENTS: Final = 2


def velocity_table(analysis: Analysis, selection: Selection) -> Table:
    """Return the sales velocity of the deals of a plan or of the people of a team, a row for each sales cycle."""
    made = velocities(analysis.measures, selected(analysis, selection), analysis.as_of)
    rows = tuple(_row(analysis, velocity) for velocity in made)
    known = [a_day for velocity in made if (a_day := velocity.a_day) is not None]
    total = (Term("total"), *(None for _ in COLUMNS[2:]), _told(analysis, sum(known, Decimal(0))))
    return Table(
        COLUMNS, rows, Term("empty_table.deals"), total if len(known) > 1 else None, "velocity",
        (Term("note.velocity"),) if rows else (),
    )  # fmt: skip


def _row(analysis: Analysis, velocity: Velocity) -> Row:
    lacking = Term(f"no_velocity.{velocity.lacking}") if velocity.lacking is not None else None
    cells: Cells = (
        _called(analysis, velocity), velocity.count, measured(analysis.measures, "", velocity.mean), velocity.rate,
        Term(f"rate_from.{velocity.rate_from}") if velocity.rate_from else None, velocity.days,
        lacking if lacking is not None else _told(analysis, velocity.a_day),
    )  # fmt: skip
    return Row(cells, lambda: (_why(analysis, velocity),))


def _told(analysis: Analysis, amount: Decimal | None) -> Said:
    """Return what deals bring a day, rounded to the parts of the currency."""
    if amount is None:
        return None
    return measured(analysis.measures, "", rounded(amount, min(analysis.measures.places(""), _CENTS)))


def _called(analysis: Analysis, velocity: Velocity) -> Said:
    """Return the channels, segments and products of the cycles; those of all deals name none."""
    named = {
        (name, getattr(cycle, name)): None
        for cycle in (velocity.cycle, velocity.of_rate)
        for name in _DIMENSIONS
        if cycle is not None and getattr(cycle, name) is not None
    }
    parts = tuple(part_ref(analysis.graph, dimension, name) for dimension, name in named)
    return (parts if len(parts) > 1 else parts[0]) if parts else Term("any_deal")


def _why(analysis: Analysis, velocity: Velocity) -> Why:
    rated = _place(analysis, velocity.of_rate) if velocity.rate_from == "stated" else None
    inputs = (
        Input(Term("col.open_deals"), velocity.count, "count"),
        Input(Term("col.mean_value"), measured(analysis.measures, "", velocity.mean), "amount"),
        Input(Term("col.win_rate"), velocity.rate, "share", rated),
        Input(Term("col.cycle_days"), velocity.days, "count", _place(analysis, velocity.cycle)),
    )
    return Why("velocity.a_day", _told(analysis, velocity.a_day), "exact", inputs, (), SOURCE)


def _place(analysis: Analysis, cycle: Cycle | None) -> Place | None:
    """Return where a sales cycle is written."""
    plan = analysis.graph.plan
    if plan is None or plan.model.market is None or cycle is None:
        return None
    number = next(number for number, one in enumerate(plan.model.market.cycles) if one is cycle)
    return plan.place("market", "cycles", number)
