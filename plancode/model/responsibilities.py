"""`kind: responsibilities`: who is responsible, accountable, consulted, informed, supporting."""

from typing import Annotated, ClassVar, Literal

from plancode.model.base import Authored, Document, DutyActor, EachOrTeam, Needs, SkillName
from plancode.model.kinds import EntityKind
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import PROSE, STRUCTURE
from plancode.shape.types import Many, Prose, Some


class DutyFor(Shape, bears=STRUCTURE):
    """Whose duty it is: that of some teams, or of each, by itself."""

    team: Annotated[
        Some[EachOrTeam],
        says("A team, several, or `each`: every team that has people of its own.", "each"),
    ]


class Duty(Authored, bears=STRUCTURE):
    """A duty, and who has which part in it."""

    entity_kind: ClassVar = EntityKind.DUTY

    text: Annotated[Prose | None, says("What it means, in words.", "A year plan for each key account", bears=PROSE)] = (
        None
    )
    for_: Annotated[DutyFor | None, says("Whose duty it is.", {"team": "each"}, alias="for")] = None
    R: Annotated[
        Some[DutyActor],
        says(
            "Responsible: those who do the work. People, roles, teams (all their people), parties, or `manager`.",
            ["rep"],
        ),
    ] = ()
    A: Annotated[
        Some[DutyActor],
        says("Accountable: the one who answers for the result; exactly one. Of a team its manager.", "manager"),
    ] = ()
    C: Annotated[Some[DutyActor], says("Consulted: asked before a decision.", ["lin-yue"])] = ()
    I: Annotated[Some[DutyActor], says("Informed: told afterwards.", ["finance"])] = ()  # noqa: E741  # the field's letter
    S: Annotated[Some[DutyActor], says("Supporting: those who help with people or means.", ["sales-ops"])] = ()
    skills: Annotated[Many[SkillName], says("Skills it requires.", ["negotiation"])] = ()
    needs: Annotated[Needs | None, says("What it requires.", {"budget": "8万"})] = None
    provided: Annotated[Needs | None, says("What it is given.", {"budget": "8万"})] = None


class ResponsibilitiesDocument(Document, bears=STRUCTURE):
    """Duties, and who is responsible, accountable, consulted and informed."""

    entity_kind: ClassVar = EntityKind.RESPONSIBILITIES

    kind: Annotated[
        Literal["responsibilities"], says("This document holds duties.", "responsibilities", sensitivity=PUBLIC)
    ]
    duties: Annotated[Many[Duty], says("The duties.", [{"id": "account-plans", "R": ["rep"], "A": "manager"}])] = ()
