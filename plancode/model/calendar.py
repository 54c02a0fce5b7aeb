"""`kind: calendar`: working days, seasons, events, and what answers the peaks and troughs."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator

from plancode.model.base import ActionName, Authored, Document, MetricName, Scoped
from plancode.model.kinds import EntityKind
from plancode.quantity import Quantity
from plancode.shape.base import PUBLIC, Shape, says
from plancode.shape.bearing import COMMITMENT, PROSE, REASON, STRUCTURE
from plancode.shape.contradiction import exactly_one, in_order
from plancode.shape.limits import Portion, PortionOrFraction
from plancode.shape.types import COUNTRY_PATTERN, Day, Filled, Many, PeriodName, Prose, Some

Weekday = Literal["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


class Holidays(Shape, bears=STRUCTURE):
    """Public holidays and make-up workdays."""

    country: Annotated[
        Annotated[str, StringConstraints(pattern=COUNTRY_PATTERN)],
        says("The country, as a code of two letters.", "CN", sensitivity=PUBLIC),
    ]
    subdivision: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,3}$")] | None,
        says("The state or province, as a code.", "BY"),
    ] = None


def _list_or_mapping(value: object) -> str:
    return "<list>" if isinstance(value, list | tuple) else "<mapping>"


ProfileShares = Annotated[
    Annotated[Many[PortionOrFraction], Tag("<list>")]
    | Annotated[dict[PeriodName, PortionOrFraction], Tag("<mapping>")],
    Discriminator(_list_or_mapping),
]


class Profile(Authored, bears=STRUCTURE):
    """How a year's amount spreads over its months or periods."""

    entity_kind: ClassVar = EntityKind.PROFILE

    cause: Annotated[
        Literal["demand", "booking"],
        says("`demand`: customers buy more then; `booking`: orders fall there by contract or habit.", "demand"),
    ] = "demand"
    metric: Annotated[MetricName | None, says("The metric it applies to; all metrics if absent.", "revenue")] = None
    months: Annotated[
        Many[PortionOrFraction],
        says(
            "The share of each calendar month, January first; together 100 %, in twelfths as `1/12`.",
            ["8%", "92%"],
            bears=COMMITMENT,
        ),
    ] = ()
    periods: Annotated[
        ProfileShares,
        says(
            "The share of each named period, or of each period of the year in order; together 100 %.",
            {"2026-Q1": "25%"},
            ["25%", "75%"],
            bears=COMMITMENT,
        ),
    ] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> "Profile":
        exactly_one("profile", {"months": self.months, "periods": self.periods or None})
        return self

    @property
    def listed(self) -> tuple[Quantity, ...]:
        """The shares that are told in order: of the months of the calendar, or of the periods of the year."""
        return self.months or (self.periods if isinstance(self.periods, tuple) else ())

    @property
    def named(self) -> Mapping[str, Quantity]:
        """The shares of periods that are told by name."""
        return {} if isinstance(self.periods, tuple) else self.periods


class Event(Authored, bears=STRUCTURE):
    """A promotion, a fair, a festival: days that matter for selling."""

    entity_kind: ClassVar = EntityKind.EVENT

    from_: Annotated[Day, says("First day.", "2026-06-01", alias="from")]
    to: Annotated[Day, says("Last day.", "2026-06-18")]
    kind: Annotated[
        Literal["promotion", "festival", "fair", "launch", "other"], says("The kind of event.", "promotion")
    ] = "promotion"
    text: Annotated[Prose | None, says("The event, in words.", "Online and in stores", bears=PROSE)] = None

    @model_validator(mode="after")
    def _in_order(self) -> "Event":
        in_order(self.from_, self.to)
        return self


class Answer(Scoped, bears=STRUCTURE):
    """What is done about a peak or a trough, or why nothing is."""

    period: Annotated[PeriodName, says("The peak or trough.", "2026-02")]
    metric: Annotated[MetricName | None, says("The metric; all metrics if absent.", "revenue")] = None
    answered_by: Annotated[Some[ActionName], says("The actions that answer it.", ["spring-push"])] = ()
    accept: Annotated[Prose | None, says("Why it is left as it is.", "Factories are closed", bears=REASON)] = None

    @model_validator(mode="after")
    def _one_way(self) -> "Answer":
        exactly_one("answer", {"answered_by": self.answered_by, "accept": self.accept})
        return self


class CalendarDocument(Document, bears=STRUCTURE):
    """A working calendar with its seasons."""

    entity_kind: ClassVar = EntityKind.CALENDAR

    kind: Annotated[Literal["calendar"], says("This document is a calendar.", "calendar", sensitivity=PUBLIC)]
    working_week: Annotated[
        Filled[Weekday] | None,
        says(
            "The days people work. Left out, all days but the weekend of the country of `holidays`; Monday to Friday "
            "without one.",
            ["Mon", "Tue", "Wed", "Thu", "Fri"],
        ),
    ] = None
    holidays: Annotated[Holidays | None, says("Public holidays.", {"country": "CN"})] = None
    extra_days_off: Annotated[Many[Day], says("Further days off.", ["2026-02-13"])] = ()
    extra_working_days: Annotated[Many[Day], says("Further working days.", ["2026-02-14"])] = ()
    short_days: Annotated[
        dict[Weekday, Portion],
        says("Days of the week that are worked in part: how much of a full day.", {"Fri": "50%"}),
    ] = Field(default_factory=dict)
    half_days: Annotated[Many[Day], says("Days of which half is worked.", ["2026-12-24"])] = ()
    profiles: Annotated[
        Many[Profile], says("Seasonal profiles.", [{"id": "drinks", "periods": {"2026-H1": "45%", "2026-H2": "55%"}}])
    ] = ()
    events: Annotated[
        Many[Event],
        says("Promotions, fairs, festivals.", [{"id": "promo-618", "from": "2026-06-01", "to": "2026-06-18"}]),
    ] = ()
    answers: Annotated[
        Many[Answer], says("What is done about peaks and troughs.", [{"period": "2026-02", "accept": "Holidays"}])
    ] = ()
