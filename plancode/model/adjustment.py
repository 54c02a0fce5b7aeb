"""`kind: adjustment`: a change of the plan from a day on, with its reason and who agreed to it."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import model_validator

from plancode.model.base import ActorName, Document, PersonName, RubricName, Scoped, TargetName
from plancode.model.kinds import EntityKind
from plancode.model.team import PersonChange
from plancode.model.territories import OwnerFor
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import COMMITMENT, PROSE
from plancode.shape.contradiction import contradiction, exactly_one
from plancode.shape.limits import SomePortionOrFraction
from plancode.shape.types import Amount, Day, Many, PeriodName, Prose


class Talk(Shape, bears=COMMITMENT):
    """A talk with somebody the change touches."""

    person: Annotated[PersonName, says("The person talked to.", "zhou-min")]
    on: Annotated[Day, says("The day of the talk.", "2026-04-20")]
    note: Annotated[Prose | None, says("What was said.", "Agrees; asks for a handover month", bears=PROSE)] = None


class Handover(Shape, bears=COMMITMENT):
    """How work passes from one to another."""

    open_deals: Annotated[Literal["old", "new", "shared"], says("Who keeps the open deals.", "new")] = "new"
    until: Annotated[Day | None, says("The last day of the handover.", "2026-06-05")] = None


class Approval(Shape, bears=COMMITMENT):
    """Who agreed, and when."""

    by: Annotated[ActorName, says("Who approved it.", "gm")]
    on: Annotated[Day, says("The day of the approval.", "2026-04-24")]


class Alteration(Scoped, bears=COMMITMENT):
    """One change: of a target, an owner, a person, or a scorecard."""

    target: Annotated[TargetName | None, says("The targets document that changes.", "revenue-2026")] = None
    period: Annotated[PeriodName | None, says("Change only this period of the target.", "2026-Q3")] = None
    annual: Annotated[Amount | None, says("The new amount of the whole period.", "1100万")] = None
    from_effective: Annotated[
        Amount | None, says("The new amount of what remains from the effective day on.", "700万")
    ] = None
    delta: Annotated[Amount | None, says("How much is added; a negative amount is taken away.", "-220万")] = None
    to: Annotated[
        PersonName | None, says("The person who gets the opposite, so that the sum stays the same.", "wu-hao")
    ] = None
    rebalance: Annotated[
        bool, says("Whether the other rows at the same level change, so that the sum stays the same.", True)
    ] = False
    owner: Annotated[PersonName | None, says("The new owner of the territory or account.", "wu-hao")] = None
    for_: Annotated[
        OwnerFor | None, says("Only for this channel, product or segment.", {"channel": "ka"}, alias="for")
    ] = None
    share: Annotated[SomePortionOrFraction | None, says("The new owner's share; thirds as `1/3`.", "60%")] = None
    change: Annotated[
        PersonChange | None,
        says("A change of the person's role, team or hours.", {"from": "2026-09-01", "team": "hangzhou"}),
    ] = None
    rubric: Annotated[RubricName | None, says("The scorecard that changes.", "rep-scorecard")] = None
    note: Annotated[Prose | None, says("The change, in words.", "New weights from the third quarter", bears=PROSE)] = (
        None
    )

    @model_validator(mode="after")
    def _one_thing(self) -> "Alteration":
        exactly_one(
            "alteration", {"target": self.target, "owner": self.owner, "change": self.change, "rubric": self.rubric}
        )
        if self.target is not None:
            figures = {"annual": self.annual, "from_effective": self.from_effective, "delta": self.delta}
            exactly_one("alteration_figure", figures)
            if self.delta is not None and not self.delta.number:
                raise contradiction("nothing_added")
        return self


class AdjustmentDocument(Document, bears=COMMITMENT):
    """A change to the plan from a day on, with its reason and approval."""

    entity_kind: ClassVar = EntityKind.ADJUSTMENT

    kind: Annotated[Literal["adjustment"], says("This document is an adjustment.", "adjustment", sensitivity=PUBLIC)]
    effective: Annotated[Day, says("The first day on which it applies.", "2026-05-06")]
    trigger: Annotated[
        Literal["market", "territory", "people", "product", "rival", "correction", "other"],
        says("What caused it.", "territory"),
    ]
    reason: Annotated[Prose | None, says("Why the plan is changed.", "Zhou Min moves to key accounts", bears=PROSE)] = (
        None
    )
    discussed_with: Annotated[
        Many[Talk], says("Talks with the people it affects.", [{"person": "zhou-min", "on": "2026-04-20"}])
    ] = ()
    handover: Annotated[Handover | None, says("How work is handed over.", {"open_deals": "new"})] = None
    approved: Annotated[
        Approval | None,
        says("Who approved it, and when; without approval it is not applied.", {"by": "gm", "on": "2026-04-24"}),
    ] = None
    changes: Annotated[
        Many[Alteration], says("What changes.", [{"target": "revenue-2026", "person": "zhou-min", "delta": "-220万"}])
    ] = ()

    def is_approved(self, day: date) -> bool:
        """Whether somebody had approved it by a day."""
        return self.approved is not None and self.approved.on <= day
