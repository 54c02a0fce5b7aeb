"""The tables of targets: planned, adjustment and revised, top down and bottom up, with the street quota."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import MetricScope, Scope
from plancode.analysis.rollup import Level, total
from plancode.analysis.targets import ByPeriod, Target
from plancode.model.territories import Territory
from plancode.said.value import Joined, Said, Term
from plancode.tables.scopes import measured, metric_ref, part_ref, scope_cell
from plancode.tables.selection import Selection, TimeSpan
from plancode.tables.table import Cells, Column, Form, Input, Row, Table, Why

_ZERO = Decimal(0)
SOURCE: Final = "docs/numbers.md#targets"
NAMES: Final = (
    Column("metric", "name", groups=True), Column("narrow", "name", groups=True),
    Column("scope", "name"), Column("period", once=True),
)  # fmt: skip
LINES: Final = (Column("planned", "amount"), Column("adjustment", "amount"), Column("revised", "amount"))
SUMS: Final = (
    Column("assigned", "amount"), Column("below", "amount"), Column("gap", "amount"),
    Column("over_assignment", "share"), Column("overlay", "amount"), Column("filled", "amount", detail=True),
    Column("vacant", "amount", detail=True), Column("ramped", "amount", detail=True),
    Column("required", "share", detail=True),
)  # fmt: skip


def targets_table(analysis: Analysis, selection: Selection) -> Table:
    """Return every target of the teams and people of a selection, of each metric from the top down."""
    figures = (
        (metric, scope) for metric in analysis.targets.metrics for scope in _ordered(analysis, selection, metric)
    )
    spans = selection.spans(analysis)
    table = figures_table(analysis, figures, spans)
    left_out = {"over_assignment"} if analysis.adjustments.shifts else {"planned", "adjustment"}
    heads = tuple(replace(column, detail=column.detail or column.key in left_out) for column in table.columns)
    return replace(table, columns=heads, notes=tuple(cut_notes(analysis, spans)))


def cut_notes(analysis: Analysis, spans: Sequence[TimeSpan]) -> Iterator[Term]:
    """Yield of which periods a stretch of time has a part, and which metrics no part of a period tells."""
    for span in spans:
        if span.parts:
            periods = tuple(analysis.horizon.periods[number] for number, _ in span.parts)
            yield Term("note.cut", (("periods", periods), ("stretch", span.period)))
            other = [name for name in analysis.targets.metrics if not analysis.measures.adds_over_time(name)]
            if other:
                yield Term("note.not_cut", (("metrics", tuple(metric_ref(analysis.graph, name) for name in other)),))


def figures_table(analysis: Analysis, figures: Iterable[MetricScope], spans: Sequence[TimeSpan]) -> Table:
    """Return a row for each figure and stretch of time, as far as there is a target or something below."""
    lines = (
        _Line(analysis, metric, scope, span)
        for metric, scope in figures
        for span in spans
        if not span.parts or analysis.measures.adds_over_time(metric)
    )
    rows = tuple(line.row() for line in lines if line.is_there)
    return Table((*NAMES, *LINES, *SUMS), rows, Term("empty_table.targets"), name="targets")


def through_time(table: Table, spans: Sequence[TimeSpan]) -> Table:
    """Return targets with time as columns: a line for each figure, three of them where it was adjusted."""
    names = [table.index(column.key) for column in NAMES[:-1]]
    period, lines = table.index("period"), [(column.key, table.index(column.key)) for column in LINES]
    groups: dict[Cells, dict[Said, Row]] = {}
    for row in table.rows:
        groups.setdefault(tuple(row.cells[number] for number in names), {})[row.cells[period]] = row
    below, rows = table.index("below"), []
    for key, by_period in groups.items():
        adjusted = any(row.cells[table.index("adjustment")] is not None for row in by_period.values())
        for line, at in lines if adjusted else lines[-1:]:
            by_span = [by_period.get(span.period) for span in spans]
            figures = (
                None if row is None else row.cells[at] if row.cells[at] is not None or adjusted else row.cells[below]
                for row in by_span
            )
            rows.append(Row((*key, Term(f"col.{line}") if adjusted else None, *figures)))
    heads = (*NAMES[:-1], Column("line", "word"), *time_columns(spans))
    return Table(heads, tuple(rows), table.empty)


def time_columns(spans: Sequence[TimeSpan], form: Form = "amount") -> tuple[Column, ...]:
    """Return a column for each stretch of time."""
    return tuple(Column(f"span.{number}", form, span.head) for number, span in enumerate(spans))


def _ordered(analysis: Analysis, selection: Selection, metric: str) -> list[Scope]:
    """Return the scopes to show: each team with its people, from the top down, other scopes last."""
    order: dict[tuple[str, str], int] = {}
    members = {person.model.id: team.model.id for team, person in selection.people(analysis)}
    for team in selection.teams(analysis):
        order["team", team.model.id] = len(order)
        for person, home in members.items():
            if home == team.model.id:
                order["person", person] = len(order)
    of_levels = [level.scope for level in analysis.levels if level.metric == metric]
    scopes = dict.fromkeys((*of_levels, *analysis.scopes(metric)))
    wanted = [scope for scope in scopes if _is_selected(analysis, scope, order, whole=selection.team is None)]
    return sorted(wanted, key=lambda scope: (narrowing(scope), _rank(scope, order), scope))


def _rank(scope: Scope, order: dict[tuple[str, str], int]) -> int:
    if not scope:
        return -1
    return min((order[part] for part in scope if part in order), default=len(order))


def _is_selected(analysis: Analysis, scope: Scope, order: dict[tuple[str, str], int], *, whole: bool) -> bool:
    if whole or any(part in order for part in scope):
        return True
    territory = analysis.graph.find(Territory, dict(scope).get("territory"))
    return territory is not None and ("team", territory.model.team) in order


class _Line:
    """One metric, scope and stretch of time."""

    def __init__(self, analysis: Analysis, metric: str, scope: Scope, span: TimeSpan) -> None:
        self.analysis, self.metric, self.scope, self.span = analysis, metric, scope, span
        self.planned = self._whole(span.of(analysis.targets.planned(metric, scope)))
        shifts = span.of(analysis.adjustments.of(metric, scope))
        self.adjusted = total(shifts, span.numbers) if shifts else None
        self.revised = self._whole(span.of(analysis.current(metric, scope)))
        names = levels(scope)
        is_level = all(name == "team" for name, _ in names)
        level = analysis.level(metric, names[0][1] if names else "", narrowing(scope)) if is_level else None
        self.level = level.cut(span.of) if level is not None and span.parts else level

    def _whole(self, amounts: ByPeriod) -> Decimal | None:
        return self.analysis.whole(self.metric, amounts, self.span.numbers)

    @property
    def is_there(self) -> bool:
        """Whether there is something to show: a target of the scope, or targets below it."""
        below = self.level.below if self.level else {}
        return self.revised is not None or any(number in below for number in self.span.numbers)

    def row(self) -> Row:
        """Return the row of the scope in its span, with its reasons where they are asked for."""
        narrow, graph = narrowing(self.scope), self.analysis.graph
        wide = tuple(part for part in self.scope if part not in narrow)
        names = (scope_cell(graph, narrow) if narrow else None, scope_cell(graph, wide))
        lines = map(self._measured, (self.planned, self.adjusted, self.revised))
        cells = (metric_ref(graph, self.metric), *names, self.span.period, *lines, *self._sums())
        return Row(cells, lambda: tuple(self._reasons()))

    def _measured(self, value: Decimal | None) -> Said:
        measures = self.analysis.measures
        is_cut = value is not None and self.span.parts
        return measured(measures, self.metric, measures.rounded(value, self.metric) if is_cut and value else value)

    def _sums(self) -> Iterator[Said]:
        """Yield how the level and those below it stand to each other."""
        level, numbers = self.level, self.span.numbers
        if level is None:
            yield from (None for _ in SUMS)
            return
        yield from map(self._measured, (self._whole(level.assigned), self._whole(level.below), level.gap(numbers)))
        is_cost = self.analysis.measures.is_cost(self.metric)
        yield level.over_assignment(numbers) if not is_cost else None
        yield self._measured(self._whole(level.overlay))
        street = (level.street.filled, level.street.vacant, level.street.ramped)
        quotas = [total(amounts, numbers) for amounts in street]
        yield from map(self._measured, quotas if quotas[0] or quotas[1] else (None, None, None))
        yield level.required_attainment(numbers) if not is_cost else None

    def _reasons(self) -> Iterator[Why]:
        for target in self.analysis.targets.of(self.metric, self.scope):
            inputs = tuple(_inputs(self.analysis, target))
            yield Why(f"target.{target.how}", self._measured(target.amount), "amount", inputs, (), SOURCE)
        if (self.span.parts or len(self.span.numbers) < len(self.analysis.numbers)) and self.planned is not None:
            yield Why("target.phased", self._measured(self.planned), "amount", tuple(self._phasing()), (), SOURCE)
        figure = (self.metric, self.scope)
        shifts = [shift for shift in self.analysis.adjustments.shifts if (shift.metric, shift.scope) == figure]
        if shifts:
            inputs = tuple(
                Input(shift.adjustment.ref, self._measured(total(self.span.of(shift.by_period), self.span.numbers)),
                      "amount", shift.adjustment.place("changes", shift.index))
                for shift in shifts
            )  # fmt: skip
            yield Why(
                "target.revised", self._measured(self.revised), "amount", inputs, (), "docs/numbers.md#adjustments"
            )
        if self.level is not None and self.level.children:
            yield self._roll_up(self.level)

    def _phasing(self) -> Iterator[Input]:
        for target in self.analysis.targets.of(self.metric, self.scope):
            model = target.document.model
            place = target.document.place("phasing") if model.phasing is not None else None
            amount = total(self.span.of(target.by_period), self.span.numbers)
            yield Input(Term(f"phasing.{_form(target)}"), self._measured(amount), "amount", place)

    def _roll_up(self, level: Level) -> Why:
        inputs = tuple(
            Input(
                part_ref(self.analysis.graph, child.kind, child.id),
                self._measured(self._whole(child.by_period)),
                "amount",
            )
            for child in level.children
        )
        policy = self.analysis.graph.policy
        judged: tuple[tuple[str, Said], ...] = (
            ("roll_up_gap", policy.roll_up_gap),
            ("over_assignment.min", policy.over_assignment.min),
            ("over_assignment.max", policy.over_assignment.max),
        )
        return Why(f"roll_up.{level.form}", self._measured(self._whole(level.below)), "amount", inputs, judged, SOURCE)


def _form(target: Target) -> str:
    phasing = target.document.model.phasing
    if phasing is None or isinstance(phasing, str):
        return phasing or "even"
    if phasing.profile is not None:
        return "profile"
    return "closes" if phasing.closes else "shares" if phasing.shares else "amounts"


def _inputs(analysis: Analysis, target: Target) -> Iterator[Input]:
    """Yield what a target's amount is made of."""
    row, above, document = target.row, target.above, target.document
    yield from _stated(target)
    if row is not None and row.share is not None:
        yield Input(Term("input.share"), row.share, "share", target.place)
    if row is not None and row.growth is not None:
        place = target.holder.place(*target.route[:-1], "baseline")
        yield Input(Term("figure.growth"), row.growth, "share", target.place)
        yield Input(Term("figure.baseline"), target.baseline, "amount", place)
    if target.how in ("share", "rest", "people") and above is not None:
        name = scope_cell(analysis.graph, above.scope)
        assigned = measured(analysis.measures, target.metric, above.assigned)
        yield Input(Term("input.assigned", (("of", name),)), assigned, "amount", above.place)
        if above.row is not None and above.row.over_assign is not None:
            place = above.holder.place(*above.route[:-1], "over_assign")
            yield Input(Term("input.over_assign"), above.row.over_assign, "share", place)
    if target.how == "rest":
        for other in analysis.targets.targets:
            if other.above is above and other is not target:
                amount = measured(analysis.measures, target.metric, other.amount)
                yield Input(scope_cell(analysis.graph, other.scope), amount, "amount", other.place)
    if target.how == "people":
        by = document.model.people.by if document.model.people is not None else "even"
        yield Input(Term("input.rule"), Term(f"split.{by}"), "word", document.place("people"))


def _stated(target: Target) -> Iterator[Input]:
    """Yield the amount that a row states, and the part of it for the time somebody is there."""
    if target.row is not None and target.row.amount is not None:
        yield Input(Term("input.amount"), target.row.amount, "amount", target.place)
    if target.part is not None:
        place = target.holder.place(*target.route[:-1], "prorate")
        yield Input(Term("input.part_there"), target.part, "share", place)


def level_table(analysis: Analysis, level: Level, spans: Sequence[TimeSpan], most: int) -> Table:
    """Return a level's target through time, what the levels below it are given (`most` of them), and the gap."""
    graph, metric = analysis.graph, level.metric
    own = through_time(figures_table(analysis, [(metric, level.scope)], spans), spans) if level.commitment else None
    rows = [Row((Term("col.target"), *row.cells[3:])) for row in (own.rows if own is not None else ())]

    def add(name: Said, amounts: ByPeriod) -> None:
        whole = (analysis.whole(metric, amounts, span.numbers) for span in spans)
        rows.append(Row((name, None, *(measured(analysis.measures, metric, amount) for amount in whole))))

    if level.commitment and dict(level.assigned) != dict(level.commitment):
        add(Term("col.assigned"), level.assigned)
    for child in level.children[:most]:
        add(part_ref(graph, child.kind, child.id), child.by_period)
    add(Term("col.below"), level.below)
    for child in level.beside:
        add(Joined((part_ref(graph, child.kind, child.id), Term("col.overlay")), "list.dot"), child.by_period)
    if level.commitment:
        gaps = (measured(analysis.measures, metric, level.gap(span.numbers)) for span in spans)
        rows.append(Row((Term("col.gap"), None, *gaps)))
    narrow = (scope_cell(graph, level.narrow),) if level.narrow else ()
    title = Joined((metric_ref(graph, metric), *narrow), "list.dot")
    return Table(
        (Column("level", "name", title), Column("line", "word"), *time_columns(spans)),
        tuple(rows),
        left=max(len(level.children) - most, 0),
    )
