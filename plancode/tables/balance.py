"""The table of balance: potential, load and target of the people of each role, as indices of the mean."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.balance import Balance, Blanks
from plancode.graph.entity import Entity
from plancode.model.team import Person
from plancode.quantity import Quantity
from plancode.said.value import Fixed, Said, Term
from plancode.tables.scopes import measured
from plancode.tables.selection import Selection
from plancode.tables.table import Column, Input, Row, Table, Why

SOURCE: Final = "docs/numbers.md#balance"
COLUMNS: Final = (
    Column("role", "name", groups=True), Column("measure", "word", groups=True), Column("person", "name"),
    Column("value", "amount"), Column("mean_index", "index"),
)  # fmt: skip


def balance_table(analysis: Analysis, selection: Selection, balances: tuple[Balance, ...] | None = None) -> Table:
    """Return the people of a selection against all of their role, in every measure or in some."""
    chosen = {person.model.id for _, person in selection.people(analysis)}
    shown = analysis.balance if balances is None else balances
    rows = (
        row
        for balance in shown
        for row in (
            *(_row(analysis, balance, person, value) for person, value in balance.values if person.model.id in chosen),
            *(_unknown(balance, person, blanks) for person, blanks in balance.unknown if person.model.id in chosen),
        )
    )
    notes = tuple(map(_note, shown))
    return Table(COLUMNS, tuple(rows), Term("empty_table.balance"), name="balance", notes=notes)


def _row(analysis: Analysis, balance: Balance, person: Entity[Person], value: Decimal) -> Row:
    measure = Term(f"col.{balance.measure}")
    cells = (balance.role.ref, measure, person.ref, _value(analysis, balance, value), balance.index(person))
    return Row(cells, lambda: (_why(analysis, balance, person, value),))


def _unknown(balance: Balance, person: Entity[Person], blanks: Blanks) -> Row:
    left = (("blank", blanks.blank), ("whole", blanks.whole))
    return Row((balance.role.ref, Term(f"col.{balance.measure}"), person.ref, Term("left_blank", left), None))


def _value(analysis: Analysis, balance: Balance, value: Decimal) -> Said:
    """Return what somebody has: hours, money as far as it is potential, or what their quotas are in."""
    if balance.measure == "workload":
        return Quantity(value, "h")
    return measured(analysis.measures, "" if balance.measure == "potential" else analysis.main_metric or "", value)


def _note(balance: Balance) -> Term:
    """Return how far a measure lies apart, in a sentence."""
    values: tuple[tuple[str, Said], ...]
    values = (("role", balance.role.ref), ("measure", Term(f"measure.{balance.measure}")))
    if balance.unknown:
        return Term("note.balance_unknown", (*values, ("count", len(balance.unknown))))
    if balance.cv is None:
        return Term("note.balance_nothing", values)
    values = (*values, ("cv", Fixed(balance.cv, 2)))
    if balance.spread is None:
        return Term("note.balance_open", values)
    return Term("note.balance", (*values, ("spread", Fixed(balance.spread, 2))))


def _why(analysis: Analysis, balance: Balance, person: Entity[Person], value: Decimal) -> Why:
    mean = (Input(Term("input.mean"), _value(analysis, balance, balance.mean)),) if balance.mean is not None else ()
    there = person.place("leave" if person.model.leave else "start")
    presence = Input(Term("input.presence"), analysis.staffing.presence(person), "share", there)
    inputs = (*_book(analysis, balance, person), presence, *mean)
    band = analysis.graph.policy.balance
    policy: tuple[tuple[str, Said], ...] = (("balance.min", band.min), ("balance.max", band.max))
    return Why("balance.index", _value(analysis, balance, value), "amount", inputs, policy, SOURCE)


def _book(analysis: Analysis, balance: Balance, person: Entity[Person]) -> Iterator[Input]:
    """Yield what somebody has in their book before it is scaled to a whole plan: their share of it adds up."""
    label = Term(f"col.{balance.measure}")
    if balance.measure == "potential":
        for customer, amount in analysis.books_of_people.held(person):
            yield Input((label, customer.ref), amount, "amount", customer.place("potential"))
    elif balance.measure == "workload":
        load = analysis.workload.of(person)
        for kind in dict.fromkeys(entry.kind for entry in load.entries):
            yield Input(Term(f"col.{kind}"), load.whole(kind), "hours")
    else:
        metric, scope = analysis.main_metric or "", (("person", person.model.id),)
        place = next((target.place for target in analysis.targets.of(metric, scope)), person.place("id"))
        yield Input(label, analysis.quota(person.model.id), "amount", place)
