"""CAP: what people can bring against what is asked of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from plancode.analysis.analysis import Analysis
from plancode.analysis.capacity import lowest, productivity_of, ratio_of
from plancode.analysis.measures import Scope
from plancode.analysis.targets import Target
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.base import Keyed
from plancode.model.policy import RatioBand
from plancode.model.team import Role
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref, node_of
from plancode.rules.rounding import money, share
from plancode.rules.rule import ERROR, INFO, WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Values

_ZERO: Final = Decimal(0)
Shortfall = Literal["fine", "period", "tight", "below"]
_FORMS: Final[tuple[Shortfall, ...]] = ("fine", "period", "tight", "below")
_WHOLE: Final = ("plain", "plain_padded")
"""How the whole time is told."""


@dataclass(frozen=True, slots=True)
class _Stand:
    """The capacity of the plan or of a team against its target, in its worst period, and in which it is too little."""

    metric: str
    scope: Scope
    node: Entity[Keyed]
    target: Target
    capacity: Decimal
    amount: Decimal
    padding: Decimal
    worst: tuple[int, Decimal]
    ratios: Mapping[int, Decimal]
    """Capacity over target in each period that has a target."""
    limit: Decimal
    """What is too little in a single period."""
    form: Shortfall

    @property
    def ratio(self) -> Decimal:
        """Capacity over target, of the whole."""
        return ratio_of(self.capacity, self.amount)

    @property
    def short(self) -> tuple[int, ...]:
        """The periods in which it is too little."""
        return tuple(number for number, ratio in self.ratios.items() if ratio < self.limit)

    def is_worse(self, above: "_Stand") -> bool:
        """Whether that a level above is short does not tell how short this one is: a worse form, or far less of it.

        Far is what the policy lets a single period fall short.
        """
        far = 1 - self.limit
        if _FORMS.index(self.form) > _FORMS.index(above.form):
            return True
        return self.form == above.form == "below" and self.ratio < above.ratio - far

    def worse_periods(self, above: "_Stand") -> bool:
        """Whether periods are short that are not short above, or by far less."""
        there = above.ratios
        return any(
            number not in above.short or self.ratios[number] < there[number] - (1 - self.limit) for number in self.short
        )


def _stands(figures: Analysis) -> Iterator[tuple[_Stand, tuple[_Stand, ...]]]:
    """Yield each level with a target that can be judged, with those above it."""
    for metric in figures.capacity.metrics:
        if not figures.measures.adds_over_time(metric):
            continue
        scopes = figures.targets.scopes(metric)
        stands = {scope: stand for scope in scopes if (stand := _stand(figures, metric, scope))}
        for scope, stand in stands.items():
            yield stand, tuple(stands[upper] for upper in _above(figures, scope) if upper in stands)


def _above(figures: Analysis, scope: Scope) -> Iterator[Scope]:
    if scope:
        yield from ((("team", team),) for team in figures.ladder.teams_above(scope[0][1]))
        yield ()


def _stand(figures: Analysis, metric: str, scope: Scope) -> _Stand | None:
    node, targets = node_of(figures.graph, scope), figures.targets.of(metric, scope)
    if node is None or any(target.is_unknown for target in targets):
        return None
    capacity, amounts = figures.capacity.of_scope(metric, scope), figures.committed(metric, scope)
    amount = sum(amounts.values(), _ZERO)
    worst = lowest(capacity.by_period, amounts) if capacity is not None and capacity.judged else None
    if capacity is None or worst is None or amount <= 0:
        return None
    band, able = figures.graph.policy.capacity_ratio, capacity.by_period
    there = sum((able.get(number, _ZERO) for number in amounts), _ZERO)
    ratios = {number: ratio_of(able.get(number, _ZERO), part) for number, part in amounts.items() if part > 0}
    limit, ratio = _in_a_period(band), ratio_of(there, amount)
    form: Shortfall = "below" if ratio < band.error else "tight" if ratio < band.warn else "fine"
    form = "period" if form == "fine" and min(ratios.values()) < limit else form
    target = max(targets, key=lambda target: target.top)
    padding = sum(figures.current(metric, scope).values(), _ZERO) - amount
    return _Stand(metric, scope, node, target, there, amount, padding, worst, ratios, limit, form)


def _in_a_period(band: RatioBand) -> Decimal:
    """Return the limit for a single period: never stricter than that for the whole."""
    return min(band.period, band.error)


def _problem(figures: Analysis, stand: _Stand, variant: str, limit: Decimal) -> Problem:
    values: Values = {
        "node": stand.node.ref,
        "metric": metric_ref(figures.graph, stand.metric),
        "capacity": money(stand.capacity),
        "target": money(stand.amount),
        "padding": money(stand.padding),
        "missing": money(max(stand.amount - stand.capacity, _ZERO)),
        "ratio": share(stand.capacity / stand.amount, limit),
        "limit": share(limit),
        "period": figures.horizon.periods[stand.worst[0]],
        "worst": share(stand.worst[1], limit),
        "short": len(stand.short),
    }
    subject, weight = f"{stand.metric}@{stand.node.key.id}", -stand.capacity / stand.amount
    return Problem(stand.target.place, variant, values, stand.target.holder.ref, subject, weight=weight)


def _of_the_whole(stand: _Stand) -> str:
    """Return the variant that tells of the whole time."""
    return "plain_padded" if stand.padding > 0 else "plain"


@rule("CAP101", "capacity-below-target", ERROR, figures=True)
def capacity_below_target(context: RuleContext) -> Iterator[Problem]:
    """What the people of the plan, or of a team, can bring does not reach the target.

    ## Why it matters
    Such a target is missed from the first day, however hard everybody works. Capacity counts each person's
    productivity with hours, presence, ramp and expected leavers; `docs/numbers.md` says how. The highest level that
    falls short is named, and teams below it only where they fall short by far more. What a level is given beyond its
    part of the commitment, because the levels above it over-assign within `over_assignment`, is told apart and not
    held against it.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1M/year}}]
    people: [{id: li-na, role: rep, team: east}, {id: wu-hao, role: rep, team: east}]
    target: {team: east, amount: 2.4M}
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 1.9M}
    ```

    ## How to fix
    Lower the target, hire in time (a newcomer needs the ramp of the role), move people to the team, or correct the
    productivity where it is out of date.

    ## Policy
    `capacity_ratio` (warn 1.05, error 1, period 0.9, own default): below `error` this rule fails.
    `over_assignment` (from 1 to 1.25 times the target, own default): more than that is no padding.
    """
    figures = context.figures
    for stand, above in _stands(figures):
        if stand.form == "below":
            problem = _problem(figures, stand, _of_the_whole(stand), figures.graph.policy.capacity_ratio.error)
            yield replace(problem, is_implied=not all(map(stand.is_worse, above)))


@rule("CAP102", "capacity-tight", WARNING, figures=True)
def capacity_tight(context: RuleContext) -> Iterator[Problem]:
    """What people can bring reaches the target with next to nothing to spare, or not in every period.

    ## Why it matters
    One resignation or one late hire, and the target is out of reach. Where the whole is fine and single periods are
    not, these periods will be missed, and quarterly results with them. Levels below one that is no better are told only
    where they fall short in other periods, or by far more.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1M/year}}]
    people: [{id: li-na, role: rep, team: east}, {id: wu-hao, role: rep, team: east}]
    target: {team: east, amount: 1.95M}
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 1.9M}
    ```

    ## How to fix
    Keep a reserve: lower the target a little, or open a seat. For single periods: move the start of a hire or a leave,
    or give the period less in the phasing.

    ## Policy
    `capacity_ratio` (warn 1.05, error 1, period 0.9, own default): from `error` up to `warn` is tight; a single period
    is told below `period` (below `error`, where that is lower).
    """
    figures, band = context.figures, context.figures.graph.policy.capacity_ratio
    for stand, above in _stands(figures):
        if stand.form == "fine":
            continue
        is_whole = stand.form == "tight" and all(map(stand.is_worse, above))
        is_told = is_whole or (stand.form != "below" and all(map(stand.worse_periods, above)))
        told = _of_the_whole(stand) if is_whole or not stand.short else "period"
        forms = ("period",) if stand.form == "period" else (*_WHOLE, "period")
        for variant in forms if stand.short else _WHOLE:
            limit = stand.limit if variant == "period" else band.warn
            yield replace(_problem(figures, stand, variant, limit), is_implied=not is_told or variant != told)


@rule("CAP111", "capacity-not-judged", INFO, figures=True)
def capacity_not_judged(context: RuleContext) -> Iterator[Problem]:
    """Nobody can tell whether people can bring what a target at the top asks: a productivity is not stated.

    ## Why it matters
    A target that is not held against capacity is a hope. What a fully trained person of the role brings in a year is
    known from last year's figures. Asked is the plan's main metric, and each metric for which some role says it.

    ## Fails
    ```yaml
    roles: [{id: rep, carries_quota: true}]
    target: {team: east, amount: 2.4M}
    ```

    ## Passes
    ```yaml
    roles: [{id: rep, carries_quota: true, productivity: {metric: revenue, amount: 1M/year, basis: actual}}]
    target: {team: east, amount: 2.4M}
    ```

    ## How to fix
    Write `productivity` at each role that is named. `basis: actual` is what such a person really brings; with
    `basis: quota` it is what they are given, and `expected_attainment` says which part of that is usually reached.
    """
    figures = context.figures
    for metric in figures.targets.metrics:
        target = _asked(figures, metric)
        if (
            target is None
            or figures.measures.is_lower(metric)
            or metric not in (figures.main_metric, *figures.capacity.metrics)
        ):
            continue
        capacity = figures.capacity.of_scope(metric, target.scope)
        if capacity is not None and capacity.judged:
            continue
        roles = _unproductive(figures, metric, target.scope)
        if roles:
            values: Values = {
                "target": target.document.ref,
                "metric": metric_ref(figures.graph, metric),
                "roles": tuple(role.ref for role in roles),
                "people": roles.total(),
            }
            related = tuple(role.place("id") for role in roles)
            yield Problem(target.place, "plain", values, target.document.ref, related=related)


def _asked(figures: Analysis, metric: str) -> Target | None:
    """Return the top target of a metric; where there is none, the target of the first team by id with a document."""
    tops = (target for target in figures.targets.tops if target.metric == metric)
    teams = (target for target in tops if node_of(figures.graph, target.scope))
    first = min(teams, key=lambda target: (target.scope, target.document.model.id), default=None)
    return figures.targets.top(metric) or first


def _unproductive(figures: Analysis, metric: str, scope: Scope) -> Counter[Entity[Role]]:
    """Return the roles in which people of a scope carry quota without a productivity, and how many they are."""
    staffing = figures.staffing
    teams = set(staffing.subtree(scope[0][1])) if scope else None
    counts: Counter[Entity[Role]] = Counter()
    for person in staffing.people:
        stints = (stint for stint in staffing.stints(person) if teams is None or stint.team in teams)
        for name in dict.fromkeys(stint.role for stint in stints):
            role = staffing.role(name)
            if role is not None and staffing.carries(name) and productivity_of(person, role, metric)[1] is None:
                counts[role] += 1
    return counts


RULES: Final = (capacity_below_target, capacity_tight, capacity_not_judged)
