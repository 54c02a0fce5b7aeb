"""ADJ: adjustments that nobody has approved, or somebody who may not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.approvers import Approvers, named_in
from plancode.graph.facts import Facts
from plancode.graph.touched import concern
from plancode.model.adjustment import AdjustmentDocument, Approval
from plancode.rules.adjustments import Adjustment, approved_adjustments
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.rules.written import is_missing
from plancode.said.value import Values

if TYPE_CHECKING:
    from datetime import date


def _open(context: RuleContext) -> Iterator[tuple[Adjustment, Values]]:
    """Yield the adjustments that nobody has approved, with the values of a finding about each."""
    for adjustment in context.base.all(AdjustmentDocument):
        if adjustment.model.approved is None and is_missing(context, adjustment, "approved"):
            yield adjustment, {"adjustment": adjustment.ref, "effective": adjustment.model.effective}


@rule("ADJ103", "adjustment-not-approved", WARNING)
def adjustment_not_approved(context: RuleContext) -> Iterator[Problem]:
    """The day from which an adjustment is to hold has come, and nobody has approved it.

    ## Why it matters
    plancode does not apply what nobody has approved: people may work by the new figures while pages and scores still
    go by the old ones.

    ## Fails
    On 1 June 2026:
    ```yaml
    effective: 2026-05-06
    ```

    ## Passes
    ```yaml
    effective: 2026-05-06
    approved: {by: gm, on: 2026-04-24}
    ```

    ## How to fix
    If it was agreed, write who agreed and when under `approved`. If it is still open, move `effective` to a day after
    the one on which it can be decided. If it was turned down, delete the document.
    """
    for adjustment, values in _open(context):
        if adjustment.model.effective <= context.as_of:
            yield Problem(adjustment.place("id"), "due", values, adjustment.ref)


@rule("ADJ104", "adjustment-awaits-approval", INFO)
def adjustment_awaits_approval(context: RuleContext) -> Iterator[Problem]:
    """An adjustment that lies ahead has not been approved yet.

    ## Why it matters
    It is a proposal: it is shown, and changes nothing. This note keeps it from being forgotten.

    ## Fails
    On 1 April 2026:
    ```yaml
    effective: 2026-05-06
    ```

    ## Passes
    ```yaml
    effective: 2026-05-06
    approved: {by: gm, on: 2026-03-24}
    ```

    ## How to fix
    Once it is agreed, write who agreed and when under `approved`, on a day before `effective`. Until then nothing need
    be done.
    """
    for adjustment, values in _open(context):
        if adjustment.model.effective > context.as_of:
            yield Problem(adjustment.place("id"), "plain", values, adjustment.ref)


@rule("ADJ105", "approver-concerned", ERROR)
def approver_concerned(context: RuleContext) -> Iterator[Problem]:
    """Somebody approved a change of their own quota, scorecard, territory or entry.

    ## Why it matters
    Who lowers the bar by which they are scored decides in their own case. That counts for a manager, too, who has no
    quota and is scored by the team's target, and for everybody who has the role that is named.

    ## Fails
    ```yaml
    approved: {by: chen-rui, on: 2026-04-24}
    changes: [{target: revenue-2026, person: chen-rui, delta: -220k}]
    ```

    ## Passes
    ```yaml
    approved: {by: lin-yue, on: 2026-04-24}
    changes: [{target: revenue-2026, person: chen-rui, delta: -220k}]
    ```

    ## How to fix
    Let their manager approve it, or an outside party that the policy lists under `approvers`, such as the general
    manager, and write that name under `approved`. A higher quota of one's own is no fault; giving it to somebody else
    (`to`) is, and so is a higher one of others that lowers one's own (`rebalance`).
    """
    for adjustment, approved, approvers in _decided(context):
        for boss in approvers.signers(approved.by):
            concerns = [concern(approvers.facts, boss, adjustment, change) for change in adjustment.model.changes]
            places = tuple(adjustment.place("changes", index) for index, variant in enumerate(concerns) if variant)
            variant = next(filter(None, concerns), "")
            if variant:
                values: Values = {"approver": boss.ref, "day": approved.on}
                yield Problem(adjustment.place("approved", "by"), variant, values, adjustment.ref, boss.name, places)
                break


def _decided(context: RuleContext) -> Iterator[tuple[Adjustment, Approval, Approvers]]:
    """Yield what somebody approved, with who might have on that day."""
    days: dict[date, Approvers] = {}
    for adjustment, approved in approved_adjustments(context):
        yield adjustment, approved, days.setdefault(approved.on, Approvers(Facts(context.base, approved.on)))


@rule("ADJ106", "approver-not-above", WARNING)
def approver_not_above(context: RuleContext) -> Iterator[Problem]:
    """An adjustment was approved by somebody who does not stand above all that it names.

    ## Why it matters
    Only whoever answers for both sides can weigh one against the other. Looked at are the people named, owners old
    and new, the teams named, and the team of the territory, as they stood on the day of the approval; not teams whose
    figures only add up of theirs. A seat that nobody filled on that day approves nothing. An outside party, such as
    the general manager, stands above everybody if the policy lists it; a party that it does not list may be anybody.

    ## Fails
    Chen Rui leads Shanghai only:
    ```yaml
    approved: {by: chen-rui, on: 2026-04-24}
    changes: [{person: wu-hao, change: {from: 2026-06-01, team: hangzhou}}]
    ```

    ## Passes
    Lin Yue leads the region, with Shanghai and Hangzhou in it:
    ```yaml
    approved: {by: lin-yue, on: 2026-04-24}
    changes: [{person: wu-hao, change: {from: 2026-06-01, team: hangzhou}}]
    ```

    ## How to fix
    Let somebody approve who leads all of them, directly or further up, or a party that is listed, and write that name
    under `approved`. Where nobody in the plan stands above them, list the party that decides:
    `policy: {approvers: [gm]}`.

    ## Policy
    `approvers` (none). A change is judged by those that the plan listed before it.
    """
    for adjustment, approved, approvers in _decided(context):
        named = named_in(context.base, adjustment)
        variant, others = approvers.objection(approved.by, named)
        actor = context.base.actor(approved.by)
        if variant and actor is not None:
            values: Values = {"approver": actor.ref, "id": actor.name, "others": others, "day": approved.on}
            values["could"] = tuple(one.ref for one in (*approvers.above(named), *approvers.listed))
            yield Problem(adjustment.place("approved", "by"), variant, values, adjustment.ref, actor.name)


RULES: Final = (
    adjustment_not_approved,
    adjustment_awaits_approval,
    approver_concerned,
    approver_not_above,
)
