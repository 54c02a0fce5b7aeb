"""Targets by level and period: as a table for one person, team or territory, and the page of all levels."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import MetricScope
from plancode.analysis.rollup import Level
from plancode.model.plan import Assumption
from plancode.model.team import Person
from plancode.render.blocks import Block, Items, Line, Section, View
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.render.views.footer import footer
from plancode.said.value import Joined, Link, Said, Term
from plancode.tables.table import Cells, Column, Row, Table, table
from plancode.tables.targets import LINES, figures_table, level_table, through_time

PAGE: Final = "targets.md"
MOST_ROWS: Final = 250
"""Rows of a page; each of its tables has its part of them."""
MOST_LEVELS: Final = 50
FEW: Final = 12
MOST_COLUMNS: Final = 5
MOST_TURNED: Final = 15


def targets_view(edition: Edition) -> View | None:
    """Return the page of targets, or None where there are none."""
    figures = edition.figures
    if figures is None or not figures.all:
        return None
    sections = tuple(_metric(edition, figures, metric) for metric in figures.metrics)
    lead = (Line(Term("targets.lead")),) if figures.levels else ()
    return View(PAGE, Term("title.targets"), (*lead, *sections, footer(edition)))


def _metric(edition: Edition, figures: Figures, metric: str) -> Section:
    """Return what there is of a metric: each level, how the levels add up, then scopes that are no level.

    A table of levels has so many rows that all of them fit on the page.
    """
    blocks: list[Block] = []
    for (name, narrow), of_narrow in figures.levels.items():
        if name == metric:
            tables = tuple(_levels(figures, of_narrow, max(MOST_ROWS // (2 * len(figures.levels)), FEW)))
            title = edition.scope_name(narrow)
            blocks += tables if title is None else [Section(title, tables)]
    scopes = [(name, scope) for name, scope in figures.all if name == metric]
    known = {level.scope for (name, _), of_metric in figures.levels.items() if name == metric for level in of_metric}
    others = [(name, scope) for name, scope in scopes if scope not in known and "person" not in dict(scope)]
    if known and others:
        blocks.append(Line(Term("targets.others")))
    blocks += [*scope_table(edition, others, by_metric=False), *assumptions(edition, scopes)]
    return Section(edition.metric_name(metric), tuple(blocks))


def _levels(figures: Figures, of_narrow: Sequence[Level], most: int) -> Iterator[Block]:
    turned = figures.has_many and len(of_narrow) <= MOST_TURNED
    spans = figures.quarters if turned else figures.spans
    scopes = [(level.metric, level.scope) for level in of_narrow]
    time = through_time(figures_table(figures.analysis, scopes, spans), spans).without("metric", "narrow")
    yield from _on_end(time) if turned else (_of_levels(time).first(most),)
    parents = [(level.metric, level.scope) for level in of_narrow if level.children and level.commitment]
    if parents:
        sums = figures_table(figures.analysis, parents, figures.spans[-1:])
        yield Line(Term("targets.roll_up"))
        yield _of_levels(sums.without("metric", "narrow", "period", *(line.key for line in LINES))).first(most)


def _of_levels(of_scopes: Table) -> Table:
    """Return a table of scopes that are levels."""
    return Table((Column("level", "name"), *of_scopes.columns[1:]), of_scopes.rows)


def scope_table(
    edition: Edition, scopes: Sequence[MetricScope], *, by_metric: bool = True, but: str = ""
) -> list[Block]:
    """Return figures by quarter and whole; with planned, adjustment and revised where there is an adjustment."""
    figures = edition.figures
    if figures is None or not scopes:
        return []
    spans = figures.quarters if figures.has_many else figures.spans
    rows: list[Row] = []
    for metric, scope in scopes:
        time = through_time(figures_table(figures.analysis, [(metric, scope)], spans), spans)
        about = edition.scope_name(scope, but=but)
        rows += (Row((row.cells[0] if by_metric else None, about, *row.cells[3:]), row.why) for row in time.rows)
    made = Table((Column("metric", "name"), Column("scope", "name"), *time.columns[3:]), tuple(rows))
    made = made if by_metric else made.without("metric")
    return list(_on_end(made.first(MOST_TURNED))) if figures.has_many else [made.first(MOST_LEVELS * 2)]


def _on_end(through: Table) -> Iterator[Table]:
    """Yield tables with a row for each of many quarters and a column for each figure, by its first cells' names."""
    named = through.index("line") + 1
    for at in range(0, len(through.rows), MOST_COLUMNS):
        part = through.rows[at : at + MOST_COLUMNS]
        titles = (
            Column(f"figure.{number}", "amount", Joined(row.cells[:named], "list.dot"))
            for number, row in enumerate(part)
        )
        rows: list[Cells] = [
            (column.heading, *(row.cells[number] for row in part))
            for number, column in enumerate(through.columns)
            if number >= named
        ]
        yield table((Column("period"), *titles), rows[:-1], total=rows[-1])


def levels_below(edition: Edition, level: Level) -> list[Block]:
    """Return a level's target by quarter with what the levels below it are given, and the gap."""
    figures = edition.figures
    return [level_table(figures.analysis, level, figures.spans, MOST_LEVELS)] if figures is not None else []


def assumptions(edition: Edition, scopes: Sequence[MetricScope]) -> list[Block]:
    """Return what figures rest on, by metric."""
    names: dict[str, dict[str, None]] = {}
    for metric, scope in scopes:
        for target in edition.figures.analysis.targets.of(metric, scope) if edition.figures else ():
            stated = (*target.document.model.assumes, *(target.row.assumes if target.row is not None else ()))
            names.setdefault(metric, {}).update(dict.fromkeys(stated))
    lines: list[tuple[int, Said]] = []
    for metric, stated_names in names.items():
        if stated_names:
            said = Joined(tuple(edition.labels(Assumption, name) for name in stated_names), "list.semicolon")
            lines.append((0, Term("rests_on", (("metric", edition.metric_name(metric)), ("assumptions", said)))))
    return [Items(tuple(lines))] if lines else []


def plan_tables(edition: Edition) -> list[Block]:
    """Return the figures of each level over the plan: a row for each level, a column for each metric."""
    figures = edition.figures
    if figures is None or not figures.all:
        return []
    if not figures.levels:
        return [Line(Term("targets.of_parts", (("page", Link(PAGE, Term("title.targets"))),)))]
    keys = list(figures.levels)
    parts = (keys[at : at + MOST_COLUMNS + 1] for at in range(0, len(keys), MOST_COLUMNS + 1))
    return [_overall(edition, figures, part) for part in parts]


def _overall(edition: Edition, figures: Figures, keys: Sequence[MetricScope]) -> Table:
    """Return the levels with their targets, and below them the sums of people's targets where a sum means something."""
    whole, measures, written = figures.analysis.whole, figures.analysis.measures, figures.written
    rows: dict[str, list[Said]] = {level.team: [] for key in keys for level in figures.levels[key]}
    heads, street = [Column("level", "name")], list[Said]()
    for metric, narrow in keys:
        heads.append(
            Column(metric, "amount", Joined((edition.metric_name(metric), edition.scope_name(narrow)), "list.dot"))
        )
        of_key = figures.levels[metric, narrow]
        by_team = {level.team: written(metric, whole(metric, level.commitment or level.below)) for level in of_key}
        for team, cells in rows.items():
            cells.append(by_team.get(team))
        quotas = of_key[0].street.whole
        street.append(written(metric, whole(metric, quotas)) if measures.adds_up(metric) else None)
    levels_rows = (Row((edition.level_name(team), *cells)) for team, cells in rows.items())
    made = Table(tuple(heads), tuple(levels_rows)).first(MOST_LEVELS)
    if not any(street):
        return made
    scopes = (scope for metric, scope in figures.all if (metric, narrowing(scope)) in keys)
    named = (edition.graph.find(Person, dict(levels(scope)).get("person")) for scope in scopes)
    people = {person for person in named if person is not None and figures.analysis.staffing.has_quota(person)}
    return replace(made, rows=(*made.rows, Row((Term("quotas_of", (("count", len(people)),)), *street))))
