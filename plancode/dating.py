"""Days and periods as people write them in tables: `31.3.2026`, `3/31/26`, `04-Jan-26`, `20260331`, `2026年3月`.

What one cell means depends on its column: `03/04/2026` is the third of April where days come first, and the fourth of
March where months do. The patterns here are read alike by Python and by every engine that reads sources.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

DayOrder = Literal["d/m/y", "m/d/y", "y/m/d"]
"""In which order numbers with signs between them name day, month and year."""
DAY_ORDERS: Final[tuple[DayOrder, ...]] = get_args(DayOrder)

WIDE: Final = "０１２３４５６７８９／．－，　\u00a0\u2007\u2009\u202f"
NARROW: Final = "0123456789/.-,     "
SERIAL_BASE: Final = date(1899, 12, 30)
"""The day that spreadsheets number 0; 1 January 1900 would be 1, had that year had the 29 February they give it."""
FIRST_YEAR: Final = 1000
"""An earlier year is a slip: engines take 26 for the year 26."""
PIVOT: Final = 70
"""A year of two digits is of the century that makes it 1970 to 2069."""

_TIME: Final = r"(?:[ ,T].*)?$"
_YEAR: Final = r"([0-9]{4}|[0-9]{2})"
YEAR_FIRST: Final = rf"^ *([0-9]{{4}}) *[-/.年] *([0-9]{{1,2}}) *[-/.月] *([0-9]{{1,2}}) *日?{_TIME}"
COMPACT: Final = r"^ *((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01]) *$"
ORDERED: Final = rf"^ *([0-9]{{1,2}}) *[-/.] *([0-9]{{1,2}}) *[-/.] *{_YEAR}{_TIME}"
_LAST_YEAR: Final = r"(?:[-/.] *[0-9]{4}|[/.] *[0-9]{2})"
DAY_FIRST: Final = rf"^ *(1[3-9]|2[0-9]|3[01]) *[-/.] *(?:0?[1-9]|1[0-2]) *{_LAST_YEAR}{_TIME}"
MONTH_FIRST: Final = rf"^ *(?:0?[1-9]|1[0-2]) *[-/.] *(1[3-9]|2[0-9]|3[01]) *{_LAST_YEAR}{_TIME}"
DOTTED: Final = rf"^ *[0-9]{{1,2}}\. *[0-9]{{1,2}}\. *{_YEAR}{_TIME}"
"""Nobody writes the month first with points."""
EITHER: Final = rf"^ *0*([1-9]|1[0-2]) *[-/] *0*([1-9]|1[0-2]) *[-/] *{_YEAR}{_TIME}"
SHORT: Final = rf"^ *[0-9]{{1,2}} *- *[0-9]{{1,2}} *- *[0-9]{{2}}{_TIME}"
"""`26-03-04`: also the year can stand first."""
NAMED_DAY_FIRST: Final = rf"^ *([0-9]{{1,2}})(?:st|nd|rd|th)?[-/. ]*([A-Za-zÀ-ÿ]{{3,10}})\.?,?[-/ ]*{_YEAR}{_TIME}"
NAMED_MONTH_FIRST: Final = (
    rf"^ *([A-Za-zÀ-ÿ]{{3,10}})\.?[-/ ]*([0-9]{{1,2}})(?:st|nd|rd|th)?(?:, *| +|[-/])([0-9]{{4}}){_TIME}"
)
SHORT_YEAR_FIRST: Final = rf"^ *([0-9]{{2}}) *[-/.] *([0-9]{{1,2}}) *[-/.] *([0-9]{{1,2}}){_TIME}"
MONTH: Final = r"^ *((?:19|20)[0-9]{2}) *(?:[-/.年] *)?(0?[1-9]|1[0-2]) *月?份? *$"
MONTH_LAST: Final = r"^ *(0?[1-9]|1[0-2]) *[-/.] *([0-9]{4}) *$"
YEAR_NAMED_MONTH: Final = r"^ *((?:19|20)[0-9]{2})[-/. ]+([A-Za-zÀ-ÿ]{3,10})\.? *$"
NAMED_MONTH: Final = rf"^ *([A-Za-zÀ-ÿ]{{3,10}})\.?,?[-/' ]*{_YEAR} *$"
NAME: Final = r"^[A-Za-zÀ-ÿ]{3}"
"""How the name of a month begins, which is neither `3` nor `Q1`."""
SERIAL: Final = r"^ *([2-7][0-9]{4})(?:\.[0-9]+)? *$"

MONTHS: Final = {
    1: ("jan", "ene", "gen"),
    2: ("feb", "fév", "fev"),
    3: ("mar", "mär", "mrz", "mrt"),
    4: ("apr", "avr", "abr"),
    5: ("may", "mai", "mei", "mag"),
    6: ("jun", "juin", "giu"),
    7: ("jul", "juil", "lug"),
    8: ("aug", "aoû", "ago"),
    9: ("sep", "set"),
    10: ("oct", "okt", "ott", "out"),
    11: ("nov",),
    12: ("dec", "dez", "déc", "dic"),
}
"""How the names of months begin in English, German, French, Spanish, Italian, Portuguese and Dutch."""


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """How many cells of a column can have the day first only, the month first only, and either, to different days."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0


def joined(year: str, month: str, day: str = "") -> str:
    """Return what cells of year, month and day say together; nothing where none says anything."""
    year, month = year.strip().removesuffix("年"), month.strip().removesuffix("月")
    if not (year or month or day.strip()):
        return ""
    if re.match(NAME, month):
        return f"{day} {month} {year}".strip()
    return f"{year}-{month}-{day.strip().removesuffix('日')}".rstrip("-")


def stated_order(dates: str | None) -> DayOrder | None:
    """Return the order that is stated; None where the cells must tell."""
    return next((order for order in DAY_ORDERS if order == dates), None)


def order_told_by(evidence: OrderEvidence) -> DayOrder | None:
    """Return the order in which a column writes days, told by its cells; None where they do not tell one.

    A column in which some cells can have the day first only, and others the month, has no order: each cell is read by
    itself, and none that can be read in both.
    """
    if evidence.day_first and evidence.month_first:
        return None
    if evidence.month_first:
        return "m/d/y"
    return None if evidence.either and not evidence.day_first else "d/m/y"


def order_of(cells: Iterable[str], stated: DayOrder | None) -> tuple[DayOrder | None, str]:
    """Return in which order the cells of a column name days, or none and one of them that has two readings."""
    if stated is not None:
        return stated, ""
    day_first = month_first = either = 0
    sample = ""
    for cell in cells:
        narrow = narrowed(cell)
        day_first += re.search(DAY_FIRST, narrow) is not None or re.search(DOTTED, narrow) is not None
        month_first += re.search(MONTH_FIRST, narrow) is not None
        match = re.search(EITHER, narrow)
        if re.search(SHORT, narrow) is not None or (match is not None and match[1] != match[2]):
            either, sample = either + 1, sample or cell
    order = order_told_by(OrderEvidence(day_first, month_first, either))
    return order or (None if either else "d/m/y"), sample


def read_day(text: str, order: DayOrder) -> date | None:
    """Return the day that a cell names; None where it names none."""
    narrow = narrowed(text)
    for pattern, parts in _DAY_PATTERNS[order]:
        if (match := re.search(pattern, narrow)) is not None:
            year, month, day = (match[part] for part in parts)
            return _day(_full_year(year), _month(month), int(day))
    if (match := re.search(SERIAL, narrow)) is not None:
        return SERIAL_BASE + timedelta(days=int(match[1]))
    return None


def two_readings(text: str) -> tuple[tuple[DayOrder, date], tuple[DayOrder, date]] | None:
    """Return two orders by which a cell names two days; None where there are no two."""
    found: dict[date, DayOrder] = {}
    for order in DAY_ORDERS:
        day = read_day(text, order)
        if day is not None:
            found.setdefault(day, order)
    both = [(order, day) for day, order in found.items()][:2]
    return (both[0], both[1]) if len(both) == 2 else None  # noqa: PLR2004  # readings


def read_month(text: str) -> tuple[int, int] | None:
    """Return the year and month that a cell names; None where it names none."""
    narrow = narrowed(text)
    for pattern, (year, month) in _MONTH_PATTERNS:
        if (match := re.search(pattern, narrow)) is not None and (number := _month(match[month])):
            return _full_year(match[year]), number
    return None


def period_of(text: str, order: DayOrder, *, is_month: bool = False, year: int | None = None) -> str | None:
    """Return the period that a cell names as plancode writes it; None where it names none, or is the id of one.

    A day is that day, or its month (`is_month`). A month or quarter without a year is of `year`.
    """
    narrow = narrowed(text).strip()
    if (day := read_day(narrow, order)) is not None:
        return f"{day:%Y-%m}" if is_month else day.isoformat()
    if _ID.fullmatch(narrow):  # `jan-26` can be the id of a period of the plan
        return None
    if (month := read_month(narrow)) is not None:
        return f"{month[0]}-{month[1]:02}"
    for pattern, (at_year, at_part) in _PART_PATTERNS:
        if (match := re.search(pattern, narrow)) is not None:
            return f"{_full_year(match[at_year])}-{_part(match[at_part])}"
    if year is not None and (match := re.search(_BARE, narrow)) is not None:
        number = _month(match[1]) if match[1] else 0
        return f"{year}-{_part(match[2])}" if match[2] else f"{year}-{number:02}" if 1 <= number <= 12 else None  # noqa: PLR2004
    match = re.fullmatch("([0-9]{4}) *年(?:全年)?", narrow)
    return match[1] if match is not None else None


def _part(text: str) -> str:
    """Return a quarter or half year as plancode writes it: `Q1`, `H2`."""
    folded = text.upper().translate(_DIGITS)
    number = next((sign for sign in folded if sign.isdigit()), "")
    if "半年" in folded:
        return "H1" if folded.startswith("上") else "H2"
    return f"{'H' if folded.startswith('H') else 'Q'}{number}"


def narrowed(text: str) -> str:
    """Return a text with the half-width forms of digits and signs."""
    return text if text.isascii() else text.translate(_NARROWED)


def _month(text: str) -> int:
    """Return the number of a month that has one, or a name; 0 of what is none."""
    if text.isdigit():
        return int(text)
    folded = text.casefold()
    return next((number for number, names in MONTHS.items() if folded.startswith(names)), 0)


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < PIVOT else 1900)  # noqa: PLR2004  # digits


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= FIRST_YEAR else None
    except ValueError:
        return None


_NAMED: Final = ((NAMED_DAY_FIRST, (3, 2, 1)), (NAMED_MONTH_FIRST, (3, 1, 2)))
_ORDERS: Final[dict[DayOrder, tuple[str, tuple[int, int, int]]]] = {
    "d/m/y": (ORDERED, (3, 2, 1)),
    "m/d/y": (ORDERED, (3, 1, 2)),
    "y/m/d": (SHORT_YEAR_FIRST, (1, 2, 3)),
}
_DAY_PATTERNS: Final = {
    order: ((YEAR_FIRST, (1, 2, 3)), (COMPACT, (1, 2, 3)), own, *_NAMED) for order, own in _ORDERS.items()
}
_MONTH_PATTERNS: Final = ((MONTH, (1, 2)), (MONTH_LAST, (2, 1)), (NAMED_MONTH, (2, 1)), (YEAR_NAMED_MONTH, (1, 2)))
_ID: Final = re.compile(r"[a-z][a-z0-9._-]*")
_QUARTER: Final = r"([QHqh][1-4]|第?[1-4一二三四] *季度?|[上下]半年)"
_PART_PATTERNS: Final = (
    (rf"^([0-9]{{4}}) *[-/.年]? *{_QUARTER}$", (1, 2)),
    (rf"^{_QUARTER} *[-/. ] *([0-9]{{4}}|[0-9]{{2}})$", (2, 1)),
)
_BARE: Final = rf"^(?:([0-9]{{1,2}}|[A-Za-zÀ-ÿ]{{3,10}})\.? *月?份?|{_QUARTER})$"
_DIGITS: Final = str.maketrans("一二三四", "1234")
_NARROWED: Final = str.maketrans(WIDE, NARROW)
