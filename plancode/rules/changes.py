"""CHG: single changes that make the judges milder, that nobody has classified, or that hide what is wrong."""

from collections.abc import Iterator
from typing import Final

from plancode.compare.change import Change, ChangeSort
from plancode.compare.settings import SETTINGS
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.model.kinds import EntityKind
from plancode.model.targets import ScopedRow, TargetsDocument
from plancode.rules.changed import described, shown, where
from plancode.rules.context import RuleContext
from plancode.rules.rounding import share
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.rules.suppress import may_accept
from plancode.said.value import Ref, Term, Values
from plancode.shape.bearing import Bearing

_LETS_PASS: Final = {
    "ignore": ("ignored", "globs"),
    "approvers": ("listed", "parties"),
    "leave_out": ("left_out", "sorts"),
}
"""Lists that let pass whatever stands in them: how it is told that there is more, and as what."""


@rule("CHG104", "weakened-policy", ERROR, change=True)
def weakened_policy(context: RuleContext) -> Iterator[Problem]:
    """A change makes the policy or plancode.yaml milder, or lets the plan do without a step: less is found, or fails.

    ## Why it matters
    Whoever moves the goalposts in the same change as the plan is judged by their own rules. That is why a change is
    judged by the policy of the plan before it; but from the merge on the milder one holds for everybody.

    ## Fails
    The plan had `capacity_ratio: {warn: 1.05, error: 1}`, and the change writes
    ```yaml
    policy: {capacity_ratio: {warn: 1.05, error: 0.9}}
    ```

    ## Passes
    ```yaml
    policy: {capacity_ratio: {warn: 1.05, error: 1.02}}
    ```

    ## How to fix
    Take the line back. If the milder limit is meant, propose it in a change of its own, and let somebody who answers
    for the plan accept it in accepted.yaml, with the reason. What is new under `suppress` is CHG106.
    """
    for change in context.change.changes:
        first, is_plan = change.field[0] if change.field else "", change.key.kind is EntityKind.PLAN
        is_of_policy = first != "suppress" if change.entity == SETTINGS else is_plan and first in ("policy", "without")
        if change.bearing is Bearing.RELAXING and is_of_policy:
            variant, values = _milder(change)
            yield Problem(where(change), variant, described(change) | values, change.entity, change.fingerprint)


def _milder(change: Change) -> tuple[str, Values]:
    """Return how a change is milder, and what is told beside the field: both values, or the files left out now."""
    if change.field[0] == "without":
        return "waived", {"step": Term(f"step.{change.field[1]}"), "reason": str(change.after)}
    if change.field[-1] in _LETS_PASS:
        old, new = (passing if isinstance(passing, tuple) else () for passing in (change.before, change.after))
        variant, name = _LETS_PASS[change.field[-1]]
        more = (one for one in new if one not in old)
        return variant, {name: tuple(one if isinstance(one, Ref) else str(one) for one in more)}
    both = {"before": shown(change.before), "after": shown(change.after)}
    values: Values = {name: value for name, value in both.items() if value is not None}
    if change.after is None:
        return "dropped", values
    return "changed" if change.head_place is not None else "file_gone", values


@rule("CHG106", "suppression-in-same-change", WARNING, change=True)
def suppression_in_same_change(context: RuleContext) -> Iterator[Problem]:
    """The change brings a statement that findings are accepted: a comment, an entry of `suppress`, or an `accept`.

    ## Why it matters
    The change brings a fault, perhaps, and with it the statement that hides it. That may be right; but somebody other
    than its author should read it before it is merged.

    ## Fails
    ```yaml
    suppress: [{code: COV101, entity: pudong, reason: Nobody is there yet}]
    ```

    ## Passes
    The same entry, if it was there before this change.

    ## How to fix
    Mend what is hidden instead, if that can be done. Else read the reason: does it say why the finding is right as it
    is, and until when? Narrow it down to one entity, and give it an `until`. Nothing else need be done: this
    warning is gone with the merge.

    ## Policy
    `acceptances` (at_once, own default): whether such statements count in the change that brings them, or only in
    later ones (`after_merge`).
    """
    when = context.change.base.written.policy.acceptances
    for acceptance in context.change.new_acceptances:
        is_over = acceptance.until is not None and acceptance.until < context.as_of
        if acceptance.reason and may_accept(acceptance.code) and not is_over:
            reach = "line" if acceptance.path else "entity" if acceptance.entity else "code"
            values: Values = {"code": acceptance.code, "entity": f"`{acceptance.entity}`", "reason": acceptance.reason}
            yield Problem(acceptance.place, f"{reach}_{when}", values, subject=acceptance.code)
    for change in context.change.structure.changes:
        reason = None
        if change.bearing is Bearing.RELAXING and change.field[-1:] == ("accept",):
            reason = str(change.after)
        elif change.sort is ChangeSort.ADDED and not change.field:
            # what is new may say that its odd figure is meant so
            model = context.change.head.written.entities[change.key].model
            row = model.target if isinstance(model, TargetsDocument) else model
            reason = (isinstance(row, ScopedRow) and row.accept) or None
        if reason is not None:
            values = described(change) | {"reason": reason}
            yield Problem(where(change), "accept", values, change.entity, change.fingerprint)


@rule("CHG107", "acceptance-in-same-change", INFO, change=True)
def acceptance_in_same_change(context: RuleContext) -> Iterator[Problem]:
    """The change brings an entry of accepted.yaml.

    ## Why it matters
    Somebody says that a change is right although a rule objects. Whoever merges should see that this is so, who
    answers for it, and why.

    ## Fails
    ```yaml
    accepted:
      - {fingerprint: 3f2a1bc09d5e7f41, entity: zhou-min, reason: Agreed on 3 March, approver: lin-yue}
    ```

    ## Passes
    The same entry, if it was there before this change. It is spent then, and accepts nothing more.

    ## How to fix
    Nothing is wrong. Ask whoever is named as the approver whether they agree, before the change is merged.

    ## Policy
    `acceptances` (at_once, own default): whether entries count in the change that brings them. With `after_merge`
    they do not, and whoever merges must decide.
    """
    policy, head = context.change.base.written.policy, context.change.head
    for number in context.change.new_accepted:
        entry, document = head.accepted.accepted[number], head.accepted_document
        place = document.place(("accepted", number, "fingerprint")) if document else Place("accepted.yaml")
        values: Values = {"entity": entry.entity, "reason": entry.reason, "approver": entry.approver}
        yield Problem(place, policy.acceptances, values | {"print": entry.fingerprint}, subject=entry.fingerprint)


@rule("CHG108", "unclassified-change", WARNING, change=True)
def unclassified_change(context: RuleContext) -> Iterator[Problem]:
    """A change is of a field of which plancode does not know what it means.

    ## Why it matters
    It may be harmless, or decide what somebody is paid. plancode treats nothing as harmless because nobody has thought
    of it. Most often it is a field of the company's own, under `extra`.

    ## Fails
    ```yaml
    extra: {bonus_pool: 120000}
    ```
    where it was `90000`.

    ## Passes
    ```yaml
    title: East China
    ```
    where it was `East`.

    ## How to fix
    Look at what changes, and ask whoever uses this field whether it is right. If it is, merge it, or let somebody
    accept it in accepted.yaml so that it is known who looked.
    """
    for change in context.change.changes:
        if change.bearing is Bearing.UNKNOWN:
            yield Problem(where(change), "plain", described(change), change.entity, change.fingerprint)


@rule("CHG115", "guessed-rename", INFO, change=True)
def guessed_rename(context: RuleContext) -> Iterator[Problem]:
    """Something seems to have another id; nobody says so, it is only guessed because so much is the same.

    ## Why it matters
    Where the guess is wrong, somebody new is taken for somebody who went, and what changes is shown as less than it
    is. Where it is right, other tools and later revisions should know it too.

    ## Fails
    `wu-hao` is gone, and there is, with the same role, team and codes:
    ```yaml
    - {id: hao-wu, name: Wu Hao, role: rep, team: east}
    ```

    ## Passes
    ```yaml
    - {id: hao-wu, formerly: [wu-hao], name: Wu Hao, role: rep, team: east}
    ```

    ## How to fix
    If it is the same, write its former id under `formerly`. If it is not, nothing need be done, but read the change
    as one that goes and one that comes.
    """
    for change in context.change.structure.changes:
        if change.sort is ChangeSort.RENAMED and change.likeness is not None:
            values = described(change) | {"old": str(change.before), "share": share(change.likeness)}
            yield Problem(where(change), "plain", values, change.entity, change.fingerprint)


RULES: Final = (
    weakened_policy,
    suppression_in_same_change,
    acceptance_in_same_change,
    unclassified_change,
    guessed_rename,
)
