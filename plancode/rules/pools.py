"""KPI: bonus pools that cannot be shared, or not as somebody meant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.rubric import RubricDocument
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.scorecard.pools import weight_of
from plancode.scorecard.rubrics import Rubrics
from plancode.scorecard.stretches import of_rubric

if TYPE_CHECKING:
    from plancode.said.value import Values

_SHOWN: Final = 5
_MOST: Final = 12


@rule("KPI147", "pool-weights-amiss", ERROR, figures=True)
def pool_weights_amiss(context: RuleContext) -> Iterator[Problem]:
    """A bonus pool has a weight for somebody without this scorecard, or none for somebody with it.

    ## Why it matters
    A weight of nobody counts for nothing, and is perhaps a slip. Where some have a weight and one has none, nobody
    knows what is theirs, and the pool cannot be shared.

    ## Fails
    ```yaml
    roles: [rep]
    pool: {amount: 300k, weights: {key-account-manager: 1.5}}
    ```

    ## Passes
    ```yaml
    roles: [rep, key-account-manager]
    pool: {amount: 300k, weights: {rep: 1, key-account-manager: 1.5}}
    ```

    ## How to fix
    Give each role of the scorecard a weight, and people where theirs is another one. Without `weights` all weigh alike.
    """
    rubrics = Rubrics(context.figures)
    for rubric in context.graph.all(RubricDocument):
        pool = rubric.model.pool
        if pool is None or not pool.weights:
            continue
        scored = [(person, role) for person, role in _people(context) if rubrics.scores(rubric, role)]
        names = {name for person, role in scored for name in (person.model.id, role)} | set(rubric.model.roles)
        for name in pool.weights:
            entity = context.graph.find(Person, name)
            if name not in names:
                about: Values = {"name": entity.ref if entity is not None else name, "rubric": rubric.ref}
                yield Problem(rubric.place("pool", "weights", name, key=True), "nobody", about, rubric.ref, name)
        without = {one.key: one for one, role in scored if weight_of(pool, one.model.id, role) is None}
        if without:
            people = tuple(one.ref for one in without.values())
            values: Values = {"people": people[:_SHOWN], "count": len(people), "rubric": rubric.ref}
            subject = ",".join(one.id for one in people)
            yield Problem(rubric.place("pool", "weights", key=True), "without", values, rubric.ref, subject)


def _people(context: RuleContext) -> Iterator[tuple[Entity[Person], str]]:
    """Yield everybody with each role that they have in the plan, open seats apart."""
    for person in context.figures.staffing.people:
        if not person.model.open:
            for role in dict.fromkeys(stint.role for stint in context.figures.staffing.stints(person)):
                yield person, role


@rule("KPI148", "pool-without-coefficients", ERROR)
def pool_without_coefficients(context: RuleContext) -> Iterator[Problem]:
    """A bonus pool is shared by grades, and grades have no coefficient.

    ## Why it matters
    Nobody knows what a grade without a coefficient has of the pool: nothing, or as much as the others. 0 says nothing.

    ## Fails
    ```yaml
    grades: [{grade: A, from: 90, coefficient: 1.2}, {grade: B}]
    pool: {amount: 300k}
    ```

    ## Passes
    ```yaml
    grades: [{grade: A, from: 90, coefficient: 1.2}, {grade: B, coefficient: 0}]
    pool: {amount: 300k}
    ```

    ## How to fix
    Write `coefficient` at each grade; 0 where it has nothing of the pool.
    """
    for rubric in context.graph.all(RubricDocument):
        if rubric.model.pool is None:
            continue
        grades = rubric.model.grades
        bare = [index for index, grade in enumerate(grades) if grade.coefficient is None]
        values: Values = {"rubric": rubric.ref, "grades": tuple(grades[index].grade for index in bare)}
        if not grades:
            yield Problem(rubric.place("pool", key=True), "no_grades", values, rubric.ref)
        elif bare:
            places = tuple(rubric.place("grades", index) for index in bare)
            yield Problem(places[0], "plain", values, rubric.ref, related=places[1:])


@rule("KPI149", "pool-of-no-period", ERROR, figures=True)
def pool_of_no_period(context: RuleContext) -> Iterator[Problem]:
    """A bonus pool has an amount for a time that is no period of its scorecard.

    ## Why it matters
    It is shared with nobody, and the period that was meant shares the usual amount.

    ## Fails
    ```yaml
    period: quarter
    pool: {amount: 300k, amounts: {2026-05: 350k}}
    ```

    ## Passes
    ```yaml
    period: quarter
    pool: {amount: 300k, amounts: {2026-Q2: 350k}}
    ```

    ## How to fix
    Write one of the periods that the message names.
    """
    for rubric in context.graph.all(RubricDocument):
        pool = rubric.model.pool
        for name in pool.amounts if pool is not None else ():
            period = context.graph.period(name)
            known = tuple(stretch.period for stretch in of_rubric(context.figures.horizon, rubric.model))
            if period is not None and all((period.start, period.end) != (one.start, one.end) for one in known):
                values: Values = {"name": name, "rubric": rubric.ref, "known": known[:_MOST]}
                yield Problem(rubric.place("pool", "amounts", name, key=True), "plain", values, rubric.ref, name)


RULES: Final = (pool_weights_amiss, pool_without_coefficients, pool_of_no_period)
