"""ADJ: adjustments that nobody has approved, or somebody who may not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.touched import approver, concern, leads, leads_team, people_of, teams_of
from plancode.model.adjustment import AdjustmentDocument, Approval
from plancode.model.team import Person
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
    quota and is scored by the team's target.

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
    Let their manager approve it, or an outside party such as the general manager or finance, and write that name under
    `approved`. A higher quota of one's own is no fault; giving it to somebody else (`to`) is.
    """
    for adjustment, approved, facts, boss in _with_boss(context):
        concerns = [concern(facts, boss, adjustment, change) for change in adjustment.model.changes]
        places = tuple(adjustment.place("changes", index) for index, variant in enumerate(concerns) if variant)
        variant = next(filter(None, concerns), "")
        if variant:
            values: Values = {"approver": boss.ref, "day": approved.on}
            yield Problem(adjustment.place("approved", "by"), variant, values, adjustment.ref, boss.model.id, places)


def _with_boss(context: RuleContext) -> Iterator[tuple[Adjustment, Approval, Facts, Entity[Person]]]:
    """Yield what a person of the plan approved, with the facts of that day. Outside parties stand above everybody."""
    days: dict[date, Facts] = {}
    for adjustment, approved in approved_adjustments(context):
        facts = days.get(approved.on) or days.setdefault(approved.on, Facts(context.base, approved.on))
        boss = approver(facts, adjustment)
        if boss is not None:
            yield adjustment, approved, facts, boss


@rule("ADJ106", "approver-not-above", WARNING)
def approver_not_above(context: RuleContext) -> Iterator[Problem]:
    """Somebody approved a change for people or teams that they do not lead.

    ## Why it matters
    Only whoever answers for both sides can weigh one against the other. Looked at are the people named, owners old
    and new, the teams named, and the team of the territory. Outside parties, such as the general manager or finance,
    stand above everybody.

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
    Let somebody approve who leads all of them, directly or further up, or an outside party, and write that name under
    `approved`.
    """
    graph = context.base
    for adjustment, approved, facts, boss in _with_boss(context):
        changes = adjustment.model.changes
        people = {person.key: person for change in changes for person in people_of(graph, adjustment, change)}
        teams = {team.key: team for change in changes for team in teams_of(graph, change)}
        people.pop(boss.key, None)
        beside = [person.ref for person in people.values() if not leads(facts, boss, person)]
        beside += [team.ref for team in teams.values() if not leads_team(facts, boss, team)]
        if beside:
            values: Values = {"approver": boss.ref, "others": tuple(beside), "day": approved.on}
            yield Problem(adjustment.place("approved", "by"), "plain", values, adjustment.ref, boss.model.id)


RULES: Final = (
    adjustment_not_approved,
    adjustment_awaits_approval,
    approver_concerned,
    approver_not_above,
)
