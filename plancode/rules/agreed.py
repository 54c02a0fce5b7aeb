"""REV: actions that were agreed, and what became of them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.model.actions import Action
from plancode.model.kinds import EntityKind
from plancode.model.review import ReviewAction, ReviewDocument
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule

if TYPE_CHECKING:
    from plancode.said.value import Values

_YEAR: Final = timedelta(days=366)
_SETTLED: Final = frozenset({"done", "dropped"})


def _is_taken_up(context: RuleContext, key: Key) -> bool:
    """Whether a later action follows this one."""
    users = context.graph.users(key)
    return any(user.holder.key.kind is EntityKind.REVIEW_ACTION and "follows" in user.route for user in users)


def _open(context: RuleContext) -> Iterator[Entity[ReviewAction]]:
    """Yield what was agreed in reviews and is neither done nor taken up by a later action."""
    for action in context.graph.all(ReviewAction):
        if action.model.done is None and not _is_taken_up(context, action.key):
            yield action


def _owner_goes(context: RuleContext, action: Entity[ReviewAction]) -> Entity[Person] | None:
    """Return the owner of an action, where they leave before it is due."""
    owner = context.graph.find(Person, action.model.owner)
    gone = owner is not None and owner.model.end is not None and owner.model.end < action.model.due
    return owner if gone or (owner and not owner.model.works_on(context.day)) else None


@rule("REV102", "overdue-action", WARNING)
def overdue_action(context: RuleContext) -> Iterator[Problem]:
    """An action should have been done by now and is not.

    ## Why it matters
    The next review begins with it: what stands in the way, what help is needed, when will it be done? An action that
    a later one `follows` is not overdue: it was taken up again.

    ## Fails
    Looked at on 1 April:
    ```yaml
    actions: [{id: price-list, text: Send the new price list, owner: wu-hao, due: 2026-03-20}]
    ```

    ## Passes
    ```yaml
    actions: [{id: price-list, text: Send the new price list, owner: wu-hao, due: 2026-03-20, done: 2026-03-19}]
    ```

    ## How to fix
    If it is done, write the day under `done`, and at an action of the plan `status: done`. If it is not, agree on a
    new action with a new day in the next review and name the old one under `follows`. What is not wanted any more gets
    `status: dropped` in the plan.
    """
    for agreed in _open(context):
        if (
            agreed.model.due < context.as_of
            and _owner_goes(context, agreed) is None
            and not _is_before(context, agreed)
        ):
            yield _late(context, agreed, "agreed", "due")
    for action in context.graph.all(Action):
        model = action.model
        is_open = model.status not in _SETTLED and model.done is None
        if is_open and model.to is not None and model.to < context.as_of and not _is_taken_up(context, action.key):
            yield _late(context, action, model.status, "to")


def _late(context: RuleContext, action: Entity[ReviewAction] | Entity[Action], variant: str, key: str) -> Problem:
    due = getattr(action.model, key)
    owner = context.graph.find(Person, action.model.owner)
    values: Values = {"action": action.ref, "due": due, "days": (context.as_of - due).days}
    values["owner"] = owner.ref if owner else "–"
    return Problem(action.place(key), variant, values, action.ref)


@rule("REV103", "done-on-impossible-day", WARNING)
def done_on_impossible_day(context: RuleContext) -> Iterator[Problem]:
    """An action was done before it was agreed, or on a day that has not come yet.

    ## Why it matters
    One of the dates is wrong. What counts as done is not asked for any more, and counts in the score for tasks.

    ## Fails
    ```yaml
    held: 2026-03-30
    actions: [{id: visit, text: Visit Hualian, owner: wu-hao, due: 2026-04-17, done: 2026-03-03}]
    ```

    ## Passes
    ```yaml
    held: 2026-03-30
    actions: [{id: visit, text: Visit Hualian, owner: wu-hao, due: 2026-04-17, done: 2026-04-03}]
    ```

    ## How to fix
    Write the day on which it was really done, and leave `done` out as long as it is not.
    """
    actions: tuple[Entity[ReviewAction] | Entity[Action], ...]
    actions = (*context.graph.all(ReviewAction), *context.graph.all(Action))
    for action in actions:
        done, is_agreed = action.model.done, isinstance(action.model, ReviewAction)
        review = context.graph.find(ReviewDocument, action.document_id) if is_agreed else None
        if done is not None and done > context.as_of:
            values: Values = {"action": action.ref, "done": done, "day": context.as_of}
            yield Problem(action.place("done"), "future", values, action.ref)
        elif done is not None and review is not None and done < review.model.held:
            values = {"action": action.ref, "done": done, "day": review.model.held}
            yield Problem(action.place("done"), "before", values, action.ref)


@rule("REV107", "action-of-leaver", WARNING)
def action_of_leaver(context: RuleContext) -> Iterator[Problem]:
    """What was agreed in a review is still open, and its owner has left or leaves before it is due.

    ## Why it matters
    Nobody does it, and nobody is asked for it.

    ## Fails
    Wu Hao's last day is 31 March; his action is due on 17 April.

    ## Passes
    Li Na, who takes over his customers, owns the action.

    ## How to fix
    Give the action to somebody else: change `owner`, or agree on a new action that `follows` it.
    """
    for action in _open(context):
        owner = _owner_goes(context, action)
        if owner is not None:
            gone = owner.model.end is not None and owner.model.end < context.day
            values: Values = {"action": action.ref, "owner": owner.ref, "due": action.model.due}
            values["end"] = owner.model.end or owner.model.start or context.day
            variant = "left" if gone else "leaves" if owner.model.end else "not_here"
            yield Problem(action.place("owner"), variant, values, action.ref, related=(owner.place("id"),))


@rule("REV108", "action-carried-on", WARNING)
def action_carried_on(context: RuleContext) -> Iterator[Problem]:
    """An action has been put off from review to review.

    ## Why it matters
    What was agreed three times and not done will not be done the fourth time either, unless something changes.

    ## Fails
    The action `price-list-4` follows `price-list-3`, that follows `price-list-2`, that follows `price-list`.

    ## Passes
    It was done the third time.

    ## How to fix
    Find out what stands in the way: help, money, somebody else's decision. Make it smaller, give it to somebody who
    can do it, or drop it openly. Only chains of actions of reviews are counted.

    ## Policy
    `carried_at_most` (2, own default).
    """
    most = context.graph.policy.carried_at_most
    chain: dict[Key, tuple[int, Entity[ReviewAction]]] = {}
    held = {review.model.id: review.model.held for review in context.graph.all(ReviewDocument)}
    known = [action for action in context.graph.all(ReviewAction) if action.document_id in held]
    for action in sorted(known, key=lambda action: held[action.document_id]):
        earlier = (context.graph.find(ReviewAction, name) for name in action.model.follows)
        links = [chain[link.key] for link in earlier if link is not None and link.key in chain]
        longest = max(links, key=lambda link: link[0], default=(-1, action))
        chain[action.key] = (longest[0] + 1, longest[1])
    for action in _open(context):
        count, first = chain.get(action.key, (0, action))
        if count > most:
            values: Values = {"action": action.ref, "count": count, "first": first.ref, "due": first.model.due}
            yield Problem(action.place("follows"), "plain", values, action.ref, related=(first.place("id"),))


@rule("REV112", "due-on-impossible-day", WARNING)
def due_on_impossible_day(context: RuleContext) -> Iterator[Problem]:
    """An action was to be done before it was agreed, or more than a year later.

    ## Why it matters
    One of the dates is wrong: the action is overdue from the beginning, or nobody ever asks for it.

    ## Fails
    ```yaml
    held: 2026-03-30
    actions: [{id: visit, text: Visit Hualian, owner: wu-hao, due: 2026-03-17}]
    ```

    ## Passes
    ```yaml
    held: 2026-03-30
    actions: [{id: visit, text: Visit Hualian, owner: wu-hao, due: 2026-04-17}]
    ```

    ## How to fix
    Correct `due`, or `held` of the review.
    """
    for action in context.graph.all(ReviewAction):
        review = context.graph.find(ReviewDocument, action.document_id)
        if review is None:
            continue
        held, due = review.model.held, action.model.due
        variant = "before" if due < held else "far" if due > held + _YEAR else ""
        if variant:
            values: Values = {"action": action.ref, "due": due, "held": held}
            yield Problem(action.place("due"), variant, values, action.ref, related=(review.place("held"),))


def _is_before(context: RuleContext, action: Entity[ReviewAction]) -> bool:
    """Whether an action was due before it was agreed, which is told as that."""
    review = context.graph.find(ReviewDocument, action.document_id)
    return review is not None and action.model.due < review.model.held


RULES: Final = (due_on_impossible_day, overdue_action, done_on_impossible_day, action_of_leaver, action_carried_on)
