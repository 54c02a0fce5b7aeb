"""CAD: people and teams that nobody sits down with, or too rarely."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.graph.rhythm import led_in, meets, minutes_of, one_to_ones, partner
from plancode.model.cadence import CadenceDocument, Meeting
from plancode.model.kinds import EntityKind
from plancode.model.team import Person, Team
from plancode.quantity import Quantity
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule


def _is_clear(context: RuleContext, kind: EntityKind) -> bool:
    """Whether there is a rhythm to judge, and no unknown name in it may be the one that seems to be left out."""
    is_known = all(reference.holder.key.kind is not kind for reference in context.graph.unresolved)
    return bool(context.graph.all(CadenceDocument)) and is_known


def _led(context: RuleContext) -> Iterator[Entity[Person]]:
    """Yield everybody at work whom somebody leads, open seats apart."""
    for person in context.graph.all(Person):
        is_here = person.model.works_on(context.day) and not person.model.open
        if is_here and context.facts.manager(person) is not None:
            yield person


def _teams(context: RuleContext) -> Iterator[tuple[Entity[Team], tuple[Entity[Meeting], ...]]]:
    """Yield every team with people of its own, and the meetings in which they all sit."""
    meetings = context.graph.all(Meeting)
    for team in context.graph.all(Team):
        if led_in(context.facts, team):
            yield team, tuple(meeting for meeting in meetings if meets(context.facts, team, meeting.model))


@rule("CAD101", "person-without-one-to-one", WARNING)
def person_without_one_to_one(context: RuleContext) -> Iterator[Problem]:
    """Somebody who is led by somebody has no one-to-one.

    ## Why it matters
    A regular talk between manager and salesperson alone is where feedback, coaching and problems have their place.
    Open seats, and people whom nobody leads, need none. Plans without a cadence document are left alone.

    ## Fails
    Li Na is a key account manager, and the only one-to-one is for the role `rep`.
    ```yaml
    one_to_ones: {every: 2w, minutes: 30, who: {people: [rep]}}
    ```

    ## Passes
    ```yaml
    one_to_ones: {every: 2w, minutes: 30, who: {people: [rep, key-account-manager]}}
    ```

    ## How to fix
    Name the person or their role under `who` of a one-to-one. One without `who` is for everybody with a manager.
    Under `manager` stands who holds it, where that is not their own manager.
    """
    if not _is_clear(context, EntityKind.CADENCE):
        return
    for person in _led(context):
        if not any(partner(context.facts, person, talk) for _, _, talk in one_to_ones(context.graph)):
            yield Problem(person.place("id"), "plain", {"person": person.ref}, person.ref)


@rule("CAD102", "follow-up-too-rare", WARNING)
def follow_up_too_rare(context: RuleContext) -> Iterator[Problem]:
    """One-to-ones, or the review of a team, come less often than the policy asks.

    ## Why it matters
    With follow-up every week or every two weeks a problem is seen while it can still be mended within the quarter; a
    month later it is too late. Only the most frequent one-to-one of a person, and the most
    frequent review of a team, are looked at: a long monthly review beside a short weekly one is fine.

    ## Fails
    ```yaml
    one_to_ones: {every: 1m, minutes: 60}
    ```

    ## Passes
    ```yaml
    one_to_ones: {every: 2w, minutes: 30}
    ```

    ## How to fix
    Write a shorter time under `every`, or add a short meeting between. Where rarer is right for you, say so in the
    policy of the plan. Times are compared by the calendar: a month has 30.4375 days, so `1m` is rarer than `4w`.

    ## Policy
    `one_to_one_every` (2w, own default: follow-up is weekly or biweekly).

    `follow_up_every` (2w, own default: follow-up is weekly or biweekly).
    """
    yield from _rare_one_to_ones(context, context.graph.policy.one_to_one_every)
    yield from _rare_reviews(context, context.graph.policy.follow_up_every)


def _rare_one_to_ones(context: RuleContext, limit: Quantity) -> Iterator[Problem]:
    """Yield each one-to-one that comes too rarely for somebody who has no other that comes often enough."""
    counts: Counter[int] = Counter()
    listed = list(one_to_ones(context.graph))
    for person in _led(context):
        own = [number for number, (_, _, talk) in enumerate(listed) if partner(context.facts, person, talk)]
        best = min(own, key=lambda number: minutes_of(listed[number][2].every), default=None)
        if best is not None and minutes_of(listed[best][2].every) > minutes_of(limit):
            counts[best] += 1
    for best, count in counts.items():
        document, index, talk = listed[best]
        place = document.place("one_to_ones", index, "every")
        subject = ",".join((talk.who.team or "", *talk.who.people, talk.manager or ""))
        yield Problem(place, "rare", {"every": talk.every, "limit": limit, "count": count}, document.ref, subject)


def _rare_reviews(context: RuleContext, limit: Quantity) -> Iterator[Problem]:
    """Yield each review that comes too rarely for a team that has no other that comes often enough."""
    for team, meetings in _teams(context):
        reviews = [meeting for meeting in meetings if meeting.model.kind == "review"]
        best = min(reviews, key=lambda meeting: minutes_of(meeting.model.every), default=None)
        if best is not None and minutes_of(best.model.every) > minutes_of(limit):
            every, place, related = best.model.every, best.place("every"), (team.place("id"),)
            yield Problem(
                place, "review", {"team": team.ref, "every": every, "limit": limit}, best.ref, team.model.id, related
            )


@rule("CAD103", "team-without-review", WARNING)
def team_without_review(context: RuleContext) -> Iterator[Problem]:
    """A team has no regular review in which its people look at progress and problems together.

    ## Why it matters
    Progress and problems belong into regular meetings. A team that never looks at its figures together hears of a gap
    when the quarter is over. A team of open seats, or of its manager alone, needs none. Plans without a cadence
    document are left alone.

    ## Fails
    ```yaml
    teams: [{id: east, manager: li-na}, {id: west, manager: ma-li}]
    meetings: [{id: weekly, kind: review, every: 1w, minutes: 45, who: {team: east}}]
    ```

    ## Passes
    ```yaml
    meetings: [{id: weekly, kind: review, every: 1w, minutes: 45, who: {team: each}}]
    ```

    ## How to fix
    Write a meeting with `kind: review` and `who: {team: each}`, or the id of the team instead of `each`. Without
    `kind` a meeting is no review. A review that names all people of the team, or their roles, counts too.
    """
    if not _is_clear(context, EntityKind.MEETING):
        return
    for team, meetings in _teams(context):
        if not any(meeting.model.kind == "review" for meeting in meetings):
            variant, place = "no_review" if meetings else "plain", team.place("id")
            refs, related = (
                tuple(meeting.ref for meeting in meetings),
                tuple(meeting.place("id") for meeting in meetings),
            )
            yield Problem(place, variant, {"team": team.ref, "meetings": refs}, team.ref, related=related)


RULES: Final = (person_without_one_to_one, follow_up_too_rare, team_without_review)
