"""`kind: cadence`: the rhythm of meetings, one-to-ones and reviews."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from plancode.model.base import ActorName, Document, EachOrTeam, Entity, PersonName
from plancode.model.calendar import Weekday
from plancode.model.kinds import EntityKind
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import PROSE, STRUCTURE
from plancode.shape.types import Duration, Many, Prose, Some


class Who(Shape, bears=STRUCTURE):
    """Who meets."""

    team: Annotated[EachOrTeam | None, says("A team, or `each` team by itself.", "each")] = None
    people: Annotated[Some[ActorName], says("People, roles, parties.", ["sales-ops"])] = ()


class Meeting(Entity, bears=STRUCTURE):
    """A meeting that comes back."""

    entity_kind: ClassVar = EntityKind.MEETING

    kind: Annotated[Literal["meeting", "review"], says("`review` looks at progress and problems.", "review")] = (
        "meeting"
    )
    every: Annotated[Duration, says("How often.", "1w")]
    on: Annotated[Weekday | None, says("On which day.", "Mon")] = None
    minutes: Annotated[int, Field(gt=0), says("How long, in minutes.", 45)]
    who: Annotated[Who, says("Who takes part.", {"team": "each"})]
    text: Annotated[Prose | None, says("What it is for.", "Progress, problems, next steps", bears=PROSE)] = None


class OneToOne(Shape, bears=STRUCTURE):
    """Manager and salesperson, alone."""

    every: Annotated[Duration, says("How often.", "2w")]
    minutes: Annotated[int, Field(gt=0), says("How long, in minutes.", 30)]
    who: Annotated[Who, says("For whom; everybody with a manager where absent.", {"team": "shanghai"})] = Who()
    manager: Annotated[PersonName | None, says("With whom, where it is not their own manager.", "lin-yue")] = None
    text: Annotated[Prose | None, says("What it is for.", "Feedback and guidance", bears=PROSE)] = None


class CadenceDocument(Document, bears=STRUCTURE):
    """The rhythm of the plan."""

    entity_kind: ClassVar = EntityKind.CADENCE

    kind: Annotated[Literal["cadence"], says("This document holds the rhythm.", "cadence", sensitivity=PUBLIC)]
    meetings: Annotated[
        Many[Meeting], says("Meetings.", [{"id": "weekly", "every": "1w", "minutes": 45, "who": {"team": "each"}}])
    ] = ()
    one_to_ones: Annotated[Some[OneToOne], says("One-to-ones.", {"every": "2w", "minutes": 30})] = ()
