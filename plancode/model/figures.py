"""Numbers in cells of a list as others write them, turned into how plancode writes them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from plancode.errors import QuantityError
from plancode.numeral import (
    DECIMAL_SIGNS,
    EITHER,
    CountedIn,
    Evidence,
    Notation,
    only_for,
    read_cell,
    signs_of,
    told_by,
)
from plancode.quantity import parse_quantity

_CODE: Final = re.compile(r"([A-Z]{3}) +(?=[^ ])")
_OF_ONE_CURRENCY: Final = {"€": "EUR", "£": "GBP"}
"""Signs that only one currency of a plan can have; `$` and `¥` are told, because several have them."""
_BARE: Final = re.compile(r"(?:([A-Z]{3}) )?(-?[0-9]+(?:\.[0-9]+)?)")
_EITHER: Final = re.compile(EITHER)
_ONLY: Final = tuple(re.compile(only_for(sign)) for sign in DECIMAL_SIGNS)


def notation_of(cells: Iterable[str], stated: Notation | None, *, by_commas: bool) -> Notation | str:
    """Return how a column writes its numbers, or a cell of it that has two readings where nothing tells which."""
    if stated is not None:
        return stated
    point = comma = either = 0
    sample = ""
    for cell in cells:
        if cell and not (cell.isascii() and cell.isdigit()):
            point += _ONLY[0].search(cell) is not None
            comma += _ONLY[1].search(cell) is not None
            if _EITHER.search(cell) is not None:
                either, sample = either + 1, sample or cell
    return told_by(Evidence(point, comma, either), by_commas=by_commas) or sample


def plainly(cell: str, notation: Notation, unit: CountedIn | None = None) -> str:
    """Return a cell as plancode writes a figure; as it is where it is none, so that its own finding tells it.

    A number without a word of scale is counted in a unit that is stated; signs of its currency may stand beside it.
    """
    if unit is None:
        return _plainly(cell, notation)
    text = _plainly(cell, notation, signs_of(unit.currency))
    match = _BARE.fullmatch(text)
    if match is None:
        return text
    return f"{match[1] or unit.currency} {Decimal(match[2]).scaleb(unit.digits):f}".strip()


def _plainly(cell: str, notation: Notation, signs: tuple[str, ...] = ()) -> str:
    if (cell.isascii() and cell.isdigit()) or (notation.decimal == "." and _is_plain(cell)):
        return cell
    code = _CODE.match(cell)
    rest, currency = (cell[code.end() :], code[1]) if code else (cell, "")
    for sign, own in _OF_ONE_CURRENCY.items():
        if sign in rest:
            rest, currency = rest.replace(sign, " "), own
    is_share = "%" in rest or "\uff05" in rest
    number = read_cell(rest, notation, signs, sort="percent" if is_share else "plain")
    if number is None:
        return cell
    written = f"{number.scaleb(2) if is_share else number:f}"
    return f"{written}%" if is_share else f"{currency} {written}".strip()


def has_another_sign(cell: str, notation: Notation) -> bool:
    """Whether a cell is a number by the point alone, in a list whose decimal sign is the comma: `520.00`."""
    return notation.decimal == "," and "." in cell and plainly(cell, notation) == cell and _is_plain(cell)


def _is_plain(cell: str) -> bool:
    try:
        parse_quantity(cell)
    except QuantityError:
        return False
    return True
