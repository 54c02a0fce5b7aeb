"""The year of a scorecard: every line by its own rule, and what that changes where the year trues up its periods."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from plancode.model.methods.reading import ZERO, Reading, Reason, Step
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.scoring import Bonus
from plancode.scorecard.scoring import Scored
from plancode.scorecard.totals import Card, CardLine, Extra, LimitNumber, Outside, card, written


@dataclass(frozen=True, slots=True)
class Year:
    """The year's card, and those of its periods by name; those that are `ungraded` do not count."""

    card: Card
    periods: Mapping[str, Card]
    replaces: bool
    ungraded: tuple[str, ...] = ()

    @property
    def given(self) -> Decimal | None:
        """The mean of the totals that the periods gave, apart from those that are not graded."""
        return _mean([period.total for period in self.periods.values() if period.withheld is None])

    @property
    def true_up(self) -> Decimal | None:
        """The year's total less what the periods gave, only where the rubric says that the year replaces them."""
        total, given = self.card.total, self.given
        return total - given if self.replaces and total is not None and given is not None else None


def year_of(
    rubric: RubricDocument,
    periods: Mapping[str, Card],
    whole: Mapping[str, Scored],
    outside: Outside | None = None,
    number: LimitNumber = written,
) -> Year:
    """Return the year of a rubric: `whole` are its lines by the year's figures, `outside` has the year's vetoes.

    `cumulative` takes the line of `whole`, `mean` the mean of the points that counted in the periods, `weighted` their
    mean weighted by the targets of the periods, where there are any. Points outside the hundred are the mean of those
    of the periods, so that a year stands on the scale of a period; their counts are added up. Periods in which somebody
    was not graded count in none of these means.
    """
    ungraded = tuple(name for name, one in periods.items() if one.withheld is not None and one.withheld.is_of_person)
    graded = {name: one for name, one in periods.items() if name not in ungraded}
    scored = {kpi.id: _of_year(kpi.year or rubric.year, kpi, graded, whole) for kpi in rubric.kpis}
    year = card(rubric, scored, outside, number)
    lines = tuple(_held(line, rubric, graded) for line in year.lines)
    additions = tuple(_extras(rubric.additions, [period.additions for period in graded.values()]))
    deductions = tuple(_extras(rubric.deductions, [period.deductions for period in graded.values()]))
    made = replace(year, lines=lines, additions=additions, deductions=deductions)
    return Year(made, graded, rubric.true_up, ungraded)


def _held(line: CardLine, rubric: RubricDocument, periods: Mapping[str, Card]) -> CardLine:
    """Return a line of a year with the number of periods that it has data in, of those in which it was due."""
    if (line.kpi.year or rubric.year) == "cumulative" or line.scored.points is None:
        return line
    found = (period.line(line.kpi.id) for period in periods.values())
    due = [one.scored for one in found if one is not None and one.scored.reason not in {"absent", "not_due"}]
    return replace(line, periods=(sum(one.points is not None for one in due), len(due)))


def _of_year(rule: str, kpi: Kpi, periods: Mapping[str, Card], whole: Mapping[str, Scored]) -> Scored:
    stated = whole.get(kpi.id, Scored(kpi.score.method, Reading(), reason="no_actual"))
    if rule == "cumulative":
        return stated
    in_periods = (period.line(kpi.id) for period in periods.values())
    lines = [line for line in in_periods if line is not None and line.counted is not None]
    if all(line.scored.points is None for line in lines):
        return _without(stated, "no_periods")
    return _weighted(stated, lines) if rule == "weighted" else _alike(stated, lines)


def _alike(stated: Scored, lines: Sequence[CardLine]) -> Scored:
    """Return the mean of the points of periods that all count alike."""
    counted = [line.counted or ZERO for line in lines]
    return _with_points(stated, sum(counted, ZERO) / len(counted), [("period_points", points) for points in counted])


def _weighted(stated: Scored, lines: Sequence[CardLine]) -> Scored:
    """Return the mean weighted by target; what is scored without one, as an assessment is, has nothing to weigh by."""
    targets = [line.scored.reading.target for line in lines]
    known = [target for target in targets if target is not None]
    if not any(known):
        return _alike(stated, lines)
    if len(known) < len(lines):
        return _without(stated, "no_target")
    if not sum(known) or min(known) < 0 < max(known):
        return _without(stated, "negative_target" if min(known) < 0 else "zero_target")
    pairs = [(line.counted or ZERO, target) for line, target in zip(lines, known, strict=True)]
    total = sum((points * target for points, target in pairs), ZERO) / sum(known, ZERO)
    steps = [step for points, target in pairs for step in (("period_points", points), ("period_target", target))]
    return _with_points(stated, total, steps)


def _without(stated: Scored, reason: Reason) -> Scored:
    return replace(stated, raw=None, points=None, steps=(), reason=reason)


def _with_points(stated: Scored, points: Decimal, steps: Iterable[Step]) -> Scored:
    return replace(stated, raw=points, points=points, steps=(*steps, ("points", points)), reason=None)


def _extras(bonuses: Sequence[Bonus], given: Sequence[tuple[Extra, ...]]) -> Iterator[Extra]:
    """Yield each addition or deduction with what the periods gave for it."""
    for bonus in bonuses:
        extras = [extra for period in given for extra in period if extra.bonus == bonus]
        counts = [extra.count for extra in extras if extra.count is not None]
        yield Extra(bonus, sum(counts, ZERO) if counts else None, _mean([extra.points for extra in extras]))


def _mean(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) / len(known) if known else None
