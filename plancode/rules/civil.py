"""CAL: years, halves, quarters and months of the calendar in a plan whose fiscal calendar has others."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.findings.problem import Problem
from plancode.graph.graph import PlanGraph
from plancode.model.plan import ExplicitPeriod
from plancode.period import Period, gaps
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.said.value import Verbatim

if TYPE_CHECKING:
    from plancode.said.value import Said

CIVIL: Final = re.compile(r"[0-9]{4}(?:-(?:H[12]|Q[1-4]|[01][0-9]))?")
"""Names of the year, half, quarter and month of the calendar."""
_PARTS: Final = {"": ("",), "H": ("-H1", "-H2"), "Q": ("-Q1", "-Q2", "-Q3", "-Q4")}
_PERIODS: Final = tuple(f"-P{number:02}" for number in range(1, 13))


@rule("CAL121", "calendar-cuts-fiscal-periods", ERROR, figures=True)
def calendar_cuts_fiscal_periods(context: RuleContext) -> Iterator[Problem]:
    """A year, half, quarter or month of the calendar begins or ends inside a period of the fiscal calendar.

    ## Why it matters
    `2026-05` is May 2026 in every plan. Where the fiscal calendar has a period from 27 April to 24 May, hardly anybody
    means the days from 1 to 31 May: a target for them lies in two periods, and no table shows it as one.

    ## Fails
    ```yaml
    fiscal: {pattern: 4-4-5, starts: 2026-02-02}
    targets: [{team: east, period: 2026-05, amount: 4M}]
    ```

    ## Passes
    ```yaml
    fiscal: {pattern: 4-4-5, starts: 2026-02-02}
    targets: [{team: east, period: FY2026-P04, amount: 4M}]
    ```

    ## How to fix
    Write the fiscal period: `FY2026`, `FY2026-H1`, `FY2026-Q3`, `FY2026-P05`, or the id of a period of the plan's own.
    If the days of the calendar are meant, write the first and the last one: `2026-05-01..2026-05-31`.
    """
    graph = context.base
    if not graph.has_fiscal_calendar:
        return
    known: dict[str, dict[str, Said] | None] = {}
    for entity, route, name in graph.periods:
        is_own = entity.model is graph.plan.model if graph.plan else False
        if CIVIL.fullmatch(name) and not (is_own and not _holds_whole_plan(context.figures)):
            if name not in known:
                known[name] = _cut(graph, name)
            values = known[name]
            if values is not None:
                place = entity.origin.document.place(route, key=route[-1] == name)
                subject = "/".join(map(str, route))
                yield Problem(place, "plain" if "other" in values else "days", values, entity.ref, subject)


def _holds_whole_plan(figures: Analysis) -> bool:
    """Whether the fiscal calendar holds all days of the plan: what else is wrong with that is said of it."""
    taken = [(period.start, period.end) for period in figures.horizon.periods]
    return next(gaps(taken, figures.horizon.plan.start, figures.horizon.plan.end), None) is None


def _cut(graph: PlanGraph, name: str) -> "dict[str, Said] | None":
    """Return what is to be said of a period of the calendar that cuts fiscal ones; None of one that does not."""
    civil = graph.period(name)
    if civil is None or graph.find(ExplicitPeriod, name) is not None:
        return None
    periods = tuple(_periods(graph, civil))
    cut = [one for one in periods if one.overlaps(civil) and not civil.covers(one)]
    if not cut:
        return None
    other = max(_alike(graph, name, civil, periods), key=lambda one: _shared(one, civil), default=None)
    values: dict[str, Said] = {"name": Verbatim(name), "days": alone(civil), "cut": cut[0]}
    values["range"] = Verbatim(f"{civil.start}..{civil.last}")
    if other is None:
        return values
    return values | {"other": Verbatim(other.name), "other_days": alone(other)}


def _periods(graph: PlanGraph, around: Period) -> Iterator[Period]:
    """Yield the fiscal periods around some days: those of years before and after, too, where a pattern tells them."""
    if graph.fiscal_year is not None:
        for year in graph.fiscal_year.around(around):
            yield from year.periods
    else:
        named = (graph.period(entity.model.id) for entity in graph.all(ExplicitPeriod))
        yield from sorted(period for period in named if period is not None)


def _alike(graph: PlanGraph, name: str, civil: Period, periods: Iterable[Period]) -> Iterator[Period]:
    """Yield the fiscal periods that a period of the calendar may be meant for."""
    part = name[5:6]
    if part.isdigit() and graph.fiscal_year is None:
        yield from (period for period in periods if period.overlaps(civil))
        return
    years = range(civil.start.year - 1, civil.start.year + 2)
    names = (f"FY{year}{end}" for year in years for end in (_PERIODS if part.isdigit() else _PARTS[part]))
    yield from (period for period in map(graph.period, names) if period is not None and period.overlaps(civil))


def _shared(one: Period, other: Period) -> tuple[int, int]:
    return (min(one.end, other.end) - max(one.start, other.start)).days, -one.start.toordinal()


def alone(period: Period) -> Period:
    """Return a period by its days, without its name."""
    return Period(period.start, period.end)


RULES: Final = (calendar_cuts_fiscal_periods,)
