"""KPI, CAD, REV, ADJ and CAP: what was agreed and cannot have been meant as it is written."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.cadence import Meeting
from plancode.model.plan import Assumption
from plancode.model.rubric import Grade, RubricDocument
from plancode.model.team import Person
from plancode.rules.context import RuleContext
from plancode.rules.rule import INFO, WARNING, rule
from plancode.said.value import PlanWord, Values

_LOWEST: Final = Decimal(-(10**9))
_NONE: Final = Decimal(0)


def _ranked(rubric: Entity[RubricDocument]) -> list[tuple[int, Grade]]:
    """Return the grades of a scorecard, the best first, with the positions they are written at."""
    grades = list(enumerate(rubric.model.grades))
    return sorted(grades, key=lambda entry: _LOWEST if entry[1].from_ is None else entry[1].from_, reverse=True)


@rule("KPI126", "better-grade-pays-less", WARNING)
def better_grade_pays_less(context: RuleContext) -> Iterator[Problem]:
    """A better grade has a lower coefficient than the grade below it.

    ## Why it matters
    Whoever does better is paid less.

    ## Fails
    ```yaml
    grades: [{grade: A, from: 90, coefficient: 0.9}, {grade: B, from: 75, coefficient: 1}]
    ```

    ## Passes
    ```yaml
    grades: [{grade: A, from: 90, coefficient: 1.1}, {grade: B, from: 75, coefficient: 1}]
    ```

    ## How to fix
    Exchange the two coefficients, or correct the one that is wrong.
    """
    for rubric in context.graph.all(RubricDocument):
        paid = [(index, grade) for index, grade in _ranked(rubric) if grade.coefficient is not None]
        for (index, better), (_, worse) in pairwise(paid):
            if (better.coefficient or _NONE) < (worse.coefficient or _NONE):
                values: Values = {"better": better.grade, "high": better.coefficient}
                values |= {"worse": worse.grade, "low": worse.coefficient}
                yield Problem(rubric.place("grades", index, "coefficient"), "plain", values, rubric.ref, better.grade)


@rule("KPI127", "veto-without-effect", WARNING)
def veto_without_effect(context: RuleContext) -> Iterator[Problem]:
    """A veto caps the grade at the best one there is.

    ## Why it matters
    Nothing happens where it applies: what must never be done costs nobody anything.

    ## Fails
    ```yaml
    grades: [{grade: A, from: 90}, {grade: B}]
    vetoes: [{metric: compliance_breaches, above: 0, grade: A}]
    ```

    ## Passes
    ```yaml
    vetoes: [{metric: compliance_breaches, above: 0, grade: B}]
    ```

    ## How to fix
    Write under `grade` of the veto the best grade that can still be given where it applies.
    """
    for rubric in context.graph.all(RubricDocument):
        best = next((grade.grade for _, grade in _ranked(rubric)), None)
        for index, veto in enumerate(rubric.model.vetoes):
            if veto.grade == best:
                values: Values = {"grade": veto.grade, "known": tuple(grade.grade for _, grade in _ranked(rubric)[1:])}
                yield Problem(rubric.place("vetoes", index, "grade"), "plain", values, rubric.ref, veto.metric)


@rule("CAD104", "meeting-on-day-off", WARNING, figures=True)
def meeting_on_day_off(context: RuleContext) -> Iterator[Problem]:
    """A meeting takes place on a day of the week on which nobody works.

    ## Why it matters
    It will not be held, or on another day than everybody has noted.

    ## Fails
    ```yaml
    working_week: [Mon, Tue, Wed, Thu, Fri]
    meetings: [{id: weekly, every: 1w, on: Sun, minutes: 45, who: {team: each}}]
    ```

    ## Passes
    ```yaml
    meetings: [{id: weekly, every: 1w, on: Mon, minutes: 45, who: {team: each}}]
    ```

    ## How to fix
    Choose a working day, or add the day to `working_week` of the calendar.
    """
    people = (None, *context.figures.staffing.people)
    worked = {day for person in people for day in context.figures.horizon.calendar(person).week}
    for meeting in context.graph.all(Meeting):
        on = meeting.model.on
        if on is not None and on not in worked:
            values: Values = {"meeting": meeting.ref, "day": PlanWord(on, "Meeting.on")}
            yield Problem(meeting.place("on"), "plain", values, meeting.ref)


@rule("REV111", "assumption-not-reviewed", WARNING)
def assumption_not_reviewed(context: RuleContext) -> Iterator[Problem]:
    """The day on which an assumption was to be checked has passed.

    ## Why it matters
    Targets rest on it. Nobody knows whether it still holds.

    ## Fails
    Looked at on 1 September 2026:
    ```yaml
    assumptions: [{id: no-price-cut, text: Rivals keep their prices, review: 2026-06-30}]
    ```

    ## Passes
    ```yaml
    assumptions: [{id: no-price-cut, text: Rivals keep their prices, review: 2026-12-31}]
    ```

    ## How to fix
    Check it. Where it holds, write under `review` the day on which it is checked next, or take `review` out where it
    need not be checked again; where it does not hold, adjust what rests on it.
    """
    for assumption in context.graph.all(Assumption):
        day = assumption.model.review
        if day is not None and day < context.as_of:
            values: Values = {"assumption": assumption.ref, "day": day}
            yield Problem(assumption.place("review"), "plain", values, assumption.ref)


@rule("ADJ111", "adjustment-days-out-of-order", WARNING)
def adjustment_days_out_of_order(context: RuleContext) -> Iterator[Problem]:
    """Somebody was talked to only after an adjustment was approved, or its handover ends before it begins.

    ## Why it matters
    A talk after the decision is no talk about it, and a handover that is over before the change does not take place.

    ## Fails
    ```yaml
    effective: 2026-05-06
    discussed_with: [{person: zhou-min, on: 2026-04-28}]
    approved: {by: gm, on: 2026-04-24}
    ```

    ## Passes
    ```yaml
    effective: 2026-05-06
    discussed_with: [{person: zhou-min, on: 2026-04-20}]
    approved: {by: gm, on: 2026-04-24}
    ```

    ## How to fix
    Correct the day that is wrong. Who was not asked before is told so now: say it in the note of the talk, and accept
    this finding.
    """
    for adjustment in context.base.all(AdjustmentDocument):
        model, approved = adjustment.model, adjustment.model.approved
        for index, talk in enumerate(model.discussed_with):
            if approved is not None and approved.on < talk.on:
                person = context.graph.find(Person, talk.person)
                values: Values = {"adjustment": adjustment.ref, "day": talk.on, "approved": approved.on}
                values["person"] = person.ref if person is not None else talk.person
                place, related = adjustment.place("discussed_with", index, "on"), (adjustment.place("approved", "on"),)
                yield Problem(place, "talk", values, adjustment.ref, talk.person, related)
        until = model.handover.until if model.handover is not None else None
        if until is not None and until < model.effective:
            told: Values = {"adjustment": adjustment.ref, "day": until, "effective": model.effective}
            related = (adjustment.place("effective"),)
            yield Problem(adjustment.place("handover", "until"), "handover", told, adjustment.ref, related=related)


@rule("CAP115", "change-without-change", INFO)
def change_without_change(context: RuleContext) -> Iterator[Problem]:
    """A change gives somebody the role, the team and the hours that they have already.

    ## Why it matters
    Something else was meant: another role, another team, another person. A change that only an adjustment made
    needless stays in the plan as it was agreed, and is not told.

    ## Fails
    ```yaml
    people: [{id: li-na, role: rep, team: east, changes: [{from: 2026-07-01, role: rep}]}]
    ```

    ## Passes
    ```yaml
    people: [{id: li-na, role: rep, team: east, changes: [{from: 2026-07-01, role: senior-rep}]}]
    ```

    ## How to fix
    Write what changes, or delete the change.
    """
    adjustments = context.graph.all(AdjustmentDocument)
    brought = {one.place("changes", index) for one in adjustments for index in range(len(one.model.changes))}
    for person in context.graph.all(Person):
        model = person.model
        held: dict[str, object] = {"role": model.role, "team": model.team, "fte": model.fte}
        planned = dict(held)
        for index, change in sorted(enumerate(model.changes), key=lambda entry: entry[1].from_):
            place = person.place("changes", index)
            given = {key: value for key in held if (value := getattr(change, key)) is not None}
            own = held if place in brought else planned
            if all(held[key] == value == own[key] for key, value in given.items()):
                values: Values = {"person": person.ref, "day": change.from_}
                yield Problem(place, "plain", values, person.ref, str(change.from_))
            held |= given
            own |= given


RULES: Final = (
    better_grade_pays_less,
    veto_without_effect,
    meeting_on_day_off,
    assumption_not_reviewed,
    adjustment_days_out_of_order,
    change_without_change,
)
