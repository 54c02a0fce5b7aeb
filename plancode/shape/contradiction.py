"""Faults between fields of one record, raised by its validators and turned into problems with their place."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic_core import PydanticCustomError

CONTRADICTION = "contradiction"


def contradiction(variant: str, **values: str | int) -> PydanticCustomError:
    """Return the error for fields that do not go together; `variant` names the message."""
    return PydanticCustomError(CONTRADICTION, "{variant}", {"variant": variant, **values})


def in_order(first: date | None, last: date | None) -> None:
    """Raise a contradiction where something ends before it begins."""
    if first is not None and last is not None and last < first:
        raise contradiction("dates", first=first.isoformat(), last=last.isoformat())


def exactly_one(variant: str, given: Mapping[str, object]) -> None:
    """Raise a contradiction unless exactly one of the named fields is given."""
    names = [name for name, value in given.items() if value or not (value is None or value is False or value == ())]
    if len(names) != 1:
        raise contradiction(variant, options=", ".join(given), found=", ".join(names) or "-")


def at_least_one(variant: str, given: Mapping[str, object]) -> None:
    """Raise a contradiction unless one of the named fields is given."""
    if all(value is None or value is False or value == () for value in given.values()):
        raise contradiction(variant, options=", ".join(given))


def not_above(lower: tuple[str, Decimal], upper: tuple[str, Decimal]) -> None:
    """Raise a contradiction where the lower of two limits lies above the upper one."""
    if lower[1] > upper[1]:
        raise contradiction("limits", lower=lower[0], upper=upper[0])


def unlike(one: tuple[str, str | None], other: tuple[str, str | None], variant: str = "same") -> None:
    """Raise a contradiction where two fields that mean something only by their difference say the same."""
    if one[1] is not None and one[1] == other[1]:
        raise contradiction(variant, one=one[0], other=other[0], found=one[1])
