"""What a change of each field bears on. What stands in no table is unknown, and a rule warns of it."""

from datetime import date
from decimal import Decimal
from typing import Final

from plancode.compare.change import Bearing
from plancode.quantity import Quantity
from plancode.said.value import PlanWord, Said
from plancode.shape.base import Shape

_BY_MODULE: Final = {
    "targets": Bearing.COMMITMENT,
    "rubric": Bearing.COMMITMENT,
    "scoring": Bearing.COMMITMENT,
    "adjustment": Bearing.COMMITMENT,
    "assessments": Bearing.COMMITMENT,
    "actuals": Bearing.COMMITMENT,
    "base": Bearing.STRUCTURE,
    "plan": Bearing.STRUCTURE,
    "policy": Bearing.UNKNOWN,
    "team": Bearing.STRUCTURE,
    "territories": Bearing.STRUCTURE,
    "calendar": Bearing.STRUCTURE,
    "strategy": Bearing.STRUCTURE,
    "actions": Bearing.STRUCTURE,
    "responsibilities": Bearing.STRUCTURE,
    "cadence": Bearing.STRUCTURE,
    "review": Bearing.STRUCTURE,
    "settings": Bearing.STRUCTURE,
}
"""What is promised to people, or decides how they are measured and paid, is a commitment."""

_BY_FIELD: Final = {
    "Plan.period": Bearing.COMMITMENT,
    "Plan.fiscal": Bearing.COMMITMENT,
    "Plan.rates": Bearing.COMMITMENT,
    "Plan.currency": Bearing.COMMITMENT,
    "ExchangeRate.rate": Bearing.COMMITMENT,
    "ExchangeRate.from": Bearing.COMMITMENT,
    "Fiscal.pattern": Bearing.COMMITMENT,
    "Fiscal.starts": Bearing.COMMITMENT,
    "Fiscal.weeks": Bearing.COMMITMENT,
    "ExplicitPeriod.from": Bearing.COMMITMENT,
    "ExplicitPeriod.to": Bearing.COMMITMENT,
    "Metric.unit": Bearing.COMMITMENT,
    "Metric.better": Bearing.COMMITMENT,
    "Metric.over_time": Bearing.COMMITMENT,
    "Metric.over_scope": Bearing.COMMITMENT,
    "Metric.numerator": Bearing.COMMITMENT,
    "Metric.denominator": Bearing.COMMITMENT,
    "Metric.weight_by": Bearing.COMMITMENT,
    "Metric.basis": Bearing.COMMITMENT,
    "Metric.tax": Bearing.COMMITMENT,
    "Metric.pace": Bearing.COMMITMENT,
    "Metric.step": Bearing.COMMITMENT,
    "Role.carries_quota": Bearing.COMMITMENT,
    "Role.credit": Bearing.COMMITMENT,
    "Role.ote": Bearing.COMMITMENT,
    "Role.cost": Bearing.COMMITMENT,
    "Owner.share": Bearing.COMMITMENT,
    "Owner.as": Bearing.COMMITMENT,
    "Policy.season_index": Bearing.COMMITMENT,
    "Policy.prorate": Bearing.COMMITMENT,
    "Policy.attribute_at_most": Bearing.STRUCTURE,
    "Profile.months": Bearing.COMMITMENT,
    "Profile.periods": Bearing.COMMITMENT,
    "Grade.then": Bearing.COMMITMENT,
    "Baseline.amount": Bearing.COMMITMENT,
    "Baseline.period": Bearing.COMMITMENT,
    "Bonus.text": Bearing.COMMITMENT,
    "Skill.levels": Bearing.PROSE,
    "Settings.plancode": Bearing.STRUCTURE,
}
_BY_MODEL: Final = {"Opportunity": Bearing.STRUCTURE}
"""Models that bear on something else than the others of their module: an open deal is no promise."""

_PROSE: Final = frozenset(
    {
        "about", "consumer_behaviour", "demand", "difficulties", "evidence", "feedback", "formerly", "labels",
        "lessons", "name", "note", "opportunities", "product_traits", "progress", "reason", "strength", "summary",
        "support_agreed", "text", "texts", "title", "weakness",
    }
)  # fmt: skip
"""Fields that only say something in words; `opportunities` are the market's, those of a target have keys."""

_STRICTER_ABOVE: Final = frozenset(
    {
        "capacity_ratio.warn", "capacity_ratio.error", "utilisation.low", "over_assignment.min", "pace.on_track",
        "pace.at_risk", "stretch", "quota_to_ote.min", "balance.min", "headcount", "top_accounts", "survey_sample",
    }
)  # fmt: skip
_LAXER_ABOVE: Final = frozenset(
    {
        "utilisation.high", "over_assignment.max", "season_delta", "long_leave", "one_to_one_every", "follow_up_every",
        "consulted_at_most", "backdate", "pace.judge_from", "pace.min_deals", "roll_up_gap", "expected_attainment",
        "share_gain", "growth_over_market", "concentration", "vacant_share", "quota_to_ote.max", "span", "balance.max",
        "stale_after", "off_coverage", "lessons_within", "review_within", "carried_at_most", "quota_change",
    }
)  # fmt: skip
_STRICTNESS: Final = {
    "fail_on": ("error", "warning", "info"),
    "acceptances": ("at_once", "after_merge"),
}
"""Words of settings and policy, the laxest first."""
_MINUTES: Final = {"min": 1, "h": 60, "d": 1440, "w": 10080, "m": 43830, "q": 131490, "y": 525960}
_POLICY, _SETTINGS, _ACCEPT, _EXTRA = "policy", "settings", "accept", "extra"
_IGNORE, _SUPPRESS = "ignore", "suppress"
_ENTRY: Final = 2
"""Steps that lead to a whole entry of a list."""


def bearing_of(model: type[Shape], key: str, route: tuple[str, ...], before: Said, after: Said) -> Bearing:
    """Return what a change of a field bears on. `model` is the innermost model that has it, `route` leads there."""
    home = model.__module__.rpartition(".")[2]
    if key == _EXTRA:
        return Bearing.UNKNOWN
    if f"{model.__name__}.{key}" in _BY_FIELD:
        return _BY_FIELD[f"{model.__name__}.{key}"]
    if home == _SETTINGS or route[:1] == (_POLICY,):
        return limit_bearing(route, before, after)
    if key == _ACCEPT:
        return _acceptance(before, after)
    if key in _PROSE:
        return Bearing.PROSE
    return _BY_MODEL.get(model.__name__) or _BY_MODULE.get(home, Bearing.UNKNOWN)


def _acceptance(before: Said, after: Said) -> Bearing:
    """Return what it means that something odd is accepted, with a reason; other words for it change nothing."""
    if before is None or after is None:
        return _toward(after is None)
    return Bearing.PROSE


def limit_bearing(route: tuple[str, ...], before: Said, after: Said) -> Bearing:
    """Return whether a limit of the policy or the settings became stricter or laxer."""
    name = ".".join(route[1:] if route[:1] == (_POLICY,) else route)
    if route[:1] == (_IGNORE,):
        return _toward(_texts(after) < _texts(before))
    if route[:1] == (_SUPPRESS,):
        return _suppression(route, before, after)
    order = _STRICTNESS.get(name)
    if order is not None:
        return _toward(order.index(_text(before)) < order.index(_text(after)))
    if name in _STRICTER_ABOVE or name in _LAXER_ABOVE:
        one, other = _number(before), _number(after)
        if one is None or other is None:
            return _toward(one is None)
        return _toward((other > one) is (name in _STRICTER_ABOVE)) if one != other else Bearing.PROSE
    return Bearing.STRUCTURE if name.startswith("publish") else Bearing.UNKNOWN


def _suppression(route: tuple[str, ...], before: Said, after: Said) -> Bearing:
    """Return whether more is suppressed: an entry that is new, that holds longer, or that is about something else."""
    if route[-1] == "reason":
        return _acceptance(before, after)
    if route[-1] == "until":
        ends = [value if isinstance(value, date) else date.max for value in (before, after)]
        return _toward(ends[1] < ends[0])
    is_entry = len(route) == _ENTRY
    return _toward(after is None if is_entry else before is None)


def is_known(model: type[Shape], key: str, route: tuple[str, ...]) -> bool:
    """Whether the tables say what a field bears on."""
    name = ".".join(route[1:])
    if route[:1] == (_POLICY,) and f"{model.__name__}.{key}" not in _BY_FIELD:
        return name in _STRICTER_ABOVE | _LAXER_ABOVE | _STRICTNESS.keys()
    return bearing_of(model, key, route, PlanWord("error"), PlanWord("error")) is not Bearing.UNKNOWN


def _toward(stricter: bool) -> Bearing:  # noqa: FBT001  # a condition of its caller
    return Bearing.TIGHTENING if stricter else Bearing.RELAXING


def _texts(value: Said) -> frozenset[str]:
    return frozenset(map(str, value)) if isinstance(value, tuple) else frozenset()


def _text(value: Said) -> str:
    return value.text if isinstance(value, PlanWord) else str(value)


def _number(value: Said) -> Decimal | None:
    if isinstance(value, Quantity):
        return value.number * _MINUTES.get(value.unit, 1)
    return Decimal(value) if isinstance(value, int | Decimal) else None
