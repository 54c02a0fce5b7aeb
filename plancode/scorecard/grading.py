"""Whether a scorecard has a grade at all.

It has none while its period runs, nor for who was hardly there or is not graded, nor where sources lack rows or cannot
measure a line, nor where
a level was given that its line does not have, nor on too little of its weight.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.model.methods.reading import LOST_ROWS, Reason
from plancode.model.plan import Metric
from plancode.model.team import Person, Role, Unscored
from plancode.said.value import Joined, Ref, Said, Term
from plancode.scorecard.stretches import Stretch

_DAY = timedelta(days=1)
NoGradeWhy = Literal[
    "running", "year_running", "too_short", "unscored", "lost", "unmeasured", "off_scale", "too_little"
]


@dataclass(frozen=True, slots=True)
class NoGrade:
    """Why a scorecard has no grade and nothing follows from it, whatever its total; `values` are for its words."""

    reason: NoGradeWhy
    values: tuple[tuple[str, Said], ...] = ()

    @property
    def is_of_person(self) -> bool:
        """Whether it is somebody's time that is not graded, whatever is known of it: it counts in no year either."""
        return self.reason in {"too_short", "unscored"}


def no_grade(analysis: Analysis, person: Entity[Person], stretch: Stretch) -> NoGrade | None:
    """Return why somebody has no grade in a stretch; None where they are graded.

    Grades are given once the stretch is over, which it is on its last day, to who was there on as many working days as
    `policy.grade_from` says: long leave apart, and without the time in which they or their role are not graded. Whose
    days in it cannot be so many is not graded from its first day on.
    """
    start, end = stretch.period.start, stretch.period.end
    days = analysis.horizon.days(person)
    pauses = tuple(_pauses(analysis, person, start, end))
    there = days.present(start, end)
    counted = there - sum(days.present(first, last) for first, last, _ in pauses)
    whole = days.calendar.days(start, end)
    needed = _needed(analysis, whole)
    if counted >= needed:
        is_over = stretch.is_over(analysis.as_of)
        return None if is_over else NoGrade("running", (("day", stretch.period.last),))
    if pauses:
        pause = pauses[-1][2]
        return NoGrade("unscored", (("reason", pause.reason), ("day", pause.to)))
    return NoGrade("too_short", (("days", there), ("of", whole), ("needed", needed)))


def without_source(graph: PlanGraph, missing: Mapping[str, Reason]) -> NoGrade | None:
    """Return why there is no grade where metrics have lost what they are measured by; None of none.

    Rows that are not there come first: a source with all of its rows, and none that measures anything, has lost none.
    """
    if not missing:
        return None
    lost = [name for name, reason in missing.items() if reason in LOST_ROWS]
    why = next(iter(missing.values()))
    alike = lost or [name for name, reason in missing.items() if reason == why]
    titles = {metric.model.id: metric.model.title or "" for metric in graph.all(Metric)}
    named = ("metrics", Joined(tuple(Ref("metric", name, titles.get(name, "")) for name in alike)))
    return NoGrade("lost", (named,)) if lost else NoGrade("unmeasured", (named, ("reason", Term(f"no_data.{why}"))))


def _needed(analysis: Analysis, days: int) -> Decimal:
    """Return how many working days of a stretch are asked for; never more than it has."""
    least = analysis.graph.policy.grade_from
    return least.number * days if least.is_share else min(least.number, Decimal(days))


def _pauses(
    analysis: Analysis, person: Entity[Person], start: date, end: date
) -> Iterator[tuple[date, date, Unscored]]:
    """Yield the time between two days in which somebody, or the role that they have then, is not graded."""
    own = ((person.model.unscored, start, end),)
    roles = ((analysis.graph.find(Role, stint.role), stint) for stint in analysis.staffing.stints(person))
    by_role = ((role.model.unscored, stint.start, stint.end) for role, stint in roles if role is not None)
    reached = start
    found = [
        (max(first, pause.from_ or first, start), min(last, pause.to + _DAY, end), pause)
        for pause, first, last in (*own, *by_role)
        if pause is not None
    ]
    for first, last, pause in sorted(found, key=lambda one: one[:2]):
        if max(first, reached) < last:
            yield max(first, reached), last, pause
            reached = last
