"""CHG: assessments, given points and grades of periods that are over, and become others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from plancode.analysis.analysis import Analysis
from plancode.compare.change import Change, by_key
from plancode.compare.scores import NOT_SCORED, ScoreEffect
from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity, Key
from plancode.graph.graph import PlanGraph
from plancode.model.assessments import Assessment, GivenPoints
from plancode.model.kinds import EntityKind
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person
from plancode.period import Period
from plancode.rules.changed import agreed_changes, digest, where
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.scorecard.given import by_hand
from plancode.scorecard.rubrics import Rubrics
from plancode.scorecard.stretches import Stretch, of_rubric

if TYPE_CHECKING:
    from plancode.said.value import Ref, Values

_SHOWN: Final = 5
_PLACES: Final = 2


_Record = Entity[Assessment] | Entity[GivenPoints]


@rule("CHG121", "closed-assessment-changed", ERROR, change=True)
def closed_assessment_changed(context: RuleContext) -> Iterator[Problem]:
    """An assessment or given points go, say something else or come late, although their period is over.

    ## Why it matters
    The period was graded by what was recorded, and perhaps paid. Whoever rewrites it later grades the person anew, and
    nobody was there again to look. A first assessment may come late, where a line had none in the period.

    ## Fails
    On 1 April 2026, with a scorecard of the quarter, the assessment had `level: 2`, and the change writes
    ```yaml
    - {person: zhou-min, kpi: selling, method: field_visit, level: 3, assessor: chen-rui, on: 2026-03-18}
    ```

    ## Passes
    The assessment as it was, and another one of a day in the period that runs.

    ## How to fix
    Put it back as it was, and assess anew, with the day on which it was looked at again; give points with a day in the
    period that runs. If a slip is mended, let somebody who does not gain by it accept the change in accepted.yaml.
    """
    for closed in closed_records(context):
        first, model = closed.changes[0], closed.record.model
        values: Values = {"person": closed.person.ref, "day": model.on}
        values |= {"period": closed.period, "rubric": closed.rubric.ref}
        if isinstance(model, GivenPoints):
            variant, values["name"] = f"points_{closed.happened}", model.for_
        else:
            kpi = context.graph.find(Kpi, model.kpi)
            variant, values["kpi"] = str(closed.happened), kpi.ref if kpi is not None else model.kpi
        subject = digest(*sorted(change.fingerprint for change in closed.changes))
        yield Problem(where(first), variant, values, first.entity, subject)


@dataclass(frozen=True, slots=True)
class ClosedRecord:
    """How a record changes that counts in a period that is over, with this and the scorecard it counts on."""

    changes: tuple[Change, ...]
    happened: Literal["changed", "gone", "added"]
    record: _Record
    person: Entity[Person]
    rubric: Entity[RubricDocument]
    period: Period


def closed_records(context: RuleContext) -> Iterator[ClosedRecord]:
    """Yield how assessments and given points change that count in a period that was over, as the old plan has it."""
    before, after, pairing = context.change.base.analysis, context.change.head.analysis, context.change.pairing
    if before is None or after is None:
        return
    rubrics = Rubrics(before)
    for key, changes in by_key(agreed_changes(context.change)).items():
        old = _found(before.graph, pairing.old_keys.get(key, key))
        record = old or _found(after.graph, key)
        person = before.graph.find(Person, record.model.person) if record is not None else None
        card = _card(rubrics, record, person) if record is not None and person is not None else None
        if record is None or person is None or card is None or not card[1].is_over(context.as_of):
            continue
        is_gone = any(not change.field for change in changes)
        happened: Literal["changed", "gone", "added"] = "added" if old is None else "gone" if is_gone else "changed"
        if happened != "added" or _rewrites(before, record, card[1], context.as_of):
            yield ClosedRecord(changes, happened, record, person, card[0], card[1].period)


def _found(graph: PlanGraph, key: Key) -> _Record | None:
    if key.kind is EntityKind.ASSESSMENT:
        return graph.find(Assessment, key.id)
    return graph.find(GivenPoints, key.id) if key.kind is EntityKind.GIVEN_POINTS else None


def _card(rubrics: Rubrics, record: _Record, person: Entity[Person]) -> tuple[Entity[RubricDocument], Stretch] | None:
    """Return the scorecard and the stretch that a record counts in."""
    model, graph = record.model, rubrics.analysis.graph
    if isinstance(model, GivenPoints):
        card = rubrics.of_day(person, model.on)
        return card if card is not None and model.for_ in by_hand(card[0].model) else None
    kpi = graph.find(Kpi, model.kpi)
    rubric = graph.find(RubricDocument, kpi.document_id) if kpi is not None else None
    within = of_rubric(rubrics.analysis.horizon, rubric.model) if rubric is not None else ()
    stretch = next((one for one in within if one.period.start <= model.on < one.period.end), None)
    return (rubric, stretch) if rubric is not None and stretch is not None else None


def _rewrites(before: Analysis, record: _Record, stretch: Stretch, day: date) -> bool:
    """Whether a new record alters what was known of its period: no first assessment, and nothing of the day itself."""
    new = record.model
    if isinstance(new, GivenPoints) or new.on >= day:
        return new.on < day
    kpi = before.graph.find(Kpi, new.kpi)
    known = (one.model for one in before.graph.all(Assessment) if one.model.person == new.person)
    mine = (one.on for one in known if before.graph.find(Kpi, one.kpi) is kpi)
    return any(stretch.period.start <= day < stretch.period.end for day in mine)


@rule("CHG122", "closed-period-graded-anew", ERROR, results=True, change=True)
def closed_period_graded_anew(context: RuleContext) -> Iterator[Problem]:
    """People get another grade, or another total, for a period that is over.

    ## Why it matters
    They were told how they stood, and perhaps paid by it. Both sides are graded by the same results, so that it is the
    change alone that grades them anew: weights, methods, targets, owners, assessments. Looked at where results are
    read.

    ## Fails
    On 1 April 2026 the first quarter was graded by a line of `weight: 60`, and the change writes `weight: 40`.

    ## Passes
    A change that leaves what is graded as it was.

    ## How to fix
    Take back what reaches into the period; let new weights and targets begin with the next plan. If a mistake of the
    past is mended, let somebody who is not graded by it accept the change in accepted.yaml.
    """
    if not context.change.changes:
        return
    found: dict[tuple[Ref, Period], list[ScoreEffect]] = {}
    for effect in context.change.graded:
        if effect.is_over and NOT_SCORED not in (effect.before, effect.after):
            found.setdefault((effect.rubric, effect.period), []).append(effect)
    for (ref, _), regraded in found.items():
        rubric = context.graph.find(RubricDocument, ref.id)
        if rubric is not None:
            yield _problem(rubric.place("id"), regraded)


def _problem(place: Place, regraded: list[ScoreEffect]) -> Problem:
    graded = [effect for effect in regraded if effect.has_other_grade]
    told, first = graded or regraded, (graded or regraded)[0]
    values: Values = {
        "rubric": first.rubric,
        "period": first.period,
        "people": tuple(effect.person for effect in told[:_SHOWN]),
        "count": len(told),
        "others": len(regraded) - len(told),
        "person": first.person,
        "before": first.before.told_grade if graded else first.before.told_total,
        "after": first.after.told_grade if graded else first.after.told_total,
    }
    sides = [(one.person.id, one.before, one.after) for one in regraded]
    stands = (f"{name}:{old.grade}:{old.total}:{new.grade}:{new.total}" for name, old, new in sides)
    subject = digest(*stands, str(first.period))
    variant = ("grade_and_total" if len(told) < len(regraded) else "grade") if graded else "total"
    return Problem(place, variant, values, first.rubric, subject)


RULES: Final = (closed_assessment_changed, closed_period_graded_anew)
