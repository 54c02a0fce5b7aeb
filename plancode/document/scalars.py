"""What a plain scalar means: YAML 1.2 core, as the editor reads it; what parsers disagree about is a fault."""

import re
from decimal import Decimal
from typing import Final

Scalar = str | int | bool | Decimal | None

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_BASE_OR_CODE = re.compile(r"[-+]?0[0-9_xobXOB]")
_DIGIT = re.compile(r"[0-9]")
_MINUS_ZERO = re.compile(r"-0(?:\.0*)?")
_AMBIGUOUS = re.compile(
    r"[-+]?0[0-9_]+(?:\.[0-9]*)?"  # leading zero: 8, 10 or text
    r"|[-+]?0[xobXOB][0-9a-fA-F_]+"
    r"|[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][-+]?[0-9]+"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|[-+]?\.[0-9]+|[-+]?[0-9]+\."
    r"|\+[0-9]+(?:\.[0-9]*)?"
    r"|-0(?:\.0*)?"
    r"|<<|-"
)
_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_SHOWN: Final = 40
_WHOLE_DIGITS: Final = 15  # so many are exact in the numbers of JavaScript
_NUMERIC_START: Final = frozenset("0123456789-+.<")


def type_plain(text: str) -> Scalar:
    """Return the value of an unquoted scalar. Ambiguous ones stay text; ask `is_ambiguous` first."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START:
        return text
    match = _NUMBER.fullmatch(text)
    if match is None or _MINUS_ZERO.fullmatch(text):
        return text
    return Decimal(text) if match[1] else int(text)


def is_ambiguous(text: str) -> bool:
    """Whether YAML readers disagree about an unquoted scalar."""
    return bool(text) and text[0] in _NUMERIC_START and _AMBIGUOUS.fullmatch(text) is not None


def written_plainly(text: str) -> str | None:
    """Return an ambiguous scalar as a plain number where it can only be one; an empty text where no plan has such.

    A leading zero and another base may stand in a code as well: for these there is None.
    """
    if text.lower().endswith(("inf", "nan")):
        return ""
    if len(text) > _SHOWN or _BASE_OR_CODE.match(text) or not _DIGIT.search(text):
        return None
    number = Decimal(text)
    return f"{number or abs(number):f}" if abs(number.adjusted()) <= _WHOLE_DIGITS else ""


def is_too_long(text: str, digits: int) -> bool:
    """Whether an unquoted scalar is a number of more than so many digits."""
    return len(text) > digits and _NUMBER.fullmatch(text) is not None and sum(map(str.isdigit, text)) > digits


def is_thousands(key: str) -> bool:
    """Whether a key is the end of a number with commas that stands in braces: `{amount: 2,000,000}`."""
    return len(key) == 3 and is_digits(key)  # noqa: PLR2004  # thousands


def is_digits(key: str) -> bool:
    """Whether a key is what a comma has cut off a number in braces: `{amount: 2.000,00}`."""
    return key.isascii() and key.isdigit()


def is_name(key: str) -> bool:
    """Whether an unquoted key is the same text to all readers: no null, no boolean, no number but a plain whole one."""
    value = type_plain(key)
    if isinstance(value, str):
        return not is_ambiguous(key)
    return type(value) is int and len(key) <= _WHOLE_DIGITS
