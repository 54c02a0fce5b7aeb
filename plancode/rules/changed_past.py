"""CHG: targets of the past that become others."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from plancode.analysis.measures import Scope
from plancode.analysis.targets import Target
from plancode.compare.change import by_key
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.targets import TargetsDocument
from plancode.period import Period
from plancode.rules.changed import Tables, agreed_changes, digest, is_of, tables, where
from plancode.rules.context import RuleContext
from plancode.rules.moves import quota_moves, target_moves
from plancode.rules.rule import ERROR, rule
from plancode.rules.scopes import scope_refs

if TYPE_CHECKING:
    from plancode.said.value import Values

_SHOWN: Final = 5
_Span = tuple[date, date]
_Past = Mapping[_Span, tuple[str, Decimal]]
"""Amounts of periods that are over, with what these are called."""
_NONE: Final[tuple[_Past, tuple[Target, ...]]] = ({}, ())


@dataclass
class Rewritten:
    """What changes of the past in a targets document: scopes, days, and all figures as a text."""

    document: Entity[TargetsDocument]
    targets: list[Target] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    spans: dict[_Span, str] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)


@rule("CHG114", "past-period-changed", ERROR, change=True)
def past_period_changed(context: RuleContext) -> Iterator[Problem]:
    """The target of a period that is over becomes another one.

    ## Why it matters
    It was reached, missed or paid for. A target that is written when the result is known is none, and every
    scorecard, review and page of that period says something else from now on. Looked at are the plan, teams and
    people, before adjustments; a period is over on its last day at midnight. Of targets that move by much CHG101 and
    CHG130 tell, with the periods that are over.

    ## Fails
    On 1 April 2026 the phasing had `15%` for March, and the change writes
    ```yaml
    phasing: {shares: [5%, 5%, 10%, 15%, 10%, 10%, 10%, 10%, 5%, 5%, 5%, 10%]}
    ```

    ## Passes
    A change of the periods to come alone: other amounts with a `period` that lies ahead, or a document of
    `kind: adjustment`.

    ## How to fix
    Take back what reaches into the past: the amount, the phasing, the share, the calendar, or the first or last
    day of a person or an owner. Change what lies ahead with a document of `kind: adjustment`. If a mistake of the past
    is mended, let somebody accept it in accepted.yaml whose own quota does not fall by it.
    """
    both = tables(context)
    if both is None:
        return
    told = {(metric, scope) for _, metric, scope, _ in quota_moves(context, both)}
    told |= {(metric, scope) for metric, scope, _ in target_moves(context, both)}
    for one in rewritten(both, told).values():
        scopes, graph = one.scopes, both.head.graph
        targets = tuple(ref for scope in scopes[:_SHOWN] for ref in scope_refs(graph, scope)[:1])
        values: Values = {"document": one.document.ref, "targets": targets, "count": len(scopes)}
        values["periods"] = tuple(one.spans[span] for span in sorted(one.spans))
        places, subject = _causes(context, one), digest(*sorted(one.figures))
        yield Problem(places[0], "plain", values, one.document.ref, subject, places[1:_SHOWN])


@dataclass(frozen=True, slots=True)
class PastMove:
    """How the target of a scope moves in periods that are over: their days with names, and the figures as a text."""

    spans: Mapping[_Span, str]
    figures: tuple[str, ...]
    targets: tuple[Target, ...]
    document: Entity[TargetsDocument]

    @property
    def names(self) -> tuple[str, ...]:
        """What the periods are called, in their order."""
        return tuple(self.spans[span] for span in sorted(self.spans))


def past_moves(both: Tables) -> dict[tuple[str, Scope], PastMove]:
    """Return how targets of the plan, teams and people move in periods that are over, by metric and scope."""
    found = {}
    before, after = dict(_planned(both, "base")), dict(_planned(both, "head"))
    for metric, scope in dict.fromkeys((*before, *after)):
        (old, old_targets), (new, targets) = before.get((metric, scope), _NONE), after.get((metric, scope), _NONE)
        names = ((span, name) for span, (name, _) in (*old.items(), *new.items()))
        step = both.head.measures.step(metric)
        grain = step if step < 1 else 0  # a cent more or less is how a whole is rounded, not what anybody asks for
        spans = {span: name for span, name in names if abs(_amount(old, span) - _amount(new, span)) > grain}
        for target in (targets or old_targets)[:1] if spans else ():
            moved = tuple(one for one in (*targets, *old_targets) if one.period.start < both.head.as_of)
            moves = ((span, _amount(old, span), _amount(new, span)) for span in spans)
            figures = tuple(f"{metric}@{scope}@{span}:{once:f}>{now:f}" for span, once, now in moves)
            found[metric, scope] = PastMove(spans, figures, moved, target.document)
    return found


def rewritten(both: Tables, told: Collection[tuple[str, Scope]] = ()) -> dict[str, Rewritten]:
    """Return what changes of the past but for what is `told` otherwise, by the document that says it."""
    changed: dict[str, Rewritten] = {}
    for (metric, scope), moved in past_moves(both).items():
        if (metric, scope) not in told:
            key = both.pairing.new_keys.get(moved.document.key, moved.document.key)
            one = changed.setdefault(key.id, Rewritten(moved.document))
            one.scopes.append(scope)
            one.targets += moved.targets
            one.spans |= moved.spans
            one.figures += moved.figures
    return changed


def _amount(past: _Past, span: _Span) -> Decimal:
    """Return what is asked for; of somebody who was not there yet that is nothing, as if no target were stated."""
    return past[span][1] if span in past else Decimal(0)


def _planned(
    both: Tables, side: Literal["base", "head"]
) -> Iterator[tuple[tuple[str, Scope], tuple[_Past, tuple[Target, ...]]]]:
    """Yield the planned amounts of periods that are over, of the plan, teams and people."""
    analysis = both.base if side == "base" else both.head
    for metric in analysis.targets.metrics:
        for scope in analysis.targets.scopes(metric):
            if not scope or is_of(scope, "team") or is_of(scope, "person"):
                key = both.renamed(metric, scope) if side == "base" else (metric, scope)
                planned = analysis.targets.planned(metric, scope).items()
                amounts = [(analysis.horizon.periods[number], amount.normalize()) for number, amount in planned]
                past = {
                    (period.start, period.end): (period.name or f"{period.start}..{period.last}", amount)
                    for period, amount in amounts
                    if period.end <= analysis.as_of
                }
                yield key, (past, analysis.targets.of(metric, scope))


def _causes(context: RuleContext, rewritten: Rewritten) -> tuple[Place, ...]:
    """Return where the document itself changes, or its figures stand where something else moves them."""
    changes, renamed = by_key(agreed_changes(context.change)), context.change.pairing.new_keys
    keys = (rewritten.document.key, *(target.holder.key for target in rewritten.targets))
    known = dict.fromkeys(renamed.get(key, key) for key in keys)
    own = tuple(where(change) for key in known for change in changes.get(key, ()))
    return own or (rewritten.targets[0].place,)


@rule("CHG125", "running-plan-moved", ERROR, change=True)
def running_plan_moved(context: RuleContext) -> Iterator[Problem]:
    """A plan that people work by is moved to another time, before its own is over.

    ## Why it matters
    What was asked of people until its last day, and promised to them, is in no plan any more: no page says what still
    holds, and nothing of the new time can be held against what was agreed. It is not seen figure by figure, for the two
    have no day in common.

    ## Fails
    On 1 April 2026 the plan had `period: 2026`, and the change writes
    ```yaml
    period: 2027
    ```

    ## Passes
    The plan of 2027 in a folder of its own, or the same change after 31 December 2026.

    ## How to fix
    Put the time back, and make the next plan beside this one: `plancode init next-year --from this-year`.
    """
    plan, times = context.change.head.written.plan, times_of_moved(context)
    if plan is not None and times is not None:
        old, new = times
        values: Values = {"before": old, "after": new, "last": old.last}
        yield Problem(plan.place("period"), "plain", values, plan.ref, digest(str(old), str(new)))


def times_of_moved(context: RuleContext) -> tuple[Period, Period] | None:
    """Return what a running plan was for, and what it is for, where these have no day in common."""
    old, new = context.change.base.written.period(None), context.change.head.written.period(None)
    if old is None or new is None or old.overlaps(new) or not old.start <= context.as_of < old.end:
        return None
    return old, new


RULES: Final = (past_period_changed, running_plan_moved)
