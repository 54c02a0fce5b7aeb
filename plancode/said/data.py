"""How values stand in data for programs: numbers as decimal texts, so that none loses a digit."""

from datetime import date
from decimal import Decimal

from plancode.locale.catalogue import Language
from plancode.period import Period
from plancode.quantity import Quantity, Rate, rounded
from plancode.said.speaker import plain
from plancode.said.value import (
    Fixed,
    Joined,
    KindName,
    Link,
    PlanKey,
    PlanWord,
    Record,
    Ref,
    Rounded,
    Said,
    Sentence,
    Term,
    Verbatim,
)

Data = str | int | bool | None | list["Data"] | dict[str, "Data"]
_STATED, _WORKED_OUT = 12, 6
"""Decimals that somebody may have written, and those that are kept of a quotient."""


def data_of(value: Said, language: Language) -> Data:
    """Return a value for programs. Words of ours come with their key and their text in a language."""
    if isinstance(value, Joined | tuple):
        parts = value.parts if isinstance(value, Joined) else value
        return [data_of(one, language) for one in parts if one is not None]
    if isinstance(value, Record):
        return {name: data_of(one, language) for name, one in value.fields}
    if isinstance(value, Term):
        return {"word": value.key, "text": plain(language).say(value)}
    if isinstance(value, Ref):
        return ref_data(value)
    return data_of(value.text, language) if isinstance(value, Link) else _text(value)


def ref_data(ref: Ref) -> dict[str, Data]:
    """Return something that the plan names."""
    return {"kind": ref.kind, "id": ref.id, "title": ref.title}


def _text(value: Said) -> Data:
    if isinstance(value, KindName):
        return value.kind
    if isinstance(value, PlanKey):
        return value.key
    return value.text if isinstance(value, PlanWord | Verbatim | Sentence) else _figure(value)


def _figure(value: Said) -> Data:
    if isinstance(value, Rate):
        return {"number": digits(value.quantity.number), "unit": value.quantity.unit, "per": value.per.value}
    if isinstance(value, Quantity):
        return {"number": digits(value.number), "unit": value.unit}
    if isinstance(value, Period):
        return {"name": value.name, "from": value.start.isoformat(), "to": value.last.isoformat()}
    return digits(value) if isinstance(value, Decimal) else _plain(value)


def _plain(value: Said) -> Data:
    if isinstance(value, Rounded | Fixed):
        return digits(value.value)
    if isinstance(value, str | bool | int):
        return value
    return value.isoformat() if isinstance(value, date) else None


def digits(value: Decimal) -> str:
    """Return a number in plain digits: as it was stated, a quotient with six decimals at most, no zeros at the end."""
    cut = rounded(value, _STATED)
    text = format(value if value == cut else rounded(value, _WORKED_OUT), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
