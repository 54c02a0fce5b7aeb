"""REV: reviews that were not held, that do not fit their time, and what was learned or promised in them."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from plancode.findings.problem import Problem
from plancode.graph.above import upwards
from plancode.graph.entity import Entity
from plancode.graph.rhythm import led_in, meets, minutes_of, one_to_ones, partner
from plancode.model.actuals import ActualsDocument
from plancode.model.cadence import Meeting
from plancode.model.review import ReviewDocument
from plancode.model.team import Person, Team
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import INFO, WARNING, rule
from plancode.scorecard.assessed import after

if TYPE_CHECKING:
    from plancode.said.value import Values

_MINUTES_A_DAY: Final = 1440


def _overdue_after(day: date, every: Quantity) -> date:
    """Return the day by which something that comes so often must have come again at the very latest."""
    return day + timedelta(days=ceil(2 * minutes_of(every) / _MINUTES_A_DAY))


def _plan_start(context: RuleContext) -> date:
    period = context.graph.period(None)
    return period.start if period else context.day


@rule("REV101", "follow-up-not-held", WARNING)
def follow_up_not_held(context: RuleContext) -> Iterator[Problem]:
    """The last review of a team, or the last one-to-one of somebody, is longer ago than twice what the rhythm says.

    ## Why it matters
    Follow-up works if it is regular. One that was missed can be caught up; two in a row are a habit. Plans without any
    review are left alone (see REV110), and so are one-to-ones where none is recorded: many do not write them down.

    ## Fails
    A weekly review, and the last one was held on 2 March; today is 1 April.

    ## Passes
    The last one was held on 23 March.

    ## How to fix
    Hold it, and write a document with `kind: review`, `scope: {team: …}` and the day under `held`. A review of the
    team above counts too, and so do others that everybody of the team attended. Where rarer is right for you, change
    `every` in the cadence.
    """
    reviews = [review for review in context.graph.all(ReviewDocument) if review.model.held <= context.as_of]
    reviews.sort(key=lambda review: review.model.held)
    if not reviews:
        return
    held = _LastHeld(reviews)
    for team in context.graph.all(Team):
        every, last = _review_every(context, team), held.with_team(context, team)
        begun = _plan_start(context)  # one held before the plan begins is that of another year
        if every is not None and context.day > _overdue_after(max(last or begun, begun), every):
            values: Values = {"team": team.ref, "every": every, "last": last or begun}
            yield Problem(team.place("id"), "team" if last else "never", values, team.ref, "team")
    talks = [review for review in reviews if review.model.sort == "one_to_one"]
    if talks:
        yield from _late_one_to_ones(context, talks)


def _review_every(context: RuleContext, team: Entity[Team]) -> Quantity | None:
    """Return how often a team has its most frequent review; None where it has none, or nobody to hold it with."""
    if not led_in(context.facts, team):
        return None
    reviews = (entity.model for entity in context.graph.all(Meeting) if entity.model.kind == "review")
    own = (meeting.every for meeting in reviews if meets(context.facts, team, meeting))
    return min(own, key=minutes_of, default=None)


class _LastHeld:
    """When reviews were last held: of everybody, of each team, and with each person."""

    def __init__(self, reviews: list[Entity[ReviewDocument]]) -> None:
        """Look through the reviews once, which come by their days."""
        self.of: dict[str | None, date] = {}
        self.attended: dict[str, date] = {}
        for review in (entity.model for entity in reviews if entity.model.sort != "one_to_one"):
            self.attended |= dict.fromkeys(review.attendees, review.held)
            scope = review.scope
            if scope is None or (scope.team is not None and len(scope.dimensions) == 1):
                self.of[scope.team if scope else None] = review.held

    def with_team(self, context: RuleContext, team: Entity[Team]) -> date | None:
        """Return the last review of a team: its own, one of a team above, or by when everybody in it has attended."""
        above = {entity.model.id for entity in upwards(context.graph, team.model.id)}
        days = [self.of[name] for name in (None, *above) if name in self.of]
        people = [person.model.id for person in led_in(context.facts, team)]
        if people and all(name in self.attended for name in people):
            days.append(min(self.attended[name] for name in people))
        return max(days, default=None)


def _late_one_to_ones(context: RuleContext, held: list[Entity[ReviewDocument]]) -> Iterator[Problem]:
    """Yield one finding for each manager with whom people have had no one-to-one for too long."""
    last: dict[str, date] = {}
    for review in (entity.model for entity in held):
        about = review.scope.person if review.scope else None
        last |= dict.fromkeys((*review.attendees, about or ""), review.held)
    missed: dict[Entity[Person], list[tuple[date, Entity[Person], Quantity]]] = {}
    rhythms = [rhythm for _, _, rhythm in one_to_ones(context.graph)]
    for person in context.graph.all(Person):
        if person.model.open or not person.model.works_on(context.day):
            continue
        partners = ((partner(context.facts, person, rhythm), rhythm.every) for rhythm in rhythms)
        meetings = [(other, every) for other, every in partners if other is not None]
        if meetings:
            manager, every = min(meetings, key=lambda meeting: minutes_of(meeting[1]))
            seen = last.get(person.model.id) or max(_plan_start(context), person.model.start or date.min)
            if context.day > _overdue_after(seen, every):
                missed.setdefault(manager, []).append((seen, person, every))
    for manager, people in missed.items():
        people.sort(key=lambda late: (late[0], late[1].model.id))
        seen, worst, every = people[0]
        values: Values = {"manager": manager.ref, "people": tuple(person.ref for _, person, _ in people)}
        values |= {"last": seen, "worst": worst.ref, "every": every}
        yield Problem(manager.place("id"), "one_to_one", values, manager.ref, "one_to_one")


@rule("REV104", "lesson-not-taken-up", INFO)
def lesson_not_taken_up(context: RuleContext) -> Iterator[Problem]:
    """A lesson of a review has led to no action.

    ## Why it matters
    What was learned and not acted on has to be learned again next year.

    ## Fails
    ```yaml
    held: 2026-02-02
    lessons: [{text: Free first filling opens doors}]
    ```

    ## Passes
    ```yaml
    held: 2026-02-02
    lessons: [{text: Free first filling opens doors, taken_up: first-filling}]
    ```

    ## How to fix
    Name under `taken_up` the action, of this review, a later one or the plan, that makes use of the lesson. If
    nothing follows from it, take it out of the lessons and keep it under `progress`.

    ## Policy
    `lessons_within` (1m, own default).
    """
    within = context.graph.policy.lessons_within
    for review in context.graph.all(ReviewDocument):
        if after(review.model.held, within) < context.as_of:
            for number, lesson in enumerate(review.model.lessons):
                if not lesson.taken_up:
                    values: Values = {"text": lesson.text, "held": review.model.held}
                    yield Problem(review.place("lessons", number, "text"), "plain", values, review.ref, lesson.text)


@rule("REV105", "review-in-the-future", WARNING)
def review_in_the_future(context: RuleContext) -> Iterator[Problem]:
    """A review is said to have been held on a day that has not come yet.

    ## Why it matters
    It counts as held, so that nobody sees that follow-up is missing.

    ## Fails
    `held: 2026-05-31`, looked at on 1 April 2026.

    ## Passes
    `held: 2026-03-31`

    ## How to fix
    Write the day on which it was held. A review that is still to come is not written down yet; its rhythm stands in
    the cadence.
    """
    for review in context.graph.all(ReviewDocument):
        if review.model.held > context.as_of:
            values: Values = {"review": review.ref, "held": review.model.held, "day": context.as_of}
            yield Problem(review.place("held"), "plain", values, review.ref)


@rule("REV106", "review-outside-its-period", WARNING)
def review_outside_its_period(context: RuleContext) -> Iterator[Problem]:
    """A review looks at a period that had not begun when it was held, or that was long over.

    ## Why it matters
    Mostly one of the two dates is wrong, and the review then stands on the page of the wrong month. Where both are
    right, it came too late to change anything.

    ## Fails
    ```yaml
    period: 2026-03
    held: 2026-02-27
    ```

    ## Passes
    ```yaml
    period: 2026-02
    held: 2026-02-27
    ```

    ## How to fix
    Mend `period` or `held`. A review should be held in the period that it looks at, or soon after it.

    ## Policy
    `review_within` (1m, own default).
    """
    within = context.graph.policy.review_within
    for review in context.graph.all(ReviewDocument):
        period = context.graph.period(review.model.period) if review.model.period else None
        if period is None or review.model.held > context.as_of:
            continue
        early, late = review.model.held < period.start, review.model.held > after(period.last, within)
        if early or late:
            values: Values = {"review": review.ref, "held": review.model.held, "period": period}
            values["limit"] = within
            place, related = review.place("period"), (review.place("held"),)
            yield Problem(place, "early" if early else "late", values, review.ref, related=related)


@rule("REV109", "support-without-action", INFO)
def support_without_action(context: RuleContext) -> Iterator[Problem]:
    """A review promises support, but nothing says who provides it by when.

    ## Why it matters
    Promised support that nobody is asked for does not come, and the one it was promised to stops asking.

    ## Fails
    ```yaml
    support_agreed: Two demo coolers
    ```

    ## Passes
    ```yaml
    support_agreed: Two demo coolers
    actions: [{id: demo-coolers, text: Send two demo coolers, owner: lin-yue, due: 2026-04-17}]
    ```

    ## How to fix
    Add an action to the review that says who provides the support, and by when.
    """
    for review in context.graph.all(ReviewDocument):
        if review.model.support_agreed and not review.model.actions:
            yield Problem(review.place("support_agreed"), "plain", {"review": review.ref}, review.ref)


@rule("REV110", "no-reviews-recorded", INFO)
def no_reviews_recorded(context: RuleContext) -> Iterator[Problem]:
    """The plan has results and a rhythm of reviews, but no review is recorded.

    ## Why it matters
    Nobody can see whether follow-up happens, what was agreed, and what was learned, so nothing can be made of it.

    ## Fails
    Results and a weekly review since January, and in April no document with `kind: review`.

    ## Passes
    One such document, even if short.

    ## How to fix
    Write a document with `kind: review` for each review: `sort`, `scope`, `held`, and what was agreed under
    `actions`. If you keep them elsewhere, accept this finding.
    """
    reviews = [meeting for meeting in context.graph.all(Meeting) if meeting.model.kind == "review"]
    if not reviews or context.graph.all(ReviewDocument) or not context.graph.all(ActualsDocument):
        return
    often = min(reviews, key=lambda meeting: minutes_of(meeting.model.every))
    if context.day > _overdue_after(_plan_start(context), often.model.every):
        values: Values = {"meeting": often.ref, "every": often.model.every, "start": _plan_start(context)}
        yield Problem(often.place("id"), "plain", values, often.ref)


RULES: Final = (
    follow_up_not_held,
    lesson_not_taken_up,
    review_in_the_future,
    review_outside_its_period,
    support_without_action,
    no_reviews_recorded,
)
