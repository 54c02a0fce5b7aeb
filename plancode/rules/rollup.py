"""TGT: what is handed down against what the levels below add up to, and the street quota against the top."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.analysis.adjusted import Shift
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Child, Level
from plancode.analysis.targets import Target
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.kinds import EntityKind
from plancode.model.targets import TargetRow, TargetsDocument
from plancode.model.team import Person, Team
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, rule
from plancode.rules.scopes import about, figure, subject_of, undated
from plancode.said.value import Ref, Said

_ZERO, _ONE = Decimal(0), Decimal(1)
NAMED: Final = 12
"""So many children are named, the largest first."""
LevelScope = tuple[str, Scope]
"""A metric with the product, channel or segment it is narrowed to."""
Handed = tuple[bool, tuple[Ref, ...]]
"""Whether a level is handed down as a whole, and who was left out."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A level that its children do not make up: in a period (None: over the plan), and who has no figure at all."""

    level: Level
    variant: str
    number: int | None = None
    without: tuple[Ref, ...] = ()


def judged_levels(context: RuleContext) -> tuple[Level, ...]:
    """Return the levels that can be judged: where a figure or a name is missing, its own finding says so."""
    return context.once(_judged)


def _judged(context: RuleContext) -> tuple[Level, ...]:
    return tuple(_clear(context))


def _clear(context: RuleContext) -> Iterator[Level]:
    if context.graph.unread or EntityKind.TARGET_ROW in context.graph.lost_kinds:
        return
    unclear = _unclear(context)
    for level in context.figures.levels:
        if level.commitment and (level.metric, None) not in unclear and (level.metric, level.scope) not in unclear:
            yield level


def _unclear(context: RuleContext) -> set[tuple[str, Scope | None]]:
    """Return the metrics of documents with unknown names, and the scopes at and above targets without a figure."""
    documents = {one.model.id: one.model.metric for one in context.graph.all(TargetsDocument)}
    found: set[tuple[str, Scope | None]] = set()
    for reference in context.graph.unresolved:
        if isinstance(reference.holder.model, TargetRow | TargetsDocument):
            name = reference.holder.document_id or reference.holder.model.own_id
            found.add((documents.get(name, ""), None))
    for target in context.figures.targets.targets:
        if target.fault or target in undated(context):
            scopes = (target.scope, *context.figures.ladder.above(target.scope, target.period))
            found.update((target.metric, scope) for scope in scopes)
    return found


def stating(context: RuleContext, level: Level) -> Target | None:
    """Return the target that states a level, that of the longest period first."""
    found = context.figures.targets.of(level.metric, level.scope)
    return max(found, key=lambda one: one.period.days, default=None)


def lower_is_better(context: RuleContext, level: Level) -> bool:
    """Whether less is better of a level's metric."""
    metric = context.figures.measures.metric(level.metric)
    return metric is not None and metric.better == "lower"


def gaps(context: RuleContext) -> tuple[Gap, ...]:
    """Return every gap of the plan, worked out once for all rules that ask."""
    return context.once(_all_gaps)


def _all_gaps(context: RuleContext) -> tuple[Gap, ...]:
    return tuple(_gaps(context))


def _gaps(context: RuleContext) -> Iterator[Gap]:
    handed: dict[tuple[LevelScope, str], Handed] = {}
    for level in reversed(context.figures.levels):
        handed[(level.metric, level.narrow), level.team] = _handed(context, level, handed)
    for level in judged_levels(context):
        if level.children or level.form == "ratio":
            found = _gap(context, level, *handed[(level.metric, level.narrow), level.team])
            if found is not None:
                yield found


def _gap(context: RuleContext, level: Level, known: bool, without: tuple[Ref, ...]) -> Gap | None:  # noqa: FBT001
    """Return the gap of a level over the whole plan, else in its worst period."""
    numbers = context.figures.numbers
    lower, added = lower_is_better(context, level), level.form in {"sum", "distinct"}
    if not known:
        return None
    if _misses(context, level, numbers):
        if without and not lower:
            return Gap(level, "missing", None, without)
        return Gap(level, _variant(level, lower=lower))
    if without or not added or not _steady(context, level):
        return None
    worst = [number for number in level.shared(numbers) if _misses(context, level, (number,))]
    if not worst:
        return None
    return Gap(level, "above_in_period" if lower else "short_in_period", max(worst, key=lambda one: _off(level, one)))


def _variant(level: Level, *, lower: bool) -> str:
    if level.form in {"ratio", "weighted"}:
        return "quotient" if level.form == "ratio" else "worse"
    return "above" if lower else "short"


def _off(level: Level, number: int) -> tuple[Decimal, int]:
    return abs(level.below[number] - level.assigned[number]), -number


def _misses(context: RuleContext, level: Level, numbers: range | tuple[int, ...]) -> bool:
    """Whether children make less than was assigned (more, where lower is better) by more than is allowed."""
    figures = context.figures
    gap, assigned = level.gap(numbers), figures.whole(level.metric, level.assigned, level.shared(numbers))
    if gap is None or assigned is None:
        return False
    bad = gap if lower_is_better(context, level) else -gap
    steps = figures.measures.step(level.metric) * len(level.children)
    return bad > max(abs(assigned) * context.graph.policy.roll_up_gap.number, steps)


def _handed(context: RuleContext, level: Level, below: Mapping[tuple[LevelScope, str], Handed]) -> Handed:
    """Return whether a level is handed down as a whole, and the teams or people of it that were left out.

    People without a quota are found by another rule, unless all teams have a figure and only they are left. A team
    without a figure of its own stands where its own teams and people were not left out.
    """
    figures, added = context.figures, level.form in {"sum", "distinct"}
    if level.form == "ratio":
        return True, ()
    tree = (level.metric, level.narrow)
    teams = {child.id for child in level.children if child.kind == "team"}
    own = {team for team in teams if figures.current(level.metric, (("team", team), *level.narrow))}
    if any(below.get((tree, team)) != (True, ()) for team in teams - own):
        return False, ()
    known = figures.staffing.teams_below(level.team) if level.team and level.children else ()
    expected = [one for one in known if one not in teams and _is_to_have(figures, one)]
    if teams and expected:
        missing = (context.graph.find(Team, one) for one in expected)
        return added and not level.narrow, tuple(one.ref for one in missing if one is not None)
    people = {child.id for child in level.children if child.kind == "person"}
    seats = [one for one in figures.staffing.members.get(level.team, ()) if one.model.id not in people]
    seats = [one for one in seats if figures.staffing.has_quota(one)]
    if teams:
        return added or not seats, tuple(one.ref for one in seats)
    return bool(people) and not seats and not expected, ()


def _is_to_have(figures: Analysis, team: str) -> bool:
    """Whether a team is to have a figure: somebody in it carries quota, or nobody is in it yet."""
    members = [one for name in figures.staffing.subtree(team) for one in figures.staffing.members.get(name, ())]
    return not members or any(figures.staffing.has_quota(one) for one in members)


def _steady(context: RuleContext, level: Level) -> bool:
    """Whether all people of a level are in it for the whole plan: newcomers and leavers move figures over time."""
    plan, staffing = context.figures.horizon.plan, context.figures.staffing
    people = [context.graph.find(Person, child.id) for child in level.children if child.kind == "person"]
    spans = (staffing.stints(one) for one in people if one is not None)
    return all(
        found and found[0].start == plan.start and found[-1].end == plan.end and len({one.team for one in found}) == 1
        for found in spans
    )


@rule("TGT106", "roll-up-gap", ERROR, figures=True)
def roll_up_gap(context: RuleContext) -> Iterator[Problem]:
    """What the teams and people below a team add up to is less than what the team was given to hand down.

    ## Why it matters
    Everybody can reach their target, and the team still misses its own. Judged are levels that are handed down to all
    teams below, or to all people with quota; over the whole plan, and period by period where nobody comes or goes.
    Means and ratios must not be worse than the value above them; where lower is better, the sum must not be more.

    ## Fails
    ```yaml
    target: {team: east, amount: 4M}
    targets: [{person: li-na, amount: 2M}, {person: wu-hao, amount: 1.7M}]
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 4M}
    targets: [{person: li-na, amount: 2M}, {person: wu-hao, amount: 2M}]
    ```

    ## How to fix
    Raise the figures below, give one to those who have none, let one of them take the `rest`, or lower the figure
    above. With `over_assign` more is handed down than the team's own amount: 4M and 8 % make 4.32M. A gap in a single
    period comes from different phasing: give both documents the same `phasing`, or write rows by quarter.

    ## Policy
    `roll_up_gap` (1 % of what was assigned, own default). Less than one step for each figure below is rounding.
    """
    for gap in gaps(context):
        target, shift = stating(context, gap.level), _opened_by(context, gap)
        subject = subject_of(gap.level.metric, gap.level.scope)
        if shift is not None:
            values = _of_gap(context, gap) | {"adjustment": shift.adjustment.ref}
            place, related = shift.adjustment.place("changes", shift.index), (target.place,) if target else ()
            yield Problem(place, "adjusted", values, shift.adjustment.ref, subject, related)
        elif target is not None:
            yield Problem(target.place, gap.variant, _of_gap(context, gap), target.holder.ref, subject)


def _opened_by(context: RuleContext, gap: Gap) -> Shift | None:
    """Return the last adjustment that took from the children, or gave to the level, where such opened the gap."""
    level = gap.level
    if gap.variant not in {"short", "missing", "short_in_period"}:
        return None
    children: set[Scope] = {((child.kind, child.id), *level.narrow) for child in level.children}
    moved, last = _ZERO, None
    for shift in context.figures.adjustments.shifts:
        if shift.metric == level.metric and (shift.scope in children or shift.scope == level.scope):
            opened = shift.whole if shift.scope == level.scope else -shift.whole
            moved, last = moved + opened, shift if opened > 0 else last
    return last if moved > 0 else None


def _of_gap(context: RuleContext, gap: Gap) -> dict[str, Said]:
    level, figures = gap.level, context.figures
    numbers = level.shared(figures.numbers) if gap.number is None else (gap.number,)
    below, assigned = (figures.whole(level.metric, one, numbers) or _ZERO for one in (level.below, level.assigned))
    values = about(context, level.metric, level.scope)
    amounts = {"below": below, "assigned": assigned, "gap": abs(below - assigned)}
    values |= {name: figure(figures.measures, amount, level.metric) for name, amount in amounts.items()}
    values |= {"children": _children(context, level), "found": len(level.children)}
    metric = figures.measures.metric(level.metric)
    if gap.variant == "quotient" and metric is not None and metric.numerator and metric.denominator:
        values["numerator"] = metric_ref(context.graph, metric.numerator)
        values["denominator"] = metric_ref(context.graph, metric.denominator)
    if gap.without:
        values["without"] = gap.without
    if gap.number is not None:
        values["period"] = figures.horizon.periods[gap.number]
    return values


def _children(context: RuleContext, level: Level) -> tuple[Ref, ...]:
    figures = context.figures
    ordered = sorted(level.children, key=lambda one: (-(figures.whole(level.metric, one.by_period) or _ZERO), one.id))
    found: list[Entity[Team] | Entity[Person] | None] = [_entity(context, one) for one in ordered[:NAMED]]
    more = (Ref("team", "…"),) if len(ordered) > NAMED else ()
    return (*(one.ref for one in found if one is not None), *more)


def _entity(context: RuleContext, child: Child) -> Entity[Team] | Entity[Person] | None:
    return context.graph.find(Team, child.id) if child.kind == "team" else context.graph.find(Person, child.id)


RULES: Final = (roll_up_gap,)
