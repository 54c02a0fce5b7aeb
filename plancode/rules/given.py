"""KPI: points outside the hundred that people give, against the scorecard that they stand on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.assessments import GivenPoints
from plancode.model.methods.reading import ZERO
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import ERROR, INFO, rule
from plancode.scorecard.given import by_hand, cases
from plancode.scorecard.rubrics import Rubrics
from plancode.scorecard.stretches import Stretch

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from plancode.model.scoring import Bonus
    from plancode.said.value import Values

_Card = tuple[Entity[RubricDocument], Stretch]


def _scored(context: RuleContext) -> list[tuple[Entity[GivenPoints], Entity[Person], _Card | None]]:
    """Return what is given to people who are there on its day, each with the scorecard and period it counts in."""
    rubrics = Rubrics(context.figures)
    scored: list[tuple[Entity[GivenPoints], Entity[Person], _Card | None]] = []
    for given in context.graph.all(GivenPoints):
        person, day = context.graph.find(Person, given.model.person), given.model.on
        if person is not None and person.model.works_on(day):
            scored.append((given, person, rubrics.of_day(person, day)))
    return scored


@rule("KPI145", "points-not-on-scorecard", ERROR, figures=True)
def points_not_on_scorecard(context: RuleContext) -> Iterator[Problem]:
    """Points are given for something that the person's scorecard does not have.

    ## Why it matters
    They count for nothing, or for something else than was meant, and nobody sees it on the card.

    ## Fails
    ```yaml
    additions: [{id: praise, text: Commended by a customer, each: 2, max: 10}]
    points: [{person: wu-hao, for: prize, points: 2, by: li-na, on: 2026-03-18, reason: Commended by Hualian}]
    ```

    ## Passes
    ```yaml
    points: [{person: wu-hao, for: praise, points: 2, by: li-na, on: 2026-03-18, reason: Commended by Hualian}]
    ```

    ## How to fix
    Write under `for` the `id` of an addition or deduction of the person's scorecard that has a `text`, and as `points`
    those of one case or of several: 2, 4 or 6 where each is 2. An addition or deduction that has no `id` yet is given
    one in the scorecard; each `id` stands there once.
    """
    for rubric in context.graph.all(RubricDocument):
        yield from _twice(rubric)
    for given, person, card in context.once(_scored):
        values: Values = {"person": person.ref, "name": given.model.for_, "day": given.model.on}
        if card is None:
            yield Problem(given.place("on"), "unscored", values, given.ref)
            continue
        rubric, known = card[0], by_hand(card[0].model)
        values |= {"rubric": rubric.ref, "known": tuple(known)}
        bonus, counted = known.get(given.model.for_), _counted(rubric.model).get(given.model.for_)
        if bonus is None and counted is not None:
            values["metric"] = metric_ref(context.graph, counted)
            yield Problem(given.place("for"), "counted", values, given.ref)
        elif bonus is None:
            yield Problem(given.place("for"), "unknown" if known else "none", values, given.ref)
        elif cases(given.model, bonus) % 1:
            values |= {"points": given.model.points, "each": bonus.each}
            yield Problem(given.place("points"), "part", values, given.ref)


def _twice(rubric: Entity[RubricDocument]) -> Iterator[Problem]:
    seen: set[str] = set()
    for key, bonuses in (("additions", rubric.model.additions), ("deductions", rubric.model.deductions)):
        for index, bonus in enumerate(bonuses):
            if bonus.id in seen:
                values: Values = {"rubric": rubric.ref, "name": bonus.id}
                yield Problem(rubric.place(key, index, "id"), "twice", values, rubric.ref, f"{key} {bonus.id}")
            seen |= {bonus.id} if bonus.id is not None else set()


def _counted(rubric: RubricDocument) -> "Mapping[str, str]":
    bonuses = (*rubric.additions, *rubric.deductions)
    return {bonus.id: bonus.metric for bonus in bonuses if bonus.id is not None and bonus.metric is not None}


@rule("KPI146", "points-beyond-cap", INFO, figures=True)
def points_beyond_cap(context: RuleContext) -> Iterator[Problem]:
    """Somebody was given more points for one thing in a period than the scorecard lets count.

    ## Why it matters
    Whoever gave the last ones, and whoever got them, believes that they count.

    ## Fails
    ```yaml
    additions: [{id: praise, text: Commended by a customer, each: 2, max: 2}]
    points:
      - {person: wu-hao, for: praise, points: 2, by: li-na, on: 2026-03-11, reason: Commended by Hualian}
      - {person: wu-hao, for: praise, points: 2, by: li-na, on: 2026-03-18, reason: Commended by Jiahe}
    ```

    ## Passes
    ```yaml
    additions: [{id: praise, text: Commended by a customer, each: 2, max: 4}]
    ```

    ## How to fix
    Tell them that no more count, and accept the finding; or raise `max` before the next period begins.
    """
    groups: dict[tuple[str, str, Stretch], list[Entity[GivenPoints]]] = {}
    about: dict[tuple[str, str, Stretch], tuple[Entity[Person], Bonus]] = {}
    for given, person, card in context.once(_scored):
        bonus = by_hand(card[0].model).get(given.model.for_) if card is not None else None
        if card is not None and bonus is not None:
            key = (person.model.id, given.model.for_, card[1])
            groups.setdefault(key, []).append(given)
            about[key] = (person, bonus)
    for key, every in groups.items():
        person, bonus = about[key]
        points: Decimal = sum((cases(one.model, bonus) for one in every), ZERO) * bonus.each
        if points > bonus.max:
            last = max(every, key=lambda one: one.model.on)
            values: Values = {"person": person.ref, "name": bonus.text, "period": key[2].period}
            values |= {"points": points, "max": bonus.max}
            yield Problem(last.place("for"), "plain", values, last.ref)


RULES: Final = (points_not_on_scorecard, points_beyond_cap)
