"""STR: actions that cannot be done as they are written: too early, too dear; promotions without any."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.calendar import Event
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.implausible import tops_of
from plancode.rules.names import metric_ref
from plancode.rules.rule import WARNING, rule
from plancode.said.value import PlanWord, Values

_VARIANTS: Final = {"effects": "plain", "results": "result"}
_NEEDS_ACTION: Final = frozenset({"promotion", "fair", "launch"})
_SHOWN: Final = 5
_NOTHING: Final = Decimal(0)
_EARLY: Final = 90
"""Days that a task may be done before its time."""


def _alive(context: RuleContext) -> Iterator[Entity[Action]]:
    return (action for action in context.graph.all(Action) if action.model.status != "dropped")


@rule("STR106", "budget-overspent", WARNING, figures=True)
def budget_overspent(context: RuleContext) -> Iterator[Problem]:
    """The budgets of all actions add up to more than the plan has, or an action needs more than it may cost.

    ## Why it matters
    Each of them looks affordable by itself. The last ones to ask will find nothing left.

    ## Fails
    ```yaml
    budget: 100k
    actions: [{id: coolers, budget: 90k, to: 2026-06-30}, {id: tasting, budget: 30k, to: 2026-07-31}]
    ```

    ## Passes
    ```yaml
    budget: 120k
    actions: [{id: coolers, budget: 90k, to: 2026-06-30}, {id: tasting, budget: 30k, to: 2026-07-31}]
    ```

    ## How to fix
    Lower the budgets, drop an action (`status: dropped`), or have more money approved and raise `budget` of the plan.
    Within an action, `budget` is the most that it may cost, and `needs: {budget: ...}` cannot be more.
    """
    measures, day, plan = context.figures.measures, context.figures.horizon.plan.start, context.graph.plan
    for action in _alive(context):
        budget = action.model.budget
        for key, variant, asked in (
            ("needs", "action", action.model.needs),
            ("provided", "given", action.model.provided),
        ):
            needed = asked.budget if asked is not None else None
            most, wanted = measures.money(budget, day), measures.money(needed, day)
            if most is not None and wanted is not None and wanted > most:
                values: Values = {"action": action.ref, "needed": needed, "budget": budget}
                yield Problem(action.place(key, "budget"), variant, values, action.ref)
                break
    whole = measures.money(plan.model.budget, day) if plan else None
    spent = {action: measures.money(action.model.budget, day) or _NOTHING for action in _alive(context)}
    total = sum(spent.values(), _NOTHING)
    if plan is not None and whole is not None and total > whole:
        largest = sorted(spent, key=lambda action: (-spent[action], action.model.id))[:_SHOWN]
        told: Values = {"total": Quantity(total), "budget": Quantity(whole), "gap": Quantity(total - whole)}
        told["largest"] = tuple(action.ref for action in largest)
        related = tuple(action.place("budget") for action in largest)
        yield Problem(plan.place("budget"), "plan", told, plan.ref, related=related)


@rule("STR107", "begins-too-early", WARNING)
def begins_too_early(context: RuleContext) -> Iterator[Problem]:
    """An action begins before something that must be done first is done, or waits for something that was dropped.

    ## Why it matters
    It cannot begin then. Either its days are wishes, or what it waits for comes too late.

    ## Fails
    ```yaml
    actions:
      - {id: order-coolers, to: 2026-05-15}
      - {id: place-coolers, from: 2026-04-01, to: 2026-06-30, depends_on: [order-coolers]}
    ```

    ## Passes
    ```yaml
    actions:
      - {id: order-coolers, to: 2026-03-20}
      - {id: place-coolers, from: 2026-04-01, to: 2026-06-30, depends_on: [order-coolers]}
    ```

    ## How to fix
    Move one of the two, or take out what does not have to be done first. An action that is done is left alone.
    """
    for action in _alive(context):
        for index, name in enumerate(action.model.depends_on if action.model.status != "done" else ()):
            before = context.graph.find(Action, name)
            if before is None or before is action:
                continue
            values: Values = {"action": action.ref, "before": before.ref}
            place, begins = action.place("depends_on", index), action.model.from_ or action.model.to
            ends = before.model.done or before.model.to
            if before.model.status == "dropped":
                yield Problem(place, "dropped", values, action.ref, name, (before.place("status"),))
            elif ends is not None and begins is not None and begins < ends:
                told = values | {"begins": begins, "ends": ends}
                yield Problem(place, "plain", told, action.ref, name, (before.place("to"),))


@rule("STR108", "promotion-without-action", WARNING, figures=True)
def promotion_without_action(context: RuleContext) -> Iterator[Problem]:
    """A promotion, a fair or a launch stands in the calendar, and no action prepares it.

    ## Why it matters
    A promotion does not happen by itself: somebody orders, agrees displays, tells the customers. Festivals are left
    alone; they come anyway.

    ## Fails
    ```yaml
    events: [{id: promo-618, kind: promotion, from: 2026-06-01, to: 2026-06-18}]
    ```

    ## Passes
    ```yaml
    actions: [{id: campaign-618, kind: campaign, event: promo-618, owner: li-na, from: 2026-05-18, to: 2026-06-18}]
    ```

    ## How to fix
    Write `event` with its id at the action that belongs to it, add such an action, or delete the event. Plans without
    actions are left alone.
    """
    if not context.graph.all(Action):
        return
    prepared = {action.model.event for action in _alive(context)}
    plan = context.figures.horizon.plan
    for event in context.graph.all(Event):
        is_here = event.model.from_ <= plan.last and event.model.to >= plan.start
        if event.model.kind in _NEEDS_ACTION and event.model.id not in prepared and is_here:
            values: Values = {"event": event.ref, "from": event.model.from_, "to": event.model.to}
            yield Problem(event.place("id"), "plain", values, event.ref)


@rule("STR109", "effect-before-action", WARNING)
def effect_before_action(context: RuleContext) -> Iterator[Problem]:
    """An action is expected to bring something in a period that is over before it begins.

    ## Why it matters
    What it brings is counted towards targets of a time in which it has not been done.

    ## Fails
    ```yaml
    actions:
      - {id: summer-push, from: 2026-06-01, to: 2026-08-31, effects: [{metric: revenue, amount: 300k, period: 2026-Q1}]}
    ```

    ## Passes
    ```yaml
    actions:
      - {id: summer-push, from: 2026-06-01, to: 2026-08-31, effects: [{metric: revenue, amount: 300k, period: 2026-Q3}]}
    ```

    ## How to fix
    Correct `period` of the effect, or `from` of the action.
    """
    for action in _alive(context):
        begins = action.model.from_
        for index, effect in enumerate(action.model.effects if begins is not None else ()):
            period = context.graph.period(effect.period) if effect.period else None
            if period is not None and begins is not None and period.last < begins:
                values: Values = {"action": action.ref, "period": period, "begins": begins}
                place = action.place("effects", index, "period")
                yield Problem(place, "plain", values, action.ref, f"{effect.metric} {effect.period}")


@rule("STR110", "effect-above-target", WARNING, figures=True)
def effect_above_target(context: RuleContext) -> Iterator[Problem]:
    """One action is expected, or said, to bring more than the whole target of the plan.

    ## Why it matters
    It is mostly a slip of the unit, such as 亿 for 万 or M for k. The bridge to the target then looks more than filled.

    ## Fails
    ```yaml
    target: {team: east, amount: 4.2M}
    actions: [{id: summer-push, effects: [{metric: revenue, amount: 30M}]}]
    ```

    ## Passes
    ```yaml
    actions: [{id: summer-push, effects: [{metric: revenue, amount: 300k}]}]
    ```

    ## How to fix
    Check the zeros and the unit of the effect, and of the target.
    """
    measures, day, tops = context.figures.measures, context.figures.horizon.plan.start, context.once(tops_of)
    for action in _alive(context):
        stated = [("effects", *pair) for pair in enumerate(action.model.effects)]
        stated += [("results", *pair) for pair in enumerate(action.model.results)]
        for key, index, effect in stated:
            amount, top = measures.number(effect.amount, day, effect.metric), tops.get(effect.metric)
            if top and amount is not None and amount > top and measures.adds_up(effect.metric):
                values: Values = {"action": action.ref, "effect": effect.amount, "target": Quantity(top)}
                place, variant = action.place(key, index, "amount"), _VARIANTS[key]
                yield Problem(
                    place, variant, values, action.ref, f"{effect.metric}{'' if key == 'effects' else ' result'}"
                )


@rule("STR111", "status-against-day", WARNING)
def status_against_day(context: RuleContext) -> Iterator[Problem]:
    """The status of an action and the day on which it was done contradict each other.

    ## Why it matters
    An action with a day under `done` counts as done whatever its status says; one that is done on no day counts as
    finished in time, in the score for tasks as well.

    ## Fails
    ```yaml
    actions: [{id: coolers, from: 2026-01-05, to: 2026-03-06, status: planned, done: 2026-03-04}]
    ```

    ## Passes
    ```yaml
    actions: [{id: coolers, from: 2026-01-05, to: 2026-03-06, status: done, done: 2026-03-04}]
    ```

    ## How to fix
    Write `status: done` and the day on which it was finished; take `done` out as long as it is not. The day cannot lie
    before the action begins; only a task may be done early, by three months at most.
    """
    for action in context.graph.all(Action):
        model = action.model
        values: Values = {"action": action.ref, "status": PlanWord(model.status, "Action.status")}
        begins = model.from_
        if model.done is None and model.status == "done":
            yield Problem(action.place("status"), "undated", values, action.ref)
        elif model.done is not None and model.status != "done":
            yield Problem(action.place("done"), "open", values | {"done": model.done}, action.ref)
        elif model.done is not None and begins is not None and model.done < begins - _early(model):
            told = values | {"done": model.done, "begins": begins}
            yield Problem(action.place("done"), "early", told, action.ref)


def _early(action: Action) -> timedelta:
    """Return how long before its first day something can be done: what is due once may be, what takes place may not."""
    return timedelta(days=_EARLY if action.kind == "task" else 0)


@rule("STR112", "effect-the-wrong-way", WARNING)
def effect_the_wrong_way(context: RuleContext) -> Iterator[Problem]:
    """An action is expected to make a metric worse.

    ## Why it matters
    The sign is wrong, and the bridge to the target counts what is gained as lost.

    ## Fails
    ```yaml
    actions: [{id: terms, effects: [{metric: receivable_days, amount: 3d}]}]
    ```

    ## Passes
    ```yaml
    actions: [{id: terms, effects: [{metric: receivable_days, amount: -3d}]}]
    ```

    ## How to fix
    Correct the sign: the effect is by how much the metric moves, so less is written with a minus. If the metric is
    better when lower, say `better: lower` at it.
    """
    for action in _alive(context):
        for index, effect in enumerate(action.model.effects):
            metric, amount = context.graph.metric(effect.metric), effect.amount.number
            lower = metric is not None and metric.better == "lower"
            if metric is not None and metric.better is not None and (amount > 0 if lower else amount < 0):
                values: Values = {"action": action.ref, "effect": effect.amount}
                values["metric"] = metric_ref(context.graph, effect.metric)
                place = action.place("effects", index, "amount")
                yield Problem(place, "up" if lower else "down", values, action.ref, effect.metric)


RULES: Final = (
    status_against_day,
    effect_the_wrong_way,
    budget_overspent,
    begins_too_early,
    promotion_without_action,
    effect_before_action,
    effect_above_target,
)
