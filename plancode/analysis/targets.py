"""Targets as figures: every row of every targets document with its amount, what it hands down, and both by period."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeVar

from plancode.analysis.measures import Scope
from plancode.findings.place import Place, Route
from plancode.graph.entity import Entity
from plancode.graph.grouped import grouped
from plancode.graph.parts import Customer
from plancode.model.base import Keyed
from plancode.model.targets import ScopedRow, TargetsDocument
from plancode.period import Period

How = Literal["amount", "share", "rest", "growth", "people"]
TargetFault = Literal[
    "",
    "rate",
    "baseline",
    "whole",
    "negative",
    "loss",
    "weights",
    "blank",
    "overdrawn",
    "outside",
    "overlay",
    "undivided",
]
ByPeriod = Mapping[int, Decimal]
K = TypeVar("K", int, str)
_ZERO = Decimal(0)


@dataclass(eq=False, slots=True)
class Target:
    """One target: a row of a document, or a quota that the rule for people gives.

    `amount` is the commitment, `assigned` what is handed down from it. Both are None where `fault` says why:
    `rate` (no exchange rate), `baseline` (growth over nothing), `whole` (a share of nothing), `negative` (the rest is
    less than nothing), `loss` (a part of a planned loss, or growth over a loss), `weights` (nothing to split by),
    `outside` (not in the plan's period), `overlay` (a rest of
    somebody whose figure stands beside). With `blank` there is an
    amount, and no quotas below it: it is split by a figure that `blanks`, some of so many customers, do not have. With
    `overdrawn` there is one too, and no quotas in the periods in which the rows below it take more than it has; with
    `undivided` it is a loss, which no rule gives to people.
    """

    document: Entity[TargetsDocument]
    holder: Entity[Keyed]
    route: Route
    row: ScopedRow | None
    metric: str
    scope: Scope
    period: Period
    how: How
    top: bool = False
    above: "Target | None" = None
    amount: Decimal | None = None
    assigned: Decimal | None = None
    baseline: Decimal | None = None
    part: Decimal | None = None
    """Of a row that prorates, the part of its amount that falls into the time somebody is there."""
    fault: TargetFault = ""
    blanks: tuple[Customer, ...] = ()
    customers: int = 0
    by_period: dict[int, Decimal] = field(default_factory=dict)
    assigned_by_period: dict[int, Decimal] = field(default_factory=dict)
    by_team: Mapping[int, Mapping[str, Decimal]] = field(default_factory=dict)
    """Of a quota by rule, where somebody changes teams: what each of the teams that it was split in has of it."""

    @property
    def place(self) -> Place:
        """Where the figure, or the rule that finds it, is written."""
        return self.holder.place(*self.route)

    @property
    def is_unknown(self) -> bool:
        """Whether its own figure is faulty; one that only cannot be split among its people is known."""
        return self.fault not in {"", "weights", "blank", "overdrawn", "undivided"}

    @property
    def depth(self) -> int:
        """How many targets are above."""
        count, above = 0, self.above
        while above is not None:
            count, above = count + 1, above.above
        return count

    def get(self, dimension: str) -> str | None:
        """Return the id in a dimension of the scope."""
        return next((value for name, value in self.scope if name == dimension), None)


class TargetTable:
    """All targets of a plan, by metric and scope; amounts by number of period."""

    def __init__(self, targets: Iterable[Target], adds_over_time: Mapping[str, bool], root: str | None = None) -> None:
        """Take the targets, and the team at the top of the plan.

        Of a metric that does not add up over time the narrowest row states a period's value.
        """
        self.targets, self.root = tuple(targets), root
        self._adds_up = adds_over_time
        by_scope = grouped(self.targets, lambda target: (target.metric, target.scope))
        # which of them is named, or counts last, does not hang on where documents stand
        self._by_scope = {key: sorted(rows, key=lambda row: row.document.model.id) for key, rows in by_scope.items()}
        self._by_metric = grouped(self._by_scope, lambda key: key[0])
        self._planned: dict[tuple[str, Scope], ByPeriod] = {}

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics that have targets, in the order of the documents."""
        return tuple(self._by_metric)

    def scopes(self, metric: str) -> tuple[Scope, ...]:
        """Return the scopes that have targets of a metric."""
        return tuple(scope for _, scope in self._by_metric.get(metric, ()))

    def of(self, metric: str, scope: Scope) -> tuple[Target, ...]:
        """Return the targets of a metric and scope."""
        return tuple(self._by_scope.get((metric, scope), ()))

    @cached_property
    def tops(self) -> tuple[Target, ...]:
        """The targets at the top of their documents."""
        return tuple(target for target in self.targets if target.top)

    def top(self, metric: str) -> Target | None:
        """Return the top target of a metric: the row of the plan, or of its root team, for all that is sold.

        Rows for a product, channel or segment, and those of other teams, are never it: where there is none, there is
        none. The plan's row goes before its root team's. Of several rows it is the one at the top of its document, then
        that of the longest and the earliest period, then that of the document that comes first by id.
        """
        rows = self.of(metric, ()) or (self.of(metric, (("team", self.root),)) if self.root else ())
        return min(
            rows,
            key=lambda row: (not row.top, -row.period.days, row.period.start, row.document.model.id),
            default=None,
        )

    def planned(self, metric: str, scope: Scope) -> ByPeriod:
        """Return the commitment by period, as planned."""
        key = (metric, scope)
        if key not in self._planned:
            self._planned[key] = self._merged(metric, [target.by_period for target in self._ordered(key)])
        return self._planned[key]

    def assigned(self, metric: str, scope: Scope) -> ByPeriod:
        """Return what is handed down by period, as planned."""
        return self._merged(metric, [target.assigned_by_period for target in self._ordered((metric, scope))])

    def _ordered(self, key: tuple[str, Scope]) -> list[Target]:
        """Return the targets of a scope, those of longer periods first."""
        return sorted(self._by_scope.get(key, ()), key=lambda target: -target.period.days)

    def _merged(self, metric: str, amounts: list[dict[int, Decimal]]) -> ByPeriod:
        if len(amounts) == 1:
            return amounts[0]
        merged: dict[int, Decimal] = {}
        for by_period in amounts:
            if self._adds_up[metric]:
                add(merged, by_period)
            else:
                merged |= by_period
        return merged


def add(to: dict[K, Decimal], amounts: Mapping[K, Decimal]) -> dict[K, Decimal]:
    """Add amounts to those of each period, and return them."""
    if not to:
        to.update(amounts)
        return to
    for number, amount in amounts.items():
        to[number] = to.get(number, _ZERO) + amount
    return to
