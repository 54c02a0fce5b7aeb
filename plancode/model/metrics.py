"""The built-in metrics, and how a plan narrows them."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from plancode.model.plan import Metric
from plancode.quantity import Quantity

_MONEY: Final[dict[str, object]] = {"unit": "money", "better": "higher", "over_time": "sum", "over_scope": "sum"}
_COST: Final = _MONEY | {"better": "lower"}
_COUNT: Final[dict[str, object]] = {
    "unit": "count",
    "better": "higher",
    "over_time": "sum",
    "over_scope": "sum",
    "step": 1,
}
_WITHIN_WHOLE: Final[dict[str, object]] = {"unit": "percent", "better": "higher", "least": "0%", "most": "100%"}
_POINTS: Final[dict[str, object]] = {
    "unit": "points",
    "better": "higher",
    "over_time": "mean",
    "over_scope": "weighted",
}
_BUILT_IN: Final[dict[str, dict[str, object]]] = {
    "revenue": _MONEY,
    "collections": _MONEY | {"basis": "cash"},
    "sell_in": _MONEY | {"basis": "sell_in"},
    "sell_out": _MONEY | {"basis": "sell_out"},
    "units": _COUNT | {"unit": "units"},
    "gross_profit": _MONEY,
    "market_share": _WITHIN_WHOLE | {"over_time": "ratio", "over_scope": "ratio"},
    "new_customers": _COUNT | {"over_scope": "distinct"},
    "active_customers": _COUNT | {"over_time": "last", "over_scope": "distinct"},
    "distribution": _WITHIN_WHOLE | {"over_time": "last", "over_scope": "ratio"},
    "win_rate": _WITHIN_WHOLE | {"over_time": "ratio", "over_scope": "ratio"},
    "sales_cycle": {"unit": "days", "better": "lower", "over_time": "mean", "over_scope": "weighted"},
    "receivable_days": {"unit": "days", "better": "lower", "over_time": "last", "over_scope": "weighted",
                        "weight_by": "revenue"},
    "calls": _COUNT,
    "csat": _POINTS | {"least": 0, "most": 100},
    "nps": _POINTS | {"least": -100, "most": 100},
    "task_completion": _WITHIN_WHOLE | {"over_time": "ratio", "over_scope": "ratio"},
    "arr": _MONEY | {"over_time": "last", "basis": "contract"},
    "renewals": _MONEY | {"basis": "contract"},
}  # fmt: skip


@cache
def built_in_metrics() -> dict[str, Metric]:
    """Return the metrics that every plan knows, by id."""
    return {name: Metric.model_validate({"id": name, **fields}) for name, fields in _BUILT_IN.items()}


def built_in_names() -> Iterable[str]:
    """Return the ids of the built-in metrics without making them."""
    return _BUILT_IN.keys()


def narrowed(metric: Metric) -> Metric:
    """Return a plan's metric with what it leaves open taken from the built-in one of the same id."""
    if metric.nature == "cost":
        metric = metric.model_copy(update=dict(_COST) | _given(metric))
    base = built_in_metrics().get(metric.id)
    if base is None:
        return metric
    given = _given(metric)
    if given.get("unit", base.unit) != base.unit:
        given = {"least": None, "most": None, **_in_percent(base, metric), **given}
    return base.model_copy(update=given)


def _given(metric: Metric) -> dict[str, object]:
    return {name: getattr(metric, name) for name in metric.model_fields_set if getattr(metric, name) is not None}


def _in_percent(base: Metric, metric: Metric) -> dict[str, Quantity]:
    """Return the bounds of points out of a hundred for a plan that counts the metric in percent."""
    if metric.unit != "percent" or base.unit != "points":
        return {}
    bounds = {"least": base.least, "most": base.most}
    return {name: Quantity(bound.number / 100, "%") for name, bound in bounds.items() if bound is not None}
