"""CHG: assessments and grades of periods that are over, and become others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from plancode.compare.change import Change, by_key
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.assessments import Assessment
from plancode.model.kinds import EntityKind
from plancode.model.rubric import Kpi, RubricDocument
from plancode.model.team import Person
from plancode.period import Period
from plancode.rules.changed import agreed_changes, digest, where
from plancode.rules.context import RuleContext
from plancode.rules.rule import ERROR, rule
from plancode.said.value import Ref, Said, Term
from plancode.scorecard.cards import Cards, PersonCard
from plancode.scorecard.stretches import of_rubric

if TYPE_CHECKING:
    from plancode.said.value import Values

_SHOWN: Final = 5


@rule("CHG121", "closed-assessment-changed", ERROR, change=True)
def closed_assessment_changed(context: RuleContext) -> Iterator[Problem]:
    """An assessment goes, or says something else, although the period that it was scored in is over.

    ## Why it matters
    The period was graded by it, and perhaps paid. Whoever rewrites it later grades the person anew, and nobody was
    there again to look.

    ## Fails
    On 1 April 2026, with a scorecard of the quarter, the assessment had `level: 2`, and the change writes
    ```yaml
    - {person: zhou-min, kpi: selling, method: field_visit, level: 3, assessor: chen-rui, on: 2026-03-18}
    ```

    ## Passes
    The assessment as it was, and another one of a later day.

    ## How to fix
    Put it back as it was, and assess anew: with the day on which it was looked at again. If a slip is mended, let
    somebody who does not gain by it accept the change in accepted.yaml.
    """
    for changes, period, rubric in closed_assessments(context):
        first, is_gone = changes[0], any(not change.field for change in changes)
        values: Values = {"entity": first.entity, "period": period, "rubric": rubric.ref}
        subject = digest(*sorted(change.fingerprint for change in changes))
        yield Problem(where(first), "gone" if is_gone else "changed", values, first.entity, subject)


def closed_assessments(
    context: RuleContext,
) -> Iterator[tuple[tuple[Change, ...], Period, Entity[RubricDocument]]]:
    """Yield how assessments change that were scored in a period that is over, with this and their scorecard."""
    analysis, pairing = context.change.base.analysis, context.change.pairing
    if analysis is None:
        return
    for key, changes in by_key(agreed_changes(context.change.structure.changes)).items():
        once = pairing.old_keys.get(key, key)
        old = analysis.graph.find(Assessment, once.id) if key.kind is EntityKind.ASSESSMENT else None
        kpi = analysis.graph.find(Kpi, old.model.kpi) if old is not None else None
        rubric = analysis.graph.find(RubricDocument, kpi.document_id) if kpi is not None else None
        if old is None or rubric is None:
            continue
        stretches = (one for one in of_rubric(analysis.horizon, rubric.model) if one.is_over(context.as_of))
        period = next((one.period for one in stretches if one.period.start <= old.model.on < one.period.end), None)
        if period is not None:
            yield changes, period, rubric


@dataclass
class _Regraded:
    """Who is graded otherwise in a period by a scorecard, with the grades before and after."""

    rubric: Entity[RubricDocument]
    period: Period
    people: list[tuple[Ref, Said, Said]] = field(default_factory=list)


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
    base, head = context.change.base.results, context.change.head.results
    if base is None or head is None or not context.change.changes:
        return
    before, after = Cards(base), Cards(head)
    found: dict[tuple[Ref, Period], _Regraded] = {}
    for person in head.analysis.graph.all(Person):
        once = context.change.pairing.old_keys.get(person.key, person.key)
        was = base.analysis.graph.find(Person, once.id)
        old = {one.stretch.period: one for one in _closed(context, before, was)} if was is not None else {}
        for card in _closed(context, after, person):
            then = old.get(card.stretch.period)
            if then is not None and _standing(then) != _standing(card):
                key = (card.rubric.ref, card.stretch.period)
                regraded = found.setdefault(key, _Regraded(card.rubric, card.stretch.period))
                regraded.people.append((person.ref, _said(then), _said(card)))
    for regraded in found.values():
        yield _problem(regraded)


def _closed(context: RuleContext, cards: Cards, person: Entity[Person]) -> Iterator[PersonCard]:
    return (card for card in cards.in_period(person, "each") if card.stretch.is_over(context.as_of))


def _standing(card: PersonCard) -> tuple[str | None, Decimal | None]:
    grade = card.card.grade
    return grade.grade if grade is not None else None, card.card.total


def _said(card: PersonCard) -> Said:
    """Return the grade of a card, else its total, else that there is none."""
    grade, total = _standing(card)
    if grade is not None:
        return grade
    return total if total is not None else Term("none")


def _problem(regraded: _Regraded) -> Problem:
    graded = [one for one in regraded.people if one[1] != one[2]]
    told = graded or regraded.people
    person, before, after = told[0]
    values: Values = {
        "rubric": regraded.rubric.ref,
        "period": regraded.period,
        "people": tuple(ref for ref, _, _ in told[:_SHOWN]),
        "count": len(told),
        "person": person,
        "before": before,
        "after": after,
    }
    subject = digest(*(f"{ref.id}:{old}:{new}" for ref, old, new in regraded.people), str(regraded.period))
    place, entity = regraded.rubric.place("id"), regraded.rubric.ref
    return Problem(place, "grade" if graded else "total", values, entity, subject)


RULES: Final = (closed_assessment_changed, closed_period_graded_anew)
