"""`kind: plan`: the period, the market it is made for, the catalogues, and the policy that judges it."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from plancode.model.base import (
    Authored,
    ChannelName,
    Codes,
    Document,
    MetricName,
    Named,
    ProductName,
    SegmentName,
    TeamName,
)
from plancode.model.kinds import EntityKind
from plancode.model.policy import Policy
from plancode.model.steps import Without
from plancode.period import FIRST_YEAR, LAST_YEAR
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import COMMITMENT, CREDIT, PROSE, STRUCTURE
from plancode.shape.contradiction import contradiction, exactly_one, in_order, unlike
from plancode.shape.limits import GrowthOrFall, Portion, SomeAmount, SomeMoney, SomeNumber, Time
from plancode.shape.types import (
    Amount,
    Currency,
    Day,
    Duration,
    FileName,
    Id,
    Many,
    Money,
    PeriodName,
    Prose,
    Some,
    Text,
)

FiscalYearNumber = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class ExplicitPeriod(Named, bears=STRUCTURE):
    """A period that the plan defines by its own dates."""

    entity_kind: ClassVar = EntityKind.PERIOD

    from_: Annotated[Day, says("Its first day.", "2026-01-01", alias="from", bears=COMMITMENT)]
    to: Annotated[Day, says("Its last day.", "2026-03-31", bears=COMMITMENT)]
    year: Annotated[FiscalYearNumber | None, says("The fiscal year it belongs to.", 2026, bears=COMMITMENT)] = None
    quarter: Annotated[
        Literal[1, 2, 3, 4] | None, says("The quarter of that year it belongs to.", 1, bears=COMMITMENT)
    ] = None

    @model_validator(mode="after")
    def _sound(self) -> "ExplicitPeriod":
        in_order(self.from_, self.to)
        if self.quarter is not None and self.year is None:
            raise contradiction("quarter")
        return self


class Fiscal(Shape, bears=COMMITMENT):
    """How the year is cut into periods, where it is not cut into calendar months."""

    pattern: Annotated[
        Literal["monthly", "4-4-5", "4-5-4", "5-4-4"] | None,
        says("How many weeks the periods of a quarter have, or `monthly`.", "4-4-5"),
    ] = None
    starts: Annotated[Day | None, says("The first day of the fiscal year.", "2026-02-02")] = None
    year: Annotated[
        FiscalYearNumber | None,
        says("The fiscal year that begins on that day; if absent the calendar year of the day.", 2026),
    ] = None
    weeks: Annotated[
        Literal[52, 53] | None, says("How many weeks the year has; an extra week is added to the last period.", 52)
    ] = None
    periods: Annotated[
        Many[ExplicitPeriod],
        says("The periods, each with its own dates.", [{"id": "q1", "from": "2026-01-01", "to": "2026-03-31"}]),
    ] = ()

    @model_validator(mode="after")
    def _one_way(self) -> "Fiscal":
        exactly_one("fiscal", {"pattern": self.pattern, "periods": self.periods})
        return self


class ExchangeRate(Shape, bears=STRUCTURE):
    """A plan exchange rate: fixed for the plan, whatever the market does."""

    currency: Annotated[Currency, says("The foreign currency.", "USD", sensitivity=PUBLIC)]
    rate: Annotated[SomeNumber, says("What one unit of it is worth in the plan's currency.", 7.1, bears=COMMITMENT)]
    from_: Annotated[
        Day | None,
        says(
            "The first day on which it applies; from the start if absent.", "2026-01-01", alias="from", bears=COMMITMENT
        ),
    ] = None


class Rival(Authored, bears=STRUCTURE):
    """A competitor."""

    entity_kind: ClassVar = EntityKind.RIVAL

    name: Annotated[Text, says("The competitor's name.", "清源", bears=PROSE)]
    share: Annotated[Portion | None, says("Its share of the market.", "21%")] = None
    strength: Annotated[Prose | None, says("What it is strong in.", "Price", bears=PROSE)] = None
    weakness: Annotated[Prose | None, says("Where it is weak.", "Service outside big cities", bears=PROSE)] = None

    @property
    def label(self) -> str:
        """The competitor's name."""
        return self.name


class Cycle(Shape, bears=STRUCTURE):
    """How long a sale takes and how often it is won."""

    channel: Annotated[ChannelName | None, says("In this channel.", "ka")] = None
    segment: Annotated[SegmentName | None, says("In this segment.", "retail")] = None
    product: Annotated[ProductName | None, says("For this product.", "sparkling")] = None
    sales_cycle: Annotated[Time | None, says("Time from the first contact to the order.", "45d")] = None
    win_rate: Annotated[Portion | None, says("Opportunities won ÷ opportunities decided.", "28%")] = None
    effort: Annotated[Duration | None, says("Working time that one opportunity takes.", "12h")] = None
    by: Annotated[Literal["count", "value"], says("Whether the win rate counts deals or their value.", "count")] = (
        "count"
    )


class Market(Shape, bears=STRUCTURE):
    """What the plan is derived from: demand, competition, product, cycle, consumers, opportunities."""

    demand: Annotated[Prose | None, says("What the market wants, and how that changes.", "Less sugar", bears=PROSE)] = (
        None
    )
    size: Annotated[SomeMoney | None, says("What the market will buy in the period of the plan.", "38亿")] = None
    growth: Annotated[GrowthOrFall | None, says("How much more it will buy than in the period before.", "6%")] = None
    consumer_behaviour: Annotated[Prose | None, says("How and where people buy.", "Impulse, cold", bears=PROSE)] = None
    opportunities: Annotated[
        Some[Prose], says("Opportunities that the plan goes after.", ["Few coolers in stores"], bears=PROSE)
    ] = ()
    product_traits: Annotated[
        Prose | None, says("What matters about the product when selling it.", "Heavy", bears=PROSE)
    ] = None
    rivals: Annotated[Many[Rival], says("The competitors.", [{"id": "qingyuan", "name": "清源"}])] = ()
    cycles: Annotated[
        Many[Cycle], says("Sales cycles and win rates.", [{"channel": "ka", "sales_cycle": "45d", "win_rate": "28%"}])
    ] = ()


class Assumption(Authored, bears=STRUCTURE):
    """Something the targets rest on, and when it is looked at again."""

    entity_kind: ClassVar = EntityKind.ASSUMPTION

    text: Annotated[Prose, says("What is assumed.", "Rivals keep their prices until June", bears=PROSE)]
    review: Annotated[Day | None, says("The day on which it is checked again.", "2026-06-30")] = None

    @property
    def label(self) -> str:
        """The title, or what is assumed."""
        return self.title or self.text


class Channel(Authored, bears=STRUCTURE):
    """A way to the customer."""

    entity_kind: ClassVar = EntityKind.CHANNEL

    text: Annotated[Prose | None, says("What it is, in words.", "Chains with central buying", bears=PROSE)] = None


class Segment(Authored, bears=STRUCTURE):
    """A group of customers with the same needs."""

    entity_kind: ClassVar = EntityKind.SEGMENT

    text: Annotated[Prose | None, says("Who belongs to it.", "Offices with 50 people or more", bears=PROSE)] = None


class Product(Authored, bears=STRUCTURE):
    """Something that is sold."""

    entity_kind: ClassVar = EntityKind.PRODUCT

    margin: Annotated[Portion | None, says("Gross margin.", "38%")] = None
    price: Annotated[Money | None, says("List price of one unit.", "4.5")] = None
    launched: Annotated[Day | None, says("The day it was or will be launched.", "2026-04-01")] = None
    codes: Annotated[
        Codes, says("Its codes in other systems, one or several in each.", {"erp": ["00123", "00124"]}, bears=CREDIT)
    ] = Field(default_factory=dict)


class Skill(Authored, bears=STRUCTURE):
    """A skill, with what each level means."""

    entity_kind: ClassVar = EntityKind.SKILL

    levels: Annotated[
        dict[str, Text], says("What each level means.", {"1": "Knows of it", "4": "Teaches it"}, bears=PROSE)
    ] = Field(default_factory=dict)


class Party(Authored, bears=STRUCTURE):
    """Somebody outside the sales teams who takes part: a department, a supplier, the general manager."""

    entity_kind: ClassVar = EntityKind.PARTY


class Metric(Authored, bears=STRUCTURE):
    """What is counted, and how it adds up."""

    entity_kind: ClassVar = EntityKind.METRIC

    unit: Annotated[
        Literal["money", "units", "count", "percent", "days", "hours", "points"] | None,
        says("The unit it is counted in.", "money", bears=COMMITMENT),
    ] = None
    better: Annotated[
        Literal["higher", "lower"] | None, says("Whether higher or lower is better.", "higher", bears=COMMITMENT)
    ] = None
    nature: Annotated[
        Literal["cost"] | None,
        says("`cost`: money that is spent; its target is a budget, and what is not spent is left.", "cost"),
    ] = None
    over_time: Annotated[
        Literal["sum", "last", "mean", "ratio"] | None,
        says("How the figures of periods become that of a longer one.", "sum", bears=COMMITMENT),
    ] = None
    over_scope: Annotated[
        Literal["sum", "distinct", "weighted", "ratio"] | None,
        says("How the figures of parts become that of the whole.", "sum", bears=COMMITMENT),
    ] = None
    numerator: Annotated[
        MetricName | None, says("For a ratio, the metric that is divided.", "gross_profit", bears=COMMITMENT)
    ] = None
    denominator: Annotated[
        MetricName | None, says("For a ratio, the metric to divide by.", "revenue", bears=COMMITMENT)
    ] = None
    factor: Annotated[
        SomeNumber | None,
        says("For a ratio, what it is multiplied by, such as the days of a year.", 360, bears=COMMITMENT),
    ] = None
    weight_by: Annotated[
        MetricName | None,
        says("For a weighted mean, the metric whose targets are the weights.", "sell_out", bears=COMMITMENT),
    ] = None
    basis: Annotated[
        Literal["order", "contract", "delivery", "invoice", "cash", "sell_in", "sell_out"] | None,
        says("The event at which money is counted.", "invoice", bears=COMMITMENT),
    ] = None
    pace: Annotated[
        Literal["to_date", "pipeline"] | None,
        says(
            "What pace is judged by: results to date, or these and open deals × probability.",
            "pipeline",
            bears=COMMITMENT,
        ),
    ] = None
    tax: Annotated[
        Literal["included", "excluded"] | None, says("Whether tax is included.", "excluded", bears=COMMITMENT)
    ] = None
    step: Annotated[
        SomeAmount | None, says("The smallest amount that a split may hand out.", "0.01", bears=COMMITMENT)
    ] = None
    least: Annotated[
        Amount | None,
        says("The least that a figure of it can be; below 0 a loss can be planned.", "0%", bears=COMMITMENT),
    ] = None
    most: Annotated[Amount | None, says("The most that a figure of it can be.", "100%", bears=COMMITMENT)] = None

    @model_validator(mode="after")
    def _of_others(self) -> "Metric":
        unlike(("numerator", self.numerator), ("denominator", self.denominator))
        unlike(("weight_by", self.weight_by), ("id", self.id))
        if self.nature == "cost" and self.better == "higher":
            raise contradiction("cost_higher")
        return self


class Plan(Document, bears=STRUCTURE):
    """The plan itself: one in a folder."""

    entity_kind: ClassVar = EntityKind.PLAN

    kind: Annotated[Literal["plan"], says("This document is the plan itself.", "plan", sensitivity=PUBLIC)]
    period: Annotated[PeriodName, says("The period of the plan.", "2026", bears=COMMITMENT)]
    fiscal: Annotated[
        Fiscal | None, says("The fiscal calendar.", {"pattern": "4-4-5", "starts": "2026-02-02"}, bears=COMMITMENT)
    ] = None
    currency: Annotated[
        Currency, says("The currency of amounts that name none.", "CNY", sensitivity=PUBLIC, bears=COMMITMENT)
    ]
    rates: Annotated[
        Many[ExchangeRate], says("Plan exchange rates.", [{"currency": "USD", "rate": 7.1}], bears=COMMITMENT)
    ] = ()
    locale: Annotated[Literal["en", "zh-CN"], says("The language of the pages.", "zh-CN", sensitivity=PUBLIC)] = "en"
    time_zone: Annotated[
        Text | None,
        says(
            "The time zone of its days; without one a time in a source counts on the day that it names.",
            "Asia/Shanghai",
            sensitivity=PUBLIC,
        ),
    ] = None
    team: Annotated[TeamName | None, says("The team at the root of the tree.", "huadong")] = None
    about: Annotated[
        Prose | None, says("What the plan is for, and where it comes from.", "Sales plan 2026", bears=PROSE)
    ] = None
    budget: Annotated[SomeMoney | None, says("What all actions of the plan together may cost.", "480万")] = None
    market: Annotated[Market | None, says("The market the plan is made for.", {"size": "38亿", "growth": "6%"})] = None
    assumptions: Annotated[
        Many[Assumption], says("What the targets rest on.", [{"id": "no-price-cut", "text": "Rivals keep prices"}])
    ] = ()
    products: Annotated[Many[Product], says("What is sold.", [{"id": "sparkling", "title": "气泡水"}])] = ()
    channels: Annotated[Many[Channel], says("Ways to the customer.", [{"id": "ka", "title": "Key accounts"}])] = ()
    segments: Annotated[Many[Segment], says("Groups of customers.", [{"id": "young", "title": "Young"}])] = ()
    skills: Annotated[Many[Skill], says("Skills with levels.", [{"id": "negotiation", "title": "谈判"}])] = ()
    parties: Annotated[
        Many[Party], says("People and departments outside the sales teams.", [{"id": "finance", "title": "财务部"}])
    ] = ()
    metrics: Annotated[
        Many[Metric],
        says("The plan's own metrics, and changes to built-in ones.", [{"id": "revenue", "tax": "excluded"}]),
    ] = ()
    policy: Annotated[Policy, says("The limits by which the plan is judged.", {"one_to_one_every": "2w"})] = Policy()
    without: Annotated[
        Without,
        says("Steps that the plan means to do without, each with the reason.", {"duties": "In the job descriptions"}),
    ] = Without()
    extra_schemas: Annotated[
        dict[Id, FileName], says("JSON Schema files for `extra`, by kind of entity.", {"person": "extra/person.json"})
    ] = Field(default_factory=dict)
