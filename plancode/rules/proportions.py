"""SHP: values that have the right shape and the wrong size, looked at alone."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.graph.rhythm import minutes_of
from plancode.model.actions import Action
from plancode.model.actuals import Source
from plancode.model.assessments import Assessment
from plancode.model.base import Keyed
from plancode.model.cadence import CadenceDocument, Meeting
from plancode.model.methods.deduction import Deduction
from plancode.model.plan import Plan, Product
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.targets import Opportunity
from plancode.model.team import Person, Role
from plancode.quantity import Quantity, parse_quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.said.value import Values

_Route = tuple[str | int, ...]
_EACH: Final = "*"
"""Stands in a route for every entry of a list."""


class _Bound(NamedTuple):
    """Where a value stands, and beyond what it is hardly meant.

    `most` and `least` are the last values that may be meant. What reaches `never` limits nothing, and what is
    `nothing` says that there is none of what is described.
    """

    route: str
    variant: Literal["most", "least", "never", "nothing"]
    limit: str = "0"


_WEEK: Final = Quantity(Decimal(1), "w")
_POLICY: Final = (
    _Bound("policy.sources.unread", "never", "100%"),
    _Bound("policy.sources.unmatched", "never", "100%"),
    _Bound("policy.vacant_share", "never", "100%"),
    _Bound("policy.concentration", "never", "100%"),
    _Bound("policy.off_coverage", "never", "100%"),
    _Bound("policy.roll_up_gap", "never", "100%"),
    _Bound("policy.season_delta", "never", "100%"),
    _Bound("policy.season_delta", "least", "1%"),
    _Bound("policy.share_gain", "never", "100%"),
    _Bound("policy.quota_change", "never", "100%"),
    _Bound("policy.growth_over_market", "most", "500%"),
    _Bound("policy.expected_attainment", "most", "150%"),
    _Bound("policy.pace.on_track", "most", "120%"),
    _Bound("policy.capacity_ratio.period", "most", "2"),
    _Bound("policy.over_assignment.max", "least", "1"),
    _Bound("policy.balance.min", "most", "1"),
    _Bound("policy.balance.max", "least", "1"),
    _Bound("policy.one_to_one_every", "most", "6m"),
    _Bound("policy.follow_up_every", "most", "6m"),
    _Bound("policy.backdate", "most", "1y"),
    _Bound("policy.stale_after", "most", "1y"),
    _Bound("policy.stale_after", "least", "1d"),
    _Bound("policy.lessons_within", "most", "1y"),
    _Bound("policy.review_within", "most", "1y"),
    _Bound("policy.long_leave", "most", "250"),
    _Bound("policy.span", "most", "100"),
    _Bound("policy.grade_from", "most", "1y"),
)
_PEGGED: Final = frozenset(
    map(
        frozenset,
        [
            ("BND", "SGD"),
            ("BSD", "USD"),
            ("BMD", "USD"),
            ("PAB", "USD"),
            ("NAD", "ZAR"),
            ("LSL", "ZAR"),
            ("SZL", "ZAR"),
            ("FKP", "GBP"),
            ("GIP", "GBP"),
            ("SHP", "GBP"),
            ("BTN", "INR"),
            ("XAF", "XOF"),
        ],
    )
)
"""Currencies that are worth the same."""
_BOUNDS: Final[dict[type[Keyed], tuple[_Bound, ...]]] = {
    Plan: (
        *_POLICY,
        _Bound("market.cycles.*.sales_cycle", "most", "2y"),
        _Bound("market.cycles.*.win_rate", "nothing"),
        _Bound("market.cycles.*.effort", "nothing"),
    ),
    Product: (_Bound("price", "nothing"),),
    Role: (_Bound("hours_per_week", "most", "84"), _Bound("recruiting", "most", "1y")),
    Opportunity: (_Bound("amount", "nothing"),),
    Action: (_Bound("effects.*.amount", "nothing"),),
    Meeting: (_Bound("every", "least", "1d"),),
    CadenceDocument: (_Bound("one_to_ones.*.every", "least", "1d"),),
    RubricDocument: (_Bound("grades.*.coefficient", "most", "3"),),
    Assessment: (_Bound("sample", "nothing"),),
    Source: (_Bound("refresh", "most", "1y"),),
}
"""By what states the value. All limits are our own defaults."""


@rule("SHP129", "value-out-of-proportion", WARNING)
def value_out_of_proportion(context: RuleContext) -> Iterator[Problem]:
    """A value is allowed, and so large or so small that it is hardly meant.

    ## Why it matters
    Mostly a sign, a zero or a unit is wrong, such as years for weeks. A limit of the policy that nothing can go beyond
    is a rule that is switched off without anybody saying so.

    ## Fails
    ```yaml
    policy: {one_to_one_every: 3y}
    ```

    ## Passes
    ```yaml
    policy: {one_to_one_every: 2w}
    ```

    ## How to fix
    Check the figure and its unit; leave the key out where the value is not known. Where it is meant, accept the finding
    with the reason. All limits are own defaults.
    """
    for model, bounds in _BOUNDS.items():
        for entity in context.graph.all(model):
            for bound in bounds:
                limit = parse_quantity(bound.limit)
                for route, value in _values(entity.model, tuple(bound.route.split("."))):
                    if _is_beyond(_quantity(value), bound.variant, limit):
                        yield _problem(entity, route, bound.variant, {"found": value, "limit": limit})
    learners: tuple[Entity[Role] | Entity[Person], ...] = (*context.graph.all(Role), *context.graph.all(Person))
    for learner in learners:
        for index, (before, after) in enumerate(pairwise(learner.model.ramp), 1):
            if after.number < before.number:
                yield _problem(learner, ("ramp", index), "falls", {"found": after, "before": before})
                break
    yield from _against_neighbours(context)
    yield from _on_one_day(context)


def _against_neighbours(context: RuleContext) -> Iterator[Problem]:
    for role in context.graph.all(Role):
        cost, pay = role.model.cost, role.model.ote
        if cost is not None and pay is not None and cost.unit == pay.unit and cost.number < pay.number:
            yield _problem(role, ("cost",), "unpaid", {"found": cost, "limit": pay})
    for rubric in context.graph.all(RubricDocument):
        for key, bonuses in (("additions", rubric.model.additions), ("deductions", rubric.model.deductions)):
            for index, bonus in enumerate(bonuses):
                if bonus.each > bonus.max:
                    yield _problem(rubric, (key, index, "each"), "first", {"found": bonus.each, "limit": bonus.max})
    for kpi in context.graph.all(Kpi):
        score = kpi.model.score
        if isinstance(score, Deduction) and score.max is not None and score.each > score.max:
            yield _problem(kpi, ("score", "each"), "first", {"found": score.each, "limit": score.max})


def _on_one_day(context: RuleContext) -> Iterator[Problem]:
    for meeting in context.graph.all(Meeting):
        every = meeting.model.every
        if meeting.model.on is not None and minutes_of(every) < minutes_of(_WEEK):
            yield _problem(meeting, ("on",), "daily", {"every": every})


def _problem(entity: Entity[Keyed], route: _Route, variant: str, told: Values) -> Problem:
    key = ".".join(step for step in route if isinstance(step, str))
    return Problem(entity.place(*route), variant, {"entity": entity.ref, "key": key, **told}, entity.ref, key)


def _values(model: object, steps: tuple[str, ...]) -> Iterator[tuple[_Route, Quantity | Decimal]]:
    """Yield the values at a route, each with the positions in lists that lead to it."""
    if model is None:
        return
    if not steps:
        if isinstance(model, Quantity | Decimal):
            yield (), model
        elif isinstance(model, int):
            yield (), Decimal(model)
        return
    if steps[0] == _EACH:
        entries = enumerate(model) if isinstance(model, tuple) else ()
        for index, entry in entries:
            yield from (((index, *route), value) for route, value in _values(entry, steps[1:]))
    else:
        below = _values(getattr(model, steps[0]), steps[1:])
        yield from (((steps[0], *route), value) for route, value in below)


def _quantity(value: Quantity | Decimal) -> Quantity:
    return value if isinstance(value, Quantity) else Quantity(value)


def _is_beyond(value: Quantity, variant: str, limit: Quantity) -> bool:
    if variant == "nothing":
        return value.number == 0
    if value.is_time != limit.is_time:
        return False
    size, most = (minutes_of(one) if one.is_time else one.number for one in (value, limit))
    return {"most": size > most, "least": size < most, "never": size >= most}[variant]


@rule("SHP130", "rate-hardly-meant", WARNING)
def rate_hardly_meant(context: RuleContext) -> Iterator[Problem]:
    """A plan exchange rate is of the plan's own currency, exactly 1, or far from the rate before.

    ## Why it matters
    All amounts in the currency are then wrong by the same factor, and nothing else shows it.

    ## Fails
    ```yaml
    currency: CNY
    rates: [{currency: USD, rate: 7.1}, {currency: USD, rate: 0.14, from: 2026-07-01}]
    ```

    ## Passes
    ```yaml
    rates: [{currency: USD, rate: 7.1}, {currency: USD, rate: 7.0, from: 2026-07-01}]
    ```

    ## How to fix
    Write what one unit of the foreign currency is worth in the plan's. Currencies that are pegged one to one, such as
    BND and SGD, are left alone; twice or half of the rate before is far (own default).
    """
    for plan in context.graph.all(Plan):
        own, before = plan.model.currency, dict[str, Decimal]()
        for index, rate in sorted(enumerate(plan.model.rates), key=lambda one: one[1].from_ or date.min):
            last = before.get(rate.currency, rate.rate)
            is_par = rate.rate == 1 and frozenset({rate.currency, own}) not in _PEGGED
            is_far = not last / 2 < rate.rate < last * 2
            variant = "own" if rate.currency == own else "par" if is_par else "jump" if is_far else ""
            if variant:
                values: Values = {"currency": rate.currency, "own": own, "rate": rate.rate, "before": last}
                key = "currency" if variant == "own" else "rate"
                yield Problem(
                    plan.place("rates", index, key), variant, values, plan.ref, f"{rate.currency} {rate.from_}"
                )
            before[rate.currency] = rate.rate


RULES: Final = (value_out_of_proportion, rate_hardly_meant)
