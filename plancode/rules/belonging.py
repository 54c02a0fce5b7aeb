"""COV, REF and ADJ: customers under the wrong team or supplier, and work that is given to nobody."""

from collections.abc import Iterator
from typing import Final

from plancode.findings.place import Place
from plancode.findings.problem import Problem
from plancode.graph.entity import Entity
from plancode.model.adjustment import AdjustmentDocument
from plancode.model.base import Keyed
from plancode.model.review import ReviewDocument
from plancode.model.rubric import Kpi
from plancode.model.targets import TargetsDocument
from plancode.model.team import Person, Team
from plancode.model.territories import Account, Territory
from plancode.rules.context import RuleContext
from plancode.rules.rule import WARNING, rule
from plancode.said.value import PlanWord, Values


@rule("COV119", "territory-of-another-team", WARNING, figures=True)
def territory_of_another_team(context: RuleContext) -> Iterator[Problem]:
    """Nobody who owns a territory works in its team, in a team below it, or above it.

    ## Why it matters
    The territory counts for one team, and its results for another.

    ## Fails
    ```yaml
    people: [{id: li-na, role: rep, team: east}]
    territories: [{id: pudong, team: north, owners: [{person: li-na}]}]
    ```

    ## Passes
    ```yaml
    territories: [{id: pudong, team: east, owners: [{person: li-na}]}]
    ```

    ## How to fix
    Correct `team` of the territory, or name its owners.
    """
    ladder = context.figures.ladder
    for territory in context.graph.all(Territory):
        team, owners = territory.model.team, [one for one in territory.model.owners if one.as_ == "primary"]
        people = [person for one in owners if (person := context.graph.find(Person, one.person)) is not None]
        if team is None or not people or len(people) < len(owners) or context.graph.find(Team, team) is None:
            continue
        above = set(ladder.teams_above(team))
        places = {name for person in people for name in _teams(person)}
        if not any(name == team or name in above or team in ladder.teams_above(name) for name in places):
            values: Values = {"territory": territory.ref, "people": tuple(dict.fromkeys(one.ref for one in people))}
            yield Problem(territory.place("team"), "plain", values, territory.ref)


def _teams(person: Entity[Person]) -> Iterator[str]:
    yield person.model.team
    yield from (change.team for change in person.model.changes if change.team is not None)


@rule("COV120", "supplied-by-no-distributor", WARNING)
def supplied_by_no_distributor(context: RuleContext) -> Iterator[Problem]:
    """A customer is supplied by one that is said to be something else than a distributor.

    ## Why it matters
    What goes through the wrong customer is credited to whoever looks after that one.

    ## Fails
    ```yaml
    accounts:
      - {id: hualian, kind: key_account}
      - {id: corner, kind: store, supplied_by: hualian}
    ```

    ## Passes
    ```yaml
    accounts:
      - {id: jiahe, kind: distributor}
      - {id: corner, kind: store, supplied_by: jiahe}
    ```

    ## How to fix
    Name the distributor, or correct `kind` of the one that is named. A chain or a group is named under `parent`.
    """
    for account in context.graph.all(Account):
        source = context.graph.find(Account, account.model.supplied_by)
        if source is not None and source.model.kind not in (None, "distributor"):
            values: Values = {"customer": account.ref, "source": source.ref}
            values["kind"] = PlanWord(source.model.kind or "", "Account.kind")
            yield Problem(account.place("supplied_by"), "plain", values, account.ref, related=(source.place("kind"),))


@rule("REF112", "open-seat-is-asked", WARNING)
def open_seat_is_asked(context: RuleContext) -> Iterator[Problem]:
    """An open seat is responsible for a target, gives assessments, or took part in a review.

    ## Why it matters
    Nobody sits there: nobody answers for the target, nobody assesses, nobody was there.

    ## Fails
    ```yaml
    people: [{id: open-east, role: rep, team: east, start: 2026-06-01, open: true}]
    ---
    kind: targets
    owner: open-east
    ```

    ## Passes
    ```yaml
    kind: targets
    owner: li-na
    ```

    ## How to fix
    Name somebody who is there. Once the seat is filled, take `open` away.
    """
    for holder, variant, name, place in _asked(context):
        seat = context.graph.find(Person, name)
        if seat is not None and seat.model.open:
            values: Values = {"holder": holder.ref, "seat": seat.ref}
            yield Problem(place, variant, values, holder.ref, seat.model.id, (seat.place("open"),))


def _asked(context: RuleContext) -> Iterator[tuple[Entity[Keyed], str, str | None, Place]]:
    """Yield who is asked for what, but for owners of actions and territories, whose days are looked at."""
    for document in context.graph.all(TargetsDocument):
        yield document, "target", document.model.owner, document.place("owner")
    for kpi in context.graph.all(Kpi):
        if kpi.model.assess is not None:
            yield kpi, "assessor", kpi.model.assess.assessor, kpi.place("assess", "assessor")
    for review in context.graph.all(ReviewDocument):
        for index, name in enumerate(review.model.attendees):
            yield review, "attendee", name, review.place("attendees", index)


@rule("ADJ112", "new-owner-not-there", WARNING)
def new_owner_not_there(context: RuleContext) -> Iterator[Problem]:
    """An adjustment hands customers or a target to somebody who does not work here on the day it takes effect.

    ## Why it matters
    From that day on nobody looks after them, and the target is carried by nobody.

    ## Fails
    ```yaml
    effective: 2026-05-06
    changes: [{territory: pudong, owner: open-east}]
    ---
    people: [{id: open-east, role: rep, team: east, start: 2026-06-01, open: true}]
    ```

    ## Passes
    ```yaml
    effective: 2026-06-01
    changes: [{territory: pudong, owner: open-east}]
    ```

    ## How to fix
    Name somebody who is there, or let the adjustment take effect later.
    """
    for adjustment in context.base.all(AdjustmentDocument):
        day = adjustment.model.effective
        for index, change in enumerate(adjustment.model.changes):
            for key in ("owner", "to"):
                person = context.base.find(Person, getattr(change, key))
                if person is None or person.model.works_on(day):
                    continue
                early = person.model.start is not None and day < person.model.start
                limit = person.model.start if early else person.model.end
                values: Values = {"person": person.ref, "day": day, "limit": limit}
                place, variant = adjustment.place("changes", index, key), "early" if early else "late"
                related = (person.place("start" if early else "end"),)
                yield Problem(place, variant, values, adjustment.ref, f"{index} {person.model.id}", related)


RULES: Final = (territory_of_another_team, supplied_by_no_distributor, open_seat_is_asked, new_owner_not_there)
