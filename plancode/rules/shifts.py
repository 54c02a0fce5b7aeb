"""ADJ: adjustments by which a target cannot stand, or that move an amount and do not cancel."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.analysis.adjusted import Shift
from plancode.analysis.measures import Scope
from plancode.analysis.targets import add
from plancode.findings.problem import Problem
from plancode.model.adjustment import AdjustmentDocument, Alteration
from plancode.rules.changed import to_the_end
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, WARNING, rule
from plancode.rules.scopes import about, figure, subject_of
from plancode.rules.units import bounds_for

if TYPE_CHECKING:
    from plancode.said.value import Values

_WAYS: Final = ("delta", "from_effective", "annual")


@rule("ADJ110", "adjusted-below-nothing", ERROR, figures=True)
def adjusted_below_nothing(context: RuleContext) -> Iterator[Problem]:
    """An adjustment takes more from a target than is left of it, in a metric that cannot be below 0.

    ## Why it matters
    Nobody can be asked for less than nothing. Mostly the amount of a whole year is taken, of which a part is over by
    then, or a digit is one too many; and what is taken is given to others, who then have too much.

    ## Fails
    From July on, 600k of the year's 1.2M are left:
    ```yaml
    effective: 2026-07-01
    changes: [{target: revenue-2026, person: zhou-min, delta: -1M}]
    ```

    ## Passes
    ```yaml
    effective: 2026-07-01
    changes: [{target: revenue-2026, person: zhou-min, delta: -200k}]
    ```

    ## How to fix
    Take less: at most what is left from that day on. To take all of it, write `from_effective: 0`.
    """
    figures, zero = context.figures, Decimal(0)
    stands = _planned(context)
    for shift in to_the_end(figures).shifts:
        standing = stands[shift.document, shift.scope]
        before = sum((standing.get(number, zero) for number in shift.by_period), zero)
        add(standing, shift.by_period)
        left = before + shift.whole
        bounds = bounds_for(context.graph, shift.metric)
        may_lose = bounds is not None and bounds.least is not None and bounds.least.number < 0
        if left < 0 <= before and not may_lose and figures.measures.adds_up(shift.metric):
            variant, way = _taken(shift)
            values: Values = about(context, shift.metric, shift.scope)
            values["day"] = shift.adjustment.model.effective
            values |= {"before": figure(figures.measures, before, shift.metric)}
            values |= {"left": figure(figures.measures, left, shift.metric)}
            place, subject = shift.adjustment.place("changes", shift.index, way), subject_of(shift.metric, shift.scope)
            yield Problem(place, variant, values, shift.adjustment.ref, subject)


def _planned(context: RuleContext) -> dict[tuple[str, Scope], dict[int, Decimal]]:
    """Return what each document plans for each scope, by period."""
    planned: dict[tuple[str, Scope], dict[int, Decimal]] = defaultdict(dict)
    for target in context.figures.targets.targets:
        add(planned[target.document.model.id, target.scope], target.by_period)
    return planned


def _taken(shift: Shift) -> tuple[str, str]:
    """Return whether a change is of what it names or of others who make up for it, and the key that says so."""
    change = shift.adjustment.model.changes[shift.index]
    if change.dimensions == shift.scope:
        return "own", next((name for name in _WAYS if getattr(change, name) is not None), "delta")
    return "others", "to" if change.to is not None else "rebalance"


_MOVES: Final = frozenset({"territory", "people"})
_PAIR: Final = 2
_TENS: Final = tuple(Decimal(10) ** power for power in range(1, 7))


@rule("ADJ113", "move-that-does-not-cancel", WARNING)
def move_that_does_not_cancel(context: RuleContext) -> Iterator[Problem]:
    """What one person or team gives up in an adjustment, another does not get.

    ## Why it matters
    Work passes from one to the other, and the sum should stay. With the sign of one turned round, or a digit or
    a unit too few, the plan asks for more or less than it promises. Looked at are adjustments with `trigger: territory`
    or `people` that change exactly two amounts of one target.

    ## Fails
    ```yaml
    trigger: territory
    changes:
      - {target: revenue-2026, person: zhou-min, delta: 300k}
      - {target: revenue-2026, person: wu-hao, delta: 300k}
    ```

    ## Passes
    ```yaml
    trigger: territory
    changes: [{target: revenue-2026, person: zhou-min, delta: -300k, to: wu-hao}]
    ```

    ## How to fix
    Write it once, with `to`: then one gets what the other gives up. If both are meant to get more, or less, name what
    has caused it under `trigger`: `market`, for instance.
    """
    for adjustment in context.base.all(AdjustmentDocument):
        changes: dict[str, list[int]] = defaultdict(list)
        for index, change in enumerate(adjustment.model.changes if adjustment.model.trigger in _MOVES else ()):
            if change.target is not None:
                changes[change.target].append(index)
        for target, indexes in changes.items():
            pair = [adjustment.model.changes[index] for index in indexes]
            variant = _fault_of(*pair) if len(pair) == _PAIR else ""
            if variant and pair[0].delta and pair[1].delta:
                values: Values = {"adjustment": adjustment.ref, "first": pair[0].delta, "second": pair[1].delta}
                values["names"] = tuple(f"`{change.person or change.team}`" for change in pair)
                first, second = (adjustment.place("changes", index, "delta") for index in indexes)
                yield Problem(second, variant, values, adjustment.ref, target, (first,))


def _fault_of(first: Alteration, second: Alteration) -> str:
    """Return why two changes of one target are no move although they look like one; an empty text where they do not."""
    if first.delta is None or second.delta is None or first.to or second.to or first.rebalance or second.rebalance:
        return ""
    if first.dimensions == second.dimensions or not all(change.person or change.team for change in (first, second)):
        return ""
    smaller, larger = sorted((abs(first.delta.number), abs(second.delta.number)))
    if (first.delta.number > 0) is (second.delta.number > 0):
        return "sign" if smaller == larger else ""
    return "size" if larger / smaller in _TENS else ""


RULES: Final = (adjusted_below_nothing, move_that_does_not_cancel)
