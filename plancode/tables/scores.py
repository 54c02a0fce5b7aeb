"""The tables of scorecards: one in a line each, their lines, and how attainment is spread over people."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.graph.facts import Facts
from plancode.model.rubric import Kpi
from plancode.quantity import Quantity
from plancode.said.value import Against, Fixed, Joined, Rounded, Said, Term
from plancode.scorecard.cards import PersonCard
from plancode.scorecard.distribution import Distribution, Lack, SpreadFigure, Third
from plancode.scorecard.pools import SharedPool
from plancode.scorecard.scoring import PartOfLine, Scored
from plancode.scorecard.totals import Card, CardLine
from plancode.tables.scopes import kpi_ref, made_of, measured, metric_ref
from plancode.tables.score_reasons import why_line, why_score
from plancode.tables.table import Cells, Column, Row, Table

SCORES: Final = (
    Column("person", "name"), Column("role", "name", detail=True), Column("scorecard", "name", detail=True),
    Column("period", once=True), Column("attainment", "share"), Column("lines", "points", detail=True),
    Column("additions", "points", detail=True), Column("deductions", "points", detail=True), Column("total", "points"),
    Column("counted", "count"), Column("grade"), Column("coefficient", "ratio", detail=True),
    Column("pool_part", "share", detail=True), Column("pool_amount", "exact", detail=True),
)  # fmt: skip
LINES: Final = (
    Column("person", "name"), Column("period"), Column("kpi", "name"), Column("metric", "name"), Column("method"),
    Column("target", "exact"), Column("actual", "exact"), Column("previous", "exact", detail=True), Column("level"),
    Column("variance", "exact"), Column("attainment", "share"), Column("weight", "count"), Column("raw", "points"),
    Column("points", "points"), Column("made_of", aside=True), Column("no_data", "word"),
)  # fmt: skip
REACHED: Final = ("target", "actual", "level", "variance", "attainment", "made_of", "no_data")
"""Columns that say what was reached."""
GIVEN: Final = ("weight", "raw", "points")
"""Columns that say what a line gives."""
SUMS: Final = ("lines", "reweighted", "total")
"""Steps of a card whose figures decide about the grade."""
SPREAD: Final = (Column("definition"), Column("value", "share"), Column("made_of"))
_THIRDS: Final = ("small", "middle", "large")


def scores_table(
    analysis: Analysis, facts: Facts, made: Iterable[PersonCard], shared: Iterable[SharedPool] = ()
) -> Table:
    """Return scorecards in a line each, with the role of the day; attainment is that in the plan's main metric.

    Of those whose bonus pools are given it says what part each has.
    """
    pools = {(pool.rubric.key, pool.stretch): pool for pool in shared}
    rows = tuple(_score(analysis, facts, card, pools.get((card.rubric.key, card.stretch))) for card in made)
    return Table(SCORES, rows, Term("results.nobody"), name="scores")


def _score(analysis: Analysis, facts: Facts, made: PersonCard, pool: SharedPool | None) -> Row:
    part = pool.of(made.person) if pool is not None else None
    person, card, grade = made.person, made.card, made.card.grade
    role = facts.role(person)
    attained = next((attainment_of(line) for line in card.lines if line.kpi.metric == analysis.main_metric), None)
    counted = card.weight_known if card.weight_known != card.weight else None
    cells: Cells = (
        person.ref, role.ref if role else person.model.role, made.rubric.ref, made.stretch.period, attained,
        card.points, card.added, card.deducted,
        decisive(card, card.total), counted, grade_of(card), grade.coefficient if grade else None,
        part.share if part is not None and part.amount is not None else None,
        measured(analysis.measures, "", part.amount) if part is not None else None,
    )  # fmt: skip
    return Row(
        cells, lambda: why_score(analysis, made, (pool, part) if pool is not None and part is not None else None)
    )


def decisive(card: Card, points: Said) -> Said:
    """Return points that decide about a grade, with what grades ask for."""
    limits = tuple(grade.from_ for grade in card.grades if grade.from_ is not None)
    return Against(points, limits) if isinstance(points, Decimal) else points


def attainment_of(line: CardLine) -> Said:
    """Return how far a target is reached, with the limits of the method that it decides about."""
    limits = tuple(border.number for border in line.kpi.score.borders() if border.is_share)
    return Against(line.scored.attainment, limits, "%") if line.scored.attainment is not None else None


def grade_of(card: Card) -> Said:
    """Return a grade, or why there is none."""
    if card.reason is not None:
        return Term(f"no_grade.{card.reason}")
    return card.grade.grade if card.grade is not None else None


def lines_table(analysis: Analysis, made: Iterable[PersonCard]) -> Table:
    """Return every line of scorecards, so that each can be recomputed."""
    rows = tuple(_line(analysis, card, line) for card in made for line in card.card.lines)
    return Table(LINES, rows, Term("results.nobody"), name="scorecard")


def _line(analysis: Analysis, card: PersonCard, line: CardLine) -> Row:
    scored, reading, kpi = line.scored, line.scored.reading, line.kpi

    def unit(value: Decimal | None) -> Said:
        return value_of(analysis, kpi, value)

    cells: Cells = (
        card.person.ref, card.stretch.period, kpi_ref(analysis.graph, kpi),
        metric_ref(analysis.graph, kpi.metric) if kpi.metric else None, scored.method, unit(reading.target),
        unit(reading.actual), unit(reading.previous), reading.level, unit(scored.variance), attainment_of(line),
        kpi.weight, scored.raw, line.counted, _parts(analysis, line), no_data(scored),
    )  # fmt: skip
    figures = (("target", unit(reading.target)), ("actual", unit(reading.actual)), ("level", reading.level))
    attained = ("attainment", Quantity(scored.attainment, "%") if scored.attainment is not None else None)
    return Row(cells, lambda: why_line(analysis, card, line, (*figures, attained)))


def _parts(analysis: Analysis, line: CardLine) -> Said:
    """Return what a line is made of: of the periods in which it was scored one by one, or of a quotient's cases."""
    if line.scored.parts:
        return Joined(tuple(_part(analysis, line.kpi, part) for part in line.scored.parts), "list.semicolon")
    metric, parts = line.kpi.metric, line.scored.reading.made_of
    return made_of(analysis.graph, metric, parts) if metric and parts and parts.under != 1 else None


def _part(analysis: Analysis, kpi: Kpi, part: PartOfLine) -> Term:
    """Return what a line was in one period: target, actual or level, and points, or why it has none."""
    scored, reading = part.scored, part.scored.reading
    period: tuple[str, Said] = ("period", part.period)
    if scored.points is None:
        return Term("line_part.none", (period, ("reason", no_data(scored))))
    points: tuple[str, Said] = ("points", Fixed(scored.points, 2))
    if reading.level is not None:
        return Term("line_part.level", (period, ("level", reading.level), points))
    figures = tuple((key, value_of(analysis, kpi, getattr(reading, key))) for key in ("actual", "target"))
    return Term("line_part.plain" if reading.target is None else "line_part.target", (period, *figures, points))


def value_of(analysis: Analysis, kpi: Kpi, value: Decimal | None) -> Said:
    """Return a figure of a line in its unit: tasks are a share."""
    if kpi.tasks and value is not None:
        return Quantity(value, "%")
    return measured(analysis.measures, kpi.metric, value) if kpi.metric is not None else value


def no_data(scored: Scored) -> Said:
    """Return why a line has no points."""
    return lack(scored.reason, scored.reading.lost) if scored.reason is not None else None


def lack(reason: Lack, lost: int = 0) -> Term:
    """Return why there is no figure, and of how many rows that is."""
    return Term(f"no_data.{reason}", (("rows", lost),) if lost else ())


def spread_table(distribution: Distribution) -> Table:
    """Return how attainment is spread over people, each figure with its definition and what it is made of."""
    cells = (*map(_figure, distribution.figures), *_thirds(distribution.thirds))
    return Table(SPREAD, tuple(map(Row, cells)))


def _figure(figure: SpreadFigure) -> Cells:
    parts = tuple(
        Joined((Term(f"step.{name}"), Rounded(value) if isinstance(value, Decimal) else value), "list.space")
        for name, value in figure.steps
    )
    made = Term("ratio_of", (("over", parts[0]), ("under", parts[1]))) if len(parts) > 1 else None
    value: Said = figure.value if figure.value is not None else lack(figure.reason or "no_actual")
    return (Term(f"definition.{figure.definition}"), value, made)


def _thirds(thirds: tuple[Third, ...]) -> Iterator[Cells]:
    for name, third in zip(_THIRDS, thirds, strict=False):
        values = (("size", len(third.names)), ("which", Term(f"third.{name}")))
        yield (Term("definition.third", values), third.attainment, None)
