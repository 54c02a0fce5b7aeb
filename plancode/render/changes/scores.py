"""Totals and grades of scorecards that become others: of a plan by scorecard, and of somebody in a line."""

from collections import Counter
from collections.abc import Iterator, Sequence

from plancode.compare.scores import ScoreEffect
from plancode.graph.grouped import grouped
from plancode.model.actuals import Source
from plancode.model.rubric import RubricDocument
from plancode.render.blocks import Block, Items, Line
from plancode.render.changes.names import from_to, more_or_less
from plancode.render.changes.review import Review
from plancode.said.value import Fixed, Joined, Said, Term
from plancode.shape.base import PERSONAL
from plancode.shape.bearing import Bearing


def scores_blocks(review: Review) -> Iterator[Block]:
    """Yield how many totals and grades move, by scorecard and period; where that is not known, why."""
    groups = grouped(review.comparison.scores, lambda effect: (effect.rubric, effect.period))
    lines = tuple(
        (0, Term("moved.card", (("rubric", rubric.label), ("period", period), ("moves", _moves(review, effects)))))
        for (rubric, period), effects in groups.items()
    )
    if lines:
        yield Items(lines)
    elif _is_unscored(review):
        yield Line(Term("moved.unknown"))


def _is_unscored(review: Review) -> bool:
    """Whether nobody knows if scores move: results were not read, and more than words changed."""
    plan, results = review.comparison.head.written, review.comparison.head.results
    if results is not None or not plan.all(Source) or not plan.all(RubricDocument):
        return False
    return any(change.bearing is not Bearing.PROSE for change in review.changes)


def _moves(review: Review, effects: Sequence[ScoreEffect]) -> Said:
    return Joined((*_totals(effects), *_grades(review, effects)), "list.semicolon")


def _totals(effects: Sequence[ScoreEffect]) -> Iterator[Said]:
    """Yield how many totals move, and between which limits."""
    count = ("count", sum(effect.has_other_total for effect in effects))
    by = sorted(effect.by for effect in effects if effect.by)
    if by:
        least, most = (more_or_less(points, Fixed(abs(points), 2)) for points in (by[0], by[-1]))
        values = (count, ("least", least), ("by", most))
        yield Term("moved.totals_by" if least == most else "moved.totals_range", values)
    elif count[1]:
        yield Term("moved.totals", (count,))


def _grades(review: Review, effects: Sequence[ScoreEffect]) -> Iterator[Said]:
    """Yield how many grades become which others, the most first."""
    moved = [(effect.before.told_grade, effect.after.told_grade) for effect in effects if effect.has_other_grade]
    count = ("count", len(moved))
    if PERSONAL in review.masked and moved:
        yield Term("moved.grades", (count,))
    elif moved:
        counts = Counter(moved).most_common()
        times = (Term("moved.times", (("count", many), ("change", from_to(*pair)))) for pair, many in counts)
        yield Term("moved.grades_become", (count, ("changes", Joined(tuple(times)))))


def moved_scores(effects: Sequence[ScoreEffect]) -> tuple[Said, ...]:
    """Return for a headline how many people get another grade or total; nothing where nobody does."""
    grades = len({effect.person.id for effect in effects if effect.has_other_grade})
    totals = len({effect.person.id for effect in effects if effect.has_other_total})
    key = "scores" if grades and totals else "grades" if grades else "totals"
    return (Term(f"headline.{key}", (("grades", grades), ("totals", totals))),) if grades or totals else ()


def score_line(review: Review, effect: ScoreEffect) -> Said:
    """Return how somebody's scorecard of a period moves."""
    period: tuple[str, Said] = ("period", effect.period)
    if PERSONAL in review.masked:
        return Term("moved.masked", (period,))
    sides = (effect.before, effect.after)
    parts = (
        [Term("moved.total", (("change", from_to(*(side.told_total for side in sides))),))]
        if effect.has_other_total
        else []
    )
    if effect.has_other_grade:
        parts.append(Term("moved.grade", (("change", from_to(*(side.told_grade for side in sides))),)))
    return Term("moved.line", (period, ("changes", Joined(tuple(parts)))))
