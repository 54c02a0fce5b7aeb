"""Targets by level and period: as a table for one person, team or territory, and the page of all levels."""

from collections.abc import Iterator, Sequence
from typing import Final

from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import MetricScope, Scope
from plancode.analysis.rollup import Level
from plancode.model.plan import Assumption
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
    """Return what there is of a metric: each level, how the levels add up, other scopes."""
    blocks: list[Block] = []
    for (name, narrow), found in figures.levels.items():
        if name == metric:
            of_levels = tuple(_levels(figures, found, _room(figures)))
            title = edition.scope_name(narrow)
            blocks += of_levels if title is None else [Section(title, of_levels)]
    blocks += _others(edition, figures, metric)
    blocks += assumptions(edition, [one for one in figures.all if one[0] == metric])
    return Section(edition.metric_name(metric), tuple(blocks))


def _room(figures: Figures) -> int:
    """Return how many rows a table of levels may have, so that all of them fit on the page."""
    return max(MOST_ROWS // (2 * len(figures.levels)), FEW)


def _levels(figures: Figures, found: Sequence[Level], most: int) -> Iterator[Block]:
    turned = figures.has_many and len(found) <= MOST_TURNED
    spans = figures.quarters if turned else figures.spans
    scopes = [(level.metric, level.scope) for level in found]
    time = through_time(figures_table(figures.analysis, scopes, spans), spans).without("metric", "narrow")
    yield from _on_end(time) if turned else (_of_levels(time).first(most),)
    parents = [(level.metric, level.scope) for level in found if level.children and level.commitment]
    if parents:
        sums = figures_table(figures.analysis, parents, figures.spans[-1:])
        yield Line(Term("targets.roll_up"))
        yield _of_levels(sums.without("metric", "narrow", "period", *(one.key for one in LINES))).first(most)


def _of_levels(found: Table) -> Table:
    """Return a table of scopes that are levels."""
    return Table((Column("level", "name"), *found.columns[1:]), found.rows)


def _others(edition: Edition, figures: Figures, metric: str) -> list[Block]:
    """Return the targets of territories, accounts and parts of the market that are no level."""
    known = {level.scope for found in figures.levels.values() for level in found if level.metric == metric}
    found = [
        (name, scope)
        for name, scope in figures.all
        if name == metric and scope not in known and "person" not in dict(scope)
    ]
    title = (Line(Term("targets.others")),) if known else ()
    return [*title, *scope_table(edition, found, by_metric=False)] if found else []


def scope_table(
    edition: Edition, found: Sequence[MetricScope], *, by_metric: bool = True, but: str = ""
) -> list[Block]:
    """Return figures by quarter and whole; with planned, adjustment and revised where there is an adjustment."""
    figures = edition.figures
    if figures is None or not found:
        return []
    spans = figures.quarters if figures.has_many else figures.spans
    rows: list[Row] = []
    for metric, scope in found:
        time = through_time(figures_table(figures.analysis, [(metric, scope)], spans), spans)
        about = edition.scope_name(scope, but=but)
        rows += (Row((row.cells[0] if by_metric else None, about, *row.cells[3:]), row.why) for row in time.rows)
    heads = (Column("metric", "name"), Column("scope", "name"), *time.columns[3:])
    made = Table(heads, tuple(rows))
    made = made if by_metric else made.without("metric")
    return list(_on_end(made.first(MOST_TURNED))) if figures.has_many else [made.first(MOST_LEVELS * 2)]


def _on_end(found: Table) -> Iterator[Table]:
    """Yield tables with a row for each of many quarters and a column for each figure, by its first cells' names."""
    named = found.index("line") + 1
    for at in range(0, len(found.rows), MOST_COLUMNS):
        part = found.rows[at : at + MOST_COLUMNS]
        titles = (
            Column(f"figure.{number}", "amount", Joined(row.cells[:named], "list.dot"))
            for number, row in enumerate(part)
        )
        rows: list[Cells] = [
            (column.heading, *(row.cells[named + number] for row in part))
            for number, column in enumerate(found.columns[named:])
        ]
        yield table((Column("period"), *titles), rows[:-1], total=rows[-1])


def levels_below(edition: Edition, level: Level) -> list[Block]:
    """Return a level's target by quarter with what the levels below it are given, and the gap."""
    figures = edition.figures
    return [level_table(figures.analysis, level, figures.spans, MOST_LEVELS)] if figures is not None else []


def assumptions(edition: Edition, found: Sequence[MetricScope]) -> list[Block]:
    """Return what figures rest on, by metric."""
    names: dict[str, dict[str, None]] = {}
    for metric, scope in found:
        for target in edition.figures.analysis.targets.of(metric, scope) if edition.figures else ():
            stated = (*target.document.model.assumes, *(target.row.assumes if target.row is not None else ()))
            names.setdefault(metric, {}).update(dict.fromkeys(stated))
    lines = tuple((0, _rests(edition, metric, tuple(texts))) for metric, texts in names.items() if texts)
    return [Items(lines)] if lines else []


def _rests(edition: Edition, metric: str, texts: tuple[str, ...]) -> Said:
    said = Joined(tuple(edition.labels(Assumption, name) for name in texts), "list.semicolon")
    return Term("rests_on", (("metric", edition.metric_name(metric)), ("assumptions", said)))


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
    found = {key: {level.team: level for level in figures.levels[key]} for key in keys}
    teams = dict.fromkeys(level.team for key in keys for level in figures.levels[key])
    rows = [
        Row((edition.level_name(team), *(_of_level(figures, found[key].get(team)) for key in keys))) for team in teams
    ]
    heads = (
        Column("level", "name"),
        *(Column(metric, "amount", _title(edition, metric, narrow)) for metric, narrow in keys),
    )
    street = tuple(_street(figures, *key) for key in keys)
    people = (Row((Term("quotas_of", (("count", len(_people(figures, keys))),)), *street)),) if any(street) else ()
    shown = Table(heads, tuple(rows)).first(MOST_LEVELS)
    return Table(heads, (*shown.rows, *people), left=shown.left)


def _title(edition: Edition, metric: str, narrow: Scope) -> Said:
    return Joined((edition.metric_name(metric), edition.scope_name(narrow)), "list.dot")


def _of_level(figures: Figures, level: Level | None) -> Said:
    if level is None:
        return None
    return figures.written(level.metric, figures.analysis.whole(level.metric, level.commitment or level.below))


def _people(figures: Figures, keys: Sequence[MetricScope]) -> set[str]:
    """Return those who have a target of their own in some metrics."""
    scopes = (scope for metric, scope in figures.all if (metric, narrowing(scope)) in keys)
    return {name for scope in scopes if (name := dict(levels(scope)).get("person"))}


def _street(figures: Figures, metric: str, narrow: Scope) -> Said:
    """Return the sum of people's targets, where such a sum means something."""
    street = figures.levels[metric, narrow][0].street.whole
    adds_up = figures.analysis.measures.adds_up(metric)
    return figures.written(metric, figures.analysis.whole(metric, street)) if adds_up else None
