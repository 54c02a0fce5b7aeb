"""STR: strategic choices that nothing carries, rivals without answer, actions that say too little to be followed."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actions import Action
from plancode.model.kinds import EntityKind
from plancode.model.plan import Rival
from plancode.model.strategy import Choice, StrategyDocument
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.rules.written import is_missing

if TYPE_CHECKING:
    from plancode.said.value import Values

_MEASURED: Final = frozenset({"campaign", "initiative", "project"})
_LEARNING: Final = frozenset({"training", "coaching"})


def _alive(context: RuleContext) -> Iterator[Entity[Action]]:
    return (action for action in context.graph.all(Action) if action.model.status != "dropped")


def _is_unclear(context: RuleContext, holder: EntityKind, wanted: EntityKind) -> bool:
    """Whether something names a thing of a kind that is unknown: it may be the one that seems to be left out."""
    return any(name.holder.key.kind is holder and wanted in name.kinds for name in context.graph.unresolved)


@rule("STR101", "choice-without-action", WARNING)
def choice_without_action(context: RuleContext) -> Iterator[Problem]:
    """No action carries out a strategic choice.

    ## Why it matters
    A choice that nobody acts on is a wish. A strategy is carried out by actions, with names and days.

    ## Fails
    ```yaml
    choices: [{id: fast-delivery, by: service, text: Delivery within 24 hours}]
    actions: [{id: second-van, owner: wu-hao, to: 2026-05-31}]
    ```

    ## Passes
    ```yaml
    choices: [{id: fast-delivery, by: service, text: Delivery within 24 hours}]
    actions: [{id: second-van, owner: wu-hao, to: 2026-05-31, carries: fast-delivery}]
    ```

    ## How to fix
    Write `carries: fast-delivery` at each action that carries the choice out, or add such an action. Where nothing is
    to be done for it, take the choice out of the strategy. A dropped action carries nothing.
    """
    if _is_unclear(context, EntityKind.ACTION, EntityKind.CHOICE):
        return
    carrying: dict[str, list[Entity[Action]]] = defaultdict(list)
    for action in context.graph.all(Action):
        for name in action.model.carries:
            carrying[name].append(action)
    for choice in context.graph.all(Choice):
        actions = carrying[choice.model.id]
        if all(action.model.status == "dropped" for action in actions):
            values: Values = {"choice": choice.ref, "actions": tuple(action.ref for action in actions)}
            related, variant = tuple(action.place("status") for action in actions), "dropped" if actions else "plain"
            yield Problem(choice.place("id"), variant, values, choice.ref, related=related)


@rule("STR102", "action-without-owner", WARNING)
def action_without_owner(context: RuleContext) -> Iterator[Problem]:
    """An action has nobody who answers for it.

    ## Why it matters
    What everybody is to do, nobody does. The owner is asked how the action stands, and has it in their work plan.

    ## Fails
    ```yaml
    actions: [{id: second-van, people: [rep], to: 2026-05-31}]
    ```

    ## Passes
    ```yaml
    actions: [{id: second-van, owner: wu-hao, people: [rep], to: 2026-05-31}]
    ```

    ## How to fix
    Name one person under `owner`. Those who only take part stay under `people`. An action that is not wanted any more
    gets `status: dropped`.
    """
    for action in _alive(context):
        if action.model.owner is None and is_missing(context, action, "owner"):
            yield Problem(action.place("id"), "plain", {"action": action.ref}, action.ref)


@rule("STR103", "action-without-dates", WARNING)
def action_without_dates(context: RuleContext) -> Iterator[Problem]:
    """An action has no day by which it is done, or, where it is more than a task, no day on which it begins.

    ## Why it matters
    Without a last day it is never late. Without a first day nobody knows when its work falls, and whether it comes
    in time for the season that it is meant for.

    ## Fails
    ```yaml
    actions: [{id: summer-push, kind: campaign, owner: wu-hao, to: 2026-08-31}]
    ```

    ## Passes
    ```yaml
    actions: [{id: summer-push, kind: campaign, owner: wu-hao, from: 2026-06-01, to: 2026-08-31}]
    ```

    ## How to fix
    Write the first day under `from` and the last day, or the day it is due, under `to`. A task needs `to` only.
    """
    for action in _alive(context):
        begins, ends = action.model.from_ is not None or action.model.kind == "task", action.model.to is not None
        if not (begins and ends) and is_missing(context, action, "from", "to"):
            variant = "no_to" if begins else "no_from" if ends else "neither"
            yield Problem(action.place("id"), variant, {"action": action.ref}, action.ref)


@rule("STR104", "action-without-measure", WARNING)
def action_without_measure(context: RuleContext) -> Iterator[Problem]:
    """A campaign, initiative or project does not say what it is to bring, or a training or coaching what it teaches.

    ## Why it matters
    Without it nobody can tell afterwards whether the money and the days were well spent. Tasks are free of it: they
    are done or not done.

    ## Fails
    ```yaml
    actions: [{id: summer-push, kind: campaign, owner: wu-hao, from: 2026-06-01, to: 2026-08-31}]
    ```

    ## Passes
    ```yaml
    actions:
      - id: summer-push
        kind: campaign
        owner: wu-hao
        from: 2026-06-01
        to: 2026-08-31
        effects: [{metric: revenue, amount: 300k}]
    ```

    ## How to fix
    Campaign, initiative, project: write under `effects` which metric it moves and by how much; any metric of the plan
    will do. Training, coaching: name under `skills` what it raises. Small things that are only done or not done are
    `kind: task`.
    """
    for action in _alive(context):
        model = action.model
        needed = "effects" if model.kind in _MEASURED else "skills" if model.kind in _LEARNING else ""
        if needed and not getattr(model, needed) and is_missing(context, action, needed):
            yield Problem(action.place("id"), needed, {"action": action.ref}, action.ref)


@rule("STR105", "rival-without-answer", WARNING)
def rival_without_answer(context: RuleContext) -> Iterator[Problem]:
    """The plan names a rival, and no strategic choice answers it.

    ## Why it matters
    A rival is named because it takes customers. A plan should say how it sets itself apart from it: by product,
    price, brand, service or channel. Plans without a strategy document are left alone.

    ## Fails
    ```yaml
    market: {rivals: [{id: qingyuan, name: Qingyuan}]}
    choices: [{id: fast-delivery, by: service, text: Delivery within 24 hours}]
    ```

    ## Passes
    ```yaml
    market: {rivals: [{id: qingyuan, name: Qingyuan}]}
    choices: [{id: fast-delivery, by: service, text: Delivery within 24 hours, answers: qingyuan}]
    ```

    ## How to fix
    Write `answers: qingyuan` at the choice that answers the rival, add such a choice, or take the rival out of the
    market where it takes no customers from you.
    """
    if not context.graph.all(StrategyDocument) or _is_unclear(context, EntityKind.CHOICE, EntityKind.RIVAL):
        return
    answered = {choice.model.answers for choice in context.graph.all(Choice)}
    for rival in context.graph.all(Rival):
        if rival.model.id not in answered:
            yield Problem(rival.place("id"), "plain", {"rival": rival.ref}, rival.ref)


RULES: Final = (
    choice_without_action,
    action_without_owner,
    action_without_dates,
    action_without_measure,
    rival_without_answer,
)
