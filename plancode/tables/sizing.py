"""The table of sizing: how many people each role needs, what a visit costs, and what a seat must bring to earn it.

What a seat costs is pay: this table is for the terminal and for programs, and stands on no page.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.sizing import Sizing, SizingFigure, SizingLack
from plancode.quantity import rounded
from plancode.said.value import Fixed, Joined, Said, Term, Values
from plancode.tables.scopes import measured
from plancode.tables.selection import Selection
from plancode.tables.table import Cells, Column, Input, Row, Table, Why

COLUMNS: Final = (
    Column("role", "name"), Column("seats", "ratio"), Column("by_workload", "count"), Column("by_breakdown", "count"),
    Column("lead_time", "count", detail=True), Column("seat_cost", "amount", detail=True),
    Column("visits", "hours", Term("col.visits_planned")),
    Column("cost_per_visit", "amount"), Column("break_even", "amount"), Column("break_even_visit", "amount"),
)  # fmt: skip
_CENTS: Final = 2


def sizing_table(analysis: Analysis, selection: Selection) -> Table:  # noqa: ARG001  # a table of the whole plan
    """Return what each role that carries quota needs in people, costs a visit, and must bring."""
    rows = tuple(_row(analysis, sizing) for sizing in analysis.sizing)
    notes = (Term("note.sizing"), *_lacking(analysis)) if rows else ()
    return Table(COLUMNS, rows, Term("empty_table.sizing"), name="sizing", notes=notes)


def _lacking(analysis: Analysis) -> Iterator[Term]:
    """Yield which figures are not known of which roles, and what they lack; those that lack the same together."""
    roles: dict[tuple[SizingFigure, SizingLack], list[Said]] = {}
    for sizing in analysis.sizing:
        for missing in sizing.lacking:
            roles.setdefault(missing, []).append(sizing.role.ref)
    figures: dict[tuple[SizingLack, tuple[Said, ...]], list[Said]] = {}
    for (figure, lack), these in roles.items():
        figures.setdefault((lack, tuple(these)), []).append(Term(f"col.{figure}"))
    for (reason, of_whom), named in figures.items():
        values: Values = {
            "figures": Joined(tuple(named)), "roles": Joined(of_whom), "reason": Term(f"no_sizing.{reason}"),
        }  # fmt: skip
        yield Term("note.sizing_lacks", tuple(values.items()))


def _row(analysis: Analysis, sizing: Sizing) -> Row:
    lead = Term("months", (("count", Fixed(sizing.lead_months, 1)),)) if sizing.lead_months else None
    cells: Cells = (
        sizing.role.ref, sizing.seats, sizing.by_workload, sizing.by_breakdown, lead,
        _money(analysis, sizing.cost), sizing.visits or None, _money(analysis, sizing.cost_per_visit),
        _money(analysis, sizing.break_even), _money(analysis, sizing.break_even_visit),
    )  # fmt: skip
    return Row(cells, lambda: _why(analysis, sizing))


def _money(analysis: Analysis, amount: Decimal | None) -> Said:
    return measured(analysis.measures, "", rounded(amount, _CENTS)) if amount is not None else None


def _why(analysis: Analysis, sizing: Sizing) -> tuple[Why, ...]:
    """Return what cost a visit and break-even are made of, where they are known."""
    cost = Input(Term("col.seat_cost"), _money(analysis, sizing.cost), place=sizing.role.place("cost"))
    seats = Input(Term("col.seats"), sizing.seats, "ratio")
    visits = Input(Term("col.visits_planned"), sizing.visits, "hours")
    margin = Input(Term("input.margin"), sizing.margin, "share")
    known = (
        ("cost_per_visit", sizing.cost_per_visit, (cost, seats, visits)),
        ("break_even", sizing.break_even, (cost, margin)),
        ("break_even_visit", sizing.break_even_visit, (cost, seats, visits, margin)),
    )
    return tuple(
        Why(f"sizing.{name}", _money(analysis, value), "amount", inputs, (), "docs/numbers.md#break-even")
        for name, value, inputs in known
        if value is not None
    )
