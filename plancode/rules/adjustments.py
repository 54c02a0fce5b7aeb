"""ADJ: changes of the plan that look back, that nobody talked about, or that cannot be made."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.graph.parts import overlap
from plancode.graph.rhythm import minutes_of
from plancode.graph.touched import people_of, scopes_of
from plancode.model.adjustment import AdjustmentDocument, Alteration, Approval
from plancode.model.kinds import EntityKind
from plancode.model.targets import TargetsDocument
from plancode.model.team import Person, Role
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.written import is_missing

if TYPE_CHECKING:
    from plancode.said.value import Values

Adjustment = Entity[AdjustmentDocument]


def approved_adjustments(context: RuleContext) -> Iterator[tuple[Adjustment, Approval]]:
    """Yield the adjustments that somebody has approved, with who and when."""
    for adjustment in context.base.all(AdjustmentDocument):
        if adjustment.model.approved is not None:
            yield adjustment, adjustment.model.approved


def _unclear(context: RuleContext) -> frozenset[Key]:
    """Return the adjustments that name something unknown: its own finding says so and nothing follows."""
    unknown = (reference.holder.key for reference in context.base.unresolved)
    return frozenset(key for key in unknown if key.kind is EntityKind.ADJUSTMENT)


@rule("ADJ101", "retroactive-adjustment", ERROR)
def retroactive_adjustment(context: RuleContext) -> Iterator[Problem]:
    """An adjustment holds from a day before it was approved.

    ## Why it matters
    Nobody can work towards a figure that is set afterwards, and whoever sets it knows who gains. Targets and scorecards
    change for the days to come only. Who looks after what, and who works where, may be written down some days late,
    because such things often happen before the paper does.

    ## Fails
    ```yaml
    effective: 2026-05-01
    approved: {by: gm, on: 2026-05-20}
    changes: [{target: revenue-2026, person: zhou-min, delta: -220k}]
    ```

    ## Passes
    ```yaml
    effective: 2026-06-01
    approved: {by: gm, on: 2026-05-20}
    changes: [{target: revenue-2026, person: zhou-min, delta: -220k}]
    ```

    ## How to fix
    Move `effective` (and the `from` of a person's change) to the day of the approval or later. If it was agreed
    earlier than `approved` says, correct the day there. Where an adjustment changes both owners and targets, make two
    of it: the owners may be dated back a little, the targets may not.

    ## Policy
    `backdate` (10d, own default).
    """
    allowed = context.base.policy.backdate
    for adjustment, approved in approved_adjustments(context):
        effective, on = adjustment.model.effective, approved.on
        values: Values = {"effective": effective, "approved": on, "limit": allowed}
        related = (adjustment.place("approved", "on"),)
        late, changes = on - effective, adjustment.model.changes
        if late > timedelta(0) and any(change.target or change.rubric for change in changes):
            yield Problem(adjustment.place("effective"), "figures", values, adjustment.ref, "", related)
        elif changes and _is_over(late, allowed):
            yield Problem(adjustment.place("effective"), "facts", values, adjustment.ref, "", related)
        for index, change in enumerate(changes):
            since = change.change.from_ if change.change else effective
            if since < effective and _is_over(on - since, allowed):
                place = adjustment.place("changes", index, "change", "from")
                values = {"effective": since, "approved": on, "limit": allowed}
                yield Problem(place, "facts", values, adjustment.ref, change.person or "", related)


def _is_over(late: timedelta, allowed: Quantity) -> bool:
    return minutes_of(Quantity(Decimal(late.days), "d")) > minutes_of(allowed)


@rule("ADJ102", "adjustment-without-reason", WARNING)
def adjustment_without_reason(context: RuleContext) -> Iterator[Problem]:
    """An adjustment does not say why.

    ## Why it matters
    Half a year later nobody knows why a figure moved, and the people who are scored by it ask. A plan is adjusted
    because something has changed: the reason says what.

    ## Fails
    ```yaml
    effective: 2026-05-06
    trigger: market
    ```

    ## Passes
    ```yaml
    effective: 2026-05-06
    trigger: market
    reason: The largest chain moved its buying to Shanghai
    ```

    ## How to fix
    Write under `reason`, in a sentence or two, what has happened and why this change answers it.
    """
    for adjustment in context.base.all(AdjustmentDocument):
        if adjustment.model.reason is None and is_missing(context, adjustment, "reason"):
            yield Problem(adjustment.place("id"), "plain", {"adjustment": adjustment.ref}, adjustment.ref)


@rule("ADJ107", "adjustments-overlap", WARNING)
def adjustments_overlap(context: RuleContext) -> Iterator[Problem]:
    """Two approved adjustments change the same thing from the same day on.

    ## Why it matters
    Which one holds follows from the order of their ids, which nobody meant to decide by. Most often one was written to
    replace the other, and the other was forgotten.

    ## Fails
    Two adjustments with `effective: 2026-05-06`, and both with
    ```yaml
    changes: [{target: revenue-2026, person: zhou-min, delta: -220k}]
    ```

    ## Passes
    One of them, with the whole change:
    ```yaml
    changes: [{target: revenue-2026, person: zhou-min, delta: -440k}]
    ```

    ## How to fix
    Delete the one that no longer counts, make one of both, or give the later one another day.
    """
    seen: dict[object, list[tuple[Adjustment, int, Alteration]]] = defaultdict(list)
    for adjustment, _ in sorted(approved_adjustments(context), key=lambda pair: pair[0].model.id):
        for index, change in enumerate(adjustment.model.changes):
            variant, *about = _about(change)
            if not any(about):
                continue
            same = seen[adjustment.model.effective, variant, *about]
            before = next((old for old in same if old[0] is not adjustment and _meet(context, old[2], change)), None)
            same.append((adjustment, index, change))
            if before is not None:
                values: Values = {"other": before[0].ref, "effective": adjustment.model.effective}
                place, related = adjustment.place("changes", index), (before[0].place("changes", before[1]),)
                yield Problem(place, variant, values, adjustment.ref, f"{variant}={','.join(about)}", related)


def _about(change: Alteration) -> tuple[str, ...]:
    """Return what sort of thing a change is about, and which."""
    if change.target is not None:
        return ("target", change.target, *(f"{name}={value}" for name, value in change.dimensions))
    if change.owner is not None:
        return ("owner", change.territory or "", change.account or "")
    return ("person", change.person or "") if change.change is not None else ("scorecard",)


def _meet(context: RuleContext, change: Alteration, other: Alteration) -> bool:
    """Whether two changes of one thing meet: of the same part of a territory, or of a period in common."""
    first, second = context.base.period(change.period), context.base.period(other.period)
    if change.target is not None and first is not None and second is not None:
        return first.overlaps(second)
    return overlap(change.for_, other.for_)


@rule("ADJ108", "adjustment-not-discussed", WARNING)
def adjustment_not_discussed(context: RuleContext) -> Iterator[Problem]:
    """Nobody talked with somebody whose quota, territory or entry an adjustment changes.

    ## Why it matters
    People do not stand behind a new figure that they first see on a page: talk to them before the plan is changed.
    Looked at are the people named, the owners who lose and the one who gains; open seats, those
    who have left, and whoever approved it, apart.

    ## Fails
    ```yaml
    discussed_with: [{person: zhou-min, on: 2026-04-20}]
    changes: [{target: revenue-2026, person: zhou-min, delta: -220k, to: wu-hao}]
    ```

    ## Passes
    ```yaml
    discussed_with: [{person: zhou-min, on: 2026-04-20}, {person: wu-hao, on: 2026-04-21}]
    changes: [{target: revenue-2026, person: zhou-min, delta: -220k, to: wu-hao}]
    ```

    ## How to fix
    Talk with those whom the message names, and write each talk under `discussed_with`, with its day.
    """
    unclear = _unclear(context)
    for adjustment in context.base.all(AdjustmentDocument):
        model = adjustment.model
        heard = {talk.person for talk in model.discussed_with} | {model.approved.by if model.approved else ""}
        touched = (person for change in model.changes for person in people_of(context.base, adjustment, change))
        unheard = [person for person in dict.fromkeys(touched) if person.model.id not in heard]
        missed = [person for person in unheard if person.model.works_on(model.effective) and not person.model.open]
        if missed and adjustment.key not in unclear:
            key = bool(model.discussed_with)
            place = adjustment.place("discussed_with" if key else "id", key=key)
            people = tuple(person.ref for person in missed)
            yield Problem(place, "plain", {"adjustment": adjustment.ref, "people": people}, adjustment.ref)


@rule("ADJ109", "adjustment-cannot-be-applied", ERROR)
def adjustment_cannot_be_applied(context: RuleContext) -> Iterator[Problem]:
    """A change is about nothing that the plan has, or does not say what it is about.

    ## Why it matters
    It was agreed, and would not happen.

    ## Fails
    The targets give Zhou Min a quota of the channel `ka`, and none without a channel:
    ```yaml
    changes: [{target: revenue-2026, person: zhou-min, delta: -220k}]
    ```

    ## Passes
    ```yaml
    changes: [{target: revenue-2026, person: zhou-min, channel: ka, delta: -220k}]
    ```

    ## How to fix
    A target: name exactly what one of its rows names (person, team, channel and so on, no more and no less), or
    add a row to the targets. A new owner: say of which `territory` or `account`. A change of role, team or hours: say
    of which `person`. Under `to` stands somebody else than under `person`.
    """
    adjustments = context.base.all(AdjustmentDocument)
    if not adjustments:
        return
    unclear, scopes = _unclear(context), scopes_of(context.base)
    for adjustment in adjustments:
        for index, change in enumerate(adjustment.model.changes) if adjustment.key not in unclear else ():
            variant, route = _why_not(context, change, scopes)
            if variant:
                scope = tuple(f"{name}: {value}" for name, value in change.dimensions)
                target = context.base.find(TargetsDocument, change.target)
                values: Values = {"target": target.ref if target else "", "scope": scope}
                place = adjustment.place("changes", index, route, key=route == "change")
                subject = f"{change.target or ''}{change.owner or ''}@{','.join(scope)}"
                yield Problem(place, variant, values, adjustment.ref, subject)


def _why_not(context: RuleContext, change: Alteration, scopes: dict[str, set[object]]) -> tuple[str, str]:
    """Return why a change cannot be made, and the key to look at; empty texts where it can."""
    if change.owner is not None and not (change.territory or change.account):
        return "no_territory", "owner"
    if change.change is not None and change.person is None:
        return "no_person", "change"
    if change.to is not None and change.to == change.person:
        return "to_itself", "to"
    if change.target is None or change.dimensions in scopes.get(change.target, set()) or _may_be_there(context, change):
        return "", ""
    dimensions = dict(change.dimensions)
    if not dimensions:
        return "no_whole", "target"
    return "no_row", "person" if change.person else next(iter(dimensions))


def _may_be_there(context: RuleContext, change: Alteration) -> bool:
    """Whether a figure may stand in what could not be read, or the targets derive one for the person."""
    if context.base.unread or context.base.lost_kinds:
        return True
    targets, person = context.base.find(TargetsDocument, change.target), context.base.find(Person, change.person)
    if targets is None or targets.model.people is None or person is None:
        return targets is None
    names = (person.model.role, *(later.role for later in person.model.changes))
    roles = (context.base.find(Role, name) for name in names)
    return any(role is not None and role.model.carries_quota and role.model.credit == "primary" for role in roles)


RULES: Final = (
    retroactive_adjustment,
    adjustment_without_reason,
    adjustments_overlap,
    adjustment_not_discussed,
    adjustment_cannot_be_applied,
)
