"""Quantities as people write them: `1_200_000`, `1.2M`, `120万`, `35%`, `USD 4.5M`, `90d`, `36/year`.

A quantity keeps the exact decimal of its own text; no float is ever born here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from plancode.errors import QuantityError

LIMIT: Final = Decimal(10) ** 15
PLACES: Final = 4
LONGEST: Final = 40
WIDE: Final = Context(prec=200)
"""For what must never fail, however long a number is: rounding and remainders are refused past 28 digits elsewhere."""
_MOST_PLACES: Final = 12
_STEPS: Final = tuple(Decimal(1).scaleb(-places) for places in range(25))

NUMBER: Final = r"-?[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?"
SCALE: Final = "[kKMB千万亿]"
PLAIN: Final = NUMBER.removeprefix("-?")
SHARE_PATTERN: Final = rf"^{PLAIN}%$"
SHARE_OR_DAYS_PATTERN: Final = rf"^{PLAIN}(?:%|d)$"
TIME_PATTERN: Final = rf"^{PLAIN}(?:min|h|d|w|m|q|y)$"
MONEY_PATTERN: Final = rf"^(?:[A-Z]{{3}} )?{PLAIN}{SCALE}?$"
FRACTION_PATTERN: Final = "[1-9][0-9]{0,2}/[1-9][0-9]{0,2}"
GROWTH_PATTERN: Final = rf"^{NUMBER}%$"
AMOUNT_PATTERN: Final = rf"^(?:(?:[A-Z]{{3}} )?{NUMBER}{SCALE}?|{NUMBER}%|{NUMBER}(?:min|h|d|w|m|q|y))$"
FIGURE_PATTERN: Final = rf"^(?:(?:[A-Z]{{3}} )?{PLAIN}{SCALE}?|{PLAIN}%|{PLAIN}(?:min|h|d|w|m|q|y))$"
RATE_PATTERN: Final = rf"^(?:(?:[A-Z]{{3}} )?{PLAIN}{SCALE}?|{PLAIN}%)/(?:day|week|month|quarter|year)$"
WORK_RATE_PATTERN: Final = rf"^{PLAIN}(?:min|h|d)/(?:day|week|month|quarter|year)$"

_SHAPE = re.compile(
    rf"(?:(?P<currency>[A-Z]{{3}}) )?(?P<number>{NUMBER})(?:(?P<scale>{SCALE})|(?P<unit>%|min|h|d|w|m|q|y))?",
)
_FACTORS = {"k": 3, "K": 3, "千": 3, "万": 4, "M": 6, "亿": 8, "B": 9}
WORKING_TIMES: Final = frozenset({"min", "h", "d"})
_TIME_UNITS = frozenset({"min", "h", "d", "w", "m", "q", "y"})
_FRACTION = re.compile("([1-9][0-9]{0,2})/([1-9][0-9]{0,2})")
_MOST_BELOW: Final = 999
_SUM_PLACES: Final = 20
"""Fewer than a fraction has as a decimal, and far more than any percentage."""
_DOTS = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_LOOKALIKES = re.compile("[\uff10-\uff19\uff0c\uff0e\uff05\uffe5\xa5$€£,]")


class Per(StrEnum):
    """The time a rate refers to."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number with its unit.

    `unit` is empty for a plain number (money in the plan's currency, or units), a currency code, `%` (the
    number is then the share itself: `35%` is 0.35), or a unit of time: min, h, d, w, m (months), q, y.
    """

    number: Decimal
    unit: str = ""

    @property
    def is_share(self) -> bool:
        """Whether this is a percentage."""
        return self.unit == "%"

    @property
    def is_time(self) -> bool:
        """Whether this is a length of time."""
        return self.unit in _TIME_UNITS

    @property
    def is_money(self) -> bool:
        """Whether this can be money: a plain number or one with a currency."""
        return not self.is_share and not self.is_time


@dataclass(frozen=True, slots=True)
class Rate:
    """A quantity for each day, week, month, quarter or year."""

    quantity: Quantity
    per: Per


def rounded(number: Decimal, places: int = 0) -> Decimal:
    """Return a number to so many decimals, half to even.

    Half to even, so that sums of many rounded figures lean to neither side; in the wide context, as `quantize` raises
    where the result has more digits than its context, which an amount at the limit divided by a small one can have.
    """
    return number.quantize(_STEPS[places], ROUND_HALF_EVEN, WIDE)


def places_against(number: Decimal, limits: Iterable[Decimal], places: int = 0) -> int:
    """Return with how many decimals, `places` or more, a number lies where it does: below, at or above each limit.

    94.996 with two decimals would be 95.00, as if it reached 95; with three it does not.
    """
    limits = tuple(limits)
    exact = rounded(number, _MOST_PLACES)
    sides = [exact.compare(limit) for limit in limits]
    for more in range(places, _MOST_PLACES):
        if [rounded(exact, more).compare(limit) for limit in limits] == sides:
            return more
    return _MOST_PLACES


def fraction_of(text: str) -> Quantity | None:
    """Return the share that a fraction of small numbers such as `1/3` states, None of any other text."""
    match = _FRACTION.fullmatch(text)
    return Quantity(Decimal(match[1]) / Decimal(match[2]), "%") if match else None


def together(shares: Iterable[Quantity]) -> Decimal:
    """Return what shares add up to: three times `1/3`, which no decimal holds, are the whole."""
    return rounded(sum((share.number for share in shares), Decimal(0)), _SUM_PLACES)


def exact_share(share: Quantity) -> Fraction:
    """Return a share as exactly as it was written: one finer than any percentage was written as a fraction."""
    exact, exponent = Fraction(share.number), share.number.as_tuple().exponent
    return exact.limit_denominator(_MOST_BELOW) if int(exponent) < -PLACES - 2 else exact


def parse_quantity(written: str | int | Decimal) -> Quantity:
    """Return the quantity that a text or a plain number states.

    Raises QuantityError with the variant `comma`, `lookalike`, `too_large`, `too_fine` or `not_a_quantity`.
    """
    text = str(written)
    match = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        raise QuantityError(_what_is_wrong(text), text[:60])
    number = Decimal(match["number"].replace("_", ""))
    if match["scale"]:
        number *= 10 ** _FACTORS[match["scale"]]
    unit = match["currency"] or match["unit"] or ""
    if match["currency"] and match["unit"]:
        raise QuantityError("not_a_quantity", text)
    if abs(number) >= LIMIT:
        raise QuantityError("too_large", text)
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > PLACES:
        raise QuantityError("too_fine", text)
    return Quantity(number / (100 if unit == "%" else 1), unit)


def parse_rate(text: str) -> Rate:
    """Return the rate that a text such as `36/year` states; raises QuantityError."""
    amount, slash, per = text.partition("/")
    if not slash or per not in set(Per):
        raise QuantityError("not_a_rate", text[:60])
    return Rate(parse_quantity(amount), Per(per))


def is_quantity(text: str) -> bool:
    """Whether a text is a quantity as it is written."""
    try:
        parse_quantity(text)
    except QuantityError:
        return False
    return True


def _what_is_wrong(text: str) -> str:
    sign = _LOOKALIKES.search(text)
    if sign is None:
        return "dots" if _DOTS.match(text) else "not_a_quantity"
    return "comma" if sign[0] in ",\uff0c" else "lookalike"
