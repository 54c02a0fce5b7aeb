"""Scores that people give: which one holds for a line of a scorecard, and what it says."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, cast

from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.model.assessments import Assessment
from plancode.model.methods.levels import Levels
from plancode.model.methods.reading import Reading
from plancode.model.rubric import Kpi
from plancode.period import add_months
from plancode.quantity import Quantity

_MONTHS: Final = {"m": 1, "q": 3, "y": 12}
_DAYS: Final = {"d": 1, "w": 7}


class Assessed:
    """The assessments of a plan."""

    def __init__(self, graph: PlanGraph) -> None:
        """Take the plan."""
        self.graph = graph
        self._by_kpi: dict[tuple[str, Key], list[Entity[Assessment]]] = defaultdict(list)
        for listed in graph.listed:
            if not isinstance(listed.model, Assessment):
                continue
            assessment = cast("Entity[Assessment]", listed)
            kpi = graph.find(Kpi, assessment.model.kpi)
            if kpi is not None:
                self._by_kpi[assessment.model.person, kpi.key].append(assessment)

    def newest(self, person: str, kpi: Entity[Kpi], day: date) -> Entity[Assessment] | None:
        """Return the newest assessment up to a day; of two on one day the one that is written later."""
        last_written_first = reversed(self._by_kpi.get((person, kpi.key), []))
        made = (assessment for assessment in last_written_first if assessment.model.on <= day)
        return max(made, key=lambda assessment: assessment.model.on, default=None)

    def contradicted(self, one: Entity[Assessment], kpi: Entity[Kpi]) -> bool:
        """Whether another assessment of the same person, line and day gives something else."""
        beside = self._by_kpi.get((one.model.person, kpi.key), ())
        given = {(other.model.level, other.model.score) for other in beside if other.model.on == one.model.on}
        return len(given) > 1

    def reading(self, person: str, kpi: Entity[Kpi], day: date) -> Reading:
        """Return what an assessor gave, as far as it still holds on a day."""
        newest = self.newest(person, kpi, day)
        if newest is None:
            return Reading(reason="no_assessment")
        if self.contradicted(newest, kpi):
            return Reading(reason="contradicted")
        if day > (holds_until(newest.model, kpi.model) or date.max):
            return Reading(reason="expired")
        level, score = newest.model.level, newest.model.score
        if isinstance(kpi.model.score, Levels):
            return Reading(level=str(level) if level is not None else None, unit="points")
        given = score if score is not None else Decimal(level) if level is not None else None
        return Reading(actual=given, unit="points")


def holds_until(assessment: Assessment, kpi: Kpi) -> date | None:
    """Return the last day on which an assessment holds; None where it holds for good.

    Twelve months from 20 March 2026 end on 19 March 2027: the day of the assessment is the first.
    """
    length = assessment.valid_for or kpi.valid_for
    return after(assessment.on, length) - timedelta(days=1) if length is not None else None


def after(day: date, length: Quantity) -> date:
    """Return the day a length of time after another; months by the calendar, parts of them rounded down."""
    if length.unit in _MONTHS:
        return add_months(day, int(length.number * _MONTHS[length.unit]))
    return day + timedelta(days=int(length.number * _DAYS.get(length.unit, 1)))
