"""Numbers of tables that know what is a number: of workbooks, Parquet and databases."""

from decimal import Decimal
from typing import Final

TYPED: Final = "\t"
"""Stands behind a number with decimals that is no text: there the point is always the decimal sign."""


def typed(number: Decimal, sign: str = "") -> str:
    """Return a number as the text of a cell, a sign such as `%` behind it."""
    return f"{int(number)}{sign}" if number == number.to_integral_value() else f"{number:f}{sign}{TYPED}"
