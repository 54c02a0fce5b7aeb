"""KPI: figures that are counted from so few answers that they are chance."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.rubric import Kpi, RubricDocument
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import WARNING, rule
from plancode.rules.unscorable import newest_cards
from plancode.scorecard.answers import answers_of, few_answers

if TYPE_CHECKING:
    from decimal import Decimal

    from plancode.graph.entity import Entity
    from plancode.model.team import Person
    from plancode.said.value import Values
    from plancode.scorecard.cards import PersonCard

_SHOWN: Final = 5


@rule("KPI140", "few-answers-scored", WARNING, figures=True, results=True)
def few_answers_scored(context: RuleContext) -> Iterator[Problem]:
    """A line, veto or addition is judged by answers of customers, and of some people so few that it is chance.

    ## Why it matters
    One annoyed customer of four moves a net promoter score by 25 points; a grade must not hang on that. Nor may a veto,
    or points beside the hundred.

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
            values = _told(context, few[name], len(cards[name])) | {"kpi": kpi.ref}
            yield Problem(kpi.place("metric"), "plain", values, kpi.ref)
    yield from _beside(context)


def _beside(context: RuleContext) -> Iterator[Problem]:
    """Yield the vetoes, additions and deductions that hang on a few answers."""
    from plancode.scorecard.cards import Cards

    graph, newest = context.graph, context.once(newest_cards)
    measured = Cards(context.reached).measured
    for rubric in graph.all(RubricDocument):
        for key in ("vetoes", "additions", "deductions"):
            for index, one in enumerate(getattr(rubric.model, key)):
                if answers_of(graph, one.metric) is None:
                    continue
                made = [card for card in newest if card.rubric.key == rubric.key]
                few: list[tuple[Decimal, Entity[Person]]] = []
                for card in made:
                    scope = (*measured.basis(card.person, one.metric).scope, *getattr(one, "dimensions", ()))
                    answers = few_answers(graph, one.metric, measured.actual(one.metric, scope, card.stretch))
                    few += [(answers, card.person)] if answers is not None else []
                if few:
                    values = _told(context, few, len(made)) | {"metric": metric_ref(graph, one.metric)}
                    yield Problem(rubric.place(key, index, "metric"), key, values, rubric.ref, f"{key} {one.metric}")


def _told(context: RuleContext, few: "list[tuple[Decimal, Entity[Person]]]", of: int) -> "Values":
    few.sort(key=lambda one: (one[0], one[1].model.id))
    fewest, worst = few[0]
    people = tuple(person.ref for _, person in few[:_SHOWN])
    values: Values = {"count": len(few), "of": of, "people": people, "worst": worst.ref, "sample": fewest}
    return values | {"least": context.graph.policy.survey_sample}


RULES: Final = (few_answers_scored,)
