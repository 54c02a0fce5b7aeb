"""Time for actions and for open deals: effort spread over the working days of everybody who takes part."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.analysis.calls import DaySpan
from plancode.analysis.entries import WorkEntry, WorkKind
from plancode.analysis.measures import Scope
from plancode.analysis.ownership import Ownership
from plancode.analysis.staffing import Staffing
from plancode.analysis.worktime import hours_a_day, hours_of
from plancode.graph.deals import cycle_of, ended_by
from plancode.graph.entity import Entity
from plancode.graph.posts import belongings
from plancode.graph.stints import stints
from plancode.model.actions import Action
from plancode.model.plan import Cycle
from plancode.model.targets import Opportunity, TargetsDocument
from plancode.model.team import Person, Role, Team
from plancode.period import Period, gaps
from plancode.quantity import Quantity

_ZERO = Decimal(0)
_DAY = timedelta(days=1)
_KINDS: Final[dict[str, WorkKind]] = {"training": "training", "coaching": "coaching", "project": "projects"}


class TaskTime:
    """The time that actions and deals take."""

    def __init__(self, staffing: Staffing, ownership: Ownership) -> None:
        """Take people, and what they look after."""
        self.staffing, self.ownership = staffing, ownership
        self.horizon, self.graph = staffing.horizon, staffing.graph

    def entries(self) -> Iterator[WorkEntry]:
        """Yield what actions and deals take."""
        for action in self.graph.all(Action):
            if action.model.effort is not None and action.model.status != "dropped":
                yield from self._of_action(action, action.model.effort)
        for deal in self.graph.all(Opportunity):
            yield from self._of_deal(deal)

    def _of_action(self, action: Entity[Action], effort: Quantity) -> Iterator[WorkEntry]:
        plan, model = self.horizon.plan, action.model
        start, end = model.from_ or plan.start, model.to + _DAY if model.to else plan.end
        for person, stretches in self.taking_part(action, start, end).items():
            hours = self._spread(person, effort, stretches)
            yield WorkEntry(person.model.id, _KINDS.get(model.kind, "actions"), action, hours)

    def taking_part(self, action: Entity[Action], start: date, end: date) -> dict[Entity[Person], list[DaySpan]]:
        """Return who takes part in an action, and from when to when in a stretch of days.

        These are its owner, its people, and those of its roles and teams, as long as they have the role or belong to
        the team.
        """
        stretches: dict[Entity[Person], list[DaySpan]] = defaultdict(list)
        for name in (action.model.owner, *action.model.people):
            actor = self.graph.actor(name) if name else None
            person = self.graph.find(Person, name)
            if actor is not None and isinstance(actor.model, Role | Team):
                for holder, stretch in self._holding(actor.model, start, end):
                    stretches[holder].append(stretch)
            elif person is not None and start < end:
                stretches[person].append((start, end))
        return stretches

    def _holding(self, model: Role | Team, start: date, end: date) -> Iterator[tuple[Entity[Person], DaySpan]]:
        teams = set(self.staffing.subtree(model.id)) if isinstance(model, Team) else set()
        for person in self.staffing.people if start < end else ():
            for stint in stints(person.model, Period(start, end)):
                of_team = teams and not teams.isdisjoint(belongings(self.graph, person.model.id, stint.team))
                if of_team or (isinstance(model, Role) and stint.role == model.id):
                    yield person, (stint.start, stint.end)

    def _spread(self, person: Entity[Person], effort: Quantity, stretches: list[DaySpan]) -> dict[int, Decimal]:
        """Spread effort evenly over the days somebody works in stretches of days, also those outside the plan."""
        days = self.horizon.days(person)
        outside = gaps(stretches, *_around(stretches))
        own = list(gaps(outside, *_around(stretches)))
        worked = sum(days.worked(*stretch) for stretch in own)
        if not worked:
            return {}
        per_day = self._hours(person, effort, own[0][0]) / worked
        hours: dict[int, Decimal] = {}
        for start, end in own:
            for number in self.horizon.touched(start, end):
                period = self.horizon.periods[number]
                count = days.worked(max(period.start, start), min(period.end, end))
                hours[number] = hours.get(number, _ZERO) + per_day * count
        return hours

    def _hours(self, person: Entity[Person], effort: Quantity, day: date) -> Decimal:
        """Return effort in hours, days and weeks by the role that somebody has on a day."""
        held = stints(person.model, Period(day, day + _DAY))
        role = self.staffing.role(held[0].role if held else person.model.role)
        calendar = self.horizon.days(person).calendar
        return hours_of(effort, hours_a_day(role.model, calendar.week_length) if role else None, calendar.week_length)

    def _of_deal(self, deal: Entity[Opportunity]) -> Iterator[WorkEntry]:
        plan, cycle = self.horizon.plan, cycle_of(self.graph, deal, "effort")
        effort = cycle.effort if cycle is not None else None
        person = self.graph.find(Person, self.ownership.seller(deal))
        end = deal.model.closes + _DAY if deal.model.closes else plan.end
        document = self.graph.find(TargetsDocument, deal.document_id)
        is_lost = ended_by(deal.model.stage, document.model.stages if document is not None else None) == "lost"
        if effort is not None and person is not None and plan.start < end and not is_lost:
            yield WorkEntry(person.model.id, "deals", deal, self._spread(person, effort, [(plan.start, end)]))


def _around(stretches: list[DaySpan]) -> DaySpan:
    return min(start for start, _ in stretches), max(end for _, end in stretches)


def fitting_cycles(cycles: tuple[Cycle, ...], scope: Scope) -> tuple[Cycle, ...]:
    """Return the sales cycles that a scope can have: none of their dimensions is another than the scope's."""
    names = dict(scope)
    wanted = ("channel", "segment", "product")
    return tuple(
        cycle
        for cycle in cycles
        if all(getattr(cycle, name) in (None, names.get(name, getattr(cycle, name))) for name in wanted)
    )
