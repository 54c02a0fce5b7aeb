"""The table of balance: potential, load and target of the people of each role, as indices of the mean."""

from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.balance import Balance
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.quantity import Quantity
from plancode.said.value import Fixed, Said, Term
from plancode.tables.selection import Selection
from plancode.tables.table import Column, Input, Row, Table, Why

SOURCE: Final = "docs/numbers.md#coverage"
COLUMNS: Final = (
    Column("role", "name", groups=True), Column("measure", "word", groups=True), Column("person", "name"),
    Column("value", "amount"), Column("mean_index", "index"),
)  # fmt: skip


def balance_table(analysis: Analysis, selection: Selection, balances: tuple[Balance, ...] | None = None) -> Table:
    """Return the people of a selection against all of their role, in every measure or in some."""
    chosen = {person.model.id for _, person in selection.people(analysis)}
    shown = analysis.balance if balances is None else balances
    rows = (
        _row(analysis, balance, person, value)
        for balance in shown
        for person, value in balance.values
        if person.model.id in chosen
    )
    notes = tuple(map(_note, shown))
    return Table(COLUMNS, tuple(rows), Term("empty_table.balance"), name="balance", notes=notes)


def _row(analysis: Analysis, balance: Balance, person: Entity[Person], value: Decimal) -> Row:
    measure = Term(f"col.{balance.measure}")
    cells = (balance.role.ref, measure, person.ref, _value(balance, value), balance.index(person))
    return Row(cells, lambda: (_why(analysis, balance, person, value),))


def _value(balance: Balance, value: Decimal) -> Said:
    return Quantity(value, "h") if balance.measure == "workload" else value


def _note(balance: Balance) -> Term:
    """Return how far a measure lies apart, in a sentence."""
    measure, cv = Term(f"measure.{balance.measure}"), Fixed(balance.cv or Decimal(0), 2)
    values = (("role", balance.role.ref), ("measure", measure), ("cv", cv))
    if balance.spread is None:
        return Term("note.balance_open", values)
    return Term("note.balance", (*values, ("spread", Fixed(balance.spread, 2))))


def _why(analysis: Analysis, balance: Balance, person: Entity[Person], value: Decimal) -> Why:
    inputs = (Input(person.ref, _value(balance, value)), Input(Term("input.mean"), _value(balance, balance.mean)))
    band = analysis.graph.policy.balance
    policy: tuple[tuple[str, Said], ...] = (("balance.min", band.min), ("balance.max", band.max))
    return Why("balance.index", _value(balance, value), "amount", inputs, policy, SOURCE)
