"""`kind: actions`: what is done to reach the targets: initiatives, campaigns, tasks, training, coaching."""

from typing import Annotated, ClassVar, Literal

from pydantic import model_validator

from plancode.model.base import (
    ActionName,
    ActorName,
    Authored,
    ChoiceName,
    Document,
    EventName,
    MetricName,
    Needs,
    PersonName,
    Scoped,
    SkillName,
)
from plancode.model.kinds import EntityKind
from plancode.shape.base import PUBLIC, says
from plancode.shape.bearing import PROSE, STRUCTURE
from plancode.shape.contradiction import in_order
from plancode.shape.limits import Time
from plancode.shape.types import Amount, Day, Many, Money, PeriodName, Prose, Some


class ActionEffect(Scoped, bears=STRUCTURE):
    """What an action is expected to bring, or has brought."""

    metric: Annotated[MetricName, says("The metric it moves.", "revenue")]
    amount: Annotated[Amount, says("By how much it moves.", "300万")]
    period: Annotated[PeriodName | None, says("When it moves; during the action if absent.", "2026-Q2")] = None


class Action(Authored, bears=STRUCTURE):
    """Something to be done."""

    entity_kind: ClassVar = EntityKind.ACTION

    kind: Annotated[
        Literal["initiative", "campaign", "task", "project", "training", "coaching"],
        says("The kind of action.", "campaign"),
    ] = "task"
    text: Annotated[Prose | None, says("What is done, in words.", "Coolers in 200 stores", bears=PROSE)] = None
    owner: Annotated[PersonName | None, says("Who is responsible for it.", "zhou-min")] = None
    people: Annotated[Many[ActorName], says("Who takes part: people, roles, teams.", ["wu-hao"])] = ()
    scope: Annotated[Scoped | None, says("The team, customers or products it is for.", {"channel": "ka"})] = None
    from_: Annotated[Day | None, says("First day.", "2026-04-01", alias="from")] = None
    to: Annotated[Day | None, says("Last day, or the day it is due.", "2026-05-31")] = None
    effort: Annotated[Time | None, says("Total working time of each person who takes part.", "16h")] = None
    budget: Annotated[Money | None, says("The most it may cost.", "12万")] = None
    needs: Annotated[Needs | None, says("What it needs.", {"support": ["sales-ops"]})] = None
    provided: Annotated[Needs | None, says("What it has been given.", {"support": ["sales-ops"]})] = None
    depends_on: Annotated[Many[ActionName], says("Actions that must be done first.", ["order-coolers"])] = ()
    status: Annotated[Literal["planned", "in_progress", "done", "dropped"], says("Its status.", "in_progress")] = (
        "planned"
    )
    done: Annotated[Day | None, says("When it was done.", "2026-05-20")] = None
    effects: Annotated[
        Many[ActionEffect], says("What it is expected to bring.", [{"metric": "revenue", "amount": "300万"}])
    ] = ()
    results: Annotated[
        Many[ActionEffect], says("What it has brought so far.", [{"metric": "revenue", "amount": "260万"}])
    ] = ()
    carries: Annotated[Some[ChoiceName], says("Strategic choices it carries out.", ["fast-delivery"])] = ()
    event: Annotated[EventName | None, says("The event it belongs to.", "promo-618")] = None
    skills: Annotated[Many[SkillName], says("Skills it improves.", ["negotiation"])] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Action":
        in_order(self.from_, self.to)
        return self


class ActionsDocument(Document, bears=STRUCTURE):
    """Actions: initiatives, campaigns, tasks, training and coaching."""

    entity_kind: ClassVar = EntityKind.ACTION_LIST

    kind: Annotated[Literal["actions"], says("This document holds actions.", "actions", sensitivity=PUBLIC)]
    actions: Annotated[
        Many[Action], says("The actions.", [{"id": "coolers", "owner": "zhou-min", "to": "2026-05-31"}])
    ] = ()
