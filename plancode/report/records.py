"""What reports for programs are made of: places, names, and said values as data. Numbers are decimal texts.

Each format is a model of such records: reports are written from it, and its JSON Schema is made from it.
"""

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Union

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, JsonValue, PlainSerializer
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import CoreSchema, PydanticSerializationError, core_schema
from typing_extensions import TypeAliasType

from plancode.findings.place import Place
from plancode.locale.catalogue import Language
from plancode.period import Period
from plancode.quantity import Per, Quantity, Rate, rounded
from plancode.said.speaker import plain
from plancode.said.value import (
    Against,
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

_STATED, _WORKED_OUT = 12, 6
"""Decimals that somebody may have written, and those that are kept of a quotient."""


def digits(value: Decimal) -> str:
    """Return a number in plain digits: as it was stated, a quotient with six decimals at most, no zeros at the end."""
    cut = rounded(value, _STATED)
    text = format(value if value == cut else rounded(value, _WORKED_OUT), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


DecimalText = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Digits = Annotated[Decimal, PlainSerializer(digits, return_type=DecimalText)]
"""A number, written so that none of its digits is lost."""
Count = Annotated[int, Field(ge=1)]


class AsMade:
    """Marks what the types of our own code vouch for: it is published with its schema, but not looked at again."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        """Return the schema for JSON alone."""
        as_it_is = core_schema.simple_ser_schema("any")
        return core_schema.json_or_python_schema(handler(source), core_schema.any_schema(), serialization=as_it_is)


class Published(BaseModel):
    """A record of a report. Its keys stand in this order; one that need not be there is left out where it is None."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, serialize_by_alias=True)


def data_of(record: Published) -> JsonValue:
    """Return a record as JSON values."""
    return record.model_dump(mode="json", exclude_defaults=True)


def write_json(data: JsonValue, indent: int = 2) -> str:
    """Return JSON values as text."""
    return json.dumps(data, ensure_ascii=False, indent=indent) + "\n"


def write_record(record: Published, indent: int = 2) -> str:
    """Return a record as JSON text."""
    try:
        return record.model_dump_json(indent=indent, exclude_defaults=True) + "\n"
    except PydanticSerializationError:  # in it is the name of a file that is no UTF-8
        return write_json(data_of(record), indent)


class PlaceRecord(Published):
    """A file, and the stretch of it where one is meant."""

    path: str
    line: Count | SkipJsonSchema[None] = None
    column: Count | SkipJsonSchema[None] = None
    end_line: Count | SkipJsonSchema[None] = None
    end_column: Count | SkipJsonSchema[None] = None
    cell: str | SkipJsonSchema[None] = None
    """The name of a cell of a workbook, whose lines and columns are counted in rows and columns."""


class ReferenceRecord(Published):
    """Something that the plan names."""

    kind: str
    id: str
    title: str


class WordRecord(Published):
    """A word of ours: its key, and its text in a language."""

    word: str
    text: str


class QuantityRecord(Published):
    """A number with its unit; a share of `%` is the share itself, 0.35 for 35 %."""

    number: Digits
    unit: str


class RateRecord(QuantityRecord):
    """A quantity for each day, week, month, quarter or year."""

    per: Per


class PeriodRecord(Published):
    """A stretch of time with its first and last day; the name is empty where it has none."""

    name: str
    from_: Annotated[date, Field(serialization_alias="from")]
    to: date


Datum = TypeAliasType(
    "Datum",
    Annotated[
        Union[
            str, bool, int, ReferenceRecord, WordRecord, QuantityRecord, RateRecord, PeriodRecord,
            "tuple[Datum, ...]", "dict[str, Datum]", None,
        ],
        AsMade(),
    ],
)  # fmt: skip
"""Whatever can be said, as data: days and plain numbers are texts, several values a list or by their names."""


def place_record(place: Place) -> PlaceRecord:
    """Return a place as a record."""
    span = place.span
    if span is None:
        return PlaceRecord(path=place.path)
    return PlaceRecord(
        path=place.path,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        cell=place.cell or None,
    )


def reference_record(ref: Ref) -> ReferenceRecord:
    """Return something that the plan names as a record."""
    return ReferenceRecord(kind=ref.kind, id=ref.id, title=ref.title)


def period_record(period: Period) -> PeriodRecord:
    """Return a stretch of time as a record."""
    return PeriodRecord(name=period.name, from_=period.start, to=period.last)


def datum_of(value: Said, language: Language) -> Datum:  # noqa: C901, PLR0911, PLR0912  # one for each form
    """Return a value for programs. Words of ours come with their key and their text in a language."""
    match value:
        case str() | int() | None:
            return value
        case Ref():
            return reference_record(value)
        case Decimal():
            return digits(value)
        case Rounded() | Fixed() | Against():
            return digits(value.value)
        case Quantity():
            return QuantityRecord(number=value.number, unit=value.unit)
        case Rate(quantity, per):
            return RateRecord(number=quantity.number, unit=quantity.unit, per=per)
        case Period():
            return period_record(value)
        case date():
            return value.isoformat()
        case Term():
            return WordRecord(word=value.key, text=plain(language).say(value))
        case tuple():
            return tuple(datum_of(entry, language) for entry in value if entry is not None)
        case Joined(parts):
            return datum_of(parts, language)
        case Record(fields):
            return {name: datum_of(entry, language) for name, entry in fields}
        case Link(text=text):
            return datum_of(text, language)
        case KindName():
            return value.kind
        case PlanKey():
            return value.key
        case PlanWord() | Verbatim() | Sentence():
            return value.text
