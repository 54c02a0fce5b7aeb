"""The sheet of workload: hours there are, what they go to, and utilisation, by person."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.entries import KINDS, Entry
from plancode.analysis.workload import Load
from plancode.graph.entity import Entity
from plancode.model.team import Team
from plancode.quantity import rounded
from plancode.sheets.selection import Selection, Span
from plancode.sheets.sheet import Cell, Column, Input, Row, Sheet, Why, Word

_ZERO = Decimal(0)
SOURCE: Final = "docs/numbers.md#workload"
COLUMNS: Final = (
    Column("team", "name", detail=True), Column("person", "name"), Column("period", "text", once=True),
    Column("hours", "hours"), *(Column(kind, "hours", detail=True) for kind in KINDS),
    Column("load", "hours"), Column("utilisation", "share"),
)  # fmt: skip


def workload_sheet(analysis: Analysis, selection: Selection) -> Sheet:
    """Return the work of the people of a selection."""
    rows = tuple(
        _row(analysis, team, analysis.workload.of(person), span)
        for team, person in selection.people(analysis)
        for span in selection.spans(analysis)
    )
    return Sheet("workload", COLUMNS, rows, tuple(_needed(analysis)) if selection.team is None else ())


def _row(analysis: Analysis, team: Entity[Team], load: Load, span: Span) -> Row:
    hours = _over(load.hours, span) if load.hours is not None else None
    kinds = [sum((load.of(number, kind) for number in span.numbers), _ZERO) for kind in KINDS]
    whole = sum(kinds, _ZERO)
    cells: tuple[Cell, ...] = (
        team.ref,
        load.person.ref,
        span.period,
        hours if hours is not None else Word("not_judged"),
        *(kind or None for kind in kinds),
        whole,
        whole / hours if hours else None,
    )
    return Row(cells, lambda: _why(analysis, load, span))


def _over(amounts: dict[int, Decimal], span: Span) -> Decimal:
    return sum((amounts.get(number, _ZERO) for number in span.numbers), _ZERO)


def _why(analysis: Analysis, load: Load, span: Span) -> tuple[Why, ...]:
    inputs = tuple(_input(entry, span) for entry in load.entries if _over(entry.by_period, span))
    band = analysis.graph.policy.utilisation
    policy: tuple[tuple[str, Cell], ...] = (("utilisation.high", band.high), ("utilisation.low", band.low))
    whole = sum((_over(entry.by_period, span) for entry in load.entries), _ZERO)
    found = [Why("workload.load", whole, "hours", inputs, policy, SOURCE)]
    if load.hours is not None:
        role = analysis.staffing.role(load.person.model.role)
        periods = (analysis.horizon.periods[number] for number in span.numbers)
        days = sum(analysis.horizon.days(load.person).worked(one.start, one.end) for one in periods)
        there = [Input(Word("input.working_days"), Decimal(days), "count", load.person.place("start"))]
        if role is not None:
            there.append(Input(Word("input.week"), role.model.hours_per_week, "hours", role.place("hours_per_week")))
            there.append(Input(Word("input.overhead"), role.model.overhead, "share", role.place("overhead")))
        found.insert(0, Why("workload.hours", _over(load.hours, span), "hours", tuple(there), (), SOURCE))
    return tuple(found)


def _input(entry: Entry, span: Span) -> Input:
    kind = Word(f"sheet.{entry.kind}")
    if entry.visits is None:
        return Input((kind, entry.source.ref), _over(entry.by_period, span), "hours", entry.source.place("id"))
    visits = entry.visits
    what = Word("input.visits", (("class", visits.class_), ("count", visits.customers)))
    place = visits.plan.place("call_plan", visits.class_)
    return Input((what, entry.source.ref), _over(entry.by_period, span), "hours", place)


def _needed(analysis: Analysis) -> Iterator[Word]:
    """Yield what each role needs in people, in words."""
    for one in analysis.sizing:
        if one.by_workload is not None and one.hours_each is not None and one.work:
            yield Word(
                "note.reps_needed",
                (
                    ("role", one.role.ref),
                    ("count", one.by_workload),
                    ("seats", rounded(one.seats, 2)),
                    ("hours", rounded(one.work)),
                ),
            )
