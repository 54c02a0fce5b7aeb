"""The sheets of results for programs: scorecards in a line each, their lines, and how everybody stands."""

from collections.abc import Iterable
from typing import Final

from plancode.findings.values import Ref
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.scorecard.cards import PersonCard
from plancode.scorecard.follow_up import FollowUp
from plancode.scorecard.standing import Standing
from plancode.scorecard.totals import Line
from plancode.sheets.sheet import Cell, Column, Row, Sheet, Word

SCORES: Final = (
    Column("person", "name"), Column("scorecard", "name"), Column("period"), Column("lines", "ratio"),
    Column("additions", "ratio"), Column("deductions", "ratio"), Column("total", "ratio"), Column("grade"),
    Column("coefficient", "ratio"), Column("no_grade", "word"),
)  # fmt: skip
LINES: Final = (
    Column("person", "name"), Column("period"), Column("kpi"), Column("metric"), Column("method"),
    Column("target", "amount"), Column("actual", "amount"), Column("level"), Column("variance", "amount"),
    Column("attainment", "share"), Column("raw", "ratio"), Column("weight", "ratio"), Column("points", "ratio"),
    Column("no_data", "word"),
)  # fmt: skip
PACE: Final = (
    Column("team", "name"), Column("metric", "name"), Column("person", "name"), Column("through", "day"),
    Column("to_date", "amount"), Column("actual", "amount"), Column("attainment", "share"), Column("gap", "amount"),
    Column("run_rate", "amount"), Column("forecast", "amount"), Column("target", "amount"),
    Column("required", "amount"), Column("status", "word"), Column("why"),
)  # fmt: skip


def scores_sheet(made: Iterable[PersonCard]) -> Sheet:
    """Return scorecards in a line each."""
    return Sheet("scores", SCORES, tuple(_score(one) for one in made))


def _score(one: PersonCard) -> Row:
    card = one.card
    grade = card.grade
    none = Word(f"no_grade.{card.reason}") if card.reason is not None else None
    cells: tuple[Cell, ...] = (
        one.person.ref, one.rubric.ref, one.stretch.period, card.points, card.added, card.deducted, card.total,
        grade.grade if grade else None, grade.coefficient if grade else None, none,
    )  # fmt: skip
    return Row(cells)


def lines_sheet(made: Iterable[PersonCard]) -> Sheet:
    """Return every line of scorecards, so that each can be recomputed."""
    return Sheet("scorecard", LINES, tuple(_line(one, line) for one in made for line in one.card.lines))


def _line(one: PersonCard, line: Line) -> Row:
    scored, reading = line.scored, line.scored.reading
    none = Word(f"no_data.{scored.reason}") if scored.reason is not None else None
    cells: tuple[Cell, ...] = (
        one.person.ref, one.stretch.period, line.kpi.id, line.kpi.metric, scored.method, reading.target,
        reading.actual, reading.level, scored.variance, scored.attainment, scored.raw, line.kpi.weight, scored.points,
        none,
    )  # fmt: skip
    return Row(cells)


def pace_sheet(found: Iterable[FollowUp]) -> Sheet:
    """Return how the people and teams of follow-ups stand in each metric that adds up."""
    rows = tuple(
        _pace(one.team.ref, entity, standing)
        for one in found
        for metric in one.metrics
        for entity, standing in one.rows(metric)
    )
    return Sheet("pace", PACE, rows)


def _pace(team: Ref, entity: Entity[Keyed], one: Standing) -> Row:
    pace, progress = one.pace, one.pace.progress
    figures: tuple[Cell, ...] = (
        progress.to_date, progress.actual, pace.attainment, pace.gap, pace.run_rate_forecast, pace.forecast,
        progress.whole, pace.required,
    )  # fmt: skip
    metric = Ref("metric", one.metric, "")
    status = Word(f"status_word.{pace.status}")
    return Row((team, metric, entity.ref, one.through, *figures, status, pace.why))
