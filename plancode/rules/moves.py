"""How planned targets move from one plan to another: as a whole, and from period to period."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from plancode.analysis.measures import Scope
from plancode.compare.structure import structure
from plancode.graph.entity import Entity, Key
from plancode.model.team import Person
from plancode.period import Period
from plancode.rules.changed import Tables, in_force, is_of
from plancode.rules.context import RuleContext

_ZERO: Final = Decimal(0)
_PERSON: Final = "person"
_SIDES: Final[tuple[Literal["base"], Literal["head"]]] = ("base", "head")


@dataclass(frozen=True, slots=True)
class Planned:
    """What is asked for before adjustments: over the plan, and of what adds up over time in each period."""

    whole: Decimal = _ZERO
    by: Mapping[Period, Decimal] = field(default_factory=dict)


Quotas = dict[tuple[str, str], dict[Scope, Planned]]
"""What somebody is to bring of a metric, whole and in parts, by person and metric."""


def planned_quotas(both: Tables, side: Literal["base", "head"]) -> Quotas:
    """Return what everybody is to bring, under the names of the new plan."""
    quotas: Quotas = defaultdict(dict)
    for metric, scope, planned in planned_targets(both, side):
        if is_of(scope, _PERSON):
            quotas[dict(scope)[_PERSON], metric][scope] = planned
    return quotas


def planned_targets(both: Tables, side: Literal["base", "head"]) -> Iterator[tuple[str, Scope, Planned]]:
    """Yield what is asked for of a metric of a scope, under the names of the new plan."""
    analysis = both.base if side == "base" else both.head
    for metric in analysis.targets.metrics:
        periods = [*enumerate(analysis.horizon.periods)] if analysis.measures.adds_over_time(metric) else []
        for scope in analysis.targets.scopes(metric):
            planned = analysis.targets.planned(metric, scope)
            whole = analysis.whole(metric, planned)
            if whole is not None:
                by = {period: planned.get(number, _ZERO) for number, period in periods}
                yield *(both.renamed(metric, scope) if side == "base" else (metric, scope)), Planned(whole, by)


def _pairs(
    before: Mapping[Scope, Planned], after: Mapping[Scope, Planned], *, adds_up: bool
) -> Iterator[tuple[Scope, Planned, Planned]]:
    """Yield what is to be held against each other: part by part, or the wholes where it is divided differently."""
    if before.keys() == after.keys():
        yield from ((scope, planned, after[scope]) for scope, planned in before.items())
    else:
        yield min((*before, *after), key=len), _together(before, adds_up=adds_up), _together(after, adds_up=adds_up)


def _together(parts: Mapping[Scope, Planned], *, adds_up: bool) -> Planned:
    """Return the broadest figure, where there is one, else the parts of the same breadth: their sum, or their mean."""
    least = min(map(len, parts), default=0)
    broadest = [planned for scope, planned in parts.items() if len(scope) == least]
    by: dict[Period, Decimal] = defaultdict(Decimal)
    for period, amount in (entry for planned in broadest for entry in planned.by.items()):
        by[period] += amount
    whole = sum((planned.whole for planned in broadest), _ZERO)
    return Planned(whole if adds_up else whole / max(len(broadest), 1), by)


@dataclass(frozen=True, slots=True)
class TargetMove:
    """How far a planned figure moves: as a whole, or with the same whole from some periods to others."""

    old: Decimal
    new: Decimal
    shifted: Decimal = _ZERO
    less: tuple[Period, ...] = ()
    more: tuple[Period, ...] = ()
    has_added_up: bool = False
    """Whether it is held against what was when the period began."""

    @property
    def how(self) -> str:
        """Return the word for it."""
        if self.has_added_up:
            return "adds_up"
        if self.shifted:
            return "shifts"
        if not self.old or not self.new:
            return "gone" if self.old else "new"
        return "rises" if self.new > self.old else "falls"

    def __str__(self) -> str:
        """Return a text that is another one for another move."""
        return f"{self.old.normalize():f}>{self.new.normalize():f}" + (f"~{self.shifted:f}" if self.shifted else "")


def move_of(before: Planned, after: Planned) -> TargetMove:
    """Return how far planned figures move; from period to period only where both are of the same periods."""
    if before.by.keys() != after.by.keys():
        return TargetMove(before.whole, after.whole)
    by = {period: after.by[period] - before.by[period] for period in sorted(before.by)}
    less = tuple(period for period, amount in by.items() if amount < 0)
    more = tuple(period for period, amount in by.items() if amount > 0)
    shifted = min(-sum((by[period] for period in less), _ZERO), sum((by[period] for period in more), _ZERO))
    return TargetMove(before.whole, after.whole, shifted, less, more)


def quota_moves(context: RuleContext, both: Tables) -> Iterator[tuple[Entity[Person], str, Scope, TargetMove]]:
    """Yield quotas that move by more than the policy lets them; where somebody stays for less, that is taken off.

    What moves by less is held against what it was when the period began: changes add up.
    """
    limit = context.change.base.written.policy.quota_change.number
    if not in_force(context):
        return
    told, moved = set(), _moved(both)
    for person, metric, scope, move in _quota_moves(both, limit):
        told.add((metric, scope))
        yield person, metric, scope, move
    begun = _since_it_began(context) if any(is_of(scope, _PERSON) for _, scope in moved - told) else None
    if begun is not None:
        for person, metric, scope, move in _quota_moves(begun, limit):
            if (metric, scope) in moved - told and _leads_away(both, begun, metric, scope):
                yield person, metric, scope, replace(move, has_added_up=True)


def _moved(both: Tables) -> set[tuple[str, Scope]]:
    """Return the targets that are not what they were, under the names of the new plan."""
    before, after = (
        {(metric, scope): planned for metric, scope, planned in planned_targets(both, side)} for side in _SIDES
    )
    return {key for key in before.keys() & after.keys() if before[key] != after[key]}


def _since_it_began(context: RuleContext) -> Tables | None:
    """Return the tables of the plan as it was when its period began, and of the new one."""
    begun, head = context.change.begun, context.change.head
    if begun is None or begun.analysis is None or head.analysis is None:
        return None
    return Tables(begun.analysis, head.analysis, structure(begun.written, head.written).pairing)


def _leads_away(both: Tables, begun: Tables, metric: str, scope: Scope) -> bool:
    """Whether the change takes a target further away from what it was when the period began."""
    once, before, after = (
        next(
            (planned for name, named, planned in planned_targets(*side) if (name, named) == (metric, scope)), Planned()
        )
        for side in ((begun, _SIDES[0]), (both, _SIDES[0]), (both, _SIDES[1]))
    )
    return _distance(once, after) > _distance(once, before)


def _distance(one: Planned, other: Planned) -> Decimal:
    move = move_of(one, other)
    return abs(move.new - move.old) + move.shifted


def _quota_moves(both: Tables, limit: Decimal) -> Iterator[tuple[Entity[Person], str, Scope, TargetMove]]:
    before, after, plan = planned_quotas(both, "base"), planned_quotas(both, "head"), both.base.horizon.plan
    known = {both.pairing.head_ref(person.ref).id: person.model for person in both.base.graph.all(Person)}
    for name, metric in dict.fromkeys((*before, *after)):
        person = both.head.graph.find(Person, name) if name in known else None
        if person is None or person.model.open:
            continue
        old_days, new_days = _days(known[name], plan), _days(person.model, plan)
        time = Decimal(new_days) / old_days if old_days else Decimal(1)
        for scope, old, new in _pairs(
            before[name, metric], after[name, metric], adds_up=both.head.measures.adds_up(metric)
        ):
            move = move_of(old, new)
            if _is_far(move.old, move.new, limit) and _is_far(move.old * time, move.new, limit):
                yield person, metric, scope, replace(move, shifted=_ZERO)
            elif move.shifted > abs(move.old) * limit and old_days == new_days:
                yield person, metric, scope, move


def moved_documents(context: RuleContext, both: Tables) -> Iterator[str]:
    """Yield the documents of which CHG101 or CHG130 tells that their figures move."""
    scopes = ((metric, scope) for _, metric, scope, _ in quota_moves(context, both))
    for metric, scope in (*scopes, *((metric, scope) for metric, scope, _ in target_moves(context, both))):
        yield from (target.document.key.id for target in both.head.targets.of(metric, scope))


def target_moves(context: RuleContext, both: Tables) -> Iterator[tuple[str, Scope, TargetMove]]:
    """Yield targets that are nobody's own and move by more than the policy lets them, or go; changes add up.

    What goes to other periods is told of one target of a document: those below it are spread as it is.
    """
    limit = context.change.base.written.policy.quota_change.number
    if not in_force(context):
        return
    told, moved = set(), _moved(both)
    for metric, scope, move in _target_moves(both, limit):
        told.add((metric, scope))
        yield metric, scope, move
    begun = _since_it_began(context) if any(not is_of(scope, _PERSON) for _, scope in moved - told) else None
    if begun is not None:
        for metric, scope, move in _target_moves(begun, limit):
            if (metric, scope) in moved - told and _leads_away(both, begun, metric, scope):
                yield metric, scope, replace(move, has_added_up=True)


def _target_moves(both: Tables, limit: Decimal) -> Iterator[tuple[str, Scope, TargetMove]]:
    before, after = (
        {
            (metric, scope): planned
            for metric, scope, planned in planned_targets(both, side)
            if not is_of(scope, _PERSON)
        }
        for side in _SIDES
    )
    told: set[Key] = set()
    for (metric, scope), old in before.items():
        move, targets = move_of(old, after.get((metric, scope), Planned())), both.head.targets
        is_moved = _is_far(move.old, move.new, limit)
        documents = {target.document.key for target in targets.of(metric, scope)}
        if (is_moved and move.old) or (move.shifted > abs(move.old) * limit and not documents & told):
            yield metric, scope, replace(move, shifted=_ZERO) if is_moved else move
            told |= documents


def _is_far(old: Decimal, new: Decimal, limit: Decimal) -> bool:
    return abs(new - old) > abs(old) * limit


def _days(person: Person, plan: Period) -> int:
    """Return the days that somebody works in the plan."""
    first, last = max(person.start or plan.start, plan.start), min(person.end or plan.last, plan.last)
    return max((last - first).days + 1, 0)
