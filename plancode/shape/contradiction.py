"""Faults between fields of one record, raised by its validators and turned into problems with their place."""

from collections.abc import Mapping
from datetime import date

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


def two_signs(decimal: str | None, thousands: str | None) -> None:
    """Raise a contradiction where one sign is to be both the decimal sign and that of thousands."""
    if decimal is not None and decimal == thousands:
        raise contradiction("signs", sign=decimal)
