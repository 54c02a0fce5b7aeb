"""Where the figures of scorecards come from: lines, points outside the hundred, totals, and parts of a bonus pool."""

from collections.abc import Iterator
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.model.rubric import Kpi
from plancode.model.scoring import Bonus
from plancode.said.value import Joined, Said, Term
from plancode.scorecard.cards import PersonCard
from plancode.scorecard.given import GivenRecords, cases
from plancode.scorecard.pools import PoolPart, SharedPool
from plancode.scorecard.scoring import unread
from plancode.scorecard.totals import Card, CardLine, Extra
from plancode.tables.scopes import measured, metric_ref
from plancode.tables.table import Input, Why

_NUMBERS: Final = "docs/numbers.md#"


def why_score(analysis: Analysis, made: PersonCard, pool: tuple[SharedPool, PoolPart] | None) -> tuple[Why, ...]:
    """Return what a scorecard's points outside the hundred, total and part of a bonus pool are made of."""
    outside = (("additions", made.card.additions), ("deductions", made.card.deductions))
    found = [why for kind, extras in outside for why in _outside(analysis, made, kind, extras)]
    found += _total(made.card)
    return (*found, *(why_pool(analysis, *pool) if pool is not None else ()))


def _outside(analysis: Analysis, made: PersonCard, kind: str, extras: tuple[Extra, ...]) -> Iterator[Why]:
    given = GivenRecords(analysis.graph, analysis.as_of)
    for index, extra in enumerate(extras):
        if extra.points is None:
            continue
        records = given.of(made.person.model.id, extra.bonus, made.stretch.period)
        inputs = [
            Input(Joined((one.model.on, one.model.reason)), cases(one.model, extra.bonus) * extra.bonus.each, "points",
                  one.place("points" if one.model.points is not None else "for"))
            for one in records
        ]  # fmt: skip
        place = made.rubric.place(kind, index)
        name = _bonus(analysis, extra.bonus)
        inputs += [Input(name, extra.count, "count", place)] if not records else []
        inputs += [Input(Term("input.each"), extra.bonus.each, "exact", place)]
        inputs += [Input(Term("input.most"), extra.bonus.max, "exact", place)]
        yield Why(f"score.{kind}", extra.points, "points", tuple(inputs), (), f"{_NUMBERS}additions-and-deductions")


def _bonus(analysis: Analysis, bonus: Bonus) -> Said:
    return metric_ref(analysis.graph, bonus.metric) if bonus.metric is not None else bonus.text


def _total(card: Card) -> Iterator[Why]:
    if card.total is not None:
        steps = [
            (key, value) for key, value in card.steps if key not in {"total", "grade", "grade_by_total", "coefficient"}
        ]
        inputs = tuple(Input(Term(f"step.{key}"), value, "points") for key, value in steps)
        yield Why("score.total", card.total, "points", inputs, (), f"{_NUMBERS}total")


def why_line(
    analysis: Analysis, made: PersonCard, line: CardLine, figures: tuple[tuple[str, Said], ...]
) -> tuple[Why, ...]:
    """Return what the points of a line are made of: its own figures and method, or those of its periods."""
    kpi, scored = analysis.graph.find(Kpi, f"{made.rubric.model.id}/{line.kpi.id}"), line.scored
    if scored.points is None or kpi is None:
        return ()
    if scored.parts:
        parts = tuple(Input(part.period, part.scored.points, "points") for part in scored.parts)
        source = f"{_NUMBERS}lines-scored-more-often"
        return (Why(f"score.{line.kpi.together or 'mean'}", scored.points, "points", parts, (), source),)
    return (
        Why(
            "score.points",
            scored.points,
            "points",
            (*_known(kpi, line, figures), _method(analysis, kpi, line)),
            (),
            f"{_NUMBERS}scores",
        ),
    )


def _known(kpi: Entity[Kpi], line: CardLine, figures: tuple[tuple[str, Said], ...]) -> Iterator[Input]:
    for key, value in figures:
        yield Input(Term(f"col.{key}"), value, "exact")
    yield Input(Term("col.weight"), line.kpi.weight, "exact", kpi.place("weight"))


def _method(analysis: Analysis, kpi: Entity[Kpi], line: CardLine) -> Input:
    score = line.kpi.score
    words = score.in_words(line.kpi.weight, line.scored.as_planned(unread(analysis.graph, line.kpi)))
    said = Joined((words, *score.beside(line.scored.reading)), "list.semicolon")
    return Input(Term("col.method"), said, "text", kpi.place("score"))


def why_pool(analysis: Analysis, pool: SharedPool, part: PoolPart) -> tuple[Why, ...]:
    """Return what somebody's part of a pool is made of; nothing where they have none."""
    if part.share is None:
        return ()
    rubric, measures, grade = pool.rubric, analysis.measures, part.made.card.grade
    given = rubric.place("grades", rubric.model.grades.index(grade)) if grade is not None else None
    inputs = (
        Input(Term("col.coefficient"), part.coefficient, "exact", given),
        Input(Term("col.weight"), part.weight, "exact", rubric.place("pool", "weights")),
        Input(Term("col.pool_counted"), part.counted, "exact"),
        Input(Term("input.pool_counted"), pool.counted, "exact"),
        Input(Term("input.pool"), measured(measures, "", pool.amount), "exact", rubric.place("pool", "amount")),
    )
    formula, value = ("pool.amount", part.amount) if part.kept is None else ("pool.kept", part.kept)
    return (Why(formula, measured(measures, "", value), "exact", inputs, (), f"{_NUMBERS}bonus-pool"),)
