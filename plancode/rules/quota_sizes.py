"""TGT: quotas that are too much for their seat, or for what it is paid."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.analysis import Analysis
from plancode.analysis.ladder import narrowing
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.team import Person, Role
from plancode.quantity import PLACES, rounded
from plancode.rules.context import RuleContext
from plancode.rules.quotas import about_quota, own_quotas, quota_on_leave
from plancode.rules.rounding import money, ratio
from plancode.rules.rule import WARNING, rule
from plancode.rules.scopes import figure, subject_of

if TYPE_CHECKING:
    from plancode.said.value import Said

_ZERO: Final = Decimal(0)
_ALIKE: Final = Decimal("1.001")
"""What rounding adds to one person's part is no more than their team is asked."""
_YEAR: Final = 12


@rule("TGT117", "quota-over-capacity", WARNING, figures=True)
def quota_over_capacity(context: RuleContext) -> Iterator[Problem]:
    """Somebody's quota is more than they can bring by the plan's own figures.

    ## Why it matters
    Capacity is the productivity of the role, less what ramp-up, part time, long leave and leavers take from it. A
    quota above it is missed without anybody's fault. People whose role states no productivity are not judged. What the
    levels above hand down beyond their targets, within `over_assignment`, is told apart and not held against it. Where
    a whole team is asked too much, or a quota reaches into a long leave, CAP101 and TGT115 tell it, and only who is
    asked more than that stands here.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1.2M/year}}]
    targets: [{person: wu-hao, amount: 1.5M}]
    ```

    ## Passes
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1.6M/year}}]
    targets: [{person: wu-hao, amount: 1.5M}]
    ```

    ## How to fix
    Lower the quota, or give a part of it to somebody with room. If the person really brings more, or less, write
    their own `productivity`. The table of capacity shows what was taken off, and why.
    """
    figures, seen = context.figures, set[tuple[str, Entity[Person]]]()
    for target, person in context.once(own_quotas):
        key = (target.metric, person)
        if key in seen or narrowing(target.scope) or target.metric not in figures.capacity.metrics:
            continue
        seen.add(key)
        amounts = figures.committed(target.metric, target.scope)
        capacity = figures.capacity.of(target.metric, "person", person.model.id)
        given = sum(figures.current(target.metric, target.scope).values(), _ZERO)
        quota = sum(amounts.values(), _ZERO)
        able = sum((capacity.by_period.get(number, _ZERO) for number, amount in amounts.items() if amount), _ZERO)
        if not capacity.judged or rounded(quota - able, PLACES) <= 0 or not figures.measures.adds_up(target.metric):
            continue
        on_leave = quota_on_leave(context, target, person) if target.row is not None else None
        is_told = on_leave is not None and given - on_leave[1] <= able
        if is_told or _short_anyway(figures, target.metric, person, quota / able if able else None):
            continue
        values = about_quota(context, target, person) | {
            "quota": figure(figures.measures, quota, target.metric),
            "capacity": figure(figures.measures, able, target.metric),
            "gap": figure(figures.measures, quota - able, target.metric),
            "padding": figure(figures.measures, given - quota, target.metric),
        }
        variant = "padded" if given > quota else "plain"
        subject, weight = subject_of(target.metric, target.scope), quota / able if able else None
        yield Problem(target.place, variant, values, person.ref, subject, weight=weight)


def _short_anyway(figures: Analysis, metric: str, person: Entity[Person], asked: Decimal | None) -> bool:
    """Whether a team above asks all its people for as many times their capacity, which is told of the team."""
    return asked is not None and any(
        times > 1 and asked <= times * _ALIKE
        for team in (person.model.team, *figures.ladder.teams_above(person.model.team))
        if (times := _times(figures, metric, team)) is not None
    )


def _times(figures: Analysis, metric: str, team: str) -> Decimal | None:
    """Return the commitment of a team over its capacity; None where that is not judged."""
    capacity = figures.capacity.of_scope(metric, (("team", team),))
    amounts = figures.committed(metric, (("team", team),))
    able = sum((capacity.by_period.get(number, _ZERO) for number in amounts), _ZERO) if capacity else _ZERO
    return sum(amounts.values(), _ZERO) / able if capacity is not None and capacity.judged and able else None


@rule("TGT121", "quota-to-ote-out-of-band", WARNING, figures=True)
def quota_to_ote_out_of_band(context: RuleContext) -> Iterator[Problem]:
    """The quotas of a role are very small, or very large, against what its people earn at 100 %.

    ## Why it matters
    Too small a ratio, and the seat costs more than it can bring; too large, and the pay does not match the work, so
    that good people leave. Compared is the mean of the role's quotas, each taken for a full year of full-time work,
    with the role's `ote`. Only the money metric that the plan is mainly about is looked at.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, ote: 600k}]
    targets: [{person: wu-hao, amount: 1.2M}]
    ```

    ## Passes
    ```yaml
    roles: [{id: rep, carries_quota: true, ote: 240k}]
    targets: [{person: wu-hao, amount: 1.2M}]
    ```

    ## How to fix
    Look at the quotas and at `ote` again: a month's pay or an amount without 万 or k is a common slip. Where margins
    are unusual, set the range in the plan's policy.

    ## Policy
    `quota_to_ote` (from 3 to 10, own default).
    """
    figures, band = context.figures, context.graph.policy.quota_to_ote
    metric, years = figures.main_metric, figures.horizon.months / _YEAR
    targets = _annual(context) if metric and figures.measures.is_money(metric) else {}
    for role in context.graph.all(Role):
        ote, quotas = figures.measures.money(role.model.ote, figures.horizon.plan.start), targets.get(role.model.id, [])
        if not ote or not quotas:
            continue
        mean = sum(quotas, _ZERO) / len(quotas) / years
        times = mean / ote
        if not band.min <= times <= band.max:
            values: dict[str, Said] = {
                "role": role.ref,
                "quota": money(mean),
                "ratio": ratio(times, band.min, band.max),
            }
            values |= {"people": len(quotas), "min": band.min, "max": band.max}
            yield Problem(role.place("ote"), "low" if times < band.min else "high", values, role.ref)


def _annual(context: RuleContext) -> dict[str, list[Decimal]]:
    """Return the quotas of each role's people, each as that of somebody who is there for the whole plan."""
    figures, quotas = context.figures, defaultdict[str, list[Decimal]](list)
    for person in context.graph.all(Person):
        stints, quota = figures.staffing.stints(person), figures.quota(person.model.id)
        days = figures.horizon.days(person)
        whole = days.calendar.in_period(figures.horizon.plan)
        worked = sum((stint.fte * days.present(stint.start, stint.end) for stint in stints), _ZERO)
        if len({stint.role for stint in stints}) == 1 and quota and worked:
            quotas[stints[0].role].append(quota * whole / worked)
    return quotas


RULES: Final = (
    quota_over_capacity,
    quota_to_ote_out_of_band,
)
