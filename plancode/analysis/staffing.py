"""People over the plan's periods: stints, roles, how present they are, how far they have ramped up."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

from plancode.calendar.horizon import Horizon
from plancode.graph.above import downwards
from plancode.graph.entity import Entity
from plancode.graph.posts import leader
from plancode.graph.stints import Stint, stints
from plancode.model.team import Person, Role
from plancode.period import add_months, months_between
from plancode.quantity import Quantity

_ZERO, _ONE, _YEAR = Decimal(0), Decimal(1), Decimal(12)
_DAY: Final = timedelta(days=1)
_LONGEST: Final = 31
"""Days of the longest month: after so many for each entry nobody is ramping any more."""


class Spell(NamedTuple):
    """The part of a stint that lies in one period, with its working days.

    `there` counts those of the calendar, `present` those without long leave, `worked` those without any leave.
    """

    number: int
    stint: Stint
    start: date
    end: date
    there: int
    present: int
    worked: int


def by_days(spells: Iterable[Spell], amount: Decimal) -> dict[str, Decimal]:
    """Return the amount by team: as many of the calendar days of spells as lie in each."""
    days: dict[str, int] = {}
    for spell in spells:
        days[spell.stint.team] = days.get(spell.stint.team, 0) + (spell.end - spell.start).days
    whole = sum(days.values())
    return {team: amount * count / whole for team, count in days.items()}


class Ramp(NamedTuple):
    """How somebody hired on a day ramps up, month by month, and a day by which that is over in any case."""

    entries: tuple[Quantity, ...]
    hired: date
    over: date


class Staffing:
    """Who works where as what in each period."""

    def __init__(self, horizon: Horizon) -> None:
        """Take the plan's time."""
        self.horizon, self.graph = horizon, horizon.graph
        self._stints: dict[Entity[Person], tuple[Stint, ...]] = {}
        self._spells: dict[Entity[Person], tuple[Spell, ...]] = {}
        self._ramps: dict[tuple[Entity[Person], Entity[Role] | None], Ramp | None] = {}

    @property
    def people(self) -> tuple[Entity[Person], ...]:
        """Everybody, seats to be filled included."""
        return self.graph.all(Person)

    def stints(self, person: Entity[Person]) -> tuple[Stint, ...]:
        """Return the stints of somebody in the plan."""
        if person not in self._stints:
            self._stints[person] = stints(person.model, self.horizon.plan)
        return self._stints[person]

    def spells(self, person: Entity[Person]) -> tuple[Spell, ...]:
        """Return the stints of somebody, cut by periods."""
        if person not in self._spells:
            cut = (spell for stint in self.stints(person) for spell in self._cut(person, stint))
            self._spells[person] = tuple(cut)
        return self._spells[person]

    def _cut(self, person: Entity[Person], stint: Stint) -> Iterator[Spell]:
        days = self.horizon.days(person)
        whole = self.horizon.working_days_of(days.calendar)
        for number, start, end, is_whole in self.horizon.pieces(stint.start, stint.end):
            there = whole[number] if is_whole else days.employed(start, end)
            if days.leave:
                yield Spell(number, stint, start, end, there, days.present(start, end), days.worked(start, end))
            else:
                yield Spell(number, stint, start, end, there, there, there)

    def team_on(self, person: Entity[Person], day: date) -> str:
        """Return the team of somebody on a day, or on the nearest day they are employed in the plan."""
        held = self.stints(person)
        return next((stint.team for stint in held if day < stint.end), held[-1].team) if held else person.model.team

    def role_on(self, person: Entity[Person], day: date) -> Entity[Role] | None:
        """Return the role of somebody on a day, or on the nearest day they are employed in the plan."""
        held = self.stints(person)
        name = next((stint.role for stint in held if day < stint.end), held[-1].role) if held else person.model.role
        return self.role(name)

    def role(self, name: str) -> Entity[Role] | None:
        """Return a role."""
        return self.graph.find(Role, name)

    def carries(self, name: str) -> bool:
        """Whether a role carries quota with primary credit, so that its quotas add up to the team's."""
        role = self.role(name)
        return role is not None and role.model.carries_quota and role.model.credit == "primary"

    def role_in(self, person: Entity[Person], number: int) -> str:
        """Return the role that somebody has in a period: the last one of it, else the last one of the plan."""
        held = self.stints(person)
        if len({stint.role for stint in held}) > 1:
            inside = [spell.stint.role for spell in self.spells(person) if spell.number == number]
            return inside[-1] if inside else held[-1].role
        return held[-1].role if held else person.model.role

    def stands_beside(self, person: Entity[Person], number: int) -> bool:
        """Whether somebody has a role with overlay credit in a period, so that their figure is part of no other."""
        role = self.role(self.role_in(person, number))
        return role is not None and role.model.credit == "overlay"

    def has_quota(self, person: Entity[Person]) -> bool:
        """Whether somebody has, at some time of the plan, a role that carries quota with primary credit."""
        return any(self.carries(stint.role) for stint in self.stints(person))

    def presence(self, person: Entity[Person], role: str | None = None) -> Decimal:
        """Return for how much of the plan somebody is there in a role, or in any: hours, employed, no long leave."""
        days = self.horizon.days(person)
        whole = days.calendar.in_period(self.horizon.plan)
        mine = (stint for stint in self.stints(person) if role in (None, stint.role))
        worked = sum((stint.fte * days.present(stint.start, stint.end) for stint in mine), _ZERO)
        return worked / whole if whole else _ZERO

    def leave_to_come(self, person: Entity[Person]) -> Decimal:
        """Return the days of yearly leave, for the months somebody is there in the plan, that have no date yet."""
        due = _ZERO
        for yearly, alike in groupby(self.stints(person), lambda stint: self._yearly_leave(person, stint.role)):
            held = tuple(alike)
            due += yearly * months_between(held[0].start, held[-1].end) / _YEAR
        dated = ((one.from_, one.to + _DAY) for one in person.model.leave if one.kind == "annual")
        plan = self.horizon.plan
        return max(due - self.horizon.days(person).absent(plan.start, plan.end, dated), _ZERO) if due else _ZERO

    def _yearly_leave(self, person: Entity[Person], role: str) -> Decimal:
        held = self.role(role)
        own, usual = person.model.annual_leave, held.model.annual_leave if held is not None else None
        return (usual or _ZERO) if own is None else own

    @cached_property
    def members(self) -> dict[str, tuple[Entity[Person], ...]]:
        """Those who are in a team at some time of the plan."""
        return self._with(lambda stint: stint.team)

    @cached_property
    def holders(self) -> dict[str, tuple[Entity[Person], ...]]:
        """Those who have a role at some time of the plan."""
        return self._with(lambda stint: stint.role)

    def _with(self, name: Callable[[Stint], str]) -> dict[str, tuple[Entity[Person], ...]]:
        by_name: dict[str, dict[Entity[Person], None]] = {}
        for person in self.people:
            for stint in self.stints(person):
                by_name.setdefault(name(stint), {})[person] = None
        return {key: tuple(people) for key, people in by_name.items()}

    @cached_property
    def led(self) -> dict[Entity[Person], dict[int, set[str]]]:
        """Whom each manager leads, by period: the ids of people, those of seats to be filled once they are."""
        led: dict[Entity[Person], dict[int, set[str]]] = {}
        for person in self.people:
            spells = self.spells(person)
            leaders = {team: leader(self.graph, person, team) for team in {spell.stint.team for spell in spells}}
            for spell in spells:
                manager = leaders[spell.stint.team]
                if manager is not None:
                    led.setdefault(manager, {}).setdefault(spell.number, set()).add(person.model.id)
        return led

    def teams_below(self, name: str) -> tuple[str, ...]:
        """Return the teams directly below a team; those below none for an empty name."""
        return tuple(team.model.id for team in self.graph.teams_below.get(name, ()))

    @cached_property
    def teams(self) -> tuple[str, ...]:
        """The teams from the top of the plan down."""
        return tuple(dict.fromkeys(team for root in self.graph.root_teams for team in self.subtree(root)))

    def subtree(self, name: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return a team and all teams below it, not going into those of `without`."""
        return downwards(self.graph, name, without)

    def part_of_period(self, person: Entity[Person], days: int, number: int) -> Decimal:
        """Return working days as a part of those that somebody's calendar has in a period."""
        whole = self.horizon.working_days_of(self.horizon.days(person).calendar)[number]
        if days == whole:
            return _ONE if whole else _ZERO
        return Decimal(days) / whole if whole else _ZERO

    def ramp(self, person: Entity[Person], role: Entity[Role] | None, start: date, end: date) -> Decimal:
        """Return how far somebody has ramped up in a stretch: entry k in the k-th month of tenure, by working days."""
        if (person, role) not in self._ramps:
            self._ramps[person, role] = _ramp_of(person.model, role.model if role else None)
        ramp = self._ramps[person, role]
        if ramp is None or start > ramp.over:
            return _ONE
        days = self.horizon.days(person)
        whole = days.employed(start, end)
        if not whole:
            return ramp.entries[0].number
        ramped, at = _ZERO, start
        for month, entry in enumerate(ramp.entries, 1):
            until = min(add_months(ramp.hired, month), end)
            if until > at:
                ramped += entry.number * days.employed(at, until)
                at = until
        ramped += days.employed(at, end) if at < end else 0
        return ramped / whole

    def ramp_in(self, person: Entity[Person], number: int) -> Decimal:
        """Return the ramp of a period: of each role in it, by its working days; 0 where somebody is not there."""
        spells = [spell for spell in self.spells(person) if spell.number == number]
        days = sum(spell.there for spell in spells)
        if not days:
            return (
                self.ramp(person, self.role(spells[-1].stint.role), spells[0].start, spells[-1].end)
                if spells
                else _ZERO
            )
        ramps = ((self.ramp(person, self.role(one.stint.role), one.start, one.end), one.there) for one in spells)
        return sum((ramp * there for ramp, there in ramps), _ZERO) / days


def _ramp_of(person: Person, role: Role | None) -> Ramp | None:
    entries = person.ramp or (role.ramp if role else ())
    if not entries or person.start is None:
        return None
    return Ramp(entries, person.start, person.start + timedelta(days=_LONGEST * len(entries)))
