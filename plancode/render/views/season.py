"""The season: its curve as a chart, and the peaks and troughs with what answers them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from plancode.analysis.capacity import lowest
from plancode.analysis.pushes import Settled, answers, pushes
from plancode.analysis.targets import ByPeriod, Target
from plancode.calendar.season import Run
from plancode.period import Period
from plancode.render.blocks import Chart, Mark, Series
from plancode.render.edition import Edition
from plancode.render.figures import Figures
from plancode.said.value import Fixed, Joined, Rounded, Said, Term
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
    amounts = figures.analysis.current(top.metric, top.scope)
    if not any(amounts.values()):
        return ()
    series = [Series(Term("col.target"), _values(figures, amounts))]
    capacity = figures.analysis.capacity.of_scope(top.metric, top.scope)
    judged = capacity.by_period if capacity is not None and capacity.judged else {}
    if judged:
        series.append(Series(Term("col.capacity"), _values(figures, judged), "line"))
    marks = tuple(_mark(run) for run in figures.analysis.runs(top))
    title = Term("chart.season", (("metric", edition.metric_name(top.metric)),))
    labels = tuple(_label(figures, period) for period in figures.horizon.periods)
    return (Chart("season", title, _alt(figures, title, amounts, judged), labels, tuple(series), marks),)


def _values(figures: Figures, amounts: ByPeriod) -> tuple[Decimal | None, ...]:
    return tuple(amounts.get(number) for number in figures.analysis.numbers)


def _mark(run: Run) -> Mark:
    form = Term(f"season.{run.form}")
    return Mark(run.numbers[0], run.numbers[-1], form, "high" if run.form == "peak" else "low")


def _label(figures: Figures, period: Period) -> Said:
    """Return how a period is called below a chart: months of one year without it, others as everywhere."""
    one_year = figures.horizon.plan.start.year == figures.horizon.plan.last.year
    if one_year and len(period.name) == _MONTH and period.name[-2:].isdigit():
        return Term(f"month_short.{period.start.month}")
    fiscal = period.name.startswith("FY") and "-P" in period.name
    if fiscal:
        return Term("period_short", (("number", int(period.name.rpartition("-P")[2])),))
    return period


def _alt(figures: Figures, title: Said, amounts: ByPeriod, capacity: ByPeriod) -> Said:
    """Return the main figures of the curve in a sentence."""
    known = {number: amount for number, amount in amounts.items() if amount}
    said = [_curve(figures, title, known)]
    worst = lowest(capacity, known) if capacity else None
    if worst is not None:
        said.append(_worst(figures, worst, capacity))
    return Joined(tuple(said), "report.gap")


def _curve(figures: Figures, title: Said, known: ByPeriod) -> Said:
    high, low = max(known, key=lambda one: (known[one], -one)), min(known, key=lambda one: (known[one], one))
    values: tuple[tuple[str, Said], ...] = (("title", title), ("whole", Rounded(sum(known.values(), _ZERO))))
    if known[high] == known[low]:
        return Term("chart.even_alt", (*values, ("each", Rounded(known[high]))))
    most: tuple[tuple[str, Said], ...] = (("high", figures.horizon.periods[high]), ("most", Rounded(known[high])))
    least: tuple[tuple[str, Said], ...] = (("low", figures.horizon.periods[low]), ("least", Rounded(known[low])))
    return Term("chart.season_alt", (*values, *most, *least))


def _worst(figures: Figures, worst: tuple[int, Decimal], capacity: ByPeriod) -> Said:
    number, ratio = worst
    values: tuple[tuple[str, Said], ...] = (
        ("whole", Rounded(sum(capacity.values(), _ZERO))),
        ("period", figures.horizon.periods[number]),
        ("ratio", Fixed(ratio, 2)),
    )
    return Term("chart.capacity_alt", values)


def runs_table(edition: Edition) -> Table | None:
    """Return the peaks and troughs of the targets at the top, with what answers each; None where there is none."""
    figures = edition.figures
    tops = figures.analysis.targets.tops if figures else ()
    rows = tuple(_run(edition, figures, top, run) for figures, top, run in _runs(figures, tops))
    heads = (
        Column("metric", "name"), Column("period"), Column("season", "word"), Column("index", "ratio"),
        Column("answered"), Column("why"),
    )  # fmt: skip
    return table(heads, rows) if rows else None


def _runs(figures: Figures | None, tops: tuple[Target, ...]) -> Iterator[tuple[Figures, Target, Run]]:
    """Yield the runs of every target whose metric adds up, the main metric's first."""
    if figures is None:
        return
    order = {metric: number for number, metric in enumerate(figures.metrics)}
    for top in sorted(tops, key=lambda one: (order.get(one.metric, 0), len(one.scope))):
        if figures.analysis.measures.adds_up(top.metric):
            yield from ((figures, top, run) for run in figures.analysis.runs(top))


def _run(edition: Edition, figures: Figures, top: Target, run: Run) -> tuple[Said, ...]:
    staffing = figures.analysis.staffing
    settled = answers(staffing, top, run)
    actions = dict.fromkeys((*(one for each in settled for one in each.actions), *pushes(staffing, top, run)))
    about = edition.scope_name(tuple(one for one in top.scope if one[0] != "team"))
    return (
        Joined((edition.metric_name(top.metric), about), "list.dot"),
        run.period,
        Term(f"season.{run.form}"),
        run.strongest,
        Joined(tuple(one.model.label for one in actions), "list.semicolon") if actions else None,
        _accepted(settled),
    )


def _accepted(settled: tuple[Settled, ...]) -> Said:
    reasons = tuple(one.answer.accept for one in settled if one.answer.accept is not None)
    return Joined(reasons, "list.semicolon") if reasons else None
