"""Quantities within limits: what is senseless by itself is refused where it is read, by plancode and by the editor."""

from collections.abc import Callable
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from plancode import quantity
from plancode.quantity import Quantity, Rate
from plancode.shape.types import (
    Amount,
    Duration,
    Frequency,
    GrowthShare,
    Money,
    Number,
    Share,
    written,
    written_or_plain,
)

BEYOND: Final = "beyond"
"""The type of the error, whose variant and limit are told as those of plain numbers are."""
_SOME: Final = "(?=[^1-9]*[1-9])"
_LESS_THAN_WHOLE: Final = r"0*[0-9]{1,2}(?:\.[0-9]+)?"
_MINUTES: Final = {"min": 1, "h": 60, "d": 1440}
_MOST_MINUTES: Final = 1440


def _beyond(variant: str, limit: str) -> PydanticCustomError:
    return PydanticCustomError(BEYOND, "{limit}", {"variant": variant, "limit": limit})


def _within(fits: Callable[[Quantity], bool], variant: str, limit: str) -> AfterValidator:
    def held(amount: Quantity) -> Quantity:
        if not fits(amount):
            raise _beyond(variant, limit)
        return amount

    return AfterValidator(held)


def _yearly_share(rate: Rate) -> Rate:
    if not rate.quantity.is_share:
        raise PydanticCustomError(
            "written", "{text}", {"variant": "share_rate", "text": _text(rate), "wanted": "share_rate"}
        )
    if rate.quantity.number >= 1:
        raise _beyond("below", "100%")
    return rate


def _text(rate: Rate) -> str:
    return f"{rate.quantity.number:f}{rate.quantity.unit}/{rate.per}"


Portion = Annotated[
    Share,
    _within(lambda share: share.number <= 1, "at_most", "100%"),
    written(rf"^(?:0*100(?:\.0+)?|{_LESS_THAN_WHOLE})%$", "35%, 7.5%, 100%"),
]
"""A part of a whole: at most all of it."""


def _fraction(value: object) -> object:
    found = quantity.fraction_of(value) if isinstance(value, str) else None
    if found is not None and found.number > 1:
        raise _beyond("at_most", "100%")
    return value if found is None else found


PortionOrFraction = Annotated[
    Portion,
    BeforeValidator(_fraction),
    written(rf"^(?:(?:0*100(?:\.0+)?|{_LESS_THAN_WHOLE})%|{quantity.FRACTION_PATTERN})$", "35%, 7.5%, 1/3"),
]
"""A part of a whole in a split; thirds and the like can be written exactly."""
SomePortion = Annotated[
    Portion,
    _within(lambda share: share.number > 0, "above", "0%"),
    written(rf"^{_SOME}(?:0*100(?:\.0+)?|{_LESS_THAN_WHOLE})%$", "35%, 7.5%, 100%"),
]
"""A part of a whole that is not nothing."""
SomePortionOrFraction = Annotated[
    SomePortion,
    BeforeValidator(_fraction),
    written(rf"^(?:{_SOME}(?:0*100(?:\.0+)?|{_LESS_THAN_WHOLE})%|{quantity.FRACTION_PATTERN})$", "35%, 7.5%, 1/3"),
]
"""A part of a whole that is not nothing, and may be a third."""
LessThanWhole = Annotated[
    Share,
    _within(lambda share: share.number < 1, "below", "100%"),
    written(rf"^{_LESS_THAN_WHOLE}%$", "35%, 7.5%"),
]
"""A part of a whole that leaves something."""
SomeShare = Annotated[
    Share,
    _within(lambda share: share.number > 0, "above", "0%"),
    written(_SOME + quantity.SHARE_PATTERN, "85%, 110%"),
]
GrowthOrFall = Annotated[
    GrowthShare,
    _within(lambda share: share.number > -1, "above", "-100%"),
    written(rf"^(?:{quantity.PLAIN}|-{_LESS_THAN_WHOLE})%$", "14%, -3%"),
]
"""Growth, or a fall that leaves something."""
SomeMoney = Annotated[
    Money,
    _within(lambda amount: amount.number > 0, "above", "0"),
    written_or_plain(_SOME + quantity.MONEY_PATTERN, "1200000, 1.2M, 350k, 120万, USD 4.5M", above=0),
]
SomeAmount = Annotated[
    Amount,
    _within(lambda amount: amount.number > 0, "above", "0"),
    written_or_plain(_SOME + quantity.FIGURE_PATTERN, "1, 0.01, 1000", above=0),
]
Time = Annotated[
    Duration,
    _within(lambda time: time.number > 0, "above", "0"),
    written(_SOME + quantity.TIME_PATTERN, "8h, 90d, 2w, 12m, 1y"),
]
"""A length of time that is not nothing."""
PartOfDay = Annotated[
    Duration,
    _within(lambda time: time.number * _MINUTES.get(time.unit, _MOST_MINUTES + 1) <= _MOST_MINUTES, "at_most", "24h"),
    written(rf"^(?:{quantity.PLAIN}min|0*(?:1?[0-9]|2[0-4])(?:\.[0-9]+)?h|0*[01](?:\.[0-9]+)?d)$", "30min, 1.5h"),
]
"""A length of time within one day."""
LossRate = Annotated[
    Frequency,
    AfterValidator(_yearly_share),
    written(rf"^{_LESS_THAN_WHOLE}%/(?:day|week|month|quarter|year)$", "15%/year"),
]
"""The part of something that goes in a time."""
Minutes = Annotated[int, Field(gt=0, le=_MOST_MINUTES)]
WholeNumber = Annotated[int, Field(ge=0)]
"""A whole number of things."""
SomeNumber = Annotated[Number, Field(gt=0)]
SomeCount = Annotated[int, Field(gt=0)]
NotNegative = Annotated[Number, Field(ge=0)]
