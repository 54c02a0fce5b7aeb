"""Numbers, amounts, days and periods as each language writes them. Exact: nothing is rounded unless it is said."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from plancode.fiscal import fiscal_name
from plancode.locale.catalogue import Language, word
from plancode.period import Period
from plancode.quantity import Quantity, Rate, rounded

_BABEL: Final[dict[Language, str]] = {"en": "en_GB", "zh": "zh_CN"}
_DIGITS: Final[dict[Language, str]] = {"en": ",f", "zh": ",f"}
"""How Python is to write a number: both languages have commas between thousands."""
_MOST_PLACES: Final = 6
_TEN_THOUSAND, _HUNDRED_MILLION = Decimal(10) ** 4, Decimal(10) ** 8
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")
_HALF = re.compile(r"([0-9]{4})-H([12])")
_MONTH = re.compile(r"([0-9]{4})-([01][0-9])")
_WEEK = re.compile(r"([0-9]{4})-W([0-5][0-9])")
_YEAR = re.compile(r"[0-9]{4}")


class Counted(str):
    """A value in words. `{rows:row|rows}` in a text is the word that goes with it: the first for 1, else the second."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """Return the word of a choice of two; without a choice what every text returns."""
        single, bar, many = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        return single if self == "1" else many


def number(value: Decimal | int, language: Language) -> str:
    """Return a number with its digits grouped and no zeros at the end."""
    whole, point, part = fixed(Decimal(value), _MOST_PLACES, language).partition(".")
    part = part.rstrip("0")
    return f"{whole}{point}{part}" if part else whole


def amount(value: Decimal, language: Language) -> str:
    """Return a large number as people say it: in 万 and 亿 where that is exact, else grouped."""
    if language == "zh":
        for unit, name in ((_HUNDRED_MILLION, "亿"), (_TEN_THOUSAND, "万")):
            scaled = value / unit
            if abs(scaled) >= 1 and scaled == rounded(scaled, 4):
                return number(scaled, language) + name
    return number(value, language)


def rounded_amount(value: Decimal, language: Language, places: int = 2) -> str:
    """Return an amount as tables have it: whole units, in Chinese 万 with one decimal; small ones with decimals."""
    if abs(value) < _TEN_THOUSAND:
        return number(rounded(value, places), language)
    if language == "zh":
        return number(rounded(value / _TEN_THOUSAND, 1), language) + "万"
    return number(rounded(value), language)


def fixed(value: Decimal, places: int, language: Language) -> str:
    """Return a number with so many decimals; nothing at all has no sign."""
    near = rounded(value, places)
    return format(near or abs(near), _DIGITS[language])


def share(value: Decimal, language: Language) -> str:
    """Return a share as percentage."""
    return f"{number(value * 100, language)}%" if language == "zh" else f"{number(value * 100, language)} %"


def quantity(value: Quantity, language: Language) -> str:
    """Return a quantity with its unit."""
    if value.is_share:
        return share(value.number, language)
    if value.is_time:
        count = Counted(number(value.number, language))
        return word(f"unit.{value.unit}", language).format(count=count)
    text = amount(value.number, language)
    return f"{value.unit} {text}" if value.unit else text


def rate(value: Rate, language: Language) -> str:
    """Return a quantity for each day, week, ..."""
    return f"{quantity(value.quantity, language)} / {word(f'value.{value.per.value}', language)}"


def day(value: date, language: Language) -> str:
    """Return a day: 31 May 2011, 2011年5月31日."""
    from babel import dates

    pattern = "yyyy年M月d日" if language == "zh" else "d MMM yyyy"
    return str(dates.format_date(value, format=pattern, locale=_BABEL[language]))


def period(value: Period, language: Language) -> str:
    """Return a period: by its title or name, those of a fiscal calendar with their days, others by first and last day.

    A title that the author gave stands alone.
    """
    if fiscal_name(value.name) is not None or (value.title and value.title == value.name):
        return f"{period_name(value.name, language) or value.name} · {days(value, language)}"
    return (
        value.title
        or period_name(value.name, language)
        or f"{day(value.start, language)} – {day(value.last, language)}"
    )


def days(value: Period, language: Language) -> str:
    """Return the days of a period, what they share said once: 2 to 29 May 2026, 2026年5月2日至29日."""
    from babel import dates

    first, last = value.start, value.last
    if first == last:
        return day(first, language)
    same_month = (first.year, first.month) == (last.year, last.month)
    if language == "zh":
        pattern = "d日" if same_month else "M月d日" if first.year == last.year else "yyyy年M月d日"
        return f"{day(first, language)}至{dates.format_date(last, format=pattern, locale=_BABEL[language])}"
    pattern = "d" if same_month else "d MMM" if first.year == last.year else "d MMM yyyy"
    return f"{dates.format_date(first, format=pattern, locale=_BABEL[language])} to {day(last, language)}"


def period_name(name: str, language: Language) -> str:
    """Return how a written period is called, or an empty text where it has no name."""
    fiscal = fiscal_name(name)
    if fiscal is not None:
        key = "half" if fiscal.half else "quarter" if fiscal.quarter else "period" if fiscal.period else "year"
        number_ = fiscal.half or fiscal.quarter or fiscal.period or ""
        text = f"{number_:02}" if fiscal.period and language == "en" else str(number_)
        return word(f"fiscal.{key}", language).replace("{year}", str(fiscal.year)).replace("{number}", text)
    for pattern, key in ((_QUARTER, "quarter"), (_HALF, "half"), (_WEEK, "week"), (_MONTH, "month"), (_YEAR, "year")):
        match = pattern.fullmatch(name)
        if match:
            return _named(key, match, language)
    return ""


def _named(key: str, match: re.Match[str], language: Language) -> str:
    if key == "year":
        return match[0] if language == "en" else f"{match[0]}年"
    if key == "month":
        from babel import dates

        first = date(int(match[1]), int(match[2]), 1)
        pattern = "yyyy年M月" if language == "zh" else "MMMM yyyy"
        return str(dates.format_date(first, format=pattern, locale=_BABEL[language]))
    key = f"half{match[2]}" if key == "half" else key
    return word(f"period.{key}", language).replace("{year}", match[1]).replace("{number}", str(int(match[2])))
