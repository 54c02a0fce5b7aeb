"""KPI: lines of scorecards that can never be scored, and targets that no scorecard looks at."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.graph.steps import undecided
from plancode.model.actuals import ActualsDocument
from plancode.model.assessments import Assessment
from plancode.model.kinds import EntityKind
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import WARNING, rule
from plancode.scorecard.stretches import stretches

if TYPE_CHECKING:
    from plancode.said.value import Values


def scored_people(context: RuleContext) -> dict[str, list[Entity[Person]]]:
    """Return the people that each scorecard is for on the day, open seats apart."""
    people: dict[str, list[Entity[Person]]] = {}
    homes: dict[str, list[str]] = {}
    for rubric in context.graph.all(RubricDocument):
        people[rubric.model.id] = []
        for name in rubric.model.roles:
            homes.setdefault(name, []).append(rubric.model.id)
    for person in context.graph.all(Person):
        role = context.facts.role(person)
        if role is not None and person.model.works_on(context.day) and not person.model.open:
            for name in homes.get(role.model.id, ()):
                people[name].append(person)
    return people


def _is_clear(context: RuleContext, kind: EntityKind) -> bool:
    return all(reference.holder.key.kind is not kind for reference in context.graph.unresolved)


def _measured(context: RuleContext) -> frozenset[str]:
    """Return the metrics for which results are named: by a source, or as the quotient of two that are."""
    documents = context.graph.all(ActualsDocument)
    named = {measure.metric for document in documents for measure in document.model.metrics}
    known = {name: metric for name in _asked(context) if (metric := context.graph.metric(name)) is not None}
    quotients = {
        name for name, metric in known.items() if metric.numerator and {metric.numerator, metric.denominator} <= named
    }
    return frozenset(named | quotients) if named else frozenset()


def _asked(context: RuleContext) -> Iterator[str]:
    """Yield the metrics that lines and vetoes look at."""
    for kpi in context.graph.all(Kpi):
        yield from (name for name in (kpi.model.metric, kpi.model.score.second_metric) if name is not None)
    yield from (veto.metric for rubric in context.graph.all(RubricDocument) for veto in rubric.model.vetoes)


@rule("KPI113", "kpi-without-data", WARNING)
def kpi_without_data(context: RuleContext) -> Iterator[Problem]:
    """A line or veto of a scorecard looks at a metric for which no source of results is named.

    ## Why it matters
    It can never be scored: its weight is lost, or falls to the other lines. Plans that name no results at all are left
    alone.

    ## Fails
    ```yaml
    kpis: [{id: calls, metric: calls, dimension: activity, weight: 10, score: {method: ratio}}]
    metrics: [{metric: revenue, source: orders, measure: sum}]
    ```

    ## Passes
    ```yaml
    metrics:
      - {metric: revenue, source: orders, measure: sum}
      - {metric: calls, source: visits, measure: count}
    ```

    ## How to fix
    Say under `metrics` of the document with `kind: actuals` how the metric is made of a source. Where nobody keeps
    such figures, score the line by an assessment (`assess`) or by tasks (`tasks: true`), or take it out.
    """
    measured = _measured(context)
    if not measured or not _is_clear(context, EntityKind.ACTUALS):
        return
    for kpi in context.graph.all(Kpi):
        names = (kpi.model.metric, kpi.model.score.second_metric)
        for name, route in zip(names, (("metric",), ("score", "metric")), strict=True):
            if name is not None and name not in measured:
                values: Values = {"kpi": kpi.ref, "metric": metric_ref(context.graph, name)}
                yield Problem(kpi.place(*route), "line", values, kpi.ref, name)
    for rubric in context.graph.all(RubricDocument):
        for number, veto in enumerate(rubric.model.vetoes):
            if veto.metric not in measured:
                values = {"metric": metric_ref(context.graph, veto.metric), "grade": veto.grade}
                yield Problem(rubric.place("vetoes", number, "metric"), "veto", values, rubric.ref, veto.metric)


@rule("KPI114", "kpi-not-assessed", WARNING, figures=True)
def kpi_not_assessed(context: RuleContext) -> Iterator[Problem]:
    """Nobody has been assessed on a line of a scorecard, although its first period is over.

    ## Why it matters
    The line has no score for anybody. Skill and service are what is looked at last where results press, although
    they decide about the results to come. Plans that keep no assessments are left alone.

    ## Fails
    A scorecard for each quarter with a line `negotiation`; on 1 April no assessment names it.

    ## Passes
    ```yaml
    assessments: [{person: wu-hao, kpi: negotiation, method: field_visit, level: 3, assessor: li-na, on: 2026-03-18}]
    ```

    ## How to fix
    Assess the people and write it down in the document with `kind: assessments`. If the line is looked at more rarely
    than the scorecard, say so with `frequency`.
    """
    assessed = (assessment.model.kpi for assessment in context.graph.all(Assessment))
    seen = {kpi.key for name in assessed if (kpi := context.graph.find(Kpi, name))}
    if not seen or not _is_clear(context, EntityKind.ASSESSMENT):
        return
    for kpi in context.graph.all(Kpi):
        rubric = context.graph.find(RubricDocument, kpi.document_id)
        people = context.once(scored_people).get(kpi.document_id)
        if kpi.model.assess is None or kpi.key in seen or rubric is None or not people:
            continue
        first = next(iter(stretches(context.figures.horizon, kpi.model.frequency or rubric.model.period)), None)
        if first is not None and first.period.last < context.as_of:
            values: Values = {"kpi": kpi.ref, "period": first.period, "count": len(people)}
            yield Problem(kpi.place("assess"), "plain", values, kpi.ref)


@rule("KPI115", "kpi-without-assessor", WARNING)
def kpi_without_assessor(context: RuleContext) -> Iterator[Problem]:
    """A line that is assessed has nobody who can assess: no manager, or somebody would assess themselves.

    ## Why it matters
    Without an assessor there is no score; a score that somebody gives themselves is none.

    ## Fails
    The scorecard is for the role `head`, whom nobody leads.
    ```yaml
    kpis: [{id: coaching, assess: {by: observation}, dimension: skill, weight: 20}]
    ```

    ## Passes
    ```yaml
    kpis: [{id: coaching, assess: {by: observation, assessor: hr}, dimension: skill, weight: 20}]
    ```

    ## How to fix
    Name under `assessor` a person, role or outside party that does not have this scorecard itself. Without `assessor`
    it is everybody's own manager.
    """
    for kpi in context.graph.all(Kpi):
        people = context.once(scored_people).get(kpi.document_id, [])
        if kpi.model.assess is None:
            continue
        named = kpi.model.assess.assessor
        own = [person for person in people if person.model.id == named]
        alone = [person for person in people if named is None and context.facts.manager(person) is None]
        if own or alone:
            values: Values = {"kpi": kpi.ref, "people": tuple(person.ref for person in own or alone)}
            place = kpi.place("assess", "assessor") if own else kpi.place("assess")
            yield Problem(place, "self" if own else "nobody", values, kpi.ref)


def _aimed(context: RuleContext) -> dict[str, set[tuple[str, str]]]:
    """Return for each metric the people and teams that have a target of their own."""
    aimed: dict[str, set[tuple[str, str]]] = {}
    for metric in context.figures.targets.metrics:
        scopes = context.figures.scopes(metric)
        aimed[metric] = {scope[0] for scope in scopes if len(scope) == 1 and scope[0][0] in ("person", "team")}
    return aimed


@rule("KPI116", "target-not-scored", WARNING, figures=True)
def target_not_scored(context: RuleContext) -> Iterator[Problem]:
    """People have targets in a metric that their scorecard does not look at.

    ## Why it matters
    What is not scored is not pursued: the target stands on their work plan, and nothing follows from it.

    ## Fails
    Every rep has a target for collections; the scorecard of the role has a line for revenue only.

    ## Passes
    The scorecard has lines for revenue and for collections.

    ## How to fix
    Add a line with the metric to the scorecard, or an addition, deduction or veto, or take the targets of these people
    away.
    """
    for rubric in context.graph.all(RubricDocument):
        model = rubric.model
        looked_at = {metric for kpi in model.kpis for metric in (kpi.metric, kpi.score.second_metric)}
        looked_at |= {veto.metric for veto in model.vetoes}
        looked_at |= {bonus.metric for bonus in (*model.additions, *model.deductions)}
        people = {person.model.id: person for person in context.once(scored_people)[model.id]}
        for metric, aimed in context.once(_aimed).items():
            missed = [people[name] for kind, name in sorted(aimed) if kind == "person" and name in people]
            if missed and metric not in looked_at:
                values: Values = {"rubric": rubric.ref, "metric": metric_ref(context.graph, metric)}
                values |= {"count": len(missed), "example": missed[0].ref}
                yield Problem(rubric.place("kpis", key=True), "plain", values, rubric.ref, metric)


@rule("KPI117", "kpi-without-target", WARNING, figures=True)
def kpi_without_target(context: RuleContext) -> Iterator[Problem]:
    """A line is scored against a target, and nobody with this scorecard has one.

    ## Why it matters
    Without a target there is no attainment, and the line has no score.

    ## Fails
    ```yaml
    kpis: [{id: calls, metric: calls, dimension: activity, weight: 10, score: {method: ratio}}]
    ```
    No targets document is about `calls`.

    ## Passes
    ```yaml
    kpis: [{id: calls, metric: calls, target: 60, dimension: activity, weight: 10, score: {method: ratio}}]
    ```

    ## How to fix
    Write `target` at the line where it is the same for all, or give the people targets in a targets document. Who
    leads a team and has no target of their own is scored by the team's. Bands of the value itself, and the methods
    linear, growth, slope and deduction, need no target.
    """
    faulty = {target.metric for target in context.figures.targets.targets if target.fault}
    faulty |= {document.model.metric for document in undecided(context.base)}
    led = context.graph.teams_led
    for kpi in context.graph.all(Kpi):
        metric, people = kpi.model.metric, context.once(scored_people).get(kpi.document_id)
        if not people or not metric or metric in faulty or kpi.model.target is not None:
            continue
        measured = context.graph.metric(metric)
        if not kpi.model.score.needs_target(in_percent=measured is None or measured.unit == "percent"):
            continue
        names = [person.model.id for person in people]
        scopes = {("person", name) for name in names} | {("team", team) for name in names for team in led.get(name, ())}
        if scopes.isdisjoint(context.once(_aimed).get(metric, set())):
            values: Values = {"kpi": kpi.ref, "metric": metric_ref(context.graph, metric)}
            yield Problem(kpi.place("metric"), "plain", values | {"count": len(people)}, kpi.ref)


RULES: Final = (kpi_without_data, kpi_not_assessed, kpi_without_assessor, target_not_scored, kpi_without_target)
