"""What all entities and documents share, and how a field says what it refers to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, StringConstraints

from plancode.model.kinds import ACTORS, EntityKind
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import COMMITMENT, PROSE, STRUCTURE, UNKNOWN
from plancode.shape.types import NAME_PATTERN, Amount, Id, Many, Money, PeriodName, Some, Text


@dataclass(frozen=True, slots=True)
class To:
    """Marks a field that names another entity: one of these kinds. `words` are taken beside ids."""

    kinds: tuple[EntityKind, ...]
    words: tuple[str, ...] = ()


_Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]

PersonName = Annotated[_Name, To((EntityKind.PERSON,))]
CarrierName = Annotated[_Name, To((EntityKind.PERSON,), ("none",))]
RoleName = Annotated[_Name, To((EntityKind.ROLE,))]
PaidName = Annotated[_Name, To((EntityKind.PERSON, EntityKind.ROLE))]
TeamName = Annotated[_Name, To((EntityKind.TEAM,))]
EachOrTeam = Annotated[_Name, To((EntityKind.TEAM,), ("each",))]
ActorName = Annotated[_Name, To(ACTORS)]
PartyName = Annotated[_Name, To((EntityKind.PARTY,))]
DutyActor = Annotated[_Name, To(ACTORS, ("manager",))]
TerritoryName = Annotated[_Name, To((EntityKind.TERRITORY,))]
AccountName = Annotated[_Name, To((EntityKind.ACCOUNT,))]
MetricName = Annotated[_Name, To((EntityKind.METRIC,))]
ProductName = Annotated[_Name, To((EntityKind.PRODUCT,))]
ChannelName = Annotated[_Name, To((EntityKind.CHANNEL,))]
SegmentName = Annotated[_Name, To((EntityKind.SEGMENT,))]
SkillName = Annotated[_Name, To((EntityKind.SKILL,))]
AssumptionName = Annotated[_Name, To((EntityKind.ASSUMPTION,))]
RivalName = Annotated[_Name, To((EntityKind.RIVAL,))]
ProfileName = Annotated[_Name, To((EntityKind.PROFILE,))]
CalendarName = Annotated[_Name, To((EntityKind.CALENDAR,))]
EventName = Annotated[_Name, To((EntityKind.EVENT,))]
ActionName = Annotated[_Name, To((EntityKind.ACTION,))]
ChoiceName = Annotated[_Name, To((EntityKind.CHOICE,))]
TargetName = Annotated[_Name, To((EntityKind.TARGET,))]
KpiName = Annotated[_Name, To((EntityKind.KPI,))]
RubricName = Annotated[_Name, To((EntityKind.RUBRIC,))]
SourceName = Annotated[_Name, To((EntityKind.SOURCE,))]
ReviewActionName = Annotated[_Name, To((EntityKind.REVIEW_ACTION, EntityKind.ACTION))]

Labels = dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")], Text]
SkillLevel = Annotated[int, Field(ge=0, le=10)]
Codes = dict[Id, Some[Annotated[str, StringConstraints(min_length=1, max_length=100)]]]
"""What something is called in other systems: one code or several in each, exactly as written there."""


class Keyed(Shape):
    """Anything with a key of its own."""

    entity_kind: ClassVar[EntityKind]

    @property
    def own_id(self) -> str:
        """The id, unique at least among the things of its kind in its document."""
        raise AttributeError(type(self).__name__)

    @property
    def label(self) -> str:
        """The text that people know it by."""
        return self.own_id


class Named(Keyed):
    """Anything that an author gives an id, and people a name."""

    id: Annotated[Id, says("Its id: lower-case letters, digits, `-`, `.` or `_`; other places refer to it.", "east-1")]
    title: Annotated[Text | None, says("The text people know it by, in any script.", "Key accounts", bears=PROSE)] = (
        None
    )

    @property
    def own_id(self) -> str:
        """The id as written."""
        return self.id

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id


class Authored(Named):
    """Anything named that may carry labels, former ids, and fields of a company's own."""

    labels: Annotated[
        Labels,
        says(
            "Free labels, shown on the pages, such as where a statement comes from.", {"source": "assumed"}, bears=PROSE
        ),
    ] = Field(default_factory=dict)
    formerly: Annotated[
        Many[Id], says("Ids it had before, so that a rename is seen as one.", ["east"], bears=PROSE)
    ] = ()
    extra: Annotated[
        dict[str, Any],
        says(
            "Your company's own fields, typed by the JSON Schema file the plan names.",
            {"cost_centre": "4711"},
            bears=UNKNOWN,
        ),
    ] = Field(default_factory=dict)


class Document(Authored):
    """What every document begins with."""

    plancode: Annotated[Literal["v1"], says("The version of the plan language.", "v1", sensitivity=PUBLIC)]
    kind: str


class Scoped(Shape, bears=STRUCTURE):
    """What a figure is about. Several fields together mean their intersection; none means the whole plan."""

    team: Annotated[TeamName | None, says("The team.", "shanghai")] = None
    person: Annotated[PersonName | None, says("The person.", "zhou-min")] = None
    territory: Annotated[TerritoryName | None, says("The territory.", "pudong")] = None
    account: Annotated[AccountName | None, says("The account.", "hualian")] = None
    channel: Annotated[ChannelName | None, says("The channel.", "ka")] = None
    product: Annotated[ProductName | None, says("The product.", "sparkling")] = None
    segment: Annotated[SegmentName | None, says("The segment.", "young-urban")] = None

    @property
    def dimensions(self) -> tuple[tuple[str, str], ...]:
        """The given fields with their values, in a fixed order."""
        given = zip(_DIMENSIONS, _dimensions(self), strict=True)
        return tuple([pair for pair in given if pair[1] is not None])  # type: ignore[misc]  # None is left out


_DIMENSIONS: Final = ("team", "person", "territory", "account", "channel", "product", "segment")
_dimensions: Final[Callable[[Scoped], tuple[str | None, ...]]] = attrgetter(*_DIMENSIONS)


class Baseline(Shape, bears=COMMITMENT):
    """What was reached before."""

    period: Annotated[PeriodName, says("The period it was reached in.", "2025")]
    amount: Annotated[Amount, says("How much it was.", "1.05亿")]


class Needs(Shape, bears=STRUCTURE):
    """What a duty or an action requires, or is given."""

    budget: Annotated[Money | None, says("Money.", "8万")] = None
    support: Annotated[Many[ActorName], says("People, roles, teams or outside parties.", ["sales-ops"])] = ()
    resources: Annotated[Many[Text], says("Things, in words.", ["demo van"])] = ()


def coded(model: object) -> Iterator[tuple[str, str]]:
    """Yield what something is called in other systems: each system with a code, several codes one by one."""
    codes: Mapping[str, tuple[str, ...]] = getattr(model, "codes", {})
    return ((system, code) for system, own in codes.items() for code in own)
