"""`kind: territories`: who looks after which customers, from when to when, and how often they are called on."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints, model_validator

from plancode.model.base import (
    AccountName,
    Authored,
    ChannelName,
    Codes,
    Document,
    PersonName,
    ProductName,
    SegmentName,
    SkillLevel,
    SkillName,
    TeamName,
    TerritoryName,
)
from plancode.model.kinds import EntityKind
from plancode.quantity import Quantity
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import CREDIT, PROSE, STRUCTURE
from plancode.shape.contradiction import in_order
from plancode.shape.limits import PartOfDay, SomePortionOrFraction, WholeNumber
from plancode.shape.tables import Listed
from plancode.shape.types import Day, Frequency, Many, Money, Text

ClassName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]{0,20}$")]
WHOLE = Quantity(Decimal(1), "%")


class CallPlan(Shape, bears=STRUCTURE):
    """How often an account of a class is visited, and how long that takes."""

    calls: Annotated[Frequency, says("How many visits in which time.", "36/year")]
    minutes: Annotated[PartOfDay, says("Time with the customer, for each visit.", "60min")]
    travel: Annotated[PartOfDay | None, says("Travel time, for each visit.", "30min")] = None


class OwnerFor(Shape, bears=STRUCTURE):
    """The part of a territory or account that an owner looks after."""

    channel: Annotated[ChannelName | None, says("Only this channel.", "ka")] = None
    product: Annotated[ProductName | None, says("Only this product.", "sparkling")] = None
    segment: Annotated[SegmentName | None, says("Only this segment.", "young")] = None


class Owner(Shape, bears=STRUCTURE):
    """Somebody who looks after customers: how much of them, what for, from when to when."""

    person: Annotated[PersonName, says("The person who looks after them.", "zhou-min")]
    share: Annotated[
        SomePortionOrFraction,
        says("The part of the credit that this owner gets; thirds as `1/3`.", "60%", bears=CREDIT),
    ] = WHOLE
    for_: Annotated[
        OwnerFor | None, says("Only for this channel, product or segment.", {"channel": "ka"}, alias="for")
    ] = None
    from_: Annotated[Day | None, says("First day; from the start if absent.", "2026-01-01", alias="from")] = None
    to: Annotated[Day | None, says("Last day; to the end if absent.", "2026-06-30")] = None
    as_: Annotated[
        Literal["primary", "overlay"],
        says(
            "`primary` credit adds up to the team's figure; `overlay` credit is counted beside it.",
            "primary",
            alias="as",
            bears=CREDIT,
        ),
    ] = "primary"

    @model_validator(mode="after")
    def _in_order(self) -> "Owner":
        in_order(self.from_, self.to)
        return self

    def holds_on(self, day: date) -> bool:
        """Whether the assignment is in force on a day."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


class Account(Authored, bears=STRUCTURE):
    """A customer."""

    entity_kind: ClassVar = EntityKind.ACCOUNT

    name: Annotated[Text | None, says("The customer's name.", "华联超市", bears=PROSE)] = None
    kind: Annotated[
        Literal["distributor", "store", "key_account", "end_user"] | None, says("The kind of customer.", "key_account")
    ] = None
    territory: Annotated[
        TerritoryName | None, says("The territory, if the account is not listed under it.", "pudong")
    ] = None
    class_: Annotated[ClassName | None, says("The class, which sets how often it is visited.", "A", alias="class")] = (
        None
    )
    channel: Annotated[ChannelName | None, says("The channel.", "ka")] = None
    segment: Annotated[SegmentName | None, says("The segment.", "young")] = None
    supplied_by: Annotated[AccountName | None, says("The distributor that supplies it.", "jiahe")] = None
    parent: Annotated[AccountName | None, says("The chain or group it belongs to.", "hualian")] = None
    potential: Annotated[Money | None, says("What it could buy in the plan's period.", "260万")] = None
    last_year: Annotated[Money | None, says("What it bought in the period before.", "190万")] = None
    products: Annotated[Many[ProductName], says("Products it buys or should buy.", ["sparkling"])] = ()
    needs: Annotated[dict[SkillName, SkillLevel], says("Skills its owner needs.", {"cold-chain": 2})] = Field(
        default_factory=dict
    )
    owners: Annotated[Many[Owner], says("Owners of its own, instead of the territory's.", [{"person": "li-na"}])] = ()
    codes: Annotated[
        Codes, says("Its ids in other systems, exactly as written there.", {"erp": "00123"}, bears=CREDIT)
    ] = Field(default_factory=dict)
    since: Annotated[Day | None, says("The first day it is a customer.", "2023-05-01")] = None
    until: Annotated[Day | None, says("The last day it is a customer.", "2026-12-31")] = None

    @model_validator(mode="after")
    def _in_order(self) -> "Account":
        in_order(self.since, self.until)
        return self

    @property
    def label(self) -> str:
        """The name, else the title, else the id."""
        return self.name or self.title or self.id


class AccountGroup(Authored, bears=STRUCTURE):
    """Customers that are counted, not named."""

    entity_kind: ClassVar = EntityKind.ACCOUNT_GROUP

    class_: Annotated[ClassName | None, says("Their class.", "B", alias="class")] = None
    channel: Annotated[ChannelName | None, says("Their channel.", "general-trade")] = None
    count: Annotated[WholeNumber, says("How many there are.", 140)]
    potential: Annotated[Money | None, says("What they could buy together.", "2600万")] = None
    last_year: Annotated[Money | None, says("What they bought together in the period before.", "2100万")] = None


class Territory(Authored, bears=STRUCTURE):
    """A part of the market, with those who look after it."""

    entity_kind: ClassVar = EntityKind.TERRITORY

    team: Annotated[TeamName | None, says("The team it belongs to.", "shanghai")] = None
    parent: Annotated[TerritoryName | None, says("The territory it is part of.", "shanghai-all")] = None
    from_: Annotated[Day | None, says("The first day on which it exists.", "2026-01-01", alias="from")] = None
    to: Annotated[Day | None, says("The last day on which it exists.", "2026-12-31")] = None
    owners: Annotated[Many[Owner], says("Who looks after it.", [{"person": "zhou-min"}])] = ()
    deputy: Annotated[PersonName | None, says("Who steps in during a long leave.", "wu-hao")] = None
    needs: Annotated[dict[SkillName, SkillLevel], says("Skills its owners need.", {"cold-chain": 2})] = Field(
        default_factory=dict
    )
    codes: Annotated[Codes, says("Ids in other systems, exactly as there.", {"erp": "07"}, bears=CREDIT)] = Field(
        default_factory=dict
    )
    travel_per_day: Annotated[
        PartOfDay | None, says("Travel time a day, if the call plan states none for visits.", "90min")
    ] = None
    accounts: Annotated[Listed[Account], says("Its customers, here or in a CSV file.", {"file": "accounts.csv"})] = ()
    account_groups: Annotated[
        Many[AccountGroup], says("Customers that are only counted.", [{"id": "small-stores", "count": 140}])
    ] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Territory":
        in_order(self.from_, self.to)
        return self


class TerritoriesDocument(Document, bears=STRUCTURE):
    """Territories, accounts and the call plan."""

    entity_kind: ClassVar = EntityKind.TERRITORY_MAP

    kind: Annotated[Literal["territories"], says("This document holds territories.", "territories", sensitivity=PUBLIC)]
    call_plan: Annotated[
        dict[ClassName, CallPlan], says("Visits by class of customer.", {"A": {"calls": "36/year", "minutes": "60min"}})
    ] = Field(default_factory=dict)
    territories: Annotated[Many[Territory], says("The territories.", [{"id": "pudong", "team": "shanghai"}])] = ()
    accounts: Annotated[
        Listed[Account], says("Customers of all territories; each names its own.", {"file": "accounts.csv"})
    ] = ()
