"""Whether a target can be reached: every reason with its figures, and the verdict that follows from them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal, get_args

from plancode.analysis.capacity import CapacityTable, lowest, ratio_of
from plancode.analysis.commitments import Commitments
from plancode.analysis.ladder import narrowing
from plancode.analysis.measures import Measures, Scope
from plancode.analysis.ownership import Ownership
from plancode.analysis.targets import Target
from plancode.analysis.tasks import fitting_cycles
from plancode.graph.deals import Deals
from plancode.model.actions import Action
from plancode.model.plan import Market
from plancode.model.territories import Account, AccountGroup
from plancode.period import add_months
from plancode.quantity import Quantity

_ZERO, _ONE = Decimal(0), Decimal(1)
Verdict = Literal["not_judged", "feasible", "tight", "not_feasible"]
VERDICTS: Final[tuple[Verdict, ...]] = get_args(Verdict)
ReasonValue = Decimal | Quantity | date | int | str
Topic = Literal["share", "growth", "capacity", "bridge", "pipeline", "season", "concentration", "budget", "loss"]


@dataclass(frozen=True, slots=True)
class FeasibilityReason:
    """One reason: what it is about, the verdict it leads to, and its figures by name."""

    topic: Topic
    verdict: Verdict
    values: dict[str, ReasonValue]


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The verdict on one target at the top, the worst of its reasons."""

    target: Target
    amount: Decimal
    reasons: tuple[FeasibilityReason, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict of the reasons."""
        return max((reason.verdict for reason in self.reasons), key=VERDICTS.index, default="not_judged")

    def reason(self, topic: Topic) -> FeasibilityReason | None:
        """Return the reason about a topic, where there is one."""
        return next((reason for reason in self.reasons if reason.topic == topic), None)


class FeasibilityTable:
    """What is asked of a target at the top."""

    def __init__(self, commitments: Commitments, capacity: CapacityTable, deals: Deals, ownership: Ownership) -> None:
        """Take what is asked, what people can bring, the deals on the day of looking, and what customers are worth."""
        self.ownership = ownership
        self.commitments, self.capacity, self.deals, self.as_of = commitments, capacity, deals, deals.as_of
        self.measures, self.staffing = capacity.measures, capacity.staffing
        self.horizon, self.graph = capacity.horizon, capacity.staffing.graph
        self.policy, plan = self.graph.policy, self.graph.plan
        self.market = (plan.model.market if plan else None) or Market()
        self.growth = self.market.growth.number if self.market.growth else None
        """How the market grows; None where the plan does not say."""

    def all(self) -> Iterator[Feasibility]:
        """Yield the feasibility of every target at the top whose metric adds up."""
        for target in self.commitments.targets.tops:
            amounts = self.commitments.current(target.metric, target.scope)
            if amounts and self.measures.adds_up(target.metric):
                yield self.of(target, sum(amounts.values(), _ZERO))

    def of(self, target: Target, amount: Decimal) -> Feasibility:
        """Return the feasibility of one target."""
        asked: tuple[Callable[[Target, Decimal], FeasibilityReason | None], ...] = (
            self._share, self._growth, self._capacity, self._bridge, self._pipeline, self._season, self._concentration,
        )  # fmt: skip
        if self.measures.is_lower(target.metric):
            asked = (self._budget,)
        elif amount < 0 or (self._before(target) or _ZERO) < 0:
            asked = (self._loss,)
        reasons = (ask(target, amount) for ask in asked)
        return Feasibility(target, amount, tuple(reason for reason in reasons if reason is not None))

    def _before(self, target: Target) -> Decimal | None:
        """Return the baseline of what is asked of a scope: of all its targets together, None where one has none."""
        beside = (top for top in self.commitments.targets.tops if top.scope == target.scope)
        known = [top.baseline for top in beside if top.metric == target.metric]
        baselines = [baseline for baseline in known if baseline is not None]
        return sum(baselines, _ZERO) if baselines and len(baselines) == len(known) else None

    def _is_whole(self, target: Target) -> bool:
        """Whether a target is the whole plan's in the metric that the market is measured in."""
        top = self.commitments.targets.top(target.metric)
        return target.metric == self.commitments.main_metric and top is not None and target.scope == top.scope

    def _share(self, target: Target, amount: Decimal) -> FeasibilityReason | None:
        size = self.measures.money(self.market.size, target.period.start)
        if not size or not self._is_whole(target):
            return None
        implied, before = amount / size, self._before(target)
        values: dict[str, ReasonValue] = {"implied": _share(implied), "size": Quantity(size)}
        if implied > 1:
            return FeasibilityReason("share", "not_feasible", values)
        if before is None or self.growth is None:
            return FeasibilityReason("share", "not_judged", values)
        gain = implied - before / (size / (1 + self.growth))
        values |= {"gain": _share(gain), "limit": self.policy.share_gain}
        return FeasibilityReason("share", "tight" if gain > self.policy.share_gain.number else "feasible", values)

    def _growth(self, target: Target, amount: Decimal) -> FeasibilityReason | None:
        before = self._before(target)
        if not before:
            return None
        growth = amount / before - 1
        values: dict[str, ReasonValue] = {"growth": _share(growth), "baseline": Quantity(before)}
        if self.growth is None:
            return FeasibilityReason("growth", "not_judged", values)
        limit = self.growth + self.policy.growth_over_market.number
        values |= {"market": _share(self.growth), "limit": _share(limit)}
        return FeasibilityReason("growth", "tight" if growth > limit else "feasible", values)

    def _capacity(self, target: Target, amount: Decimal) -> FeasibilityReason | None:
        if narrowing(target.scope):
            return None
        capacity = self.capacity.of_scope(target.metric, target.scope)
        if capacity is None or not capacity.judged or not amount:
            return FeasibilityReason("capacity", "not_judged", {}) if self._is_whole(target) else None
        asked = self.commitments.current(target.metric, target.scope)
        whole = sum((capacity.by_period.get(number, _ZERO) for number in asked), _ZERO)
        ratio, band = ratio_of(whole, amount), self.policy.capacity_ratio
        values: dict[str, ReasonValue] = {"capacity": Quantity(whole), "ratio": ratio, "limit": band.error}
        worst = lowest(capacity.by_period, asked)
        if worst is not None:
            values |= {"worst": worst[0], "worst_ratio": worst[1]}
        verdict: Verdict = "not_feasible" if ratio < band.error else "tight" if ratio < band.warn else "feasible"
        return FeasibilityReason("capacity", verdict, values)

    def _bridge(self, target: Target, amount: Decimal) -> FeasibilityReason | None:
        """Return the bridge from the baseline to the target: market growth, and what actions are expected to bring.

        Where the plan does not say how the market grows, that span is missing, and the bridge is not judged.
        """
        before = self._before(target)
        if not before:
            return None
        moved, effects = None if self.growth is None else before * self.growth, self.effects(target)
        reached = before + (moved or _ZERO) + effects
        values: dict[str, ReasonValue] = {
            "baseline": Quantity(before),
            "effects": Quantity(effects),
            "reached": Quantity(self.measures.rounded(reached, target.metric)),
        }
        distance = Quantity(self.measures.rounded(abs(amount - reached), target.metric))
        values |= {"gap": distance} if reached < amount else {"over": distance}
        if moved is None:
            return FeasibilityReason("bridge", "not_judged", values)
        values["market"] = Quantity(self.measures.rounded(moved, target.metric))
        return FeasibilityReason("bridge", "feasible" if reached >= amount else "tight", values)

    def effects(self, target: Target) -> Decimal:
        """Return what actions are expected to add to a target, as far as their effects lie in its scope and period."""
        added = _ZERO
        for action in self.graph.all(Action):
            if action.model.status == "dropped":
                continue
            for effect in action.model.effects:
                period = self.graph.period(effect.period) if effect.period else None
                inside = period is None or period.overlaps(target.period)
                scope = effect.dimensions or (action.model.scope.dimensions if action.model.scope else ())
                amount = self.measures.number(effect.amount, target.period.start, target.metric)
                if effect.metric == target.metric and inside and amount is not None and self._within(scope, target):
                    added += amount
        return added

    def _within(self, scope: Scope, target: Target) -> bool:
        """Whether a scope is part of a target's: every product, channel or segment the target names is the same."""
        if any(part not in scope for part in narrowing(target.scope)):
            return False
        team = target.get("team")
        named = dict(scope).get("team")
        return team is None or named is None or named in self.staffing.subtree(team)

    def _pipeline(self, target: Target, amount: Decimal) -> FeasibilityReason | None:  # noqa: ARG002  # all take the amount
        """Return whether what must still be opened can be: enough deals, early enough."""
        to_open = self.to_open(target)
        cycles = fitting_cycles(self.market.cycles, target.scope)
        rates = [cycle.win_rate.number for cycle in cycles if cycle.win_rate and cycle.win_rate.number]
        if to_open is None or to_open <= 0 or not rates:
            return None
        rate = sum(rates, _ZERO) / len(rates)
        values: dict[str, ReasonValue] = {
            "open": Quantity(to_open),
            "rate": _share(rate),
            "needed": Quantity(to_open / rate),
        }
        last = last_day_to_open(target.period.end, [cycle.sales_cycle for cycle in cycles if cycle.sales_cycle])
        if last is None:
            return FeasibilityReason("pipeline", "feasible", values)
        values["last"] = last
        late = self.as_of > last and self.as_of < target.period.end
        return FeasibilityReason("pipeline", "not_feasible" if late else "feasible", values)

    def to_open(self, target: Target) -> Decimal | None:
        """Return new business less backlog, deals won, and open deals by probability; None without new business."""
        parts = {part.id: part.amount for part in target.document.model.parts}
        new = parts.get("new_business")
        if new is None:
            return None
        day, money = target.period.start, self.measures.money
        backlog, hoped = money(parts.get("backlog"), day) or _ZERO, _ZERO
        for deal in self.deals.of(target.document.model.id):
            if deal.counts_in(target.period) or deal.is_won_in(target.period):
                hoped += self.measures.weighted(deal) or _ZERO
        return (money(new, day) or _ZERO) - backlog - hoped

    @staticmethod
    def _loss(*_: object) -> FeasibilityReason:
        """Return that growth, capacity and market share say nothing about a loss."""
        return FeasibilityReason("loss", "not_judged", {})

    def _budget(self, target: Target, amount: Decimal) -> FeasibilityReason | None:
        """Return whether the budgets of actions fit into the one budget that the plan has a target for."""
        tops = self.commitments.targets.tops
        costs = [top for top in tops if self.measures.is_cost(top.metric)]
        if costs != [target] or narrowing(target.scope):
            return None
        planned = planned_spend(self.measures, self.horizon.plan.start)
        if not planned:
            return None
        left = amount - planned
        values: dict[str, ReasonValue] = {"planned": Quantity(planned), "budget": Quantity(amount)}
        values["excess" if left < 0 else "left"] = Quantity(abs(left))
        return FeasibilityReason("budget", "feasible" if left >= 0 else "not_feasible", values)

    def _season(self, target: Target, amount: Decimal) -> FeasibilityReason | None:
        """Return how much of the year hangs on its strongest quarter."""
        amounts = self.commitments.current(target.metric, target.scope)
        quarters = self.horizon.quarters
        if not amount or len(quarters) < 2:  # noqa: PLR2004  # a peak among several
            return None
        shares = [sum((amounts.get(number, _ZERO) for number in numbers), _ZERO) / amount for numbers in quarters]
        peak = max(range(len(shares)), key=lambda number: (shares[number], -number))
        return FeasibilityReason("season", "feasible", {"share": _share(shares[peak]), "quarter": peak})

    def _concentration(self, target: Target, amount: Decimal) -> FeasibilityReason | None:  # noqa: ARG002
        """Return how much of last year's amount the largest customer had."""
        if not self._is_whole(target):
            return None
        money, day, worth = self.measures.money, target.period.start, self.ownership.worth
        bought = {account.model.id: money(worth(account, "last_year"), day) for account in self.graph.all(Account)}
        accounts = {name: amount for name, amount in bought.items() if amount is not None}
        groups = [money(worth(group, "last_year"), day) for group in self.graph.all(AccountGroup)]
        whole = sum((amount for amount in (*accounts.values(), *groups) if amount is not None), _ZERO)
        if not whole or not accounts:
            return None
        if len(accounts) < len(bought) or None in groups:
            return FeasibilityReason("concentration", "not_judged", {})
        largest = max(accounts, key=lambda name: (accounts[name], name))
        share, limit = accounts[largest] / whole, self.policy.concentration
        values: dict[str, ReasonValue] = {"share": _share(share), "account": largest, "limit": limit}
        return FeasibilityReason("concentration", "tight" if share > limit.number else "feasible", values)


def planned_spend(measures: Measures, day: date) -> Decimal:
    """Return what all actions that are not dropped may cost together, in the plan's currency."""
    alive = (action.model for action in measures.graph.all(Action) if action.model.status != "dropped")
    return sum((measures.money(action.budget, day) or _ZERO for action in alive), _ZERO)


def last_day_to_open(end: date, cycles: list[Quantity]) -> date | None:
    """Return the last day to open a deal that still closes before a day, in the quickest of the cycles."""
    days = [_before(end, cycle) for cycle in cycles]
    return max(days) - timedelta(days=1) if days else None


def _before(end: date, cycle: Quantity) -> date:
    months = {"m": 1, "q": 3, "y": 12}.get(cycle.unit)
    if months is not None:
        return add_months(end, -int(cycle.number) * months)
    return end - timedelta(days=int(cycle.number * (7 if cycle.unit == "w" else 1)))


def _share(number: Decimal) -> Quantity:
    return Quantity(number, "%")
