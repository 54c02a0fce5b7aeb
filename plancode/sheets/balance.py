"""The sheet of balance: potential, load and target of the people of each role, as indices of the mean."""

from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.balance import Balance
from plancode.findings.values import Ref
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.quantity import rounded
from plancode.sheets.selection import Selection
from plancode.sheets.sheet import Cell, Column, Input, Row, Sheet, Why, Word

SOURCE: Final = "docs/numbers.md#coverage"
COLUMNS: Final = (
    Column("role", "name", groups=True), Column("measure", "word", groups=True), Column("person", "name"),
    Column("value", "amount"), Column("mean_index", "count"),
)  # fmt: skip


def balance_sheet(analysis: Analysis, selection: Selection) -> Sheet:
    """Return the people of a selection against all of their role."""
    chosen = {person.model.id for _, person in selection.people(analysis)}
    rows = tuple(
        _row(analysis, one, person) for one in analysis.balance for person, _ in one.values if person.model.id in chosen
    )
    return Sheet("balance", COLUMNS, rows, tuple(_note(one) for one in analysis.balance))


def _row(analysis: Analysis, balance: Balance, person: Entity[Person]) -> Row:
    value = next(amount for one, amount in balance.values if one is person)
    index = balance.index(person)
    cells: tuple[Cell, ...] = (
        balance.role.ref, Word(f"measure.{balance.measure}"), person.ref, value, index and rounded(index),
    )  # fmt: skip
    return Row(cells, lambda: (_why(analysis, balance, value, person.ref),))


def _note(balance: Balance) -> Word:
    spread = balance.spread
    return Word(
        "note.balance" if spread is not None else "note.balance_open",
        (
            ("role", balance.role.ref),
            ("measure", Word(f"measure.{balance.measure}")),
            ("cv", rounded(balance.cv, 2) if balance.cv is not None else 0),
            ("spread", rounded(spread, 2) if spread is not None else 0),
        ),
    )


def _why(analysis: Analysis, balance: Balance, value: Cell, person: Ref) -> Why:
    inputs = (Input(person, value, "amount"), Input(Word("input.mean"), balance.mean, "amount"))
    band = analysis.graph.policy.balance
    policy: tuple[tuple[str, Cell], ...] = (("balance.min", band.min), ("balance.max", band.max))
    return Why("balance.index", value, "amount", inputs, policy, SOURCE)
