"""CAL: seasonal profiles that do not make up the year, or are of another metric."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.calendar.phasing import profile_weights
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.calendar import Profile
from plancode.model.targets import ProfilePhasing, TargetsDocument
from plancode.period import Period, gaps
from plancode.quantity import Quantity, together
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Said

_SHOWN: Final = 5
_DAY: Final = timedelta(days=1)
_WHOLE: Final = Decimal(1)


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
    Correct the shares until they make exactly 100 %. Rounded shares, such as twelve times 8.33 %, leave a rest: write
    `1/12`, or give it to one of the months.
    """
    for profile in context.graph.all(Profile):
        shares = profile.model.listed or profile.model.named.values()
        total = together(shares)
        if total != _WHOLE:
            gap = Quantity(abs(_WHOLE - total), "%")
            values: dict[str, Said] = {"profile": profile.ref, "found": Quantity(total, "%"), "gap": gap}
            place = profile.place("months" if profile.model.months else "periods")
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
    Give under `months` twelve shares: those of the months of the calendar, January first, whenever your year begins.
    Give under `periods` the shares of the periods of the year in order, `[24%, 26%, ...]`, or name periods of the plan,
    each day in one of them at most.
    """
    figures = context.figures
    for profile in context.graph.all(Profile):
        if profile.model.listed and figures.horizon.periods:
            weights = profile_weights(figures.horizon, profile.model, weigh=False)
            if weights.fault:
                values: dict[str, Said] = {"profile": profile.ref, "found": weights.found, "wanted": weights.wanted}
                if profile.model.months:
                    yield Problem(profile.place("months"), "months", values, profile.ref)
                else:
                    place = profile.place("periods")
                    yield Problem(place, "periods" if weights.wanted else "uneven", values, profile.ref)
        else:
            yield from _named_periods(figures, profile)


def _named_periods(figures: Analysis, profile: Entity[Profile]) -> Iterator[Problem]:
    plan = figures.horizon.plan
    named = ((figures.graph.period(name), name) for name in profile.model.named)
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
    if left is not None and not outside and known and len(known) == len(profile.model.named):
        values = {"profile": profile.ref, "first": left[0], "last": left[1] - _DAY}
        yield Problem(profile.place("periods"), "gap", values, profile.ref)


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
)
