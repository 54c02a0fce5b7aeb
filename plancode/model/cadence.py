"""`kind: cadence`: the rhythm of meetings, one-to-ones and reviews."""

from typing import Annotated, ClassVar, Literal

from plancode.model.base import ActorName, Authored, Document, EachOrTeam, PersonName
from plancode.model.calendar import Weekday
from plancode.model.kinds import EntityKind
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import PROSE, STRUCTURE
from plancode.shape.limits import Minutes, Time
from plancode.shape.types import Many, Prose, Some


class Who(Shape, bears=STRUCTURE):
    """Who meets."""

    team: Annotated[EachOrTeam | None, says("A team with those below it, or `each`: every team by itself.", "each")] = (
        None
    )
    people: Annotated[Some[ActorName], says("People, roles, teams, parties.", ["sales-ops"])] = ()


class Meeting(Authored, bears=STRUCTURE):
    """A meeting that comes back."""

    entity_kind: ClassVar = EntityKind.MEETING

    kind: Annotated[
        Literal["meeting", "review"], says("`meeting`, or `review` if progress and problems are looked at.", "review")
    ] = "meeting"
    every: Annotated[Time, says("How often it takes place.", "1w")]
    on: Annotated[Weekday | None, says("The day of the week.", "Mon")] = None
    minutes: Annotated[Minutes, says("How long, in minutes.", 45)]
    who: Annotated[Who, says("Who takes part.", {"team": "each"})]
    text: Annotated[Prose | None, says("What it is for.", "Progress, problems, next steps", bears=PROSE)] = None


class OneToOne(Shape, bears=STRUCTURE):
    """Manager and salesperson, alone."""

    every: Annotated[Time, says("How often it takes place.", "2w")]
    minutes: Annotated[Minutes, says("How long, in minutes.", 30)]
    who: Annotated[
        Who, says("Whose one-to-one it is; everybody who has a manager if absent.", {"team": "shanghai"})
    ] = Who()
    manager: Annotated[PersonName | None, says("The other person, if that is not the manager.", "lin-yue")] = None
    text: Annotated[Prose | None, says("What it is for.", "Feedback and guidance", bears=PROSE)] = None


class CadenceDocument(Document, bears=STRUCTURE):
    """Meetings, one-to-ones and reviews that come back."""

    entity_kind: ClassVar = EntityKind.CADENCE

    kind: Annotated[
        Literal["cadence"], says("This document holds meetings and one-to-ones.", "cadence", sensitivity=PUBLIC)
    ]
    meetings: Annotated[
        Many[Meeting], says("Meetings.", [{"id": "weekly", "every": "1w", "minutes": 45, "who": {"team": "each"}}])
    ] = ()
    one_to_ones: Annotated[Some[OneToOne], says("One-to-ones.", {"every": "2w", "minutes": 30})] = ()
