"""What a change does later than the day of looking: on each day ahead on which something that it touches changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from plancode.compare.change import Change
from plancode.compare.effects import Effect, all_effects
from plancode.compare.pairing import Pairing
from plancode.compare.people import PersonEffect, everybody, is_touched
from plancode.compare.structure import Structure
from plancode.compare.teams import TeamEffect, teams
from plancode.compare.version import Version
from plancode.graph.above import territory_of
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.graph.posts import in_turn
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.base import Keyed
from plancode.model.team import Person
from plancode.model.territories import Account, Territory
from plancode.shape.bearing import Bearing

_DAY: Final = timedelta(days=1)
_UNTOLD: Final = "untold"
_MOST: Final = 12
"""Of so many days each is looked at, of more the last in each month."""
_TELLING: Final = frozenset(
    {
        "owners",
        "since",
        "until",
        "from",
        "to",
        "territory",
        "team",
        "role",
        "start",
        "end",
        "changes",
        "effective",
        "approved",
    }
)
"""Fields that say who holds what, or works where, from when to when."""


@dataclass(frozen=True, slots=True)
class DayAhead:
    """A day on which a change does more than before: figures, people and teams as of that day.

    `more` is what is different for these people beyond what was on the days before, and what is so no longer.
    """

    day: date
    effects: tuple[Effect, ...]
    people: tuple[PersonEffect, ...]
    more: tuple[PersonEffect, ...]
    teams: tuple[TeamEffect, ...]


def days_ahead(
    structure: Structure,
    versions: tuple[Version, Version],
    effects: Iterable[Effect],
    people: Iterable[PersonEffect],
    of_teams: Iterable[TeamEffect],
) -> tuple[DayAhead, ...]:
    """Return the days ahead on which something is different that was not yet on the days before.

    `effects`, `people` and `of_teams` are those of the day of looking.
    """
    deltas = {effect.figure: effect.delta for effect in effects}
    known, grown = {effect.person.id: effect for effect in people}, {effect.team: effect.growth for effect in of_teams}
    ahead = []
    for day, is_own in _days(structure, versions):
        base, head = (version.on(day) for version in versions)
        moved = all_effects(structure.pairing, base, head)
        every = everybody(structure.pairing, base.analysis, head.analysis)
        moved_ones = (one for one in every if is_touched(one) or one.person.id in known)
        more = [(one, one.since(known.get(one.person.id))) for one in moved_ones]
        told = [pair for pair in more if is_touched(pair[1])]
        made = teams(every)
        figures = tuple(one for one in moved if deltas.get(one.figure, _UNTOLD) != one.delta)
        if told or (figures and is_own):
            others = tuple(one for one in made if grown.get(one.team) != one.growth)
            whole, beyond = tuple(one for one, _ in told), tuple(one for _, one in told)
            ahead.append(DayAhead(day, figures, whole, beyond, others))
        deltas = {effect.figure: effect.delta for effect in moved}
        known = {one.person.id: one for one, _ in more if is_touched(one)}
        grown = {effect.team: effect.growth for effect in made}
    return tuple(ahead)


def _days(structure: Structure, versions: tuple[Version, Version]) -> tuple[tuple[date, bool], ...]:
    """Return the days after that of looking, within the plans, from which a change may do something else.

    They are the change's own, on which something changed begins or ends, and those of adjustments that stay: what
    comes to somebody today may be handed on by them. Quotients move on these a little by themselves.
    """
    sides = [side.analysis for side in versions if side.analysis is not None]
    if len(sides) < len(versions):
        return ()
    today, last = sides[0].as_of, max(side.horizon.plan.end for side in sides)
    own = {day for change in structure.changes for day in _days_of(change, structure.pairing, today)}
    found = set(own)
    if any(change.bearing is not Bearing.PROSE for change in structure.changes):
        plans = (structure.pairing.base, structure.pairing.head)
        found |= {day for plan in plans for one in plan.all(AdjustmentDocument) for day in _begin(plan, one, today)}
    days = sorted(day for day in found if today < day < last)
    if len(days) > _MOST:
        days = list({(day.year, day.month): day for day in days}.values())
    return tuple((day, day in own) for day in days)


def _days_of(change: Change, pairing: Pairing, today: date) -> Iterator[date]:
    if change.field and change.field[0] not in _TELLING:
        return
    for plan, key in ((pairing.base, change.old_key or change.key), (pairing.head, change.key)):
        entity = plan.entities.get(key)
        if entity is not None:
            yield from _begin(plan, entity, today)
            home = plan.find(Territory, territory_of(entity) or "")
            if home is not None:
                yield from _begin(plan, home, today)


def _begin(plan: PlanGraph, entity: Entity[Keyed], today: date) -> Iterator[date]:
    """Yield the days from which something else holds by what somebody, a territory, a customer, an adjustment says."""
    model = entity.model
    if isinstance(model, AdjustmentDocument):
        if model.is_approved(today):
            yield model.effective
        return
    starts: list[date | None] = []
    ends: list[date | None] = []
    if isinstance(model, Person):
        starts += [model.start, *(change.from_ for change in model.changes)]
        ends.append(model.end)
    elif isinstance(model, Territory):
        starts.append(model.from_)
        ends.append(model.to)
    elif isinstance(model, Account):
        starts.append(model.since)
        ends.append(model.until)
    if isinstance(model, Territory | Account):
        turns = [turn for owner in model.owners for turn in in_turn(plan, owner)]
        starts += [turn.from_ for turn in turns]
        ends += [turn.to for turn in turns]
    yield from (day for day in starts if day is not None)
    yield from (day + _DAY for day in ends if day is not None)
