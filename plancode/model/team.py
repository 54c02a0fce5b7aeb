"""`kind: team`: the tree of teams, the roles in it, the people and the seats still to be filled."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from plancode.model.base import (
    Authored,
    CalendarName,
    CarrierName,
    Codes,
    Document,
    MetricName,
    PersonName,
    RoleName,
    SkillLevel,
    SkillName,
    TeamName,
)
from plancode.model.kinds import EntityKind
from plancode.shape.base import PAY, PERSONAL, PUBLIC, Shape, says
from plancode.shape.bearing import COMMITMENT, CREDIT, PROSE, SCORE, STRUCTURE
from plancode.shape.contradiction import at_least_one, in_order
from plancode.shape.limits import LessThanWhole, LossRate, Portion, SomeMoney, SomeShare
from plancode.shape.types import Day, Duration, Filled, Frequency, Many, Number, Prose, Some, Text, WorkRate

LeaveDays = Annotated[Number, Field(ge=0, le=366)]
Fte = Annotated[Number, Field(gt=0, le=1)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")]


class Productivity(Shape, bears=STRUCTURE):
    """What one full, ramped person of a role brings."""

    metric: Annotated[MetricName, says("The metric it is measured in.", "revenue")]
    amount: Annotated[Frequency, says("How much a person brings in which time.", "1200万/year")]
    basis: Annotated[
        Literal["actual", "quota"],
        says("`actual`: what such a person really brings; `quota`: what they are given to reach.", "actual"),
    ] = "actual"
    expected_attainment: Annotated[
        SomeShare | None, says("The part of the quota that is expected to be reached.", "85%")
    ] = None


class Unscored(Shape, bears=SCORE):
    """A time in which somebody's scorecard gives no grade, such as probation."""

    from_: Annotated[Day | None, says("First day; from the beginning if absent.", "2026-02-02", alias="from")] = None
    to: Annotated[Day, says("Last day.", "2026-07-31")]
    reason: Annotated[Text, says("Why they are not graded yet.", "Probation")]

    @model_validator(mode="after")
    def _in_order(self) -> "Unscored":
        in_order(self.from_, self.to)
        return self


class Role(Authored, bears=STRUCTURE):
    """A job: what it carries, how long it takes to learn, what it costs."""

    entity_kind: ClassVar = EntityKind.ROLE

    carries_quota: Annotated[
        bool, says("Whether people in this role have targets of their own.", True, bears=COMMITMENT)
    ] = False
    credit: Annotated[
        Literal["primary", "overlay"],
        says(
            "`primary` credit adds up to the team's figure; `overlay` credit is counted beside it.",
            "primary",
            bears=CREDIT,
        ),
    ] = "primary"
    manages: Annotated[bool, says("Whether people in this role lead others.", True)] = False
    hours_per_week: Annotated[Annotated[Number, Field(gt=0, le=168)] | None, says("Working hours a week.", 40)] = None
    overhead: Annotated[
        LessThanWhole | None,
        says("The part of the hours that goes to internal work which the plan does not name.", "35%"),
    ] = None
    annual_leave: Annotated[
        LeaveDays | None,
        says("Working days of leave a year: what of it has no date yet takes hours from every period.", 15),
    ] = None
    productivity: Annotated[
        Some[Productivity],
        says("What one fully ramped person brings.", {"metric": "revenue", "amount": "1200万/year", "basis": "actual"}),
    ] = ()
    ramp: Annotated[
        Filled[Portion], says("Part of full productivity in the 1st, 2nd, ... month of tenure.", ["0%", "50%", "100%"])
    ] = ()
    attrition: Annotated[LossRate | None, says("The part of the people who leave.", "15%/year")] = None
    recruiting: Annotated[Duration | None, says("Time from opening a seat to the first day.", "60d")] = None
    prospecting: Annotated[WorkRate | None, says("Time spent on finding new customers.", "3h/week")] = None
    cost: Annotated[
        SomeMoney | None, says("What a seat costs in a year.", "36万", sensitivity=PAY, bears=COMMITMENT)
    ] = None
    ote: Annotated[
        SomeMoney | None, says("On-target earnings of a year.", "24万", sensitivity=PAY, bears=COMMITMENT)
    ] = None
    unscored: Annotated[
        Unscored | None,
        says(
            "A time in which nobody in this role is graded.",
            {"to": "2026-03-31", "reason": "The role is being tried"},
            bears=SCORE,
        ),
    ] = None
    needs: Annotated[
        dict[SkillName, SkillLevel], says("Skills it requires, with the level of each.", {"negotiation": 3})
    ] = Field(default_factory=dict)


class Leave(Shape, bears=STRUCTURE):
    """Days on which somebody does not work."""

    from_: Annotated[Day, says("First day.", "2026-07-06", alias="from", sensitivity=PERSONAL)]
    to: Annotated[Day, says("Last day.", "2026-07-10", sensitivity=PERSONAL)]
    kind: Annotated[
        Literal["annual", "parental", "sick", "training", "unpaid", "other"],
        says("The kind of leave.", "annual", sensitivity=PERSONAL),
    ] = "annual"

    @model_validator(mode="after")
    def _in_order(self) -> "Leave":
        in_order(self.from_, self.to)
        return self


class PersonChange(Shape, bears=STRUCTURE):
    """A change of somebody's role, team or hours from a day on."""

    from_: Annotated[Day, says("The first day on which it applies.", "2026-09-01", alias="from")]
    role: Annotated[RoleName | None, says("The new role.", "senior-rep", bears=COMMITMENT)] = None
    team: Annotated[TeamName | None, says("The new team.", "hangzhou")] = None
    fte: Annotated[Fte | None, says("The new part of full time, from 0 to 1.", 0.5)] = None
    reason: Annotated[Prose | None, says("Why it changes.", "Support for the new region", bears=PROSE)] = None

    @model_validator(mode="after")
    def _says_something(self) -> "PersonChange":
        at_least_one("change", {"role": self.role, "team": self.team, "fte": self.fte})
        return self


class Vacancy(Shape, bears=STRUCTURE):
    """What happens to the work of a seat while nobody sits on it."""

    carried_by: Annotated[CarrierName, says("Who does its work until then, or `none`.", "none")] = "none"


class Person(Authored, bears=STRUCTURE):
    """Somebody who works in a team, or a seat to be filled."""

    entity_kind: ClassVar = EntityKind.PERSON

    name: Annotated[Text | None, says("The name.", "周敏", sensitivity=PERSONAL, bears=PROSE)] = None
    role: Annotated[RoleName, says("The role on the first day.", "rep", bears=COMMITMENT)]
    team: Annotated[TeamName, says("The team on the first day.", "shanghai")]
    start: Annotated[Day | None, says("First working day; if absent, before the plan began.", "2024-03-18")] = None
    end: Annotated[Day | None, says("Last working day.", "2026-08-31", sensitivity=PERSONAL)] = None
    fte: Annotated[Fte, says("Part of full time, from 0 to 1.", 1)] = Decimal(1)
    leave: Annotated[
        Many[Leave], says("Planned leave.", [{"from": "2026-07-06", "to": "2026-07-10"}], sensitivity=PERSONAL)
    ] = ()
    annual_leave: Annotated[
        LeaveDays | None,
        says("The person's own days of leave a year, instead of the role's.", 20, sensitivity=PERSONAL),
    ] = None
    unscored: Annotated[
        Unscored | None,
        says(
            "A time in which the person is not graded.",
            {"to": "2026-07-31", "reason": "Probation"},
            sensitivity=PERSONAL,
            bears=SCORE,
        ),
    ] = None
    skills: Annotated[
        dict[SkillName, SkillLevel], says("Skills, with the level of each.", {"negotiation": 3}, sensitivity=PERSONAL)
    ] = Field(default_factory=dict)
    languages: Annotated[Many[LanguageCode], says("Languages, as codes.", ["zh", "en"])] = ()
    calendar: Annotated[CalendarName | None, says("The working calendar, if the plan has several.", "china")] = None
    codes: Annotated[
        Codes, says("Ids in other systems, exactly as written there.", {"crm": "0015g00000XyZ"}, bears=CREDIT)
    ] = Field(default_factory=dict)
    ramp: Annotated[Filled[Portion], says("The person's own ramp, instead of the role's.", ["50%", "100%"])] = ()
    productivity: Annotated[
        Some[Productivity],
        says("The person's own productivity, instead of the role's.", {"metric": "revenue", "amount": "900万/year"}),
    ] = ()
    changes: Annotated[
        Filled[PersonChange], says("Changes of role, team or hours.", [{"from": "2026-09-01", "team": "hangzhou"}])
    ] = ()
    open: Annotated[bool, says("Whether this is a seat still to be filled.", True)] = False
    vacancy: Annotated[Vacancy | None, says("Who carries the work of an open seat.", {"carried_by": "none"})] = None

    @model_validator(mode="after")
    def _in_order(self) -> "Person":
        in_order(self.start, self.end)
        return self

    @property
    def label(self) -> str:
        """The name, else the title, else the id."""
        return self.name or self.title or self.id

    def works_on(self, day: date) -> bool:
        """Whether the person is employed on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


class Team(Authored, bears=STRUCTURE):
    """A team, with its place in the tree."""

    entity_kind: ClassVar = EntityKind.TEAM

    parent: Annotated[TeamName | None, says("The team above.", "huadong")] = None
    manager: Annotated[PersonName | None, says("Who leads it.", "chen-rui")] = None


class TeamDocument(Document, bears=STRUCTURE):
    """Teams, roles and people."""

    entity_kind: ClassVar = EntityKind.TEAM_LIST

    kind: Annotated[Literal["team"], says("This document holds teams and people.", "team", sensitivity=PUBLIC)]
    roles: Annotated[Many[Role], says("The roles.", [{"id": "rep", "carries_quota": True}])] = ()
    teams: Annotated[Many[Team], says("The teams.", [{"id": "shanghai", "manager": "chen-rui"}])] = ()
    people: Annotated[Many[Person], says("The people.", [{"id": "zhou-min", "role": "rep", "team": "shanghai"}])] = ()
