"""Capacity: what each level can bring against its target, how far ramped its people are, and how many are needed."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.capacity import Capacity, Kind, lowest, ratio_of
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import total
from plancode.analysis.sizing import Sizing
from plancode.analysis.targets import ByPeriod
from plancode.quantity import rounded
from plancode.render.blocks import (
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
)  # fmt: skip
from plancode.render.edition import Edition, person_link
from plancode.render.figures import Figures
from plancode.render.views.footer import footer
from plancode.render.views.season import season_chart
from plancode.sheets.selection import Selection

MOST_LEVELS: Final = 60
_ZERO: Final = Decimal(0)
Row = tuple[Inline, ...]
_LEVEL: Final = Term("col.level")


def capacity_view(edition: Edition) -> View | None:
    """Return the page of capacity, or None where there is neither productivity nor a role to size."""
    figures = edition.figures
    if figures is None:
        return None
    blocks: list[Block] = [*_against(edition, figures), *_sizing(figures)]
    if not blocks:
        return None
    blocks += _spans(edition, figures)
    chart = season_chart(edition) if figures.analysis.capacity.metrics else ()
    return View("capacity.md", Term("title.capacity"), (*chart, *blocks, footer(edition)))


def _against(edition: Edition, figures: Figures) -> Iterator[Section]:
    for metric in figures.analysis.capacity.metrics:
        found = [(name, figures.analysis.capacity.of(metric, kind, name)) for kind, name in capacity_levels(figures)]
        ratios = [row for name, one in found for row in ratio_row(figures, edition.level_name(name), one)]
        if not ratios:
            continue
        shown, more = folded(ratios, MOST_LEVELS, "more_rows")
        blocks: list[Block] = [ratio_table(figures, shown), *more, Line(_limits(edition))]
        yield Section(edition.metric_name(metric), (*blocks, *_ramped(edition, figures, found)))


def _limits(edition: Edition) -> Inline:
    band = edition.graph.policy.capacity_ratio
    return Term("capacity_limits", (("error", band.error), ("warn", band.warn)))


def capacity_levels(figures: Figures) -> Iterator[tuple[Kind, str]]:
    """Yield the teams from the top down; the plan above them where it has no one team at the top."""
    teams = Selection().teams(figures.analysis)
    plan = figures.graph.plan
    if plan is None or plan.model.team is None or not teams:
        yield "plan", ""
    yield from (("team", team.model.id) for team in teams)


def ratio_table(figures: Figures, rows: tuple[Row, ...], first: Inline = _LEVEL) -> Table:
    """Return capacity over target by quarter and over the plan, with the worst period."""
    ratios = tuple(Column(one.title, numeric=True) for one in figures.heads[:-1])
    heads = (
        Column(first),
        *(Column(Term(f"sheet.{key}"), numeric=True) for key in ("capacity", "target", "ratio")),
        *ratios,
        Column(Term("col.worst")),
    )
    return Table(heads, rows, Term("none"))


def ratio_row(figures: Figures, name: Inline, found: Capacity) -> Iterator[Row]:
    """Yield a level's capacity against its target; nothing where it has neither."""
    metric, scope = found.metric, _scope(found)
    target = figures.analysis.current(metric, scope)
    whole = figures.whole(metric, target)
    if not found.judged:
        if target:
            yield (name, Term("not_judged"), whole, None, *(None for _ in figures.spans[1:]), None)
        return
    ratios = tuple(_two(one) for one in figures.ratios(found.by_period, target)) if target else ()
    quarters = ratios[:-1] if ratios else (None,) * (len(figures.spans) - 1)
    last = ratios[-1] if ratios else None
    yield (
        name, figures.written(metric, found.whole), whole, last, *quarters, _worst(figures, found.by_period, target),
    )  # fmt: skip


def _scope(found: Capacity) -> Scope:
    return ((found.kind, found.id),) if found.id else ()


def _worst(figures: Figures, capacity: ByPeriod, target: ByPeriod) -> Inline:
    """Return the first period in which capacity is lowest against the target; None where it is the same in all."""
    worst = lowest(capacity, target)
    shown = {
        rounded(ratio_of(capacity.get(number, _ZERO), amount), 2) for number, amount in target.items() if amount > 0
    }
    if worst is None or len(shown) == 1:
        return None
    number, ratio = worst
    return Term("worst", (("period", figures.numbered(number)), ("ratio", Fixed(ratio, 2))))


def _two(value: Decimal | None) -> Inline:
    return Fixed(value, 2) if value is not None else None


def _ramped(edition: Edition, figures: Figures, found: list[tuple[str, Capacity]]) -> list[Block]:
    """Return ramped rep equivalents by quarter, and effective ones over the plan."""
    rows: list[Row] = []
    for name, one in found:
        if any(one.rre.values()):
            means = tuple(Fixed(total(one.rre, span.numbers) / len(span.numbers), 2) for span in figures.spans)
            effective = total(one.effective_rre, figures.analysis.numbers) / len(figures.analysis.numbers)
            rows.append((edition.level_name(name), *means, Fixed(effective, 2)))
    shown, more = folded(rows, MOST_LEVELS, "more_rows")
    heads = (Column(Term("col.level")), *figures.heads, Column(Term("sheet.effective_rre"), numeric=True))
    return [Line(Term("rre_note")), Table(heads, shown, Term("none")), *more] if rows else []


def _sizing(figures: Figures) -> tuple[Section, ...]:
    """Return how many people each role's work and target need, with how that is found."""
    rows = tuple(row for one in figures.analysis.sizing if (row := _size(one)) is not None)
    numeric = ("col.seats", "col.by_workload", "col.by_breakdown", "col.lead_time")
    notes = (("by_workload", any(row[2] is not None for row in rows)), ("lead_time", any(row[4] for row in rows)))
    lines = tuple(Line(Term(f"sizing_note.{name}")) for name, is_there in notes if is_there)
    table = Table(columns("col.role", *numeric, numeric=numeric), rows, Term("none"))
    return (Section(Term("section.sizing"), (table, *lines)),) if rows else ()


def _size(one: Sizing) -> Row | None:
    """Return what a role's work and target ask for in people; what a seat costs and must earn stays off pages."""
    workload = one.by_workload if one.work else None
    lead = Term("months", (("count", Fixed(one.lead_months, 1)),)) if one.lead_months else None
    if workload is None and one.by_breakdown is None and lead is None:
        return None
    return (one.role.model.label, Fixed(one.seats, 2), workload, one.by_breakdown, lead)


def _spans(edition: Edition, figures: Figures) -> tuple[Section, ...]:
    """Return how many people each manager leads at the most."""
    found = sorted(figures.analysis.spans.items(), key=lambda one: (-one[1][0], one[0].model.id))
    rows = [(person_link(person), count, figures.numbered(number)) for person, (count, number) in found]
    heads = columns("col.manager_is", "col.leads", "col.most_in", numeric=("col.leads",))
    shown, more = folded(rows, MOST_LEVELS, "more_rows")
    limit = Line(Term("span_note", (("most", edition.graph.policy.span),)))
    return (Section(Term("section.span"), (Table(heads, shown, Term("none")), *more, limit)),) if rows else ()
