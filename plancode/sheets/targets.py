"""The sheet of targets: planned, adjustment and revised side by side, top down and bottom up, with the street quota."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.ladder import levels, narrowing
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Level, total
from plancode.analysis.targets import ByPeriod, Target
from plancode.findings.values import Ref
from plancode.model.base import Keyed
from plancode.model.plan import Channel, Metric, Product, Segment
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.quantity import Quantity, rounded
from plancode.sheets.selection import Selection, Span
from plancode.sheets.sheet import Cell, Column, Input, Row, Sheet, Why, Word

if TYPE_CHECKING:
    from plancode.graph.entity import Entity

_ZERO = Decimal(0)
_HEADS: Final = 4
"""Columns that say what a row is about; figures follow."""
_UNITS: Final = {"percent": ("%", 4), "days": ("d", 2), "hours": ("h", 2)}
"""Units that are written, and how many decimals are kept."""
SOURCE: Final = "docs/numbers.md#targets"
_MODELS: Final[dict[str, type[Keyed]]] = {
    "team": Team, "person": Person, "territory": Territory, "account": Account,
    "channel": Channel, "product": Product, "segment": Segment,
}  # fmt: skip
COLUMNS: Final = (
    Column("metric", "name", groups=True), Column("narrow", "name", groups=True),
    Column("scope", "name"), Column("period", "text", once=True),
    Column("planned", "amount"), Column("adjustment", "amount"), Column("revised", "amount"),
    Column("assigned", "amount"), Column("below", "amount"), Column("gap", "amount"),
    Column("over_assignment", "ratio"), Column("filled", "amount", detail=True),
    Column("vacant", "amount", detail=True), Column("ramped", "amount", detail=True),
    Column("required", "share", detail=True),
)  # fmt: skip


def targets_sheet(analysis: Analysis, selection: Selection) -> Sheet:
    """Return every target of the teams and people of a selection, of each metric from the top down."""
    spans = selection.spans(analysis)
    rows = (row for metric in analysis.targets.metrics for row in _of_metric(analysis, selection, metric, spans))
    return Sheet("targets", _columns(adjusted=bool(analysis.adjustments.shifts)), tuple(rows))


def _columns(*, adjusted: bool) -> tuple[Column, ...]:
    """Return the columns; people see planned and adjustment where there is one, else how far the levels below go."""
    left_out = {"over_assignment"} if adjusted else {"planned", "adjustment"}
    return tuple(replace(one, detail=one.detail or one.key in left_out) for one in COLUMNS)


def _of_metric(analysis: Analysis, selection: Selection, metric: str, spans: tuple[Span, ...]) -> Iterator[Row]:
    for scope in _ordered(analysis, selection, metric):
        for span in spans:
            row = _Figure(analysis, metric, scope, span)
            if row.is_there:
                yield row.row()


def _ordered(analysis: Analysis, selection: Selection, metric: str) -> list[Scope]:
    """Return the scopes to show: each team with its people, from the top down, other scopes last."""
    teams = [team.model.id for team in selection.teams(analysis)]
    order: dict[tuple[str, str], int] = {}
    members = {person.model.id: team.model.id for team, person in selection.people(analysis)}
    for team in teams:
        order["team", team] = len(order)
        order.update({("person", one): len(order) + at for at, one in enumerate(_in(members, team))})
    levels = [level.scope for level in analysis.levels if level.metric == metric]
    found = dict.fromkeys((*levels, *analysis.scopes(metric)))
    wanted = [scope for scope in found if _is_selected(analysis, scope, order, whole=selection.team is None)]
    return sorted(wanted, key=lambda scope: (narrowing(scope), _rank(scope, order), scope))


def _in(members: dict[str, str], team: str) -> list[str]:
    return [person for person, home in members.items() if home == team]


def _rank(scope: Scope, order: dict[tuple[str, str], int]) -> int:
    if not scope:
        return -1
    return min((order[one] for one in scope if one in order), default=len(order))


def _is_selected(analysis: Analysis, scope: Scope, order: dict[tuple[str, str], int], *, whole: bool) -> bool:
    if whole or any(one in order for one in scope):
        return True
    territory = analysis.graph.find(Territory, dict(scope).get("territory"))
    return territory is not None and ("team", territory.model.team) in order


class _Figure:
    """One metric, scope and stretch of time."""

    def __init__(self, analysis: Analysis, metric: str, scope: Scope, span: Span) -> None:
        self.analysis, self.metric, self.scope, self.span = analysis, metric, scope, span
        self.planned = self._whole(analysis.targets.planned(metric, scope))
        shifts = analysis.adjustments.of(metric, scope)
        self.adjusted = total(shifts, span.numbers) if shifts else None
        self.revised = self._whole(analysis.current(metric, scope))
        self.level = self._level()

    def _whole(self, amounts: ByPeriod) -> Decimal | None:
        return self.analysis.whole(self.metric, amounts, self.span.numbers)

    def _level(self) -> Level | None:
        names = levels(self.scope)
        if any(name != "team" for name, _ in names):
            return None
        return self.analysis.level(self.metric, names[0][1] if names else "", narrowing(self.scope))

    @property
    def is_there(self) -> bool:
        below = self.level.below if self.level else {}
        return self.revised is not None or any(number in below for number in self.span.numbers)

    def row(self) -> Row:
        narrow = narrowing(self.scope)
        wide = tuple(one for one in self.scope if one not in narrow)
        names = (scope_cell(self.analysis, narrow) if narrow else None, scope_cell(self.analysis, wide))
        figures = zip(self._cells(), COLUMNS[_HEADS:], strict=True)
        cells = tuple(self._measured(cell, column) for cell, column in figures)
        return Row((metric_cell(self.analysis, self.metric), *names, self.span.period, *cells), self.why)

    def _measured(self, cell: Cell, column: Column) -> Cell:
        """Return an amount with the unit that its metric is measured in, where that is no money and no count."""
        metric = self.analysis.measures.metric(self.metric)
        unit = _UNITS.get(metric.unit or "") if metric is not None else None
        if unit is None or column.kind != "amount" or not isinstance(cell, Decimal):
            return cell
        name, decimals = unit
        return Quantity(rounded(cell, decimals), name)

    def _cells(self) -> tuple[Cell, ...]:
        level, numbers = self.level, self.span.numbers
        head = (self.planned, self.adjusted or None, self.revised)
        if level is None:
            return (*head, *(None,) * 8)
        street = level.street
        filled, vacant = total(street.filled, numbers), total(street.vacant, numbers)
        quotas = (filled, vacant, total(street.ramped, numbers)) if filled or vacant else (None, None, None)
        return (
            *head,
            self._whole(level.assigned),
            self._whole(level.below),
            level.gap(numbers),
            level.over_assignment(numbers),
            *quotas,
            level.required_attainment(numbers),
        )

    def why(self) -> tuple[Why, ...]:
        return tuple(self._reasons())

    def _reasons(self) -> Iterator[Why]:
        for target in self.analysis.targets.of(self.metric, self.scope):
            yield Why(
                f"target.{target.how}", target.amount, "amount", tuple(_inputs(self.analysis, target)), (), SOURCE
            )
        if len(self.span.numbers) < len(self.analysis.numbers) and self.planned is not None:
            yield Why("target.phased", self.planned, "amount", tuple(self._phasing()), (), SOURCE)
        shifts = [
            one for one in self.analysis.adjustments.shifts if (one.metric, one.scope) == (self.metric, self.scope)
        ]
        if shifts:
            inputs = tuple(
                Input(one.adjustment.ref, total(one.by_period, self.span.numbers), "amount",
                      one.adjustment.place("changes", one.index))
                for one in shifts
            )  # fmt: skip
            yield Why("target.revised", self.revised, "amount", inputs, (), "docs/numbers.md#adjustments")
        if self.level is not None and self.level.children:
            yield self._roll_up(self.level)

    def _phasing(self) -> Iterator[Input]:
        for target in self.analysis.targets.of(self.metric, self.scope):
            model = target.document.model
            place = target.document.place("phasing") if model.phasing is not None else None
            amount = total(target.by_period, self.span.numbers)
            yield Input(Word(f"phasing.{_form(target)}"), amount, "amount", place)

    def _roll_up(self, level: Level) -> Why:
        inputs = tuple(
            Input(child_cell(self.analysis, child.kind, child.id), self._whole(child.by_period), "amount")
            for child in level.children
        )
        policy = self.analysis.graph.policy
        judged: tuple[tuple[str, Cell], ...] = (
            ("roll_up_gap", policy.roll_up_gap),
            ("over_assignment.min", policy.over_assignment.min),
            ("over_assignment.max", policy.over_assignment.max),
        )
        return Why(f"roll_up.{level.form}", self._whole(level.below), "amount", inputs, judged, SOURCE)


def _form(target: Target) -> str:
    phasing = target.document.model.phasing
    if phasing is None or isinstance(phasing, str):
        return phasing or "even"
    if phasing.profile is not None:
        return "profile"
    return "closes" if phasing.closes else "shares" if phasing.shares else "amounts"


def _inputs(analysis: Analysis, target: Target) -> Iterator[Input]:
    """Yield what a target's amount is made of."""
    row = target.row
    if row is not None and row.amount is not None:
        yield Input(Word("input.amount"), row.amount, "amount", target.place)
    if row is not None and row.share is not None:
        yield Input(Word("input.share"), row.share, "share", target.place)
    if row is not None and row.growth is not None:
        yield Input(Word("input.growth"), row.growth, "share", target.place)
        yield Input(
            Word("input.baseline"), target.baseline, "amount", target.holder.place(*target.route[:-1], "baseline")
        )
    if target.how in ("share", "rest", "people") and target.above is not None:
        above = target.above
        name = scope_cell(analysis, above.scope)
        yield Input(Word("input.assigned", (("of", name),)), above.assigned, "amount", above.place)
        if above.row is not None and above.row.over_assign is not None:
            place = above.holder.place(*above.route[:-1], "over_assign")
            yield Input(Word("input.over_assign"), above.row.over_assign, "share", place)
    if target.how == "rest":
        beside = (one for one in analysis.targets.targets if one.above is target.above and one is not target)
        for one in beside:
            yield Input(scope_cell(analysis, one.scope), one.amount, "amount", one.place)
    if target.how == "people":
        yield Input(Word("input.rule"), Word(f"split.{_rule(target)}"), "word", target.document.place("people"))


def _rule(target: Target) -> str:
    rule = target.document.model.people
    return rule.by if rule is not None else "even"


def scope_cell(analysis: Analysis, scope: Scope) -> Cell:
    """Return what a figure is about: the whole plan, or what its scope names."""
    if not scope:
        return Word("whole_plan")
    found = tuple(_named(analysis, name, value) for name, value in scope)
    return found[0] if len(found) == 1 else found


def _named(analysis: Analysis, dimension: str, name: str) -> Cell:
    entity: Entity[Keyed] | None = analysis.graph.find(_MODELS[dimension], name)
    return entity.ref if entity is not None else Ref(dimension, name)


def child_cell(analysis: Analysis, kind: str, name: str) -> Cell:
    """Return a child of a level."""
    return _named(analysis, kind, name)


def metric_cell(analysis: Analysis, name: str) -> Cell:
    """Return a metric by its own title, else by the word for the built-in one."""
    own = analysis.graph.find(Metric, name)
    return Ref("metric", name, own.model.title or "" if own is not None else "")
