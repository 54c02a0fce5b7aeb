"""KPI: figures that are counted from so few answers that they are chance."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.rubric import Kpi
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.rules.unscorable import newest_cards
from plancode.scorecard.answers import few_answers

if TYPE_CHECKING:
    from decimal import Decimal

    from plancode.graph.entity import Entity
    from plancode.model.team import Person
    from plancode.said.value import Values
    from plancode.scorecard.cards import PersonCard

_SHOWN: Final = 5


@rule("KPI140", "few-answers-scored", WARNING, figures=True, results=True)
def few_answers_scored(context: RuleContext) -> Iterator[Problem]:
    """A line is scored by the answers of customers, and for some people so few answered that the score is chance.

    ## Why it matters
    One annoyed customer of four moves a net promoter score by 25 points; a grade must not hang on that.

    ## Fails
    ```yaml
    kpis: [{id: nps, metric: nps, dimension: service, weight: 15, score: {method: linear, floor: 0, ceiling: 60}}]
    metrics: [{metric: nps, source: survey, measure: nps, column: Grade}]
    ```
    In the first quarter the survey has three rows of one of the reps.

    ## Passes
    The same with six answers for each rep; or the line looks at the whole year:
    ```yaml
    kpis: [{id: nps, metric: nps, frequency: year, dimension: service, weight: 15, score: {method: ratio}}]
    ```

    ## How to fix
    Ask more customers, or look at a longer time: `frequency: half` or `year` at the line. Where there are too few
    customers, take the line out of this scorecard, and score whoever leads the team by the answers of all.

    ## Policy
    `survey_sample` (5, own default).
    """
    few: dict[str, list[tuple[Decimal, Entity[Person]]]] = defaultdict(list)
    cards: dict[str, list[PersonCard]] = defaultdict(list)
    for made in context.once(newest_cards):
        for line in made.card.lines:
            answers = few_answers(context.graph, line.kpi.metric, line.scored.reading)
            if line.scored.points is not None:
                name = f"{made.rubric.model.id}/{line.kpi.id}"
                cards[name].append(made)
                few[name] += [(answers, made.person)] if answers is not None else []
    for kpi in context.graph.all(Kpi):
        name = f"{kpi.document_id}/{kpi.model.id}"
        if few[name]:
            few[name].sort(key=lambda one: (one[0], one[1].model.id))
            fewest, worst = few[name][0]
            values: Values = {"kpi": kpi.ref, "count": len(few[name]), "of": len(cards[name])}
            values |= {"people": tuple(person.ref for _, person in few[name][:_SHOWN]), "worst": worst.ref}
            values |= {"sample": fewest, "least": context.graph.policy.survey_sample}
            yield Problem(kpi.place("metric"), "plain", values, kpi.ref)


RULES: Final = (few_answers_scored,)
