"""KPI: lines of scorecards that give nobody points whatever people do, or some people none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.actuals import ActualsDocument
from plancode.model.kinds import EntityKind
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.names import metric_ref
from plancode.rules.rule import WARNING, rule
from plancode.rules.scored import scored_people
from plancode.said.value import PlanWord, Ref, Term
from plancode.scorecard.assessed import Assessed
from plancode.scorecard.grading import no_grade
from plancode.scorecard.stretches import stretches

if TYPE_CHECKING:
    from plancode.analysis.measures import Scope
    from plancode.model.methods.reading import Reason
    from plancode.said.value import Values
    from plancode.scorecard.cards import PersonCard
    from plancode.scorecard.stretches import Stretch

_SHOWN: Final = 5
_TO_ASSESS: Final = timedelta(days=14)
_OF_THE_LINE: Final = frozenset(
    {"no_actual", "nothing", "no_other", "no_rank", "no_place", "unknown_level", "zero_actual", "negative_target"}
)
"""Reasons that no other rule finds: those of sources, targets, assessments and bands have their own."""
_OF_GROWTH: Final = frozenset({"no_previous", "zero_previous", "negative_previous"})


@rule("KPI123", "line-over-nothing", WARNING, figures=True)
def line_over_nothing(context: RuleContext) -> Iterator[Problem]:
    """A line is scored by the part of its target that was reached, and that target is 0.

    ## Why it matters
    Nothing can be divided by nothing: the line has no score, however much or little comes, and its weight falls to the
    others.

    ## Fails
    ```yaml
    kpis: [{id: claims, metric: claims, target: 0, dimension: service, weight: 10, score: {method: ratio}}]
    ```

    ## Passes
    ```yaml
    kpis: [{id: claims, metric: claims, dimension: service, weight: 10, score: {method: deduction, each: 2}}]
    ```

    ## How to fix
    Where none is the goal, as with claims, score by `deduction` (points off for each) or by `bands` of the value.
    Else give the people a target, or take those who have none out of the role that is scored by the line.
    """
    figures, led = context.figures, context.graph.teams_led
    for kpi in context.graph.all(Kpi):
        metric, people = kpi.model.metric, context.once(scored_people).get(kpi.document_id)
        known = context.graph.metric(metric) if metric else None
        if not people or not metric or known is None:
            continue
        if not kpi.model.score.needs_target(in_percent=known.unit == "percent"):
            continue
        values: Values = {"kpi": kpi.ref, "metric": metric_ref(context.graph, metric)}
        without = []
        for person in people:
            teams = led.get(person.model.id, ())
            scopes: list[Scope] = [(("person", person.model.id),), *((("team", team),) for team in teams)]
            stated = [amounts for scope in scopes if (amounts := figures.current(metric, scope))]
            if stated and not any(any(amounts.values()) for amounts in stated):
                without.append(person)
        own = kpi.model.target
        if own is not None and own.number == 0 and not any(_has_target(context, metric, person) for person in people):
            yield Problem(kpi.place("target"), "line", values, kpi.ref)
        elif without:
            values |= {"people": tuple(person.ref for person in without[:_SHOWN]), "count": len(without)}
            yield Problem(kpi.place("metric"), "people", values | {"of": len(people)}, kpi.ref)


def _has_target(context: RuleContext, metric: str, person: Entity[Person]) -> bool:
    scopes: list[Scope] = [(("person", person.model.id),)]
    scopes += [(("team", team),) for team in context.graph.teams_led.get(person.model.id, ())]
    return any(context.figures.current(metric, scope) for scope in scopes)


def newest_cards(context: RuleContext) -> "tuple[PersonCard, ...]":
    """Return the newest scorecard of everybody who has one."""
    from plancode.scorecard.cards import Cards

    newest = map(Cards(context.reached).newest, context.figures.staffing.people)
    return tuple(card for card in newest if card is not None)


@dataclass(slots=True)
class _Seen:
    """What became of a line in the newest scorecards: why it has no points, and how many people have some."""

    stretch: "Stretch"
    reasons: "list[Reason]" = field(default_factory=list)
    scored: int = 0


def _seen(context: RuleContext) -> dict[str, _Seen]:
    """Return for each line what the newest scorecards of all people who are scored by it say."""
    lines: dict[str, _Seen] = {}
    for newest in context.once(newest_cards):
        for line in newest.card.lines:
            if line.scored.reason in ("absent", "not_due"):
                continue
            seen = lines.setdefault(f"{newest.rubric.model.id}/{line.kpi.id}", _Seen(newest.stretch))
            if line.scored.reason is None:
                seen.scored += 1
            else:
                seen.reasons.append(line.scored.reason)
    return lines


def _never(context: RuleContext) -> Iterator[tuple[Entity[Kpi], _Seen]]:
    """Yield the lines that gave nobody points."""
    for kpi in context.graph.all(Kpi):
        seen = context.once(_seen).get(f"{kpi.document_id}/{kpi.model.id}")
        if seen is not None and seen.reasons and not seen.scored:
            yield kpi, seen


def _by_growth(kpi: Kpi) -> str | None:
    """Return over which time a line asks for growth."""
    return kpi.score.grown_over or ("last_year" if kpi.score.ranked_by == "growth" else None)


@rule("KPI124", "nothing-to-grow-from", WARNING, figures=True, results=True)
def nothing_to_grow_from(context: RuleContext) -> Iterator[Problem]:
    """A line is scored by growth, and of nobody is it known what they reached before.

    ## Why it matters
    Without the earlier figure there is no growth, and the line has no score.

    ## Fails
    ```yaml
    score: {method: growth, over: last_year, full: 15%}
    ```
    The source begins with the plan, and no `history` says what people reached in the year before.

    ## Passes
    The same, and the source also holds the rows of the year before, with the same codes of the sellers.

    ## How to fix
    Leave the rows of the year before in the source: they are read for growth alone. Or write what was reached under
    `history` of a targets document, for each person and period. Or score the line in another way.
    """
    for kpi, seen in _never(context):
        over, metric = _by_growth(kpi.model), kpi.model.metric
        known = _OF_GROWTH if kpi.model.score.grown_over is not None else {"no_rank"}
        first = not seen.stretch.numbers or seen.stretch.numbers[0] == 0
        if over is None or metric is None or not known.issuperset(seen.reasons) or (over == "last_period" and first):
            continue
        values: Values = {"kpi": kpi.ref, "metric": metric_ref(context.graph, metric), "count": len(seen.reasons)}
        values |= {"over": PlanWord(over, "Growth.over"), "period": seen.stretch.period}
        yield Problem(kpi.place("score"), "plain", values, kpi.ref)


@rule("KPI125", "line-without-points", WARNING, figures=True, results=True)
def line_without_points(context: RuleContext) -> Iterator[Problem]:
    """A period is over, and a line of a scorecard gave nobody points.

    ## Why it matters
    What is never scored is not looked at: its weight was lost, or fell to the other lines, for everybody.

    ## Fails
    Market share is measured as `share` of a table of the market whose rows name no seller and no customer: they count
    for the whole plan, and for nobody alone.

    ## Passes
    The table of the market names the territory or customer of each row, and those have owners.

    ## How to fix
    The message says why. No figure: look whether the source has rows that count for these people
    (`plancode score` shows what was read, and for whom). No attainment of the other metric of a matrix: give it a
    target. A place or level without points: add it to the line. A market that counts for nobody: name the column with
    the territory or customer of its rows under `columns`, or score the share of the whole market for those who lead it.
    """
    for kpi, seen in _never(context):
        if not seen.stretch.is_over(context.as_of) or not _OF_THE_LINE.issuperset(seen.reasons):
            continue
        if _by_growth(kpi.model) is not None:
            continue
        reason = max(sorted(set(seen.reasons)), key=seen.reasons.count)
        values: Values = {"kpi": kpi.ref, "period": seen.stretch.period, "count": len(seen.reasons)}
        values["reason"] = Term(f"no_data.{reason}")
        market = _market_of(context, kpi.model.metric)
        if market is not None and reason in ("no_actual", "nothing"):
            yield Problem(kpi.place("metric"), "market", values | {"market": market}, kpi.ref)
        else:
            yield Problem(kpi.place("score"), "plain", values, kpi.ref)


def _market_of(context: RuleContext, metric: str | None) -> Ref | None:
    """Return the table of the market that a metric is a share of, where its rows count for nobody."""
    for document in context.graph.all(ActualsDocument):
        for measure in document.model.metrics:
            source = context.reached.sources.get(measure.market or "")
            if measure.metric == metric and source is not None and not context.reached.has_market(measure.metric):
                return source.ref
    return None


@rule("KPI142", "person-not-assessed", WARNING, figures=True)
def person_not_assessed(context: RuleContext) -> Iterator[Problem]:
    """A period is over for two weeks, and some people were never assessed on a line on which others were.

    ## Why it matters
    Their totals stand on the other lines alone, and may be better for it: people with one scorecard are judged by
    different things.

    ## Fails
    A scorecard of each quarter with a line `negotiation` for Zhou Min and Wu Hao; on 15 April only Wu Hao has been
    assessed on it.

    ## Passes
    ```yaml
    assessments:
      - {person: wu-hao, kpi: negotiation, method: field_visit, level: 3, assessor: li-na, on: 2026-03-18}
      - {person: zhou-min, kpi: negotiation, method: field_visit, level: 2, assessor: li-na, on: 2026-03-19}
    ```

    ## How to fix
    Assess them, too, and write it down in the document with `kind: assessments`. People who are not graded in the
    period are left alone. Two weeks to assess everybody are our own default.
    """
    assessed, figures = Assessed(context.graph), context.figures
    if any(reference.holder.key.kind is EntityKind.ASSESSMENT for reference in context.graph.unresolved):
        return
    for kpi in context.graph.all(Kpi):
        rubric = context.graph.find(RubricDocument, kpi.document_id)
        if kpi.model.assess is None or rubric is None:
            continue
        every = stretches(figures.horizon, kpi.model.frequency or rubric.model.period)
        over = [stretch for stretch in every if stretch.is_over(context.as_of - _TO_ASSESS)]
        if not over:
            continue
        people = [
            person
            for person in context.once(scored_people).get(kpi.document_id, ())
            if no_grade(figures, person, over[-1]) is None
        ]
        without = [person for person in people if assessed.newest(person.model.id, kpi, context.as_of) is None]
        if without and len(without) < len(people):
            values: Values = {"kpi": kpi.ref, "period": over[-1].period, "of": len(people), "count": len(without)}
            values["people"] = tuple(person.ref for person in without[:_SHOWN])
            yield Problem(kpi.place("assess"), "plain", values, kpi.ref)


RULES: Final = (line_over_nothing, nothing_to_grow_from, line_without_points, person_not_assessed)
