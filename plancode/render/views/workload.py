"""Workload: what everybody's hours go to, and how the people of each role compare."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.analysis.balance import Balance, Measure
from plancode.analysis.entries import KINDS
from plancode.analysis.workload import Load
from plancode.graph.entity import Entity
from plancode.model.policy import RatioRange
from plancode.model.team import Person, Role
from plancode.render.blocks import (
    Amount,
    Block,
    Column,
    Fixed,
    Inline,
    Line,
    Section,
    Table,
    Term,
    View,
    columns,
    folded,
)
from plancode.render.edition import Edition, person_link
from plancode.render.figures import Figures, share
from plancode.render.sheets import notes_of
from plancode.render.views.footer import footer
from plancode.sheets.selection import Selection
from plancode.sheets.workload import workload_sheet

MOST_NAMED: Final = 100
"""People from which on the page counts them by team and names those out of the band."""
_ZERO: Final = Decimal(0)
Row = tuple[Inline, ...]


def workload_view(edition: Edition) -> View | None:
    """Return the page of workload, or None where nobody's hours are known."""
    figures = edition.figures
    loads = figures.analysis.workload.loads if figures else ()
    if figures is None or not any(one.hours is not None for one in loads):
        return None
    sheet = workload_sheet(figures.analysis, Selection())
    blocks = (
        Line(_band(edition)),
        *([load_table(edition, loads)] if len(loads) <= MOST_NAMED else _by_team(edition, figures, loads)),
        *notes_of(sheet, edition.named),
        *balance_sections(edition, figures, ("workload",)),
        footer(edition),
    )
    return View("workload.md", Term("title.workload"), blocks)


def _band(edition: Edition) -> Inline:
    band = edition.graph.policy.utilisation
    return Term("utilisation_band", (("low", band.low), ("high", band.high)))


def load_table(edition: Edition, loads: Iterable[Load], *, of_team: bool = False) -> Table:
    """Return people with the kinds of load as columns; their team too, unless all are of one."""
    rows = tuple(
        (
            person_link(one.person),
            None if of_team else edition.team(edition.facts.team_name(one.person)),
            _hours(one),
            *_kinds(one),
            *_utilised(one),
        )
        for one in loads
    )
    return Table(_heads("sheet.person", "sheet.team"), rows, Term("empty_sheet.workload"))


def _heads(*names: str) -> tuple[Column, ...]:
    numbers = ("sheet.hours", *(f"sheet.{kind}" for kind in KINDS), "sheet.load", "sheet.utilisation")
    return columns(*names, *numbers, numeric=numbers)


def _hours(load: Load) -> Inline:
    return Fixed(_there(load), 0) if load.hours is not None else Term("not_judged")


def _there(load: Load) -> Decimal:
    return sum((load.hours or {}).values(), _ZERO)


def _kinds(load: Load) -> Row:
    found = (load.whole(kind) for kind in KINDS)
    return tuple(Fixed(hours, 0) if hours else None for hours in found)


def _utilised(load: Load) -> Row:
    return (Fixed(load.whole(), 0), share(load.utilisation()))


def _by_team(edition: Edition, figures: Figures, loads: Sequence[Load]) -> list[Block]:
    """Return the work of each team, and by name those who have too much or too little."""
    teams: dict[str, list[Load]] = defaultdict(list)
    for one in loads:
        if one.hours is not None:
            teams[figures.analysis.staffing.stints(one.person)[0].team].append(one)
    fullest = sorted(teams.items(), key=lambda one: (-_used(one[1]), one[0]))
    rows, more = folded([_team(edition, name, found) for name, found in fullest], MOST_NAMED, "more_rows")
    numeric = ("col.people", "sheet.hours", "sheet.load", "sheet.utilisation", "col.over", "col.under")
    heads = columns("sheet.team", *numeric, numeric=numeric)
    out = [one for one in loads if _is_out(edition, one)]
    out.sort(key=lambda one: (-(one.utilisation() or _ZERO), one.person.model.id))
    blocks: list[Block] = [Table(heads, rows, Term("none")), *more]
    if out:
        left = len(out) - MOST_NAMED
        blocks += [Line(Term("out_of_band", (("count", len(out)),))), load_table(edition, out[:MOST_NAMED])]
        blocks += [Line(Term("more_rows", (("count", left),)))] if left > 0 else []
    return blocks


def _is_out(edition: Edition, load: Load) -> bool:
    used, band = load.utilisation(), edition.graph.policy.utilisation
    return used is not None and not band.low.number <= used <= band.high.number


def _used(found: list[Load]) -> Decimal:
    hours, work = sum(map(_there, found), _ZERO), sum((one.whole() for one in found), _ZERO)
    return work / hours if hours else _ZERO


def _team(edition: Edition, name: str, found: list[Load]) -> Row:
    hours, work = sum(map(_there, found), _ZERO), sum((one.whole() for one in found), _ZERO)
    band = edition.graph.policy.utilisation
    used = [one.utilisation() or _ZERO for one in found]
    over, under = (sum(one > band.high.number for one in used), sum(one < band.low.number for one in used))
    return (
        edition.team(name), len(found), Fixed(hours, 0), Fixed(work, 0), share(work / hours) if hours else None,
        over or None, under or None,
    )  # fmt: skip


def balance_sections(edition: Edition, figures: Figures, measures: tuple[Measure, ...]) -> list[Block]:
    """Return how the people of each role compare in some measures; of many only those out of the band."""
    by_role: dict[Entity[Role], list[Balance]] = defaultdict(list)
    for one in figures.analysis.balance:
        if one.measure in measures:
            by_role[one.role].append(one)
    if not by_role:
        return []
    tables = [block for role, found in by_role.items() for block in _balance(edition, role, found)]
    band = edition.graph.policy.balance
    values: tuple[tuple[str, Inline], ...] = (("low", band.min * 100), ("high", band.max * 100))
    return [Section(Term("section.balance"), (Line(Term("balance_note", values)), *tables))]


def _balance(edition: Edition, role: Entity[Role], found: list[Balance]) -> list[Block]:
    tables = [_Indexed(one, one.mean, dict(one.values)) for one in found]
    people = list(dict.fromkeys(person for one in found for person, _ in one.values))
    if len(people) > MOST_NAMED:
        band = edition.graph.policy.balance
        people = [one for one in people if any(each.is_outside(one, band) for each in tables)]
    rows, more = folded([_compared(tables, one) for one in people], MOST_NAMED, "more_rows")
    heads: list[Column] = [Column(role.model.label)]
    for balance in found:
        heads.append(Column(Term(f"measure_title.{balance.measure}"), numeric=True))
        heads.append(Column(Term("col.index"), numeric=True))
    spread = tuple(Line(_spread(one)) for one in found)
    return [Table(tuple(heads), rows, Term("balance_even")), *more, *spread]


@dataclass(frozen=True, slots=True)
class _Indexed:
    """A balance with what is looked up of it for everybody."""

    balance: Balance
    mean: Decimal
    values: dict[Entity[Person], Decimal]

    def index(self, person: Entity[Person]) -> Decimal | None:
        value = self.values.get(person)
        return value / self.mean * 100 if value is not None and self.mean else None

    def is_outside(self, person: Entity[Person], band: RatioRange) -> bool:
        index = self.index(person)
        return index is not None and not band.min * 100 <= index <= band.max * 100


def _compared(found: list[_Indexed], person: Entity[Person]) -> Row:
    cells: list[Inline] = [person_link(person)]
    for one in found:
        index = one.index(person)
        cells.append(_value(one.balance, one.values.get(person)))
        cells.append(Fixed(index, 0) if index is not None else None)
    return tuple(cells)


def _value(balance: Balance, value: Decimal | None) -> Inline:
    if value is None:
        return None
    return Fixed(value, 0) if balance.measure == "workload" else Amount(value)


def _spread(balance: Balance) -> Inline:
    """Return how far a measure lies apart, in a sentence."""
    spread, cv = balance.spread, balance.cv
    values: tuple[tuple[str, Inline], ...] = (
        ("measure", Term(f"measure_title.{balance.measure}")),
        ("cv", Fixed(cv if cv is not None else _ZERO, 2)),
        ("spread", Fixed(spread if spread is not None else _ZERO, 2)),
    )
    return Term("spread" if spread is not None else "spread_open", values)
