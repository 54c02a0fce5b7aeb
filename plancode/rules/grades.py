"""KPI: grades that nobody can reach, totals without a grade, grades without a consequence."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.model.rubric import RubricDocument
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, INFO, rule
from plancode.scorecard.points import reachable

if TYPE_CHECKING:
    from plancode.said.value import Said


@rule("KPI104", "top-grade-not-reachable", ERROR)
def top_grade_not_reachable(context: RuleContext) -> Iterator[Problem]:
    """The best grade asks for more points than the scorecard can give.

    ## Why it matters
    A grade that nobody can reach motivates nobody.

    ## Fails
    Grade S from 120, while caps and additions allow 112 at the most; or grade A from 95, while a line of weight 20 is
    display share with a target of 100 % and a band that begins at 110 %: no share is more than 100 %.

    ## Passes
    Grade S from 110.

    ## How to fix
    Lower the grade's `from`, or raise a cap, or add additions.
    """
    for rubric in context.graph.all(RubricDocument):
        most = reachable(rubric.model, context.graph).most
        for index, grade in enumerate(rubric.model.grades):
            if grade.from_ is not None and grade.from_ > most:
                values: dict[str, Said] = {"grade": grade.grade, "from": grade.from_, "most": most}
                yield Problem(rubric.place("grades", index, "from"), "plain", values, rubric.ref, grade.grade)


@rule("KPI105", "total-not-graded", ERROR)
def total_not_graded(context: RuleContext) -> Iterator[Problem]:
    """Some totals have no grade, two grades begin at the same total, or the best grade does not stand first.

    ## Why it matters
    Somebody would end the quarter without a grade.

    ## Fails
    ```yaml
    grades: [{grade: A, from: 90}, {grade: B, from: 60}]
    ```

    ## Passes
    ```yaml
    grades: [{grade: A, from: 90}, {grade: B, from: 60}, {grade: C}]
    ```

    ## How to fix
    Give the lowest grade no `from`; give each of the others its own.
    """
    for rubric in context.graph.all(RubricDocument):
        grades = rubric.model.grades
        starts = [grade.from_ for grade in grades if grade.from_ is not None]
        least = reachable(rubric.model, context.graph).least
        if len(starts) == len(grades) and starts and min(starts) > least:
            values: dict[str, Said] = {"least": least, "from": min(starts)}
            yield Problem(rubric.place("grades", key=True), "below", values, rubric.ref, "below")
        for above, below in pairwise(starts):
            if below > above:
                values = {"first": above, "second": below}
                yield Problem(rubric.place("grades", key=True), "order", values, rubric.ref, f"{above}<{below}")
        for index, grade in enumerate(grades):
            if [other.from_ for other in grades[:index]].count(grade.from_):
                values = {"grade": grade.grade}
                variant = "twice" if grade.from_ is not None else "two_rests"
                yield Problem(rubric.place("grades", index), variant, values, rubric.ref, grade.grade)


@rule("KPI108", "grade-without-consequence", INFO)
def grade_without_consequence(context: RuleContext) -> Iterator[Problem]:
    """Grades have neither a coefficient nor a text that says what follows from them.

    ## Why it matters
    Appraisal is to motivate; a grade from which nothing follows does not.

    ## Fails
    ```yaml
    grades: [{grade: A, from: 90}, {grade: B}]
    ```

    ## Passes
    ```yaml
    grades: [{grade: A, from: 90, coefficient: 1.2}, {grade: B, then: Coaching plan}]
    ```

    ## How to fix
    Add `coefficient` (the factor of variable pay) or `then` (what follows, in words).
    """
    for rubric in context.graph.all(RubricDocument):
        bare = [
            (index, grade.grade)
            for index, grade in enumerate(rubric.model.grades if rubric.model.pool is None else ())
            if grade.coefficient is None and grade.then is None
        ]
        if bare:
            places = tuple(rubric.place("grades", index) for index, _ in bare)
            names = tuple(name for _, name in bare)
            yield Problem(places[0], "plain", {"grades": names}, rubric.ref, ",".join(names), places[1:])


@rule("KPI109", "veto-grade-unknown", ERROR)
def veto_grade_unknown(context: RuleContext) -> Iterator[Problem]:
    """A veto caps at a grade that the scorecard does not have.

    ## Why it matters
    The veto would have no effect.

    ## Fails
    ```yaml
    vetoes: [{metric: complaints, above: 3, grade: E}]
    ```

    ## Passes
    ```yaml
    vetoes: [{metric: complaints, above: 3, grade: D}]
    ```

    ## How to fix
    Take one of the grades of the scorecard.
    """
    for rubric in context.graph.all(RubricDocument):
        grades = tuple(grade.grade for grade in rubric.model.grades)
        for index, veto in enumerate(rubric.model.vetoes):
            if veto.grade not in grades:
                values: dict[str, Said] = {"grade": veto.grade, "known": tuple(grades)}
                place = rubric.place("vetoes", index, "grade")
                yield Problem(place, "plain", values, rubric.ref, f"{veto.metric}={veto.grade}")


RULES: Final = (
    top_grade_not_reachable,
    total_not_graded,
    grade_without_consequence,
    veto_grade_unknown,
)
