"""CAL: periods of a fiscal calendar that do not fit, or do not say what is asked of them."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.errors import PeriodError
from plancode.findings.problem import Problem
from plancode.fiscal import MONTHLY, FiscalYear
from plancode.graph.entity import Entity
from plancode.model.plan import ExplicitPeriod, Fiscal, Plan
from plancode.model.rubric import RubricDocument
from plancode.period import Period, parse_period
from plancode.rules.civil import CIVIL, alone
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.said.value import PlanWord, Verbatim

if TYPE_CHECKING:
    from plancode.said.value import Said

_LONG_YEAR: Final = 53
_LEAP_DAY: Final = (2, 29)
_MONTH: Final = re.compile("-(?=[0-9])")
_BY_QUARTER: Final = ("quarter", "half")


@rule("CAL108", "fiscal-calendar-does-not-fit", ERROR, figures=True)
def fiscal_calendar_does_not_fit(context: RuleContext) -> Iterator[Problem]:
    """The fiscal calendar does not cut the plan's period into periods that fit.

    ## Why it matters
    Every table has a row for each period. Days that lie in two periods count twice, days in none are lost, and targets
    of such days with them.

    ## Fails
    ```yaml
    period: 2026
    fiscal:
      periods: [{id: h1, from: 2026-01-01, to: 2026-06-30}, {id: h2, from: 2026-07-02, to: 2026-12-31}]
    ```

    ## Passes
    ```yaml
    fiscal:
      periods: [{id: h1, from: 2026-01-01, to: 2026-06-30}, {id: h2, from: 2026-07-01, to: 2026-12-31}]
    ```

    ## How to fix
    Let each period of your own begin the day after the one before it ends, and all of them together hold the plan's
    period. With a pattern the plan's period must lie in the twelve months, or 52 or 53 weeks, from `starts`:
    `period: FY2026` names them, while `2026` is the year of the calendar. `weeks: 53` goes with 4-4-5 and its kin only;
    a year of twelve months cannot begin on 29 February.
    """
    figures, plan = context.figures, context.graph.plan
    fiscal = plan.model.fiscal if plan else None
    if plan is None or fiscal is None:
        return
    if fiscal.pattern is None:
        yield from _explicit(figures, plan)
    elif context.graph.fiscal_year is not None:
        yield from _pattern(figures, plan, fiscal, context.graph.fiscal_year)


def _explicit(figures: Analysis, plan: Entity[Plan]) -> Iterator[Problem]:
    explicit = ((figures.graph.period(entry.model.id), entry) for entry in figures.graph.all(ExplicitPeriod))
    known = [(period, entry) for period, entry in explicit if period]
    known.sort(key=lambda pair: (pair[0].start, pair[0].end))
    for (first, entry), (second, other) in pairwise(known):
        if first.overlaps(second):
            shared = Period(second.start, min(first.end, second.end))
            values: dict[str, Said] = {"one": entry.ref, "other": other.ref, "days": _days(shared)}
            yield Problem(other.place("from"), "overlap", values, plan.ref, other.model.id, (entry.place("to"),))
            return
    day, whole = figures.horizon.plan.start, figures.horizon.plan
    for period, entry in known:
        if day < period.start and day < whole.end:
            yield _gap(plan, Period(day, min(period.start, whole.end)), entry, "from")
            return
        day = max(day, period.end)
    if known and day < whole.end:
        yield _gap(plan, Period(day, whole.end), known[-1][1], "to")


def _gap(plan: Entity[Plan], days: Period, beside: Entity[ExplicitPeriod], key: str) -> Problem:
    values: dict[str, Said] = {"days": _days(days), "count": days.days, "beside": beside.ref}
    return Problem(beside.place(key), "gap", values, plan.ref, beside.model.id)


def _days(days: Period) -> date | Period:
    return days.start if days.days == 1 else days


def _pattern(figures: Analysis, plan: Entity[Plan], fiscal: Fiscal, year: FiscalYear) -> Iterator[Problem]:
    is_monthly, whole = fiscal.pattern == MONTHLY, figures.horizon.plan
    if is_monthly and fiscal.weeks == _LONG_YEAR:
        yield Problem(plan.place("fiscal", "weeks"), "weeks", {}, plan.ref)
    if is_monthly and (year.starts.month, year.starts.day) == _LEAP_DAY:
        yield Problem(plan.place("fiscal", "starts"), "leap", {"day": year.starts}, plan.ref)
    elif not year.whole.covers(whole):
        values: dict[str, Said] = {"first": year.starts, "last": year.whole.last, "period": whole}
        starts = plan.place("fiscal", "starts") if fiscal.starts else plan.place("fiscal", "pattern")
        if CIVIL.fullmatch(plan.model.period):
            values |= {"name": Verbatim(plan.model.period), "days": alone(whole)}
            part = _MONTH.sub("-P", plan.model.period[4:])
            values |= {"other": Verbatim(f"period: FY{year.year}{part}")}
            yield Problem(plan.place("period"), "civil", values, plan.ref, related=(starts,))
        else:
            yield Problem(starts, "outside", values, plan.ref, related=(plan.place("period"),))


@rule("CAL122", "years-of-periods", ERROR)
def years_of_periods(context: RuleContext) -> Iterator[Problem]:
    """Of the plan's own periods some state their year or quarter and others do not, or they are not in order.

    ## Why it matters
    Scorecards, forecasts and the follow-up are made for the year, and for quarters, of the fiscal calendar. What only
    some periods state says nothing of the others, and is not used.

    ## Fails
    ```yaml
    fiscal:
      periods:
        - {id: p01, from: 2026-02-02, to: 2026-03-01, year: 2026, quarter: 1}
        - {id: p02, from: 2026-03-02, to: 2026-03-29}
    ```

    ## Passes
    ```yaml
    fiscal:
      periods:
        - {id: p01, from: 2026-02-02, to: 2026-03-01, year: 2026, quarter: 1}
        - {id: p02, from: 2026-03-02, to: 2026-03-29, year: 2026, quarter: 1}
    ```

    ## How to fix
    Give every period its `year`, and either every period its `quarter` or none. Years and quarters follow on each other
    like the periods.
    """
    explicit = sorted(context.graph.all(ExplicitPeriod), key=lambda entity: entity.model.from_)
    for key in ("year", "quarter"):
        with_, without = (
            [one for one in explicit if (getattr(one.model, key) is None) is missing] for missing in (False, True)
        )
        if with_ and without:
            values: dict[str, Said] = {"one": with_[0].ref, "other": without[0].ref, "key": PlanWord(key)}
            yield Problem(without[0].place("id"), "some", values, without[0].ref, related=(with_[0].place(key),))
            return
    for one, other in pairwise(explicit):
        if _stands(one) > _stands(other):
            key = "year" if (one.model.year or 0) > (other.model.year or 0) else "quarter"
            values = {"one": one.ref, "other": other.ref}
            yield Problem(other.place(key), "order", values, other.ref, related=(one.place(key),))
            return


def _stands(entity: Entity[ExplicitPeriod]) -> tuple[int, int]:
    return entity.model.year or 0, entity.model.quarter or 0


@rule("CAL123", "no-quarters-to-score", ERROR, figures=True)
def no_quarters_to_score(context: RuleContext) -> Iterator[Problem]:
    """A scorecard is made for quarters or halves, and the plan's own periods do not say which quarter they belong to.

    ## Why it matters
    Quarters are not made up: thirteen periods of four weeks have none unless somebody says which are theirs. Until then
    there is nothing to score, and nobody has a scorecard.

    ## Fails
    ```yaml
    fiscal: {periods: [{id: p01, from: 2026-01-05, to: 2026-02-01}, ...]}
    ---
    kind: rubric
    period: quarter
    ```

    ## Passes
    ```yaml
    fiscal: {periods: [{id: p01, from: 2026-01-05, to: 2026-02-01, year: 2026, quarter: 1}, ...]}
    ---
    kind: rubric
    period: quarter
    ```

    ## How to fix
    Give each period under `fiscal: {periods: ...}` its `year` and `quarter`, or let the scorecard be for each period
    (`month`), or for the `year`.
    """
    horizon = context.figures.horizon
    if not horizon.periods or horizon.quarters:
        return
    for rubric in context.graph.all(RubricDocument):
        values: dict[str, Said] = {"rubric": rubric.ref}
        if rubric.model.period in _BY_QUARTER:
            place = rubric.place("period" if "period" in rubric.model.model_fields_set else "id")
            yield Problem(place, "plain", values | {"length": PlanWord(rubric.model.period)}, rubric.ref)
            continue
        for at, kpi in enumerate(rubric.model.kpis):
            if kpi.frequency in _BY_QUARTER:
                values |= {"kpi": kpi.label, "length": PlanWord(kpi.frequency)}
                yield Problem(rubric.place("kpis", at, "frequency"), "line", values, rubric.ref, kpi.id)


@rule("CAL124", "period-named-like-another", ERROR)
def period_named_like_another(context: RuleContext) -> Iterator[Problem]:
    """A period of the plan's own has the name of a period of the calendar, and other days.

    ## Why it matters
    `2026-05` means May 2026 in every plan. Whoever reads it on a page takes the figure for that of May.

    ## Fails
    ```yaml
    fiscal: {periods: [{id: 2026-05, from: 2026-04-26, to: 2026-05-25}]}
    ```

    ## Passes
    ```yaml
    fiscal: {periods: [{id: m05, from: 2026-04-26, to: 2026-05-25}]}
    ```

    ## How to fix
    Give the period another id, and write that wherever the period is named.
    """
    for entity in context.graph.all(ExplicitPeriod):
        own = context.graph.period(entity.model.id)
        try:
            civil = parse_period(entity.model.id)
        except PeriodError:
            continue
        if own is not None and (own.start, own.end) != (civil.start, civil.end):
            values: dict[str, Said] = {"id": Verbatim(entity.model.id), "days": alone(own)}
            yield Problem(entity.place("id"), "plain", values | {"civil": alone(civil)}, entity.ref)


RULES: Final = (
    fiscal_calendar_does_not_fit,
    years_of_periods,
    no_quarters_to_score,
    period_named_like_another,
)
