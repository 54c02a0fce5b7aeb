"""KPI: assessments that have expired, or do not fit the line they are for."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.graph.facts import Facts
from plancode.graph.touched import bosses
from plancode.model.assessments import Assessment, GivenPoints
from plancode.model.base import Keyed
from plancode.model.methods.levels import Levels
from plancode.model.methods.linear import Linear
from plancode.model.rubric import Kpi
from plancode.model.team import Person, Role, Team
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, INFO, WARNING, rule
from plancode.rules.scored import scored_people
from plancode.said.value import PlanWord, Ref, Values
from plancode.scorecard.assessed import Assessed, holds_until

if TYPE_CHECKING:
    from datetime import date


_TIMES_BEYOND: Final = 2
"""So many times the end of its scale a result is a slip."""
_TIMES_BELOW: Final = 10
"""A level so many times below the beginning of a scale is a level, and no result."""


def _given(context: RuleContext) -> list[tuple[Entity[Assessment], Entity[Kpi], Values]]:
    """Return the assessments of lines that are known, with the values that every finding about one has."""
    given: list[tuple[Entity[Assessment], Entity[Kpi], Values]] = []
    for assessment in context.graph.all(Assessment):
        model, kpi = assessment.model, context.graph.find(Kpi, assessment.model.kpi)
        person = context.graph.find(Person, model.person)
        if kpi is not None:
            ref = person.ref if person else Ref("person", model.person)
            given.append((assessment, kpi, {"person": ref, "kpi": kpi.ref, "day": model.on}))
    return given


@rule("KPI118", "assessment-expired", WARNING)
def assessment_expired(context: RuleContext) -> Iterator[Problem]:
    """The last assessment of somebody on a line no longer holds.

    ## Why it matters
    What was seen a year ago says little of today, and the line has no score until somebody looks again.

    ## Fails
    Looked at on 1 April 2026:
    ```yaml
    assessments:
      - {person: wu-hao, kpi: negotiation, method: test, assessor: li-na, on: 2025-09-10, level: 3, valid_for: 6m}
    ```

    ## Passes
    ```yaml
    assessments:
      - {person: wu-hao, kpi: negotiation, method: test, assessor: li-na, on: 2026-03-18, level: 3, valid_for: 6m}
    ```

    ## How to fix
    Assess the people again and add the new assessments; the old ones may stay. How long one holds is said by
    `valid_for`, at the line or at the assessment.
    """
    assessed = Assessed(context.graph)
    for kpi in context.graph.all(Kpi):
        old: list[tuple[date, Entity[Assessment], Entity[Person]]] = []
        for person in context.once(scored_people).get(kpi.document_id, ()) if kpi.model.assess else ():
            newest = assessed.newest(person.model.id, kpi, context.as_of)
            until = holds_until(newest.model, kpi.model) if newest else None
            if newest is not None and until is not None and until < context.as_of:
                old.append((until, newest, person))
        if old:
            old.sort(key=lambda entry: (entry[0], entry[2].model.id))
            until, newest, worst = old[0]
            values: Values = {"kpi": kpi.ref, "people": tuple(person.ref for _, _, person in old)}
            values |= {"worst": worst.ref, "day": newest.model.on, "until": until}
            yield Problem(newest.place("on"), "plain", values, kpi.ref, related=(kpi.place("id"),))


@rule("KPI119", "assessment-outside-scale", ERROR)
def assessment_outside_scale(context: RuleContext) -> Iterator[Problem]:
    """An assessment gives a level or result that the line does not have, or not the figure that it is scored by.

    ## Why it matters
    No points can be found for it, so that it counts for nothing.

    ## Fails
    ```yaml
    score: {method: levels, levels: {"1": 0%, "2": 60%, "3": 100%}}
    assessments: [{person: wu-hao, kpi: negotiation, method: field_visit, level: 5, assessor: li-na, on: 2026-03-18}]
    ```

    ## Passes
    ```yaml
    assessments: [{person: wu-hao, kpi: negotiation, method: field_visit, level: 3, assessor: li-na, on: 2026-03-18}]
    ```

    ## How to fix
    Give one of the levels of the line under `level`. A line with another method than `levels` takes the result of a
    test or survey under `score`, in the unit of its scale: more than twice its end is far (own default).
    """
    for assessment, kpi, about in context.once(_given):
        model = assessment.model
        levels = tuple(kpi.model.score.levels) if isinstance(kpi.model.score, Levels) else ()
        values = about | {"known": levels, "level": model.level or 0}
        if levels and model.level is None:
            place = assessment.place("score" if model.score is not None else "kpi")
            yield Problem(place, "no_level", values, assessment.ref)
        elif levels and str(model.level) not in levels:
            yield Problem(assessment.place("level"), "level", values, assessment.ref)
        elif not levels and model.score is None and model.level is None:
            yield Problem(assessment.place("kpi"), "no_score", values, assessment.ref)
        elif isinstance(kpi.model.score, Linear):
            yield from _far(assessment, kpi.model.score, about)


def _far(assessment: Entity[Assessment], scale: Linear, about: Values) -> Iterator[Problem]:
    """Yield that a result lies far beyond its scale, or that it is the level of another one."""
    model, ends = assessment.model, sorted((scale.floor.number, scale.ceiling.number))
    key, given = ("score", model.score) if model.score is not None else ("level", Decimal(model.level or 0))
    if scale.floor.is_share or ends[0] <= 0:
        return
    if given > ends[1] * _TIMES_BEYOND or (key == "level" and given * _TIMES_BELOW < ends[0]):
        values = about | {"given": given, "floor": scale.floor, "ceiling": scale.ceiling}
        yield Problem(assessment.place(key), "far", values, assessment.ref)


@rule("KPI120", "assessed-by-other-method", WARNING)
def assessed_by_other_method(context: RuleContext) -> Iterator[Problem]:
    """An assessment was made in another way than the line asks for, or is for a line that is not assessed.

    ## Why it matters
    People are told how they are judged. Results found in different ways cannot be compared.

    ## Fails
    ```yaml
    kpis: [{id: negotiation, assess: {by: field_visit}, dimension: skill, weight: 20, score: {method: levels}}]
    assessments: [{person: wu-hao, kpi: negotiation, method: test, level: 3, assessor: li-na, on: 2026-03-18}]
    ```

    ## Passes
    ```yaml
    assessments: [{person: wu-hao, kpi: negotiation, method: field_visit, level: 3, assessor: li-na, on: 2026-03-18}]
    ```

    ## How to fix
    Mend `method` if it was mistyped, assess again in the way that was agreed, or change `by` at the line for everybody.
    """
    for assessment, kpi, about in context.once(_given):
        wanted, method = kpi.model.assess, assessment.model.method
        if wanted is None:
            yield Problem(assessment.place("kpi"), "not_assessed", about, assessment.ref)
        elif wanted.by != method:
            values = about | {
                "found": PlanWord(method, "Assessment.method"),
                "wanted": PlanWord(wanted.by, "Assess.by"),
            }
            yield Problem(assessment.place("method"), "plain", values, assessment.ref)


@rule("KPI121", "assessed-by-somebody-else", WARNING)
def assessed_by_somebody_else(context: RuleContext) -> Iterator[Problem]:
    """An assessment was given by somebody whom the line does not name, or it or points by the person themselves.

    ## Why it matters
    People must know who judges them, and that it is the same for all. Where the line names nobody, it is the manager
    on that day, or one above.

    ## Fails
    Li Na leads Wu Hao.
    ```yaml
    assessments: [{person: wu-hao, kpi: negotiation, method: field_visit, level: 3, assessor: ma-li, on: 2026-03-18}]
    ```

    ## Passes
    ```yaml
    assessments: [{person: wu-hao, kpi: negotiation, method: field_visit, level: 3, assessor: li-na, on: 2026-03-18}]
    ```

    ## How to fix
    Let the right person assess again, or confirm what was given and sign it. If somebody else is to assess from now
    on, name them under `assessor` at the line.
    """
    facts: dict[date, Facts] = {}
    for assessment, kpi, about in context.once(_given):
        model = assessment.model
        person, assessor = context.graph.find(Person, model.person), context.graph.actor(model.assessor)
        if person is None or kpi.model.assess is None or assessor is None:
            continue
        values = about | {"assessor": assessor.ref}
        named, place = kpi.model.assess.assessor, assessment.place("assessor")
        if model.assessor == person.model.id:
            if named != person.model.id:
                yield Problem(place, "self", values, assessment.ref)
            continue
        known = facts.get(model.on) or facts.setdefault(model.on, Facts(context.graph, model.on))
        wanted = context.graph.actor(named) if named else known.manager(person)
        if wanted is not None and not _may_assess(known, model.assessor, person, wanted, named=named is not None):
            yield Problem(place, "named" if named else "manager", values | {"wanted": wanted.ref}, assessment.ref)
    yield from _given_to_self(context)


def _given_to_self(context: RuleContext) -> Iterator[Problem]:
    for given in context.graph.all(GivenPoints):
        person = context.graph.find(Person, given.model.person)
        if person is not None and given.model.by == person.model.id:
            values: Values = {"person": person.ref, "bonus": given.model.for_}
            yield Problem(given.place("by"), "points", values, given.ref)


def _may_assess(facts: Facts, name: str, person: Entity[Person], wanted: Entity[Keyed], *, named: bool) -> bool:
    """Whether somebody may give an assessment: who is named, or of the role or team that is; else any manager above."""
    assessor = facts.graph.find(Person, name)
    if name == wanted.name or assessor is None:
        return name == wanted.name
    if isinstance(wanted.model, Role):
        return facts.role(assessor) is wanted
    if isinstance(wanted.model, Team):
        return facts.team_name(assessor) == wanted.name
    return not named and assessor in bosses(facts, person)


@rule("KPI122", "small-survey", INFO)
def small_survey(context: RuleContext) -> Iterator[Problem]:
    """So few answered a survey that its result is chance.

    ## Why it matters
    One annoyed customer of three moves the mean by twenty points; a grade must not hang on that.

    ## Fails
    ```yaml
    assessments: [{person: wu-hao, kpi: csat, method: survey, score: 86, sample: 3, assessor: ops, on: 2026-03-18}]
    ```

    ## Passes
    ```yaml
    assessments: [{person: wu-hao, kpi: csat, method: survey, score: 86, sample: 24, assessor: ops, on: 2026-03-18}]
    ```

    ## How to fix
    Ask more customers, or take the mean over a longer time: `frequency: half` or `year` at the line.

    ## Policy
    `survey_sample` (5, own default).
    """
    least = context.graph.policy.survey_sample
    for assessment, _, about in context.once(_given):
        sample = assessment.model.sample
        if assessment.model.method == "survey" and sample is not None and sample < least:
            values = about | {"sample": sample, "least": least}
            yield Problem(assessment.place("sample"), "plain", values, assessment.ref)


RULES: Final = (
    assessment_expired,
    assessment_outside_scale,
    assessed_by_other_method,
    assessed_by_somebody_else,
    small_survey,
)
