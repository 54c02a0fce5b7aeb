"""KPI: targets that lines of scorecards state for themselves, beside those of the plan."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.above import upwards
from plancode.model.rubric import Kpi
from plancode.rules.context import RuleContext
from plancode.rules.rule import INFO, rule
from plancode.rules.scopes import about_target, figure
from plancode.rules.scored import scored_people

if TYPE_CHECKING:
    from plancode.said.value import Values


@rule("KPI143", "line-target-unlike-plan", INFO, figures=True)
def line_target_unlike_plan(context: RuleContext) -> Iterator[Problem]:
    """A line of a scorecard has a target of its own that is not the one that the team has in the same metric.

    ## Why it matters
    The team is to reach 32 %, and its people are scored against 33 %: all miss what the team reaches, or the other way
    round. Judged are metrics that do not add up, such as shares and days; amounts and numbers are smaller for a person.

    ## Fails
    ```yaml
    metric: distribution
    target: {team: east, amount: 32%}
    ---
    kpis: [{id: shelf, metric: distribution, target: 33%, dimension: outcome, weight: 20, score: {method: ratio}}]
    ```

    ## Passes
    ```yaml
    kpis: [{id: shelf, metric: distribution, target: 32%, dimension: outcome, weight: 20, score: {method: ratio}}]
    ```

    ## How to fix
    Take `target` out of the line and give the people targets in a targets document, or correct the one that is wrong.
    Where teams or periods have several targets, one that is equal is enough.
    """
    figures = context.figures
    measures, day = figures.measures, figures.horizon.plan.start
    for kpi in context.graph.all(Kpi):
        own, metric = kpi.model.target, kpi.model.metric
        people = context.once(scored_people).get(kpi.document_id)
        if own is None or metric is None or not people or not _is_rate(context, metric):
            continue
        stated = [target for target in figures.targets.targets if target.metric == metric and target.amount is not None]
        if any(target.get("person") for target in stated):
            continue
        names = {team.model.id for person in people for team in upwards(context.graph, context.facts.team_name(person))}
        teams = {(("team", name),) for name in names}
        stated = [target for target in stated if target.scope == () or target.scope in teams]
        amount = measures.number(own, day, metric)
        if stated and amount is not None and amount not in {target.amount for target in stated}:
            worst = max(stated, key=lambda target: target.period.days)
            values: Values = about_target(context, worst) | {"kpi": kpi.ref}
            values |= {
                "target": figure(measures, amount, metric),
                "other": figure(measures, worst.amount or amount, metric),
            }
            yield Problem(kpi.place("target"), "plain", values, kpi.ref, metric, (worst.place,))


def _is_rate(context: RuleContext, metric: str) -> bool:
    """Whether a metric is the same for a part as for the whole, such as a share."""
    known = context.graph.metric(metric)
    return known is not None and known.over_scope in {"ratio", "weighted"}


RULES: Final = (line_target_unlike_plan,)
