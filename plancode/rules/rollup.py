"""TGT: what is handed down against what the levels below add up to, and the street quota against the top."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from plancode.analysis.adjusted import Shift
from plancode.analysis.analysis import Analysis
from plancode.analysis.measures import Scope
from plancode.analysis.rollup import Level
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

_ZERO: Final = Decimal(0)
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
    if context.graph.unread or EntityKind.TARGET_ROW in context.graph.lost_kinds:
        return ()
    open_scopes = unclear(context)
    levels = (level for level in context.figures.levels if level.commitment)
    return tuple(
        level for level in levels if open_scopes.isdisjoint({(level.metric, None), (level.metric, level.scope)})
    )


def unclear(context: RuleContext) -> set[tuple[str, Scope | None]]:
    """Return the metrics of documents with unknown names, and the scopes at and above targets without a figure."""
    metrics = {document.model.id: document.model.metric for document in context.graph.all(TargetsDocument)}
    found: set[tuple[str, Scope | None]] = set()
    for reference in context.graph.unresolved:
        if isinstance(reference.holder.model, TargetRow | TargetsDocument):
            name = reference.holder.document_id or reference.holder.model.own_id
            found.add((metrics.get(name, ""), None))
    for target in context.figures.targets.targets:
        if target.fault or target in context.once(undated):
            scopes = (target.scope, *context.figures.ladder.above(target.scope, target.period))
            found.update((target.metric, scope) for scope in scopes)
    return found


def stating(context: RuleContext, level: Level) -> Target | None:
    """Return the target that states a level, that of the longest period first."""
    targets = context.figures.targets.of(level.metric, level.scope)
    return max(targets, key=lambda target: target.period.days, default=None)


def lower_is_better(context: RuleContext, level: Level) -> bool:
    """Whether less is better of a level's metric."""
    metric = context.figures.measures.metric(level.metric)
    return metric is not None and metric.better == "lower"


def gaps(context: RuleContext) -> tuple[Gap, ...]:
    """Return every gap of the plan."""
    handed: dict[tuple[LevelScope, str], Handed] = {}
    for level in reversed(context.figures.levels):
        handed[(level.metric, level.narrow), level.team] = _handed(context, level, handed)
    open_gaps = []
    for level in context.once(judged_levels):
        known, without = handed[(level.metric, level.narrow), level.team]
        gap = None
        if known and not level.children and without and not lower_is_better(context, level):
            gap = Gap(level, "nobody", None, without)
        elif known and (level.children or level.form == "ratio"):
            gap = _gap(context, level, without)
        if gap is not None:
            open_gaps.append(gap)
    return tuple(open_gaps)


def left_out(context: RuleContext) -> frozenset[Entity[Person]]:
    """Return the people whom a gap names because they have no figure, those of teams that it names included."""
    staffing, people = context.figures.staffing, set[Entity[Person]]()
    for ref in (ref for gap in context.once(gaps) for ref in gap.without):
        if ref.kind == EntityKind.TEAM:
            people.update(member for team in staffing.subtree(ref.id) for member in staffing.members.get(team, ()))
        elif (person := context.graph.find(Person, ref.id)) is not None:
            people.add(person)
    return frozenset(people)


def _gap(context: RuleContext, level: Level, without: tuple[Ref, ...]) -> Gap | None:
    """Return the gap of a level over the whole plan, else in its worst period."""
    numbers, lower = context.figures.numbers, lower_is_better(context, level)
    if _misses(context, level, numbers):
        if without and not lower:
            return Gap(level, "missing", None, without)
        if level.form in {"ratio", "weighted"}:
            return Gap(level, "quotient" if level.form == "ratio" else "worse")
        return Gap(level, "above" if lower else "short")
    if without or level.form not in {"sum", "distinct"} or not _steady(context, level):
        return None
    missed = [number for number in level.shared(numbers) if _misses(context, level, (number,), level.parts)]
    if not missed:
        return None
    worst = max(missed, key=lambda number: (abs(level.below[number] - level.assigned[number]), -number))
    return Gap(level, "above_in_period" if lower else "short_in_period", worst)


def _misses(context: RuleContext, level: Level, numbers: range | tuple[int, ...], parts: int = 0) -> bool:
    """Whether children make less than was assigned (more, where lower is better) by more than is allowed.

    Each of the `parts` that were rounded may lack a step: nine people with ten a year have none in the same months.
    """
    figures = context.figures
    gap, assigned = level.gap(numbers), figures.whole(level.metric, level.assigned, level.shared(numbers))
    if gap is None or assigned is None:
        return False
    bad = gap if lower_is_better(context, level) else -gap
    steps = figures.measures.step(level.metric) * (parts or len(level.children))
    return bad > max(abs(assigned) * context.graph.policy.roll_up_gap.number, steps)


def _handed(context: RuleContext, level: Level, below: Mapping[tuple[LevelScope, str], Handed]) -> Handed:
    """Return whether a level can be held against what is below it, and the teams or people that were left out.

    A team without a figure of its own has the figures of its people, and leaves out whom they leave out. What is
    narrowed to a product, channel or segment may be the matter of some teams and people only, and so may a mean.
    """
    figures, is_partly = context.figures, bool(level.narrow) or level.form not in {"sum", "distinct"}
    if level.form == "ratio":
        return True, ()
    children = {kind: {child.id for child in level.children if child.kind == kind} for kind in ("team", "person")}
    without: list[Ref] = []
    for team in sorted(children["team"]):
        if not figures.current(level.metric, (("team", team), *level.narrow)):
            known, missing = below[(level.metric, level.narrow), team]
            if not known:
                return False, ()
            without += missing
    lower = figures.staffing.teams_below(level.team) if level.team and level.children else ()
    expected = [name for name in lower if name not in children["team"] and _is_to_have(figures, name)]
    teams = [entity for name in expected if (entity := context.graph.find(Team, name)) is not None]
    members = figures.staffing.members
    below_all = figures.staffing.subtree(level.team) if level.team else figures.staffing.teams
    reach = (level.team,) if level.children else below_all
    seats = dict.fromkeys(seat for name in reach for seat in members.get(name, ()) if figures.staffing.has_quota(seat))
    seats = {seat: None for seat in seats if seat.model.id not in children["person"]}
    if is_partly:
        return bool(level.children) and not (without or teams or seats), ()
    partly = figures.carriers.by_metric.get(level.metric, frozenset())
    if any(seat.model.id in partly for seat in seats):
        return False, ()
    is_by_team = bool(children["team"]) and not children["person"]
    due = [seat for seat in seats if is_by_team or figures.carriers.is_due(seat, level.metric)]
    return True, tuple(entity.ref for entity in (*teams, *due)) + tuple(without)


def _is_to_have(figures: Analysis, team: str) -> bool:
    """Whether a team is to have a figure: somebody in it carries quota, or nobody is in it yet."""
    staffing = figures.staffing
    members = [person for name in staffing.subtree(team) for person in staffing.members.get(name, ())]
    return not members or any(map(staffing.has_quota, members))


def _steady(context: RuleContext, level: Level) -> bool:
    """Whether all people of a level are in it for the whole plan: newcomers and leavers move figures over time."""
    plan, staffing = context.figures.horizon.plan, context.figures.staffing
    people = [context.graph.find(Person, child.id) for child in level.children if child.kind == "person"]
    spans = (staffing.stints(person) for person in people if person is not None)
    return all(
        stints
        and stints[0].start == plan.start
        and stints[-1].end == plan.end
        and {stints[0].team} == {stint.team for stint in stints}
        for stints in spans
    )


@rule("TGT106", "roll-up-gap", ERROR, figures=True)
def roll_up_gap(context: RuleContext) -> Iterator[Problem]:
    """What the teams and people below a team add up to is less than what the team was given to hand down.

    ## Why it matters
    Everybody can reach their target, and the team still misses its own. Judged is every level with a
    target, over the whole plan, and period by period where nobody comes or goes; named are those who are to have a
    figure and have none. Roles of which nobody has a target in the metric, and that do not bring it by their
    `productivity`, are planned by team. Targets of one product, channel or segment, and means, are judged where all
    below have one.
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
    for gap in context.once(gaps):
        target, shift = stating(context, gap.level), _opened_by(context, gap)
        subject = subject_of(gap.level.metric, gap.level.scope)
        if shift is not None:
            values = _values(context, gap) | {"adjustment": shift.adjustment.ref}
            place, related = shift.adjustment.place("changes", shift.index), (target.place,) if target else ()
            yield Problem(place, "adjusted", values, shift.adjustment.ref, subject, related)
        elif target is not None:
            yield Problem(target.place, gap.variant, _values(context, gap), target.holder.ref, subject)


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


def _values(context: RuleContext, gap: Gap) -> dict[str, Said]:
    level, figures = gap.level, context.figures
    numbers = level.shared(figures.numbers) if gap.number is None else (gap.number,)
    if gap.variant == "nobody":
        numbers = tuple(level.commitment)
    below, assigned = (figures.whole(level.metric, part, numbers) or _ZERO for part in (level.below, level.assigned))
    values = about(context, level.metric, level.scope)
    amounts = {"below": below, "assigned": assigned, "gap": abs(below - assigned)}
    values |= {name: figure(figures.measures, amount, level.metric) for name, amount in amounts.items()}
    values |= {"children": _children(context, level), "found": len(level.children)}
    metric = figures.measures.metric(level.metric)
    if gap.variant == "quotient" and metric is not None and metric.numerator and metric.denominator:
        values["numerator"] = metric_ref(context.graph, metric.numerator)
        values["denominator"] = metric_ref(context.graph, metric.denominator)
    if gap.without:
        values["without"] = _first(gap.without)
    if gap.number is not None:
        values["period"] = figures.horizon.periods[gap.number]
    return values


def _children(context: RuleContext, level: Level) -> tuple[Ref, ...]:
    whole = context.figures.whole
    ordered = sorted(level.children, key=lambda child: (-(whole(level.metric, child.by_period) or _ZERO), child.id))
    named = (context.graph.find(Team if child.kind == "team" else Person, child.id) for child in ordered)
    return _first(tuple(entity.ref for entity in named if entity is not None))


def _first(refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
    return (*refs[:NAMED], Ref("team", "…")) if len(refs) > NAMED else refs


RULES: Final = (roll_up_gap,)
