"""The season: its curve as a chart, and the peaks and troughs with what answers them."""

from decimal import Decimal
from typing import Final

from plancode.analysis.capacity import lowest
from plancode.analysis.pushes import answers, pushes
from plancode.analysis.targets import ByPeriod, Target
from plancode.calendar.season import Run
from plancode.period import Period
from plancode.render.blocks import Chart, Mark, Series
from plancode.render.edition import Edition, lines
from plancode.render.figures import Figures
from plancode.said.value import Fixed, Joined, Said, Term
from plancode.tables.table import Column, Table, table

_ZERO: Final = Decimal(0)
_MONTH: Final = 7
"""The length of `2026-05`."""


def season_chart(edition: Edition) -> tuple[Chart, ...]:
    """Return the curve of the main target with what people can bring; none where there is nothing to draw."""
    figures = edition.figures
    top = figures.analysis.main_target if figures else None
    if figures is None or top is None or len(figures.horizon.periods) < 2:  # noqa: PLR2004  # a curve has points
        return ()
    amounts, numbers = figures.analysis.current(top.metric, top.scope), figures.analysis.numbers
    if not any(amounts.values()):
        return ()
    series = [Series(Term("col.target"), tuple(amounts.get(number) for number in numbers))]
    capacity = figures.analysis.capacity.of_scope(top.metric, top.scope)
    judged = capacity.by_period if capacity is not None and capacity.judged else {}
    if judged:
        series.append(Series(Term("col.capacity"), tuple(judged.get(number) for number in numbers), "line"))
    marks = tuple(
        Mark(run.numbers[0], run.numbers[-1], Term(f"season.{run.form}"), "high" if run.form == "peak" else "low")
        for run in figures.analysis.runs(top)
    )
    title = Term("chart.season", (("metric", edition.metric_name(top.metric)),))
    labels = tuple(_label(figures, period) for period in figures.horizon.periods)
    finest = figures.analysis.measures.step(top.metric)
    return (
        Chart("season", title, _alt(figures, top.metric, title, amounts, judged), labels, tuple(series), marks, finest),
    )


def _label(figures: Figures, period: Period) -> Said:
    """Return how a period is called below a chart: months of one year without it, others as everywhere."""
    one_year = figures.horizon.plan.start.year == figures.horizon.plan.last.year
    if one_year and len(period.name) == _MONTH and period.name[-2:].isdigit():
        return Term(f"month_short.{period.start.month}")
    if period.name.startswith("FY") and "-P" in period.name:
        return Term("period_short", (("number", int(period.name.rpartition("-P")[2])),))
    return period


def _alt(figures: Figures, metric: str, title: Said, amounts: ByPeriod, capacity: ByPeriod) -> Said:
    """Return the main figures of the curve in a sentence."""
    known = {number: amount for number, amount in amounts.items() if amount}
    said = [_curve(figures, metric, title, known)]
    worst = lowest(capacity, known) if capacity else None
    if worst is not None:
        number, ratio = worst
        brought = (
            ("whole", figures.written(metric, sum(capacity.values(), _ZERO))),
            ("period", figures.horizon.periods[number]),
        )
        said.append(Term("chart.capacity_alt", (*brought, ("ratio", Fixed(ratio, 2)))))
    return Joined(tuple(said), "report.gap")


def _curve(figures: Figures, metric: str, title: Said, known: ByPeriod) -> Term:
    most, least = max(known.values()), min(known.values())
    values: tuple[tuple[str, Said], ...] = (
        ("title", title),
        ("whole", figures.written(metric, sum(known.values(), _ZERO))),
    )
    if most == least:
        return Term("chart.even_alt", (*values, ("each", figures.written(metric, most))))
    for name, size, amount in (("high", "most", most), ("low", "least", least)):
        first = min(number for number in known if known[number] == amount)
        values += ((name, figures.horizon.periods[first]), (size, figures.written(metric, amount)))
    return Term("chart.season_alt", values)


def runs_table(edition: Edition) -> Table | None:
    """Return the peaks and troughs of the targets at the top, with what answers each; None where there is none.

    The targets are those whose metric adds up, of the main metric first.
    """
    figures = edition.figures
    if figures is None:
        return None
    order = {metric: number for number, metric in enumerate(figures.metrics)}
    tops = sorted(figures.analysis.targets.tops, key=lambda top: (order.get(top.metric, 0), len(top.scope)))
    sums = (top for top in tops if figures.analysis.measures.adds_up(top.metric))
    rows = tuple(_run(edition, figures, top, run) for top in sums for run in figures.analysis.runs(top))
    heads = (
        Column("metric", "name"), Column("period"), Column("season", "word"), Column("index", "ratio"),
        Column("answered"), Column("why"),
    )  # fmt: skip
    return table(heads, rows) if rows else None


def _run(edition: Edition, figures: Figures, top: Target, run: Run) -> tuple[Said, ...]:
    staffing = figures.analysis.staffing
    settled = answers(staffing, top, run)
    answering = (action for answer in settled for action in answer.actions)
    actions = dict.fromkeys((*answering, *pushes(staffing, top, run)))
    reasons = tuple(answer.answer.accept for answer in settled if answer.answer.accept is not None)
    return (
        Joined((edition.metric_name(top.metric), edition.scope_name(top.scope, but="team")), "list.dot"),
        run.period,
        Term(f"season.{run.form}"),
        run.strongest,
        lines(tuple(action.model.label for action in actions)),
        lines(reasons),
    )
