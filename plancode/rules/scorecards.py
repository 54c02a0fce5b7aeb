"""KPI: scorecards that do not add up, leave results without points or grades, or look at one side only."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.methods.bands import Bands, Seam
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person, Role
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.scorecard.points import reachable

if TYPE_CHECKING:
    from plancode.said.value import Said

HUNDRED: Final = Decimal(100)


@rule("KPI101", "weights-not-100", ERROR)
def weights_not_100(context: RuleContext) -> Iterator[Problem]:
    """The weights of a scorecard do not add up to 100.

    ## Why it matters
    Grades are given by the total; with other weights nobody can read it.

    ## Fails
    Weights 45, 15, 15, 10, 10: together 95.

    ## Passes
    Weights 45, 15, 15, 10, 15: together 100.

    ## How to fix
    Change the weights by the difference that the message names. Additions and deductions stand outside the 100.
    """
    for rubric in context.graph.all(RubricDocument):
        total = sum((kpi.weight for kpi in rubric.model.kpis), Decimal(0))
        if total != HUNDRED:
            variant = "short" if total < HUNDRED else "over"
            values: dict[str, Said] = {"rubric": rubric.ref, "total": total, "gap": abs(HUNDRED - total)}
            yield Problem(rubric.place("kpis", key=True), variant, values, rubric.ref)


@rule("KPI102", "bands-gap", ERROR)
def bands_gap(context: RuleContext) -> Iterator[Problem]:
    """Some values fall into no band.

    ## Why it matters
    A result in the gap would have no points.

    ## Fails
    ```yaml
    bands: [{to: 75%, points: 10}, {from: 76%, points: 20}]
    ```

    ## Passes
    ```yaml
    bands: [{to: 75%, points: 10}, {points: 20}]
    ```

    ## How to fix
    Leave out `from`: a band with `to` alone begins right above the one before, and one without limits takes the rest.
    """
    for kpi in context.graph.all(Kpi):
        score = kpi.model.score
        if isinstance(score, Bands):
            metric = context.graph.metric(kpi.model.metric) if kpi.model.metric else None
            step = metric.step.number if metric and metric.step and score.of == "actual" else Decimal(0)
            yield from (_seam(kpi, seam) for seam in score.gaps(step))


@rule("KPI103", "bands-overlap", ERROR)
def bands_overlap(context: RuleContext) -> Iterator[Problem]:
    """Some values fall into two bands.

    ## Why it matters
    Both limits are inclusive; a result that two bands take would have two scores.

    ## Fails
    ```yaml
    bands: [{from: 0%, to: 80%, points: 10}, {from: 80%, points: 20}]
    ```

    ## Passes
    ```yaml
    bands: [{from: 80%, points: 20}, {points: 10}]
    ```

    ## How to fix
    Write one limit for each border: `from` on every band, best first, or `to` on every band.
    """
    for kpi in context.graph.all(Kpi):
        score = kpi.model.score
        if isinstance(score, Bands):
            yield from (_seam(kpi, seam) for seam in score.overlaps())


def _seam(kpi: Entity[Kpi], seam: Seam) -> Problem:
    values: dict[str, Said] = {"kpi": kpi.ref}
    if seam.low is not None:
        values["low"] = Quantity(seam.low, seam.unit)
    if seam.high is not None:
        values["high"] = Quantity(seam.high, seam.unit)
    variant = "below" if seam.low is None else "above" if seam.high is None else "between"
    if seam.low == seam.high:
        variant = "at"
    return Problem(kpi.place("score"), variant, values, kpi.ref, f"{seam.low}-{seam.high}")


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


@rule("KPI106", "one-sided-scorecard", WARNING)
def one_sided_scorecard(context: RuleContext) -> Iterator[Problem]:
    """The scorecard of a role with quota has no line about skill, or none about service.

    ## Why it matters
    Appraisal has three sides: results, skill and knowledge (by observation, field visit, test), and customer service
    (by feedback and surveys). Somebody who is scored on results alone sells at any price.

    ## Fails
    A scorecard with revenue and collections only.

    ## Passes
    The same scorecard with a test of product knowledge (skill) and a satisfaction survey (service).

    ## How to fix
    Add a line with `dimension: skill` or `dimension: service`.
    """
    for rubric in context.graph.all(RubricDocument):
        roles = [role for name in rubric.model.roles if (role := context.graph.find(Role, name))]
        if not any(role.model.carries_quota for role in roles):
            continue
        sides = {kpi.dimension for kpi in rubric.model.kpis}
        for side in ("skill", "service"):
            if side not in sides:
                yield Problem(rubric.place("kpis", key=True), side, {"rubric": rubric.ref}, rubric.ref, side)


@rule("KPI107", "role-without-scorecard", WARNING)
def role_without_scorecard(context: RuleContext) -> Iterator[Problem]:
    """A role that carries quota has no scorecard.

    ## Why it matters
    Its people do not know how they are judged. Plans without any scorecard are left alone: that is PLN101.

    ## Fails
    A plan with roles `rep` and `hunter`, and a scorecard with `roles: [rep]`.

    ## Passes
    ```yaml
    roles: [rep, hunter]
    ```

    ## How to fix
    Add the role to a scorecard, or write one for it.
    """
    rubrics = context.graph.all(RubricDocument)
    if not rubrics:
        return
    scored = {name for rubric in rubrics for name in rubric.model.roles}
    held = {role.key for person in context.graph.all(Person) if (role := context.facts.role(person))}
    for role in context.graph.all(Role):
        if role.model.carries_quota and role.key in held and role.model.id not in scored:
            yield Problem(role.place("id"), "plain", {"role": role.ref}, role.ref)


@rule("KPI108", "grade-without-consequence", INFO)
def grade_without_consequence(context: RuleContext) -> Iterator[Problem]:
    """A grade has neither a coefficient nor a text that says what follows from it.

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
        for index, grade in enumerate(rubric.model.grades):
            if grade.coefficient is None and grade.then is None:
                place = rubric.place("grades", index)
                yield Problem(place, "plain", {"grade": grade.grade}, rubric.ref, grade.grade)


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


@rule("KPI110", "role-in-two-scorecards", ERROR)
def role_in_two_scorecards(context: RuleContext) -> Iterator[Problem]:
    """A role has two scorecards.

    ## Why it matters
    Its people would have two totals and two grades.

    ## Fails
    Two rubric documents with `roles: [rep]`.

    ## Passes
    One of them with `roles: [rep]`, the other with `roles: [head]`.

    ## How to fix
    Take the role out of one of them.
    """
    homes: dict[str, list[Entity[RubricDocument]]] = defaultdict(list)
    for rubric in context.graph.all(RubricDocument):
        for name in rubric.model.roles:
            homes[name].append(rubric)
    for name, rubrics in homes.items():
        role = context.graph.find(Role, name)
        for other in rubrics[1:]:
            if role is not None and other is not rubrics[0]:
                index = other.model.roles.index(name)
                values: dict[str, Said] = {"role": role.ref, "first": rubrics[0].ref}
                related = (rubrics[0].place("roles"),)
                yield Problem(other.place("roles", index), "plain", values, other.ref, name, related)


@rule("KPI111", "points-not-weight", WARNING)
def points_not_weight(context: RuleContext) -> Iterator[Problem]:
    """The best band or place gives other points than the line's weight.

    ## Why it matters
    The weight says how much the line counts; points that differ make it count more or less than it says.

    ## Fails
    ```yaml
    {weight: 15, score: {method: bands, bands: [{to: 25d, points: 10}, {points: 0}]}}
    ```

    ## Passes
    ```yaml
    {weight: 15, score: {method: bands, bands: [{to: 25d, points: 15}, {points: 0}]}}
    ```

    ## How to fix
    Let the best band give exactly the weight.
    """
    for kpi in context.graph.all(Kpi):
        if kpi.model.score.writes_best:
            most = kpi.model.score.within(kpi.model.weight).most
            if most != kpi.model.weight:
                values: dict[str, Said] = {"kpi": kpi.ref, "most": most, "weight": kpi.model.weight}
                yield Problem(kpi.place("score"), "plain", values, kpi.ref)


@rule("KPI112", "scale-without-range", ERROR)
def scale_without_range(context: RuleContext) -> Iterator[Problem]:
    """A scale begins where it ends, or is upside down.

    ## Why it matters
    No score can be computed on it.

    ## Fails
    ```yaml
    score: {method: linear, floor: 95, ceiling: 95}
    ```

    ## Passes
    ```yaml
    score: {method: linear, floor: 60, ceiling: 95}
    ```

    ## How to fix
    Linear: give floor and ceiling different values (floor above ceiling where lower is better). Curve: put the
    threshold below 100 % and the stretch above it. Accelerator: give a rate above 1 and a cap above 100 %, and no floor
    above 100 %.
    """
    for kpi in context.graph.all(Kpi):
        for fault in kpi.model.score.faults():
            yield Problem(kpi.place("score"), fault.variant, {"kpi": kpi.ref, **dict(fault.values)}, kpi.ref)
        metric = context.graph.metric(kpi.model.metric) if kpi.model.metric else None
        if kpi.model.score.falls(lower_is_better=metric is not None and metric.better == "lower"):
            yield Problem(kpi.place("score"), "upside_down", {"kpi": kpi.ref}, kpi.ref)


RULES: Final = (
    weights_not_100,
    bands_gap,
    bands_overlap,
    top_grade_not_reachable,
    total_not_graded,
    one_sided_scorecard,
    role_without_scorecard,
    grade_without_consequence,
    veto_grade_unknown,
    role_in_two_scorecards,
    points_not_weight,
    scale_without_range,
)
