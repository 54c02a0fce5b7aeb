"""Time for actions and for open deals: effort spread over the working days of everybody who takes part."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from plancode.analysis.entries import Entry, Kind
from plancode.analysis.measures import Scope
from plancode.analysis.ownership import Ownership
from plancode.analysis.staffing import Staffing
from plancode.analysis.worktime import hours_a_day, hours_of
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.plan import Cycle
from plancode.model.targets import Opportunity
from plancode.model.team import Person, Role, Team
from plancode.model.territories import Account
from plancode.quantity import Quantity

_ZERO = Decimal(0)
_DAY = timedelta(days=1)
_KINDS: Final[dict[str, Kind]] = {"training": "training", "coaching": "coaching", "project": "projects"}


class Tasks:
    """The time that actions and deals take."""

    def __init__(self, staffing: Staffing, ownership: Ownership) -> None:
        """Take people, and what they look after."""
        self.staffing, self.ownership = staffing, ownership
        self.horizon, self.graph = staffing.horizon, staffing.graph

    def entries(self) -> Iterator[Entry]:
        """Yield what actions and deals take."""
        for action in self.graph.all(Action):
            if action.model.effort is not None and action.model.status != "dropped":
                yield from self._of_action(action, action.model.effort)
        for deal in self.graph.all(Opportunity):
            yield from self._of_deal(deal)

    def _of_action(self, action: Entity[Action], effort: Quantity) -> Iterator[Entry]:
        plan, model = self.horizon.plan, action.model
        start = max(model.from_ or plan.start, plan.start)
        end = min(model.to + _DAY if model.to else plan.end, plan.end)
        for person in self.taking_part(action, start, end):
            hours = self._spread(person, effort, start, end)
            yield Entry(person.model.id, _KINDS.get(model.kind, "actions"), action, hours)

    def taking_part(self, action: Entity[Action], start: date, end: date) -> tuple[Entity[Person], ...]:
        """Return who takes part in an action in a stretch of days: its owner, people, those of its roles and teams."""
        found: dict[Entity[Person], None] = {}
        for name in (action.model.owner, *action.model.people):
            actor = self.graph.actor(name) if name else None
            if actor is None:
                continue
            if isinstance(actor.model, Person):
                found.update({one: None for one in (self.graph.find(Person, name),) if one})
            elif isinstance(actor.model, Role | Team):
                found.update(dict.fromkeys(self._holding(actor.model, start, end)))
        return tuple(found)

    def _holding(self, model: Role | Team, start: date, end: date) -> Iterator[Entity[Person]]:
        teams = set(self.staffing.subtree(model.id)) if isinstance(model, Team) else set()
        for person in self.staffing.people:
            stints = (one for one in self.staffing.stints(person) if one.start < end and start < one.end)
            if any(one.team in teams if isinstance(model, Team) else one.role == model.id for one in stints):
                yield person

    def _spread(self, person: Entity[Person], effort: Quantity, start: date, end: date) -> dict[int, Decimal]:
        days = self.horizon.days(person)
        role = self.staffing.role(person.model.role)
        week = days.calendar.week_days
        hours = hours_of(effort, hours_a_day(role.model, week) if role else None, week)
        worked = days.worked(start, end) if start < end else 0
        if not worked:
            return {}
        found = {}
        for number in self.horizon.touched(start, end):
            period = self.horizon.periods[number]
            found[number] = hours * days.worked(max(period.start, start), min(period.end, end)) / worked
        return found

    def _of_deal(self, deal: Entity[Opportunity]) -> Iterator[Entry]:
        cycle, plan = self.cycle_of(deal), self.horizon.plan
        person = self.graph.find(Person, deal.model.person) or self._owner_of(deal)
        if cycle is None or cycle.effort is None or person is None:
            return
        end = min(deal.model.closes + _DAY if deal.model.closes else plan.end, plan.end)
        yield Entry(person.model.id, "deals", deal, self._spread(person, cycle.effort, plan.start, end))

    def _owner_of(self, deal: Entity[Opportunity]) -> Entity[Person] | None:
        account = self.graph.find(Account, deal.model.account)
        holdings = self.ownership.by_customer.get(account.key, ()) if account else ()
        primary = (one.owner.person for one in holdings if one.owner.as_ == "primary")
        return self.graph.find(Person, next(primary, None))

    def cycle_of(self, deal: Entity[Opportunity]) -> Cycle | None:
        """Return the sales cycle of a deal: the first whose channel, segment and product are the deal's."""
        account = self.graph.find(Account, deal.model.account)
        channel = deal.model.channel or (account.model.channel if account else None)
        segment = deal.model.segment or (account.model.segment if account else None)
        return next((one for one in self.cycles if _fits(one, channel, segment, deal.model.product)), None)

    @property
    def cycles(self) -> tuple[Cycle, ...]:
        """The sales cycles of the plan's market."""
        plan = self.graph.plan
        return plan.model.market.cycles if plan and plan.model.market else ()


def _fits(cycle: Cycle, channel: str | None, segment: str | None, product: str | None) -> bool:
    pairs = ((cycle.channel, channel), (cycle.segment, segment), (cycle.product, product))
    return all(wanted is None or wanted == found for wanted, found in pairs)


def fitting_cycles(cycles: tuple[Cycle, ...], scope: Scope) -> tuple[Cycle, ...]:
    """Return the sales cycles that a scope can have: none of their dimensions is another than the scope's."""
    names = dict(scope)
    wanted = ("channel", "segment", "product")
    return tuple(
        one
        for one in cycles
        if all(getattr(one, name) in (None, names.get(name, getattr(one, name))) for name in wanted)
    )
