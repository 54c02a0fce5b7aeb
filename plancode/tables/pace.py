"""The tables of follow-up: how people and teams stand, what is due and agreed, and how results reconcile."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import chain
from typing import Final

from plancode.analysis.analysis import Analysis
from plancode.graph.entity import Entity
from plancode.model.methods.reading import Reason
from plancode.model.review import ReviewAction
from plancode.model.team import Person
from plancode.said.value import Against, Said, Term
from plancode.scorecard.follow_up import FollowUp
from plancode.scorecard.pace import Pace
from plancode.scorecard.standing import Standing, Standings, ValueStanding, ValueStatus
from plancode.scorecard.tasks import Task
from plancode.tables.pace_reasons import why_level, why_pace
from plancode.tables.scopes import measured, metric_ref, scope_cell
from plancode.tables.scores import lack
from plancode.tables.table import Cells, Column, Row, Table

PACE: Final = (
    Column("team", "name", detail=True), Column("metric", "name", groups=True), Column("who", "name"),
    Column("through", "day", once=True), Column("to_date", "whole"), Column("actual", "whole"),
    Column("attainment", "share"), Column("gap", "whole", Term("col.gap_to_plan")), Column("status", "word"),
    Column("target", "whole"),
    Column("forecast", "whole"), Column("forecast_gap", "whole"), Column("run_rate", "whole"),
    Column("required", "whole", Term("col.required_rate")), Column("remaining", "whole"),
    Column("pipeline", "whole", detail=True),
    Column("why", detail=True),
)  # fmt: skip
TO_DATE: Final = ("through", "to_date", "actual", "attainment", "gap", "status", "why")
"""Columns that look back from the day of looking."""
TO_THE_END: Final = ("target", "forecast", "forecast_gap", "run_rate", "required", "remaining", "pipeline")
"""Columns that look ahead from it."""
LEVELS: Final = (
    Column("who", "name"), Column("metric", "name"), Column("target", "exact"), Column("actual", "exact"),
    Column("attainment", "share"), Column("status", "word"),
)  # fmt: skip
COVERAGE: Final = (
    Column("who", "name"), Column("open_deals", "count"), Column("open_value", "whole"),
    Column("weighted_value", "whole"), Column("left_to_target", "whole"), Column("pipeline_coverage", "ratio"),
    Column("weighted_coverage", "ratio"), Column("coverage_needed", "ratio"),
)  # fmt: skip
TASKS: Final = (Column("due", "day"), Column("action"), Column("owner", "name"))


def pace_table(follow_ups: Iterable[FollowUp]) -> Table:
    """Return how the people and teams of follow-ups stand in each metric, and how open deals cover what is left.

    Of those that do not add up their value stands there.
    """
    rows: list[Row] = []
    for follow_up in follow_ups:
        team = follow_up.team.ref
        for metric in follow_up.metrics:
            rows += (_row(follow_up.standings, team, standing) for standing in follow_up.all(metric))
        levels = chain((level for _, level in follow_up.levels()), follow_up.part_levels())
        rows += (_level(follow_up.standings, team, level) for level in levels)
    return Table((*PACE, *COVERAGE[1:]), tuple(rows), Term("results.no_pace"), name="pace")


def _row(standings: Standings, team: Said, standing: Standing) -> Row:
    """Return how somebody stands, with what is open, and with where that comes from."""
    cells = (*_pace(standings.analysis, team, standing), *_opening(standings, standing))
    return Row(cells, lambda: why_pace(standings, standing))


def _level(standings: Standings, team: Said, level: ValueStanding) -> Row:
    """Return a value against its target in the newest stretch, which there is no plan to date and no forecast of."""
    analysis, reading = standings.analysis, level.reading
    target, actual, gap = (
        measured(analysis.measures, level.metric, one) for one in (reading.target, reading.actual, reading.variance)
    )
    cells: dict[str, Said] = {
        "team": team, "metric": metric_ref(analysis.graph, level.metric),
        "who": scope_cell(analysis.graph, level.scope),
        "through": min(level.stretch.period.last, analysis.as_of), "target": target, "actual": actual, "gap": gap,
        "attainment": judged(analysis, reading.attainment()),
        "status": _status(level.status, reading.reason, reading.lost),
    }  # fmt: skip
    return Row(tuple(cells.get(column.key) for column in (*PACE, *COVERAGE[1:])), lambda: why_level(standings, level))


def standings_table(analysis: Analysis, standings: Iterable[Standing], team: Said = None) -> Table:
    """Return how those stand in some metrics who have a target."""
    rows = tuple(Row(_pace(analysis, team, standing)) for standing in standings)
    return Table(PACE, rows, Term("results.no_pace"))


def _pace(analysis: Analysis, team: Said, standing: Standing) -> Cells:
    pace, progress = standing.pace, standing.pace.progress

    who = scope_cell(analysis.graph, standing.scope)

    def unit(value: Decimal | None) -> Said:
        return measured(analysis.measures, standing.metric, value)

    return (
        team, metric_ref(analysis.graph, standing.metric), who, standing.through, unit(progress.to_date),
        unit(progress.actual), attainment_of(analysis, pace), unit(pace.gap),
        _status(pace.status, progress.reason, progress.lost),
        unit(progress.whole), unit(pace.forecast), unit(pace.forecast_gap), unit(pace.run_rate_forecast),
        unit(pace.required), unit(pace.remaining), unit(progress.pipeline), pace.why,
    )  # fmt: skip


def openings_table(standings: Standings, stood: Iterable[Standing]) -> Table:
    """Return how the open deals of those who stand in a metric cover what is left to their targets."""
    graph = standings.analysis.graph
    told = ((standing, _opening(standings, standing)) for standing in stood)
    rows = (Row((scope_cell(graph, standing.scope), *cells)) for standing, cells in told if cells[0] is not None)
    return Table(COVERAGE, tuple(rows))


def _opening(standings: Standings, standing: Standing) -> Cells:
    """Return the cells of how open deals cover what is left; empty where there is no such thing."""
    opening = standings.opening(standing)
    if opening is None:
        return (None,) * len(COVERAGE[1:])
    amounts = (opening.amount, opening.weighted, opening.gap)
    return (
        opening.count, *(measured(standings.analysis.measures, standing.metric, amount) for amount in amounts),
        opening.coverage, opening.coverage_weighted, opening.needed,
    )  # fmt: skip


def _status(status: ValueStatus, reason: Reason | None, lost: int) -> Term:
    """Return a status, or why nothing is known."""
    if reason is not None:
        return Term("no_data_of", (("reason", lack(reason, lost)),))
    return Term(f"status_word.{status}")


def attainment_of(analysis: Analysis, pace: Pace) -> Said:
    """Return the attainment to date, with the limits that it is held against where it decides."""
    return judged(analysis, pace.attainment) if pace.judged == "to_date" else pace.attainment


def judged(analysis: Analysis, attained: Decimal | str | None) -> Said:
    """Return an attainment that decides about a status, with the limits of the policy."""
    policy = analysis.graph.policy.pace
    limits = (policy.on_track.number, policy.at_risk.number)
    return Against(attained, limits, "%") if isinstance(attained, Decimal) else None


def levels_table(analysis: Analysis, levels: Iterable[ValueStanding]) -> Table:
    """Return values of metrics that do not add up against their targets."""
    rows = []
    for level in levels:
        who = scope_cell(analysis.graph, level.scope)
        target = measured(analysis.measures, level.metric, level.reading.target)
        actual = measured(analysis.measures, level.metric, level.reading.actual)
        status = _status(level.status, level.reading.reason, level.reading.lost)
        attained = judged(analysis, level.reading.attainment())
        rows.append(Row((who, metric_ref(analysis.graph, level.metric), target, actual, attained, status)))
    return Table(LEVELS, tuple(rows))


def tasks_table(analysis: Analysis, tasks: Iterable[Task]) -> Table:
    """Return what is due, with who owns it."""
    return Table(TASKS, tuple(Row((task.due, task_label(task), _owner(analysis, task.owner))) for task in tasks))


def carried_table(analysis: Analysis, actions: Iterable[Entity[ReviewAction]]) -> Table:
    """Return what reviews agreed and is still open, with the review that did."""
    rows = []
    for action in actions:
        agreed = action.model
        rows.append(Row((agreed.due, agreed.label, _owner(analysis, agreed.owner), action.document_id)))
    return Table((*TASKS, Column("agreed")), tuple(rows))


def task_label(task: Task) -> str:
    """Return what people call a task."""
    return str(getattr(task.entity.model, "label", task.entity.name))


def _owner(analysis: Analysis, name: str) -> Said:
    person = analysis.graph.find(Person, name)
    return person.ref if person is not None else name
