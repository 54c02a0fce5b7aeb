"""The lax types, all in one place: quantities, days, periods, ids, and lists that may live in a CSV file.

Everything else in a model is strict. A quantity and its JSON Schema share one pattern, so that the editor and
plancode take the same texts.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final, TypeVar

from annotated_types import MinLen
from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic.types import Strict, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from plancode import quantity
from plancode.errors import PeriodError, QuantityError
from plancode.period import DAY_PATTERN, parse_day
from plancode.quantity import Quantity, Rate, parse_quantity, parse_rate

ID_PATTERN: Final = r"^[a-z0-9][a-z0-9._-]{0,62}$"
NAME_PATTERN: Final = r"^[a-z0-9][a-z0-9._-]{0,62}(?:/[a-z0-9][a-z0-9._-]{0,62})?$"
PERIOD_OR_ID_PATTERN: Final = r"^[0-9A-Za-z][0-9A-Za-z._-]{0,62}$"
COUNTRY_PATTERN: Final = r"^[A-Z]{2}$"
CURRENCY_PATTERN: Final = r"^[A-Z]{3}$"
FILE_PATTERN: Final = r"^(?:\./)*(?:[^./\\:][^/\\:]*/+)*[^./\\:][^/\\:]*$"
CONNECTION_PATTERN: Final = r"^PLANCODE_SOURCE_[A-Z0-9_]{1,48}$"
"""Only variables that somebody has named for it can be asked for, never whatever else the environment holds."""
_NO_CODES: Final = ("RMB", "NTD", "UKP", "YEN")
"""What looks like the code of a currency, and is none of ISO 4217: CNY, TWD, GBP and JPY are."""
_MAY_BE_NEGATIVE: Final = frozenset({"amount", "growth"})
_WRITTEN: Final = (str, int, Decimal)
_KNOWN_AT_MOST: Final = 65_536
T = TypeVar("T")


def _refuse(error: QuantityError | PeriodError, wanted: str) -> PydanticCustomError:
    return PydanticCustomError("written", "{text}", {"variant": error.variant, "text": error.text, "wanted": wanted})


def _quantity(wanted: str, accepts: Callable[[Quantity], bool]) -> Callable[[object], Quantity]:
    @lru_cache(_KNOWN_AT_MOST)
    def parsed(text: str) -> Quantity:
        try:
            number = parse_quantity(text)
        except QuantityError as error:
            raise _refuse(error, wanted) from None
        if not accepts(number):
            raise _refuse(QuantityError("wrong_unit", text), wanted)
        if number.number < 0 and wanted not in _MAY_BE_NEGATIVE:
            raise _refuse(QuantityError("negative", text), wanted)
        return number

    def read(value: object) -> Quantity:
        if isinstance(value, _WRITTEN) and not isinstance(value, bool):
            return parsed(str(value))
        if isinstance(value, Quantity):
            return value
        raise _refuse(QuantityError("not_a_quantity", str(value)), wanted)

    return read


def _rate(wanted: str, accepts: Callable[[Quantity], bool]) -> Callable[[object], Rate]:
    def read(value: object) -> Rate:
        if isinstance(value, Rate):
            return value
        if not isinstance(value, str):
            raise _refuse(QuantityError("not_a_rate", str(value)), wanted)
        try:
            rate = parse_rate(value)
        except QuantityError as error:
            raise _refuse(error, wanted) from None
        if rate.quantity.number < 0:
            raise _refuse(QuantityError("negative", value), wanted)
        if not accepts(rate.quantity):
            raise _refuse(QuantityError("not_a_rate", value), wanted)
        return rate

    return read


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise _refuse(PeriodError("not_a_day", str(value)), "day")
    try:
        return parse_day(value)
    except PeriodError as error:
        raise _refuse(error, "day") from None


def _code(value: str) -> str:
    if value in _NO_CODES:
        raise PydanticCustomError("string_pattern_mismatch", "{pattern}", {"pattern": CURRENCY_PATTERN})
    return value


def _decimal(value: object) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _period(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def written_or_plain(
    pattern: str, message: str, *, least: int | None = None, above: int | None = None
) -> WithJsonSchema:
    """Return the JSON Schema of a quantity that may be a plain number."""
    limit = int(quantity.LIMIT)
    bounds = {"exclusiveMinimum": -limit if above is None else above} if least is None else {"minimum": least}
    schema = {"type": ["number", "string"], "pattern": pattern, "patternErrorMessage": message}
    return WithJsonSchema(schema | bounds | {"exclusiveMaximum": limit})


def written(pattern: str, message: str) -> WithJsonSchema:
    """Return the JSON Schema of a quantity that is always a text."""
    return WithJsonSchema({"type": "string", "pattern": pattern, "patternErrorMessage": message})


Amount = Annotated[
    Quantity,
    BeforeValidator(_quantity("amount", lambda _: True)),
    written_or_plain(quantity.AMOUNT_PATTERN, "1200000, 1.2M, 350k, 120万, 1.2亿, USD 4.5M, 35% / 25d"),
]
Figure = Annotated[
    Quantity,
    BeforeValidator(_quantity("figure", lambda _: True)),
    written_or_plain(quantity.FIGURE_PATTERN, "1200000, 1.2M, 350k, 120万, 1.2亿, USD 4.5M, 35% / 25d", least=0),
]
"""An amount that cannot be less than nothing."""
Money = Annotated[
    Quantity,
    BeforeValidator(_quantity("money", lambda amount: amount.is_money)),
    written_or_plain(quantity.MONEY_PATTERN, "1200000, 1.2M, 350k, 120万, 1.2亿, USD 4.5M", least=0),
]
Share = Annotated[
    Quantity,
    BeforeValidator(_quantity("share", lambda amount: amount.is_share)),
    written(quantity.SHARE_PATTERN, "35%, 7.5%"),
]
GrowthShare = Annotated[
    Quantity,
    BeforeValidator(_quantity("growth", lambda amount: amount.is_share)),
    written(quantity.GROWTH_PATTERN, "14%, -3%"),
]
"""A share that may be less than nothing."""
Duration = Annotated[
    Quantity,
    BeforeValidator(_quantity("duration", lambda amount: amount.is_time)),
    written(quantity.TIME_PATTERN, "30min, 8h, 90d, 2w, 12m, 1y"),
]
ShareOrDays = Annotated[
    Quantity,
    BeforeValidator(_quantity("share_or_days", lambda amount: amount.is_share or amount.unit == "d")),
    written(quantity.SHARE_OR_DAYS_PATTERN, "50%, 20d"),
]
Frequency = Annotated[
    Rate,
    BeforeValidator(_rate("rate", lambda amount: not amount.is_time)),
    written(quantity.RATE_PATTERN, "36/year, 1/week, 15%/year, 1200万/year"),
]
WorkRate = Annotated[
    Rate,
    BeforeValidator(_rate("work_rate", lambda amount: amount.unit in quantity.WORKING_TIMES)),
    written(quantity.WORK_RATE_PATTERN, "3h/week, 30min/day"),
]
"""Working time in each day, week, ..."""
Day = Annotated[date, BeforeValidator(_day), written(DAY_PATTERN, "2026-03-31")]
Currency = Annotated[
    str,
    StringConstraints(pattern=CURRENCY_PATTERN),
    AfterValidator(_code),
    written(rf"^(?!(?:{'|'.join(_NO_CODES)})$)[A-Z]{{3}}$", "CNY, USD, EUR"),
]
Number = Annotated[Decimal, BeforeValidator(_decimal)]
NAMES_PERIOD: Final = "names a period"
"""Marks a field whose text names a period."""

PERIOD_NAME_PATTERN: Final = rf"{PERIOD_OR_ID_PATTERN}|^[0-9-]{{10}}\.\.[0-9-]{{10}}$"
PeriodName = Annotated[
    str,
    NAMES_PERIOD,
    BeforeValidator(_period),
    StringConstraints(pattern=PERIOD_NAME_PATTERN),
    WithJsonSchema(
        {
            "type": ["integer", "string"],
            "pattern": PERIOD_NAME_PATTERN,
            "patternErrorMessage": "2026, 2026-H1, 2026-Q3, 2026-05, 2026-W18, FY2026-P05, 2026-01-01..2026-03-31",
        }
    ),
]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


FileName = Annotated[str, StringConstraints(pattern=FILE_PATTERN, max_length=200)]
"""A file below the plan's folder. No part of it begins with a dot: `..` leads out, and `.env` is nobody's list."""


class InTurn:
    """Marks a list whose entries are tried in turn, so that another order is another meaning."""


Many = Annotated[tuple[T, ...], Strict(strict=False)]
Filled = Annotated[tuple[T, ...], MinLen(1), Strict(strict=False)]
"""A list that cannot be empty."""


class _OneOrMany:
    """Lets a list of one be written as that one."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        return core_schema.no_info_before_validator_function(_one_or_many, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


def _one_or_many(value: object) -> object:
    return tuple(value) if isinstance(value, list) else (value,)


Some = Annotated[tuple[T, ...], _OneOrMany()]
