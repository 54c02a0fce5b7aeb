"""Points that people give outside the hundred: which records count on whose scorecard, and how many cases they are."""

from datetime import date
from decimal import Decimal

from plancode.graph.entity import Entity
from plancode.graph.graph import PlanGraph
from plancode.graph.grouped import grouped
from plancode.model.assessments import GivenPoints
from plancode.model.methods.reading import ONE, ZERO
from plancode.model.rubric import RubricDocument
from plancode.model.scoring import Bonus
from plancode.period import Period


class GivenRecords:
    """The points given in a plan up to a day."""

    def __init__(self, graph: PlanGraph, day: date) -> None:
        """Take the plan and the day."""
        made = (given for given in graph.all(GivenPoints) if given.model.on <= day)
        self._of = grouped(made, lambda given: (given.model.person, given.model.for_))

    def of(self, person: str, bonus: Bonus, period: Period) -> tuple[Entity[GivenPoints], ...]:
        """Return what somebody was given of an addition or deduction in a period, the oldest first."""
        given = self._of.get((person, bonus.id or ""), ()) if bonus.metric is None else ()
        within = (one for one in given if period.start <= one.model.on <= period.last)
        return tuple(sorted(within, key=lambda one: one.model.on))

    def cases(self, person: str, bonus: Bonus, period: Period) -> Decimal | None:
        """Return how many cases were given; None where nothing is recorded."""
        given = self.of(person, bonus, period)
        return sum((cases(one.model, bonus) for one in given), ZERO) if given else None


def cases(given: GivenPoints, bonus: Bonus) -> Decimal:
    """Return how many cases a record stands for: its points ÷ those of a case."""
    return given.points / bonus.each if given.points is not None else ONE


def by_hand(rubric: RubricDocument) -> dict[str, Bonus]:
    """Return the additions and deductions of a scorecard that people give, by id."""
    bonuses = (*rubric.additions, *rubric.deductions)
    return {bonus.id: bonus for bonus in bonuses if bonus.id is not None and bonus.metric is None}
