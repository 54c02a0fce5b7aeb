"""The days and periods of a plan at their places in the next one."""

from datetime import date
from itertools import groupby

from plancode.edit.edits import Plain
from plancode.errors import PeriodError
from plancode.findings.place import Route
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.actions import Action
from plancode.model.actuals import Source
from plancode.model.base import Keyed
from plancode.model.calendar import CalendarDocument, Event
from plancode.model.plan import Assumption, ExplicitPeriod, Plan
from plancode.model.targets import HistoryRow
from plancode.outset.leaving import Leaving
from plancode.outset.rewriting import Rewriting
from plancode.outset.shift import TimeShift
from plancode.period import parse_day

_OF_THEN = frozenset({"baseline", "history", "results"})
"""What tells what was, and keeps its periods."""


def move_dates(graph: PlanGraph, gone: Leaving, shift: TimeShift, into: Rewriting) -> None:
    """Move every day and period of what stays, but for days on which something was."""
    moving = _Moving(graph, shift, into)
    for entity in graph.listed:
        if not gone.has(entity):
            moving.move(entity)
    for entity, route, name in graph.periods:
        if not gone.has(entity):
            moving.move_period(entity, route, name)


class _Moving:
    def __init__(self, graph: PlanGraph, shift: TimeShift, into: Rewriting) -> None:
        self.graph, self.shift, self.into = graph, shift, into

    def move(self, entity: Entity[Keyed]) -> None:
        model = entity.model
        if isinstance(model, Plan):
            self._plan(entity, model)
        elif isinstance(model, Assumption):
            self._days(entity, model.review, "review")
        elif isinstance(model, ExplicitPeriod):
            self._span(entity, model.from_, model.to)
            if model.year is not None:
                self._put(entity, "year", model.year + self.shift.years)
        elif isinstance(model, Event) and model.to < self.shift.new.start:
            self._span(entity, model.from_, model.to)
        elif isinstance(model, CalendarDocument):
            self._days_off(entity, model)
        elif isinstance(model, Action):
            self._action(entity, model)
        elif isinstance(model, Source):
            self._source(entity, model)

    def move_period(self, entity: Entity[Keyed], route: Route, name: str) -> None:
        document, model = entity.origin.document, entity.model
        if (
            isinstance(model, HistoryRow)
            or not _OF_THEN.isdisjoint(route)
            or (isinstance(model, Action) and self._runs_on(model))
        ):
            return
        later = self.shift.new.name if isinstance(model, Plan) and route == ("period",) else self.shift.period(name)
        if later == name:
            return
        if route[-1] == name:
            self.into.rename(document, route, later)
        else:
            self.into.put(document, route, Plain(later))

    def _plan(self, entity: Entity[Keyed], plan: Plan) -> None:
        if plan.fiscal is not None:
            self._days(entity, plan.fiscal.starts, "fiscal", "starts")
            if plan.fiscal.year is not None:
                self._put(entity, "fiscal", plan.fiscal.year + self.shift.years, "year")
        numbered = sorted(enumerate(plan.rates), key=lambda rate: (rate[1].currency, rate[1].from_ or date.min))
        for _, rates in groupby(numbered, key=lambda rate: rate[1].currency):
            *earlier, (number, last) = rates
            for index, _ in earlier:
                self._drop(entity, "rates", index)
            if last.from_ is not None and last.from_ <= self.shift.new.start:
                self._drop(entity, "rates", number, "from")

    def _days_off(self, entity: Entity[Keyed], calendar: CalendarDocument) -> None:
        """Let days go that a year has by itself."""
        for name in ("extra_days_off", "extra_working_days", "half_days"):
            days: tuple[date, ...] = getattr(calendar, name)
            for number, day in enumerate(days):
                if day < self.shift.new.start:
                    self._drop(entity, name, number)

    def _runs_on(self, action: Action) -> bool:
        return action.to is not None and action.to >= self.shift.new.start

    def _action(self, entity: Entity[Keyed], action: Action) -> None:
        """Plan again what was to be done and is not: at its place in the new period, as if nothing had been done."""
        if self._runs_on(action):
            return
        self._span(entity, action.from_, action.to)
        for name in ("status", "results", "provided"):
            self._drop(entity, name)

    def _source(self, entity: Entity[Keyed], source: Source) -> None:
        self._drop(entity, "complete_through")
        for name in ("filters", "returns"):
            for number, one in enumerate(getattr(source, name)):
                for key, text in (("from", one.from_), ("to", one.to)):
                    day = _day(text)
                    if day is not None:
                        moved = self.shift.day(day) if key == "from" else self.shift.last(day)
                        self.into.put(
                            entity.origin.document, (*entity.origin.route, name, number, key), moved.isoformat()
                        )

    def _span(self, entity: Entity[Keyed], first: date | None, last: date | None) -> None:
        self._days(entity, first, "from")
        if last is not None:
            self._put(entity, "to", self.shift.last(last).isoformat())

    def _days(self, entity: Entity[Keyed], day: date | None, *route: str) -> None:
        if day is not None:
            moved = self.shift.day(day).isoformat()
            self.into.put(entity.origin.document, (*entity.origin.route, *route), moved)

    def _put(self, entity: Entity[Keyed], name: str, value: int | str, *below: str) -> None:
        self.into.put(entity.origin.document, (*entity.origin.route, name, *below), value)

    def _drop(self, entity: Entity[Keyed], *route: str | int) -> None:
        self.into.drop(entity.origin.document, (*entity.origin.route, *route))


def _day(text: str | None) -> date | None:
    try:
        return parse_day(text or "")
    except PeriodError:
        return None
