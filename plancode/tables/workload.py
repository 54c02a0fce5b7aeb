"""The tables of workload: hours there are, what they go to, and utilisation, by person and by team."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.entries import KINDS, WorkEntry
from plancode.analysis.workload import Load
from plancode.graph.entity import Entity
from plancode.model.team import Person, Team
from plancode.quantity import rounded
from plancode.said.value import Ref, Said, Term
from plancode.tables.selection import Selection, TimeSpan
from plancode.tables.table import Cells, Column, Input, Row, Table, Why

_ZERO = Decimal(0)
SOURCE: Final = "docs/numbers.md#workload"
COLUMNS: Final = (
    Column("team", "name", detail=True), Column("person", "name"), Column("period", once=True),
    Column("hours", "hours"), *(Column(kind, "hours", detail=True) for kind in KINDS),
    Column("load", "hours"), Column("utilisation", "share"),
)  # fmt: skip
TEAMS: Final = (
    Column("team", "name"), Column("people", "count"), Column("hours", "hours"), Column("load", "hours"),
    Column("utilisation", "share"), Column("over", "count"), Column("under", "count"),
)  # fmt: skip


def workload_table(analysis: Analysis, selection: Selection) -> Table:
    """Return the work of the people of a selection, with what each role needs in people."""
    table = loads_table(analysis, selection.people(analysis), selection.spans(analysis))
    notes = tuple(_needed(analysis)) if selection.team is None else ()
    return Table(table.columns, table.rows, Term("empty_table.workload"), name="workload", notes=notes)


def loads_table(
    analysis: Analysis, people: Iterable[tuple[Entity[Team] | None, Entity[Person]]], spans: Sequence[TimeSpan]
) -> Table:
    """Return the work of some people, each with the team they are shown in."""
    rows = (
        _row(analysis, team.ref if team is not None else None, analysis.workload.of(person), span)
        for team, person in people
        for span in spans
    )
    return Table(COLUMNS, tuple(rows), Term("empty_table.workload"))


def _row(analysis: Analysis, team: Ref | None, load: Load, span: TimeSpan) -> Row:
    hours = _over(load.hours, span) if load.hours is not None else None
    kinds = [sum((load.of(number, kind) for number in span.numbers), _ZERO) for kind in KINDS]
    whole = sum(kinds, _ZERO)
    cells: Cells = (
        team,
        load.person.ref,
        span.period,
        hours if hours is not None else Term("verdict.not_judged"),
        *(kind or None for kind in kinds),
        whole,
        whole / hours if hours else None,
    )
    return Row(cells, lambda: _why(analysis, load, span))


def teams_table(analysis: Analysis) -> Table:
    """Return the work of each team over the plan, the fullest first, with how many people are out of the band."""
    teams: dict[str, list[Load]] = defaultdict(list)
    for load in analysis.workload.loads:
        if load.hours is not None:
            teams[analysis.staffing.stints(load.person)[0].team].append(load)
    band, ordered = analysis.graph.policy.utilisation, []
    for name, loads in teams.items():
        hours = sum((amount for load in loads for amount in (load.hours or {}).values()), _ZERO)
        work = sum((load.whole() for load in loads), _ZERO)
        used = [(load.utilisation() or _ZERO, load) for load in loads]
        over = sum(part > band.high.number for part, _ in used)
        under = sum(part < band.low.number for part, load in used if not load.lacks_overhead)
        team, utilisation = analysis.graph.find(Team, name), work / hours if hours else None
        name_cell = team.ref if team is not None else name
        row = Row((name_cell, len(loads), hours, work, utilisation, over or None, under or None))
        ordered.append((-(utilisation or _ZERO), name, row))
    return Table(TEAMS, tuple(row for *_, row in sorted(ordered, key=lambda entry: entry[:2])))


def outside(analysis: Analysis) -> tuple[Load, ...]:
    """Return the work of those who are used more or less than the policy's band, the fullest first."""
    band = analysis.graph.policy.utilisation
    used = [(part, load) for load in analysis.workload.loads if (part := load.utilisation()) is not None]
    lowest = {False: band.low.number, True: _ZERO}
    beyond = [(part, load) for part, load in used if not lowest[load.lacks_overhead] <= part <= band.high.number]
    return tuple(load for _, load in sorted(beyond, key=lambda pair: (-pair[0], pair[1].person.model.id)))


def _over(amounts: dict[int, Decimal], span: TimeSpan) -> Decimal:
    return sum((amounts.get(number, _ZERO) for number in span.numbers), _ZERO)


def _why(analysis: Analysis, load: Load, span: TimeSpan) -> tuple[Why, ...]:
    inputs = tuple(_input(entry, span) for entry in load.entries if _over(entry.by_period, span))
    band = analysis.graph.policy.utilisation
    policy: tuple[tuple[str, Said], ...] = (("utilisation.high", band.high), ("utilisation.low", band.low))
    whole = sum((_over(entry.by_period, span) for entry in load.entries), _ZERO)
    whys = [Why("workload.load", whole, "hours", inputs, policy, SOURCE)]
    if load.hours is not None:
        role = analysis.staffing.role(load.person.model.role)
        periods = (analysis.horizon.periods[number] for number in span.numbers)
        days = sum(analysis.horizon.days(load.person).worked(period.start, period.end) for period in periods)
        there = [Input(Term("col.working_days"), Decimal(days), "count", load.person.place("start"))]
        if role is not None:
            there.append(Input(Term("input.week"), role.model.hours_per_week, "hours", role.place("hours_per_week")))
            overhead = role.model.overhead if role.model.overhead is not None else Term("not_stated")
            there.append(Input(Term("input.overhead"), overhead, "share", role.place("overhead")))
            holder = role if load.person.model.annual_leave is None else load.person
            leave = analysis.staffing.leave_to_come(load.person)
            there += [Input(Term("input.leave"), leave, "count", holder.place("annual_leave"))] if leave else []
        whys.insert(0, Why("workload.hours", _over(load.hours, span), "hours", tuple(there), (), SOURCE))
    return tuple(whys)


def _input(entry: WorkEntry, span: TimeSpan) -> Input:
    label, place, visits = Term(f"col.{entry.kind}"), entry.source.place("id"), entry.visits
    if visits is not None:
        label = Term("input.visits", (("class", visits.class_), ("count", visits.customers)))
        place = visits.plan.place("call_plan", visits.class_)
    return Input((label, entry.source.ref), _over(entry.by_period, span), "hours", place)


def _needed(analysis: Analysis) -> Iterator[Term]:
    """Yield what each role needs in people, in words."""
    for sizing in analysis.sizing:
        if sizing.by_workload is not None and sizing.hours_each is not None:
            people = (("role", sizing.role.ref), ("count", sizing.by_workload), ("seats", rounded(sizing.seats, 2)))
            least = "" if sizing.role.model.overhead is not None else "_at_least"
            yield Term(f"note.reps_needed{least}", (*people, ("hours", rounded(sizing.work))))
