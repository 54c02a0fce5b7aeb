"""Tasks, meetings, reviews and events as an iCalendar file (RFC 5545) that calendars import or subscribe to.

All entries are of whole days: a plan says no time of day. They do not block time. A UID is made of ids alone, and
SEQUENCE and DTSTAMP of the day of looking, so that a calendar of a later day takes the place of an earlier one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.calls import DaySpan
from plancode.analysis.tasks import TaskTime
from plancode.graph.entity import Entity
from plancode.graph.posts import attends, partner_in
from plancode.graph.rhythm import one_to_ones
from plancode.graph.stints import Stint, stints
from plancode.locale.catalogue import Language
from plancode.model.actions import Action
from plancode.model.base import Keyed
from plancode.model.cadence import Meeting
from plancode.model.calendar import Event
from plancode.model.review import ReviewAction
from plancode.model.team import Person, Team
from plancode.said.speaker import plain
from plancode.said.value import PlanWord, Ref, Said, Term

if TYPE_CHECKING:
    import icalendar

_DAY: Final = timedelta(days=1)
_EPOCH: Final = date(2000, 1, 1)
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHORT: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS: Final = {"m": 1, "q": 3, "y": 12}
_IN_YEAR: Final = 12
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar, how many entries it has, and what is not in it because the plan does not say on which day it is."""

    data: bytes
    count: int
    undated: tuple[Ref, ...]
    has_one_to_ones: bool
    """Whether those whose calendar it is have one-to-ones, which are in no calendar: the two agree on their days."""


@dataclass
class _Draft:
    calendar: "icalendar.Calendar"
    undated: list[Ref] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """How a meeting comes back: the rule, the days that the rule names, and those on which the calendar works."""

    rule: Mapping[str, object]
    days: tuple[date, ...]
    worked: tuple[date, ...]


class PlanCalendar:
    """The calendar of a plan, or of some of its people."""

    def __init__(self, analysis: Analysis, language: Language, people: frozenset[str] | None = None) -> None:
        """Take the ids of those whose calendar it is; None for everybody's."""
        self.analysis, self.graph, self.people = analysis, analysis.graph, people
        self.horizon, self.day, self.speaker = analysis.horizon, analysis.as_of, plain(language)
        self.plan_id = self.graph.plan.model.id if self.graph.plan is not None else ""

    def file(self, name: Said) -> CalendarFile:
        """Return the calendar under a name."""
        import icalendar

        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//plancode//plancode//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", self.speaker.say(name))
        draft = _Draft(calendar)
        self._actions(draft)
        self._review_actions(draft)
        self._meetings(draft)
        for event in self.graph.all(Event):
            self._add(draft, event, event.model.from_, event.model.to, event.model.label, event.model.text)
        return CalendarFile(calendar.to_ical(), draft.count, tuple(draft.undated), self._has_one_to_ones)

    def _actions(self, draft: _Draft) -> None:
        plan = self.horizon.plan
        tasks = TaskTime(self.analysis.staffing, self.analysis.ownership)
        for action in self.graph.all(Action):
            model = action.model
            first, last = model.from_ or model.to, model.to or model.from_
            span = (first or plan.start, (last or plan.last) + _DAY)
            people = {person.model.id for person in tasks.taking_part(action, *span)}
            if not self._is_asked_for(people):
                continue
            if first is None or last is None:
                draft.undated.append(action.ref)
                continue
            due = model.from_ is None
            title = self.speaker.say(Term("export.due", (("what", model.label),))) if due else model.label
            entry = self._add(draft, action, first, last, title, model.text)
            said = (("owner", self._person(model.owner)), ("status", PlanWord(model.status, "Action.status")))
            self._describe(entry, Term("export.task", said), model.text)
            if model.status == "dropped":
                entry.add("status", "CANCELLED")

    def _review_actions(self, draft: _Draft) -> None:
        for action in self.graph.all(ReviewAction):
            if self._is_asked_for({action.model.owner}):
                title = self.speaker.say(Term("export.due", (("what", action.model.label),)))
                entry = self._add(draft, action, action.model.due, action.model.due, title, action.model.text)
                state = "done" if action.model.done else "planned"
                said = (("owner", self._person(action.model.owner)), ("status", PlanWord(state, "Action.status")))
                self._describe(entry, Term("export.task", said), action.model.text)

    def _meetings(self, draft: _Draft) -> None:
        """Add meetings on their day of the week, as long as somebody takes part in them.

        Those of months, quarters and years are on the first such day.
        """
        for meeting in self.graph.all(Meeting):
            attended, rhythm = self._attended(meeting.model), self._rhythm(meeting.model)
            if rhythm is None:
                draft.undated += [meeting.ref] if attended else []
                continue
            days = [day for day in rhythm.worked if any(start <= day < end for start, end in attended)]
            if not days:
                continue
            values = (("what", meeting.model.label), ("minutes", meeting.model.minutes))
            title = self.speaker.say(Term("export.meeting", values))
            entry = self._add(draft, meeting, days[0], days[0], title, meeting.model.text)
            entry.add("rrule", {**rhythm.rule, "until": days[-1]})
            held = set(days)
            without = [day for day in rhythm.days if days[0] < day < days[-1] and day not in held]
            if without:
                entry.add("exdate", without, parameters={"VALUE": "DATE"})

    def _rhythm(self, meeting: Meeting) -> "_Rhythm | None":
        """Return on which days a meeting is held; None where the plan does not say on which."""
        plan, works = self.horizon.plan, self.horizon.calendar().works
        every, unit = int(meeting.every.number), meeting.every.unit
        days = [plan.start + _DAY * number for number in range((plan.end - plan.start).days)]
        if every != meeting.every.number or (unit != "d" and meeting.on is None):
            return None
        if unit == "d":
            worked = [day for day in days if works(day)]
            return _Rhythm({"freq": "DAILY"}, tuple(days), tuple(worked[::every]))
        weekday = _WEEKDAYS.index(meeting.on or _WEEKDAYS[0])
        named = [day for day in days if day.weekday() == weekday]
        short = _SHORT[weekday]
        rule: dict[str, object] = {"freq": "WEEKLY", "interval": every, "byday": short}
        if unit == "w":
            named = named[::every]
        else:
            months, start = every * _MONTHS[unit], plan.start.year * _IN_YEAR + plan.start.month
            named = [
                day for day in named if day.day <= _WEEK and not (day.year * _IN_YEAR + day.month - start) % months
            ]
            rule = {"freq": "MONTHLY", "interval": months, "byday": f"1{short}"}
        return _Rhythm(rule, tuple(named), tuple(day for day in named if works(day)))

    def _attended(self, meeting: Meeting) -> tuple[DaySpan, ...]:
        """Return the stretches of days on which somebody whose calendar it is takes part in a meeting."""
        return tuple(
            (stint.start, stint.end)
            for person, stint in self._stints()
            if attends(self.graph, meeting.who, person.model.id, stint.team, stint.role)
        )

    @property
    def _has_one_to_ones(self) -> bool:
        rules = [rule for _, _, rule in one_to_ones(self.graph)]
        everybody = ((person, stint) for person in self.graph.all(Person) for stint in self._of(person))
        pairs = (
            {person.model.id, other.model.id}
            for person, stint in (everybody if rules else ())
            for rule in rules
            if (other := partner_in(self.graph, person, stint.team, stint.role, rule)) is not None
        )
        return any(map(self._is_asked_for, pairs))

    def _stints(self) -> Iterator[tuple[Entity[Person], Stint]]:
        for person in self.graph.all(Person):
            if self._is_asked_for({person.model.id}):
                yield from ((person, stint) for stint in self._of(person))

    def _of(self, person: Entity[Person]) -> tuple[Stint, ...]:
        return stints(person.model, self.horizon.plan)

    def _is_asked_for(self, people: set[str]) -> bool:
        return self.people is None or not self.people.isdisjoint(people)

    def _person(self, name: str | None) -> Said:
        person = self.graph.find(Person, name)
        return person.ref if person is not None else name or "–"

    def _add(  # noqa: PLR0913, PLR0917  # what an entry is
        self, draft: _Draft, entity: Entity[Keyed], first: date, last: date, title: str, text: str | None
    ) -> "icalendar.Event":
        import icalendar

        entry = icalendar.Event()
        entry.add("uid", f"{self.plan_id}/{entity.key.kind.value}/{entity.key.id}@plancode")
        entry.add("dtstamp", datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC))
        entry.add("sequence", max((self.day - _EPOCH).days, 0))
        entry.add("summary", title)
        entry.add("dtstart", first)
        entry.add("dtend", last + _DAY)
        entry.add("transp", "TRANSPARENT")
        if text:
            entry["description"] = icalendar.vText(text)
        draft.calendar.add_component(entry)
        draft.count += 1
        return entry

    def _describe(self, entry: "icalendar.Event", said: Said, text: str | None) -> None:
        import icalendar

        entry["description"] = icalendar.vText("\n".join(filter(None, (text, self.speaker.say(said)))))


def people_of_team(analysis: Analysis, team: str) -> frozenset[str]:
    """Return the people of a team and of those below it, at any time of the plan."""
    teams = set(analysis.staffing.subtree(team))
    people = analysis.graph.all(Person)
    led = {one.model.manager for one in analysis.graph.all(Team) if one.model.id in teams and one.model.manager}
    within = (
        person.model.id
        for person in people
        if any(stint.team in teams for stint in stints(person.model, analysis.horizon.plan))
    )
    return frozenset((*within, *led))
