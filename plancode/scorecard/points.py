"""What a scorecard can add up to at the least and at the most."""

from decimal import Decimal

from plancode.model.methods.method import Range
from plancode.model.methods.reading import ZERO
from plancode.model.rubric import RubricDocument
from plancode.model.scoring import Bonus


def reachable(rubric: RubricDocument) -> Range:
    """Return the least and the most that a scorecard can add up to."""
    total = Range(-_most(rubric.deductions), _most(rubric.additions))
    for kpi in rubric.kpis:
        total += kpi.score.within(kpi.weight)
    return total


def _most(bonuses: tuple[Bonus, ...]) -> Decimal:
    return sum((bonus.max for bonus in bonuses), ZERO)
