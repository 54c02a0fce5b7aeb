"""Numbers as people write them in tables: `1,234.50`, `1.234,50`, `1 234`, `(500)`, `500-`, `€ 12`, `150万`, `7.5E+04`.

What one cell means depends on its column: `1.200` is one and a fifth where the point is the decimal sign, and twelve
hundred where it parts thousands. The patterns here are read alike by Python and by every engine that reads sources.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

DecimalSign = Literal[".", ","]
ThousandsSign = Literal[".", ",", " ", "'"]
CellSort = Literal["money", "percent", "plain"]
"""What a column holds: money may have the sign of its currency, percentages a `%`."""

DECIMAL_SIGNS: Final[tuple[DecimalSign, DecimalSign]] = (".", ",")
THOUSANDS_SIGNS: Final[tuple[ThousandsSign, ...]] = (*DECIMAL_SIGNS, " ", "'")

WIDE: Final = "０１２３４５６７８９，．－＋（）％￥　\u00a0\u2007\u2009\u202f’‘ʼ−–萬億"
NARROW: Final = "0123456789,.-+()%¥     '''--万亿"
"""Signs that mean the same as others: those of Chinese keyboards, typographic blanks, apostrophes and minus signs."""
SCALES: Final = {"千": 3, "k": 3, "K": 3, "万": 4, "M": 6, "亿": 8}
"""Words of scale that may follow a number, and how many digits they stand for."""

_ROUND: Final = r"[^0-9.,]*"
_TAIL: Final = r"(?:[eE][+-]?[0-9]{1,2})?"
PLAIN: Final = r"^ *[+-]?(?:[0-9]+|[0-9]*\.(?:[0-9]{1,2}|[0-9]{4,})|(?:0|[0-9]{4,})\.[0-9]{3}) *$"
"""What is a number for every reader, the point its decimal sign."""
EITHER: Final = rf"^{_ROUND}[1-9][0-9]{{0,2}}[.,][0-9]{{3}}{_ROUND}$"
"""What is one number for one reader, and a thousand times as much or as little for another."""


def only_for(decimal: DecimalSign) -> str:
    """Return a pattern of what can only be a number where this is the decimal sign."""
    point, comma = re.escape(decimal), re.escape("," if decimal == "." else ".")
    ways = (
        rf"[0-9]*{point}(?:[0-9]{{0,2}}|[0-9]{{4,}}){_TAIL}",
        rf"(?:0[0-9]*|[0-9]{{4,}}|){point}[0-9]+{_TAIL}",
        rf"[1-9][0-9]{{0,2}}(?:[{comma}' ][0-9]{{3}})+{point}[0-9]*",
        rf"[1-9][0-9]{{0,2}}(?:{comma}[0-9]{{3}}){{2,}}",
        rf"[1-9][0-9]?(?:{comma}[0-9]{{2}})+{comma}[0-9]{{3}}(?:{point}[0-9]*)?",
        rf"[0-9]+{point}[0-9]+[eE][+-]?[0-9]{{1,2}}",
    )
    return rf"^{_ROUND}(?:{'|'.join(ways)}){_ROUND}$"


@dataclass(frozen=True, slots=True)
class Notation:
    """How a column writes its numbers.

    Without `decimal` each cell has one reading of its own. A stated sign of `thousands` is the only one.
    """

    decimal: DecimalSign | None = "."
    thousands: ThousandsSign | None = None

    @property
    def readings(self) -> tuple[DecimalSign, ...]:
        """The decimal signs by which a cell is tried."""
        return (self.decimal,) if self.decimal is not None else DECIMAL_SIGNS


@dataclass(frozen=True, slots=True)
class CountedIn:
    """What the bare numbers of a table are counted in: `digits` more (4 where 12 is 12万), of a currency."""

    digits: int = 0
    currency: str = ""


UNIT: Final = rf"^(?:([A-Z]{{3}}) *)?({'|'.join(SCALES)})?元?$"


def counted_in(unit: str) -> CountedIn | None:
    """Return what a unit such as `k`, `USD k` or `万元` says; None where it says nothing."""
    match = re.fullmatch(UNIT[1:-1], unit)
    return CountedIn(SCALES.get(match[2] or "", 0), match[1] or "") if match is not None else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many cells of a column can be read by one decimal sign alone, and how many by either, to different values."""

    point: int = 0
    comma: int = 0
    either: int = 0


def stated(decimal: str | None, thousands: str | None) -> Notation | None:
    """Return how numbers are written where that is stated; None where the cells must tell."""
    groups: ThousandsSign | None = next((sign for sign in THOUSANDS_SIGNS if sign == thousands), None)
    if decimal in DECIMAL_SIGNS:
        return Notation("." if decimal == "." else ",", groups)
    return Notation("," if groups == "." else ".", groups) if groups in DECIMAL_SIGNS else None


def told_by(evidence: Evidence, *, by_commas: bool) -> Notation | None:
    """Return how a column writes its numbers, told by its cells; None where that cannot be known.

    In a file whose cells are separated by commas (`by_commas`) the point is the decimal sign unless a cell excludes it.
    """
    if evidence.point and evidence.comma:
        return None if evidence.either else Notation(None)
    if evidence.comma:
        return Notation(",")
    return Notation(".") if evidence.point or by_commas or not evidence.either else None


def cell_pattern(decimal: DecimalSign, thousands: ThousandsSign | None, signs: tuple[str, ...], sort: CellSort) -> str:
    """Return the pattern of a whole cell that is a number.

    Its first group are the digits with their separators, its second a word of scale.
    """
    point, other = re.escape(decimal), "," if decimal == "." else "."
    grouping = (thousands,) if thousands is not None else (other, " ", "'")
    groups = "|".join(rf"(?:{re.escape(sign)}[0-9]{{3}})+" for sign in grouping)
    whole = rf"[0-9]{{1,30}}|[1-9][0-9]{{0,2}}(?:{groups})"
    if thousands in (None, other):
        whole += rf"|[1-9][0-9]?(?:{re.escape(other)}[0-9]{{2}})+{re.escape(other)}[0-9]{{3}}"
    digits = rf"(?:{whole})(?:{point}[0-9]*)?|{point}[0-9]+"
    around = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True)) or "%%"
    scale = rf"({'|'.join(SCALES)})?" if sort != "percent" else "()"
    end = " *%?" if sort == "percent" else f" *元? *(?:{around})?" if "元" in signs else f" *(?:{around})?"
    begin = rf"(?:[+-]? *(?:{around})?|(?:{around}) *[+-]) *"
    return rf"^ *\(? *{begin}((?:{digits}){_TAIL}) *{scale}{end} *-? *\)? *$"


def without_groups(text: str, decimal: DecimalSign) -> str:
    """Return digits without separators of thousands, and with a decimal point."""
    for sign in (",", ".", " ", "'"):
        text = text.replace(sign, "") if sign != decimal else text
    return text.replace(",", ".")


def read_cell(text: str, notation: Notation, signs: tuple[str, ...] = (), sort: CellSort = "plain") -> Decimal | None:
    """Return the number that a cell is; None where it is none, or too large for any plan. A percentage is a share."""
    narrow = text.translate(_NARROWED)
    for decimal in notation.readings:
        match = re.fullmatch(cell_pattern(decimal, notation.thousands, signs, sort)[1:-1], narrow, re.ASCII)
        if match is not None and ("(" in narrow) == (")" in narrow):
            number = Decimal(without_groups(match[1], decimal)).scaleb(SCALES.get(match[2] or "", 0))
            number = number.scaleb(-2) if "%" in narrow else number
            return -number if is_negative(narrow) else number
    return None


def is_negative(text: str) -> bool:
    """Whether a cell that is a number is less than nothing: `-5`, `5-`, `(5)`; a power of ten has a sign of its own."""
    return "(" in text or re.search(NEGATIVE, text) is not None


NEGATIVE: Final = r"^[^0-9]*-|- *[^0-9eE+-]*$"
_NARROWED: Final = str.maketrans(WIDE, NARROW)

_SIGNS: Final = {
    "AUD": ("A$", "AU$", "$"),
    "BRL": ("R$",),
    "CAD": ("C$", "CA$", "$"),
    "CHF": ("Fr.", "SFr."),
    "CNY": ("¥", "元", "RMB", "人民币", "CN¥"),
    "CZK": ("Kč",),
    "DKK": ("kr.", "kr"),
    "EUR": ("€",),
    "GBP": ("£",),
    "HKD": ("HK$", "$"),
    "INR": ("₹", "Rs.", "Rs"),
    "JPY": ("¥", "円", "JP¥"),
    "KRW": ("₩", "원"),
    "MXN": ("MX$", "$"),
    "NOK": ("kr",),
    "NZD": ("NZ$", "$"),
    "PLN": ("zł",),
    "SEK": ("kr",),
    "SGD": ("S$", "$"),
    "THB": ("฿",),
    "TRY": ("₺",),
    "TWD": ("NT$", "$"),
    "USD": ("US$", "$"),
    "VND": ("₫",),
    "ZAR": ("R",),
}


def signs_of(currency: str) -> tuple[str, ...]:
    """Return what may stand beside an amount of a currency: its code, and its own signs."""
    return (currency, *_SIGNS.get(currency, ())) if currency else ()


def all_signs() -> tuple[str, ...]:
    """Return what may stand beside an amount where its row names the currency."""
    return tuple(dict.fromkeys(sign for currency in _SIGNS for sign in signs_of(currency)))
