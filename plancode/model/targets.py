"""`kind: targets`: how much of a metric, for whom, in which period, and by which rule that is found."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from plancode.model.base import (
    AccountName,
    AssumptionName,
    Authored,
    Baseline,
    ChannelName,
    Document,
    Keyed,
    MetricName,
    PersonName,
    ProductName,
    ProfileName,
    Scoped,
    SegmentName,
)
from plancode.model.kinds import EntityKind
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import COMMITMENT, PROSE, REASON, STRUCTURE
from plancode.shape.contradiction import contradiction, exactly_one
from plancode.shape.limits import GrowthOrFall, Portion, PortionOrFraction
from plancode.shape.tables import Listed
from plancode.shape.types import Amount, Day, Figure, Many, Money, PeriodName, Prose, Text

Weight = Annotated[Portion, says("The weight.", "40%")]


class ProfilePhasing(Shape, bears=COMMITMENT):
    """Phasing by a seasonal profile, or by explicit shares."""

    profile: Annotated[ProfileName | None, says("The profile.", "drinks")] = None
    weigh: Annotated[Literal["working_days"] | None, says("Multiply the profile by working days.", "working_days")] = (
        None
    )
    shares: Annotated[
        Many[PortionOrFraction],
        says("A share for each period, in order; together 100 %, thirds as `1/3`.", ["40%", "60%"]),
    ] = ()
    amounts: Annotated[Many[Figure], says("An amount for each period, in order.", ["300万", "420万"])] = ()
    closes: Annotated[bool, says("Whether to follow the expected closes of open opportunities.", True)] = False

    @model_validator(mode="after")
    def _one_way(self) -> "ProfilePhasing":
        exactly_one(
            "phasing", {"profile": self.profile, "shares": self.shares, "amounts": self.amounts, "closes": self.closes}
        )
        return self


def _word_or_mapping(value: object) -> str:
    return "<mapping>" if isinstance(value, dict | ProfilePhasing) else "<word>"


Phasing = Annotated[
    Annotated[Literal["even", "working_days"], Tag("<word>")] | Annotated[ProfilePhasing, Tag("<mapping>")],
    Discriminator(_word_or_mapping),
]


class ScopedRow(Scoped, bears=COMMITMENT):
    """A figure for a scope: an amount, or the rule that finds it."""

    period: Annotated[PeriodName | None, says("The period; that of the plan if absent.", "2026-Q1")] = None
    amount: Annotated[Amount | None, says("The amount; a planned loss is below 0.", "300万")] = None
    share: Annotated[
        PortionOrFraction | None, says("This part of what the row above has assigned; thirds as `1/3`.", "45%")
    ] = None
    rest: Annotated[bool, says("Whether it takes what the other rows leave.", True)] = False
    growth: Annotated[GrowthOrFall | None, says("How much more than the baseline.", "14%")] = None
    baseline: Annotated[Baseline | None, says("What was reached before.", {"period": "2025", "amount": "1.05亿"})] = (
        None
    )
    over_assign: Annotated[Portion | None, says("How much more than the amount is handed down.", "8%")] = None
    assumes: Annotated[Many[AssumptionName], says("Assumptions it rests on.", ["no-price-cut"])] = ()
    prorate: Annotated[
        Literal["months", "working_days"] | None,
        says(
            "For a person: the amount is for somebody who is there all the time; who comes or goes gets the part for "
            "the calendar months, or working days, on which they are there.",
            "months",
        ),
    ] = None
    accept: Annotated[
        Prose | None, says("Why an unusual figure is intended.", "New region, no base yet", bears=REASON)
    ] = None

    @model_validator(mode="after")
    def _one_figure(self) -> "ScopedRow":
        exactly_one("figure", {"amount": self.amount, "share": self.share, "rest": self.rest, "growth": self.growth})
        if self.prorate is not None and (self.amount is None or self.person is None):
            raise contradiction("prorate")
        return self


class TargetRow(ScopedRow, Keyed, bears=COMMITMENT):
    """One target by itself: a quota, a team's figure, a line of a list."""

    entity_kind: ClassVar = EntityKind.TARGET_ROW

    @property
    def own_id(self) -> str:
        """Scope and period, which no two rows of a document may share."""
        scope = ",".join(map("=".join, self.dimensions)) or "plan"
        return f"{scope}@{self.period or 'plan'}"


class Part(Shape, bears=COMMITMENT):
    """A part of a target by where it comes from."""

    id: Annotated[
        Literal["existing", "renewal", "expansion", "new_business", "new_product", "backlog"],
        says("Where it comes from.", "new_product"),
    ]
    amount: Annotated[Figure, says("How much of it.", "1800万")]
    note: Annotated[Prose | None, says("A note, in words.", "Launch in April", bears=PROSE)] = None


class PeopleRule(Shape, bears=COMMITMENT):
    """How a team's figure becomes quotas of its people."""

    by: Annotated[
        Literal["even", "potential", "history", "weighted"], says("What the split is in proportion to.", "potential")
    ]
    weigh: Annotated[
        dict[Literal["history", "potential", "even"], Weight],
        says("For `weighted`, the weight of each measure; together 100 %.", {"history": "40%", "potential": "60%"}),
    ] = Field(default_factory=dict)
    ramped: Annotated[bool, says("Whether newcomers get less, according to their ramp.", True)] = False

    @model_validator(mode="after")
    def _weighed(self) -> "PeopleRule":
        total = sum((weight.number for weight in self.weigh.values()), Decimal(0))
        if self.by == "weighted" and total != 1:
            raise contradiction("weigh", found=f"{(total * 100).normalize():f}%")
        if self.by != "weighted" and self.weigh:
            raise contradiction("weigh_unused", found=self.by)
        return self


class Stages(Shape, bears=STRUCTURE):
    """What the stages of deals mean. A stage that is named nowhere is that of an open deal; so is none."""

    probability: Annotated[
        dict[Text, Portion],
        says("Stages of open deals, with how likely they are won where a deal itself does not say.", {"quote": "40%"}),
    ] = Field(default_factory=dict)
    won: Annotated[Many[Text], says("Stages of deals that were won.", ["signed"])] = ()
    lost: Annotated[Many[Text], says("Stages of deals that were lost.", ["declined"])] = ()


class Opportunity(Authored, bears=STRUCTURE):
    """A deal: open, won or lost, as its stage says."""

    entity_kind: ClassVar = EntityKind.OPPORTUNITY

    account: Annotated[AccountName | None, says("The customer.", "hualian")] = None
    person: Annotated[PersonName | None, says("Who works on it.", "zhou-min")] = None
    product: Annotated[ProductName | None, says("The product.", "sparkling")] = None
    channel: Annotated[ChannelName | None, says("The channel.", "ka")] = None
    segment: Annotated[SegmentName | None, says("In which segment.", "young")] = None
    amount: Annotated[Money, says("Its value.", "80万")]
    probability: Annotated[Portion | None, says("How likely it is to be won.", "40%")] = None
    closes: Annotated[Day | None, says("When it is expected to close.", "2026-05-20")] = None
    stage: Annotated[Text | None, says("Its stage.", "proposal")] = None


class HistoryRow(Scoped, Keyed, bears=COMMITMENT):
    """What was reached before, for a scope and period."""

    entity_kind: ClassVar = EntityKind.TARGET_ROW

    metric: Annotated[MetricName | None, says("The metric; that of the document if absent.", "revenue")] = None
    period: Annotated[PeriodName, says("The period.", "2025-Q1")]
    amount: Annotated[Figure, says("How much was reached.", "240万")]

    @property
    def own_id(self) -> str:
        """Scope and period, which no two rows of a document may share."""
        scope = ",".join(map("=".join, self.dimensions)) or "plan"
        of = f"{self.metric}:" if self.metric else ""
        return f"history:{of}{scope}@{self.period}"


class TargetsDocument(Document, bears=COMMITMENT):
    """Targets of one metric."""

    entity_kind: ClassVar = EntityKind.TARGET

    kind: Annotated[Literal["targets"], says("This document holds targets.", "targets", sensitivity=PUBLIC)]
    metric: Annotated[MetricName, says("The metric.", "revenue")]
    owner: Annotated[
        PersonName | None, says("Who is responsible for it, if that is not the manager of the team.", "lin-yue")
    ] = None
    assumes: Annotated[Many[AssumptionName], says("Assumptions it rests on.", ["no-price-cut"])] = ()
    phasing: Annotated[
        Phasing | None, says("How it spreads over the periods of the plan.", {"profile": "drinks"}, "even")
    ] = None
    target: Annotated[
        ScopedRow | None, says("The figure at the top.", {"team": "huadong", "amount": "1.2亿", "over_assign": "8%"})
    ] = None
    parts: Annotated[
        Many[Part],
        says("Where the amount is to come from; together the whole.", [{"id": "existing", "amount": "1.02亿"}]),
    ] = ()
    split: Annotated[
        Many[TargetRow], says("How the assigned amount is handed down.", [{"team": "shanghai", "share": "45%"}])
    ] = ()
    people: Annotated[
        PeopleRule | None, says("How the figures of teams become quotas of people.", {"by": "potential"})
    ] = None
    targets: Annotated[
        Listed[TargetRow],
        says(
            "Targets stated one by one, here or in a CSV file.",
            [{"person": "zhou-min", "period": "2026-Q1", "amount": "300万"}],
        ),
    ] = ()
    opportunities: Annotated[
        Listed[Opportunity], says("Open deals, here or in a CSV file.", {"file": "pipeline.csv"})
    ] = ()
    stages: Annotated[
        Stages | None,
        says(
            "What the stages of these deals mean.",
            {"probability": {"quote": "40%"}, "won": ["signed"], "lost": ["declined"]},
        ),
    ] = None
    history: Annotated[Listed[HistoryRow], says("What was reached before.", {"file": "history.csv"})] = ()
    note: Annotated[
        Prose | None, says("Why the figure is what it is.", "Cooler programme carries half of it", bears=PROSE)
    ] = None

    @model_validator(mode="after")
    def _top_is_no_part(self) -> "TargetsDocument":
        if self.target is not None and (self.target.share is not None or self.target.rest):
            raise contradiction("top_is_part")
        return self
