"""A scorecard added up: lines, points outside the hundred, vetoes, grade; and the year made of its periods.

Nothing is rounded. A card keeps everything it is made of, so that it can be printed line by line and recomputed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeVar

from plancode.model.methods.reading import LOST, PLACES, ZERO, Reading, Step, clamped, known
from plancode.model.rubric import Grade, Kpi, RubricDocument, Veto
from plancode.model.scoring import Bonus
from plancode.quantity import Quantity, rounded
from plancode.scorecard.grading import NoGrade, NoGradeWhy
from plancode.scorecard.scoring import Scored

_Rule = TypeVar("_Rule")
Missing = Literal["zero", "skip", "full"]
KnownAmounts = Sequence[Decimal | None]
LimitNumber = Callable[[Veto, Quantity], Decimal | None]
"""Returns the limit of a veto in the unit of its metric, None without a plan exchange rate."""


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of a card, and what counts where it has no data: nothing, the other lines alone, the whole weight.

    A year's line that is made of its periods has data in so many of those in which it is due.
    """

    kpi: Kpi
    scored: Scored
    missing: Missing
    periods: tuple[int, int] = (1, 1)

    @property
    def counted(self) -> Decimal | None:
        """The points that enter the total; None where the other lines alone count.

        What is not due never counts, nor what a source has lost, nor a level that the line does not have, whatever the
        scorecard says of lines without data.
        """
        none = self.scored.reason in {"not_due", "unknown_level", *LOST} or self.missing == "skip"
        if self.scored.points is not None or none:
            return self.scored.points
        return ZERO if self.missing == "zero" else self.kpi.weight


@dataclass(frozen=True, slots=True)
class Extra:
    """An addition (加分) or deduction (减分) outside the hundred; no points where nothing is known of it."""

    bonus: Bonus
    count: Decimal | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A veto (一票否决) with the figure it looks at. `bites` is None where that is not known."""

    veto: Veto
    value: Decimal | None
    bites: bool | None


@dataclass(frozen=True, slots=True)
class Outside:
    """What is known beside the lines, in the order of the rubric's own lists; what is left out is not known."""

    additions: KnownAmounts = ()
    deductions: KnownAmounts = ()
    vetoes: KnownAmounts = ()
    withheld: NoGrade | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard of one person or team for one period; `withheld` says why it has no grade whatever its total."""

    grades: tuple[Grade, ...]
    lines: tuple[CardLine, ...]
    additions: tuple[Extra, ...] = ()
    deductions: tuple[Extra, ...] = ()
    vetoes: tuple[Looked, ...] = ()
    withheld: NoGrade | None = None

    @property
    def weight(self) -> Decimal:
        """The weights of all lines together."""
        return sum((line.kpi.weight for line in self.lines), ZERO)

    @property
    def weight_counted(self) -> Decimal:
        """The weights of the lines that count."""
        return sum((line.kpi.weight for line in self.lines if line.counted is not None), ZERO)

    @property
    def weight_known(self) -> Decimal:
        """The weights of the lines that have data, each as far as it has."""
        lines = (line for line in self.lines if line.scored.points is not None)
        return sum((line.kpi.weight * line.periods[0] / line.periods[1] for line in lines), ZERO)

    @property
    def weight_due(self) -> Decimal:
        """The weights of the lines that are scored this time."""
        return sum((line.kpi.weight for line in self.lines if line.scored.reason != "not_due"), ZERO)

    @property
    def earned(self) -> Decimal:
        """The points of the lines that count, as they stand."""
        return sum((line.counted or ZERO for line in self.lines), ZERO)

    @property
    def points(self) -> Decimal | None:
        """The points of the lines, reweighted: × all weights ÷ those that count. None where no line counts."""
        if self.weight_counted == self.weight:
            return self.earned
        return self.earned * self.weight / self.weight_counted if self.weight_counted else None

    @property
    def added(self) -> Decimal:
        """Points on top, outside the hundred."""
        return sum((addition.points or ZERO for addition in self.additions), ZERO)

    @property
    def deducted(self) -> Decimal:
        """Points off, outside the hundred."""
        return sum((deduction.points or ZERO for deduction in self.deductions), ZERO)

    @property
    def total(self) -> Decimal | None:
        """Lines, additions and deductions together; None where no line counts."""
        return self.points + self.added - self.deducted if self.points is not None else None

    @property
    def grade_by_total(self) -> Grade | None:
        """The grade that the total alone gives; none where no grade is given yet."""
        return grade_at(self.grades, self.total) if self.total is not None and self.withheld is None else None

    @property
    def grade(self) -> Grade | None:
        """The grade with its coefficient and consequence: that of the total, or the worst that a veto caps it at."""
        by_total = self.grade_by_total
        names = {look.veto.grade for look in self.vetoes if look.bites}
        caps = (grade for grade in self.grades if grade.grade in names)
        return max((by_total, *caps), key=self.grades.index) if by_total is not None else None

    @property
    def capped_by(self) -> tuple[Veto, ...]:
        """The vetoes that bite and hold the grade below that of the total."""
        if self.grade is None or self.grade == self.grade_by_total:
            return ()
        return tuple(look.veto for look in self.vetoes if look.bites and look.veto.grade == self.grade.grade)

    @property
    def reason(
        self,
    ) -> Literal["no_data", "no_grades", "not_graded"] | NoGradeWhy | None:
        """Why there is no grade."""
        if self.total is None:
            return "no_data"
        if not self.grades:
            return "no_grades"
        if self.withheld is not None:
            return self.withheld.reason
        return "not_graded" if self.grade is None else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps from the lines to the grade."""
        partly = self.weight_counted != self.weight
        weights = (("weight_counted", self.weight_counted), ("weight", self.weight), ("reweighted", self.points))
        sums = (("additions", self.added), ("deductions", self.deducted), ("total", self.total))
        return (*known(("lines", self.earned), *(weights if partly else ()), *sums), *self._grading())

    def line(self, kpi: str) -> CardLine | None:
        """Return the line of a KPI by its id."""
        return next((line for line in self.lines if line.kpi.id == kpi), None)

    def _grading(self) -> tuple[Step, ...]:
        by_total, grade = self.grade_by_total, self.grade
        if by_total is None or grade is None:
            return ()
        earned = (("grade_by_total", by_total.grade),) if self.capped_by else ()
        return known(*earned, ("grade", grade.grade), ("coefficient", grade.coefficient))


def grade_at(grades: Sequence[Grade], total: Decimal) -> Grade | None:
    """Return the grade with the highest `from` that a total reaches, else the one without; None where there is none."""
    reached = [grade for grade in grades if grade.from_ is not None and rounded(total, PLACES) >= grade.from_]
    lowest = next((grade for grade in grades if grade.from_ is None), None)
    return max(reached, key=lambda grade: grade.from_ or ZERO, default=lowest)


def written(veto: Veto, limit: Quantity) -> Decimal | None:  # noqa: ARG001  # the plainest `Number`
    """Return the number of a limit as it is written."""
    return limit.number


def card(
    rubric: RubricDocument,
    scored: Mapping[str, Scored],
    outside: Outside | None = None,
    number: LimitNumber = written,
) -> Card:
    """Return the card of a rubric from its scored lines by the id of the KPI; `number` converts limits of vetoes."""
    outside = outside or Outside()
    return Card(
        rubric.grades,
        tuple(_line(rubric, kpi, scored.get(kpi.id)) for kpi in rubric.kpis),
        tuple(extra(bonus, count) for bonus, count in _beside(rubric.additions, outside.additions)),
        tuple(extra(bonus, count) for bonus, count in _beside(rubric.deductions, outside.deductions)),
        tuple(looked(veto, value, number) for veto, value in _beside(rubric.vetoes, outside.vetoes)),
        outside.withheld,
    )


def extra(bonus: Bonus, count: Decimal | None) -> Extra:
    """Return what an addition or deduction gives: points for each, at most `max`, at least 0."""
    return Extra(bonus, count, clamped(bonus.each * count, ZERO, bonus.max) if count is not None else None)


def looked(veto: Veto, value: Decimal | None, number: LimitNumber = written) -> Looked:
    """Return whether a veto bites: strictly above or below its limit."""
    limit = veto.above if veto.above is not None else veto.below
    edge = number(veto, limit) if limit is not None else None
    if value is None or edge is None:
        return Looked(veto, value, None)
    return Looked(veto, value, value > edge if veto.above is not None else value < edge)


def _line(rubric: RubricDocument, kpi: Kpi, scored: Scored | None) -> CardLine:
    unknown = Scored(kpi.score.method, Reading(), reason="no_actual")
    return CardLine(kpi, scored or unknown, kpi.missing or rubric.missing)


def _beside(rules: Sequence[_Rule], values: KnownAmounts) -> Iterator[tuple[_Rule, Decimal | None]]:
    for number, rule in enumerate(rules):
        yield rule, values[number] if number < len(values) else None
