"""Capacity: what each level can bring against its target, how far ramped its people are, and how many are needed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.render.blocks import Block, Line, Section, View
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.views.footer import footer
from plancode.render.views.season import season_chart
from plancode.said.value import Said, Term
from plancode.tables.capacity import RAMP, Where, levels_of, levels_table, sizing_table, spans_table
from plancode.tables.table import Column, Table

if TYPE_CHECKING:
    from plancode.period import Period

MOST_LEVELS: Final = 60


def capacity_view(edition: Edition) -> View | None:
    """Return the page of capacity, or None where there is neither productivity nor a role to size."""
    figures = edition.figures
    if figures is None:
        return None
    blocks: list[Block] = [*_against(edition, figures), *_sizing(figures)]
    if not blocks:
        return None
    leads = spans_table(figures.analysis).first(MOST_LEVELS)
    if leads.rows:
        limit = Line(Term("span_note", (("most", edition.graph.policy.span),)))
        blocks.append(Section(Term("section.span"), (leads, limit)))
    chart = season_chart(edition) if figures.analysis.capacity.metrics else ()
    return View("capacity.md", Term("title.capacity"), (*chart, *blocks, footer(edition)))


def _against(edition: Edition, figures: Figures) -> Iterator[Section]:
    """Yield for each metric capacity against target, and how far ramped people are."""
    band, levels = edition.graph.policy.capacity_ratio, tuple(levels_of(figures.analysis))
    limits = Line(Term("capacity_limits", (("error", band.error), ("warn", band.warn))))
    for metric in figures.analysis.capacity.metrics:
        against = capacity_through_time(figures, metric, levels)
        if not against.rows:
            continue
        blocks: list[Block] = [against.first(MOST_LEVELS), limits]
        ramped = _turned(figures, metric, levels, "rre").without("capacity", "target", "padding", "ratio", "worst")
        rows = tuple(row for row in ramped.rows if any(row.cells[1:]))
        if rows:
            heads = (Column("level", "name"), *ramped.columns[1:])
            blocks += [Line(Term("rre_note")), Table(heads, rows).first(MOST_LEVELS)]
        yield Section(edition.metric_name(metric), tuple(blocks))


def capacity_through_time(figures: Figures, metric: str, levels: Sequence[Where], first: Said = None) -> Table:
    """Return capacity and target over the plan, their ratio by quarter, and the worst period."""
    table = _turned(figures, metric, levels, "ratio").without(*RAMP)
    heads = (Column("level", "name", first), *table.columns[1:])
    return Table(heads, tuple(row for row in table.rows if _says_something(*row.cells[1:3])))


def _says_something(capacity: Said, target: Said) -> bool:
    """Whether a level has a target, or brings anything."""
    return target is not None or (isinstance(capacity, Decimal) and capacity > 0)


def capacity_over_plan(figures: Figures, metric: str, levels: Sequence[Where]) -> Table:
    """Return capacity against target over the plan, with the worst period."""
    table = levels_table(figures.analysis, metric, levels, figures.spans[-1:]).without("period", *RAMP)
    known = tuple(row for row in table.rows if _says_something(*row.cells[1:3]))
    return Table((Column("level", "name"), *table.columns[1:]), known)


def _turned(figures: Figures, metric: str, levels: Sequence[Where], key: str) -> Table:
    """Return the capacity of levels with one of its figures by quarter."""
    heads: dict[Period, Said] = {span.period: span.head for span in figures.spans}
    return levels_table(figures.analysis, metric, levels, figures.spans).across("period", key, heads=heads)


def _sizing(figures: Figures) -> tuple[Section, ...]:
    """Return how many people each role's work and target need, with how that is found."""
    table = sizing_table(figures.analysis)
    kept = {column.key for column in table.filled().columns}
    lines = tuple(Line(Term(f"sizing_note.{name}")) for name in ("by_workload", "lead_time") if name in kept)
    return (Section(Term("section.sizing"), (table, *lines)),) if table.rows else ()
