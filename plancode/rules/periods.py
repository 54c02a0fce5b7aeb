"""CAL: seasonal profiles and fiscal periods that do not make up the plan's own."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.calendar.phasing import profile_weights
from plancode.findings.problem import Problem
from plancode.fiscal import MONTHLY, FiscalYear
from plancode.graph.entity import Entity
from plancode.model.calendar import Profile
from plancode.model.plan import ExplicitPeriod, Fiscal, Plan
from plancode.model.targets import ProfilePhasing, TargetsDocument
from plancode.period import Period, gaps
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Said

_SHOWN: Final = 5
_DAY: Final = timedelta(days=1)
_WHOLE: Final = Decimal(1)
_LONG_YEAR: Final = 53
_LEAP_DAY: Final = (2, 29)


@rule("CAL104", "profile-not-100", ERROR)
def profile_not_100(context: RuleContext) -> Iterator[Problem]:
    """The shares of a seasonal profile do not add up to 100 %.

    ## Why it matters
    Amounts are spread in proportion, so that no month gets the share that is written for it.

    ## Fails
    ```yaml
    profiles: [{id: drinks, periods: {2026-H1: 45%, 2026-H2: 50%}}]
    ```

    ## Passes
    ```yaml
    profiles: [{id: drinks, periods: {2026-H1: 45%, 2026-H2: 55%}}]
    ```

    ## How to fix
    Correct the shares until they make exactly 100 %. Rounded shares, such as twelve times 8.33 %, leave a rest: give
    it to one of the months.
    """
    for profile in context.graph.all(Profile):
        months, periods = profile.model.months, profile.model.periods
        total = sum((share.number for share in months or periods.values()), Decimal(0))
        if total != _WHOLE:
            gap = Quantity(abs(_WHOLE - total), "%")
            values: dict[str, Said] = {"profile": profile.ref, "found": Quantity(total, "%"), "gap": gap}
            place = profile.place("months" if months else "periods")
            yield Problem(place, "less" if total < _WHOLE else "more", values, profile.ref)


@rule("CAL105", "profile-does-not-fit", ERROR, figures=True)
def profile_does_not_fit(context: RuleContext) -> Iterator[Problem]:
    """A seasonal profile does not fit the plan: so many months, or periods that overlap, lie outside or leave days out.

    ## Why it matters
    A profile that fits no period of the plan spreads nothing: every period then weighs the same. Of periods that
    overlap, or lie outside, a part counts twice or is lost; a stretch that none of them covers gets nothing.

    ## Fails
    ```yaml
    period: 2026
    profiles: [{id: drinks, periods: {2026-H1: 45%, 2026-Q2: 10%, 2026-H2: 45%}}]
    ```

    ## Passes
    ```yaml
    profiles: [{id: drinks, periods: {2026-Q1: 35%, 2026-Q2: 20%, 2026-H2: 45%}}]
    ```

    ## How to fix
    Give under `months` one share for each period of the plan, or twelve: those of the periods of a year, and in a plan
    that is no year of twelve periods those of the calendar months, January first, which come again every year. Under
    `periods` name periods of the plan, each day in one of them at most.
    """
    figures = context.figures
    for profile in context.graph.all(Profile):
        if profile.model.months and figures.horizon.periods:
            weights = profile_weights(figures.horizon, profile.model, weigh=False)
            if weights.fault:
                values: dict[str, Said] = {"profile": profile.ref, "found": weights.found, "wanted": weights.wanted}
                yield Problem(profile.place("months"), "months", values, profile.ref)
        else:
            yield from _named_periods(figures, profile)


def _named_periods(figures: Analysis, profile: Entity[Profile]) -> Iterator[Problem]:
    plan = figures.horizon.plan
    named = ((figures.graph.period(name), name) for name in profile.model.periods)
    known = sorted(Period(period.start, period.end, name) for period, name in named if period is not None)
    outside = [period.name for period in known if not plan.covers(period)]
    if outside:
        names, place = tuple(outside[:_SHOWN]), profile.place("periods", outside[0], key=True)
        values: dict[str, Said] = {"profile": profile.ref, "names": names, "first": plan.start, "last": plan.last}
        yield Problem(place, "outside", values, profile.ref)
    for first, second in pairwise(known):
        if first.overlaps(second):
            both: dict[str, Said] = {"profile": profile.ref, "one": first.name, "other": second.name}
            yield Problem(profile.place("periods", second.name, key=True), "overlap", both, profile.ref)
            return
    left = next(gaps([(period.start, period.end) for period in known], plan.start, plan.end), None)
    if left is not None and not outside and known and len(known) == len(profile.model.periods):
        values = {"profile": profile.ref, "first": left[0], "last": left[1] - _DAY}
        yield Problem(profile.place("periods"), "gap", values, profile.ref)


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
    period. With a pattern the plan's period must lie in the twelve months, or 52 or 53 weeks, from `starts`;
    `weeks: 53` goes with 4-4-5 and its kin only; a year of twelve months cannot begin on 29 February.
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
        place = plan.place("fiscal", "starts") if fiscal.starts else plan.place("fiscal", "pattern")
        yield Problem(place, "outside", values, plan.ref, related=(plan.place("period"),))


@rule("CAL113", "profile-of-another-metric", WARNING)
def profile_of_another_metric(context: RuleContext) -> Iterator[Problem]:
    """A target is phased by a seasonal profile that is said to apply to another metric.

    ## Why it matters
    What is sold to the customer and what is invoiced peak in different months. Every period of the target is then
    wrong, with capacity and pace.

    ## Fails
    ```yaml
    profiles: [{id: drinks, metric: sell_out, months: [...]}]
    ---
    metric: revenue
    phasing: {profile: drinks}
    ```

    ## Passes
    ```yaml
    profiles: [{id: invoices, metric: revenue, months: [...]}]
    ---
    metric: revenue
    phasing: {profile: invoices}
    ```

    ## How to fix
    Name the profile of the metric. If one holds for both, leave `metric` out of the profile: it then applies to all.
    """
    for document in context.graph.all(TargetsDocument):
        phasing = document.model.phasing
        profile = context.graph.find(Profile, phasing.profile) if isinstance(phasing, ProfilePhasing) else None
        if profile is not None and profile.model.metric not in (None, document.model.metric):
            values: dict[str, Said] = {"target": document.ref, "profile": profile.ref}
            values |= {"metric": metric_ref(context.graph, document.model.metric)}
            values |= {"other": metric_ref(context.graph, profile.model.metric or "")}
            place, related = document.place("phasing", "profile"), (profile.place("metric"),)
            yield Problem(place, "plain", values, document.ref, related=related)


RULES: Final = (
    profile_of_another_metric,
    profile_not_100,
    profile_does_not_fit,
    fiscal_calendar_does_not_fit,
)
