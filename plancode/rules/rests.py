"""TGT: a rest of a single period, which takes from others what the plan seems to give them."""

from collections.abc import Iterator
from typing import Final

from plancode.analysis.division import assigned_in, cut_of
from plancode.analysis.targets import Target
from plancode.findings.problem import Problem
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.rules.scopes import about_target, figure, scope_refs, subject_of
from plancode.said.value import Joined

_SHOWN: Final = 5


@rule("TGT156", "rest-of-a-period", WARNING, figures=True)
def rest_of_a_period(context: RuleContext) -> Iterator[Problem]:
    """A `rest` for one period takes all that there is in it, and nobody else has anything, or has it twice.

    ## Why it matters
    The rest is what other rows of the same period leave. Rows of the whole year are not rows of that quarter: what
    they bring in it is not taken off, and the quarter is handed out more than once. Where no other row is of the
    period, one has all of it and the others nothing.

    ## Fails
    ```yaml
    target: {team: east, amount: 4M}
    split: [{person: li-na, share: 55%}, {person: wu-hao, rest: true, period: 2026-Q3}]
    ```

    ## Passes
    ```yaml
    target: {team: east, amount: 4M}
    split: [{person: li-na, share: 55%}, {person: wu-hao, rest: true}]
    ```

    ## How to fix
    Take `period` out, so that the rest is that of the whole; or give each of the others a row of the same period.
    """
    targets = context.figures.targets.targets
    for target in targets:
        above = target.above
        if target.how != "rest" or above is None or target.amount is None or target.period == above.period:
            continue
        beside = [one for one in targets if one.above is above and one.scope != target.scope and one.row is not None]
        beside = [one for one in beside if cut_of(one.scope) == cut_of(target.scope)]
        longer = [one for one in beside if one.period != target.period and one.period.covers(target.period)]
        alike = [one for one in beside if target.period.covers(one.period)]
        if longer or (beside and not alike):
            yield _problem(context, target, above, longer or beside, "twice" if longer else "nobody")


def _problem(context: RuleContext, target: Target, above: Target, others: list[Target], variant: str) -> Problem:
    whole = figure(context.figures.measures, assigned_in(context.figures.horizon, above, target.period), target.metric)
    refs = dict.fromkeys(Joined(scope_refs(context.graph, other.scope)) for other in others)
    values = about_target(context, target) | {
        "whole": whole,
        "period": target.period,
        "others": tuple(refs)[:_SHOWN],
        "longer": others[0].period,
    }
    related = tuple(other.place for other in others[:_SHOWN])
    return Problem(target.place, variant, values, target.holder.ref, subject_of(target.metric, target.scope), related)


RULES: Final = (rest_of_a_period,)
