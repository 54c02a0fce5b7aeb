"""Targets by level and period: as a table for one person, team or territory, and the page of all levels."""

from collections.abc import Iterator, Sequence
from typing import Final

from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Level, total
from plancode.analysis.targets import ByPeriod
from plancode.model.plan import Assumption
from plancode.render.blocks import (
    Block,
    Column,
    Inline,
    Items,
    Joined,
    Line,
    Link,
    Section,
    Table,
    Term,
    View,
    columns,
    folded,
)
from plancode.render.edition import Edition
from plancode.render.figures import Figure, Figures, Span, share
from plancode.render.views.footer import footer

PAGE: Final = "targets.md"
MOST_ROWS: Final = 250
"""Rows of a page; each of its tables has its part of them."""
MOST_LEVELS: Final = 50
FEW: Final = 12
MOST_COLUMNS: Final = 5
MOST_TURNED: Final = 15
Row = tuple[Inline, ...]


def targets_view(edition: Edition) -> View | None:
    """Return the page of targets, or None where there are none."""
    figures = edition.figures
    if figures is None or not figures.all:
        return None
    sections = tuple(_metric(edition, figures, metric) for metric in figures.metrics)
    lead = Line(Term("targets.lead")) if figures.levels else None
    blocks: tuple[Block, ...] = (*((lead,) if lead else ()), *sections, footer(edition))
    return View(PAGE, Term("title.targets"), blocks)


def _metric(edition: Edition, figures: Figures, metric: str) -> Section:
    """Return what there is of a metric: each level, how the levels add up, other scopes."""
    blocks: list[Block] = []
    for (name, narrow), found in figures.levels.items():
        if name == metric:
            of_levels = tuple(_levels(edition, figures, found, _room(figures)))
            title = edition.scope_name(narrow)
            blocks += of_levels if title is None else [Section(title, of_levels)]
    blocks += _others(edition, figures, metric)
    blocks += assumptions(edition, [one for one in figures.all if one[0] == metric])
    return Section(edition.metric_name(metric), tuple(blocks))


def _room(figures: Figures) -> int:
    """Return how many rows a table of levels may have, so that all of them fit on the page."""
    return max(MOST_ROWS // (2 * len(figures.levels)), FEW)


def _levels(edition: Edition, figures: Figures, found: Sequence[Level], most: int) -> Iterator[Block]:
    turned = figures.has_many and len(found) <= MOST_TURNED
    spans = figures.quarters if turned else figures.spans
    rows: list[Row] = []
    for level in found:
        amounts = level.commitment or level.below
        rows += _lines(figures, (edition.level_name(level.team),), (level.metric, level.scope), amounts, spans)
    if turned:
        yield from _turned(figures, rows, 2)
    else:
        shown, more = folded(rows, most, "more_rows")
        yield Table((Column(Term("col.level")), Column(Term("col.line")), *figures.heads), shown, Term("none"))
        yield from more
    yield from _sums(edition, figures, found, most)


def _sums(edition: Edition, figures: Figures, found: Sequence[Level], most: int) -> Iterator[Block]:
    parents = [level for level in found if level.children and level.commitment]
    if parents:
        sums, more = folded([_roll_up(edition, figures, one) for one in parents], most, "more_rows")
        yield Line(Term("targets.roll_up"))
        yield Table(_ROLL_UP, sums, Term("none"))
        yield from more


_ROLL_UP: Final = columns(
    "col.level", "sheet.assigned", "sheet.below", "sheet.gap", "sheet.over_assignment", "sheet.filled", "sheet.vacant",
    "sheet.ramped", "sheet.required",
    numeric=("sheet.assigned", "sheet.below", "sheet.gap", "sheet.over_assignment", "sheet.filled", "sheet.vacant",
             "sheet.ramped", "sheet.required"),
)  # fmt: skip


def _roll_up(edition: Edition, figures: Figures, level: Level) -> Row:
    """Return how a level and those below it stand to each other over the plan."""
    metric, numbers, street = level.metric, figures.analysis.numbers, level.street
    over = level.over_assignment(numbers)
    quotas = (street.filled, street.vacant, street.ramped) if any(street.whole.values()) else ()
    said = tuple(figures.written(metric, total(one, numbers) or None) for one in quotas) or (None,) * 3
    return (
        edition.level_name(level.team),
        figures.whole(metric, level.assigned),
        figures.whole(metric, level.below),
        figures.written(metric, level.gap(numbers)),
        share(over),
        *said,
        share(level.required_attainment(numbers)) if quotas else None,
    )


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


def scope_table(edition: Edition, found: Sequence[Figure], *, by_metric: bool = True, but: str = "") -> list[Block]:
    """Return figures by quarter and whole; with planned, adjustment and revised where there is an adjustment."""
    figures = edition.figures
    if figures is None or not found:
        return []
    spans = figures.quarters if figures.has_many else figures.spans
    rows: list[Row] = []
    for metric, scope in found:
        names = (edition.metric_name(metric) if by_metric else None, edition.scope_name(scope, but=but))
        rows += _lines(figures, names, (metric, scope), figures.analysis.current(metric, scope), spans)
    if figures.has_many:
        return _turned(figures, rows[:MOST_TURNED], 3)
    shown, more = folded(rows, MOST_LEVELS * 2, "more_rows")
    first = (Term("col.metric"), Term("col.for"), Term("col.line"))
    number = 0 if by_metric else 1
    heads = (*(Column(one) for one in first[number:]), *figures.heads)
    return [Table(heads, tuple(row[number:] for row in shown), Term("none")), *more]


def _turned(figures: Figures, rows: Sequence[Row], named: int) -> list[Block]:
    """Return tables with a row for each of many quarters and a column for each figure, by its first cells' names."""
    blocks: list[Block] = []
    for at in range(0, len(rows), MOST_COLUMNS):
        part = rows[at : at + MOST_COLUMNS]
        titles = (Column(Joined(row[:named], "list.dot"), numeric=True) for row in part)
        cells = [
            (Term("whole") if span.whole else figures.period(span.period), *(row[named + number] for row in part))
            for number, span in enumerate(figures.quarters)
        ]
        blocks.append(Table((Column(Term("col.period")), *titles), tuple(cells[:-1]), Term("none"), cells[-1]))
    return blocks


def _lines(
    figures: Figures, names: Row, figure: Figure, amounts: ByPeriod, spans: tuple[Span, ...] = ()
) -> Iterator[Row]:
    """Yield the row of a figure; three of them where adjustments in force change it."""
    metric, scope = figure
    stretches = spans or figures.spans
    shifts = figures.analysis.adjustments.of(metric, scope)
    if not any(shifts.values()):
        yield (*names, None, *(figures.row(metric, amounts, stretches) if amounts else _not_there(stretches)))
        return
    planned = figures.analysis.targets.planned(metric, scope)
    adjusted = tuple(figures.written(metric, total(shifts, one.numbers)) for one in stretches)
    yield (*names, Term("sheet.planned"), *figures.row(metric, planned, stretches))
    yield (*names, Term("sheet.adjustment"), *adjusted)
    yield (*names, Term("sheet.revised"), *figures.row(metric, amounts, stretches))


def _not_there(spans: tuple[Span, ...]) -> Row:
    return (*(None for _ in spans[1:]), Term("not_judged"))


def levels_below(edition: Edition, level: Level) -> list[Block]:
    """Return a level's target by quarter with what the levels below it are given, and the gap."""
    figures = edition.figures
    if figures is None:
        return []
    metric, scope = level.metric, level.scope
    rows = list(_lines(figures, (Term("col.target"),), (metric, scope), level.commitment)) if level.commitment else []
    if level.commitment and dict(level.assigned) != dict(level.commitment):
        rows.append((Term("sheet.assigned"), None, *figures.row(metric, level.assigned)))
    children = [
        (edition.actor(one.id), None, *figures.row(metric, one.by_period)) for one in level.children
    ]  # fmt: skip
    shown, more = folded(children, MOST_LEVELS, "more_rows")
    rows += [*shown, (Term("sheet.below"), None, *figures.row(metric, level.below))]
    if level.commitment:
        rows.append((Term("sheet.gap"), None, *figures.gaps(level)))
    heads = (Column(_title(edition, metric, level.narrow)), Column(Term("col.line")), *figures.heads)
    return [Table(heads, tuple(rows), Term("none")), *more]


def _title(edition: Edition, metric: str, narrow: Scope) -> Inline:
    about = edition.scope_name(narrow)
    name = edition.metric_name(metric)
    return name if about is None else Joined((name, about), "list.dot")


def assumptions(edition: Edition, found: Sequence[Figure]) -> list[Block]:
    """Return what figures rest on, by metric."""
    names: dict[str, dict[str, None]] = {}
    for metric, scope in found:
        for target in edition.figures.analysis.targets.of(metric, scope) if edition.figures else ():
            stated = (*target.document.model.assumes, *(target.row.assumes if target.row is not None else ()))
            names.setdefault(metric, {}).update(dict.fromkeys(stated))
    lines = tuple((0, _rests(edition, metric, tuple(texts))) for metric, texts in names.items() if texts)
    return [Items(lines)] if lines else []


def _rests(edition: Edition, metric: str, texts: tuple[str, ...]) -> Inline:
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
    return [block for part in parts for block in _overall(edition, figures, part)]


def _overall(edition: Edition, figures: Figures, keys: Sequence[Figure]) -> Iterator[Block]:
    found = {key: {level.team: level for level in figures.levels[key]} for key in keys}
    teams = dict.fromkeys(level.team for key in keys for level in figures.levels[key])
    rows: list[Row] = [
        (edition.level_name(team), *(_of_level(figures, found[key].get(team)) for key in keys)) for team in teams
    ]
    shown, more = folded(rows, MOST_LEVELS, "more_rows")
    heads = (Column(Term("col.level")), *(Column(_title(edition, *key), numeric=True) for key in keys))
    count = len(_people(figures, keys))
    street = tuple(_street(figures, *key) for key in keys)
    people = ((Term("quotas_of", (("count", count),)), *street),) if any(street) else ()
    yield Table(heads, (*shown, *people), Term("none"))
    yield from more


def _of_level(figures: Figures, level: Level | None) -> Inline:
    return figures.whole(level.metric, level.commitment or level.below) if level is not None else None


def _people(figures: Figures, keys: Sequence[Figure]) -> set[str]:
    """Return those who have a target of their own in some metrics."""
    scopes = (scope for metric, scope in figures.all if (metric, narrowing(scope)) in keys)
    return {name for scope in scopes if (name := dict(levels(scope)).get("person"))}


def _street(figures: Figures, metric: str, narrow: Scope) -> Inline:
    """Return the sum of people's targets, where such a sum means something."""
    street = figures.levels[metric, narrow][0].street.whole
    return figures.whole(metric, street) if figures.analysis.measures.adds_up(metric) else None
